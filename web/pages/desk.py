"""The organiser's desk, in its first form: where the hour stands, what comes in, and what moves it on."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for

from web.live import desk_face
from web.pages.dialogues import path_of, stand, standing_of, stream_of
from web.problem import Problem
from web.rendering import render, render_block
from web.session import api, leave_for, login_required
from web.standing import Standing

bp = Blueprint("desk", __name__)
PAGE = "dialogues/desk.html"


@bp.get("/dialogues/<uuid:dialogue_id>/desk")
@login_required
def show(dialogue_id: str) -> Response:
    """Show where the dialogue stands and what has come in."""
    statements = api.get(f"{path_of(dialogue_id)}/statements", cursor=request.args.get("cursor")).data
    block = "statements" if "cursor" in request.args else "stream"
    return render(PAGE, block=block, statements=statements, **stand(standing_of(dialogue_id)))


@bp.post("/dialogues/<uuid:dialogue_id>/desk")
@login_required
def move(dialogue_id: str) -> Response:
    """Open the doors, go on to the next stage, or close; two taps move once."""
    body: dict[str, object] = {"move": request.form.get("move", "")}
    if "early" in request.form:
        body["early"] = True
    if request.form.get("fromPosition", "").isdecimal():
        body |= {"fromPosition": int(request.form["fromPosition"]), "fromStage": request.form.get("fromStage", "")}
    try:
        api.post(f"{path_of(dialogue_id)}/moves", body)
    except Problem as problem:
        if problem.status != 409:
            raise
        flash(problem.detail, "warning")
    return leave_for(url_for("desk.show", dialogue_id=dialogue_id))


@bp.get("/dialogues/<uuid:dialogue_id>/desk/live")
def live(dialogue_id: str) -> Response:
    """Keep the desk's clock, counts and buttons up to date."""

    def draw(standing: Standing, words: str) -> str:
        return render_block(PAGE, "hour", words=words, **stand(standing))

    return stream_of(dialogue_id, draw, desk_face)
