"""Polls in between: the card on a participant's screen, and making, asking and closing them as an organiser."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext as _

from web.client import segment
from web.forms import Form
from web.pages.dialogues import PAGE, fragment, path_of, poll_of, stand, standing_of
from web.problem import FieldError, Problem
from web.rendering import render, wants_block
from web.session import api, leave_for, login_required, steers

bp = Blueprint("polls", __name__)
INDEX = "polls/index.html"


@bp.get("/dialogues/<uuid:dialogue_id>/poll")
@login_required
def card(dialogue_id: str) -> Response:
    """Show the poll that belongs on the screens now."""
    standing = standing_of(dialogue_id)
    return fragment("poll", dialogue_id, poll=poll_of(standing), **stand(standing))


@bp.post("/dialogues/<uuid:dialogue_id>/poll")
@login_required
def answer(dialogue_id: str) -> Response:
    """Answer the open poll with one tap, or with another one."""
    poll_id, value = request.form.get("pollId", ""), request.form.get("value", "")
    if not poll_id or not value.isdecimal() or len(value) > 4:
        abort(400)
    refusal = ""
    try:
        api.put(f"{path_of(dialogue_id)}/polls/{segment(poll_id)}/answer", {"value": int(value)})
    except Problem as problem:
        if problem.status not in (404, 409):
            raise
        refusal = problem.detail
    if not wants_block():
        if refusal:
            flash(refusal, "warning")
        return leave_for(url_for("dialogues.show", dialogue_id=dialogue_id))
    standing = standing_of(dialogue_id)
    return render(PAGE, block="poll", poll=poll_of(standing), refusal=refusal, steers=steers(), **stand(standing))


@bp.route("/dialogues/<uuid:dialogue_id>/polls", methods=["GET", "POST"])
@login_required
def index(dialogue_id: str) -> Response:
    """List the polls of a dialogue, and make another."""
    form = Form()
    if form.sent:
        path, body = f"{path_of(dialogue_id)}/polls", read(form)
        made = form.send(lambda: api.post(path, body, idempotency_key=form.idempotency_key))
        if made and form.text("do") == "open":
            return act(dialogue_id, made.data["id"], "open")
        if made:
            flash(_("The question is ready. It appears on the screens when you ask it."), "ok")
            return leave_for(url_for("polls.index", dialogue_id=dialogue_id))
        name_lines(form, body.get("options", []))
    return page(dialogue_id, form)


def read(form: Form) -> dict[str, Any]:
    """Collect a poll for the API: answers stand on lines of their own."""
    body: dict[str, Any] = {"kind": form.text("kind") or "single", "prompt": form.text("prompt") or ""}
    if body["kind"] == "scale":
        return body | {name: form.text(name) or "" for name in ("scale", "lowLabel", "highLabel")}
    return body | {"options": [line.strip() for line in (form.text("options") or "").splitlines() if line.strip()]}


def name_lines(form: Form, lines: Sequence[str]) -> None:
    """Let what the API says about one of the answers stand at the field that they share, with the answer it is about."""
    if form.problem is None:
        return
    for number, each in enumerate(form.problem.errors):
        head, _dot, place = each.field.partition(".")
        if head == "options" and place.isdecimal() and int(place) < len(lines):
            form.problem.errors[number] = FieldError("options", f"{lines[int(place)]}: {each.message}")


def page(dialogue_id: str, form: Form, refusal: str = "", said: str = "") -> Response:
    """Show the list and the form."""
    standing = standing_of(dialogue_id)
    polls = api.get(f"{path_of(dialogue_id)}/polls").data["items"]
    return render(
        INDEX,
        block="polls",
        status=form.status,
        form=form,
        polls=polls,
        refusal=refusal,
        said=said,
        steers=steers(),
        **stand(standing),
    )


@bp.get("/dialogues/<uuid:dialogue_id>/polls/list")
@login_required
def listing(dialogue_id: str) -> Response:
    """Show how many have answered by now."""
    if not wants_block():
        return leave_for(url_for("polls.index", dialogue_id=dialogue_id))
    return page(dialogue_id, Form())


@bp.post("/dialogues/<uuid:dialogue_id>/polls/<uuid:poll_id>")
@login_required
def handle(dialogue_id: str, poll_id: str) -> Response:
    """Ask a poll, close it, or throw it away."""
    return act(dialogue_id, poll_id, request.form.get("do", ""))


def act(dialogue_id: str, poll_id: str, verb: str) -> Response:
    """Do to a poll what a button says, and show the list, or the desk where there is no part to show."""
    path, refusal = f"{path_of(dialogue_id)}/polls/{segment(poll_id)}", ""
    try:
        if verb == "remove":
            api.delete(path)
        else:
            api.put(f"{path}/state", {"state": {"open": "open", "close": "closed"}.get(verb, "")})
    except Problem as problem:
        if problem.status not in (404, 409):
            raise
        refusal = problem.detail
    said = "" if refusal else done(verb)
    if wants_block():
        form = Form()
        form.sent = False
        return page(dialogue_id, form, refusal, said)
    flash(refusal or said, "warning" if refusal else "ok")
    return leave_for(url_for("desk.show", dialogue_id=dialogue_id))


def done(verb: str) -> str:
    """Say what a button did to a poll."""
    return {
        "open": _("The question is on every screen now."),
        "close": _("The question is closed. Its outcome is on every screen."),
        "remove": _("The question has been thrown away."),
    }[verb]
