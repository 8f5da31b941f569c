"""When a session can take place: asking, answering, and for the organiser who can come when."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from web.client import segment
from web.dates import from_local_input
from web.exchange import current_etag, next_address
from web.forms import Form
from web.pages.topic_sessions import render_session
from web.rendering import render
from web.session import api, leave_for, login_required

bp = Blueprint("session_dates", __name__)

LEAST_ROWS, MOST_ROWS = 3, 10
ANSWERS = {"yes": _l("yes"), "if_need_be": _l("if need be"), "no": _l("no")}


@bp.app_context_processor
def words() -> dict[str, Any]:
    """Let the page of a session name the answers."""
    return {"availability": ANSWERS}


@bp.post("/topic-sessions/<session_id>/answers")
@login_required
def say(session_id: str) -> Response:
    """Say when you can come."""
    given = [
        {"momentId": name.removeprefix("answer."), "answer": value}
        for name, value in request.form.items()
        if name.startswith("answer.") and value
    ]
    form = Form()
    answer = form.send(lambda: api.put(f"/topic-sessions/{segment(session_id)}/answers", {"answers": given}))
    if not answer:
        return render_session(session_id, form)
    flash(_("Your answers have been kept."), "ok")
    return leave_for(url_for("sessions.show", session_id=session_id, _anchor="when"))


@bp.route("/topic-sessions/<session_id>/moments", methods=["GET", "POST"])
@login_required
def moments(session_id: str) -> Response:
    """Choose the moments to ask about."""
    path = f"/topic-sessions/{segment(session_id)}"
    answer = api.get(path)
    form = Form({"startsAt": [each["startsAt"] for each in answer.data["moments"]]})
    rows = min(max(len(answer.data["moments"]) + 1, LEAST_ROWS), MOST_ROWS)
    if form.sent:
        typed = {row: text for row in range(MOST_ROWS) if (text := form.text(f"startsAt.{row}"))}
        wanted = [from_local_input(text) for text in typed.values()]
        if form.send(lambda: api.put(f"{path}/moments", {"startsAt": wanted}, etag=form.etag)):
            flash(_("The moments are on the page. Whoever wants to come can choose."), "ok")
            return leave_for(url_for("sessions.show", session_id=session_id, _anchor="when"))
        form.point_back("startsAt", list(typed))
        rows = max([rows, *(row + 1 for row in typed)])
    etag = current_etag(form, answer)
    return render(
        "sessions/moments.html",
        block="form",
        form=form,
        status=form.status,
        session=answer.data,
        etag=etag,
        rows=rows,
    )


@bp.get("/topic-sessions/<session_id>/answers")
@login_required
def answers(session_id: str) -> Response:
    """Show an organiser who can come when."""
    path = f"/topic-sessions/{segment(session_id)}"
    page = api.get(f"{path}/answers", cursor=request.args.get("cursor"), limit=100).data
    rows = [(row["member"], {each["momentId"]: each["answer"] for each in row["answers"]}) for row in page["items"]]
    return render(
        "sessions/answers.html",
        session=api.get(path).data,
        rows=rows,
        next_url=next_address("session_dates.answers", page, session_id=session_id),
    )
