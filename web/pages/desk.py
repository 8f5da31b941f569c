"""The organiser's desk: where the hour stands, what comes in, and everything that steers it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _

from web import durations
from web.forms import Form, whole
from web.live import desk_face
from web.pages.dialogues import path_of, stand, standing_of, stream_of
from web.pages.moderation import worklist_of
from web.problem import Problem
from web.rendering import render, render_block, wants_block
from web.session import api, leave_for, login_required, steers
from web.sparks import sparks
from web.standing import Standing

bp = Blueprint("desk", __name__)
PAGE = "dialogues/desk.html"


@bp.get("/dialogues/<uuid:dialogue_id>/desk")
@login_required
def show(dialogue_id: str) -> Response:
    """Show where the dialogue stands and what has come in."""
    return desk(dialogue_id, block="statements" if "cursor" in request.args else "stream")


def desk(
    dialogue_id: str, *, block: str, probe_form: Form | None = None, question_form: Form | None = None, asked: str = ""
) -> Response:
    """Show the desk, or a block of it, with a form that was sent or fresh ones."""
    path, standing = path_of(dialogue_id), standing_of(dialogue_id)
    statements = api.get(f"{path}/statements", order="newest", cursor=request.args.get("cursor")).data
    polls = [] if wants_block() else api.get(f"{path}/polls").data["items"]
    newest = newest_of(dialogue_id) if "cursor" in request.args else number_of(statements)
    return render(
        PAGE, block=block, status=(probe_form or question_form or fresh()).status, statements=statements, asked=asked,
        probe_form=probe_form or fresh(), question_form=question_form or fresh(), polls=polls,
        arrived=0, newest=newest, **({} if wants_block() else room_of(standing) | watched_of(standing)),
        running=is_running(standing), steers=steers(), **stand(standing),
    )  # fmt: skip


def is_running(standing: Standing) -> bool:
    """Tell whether the doors are open."""
    return standing.stage not in ("planned", "closed")


def room_of(standing: Standing) -> dict[str, Any]:
    """Ask how the room is doing."""
    if not is_running(standing):
        return {}
    told = api.get(f"{path_of(standing.data['id'])}/figures").data
    return {"figures": told, "sparks": sparks(told["minutes"])}


def watched_of(standing: Standing) -> dict[str, Any]:
    """Ask what was flagged or found: it stands first."""
    return worklist_of(str(standing.data["id"])) if is_running(standing) else {}


@bp.get("/dialogues/<uuid:dialogue_id>/desk/figures")
@login_required
def figures(dialogue_id: str) -> Response:
    """Show how the room is doing now."""
    if not wants_block():
        return leave_for(url_for("desk.show", dialogue_id=dialogue_id))
    standing = standing_of(dialogue_id)
    if not is_running(standing):
        return Response(status=204)
    return render(PAGE, block="figures", streaming=True, **room_of(standing), **stand(standing))


@bp.get("/dialogues/<uuid:dialogue_id>/desk/news")
@login_required
def news(dialogue_id: str) -> Response:
    """Offer to show what came in since the stream was shown; nothing moves under a thumb by itself."""
    if not wants_block():
        return leave_for(url_for("desk.show", dialogue_id=dialogue_id))
    standing, seen = standing_of(dialogue_id), whole(request.args.get("seen")) or 0
    arrived = newest_of(dialogue_id) - seen
    if arrived <= 0:
        return Response(status=204)
    return render(PAGE, block="news", newest=seen, arrived=arrived, running=is_running(standing), **stand(standing))


def newest_of(dialogue_id: str) -> int:
    """Ask for the number of the statement that came last: unlike their count it never runs back."""
    return number_of(api.get(f"{path_of(dialogue_id)}/statements", order="newest", limit=1).data)


def number_of(statements: Mapping[str, Any]) -> int:
    """Give the number of the first statement of a page; 0 without any, and after the close."""
    return next((each["number"] for each in statements["items"]), 0) or 0


def fresh() -> Form:
    """Give an empty form, also beside one that was sent."""
    form = Form()
    form.sent = False
    return form


@bp.post("/dialogues/<uuid:dialogue_id>/desk")
@login_required
def move(dialogue_id: str) -> Response:
    """Open the doors, go on, add two minutes, pause, or close; two taps act once."""
    body = {"move": request.form.get("move", ""), **seen()}
    if "early" in request.form:
        body["early"] = True
    before = standing_of(dialogue_id) if wants_block() else None
    try:
        api.post(f"{path_of(dialogue_id)}/moves", body)
    except Problem as problem:
        if problem.status != 409 or wants_block():
            raise
        flash(problem.detail, "warning")
    if before is None:
        return leave_for(url_for("desk.show", dialogue_id=dialogue_id))
    return hour(before, standing_of(dialogue_id), moved=body["move"] != "extend")


def hour(before: Standing, standing: Standing, *, moved: bool) -> Response:
    """Draw and say where the hour stands now, with the focus on its name when the button that was pressed may be gone."""
    words = standing.spoken_since(before) or ("" if moved else _("Time was added."))
    return render(PAGE, block="hour", words=words, streaming=True, steers=steers(), moved=moved, **stand(standing))


def seen() -> dict[str, Any]:
    """Tell where the page that was tapped on saw the dialogue stand."""
    position, extra = whole(request.form.get("fromPosition")), whole(request.form.get("fromExtraSeconds"))
    if position is None:
        return {}
    place = {"fromPosition": position, "fromStage": request.form.get("fromStage", "")}
    return place if extra is None else place | {"fromExtraSeconds": extra}


@bp.get("/dialogues/<uuid:dialogue_id>/desk/close")
@login_required
def close(dialogue_id: str) -> Response:
    """Ask whether the dialogue has to be closed, where no window can."""
    return render("dialogues/close.html", **stand(standing_of(dialogue_id)))


@bp.post("/dialogues/<uuid:dialogue_id>/desk/probe")
@login_required
def ask(dialogue_id: str) -> Response:
    """Ask the whole room a probing question."""
    form = Form()
    path = f"{path_of(dialogue_id)}/probes"
    if not form.send(lambda: api.post(path, form.body("text"), idempotency_key=form.idempotency_key)):
        return desk(dialogue_id, block="probe", probe_form=form)
    return asked(dialogue_id, _("Everybody sees your question now."))


@bp.post("/dialogues/<uuid:dialogue_id>/desk/probe/back")
@login_required
def take_back(dialogue_id: str) -> Response:
    """Take the probing question from the screens."""
    api.delete(f"{path_of(dialogue_id)}/probes/current")
    return asked(dialogue_id, _("The question is off the screens."))


def asked(dialogue_id: str, words: str) -> Response:
    """Say what happened to a probing question, where it was asked."""
    if wants_block():
        return desk(dialogue_id, block="probe", asked=words)
    flash(words, "ok")
    return leave_for(url_for("desk.show", dialogue_id=dialogue_id))


@bp.post("/dialogues/<uuid:dialogue_id>/desk/question")
@login_required
def insert(dialogue_id: str) -> Response:
    """Put in a question that was not in the script."""
    form = Form()
    body: dict[str, Any] = {name: form.text(name) for name in ("prompt", "explanation") if form.text(name)}
    lengths = {name: durations.read(form.text(name) or "") for name in ("maxSeconds", "tailSeconds")}
    body |= lengths | {"atOnce": "atOnce" in request.form}
    path = f"{path_of(dialogue_id)}/phases"
    if not form.send(lambda: api.post(path, body, idempotency_key=form.idempotency_key)):
        durations.explain(form)
        return desk(dialogue_id, block="question", question_form=form)
    flash(_("The question is in the script."), "ok")
    return leave_for(url_for("desk.show", dialogue_id=dialogue_id))


@bp.get("/dialogues/<uuid:dialogue_id>/desk/live")
def live(dialogue_id: str) -> Response:
    """Keep the desk's clock, counts and buttons up to date."""

    steering = steers()

    def draw(standing: Standing, words: str) -> str:
        return render_block(PAGE, "hour", words=words, streaming=True, steers=steering, **stand(standing))

    return stream_of(dialogue_id, draw, desk_face)
