"""Pages for administrators: the outbox."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from babel.dates import format_timedelta
from flask import Blueprint, Response, flash, request, url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from web import dates
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
KINDS = {
    "dialogue_advance": _l("Open or close a dialogue"),
    "dialogue_round": _l("Tell people that a new round is open"),
    "scrub": _l("Remove the traces of a closed dialogue"),
    "event_link": _l("Send the link of an event"),
    "event_reminder": _l("Remind people of an event"),
    "event_notice": _l("Tell people what changed about an event"),
    "report_announce": _l("Tell people that a report is ready"),
    "account-mail": _l("Send a link to log in or to confirm"),
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
        kinds=KINDS,
        duration=duration,
        history=history,
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
    if (seconds or 0) < 1:
        return _("less than a second")
    length: Any = timedelta(seconds=round(seconds or 0))
    return format_timedelta(length, threshold=1.2, locale=str(get_locale() or "nl"))


def history(job: dict[str, Any]) -> list[str]:
    """Tell in sentences what happened to a job."""
    told = [_("To somebody at %(domain)s.", domain=job["receiverDomain"])] if job["receiverDomain"] else []
    told.append(_("Due %(moment)s.", moment=dates.date_time(job["runAt"])))
    if job["attempts"]:
        told.append(ngettext("Tried once.", "Tried %(num)s times.", job["attempts"]))
    if job["doneAt"]:
        told.append(_("Done %(moment)s.", moment=dates.date_time(job["doneAt"])))
    if job["attempts"] and job["nextAttemptAt"]:
        told.append(_("Next try %(moment)s.", moment=dates.relative(job["nextAttemptAt"])))
    return told
