"""Pages for administrators: the outbox."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from babel.dates import format_timedelta
from flask import Blueprint, Response, flash, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from web.client import segment
from web.exchange import next_address
from web.problem import Problem
from web.rendering import render
from web.session import api, leave_for, login_required

bp = Blueprint("admin", __name__)

STATES = {
    "waiting": _l("Waiting"),
    "running": _l("In progress"),
    "parked": _l("Put aside"),
    "done": _l("Done"),
}


@bp.get("/admin/jobs")
@login_required
def jobs() -> Response:
    """Show what waits in the outbox, what failed, and how long mails take."""
    state = request.args.get("state", "waiting")
    state = state if state in STATES else "waiting"
    cursor = request.args.get("cursor")
    page = api.get("/jobs", state=state, cursor=cursor).data
    statistics = None if cursor else api.get("/jobs/statistics").data
    return render(
        "admin/jobs.html",
        block="items" if cursor else "list",
        jobs=page["items"],
        next_url=next_address("admin.jobs", page, state=state),
        statistics=statistics,
        states=STATES,
        state=state,
        duration=duration,
    )


@bp.post("/admin/jobs/<job_id>/retry")
@login_required
def retry(job_id: str) -> Response:
    """Try work that failed again."""
    try:
        api.post(f"/jobs/{segment(job_id)}/retry")
        flash(_("It will be tried again now."), "ok")
    except Problem as problem:
        if problem.status not in (404, 409):
            raise
        flash(problem.detail or problem.title, "warning")
    return leave_for(url_for("admin.jobs", state=request.form.get("state", "waiting")))


def duration(seconds: float | None) -> str:
    """Write how long something took: 3 seconds, 2 minutes."""
    length: Any = timedelta(seconds=round(seconds or 0))
    return format_timedelta(length, threshold=1.2, locale=str(get_locale() or "nl"))
