"""Follow-up sessions: what members want to go on about, who counts in, and when it takes place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from web.client import segment
from web.dates import from_local_input
from web.exchange import current_etag, next_address
from web.forms import Form, number
from web.rendering import render, wants_block
from web.session import api, current_user, leave_for, login_required
from web.session_script import ScriptForm
from web.sources import Source, choices_of, source_from

bp = Blueprint("sessions", __name__)

VERDICTS = {
    "propose": _l("Your proposal is there. You count in already."),
    "decline": _l("The session has been declined."),
    "reopen": _l("The proposal is open again."),
}


@bp.get("/topic-sessions")
@login_required
def index() -> Response:
    """List the sessions, newest first."""
    cursor, dialogue_id = request.args.get("cursor"), request.args.get("dialogue") or None
    page = api.get("/topic-sessions", cursor=cursor, dialogueId=dialogue_id).data
    next_url = next_address("sessions.index", page, dialogue=dialogue_id)
    return render("sessions/index.html", block="items", sessions=page["items"], next_url=next_url)


@bp.route("/topic-sessions/new", methods=["GET", "POST"])
@login_required
def new() -> Response:
    """Propose a session from a statement in a report, a conversation or a lesson."""
    source = source_from(request.args)
    if source is None:
        return leave_for(url_for("sessions.index"))
    form = Form()
    if form.sent:
        body = form.body("title", "motivation") | {"source": source.body}
        body["motivation"] = body["motivation"] or ""
        answer = form.send(lambda: api.post("/topic-sessions", body, idempotency_key=form.idempotency_key))
        if answer:
            flash(_("Your proposal is there. You count in already."), "ok")
            return leave_for(url_for("sessions.show", session_id=answer.data["id"]))
    return render("sessions/new.html", block="form", form=form, status=form.status, source=source)


@bp.get("/topic-sessions/<session_id>")
@login_required
def show(session_id: str) -> Response:
    """Show a session."""
    return render_session(session_id, Form())


def render_session(session_id: str, form: Form) -> Response:
    """Render a session with what the visitor may do with it."""
    answer = api.get(f"/topic-sessions/{segment(session_id)}")
    found = answer.data
    organises = current_user.is_any("organiser")
    proposed_it = found["proposedBy"] is not None and found["proposedBy"]["id"] == current_user.id
    return render(
        "sessions/show.html",
        session=found,
        source=Source.of(found["source"]),
        event=event_of(found),
        etag=answer.etag,
        form=form,
        organises=organises,
        may_change=found["status"] in {"draft", "proposed"} and (organises or proposed_it),
        status=form.status,
    )


def event_of(session: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Ask for the event that a session became."""
    if session["eventId"] is None:
        return None
    found: Mapping[str, Any] = api.get(f"/events/{segment(session['eventId'])}").data
    return found


@bp.post("/topic-sessions/<session_id>/interest")
@login_required
def interest(session_id: str) -> Response:
    """Count in, or no longer."""
    path = f"/topic-sessions/{segment(session_id)}/interest"
    wanted = request.form.get("interested", "yes") == "yes"
    found = (api.put(path) if wanted else api.delete(path)).data
    if wants_block():
        return render("sessions/show.html", block="interest", session=found, event=event_of(found))
    return leave_for(url_for("sessions.show", session_id=session_id, _anchor=f"interest-{session_id}"))


@bp.route("/topic-sessions/<session_id>/edit", methods=["GET", "POST"])
@login_required
def edit(session_id: str) -> Response:
    """Change the words and the script of a draft or a proposal."""
    path = f"/topic-sessions/{segment(session_id)}"
    answer = api.get(path)
    form = ScriptForm(answer.data)
    chosen = [each["id"] for step in answer.data["script"] for each in step["statements"]]
    choices = choices_of(answer.data["source"], chosen)
    if form.sent:
        body = form.read(choices)
        if form.send(lambda: api.patch(path, body, etag=form.etag)):
            flash(_("Your change has been saved."), "ok")
            return leave_for(url_for("sessions.show", session_id=session_id))
        form.point_back("questions", form.filled(choices))
    return render(
        "sessions/edit.html",
        block="form",
        form=form,
        status=form.status,
        session=answer.data,
        etag=current_etag(form, answer),
        choices=choices,
    )


@bp.post("/topic-sessions/<session_id>/verdict")
@login_required
def verdict(session_id: str) -> Response:
    """Propose a draft; decline a proposal, or reopen it, as an organiser."""
    form = Form()
    wanted = request.form.get("verdict", "")
    body = {"status": "declined" if wanted == "decline" else "proposed"}
    if not form.send(lambda: api.patch(f"/topic-sessions/{segment(session_id)}", body, etag=form.etag)):
        return render_session(session_id, form)
    flash(str(VERDICTS.get(wanted, VERDICTS["reopen"])), "ok")
    return leave_for(url_for("sessions.show", session_id=session_id))


@bp.route("/topic-sessions/<session_id>/schedule", methods=["GET", "POST"])
@login_required
def schedule(session_id: str) -> Response:
    """Make an event of a session, as an organiser."""
    path = f"/topic-sessions/{segment(session_id)}"
    found = api.get(path).data
    if found["status"] not in {"draft", "proposed"}:
        return redirect(url_for("sessions.show", session_id=session_id), code=303)  # type: ignore[return-value]
    best = next((each["id"] for each in found["moments"] if each["favourite"]), "")
    form = Form({"momentId": best or next((each["id"] for each in found["moments"]), "")})
    if form.sent:
        body = event_body(form)
        answer = form.send(lambda: api.post(f"{path}/event", body, idempotency_key=form.idempotency_key))
        if answer:
            flash(_("The session has a date. Everybody who counted in gets a mail."), "ok")
            return leave_for(url_for("sessions.show", session_id=session_id))
    return render("sessions/schedule.html", block="form", form=form, status=form.status, session=found)


def event_body(form: Form) -> dict[str, Any]:
    """Collect what the organiser filled in: a moment of the date poll, or another."""
    body: dict[str, Any] = {"capacity": number(form.text("capacity")), "onlineUrl": form.text("onlineUrl")}
    if form.text("momentId"):
        return body | {"momentId": form.text("momentId")}
    return body | {name: from_local_input(form.text(name) or "") for name in ("startsAt", "endsAt")}
