"""From the report to a draft of a session: choosing what to go on about."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _

from web.client import segment
from web.forms import Form
from web.rendering import render
from web.session import api, leave_for, login_required
from web.sources import questions_of

bp = Blueprint("session_drafts", __name__)


@bp.route("/dialogues/<dialogue_id>/report/follow-up", methods=["GET", "POST"])
@login_required
def choose(dialogue_id: str) -> Response:
    """Choose contributions of a report and get a draft; a theme comes as ``statement`` and ``title`` in the address."""
    form = Form({"statementIds": request.args.getlist("statement"), "title": request.args.get("title")})
    if form.sent:
        body = {"dialogueId": dialogue_id, "statementIds": form.values("statementIds"), "title": form.text("title")}
        answer = form.send(lambda: api.post("/session-drafts", body, idempotency_key=form.idempotency_key))
        if answer:
            flash(_("The draft is there. Change what you want, then propose it."), "ok")
            return leave_for(url_for("sessions.show", session_id=answer.data["id"]))
    questions = questions_of(dialogue_id)
    if not questions:
        return redirect(url_for("reports.show", dialogue_id=dialogue_id), code=303)  # type: ignore[return-value]
    return render(
        "sessions/choose.html",
        block="form",
        form=form,
        status=form.status,
        questions=questions,
        dialogue_id=dialogue_id,
    )


@bp.post("/topic-sessions/<session_id>/discard")
@login_required
def discard(session_id: str) -> Response:
    """Throw a draft away."""
    path = f"/topic-sessions/{segment(session_id)}"
    form = Form()
    if form.send(lambda: api.delete(path, etag=form.etag)):
        flash(_("The draft is gone."), "ok")
        return leave_for(url_for("sessions.index"))
    return leave_for(url_for("sessions.show", session_id=session_id))
