"""The script of a dialogue: made for an event, changed until it begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext as _

from web import dates
from web.client import segment
from web.forms import Form
from web.pages.dialogues import path_of
from web.rendering import render
from web.session import api, leave_for, login_required

bp = Blueprint("scripts", __name__)
PAGE = "dialogues/script.html"
QUESTIONS, MOST_QUESTIONS = 6, 30
MINUTES, WORDS = ("minSeconds", "maxSeconds", "tailSeconds"), ("prompt", "explanation")
LOBBY = {"kind": "lobby", "maxSeconds": 15 * 60}
QUESTION = {"kind": "question", "minSeconds": 60, "maxSeconds": 8 * 60, "tailSeconds": 90}
CLOSING = {"kind": "closing", "maxSeconds": 3 * 60}
"""Six questions of eight minutes with a tail of one and a half, and three minutes to round off: an hour."""


@bp.route("/dialogues/new", methods=["GET", "POST"])
@login_required
def new() -> Response:
    """Give an event its dialogue."""
    event_id = request.args.get("event", "")
    event = api.get(f"/events/{segment(event_id)}").data if event_id else abort(404)
    form = script_form([LOBBY, *[QUESTION] * QUESTIONS, CLOSING], "clock")
    if form.sent:
        body = read(form) | {"eventId": event_id}
        answer = form.send(lambda: api.post("/dialogues", body, idempotency_key=form.idempotency_key))
        if answer:
            flash(_("The dialogue is ready. It opens by itself, or by your hand."), "ok")
            return leave_for(url_for("desk.show", dialogue_id=answer.data["id"]))
    return page(form, event["title"], None)


@bp.route("/dialogues/<uuid:dialogue_id>/script", methods=["GET", "POST"])
@login_required
def edit(dialogue_id: str) -> Response:
    """Change the script of a dialogue that has not begun."""
    found = api.get(path_of(dialogue_id))
    form = script_form(complete(found.data["phases"]), found.data["advance"])
    if form.sent:
        body = read(form)
        if form.send(lambda: api.patch(path_of(dialogue_id), body, etag=form.etag)):
            flash(_("The script has been changed."), "ok")
            return leave_for(url_for("desk.show", dialogue_id=dialogue_id))
    return page(form, found.data["title"], form.etag or found.etag)


def script_form(phases: Sequence[Mapping[str, Any]], advance: str) -> Form:
    """Make the form; who only asks for more or fewer questions gets what was typed back with as many rows."""
    form = Form({"phases": [in_minutes(phase) for phase in phases], "advance": advance})
    if form.sent and wanted() != shown():
        lobby, *questions, closing = [typed(index) for index in range(shown() + 2)]
        added = [in_minutes(QUESTION)] * (wanted() - len(questions))
        form = Form(
            {"phases": [lobby, *questions[: wanted()], *added, closing], "advance": request.form.get("advance")}
        )
        form.sent = False
    return form


def page(form: Form, title: str, etag: str | None) -> Response:
    """Show the form with a row for each question."""
    rows = shown() if form.sent else len(form.value("phases")) - 2
    return render(PAGE, status=form.status, form=form, title=title, etag=etag, rows=rows)


def shown() -> int:
    """Tell how many questions the form had."""
    return bounded(request.form.get("shown", ""))


def wanted() -> int:
    """Tell how many questions the organiser wants."""
    return bounded(request.form.get("questions", ""))


def bounded(text: str) -> int:
    """Read a number of questions, within reason."""
    return min(max(int(text), 1), MOST_QUESTIONS) if text.isdecimal() and len(text) < 5 else QUESTIONS


def typed(index: int) -> dict[str, Any]:
    """Give one row as it was typed."""
    return {name: request.form.get(f"phases.{index}.{name}", "") for name in (*WORDS, *MINUTES)}


def read(form: Form) -> dict[str, Any]:
    """Collect the script for the API; a length that is no number goes as it was typed, so that its field is named."""
    phases: list[dict[str, Any]] = []
    for index, kind in enumerate(["lobby", *["question"] * shown(), "closing"]):
        given = {name: value.strip() for name, value in typed(index).items() if value.strip()}
        phases.append({"kind": kind, **{name: in_seconds(name, value) for name, value in given.items()}})
    return {"phases": phases, "advance": form.text("advance") or "clock"}


def in_seconds(name: str, text: str) -> int | str:
    """Turn minutes as people write them (8, 1,5, 1.5) into seconds; words pass."""
    try:
        return round(float(text.replace(",", ".")) * 60) if name in MINUTES else text
    except (ValueError, OverflowError):
        return text


def in_minutes(phase: Mapping[str, Any]) -> dict[str, Any]:
    """Give a phase with its lengths in minutes, as the visitor's language writes them."""
    return {**phase, **{name: dates.number(phase[name] / 60) for name in MINUTES if name in phase}}


def complete(phases: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Give a script that was made elsewhere the lobby and the closing that the form has."""
    questions = [phase for phase in phases if phase["kind"] == "question"]
    first = phases[0] if phases[0]["kind"] == "lobby" else LOBBY
    last = phases[-1] if phases[-1]["kind"] == "closing" else CLOSING
    return [first, *questions, last]
