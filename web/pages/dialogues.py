"""The live dialogue: one screen that follows the hour."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Hashable, Mapping
from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from web.client import segment
from web.drafts import Draft
from web.live import band_face, clock_of, follow
from web.problem import Problem
from web.rendering import render, render_block, wants_block
from web.session import api, leave_for, login_required
from web.standing import Standing
from web.streams import event_stream
from web.words import HIDE_REASONS

bp = Blueprint("dialogues", __name__)
PAGE = "dialogues/show.html"


def path_of(dialogue_id: str) -> str:
    """Give the dialogue's address at the API."""
    return f"/dialogues/{segment(dialogue_id)}"


def standing_of(dialogue_id: str) -> Standing:
    """Ask where a dialogue stands."""
    return Standing.of(api.get(path_of(dialogue_id)).data)


def stand(standing: Standing) -> dict[str, Any]:
    """Give what every part of the screen knows."""
    return {"standing": standing, "dialogue": standing.data}


def turn_of(standing: Standing) -> Mapping[str, Any] | None:
    """Ask whose turn it is; None when the round was closed while asking."""
    try:
        turn: Mapping[str, Any] = api.post(f"{path_of(standing.data['id'])}/turns").data
    except Problem as problem:
        if problem.status != 409:
            raise
        return None
    return turn


def own_statements(dialogue_id: str) -> dict[str, Any]:
    """Ask for the visitor's own statements, with a mark that changes when anything about them does."""
    items = api.get(f"{path_of(dialogue_id)}/statements/mine").data["items"]
    names = ("id", "recognition", "mergedInto", "hidden", "hideReason", "hideWords")
    told = [([item[name] for name in names], len(item["reactions"])) for item in items]
    return {"mine": items, "mark": hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]}


def poll_of(standing: Standing) -> Mapping[str, Any] | None:
    """Ask for the poll that belongs on the screen, if there is one."""
    on_screen = standing.data["poll"]
    if on_screen is None:
        return None
    poll: Mapping[str, Any] = api.get(f"{path_of(standing.data['id'])}/polls/{segment(on_screen['id'])}").data
    return poll


def scene(standing: Standing, draft: Draft | None = None, **known: Any) -> dict[str, Any]:
    """Collect what the screen of this stage shows, asking the API for what is not known yet."""
    joined, dialogue_id = standing.data["joined"], standing.data["id"]
    context: dict[str, Any] = {
        "draft": draft or Draft(), "turn": None, "previous": None,
        "mine": [], "mark": "", "given": None, "practised": request.args.get("practice"), **stand(standing), **known,
    }  # fmt: skip
    if joined and standing.may_rate and "turn" not in known:
        context["turn"] = turn_of(standing)
    if joined and standing.stage in ("question", "tail", "closing"):
        context |= own_statements(dialogue_id)
    if joined and standing.stage == "closing":
        context["given"] = api.get(f"{path_of(dialogue_id)}/participants/me").data
    if not wants_block():
        context["poll"] = poll_of(standing)
    return context


def fragment(block: str, dialogue_id: str, **context: Any) -> Response:
    """Answer a part that is no page of its own; who opens its address is led to the page."""
    if not wants_block():
        return leave_for(url_for("dialogues.show", dialogue_id=dialogue_id))
    return render(PAGE, block=block, **context)


@bp.get("/dialogues/<uuid:dialogue_id>")
@login_required
def show(dialogue_id: str) -> Response:
    """Show the dialogue as it stands."""
    return render(PAGE, block="scene", preserve=wants_block(), **scene(standing_of(dialogue_id)))


@bp.get("/dialogues/<uuid:dialogue_id>/<any(participants, draft, statements, rating):step>")
def back(dialogue_id: str, step: str) -> AnyResponse:
    """Lead a reload after a form to the screen itself."""
    return redirect(url_for("dialogues.show", dialogue_id=dialogue_id), code=303)


@bp.post("/dialogues/<uuid:dialogue_id>/participants")
@login_required
def join(dialogue_id: str) -> Response:
    """Join under a pseudonym."""
    try:
        api.post(f"{path_of(dialogue_id)}/participants")
    except Problem as problem:
        if problem.status != 409:
            raise
        flash(problem.detail, "warning")
    return leave_for(url_for("dialogues.show", dialogue_id=dialogue_id))


@bp.post("/dialogues/<uuid:dialogue_id>/draft")
@login_required
def draft(dialogue_id: str) -> Response:
    """Look at how the dialogue stands now, keeping what is typed; it is not placed."""
    return render(PAGE, block="scene", **scene(standing_of(dialogue_id), Draft.typed()))


@bp.get("/dialogues/<uuid:dialogue_id>/turn")
@login_required
def turn(dialogue_id: str) -> Response:
    """Look whether there is something to rate."""
    standing = standing_of(dialogue_id)
    given = turn_of(standing) if standing.data["joined"] and standing.may_rate else None
    return fragment("turn", dialogue_id, turn=given, previous=None, draft=Draft(), preserve=True, **stand(standing))


@bp.get("/dialogues/<uuid:dialogue_id>/mine")
@login_required
def mine(dialogue_id: str) -> Response:
    """Show how the visitor's own statements fare; with ``seen``, only say that there is news."""
    own = own_statements(str(dialogue_id))
    if "seen" not in request.args:
        return fragment("mine", dialogue_id, dialogue={"id": dialogue_id}, **own)
    if request.args["seen"] == own["mark"]:
        return Response(status=204)
    return fragment("news", dialogue_id, dialogue={"id": dialogue_id})


@bp.get("/dialogues/<uuid:dialogue_id>/safe")
@login_required
def safe(dialogue_id: str) -> Response:
    """Tell how much of the visitor is stored, for when the connection is lost."""
    given = api.get(f"{path_of(dialogue_id)}/participants/me").data
    return fragment("safe", dialogue_id, given=given)


@bp.app_template_global()
def hide_reason(reason: str) -> object:
    """Say for its writer why a contribution is hidden."""
    return HIDE_REASONS.get(reason, reason)


@bp.app_template_global()
def new_key() -> str:
    """Give a form the key that makes a second thumb harmless."""
    return Draft().key


@bp.get("/dialogues/<uuid:dialogue_id>/live")
def live(dialogue_id: str) -> Response:
    """Follow the dialogue: the phase band as HTML, and signals that say what the screen should show."""

    def draw(standing: Standing, words: str) -> str:
        return render_block(PAGE, "band", words=words, streaming=True, **stand(standing))

    return stream_of(dialogue_id, draw)


def stream_of(
    dialogue_id: str, draw: Callable[[Standing, str], str], face: Callable[[Standing], Hashable] = band_face
) -> Response:
    """Pass the live events of a dialogue on; a refusal is a bare status, for the script to act on."""
    try:
        standing = standing_of(dialogue_id)
        source = api.stream(f"{path_of(dialogue_id)}/stream")
    except Problem as problem:
        return Response(status=problem.status)
    return event_stream(follow(source, standing, clock_of(standing), draw, face), source)
