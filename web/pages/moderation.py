"""The moderator's screen: what people flagged, what looks alike, what is hidden, and what was done."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext as _

from web.client import segment
from web.pages.dialogues import path_of, standing_of
from web.problem import Problem
from web.rendering import render, wants_block
from web.session import api, leave_for, login_required
from web.words import FLAG_REASONS, HIDE_REASONS

bp = Blueprint("moderation", __name__)
PAGE = "dialogues/moderation.html"
JUST, WHILE = 5, 25
"""So many statements that came later make one "just in" or "a while ago": a clock time could betray its writer."""


def worklist_of(dialogue_id: str) -> dict[str, Any]:
    """Ask what waits for a moderator, with a mark that changes when anything about it does."""
    found = api.get(f"{path_of(dialogue_id)}/moderation").data
    told = [
        [(each["statement"]["id"], sum(flag["people"] for flag in each["flags"])) for each in found["watched"]],
        [(each["statement"]["id"], each["other"]["id"]) for each in found["alike"]],
        [(each["statement"]["id"], each["kept"]["id"]) for each in found["merged"]],
        [each["statement"]["id"] for each in found["hidden"]],
    ]
    mark = hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]
    words = {"flag_reasons": FLAG_REASONS, "hide_reasons": HIDE_REASONS}
    return {"worklist": found, "mark": mark, "fresh": False, "dialogue_id": dialogue_id, **words}


@bp.get("/dialogues/<uuid:dialogue_id>/moderation")
@login_required
def show(dialogue_id: str) -> Response:
    """Show what waits; with ``cursor``, more of the log; with ``seen``, only whether there is news."""
    log = api.get(f"{path_of(dialogue_id)}/moderation-log", cursor=request.args.get("cursor")).data
    if "cursor" in request.args:
        return render(PAGE, block="entries", log=log, **_rest(dialogue_id))
    return page(dialogue_id, log=log)


def _rest(dialogue_id: str) -> dict[str, Any]:
    """Give what the page shows beside the log, when it is a page and not a part of it."""
    if wants_block():
        return {"dialogue_id": dialogue_id, "hide_reasons": HIDE_REASONS}
    return {"dialogue": standing_of(dialogue_id).data, "done": "", **worklist_of(dialogue_id)}


@bp.get("/dialogues/<uuid:dialogue_id>/moderation/news")
@login_required
def news(dialogue_id: str) -> Response:
    """Say that something is waiting that the screen does not show yet."""
    found = worklist_of(dialogue_id)
    if not wants_block():
        return leave_for(url_for("moderation.show", dialogue_id=dialogue_id))
    if request.args.get("seen") == found["mark"]:
        return Response(status=204)
    return render(PAGE, block="news", **found | {"fresh": True})


def page(dialogue_id: str, done: str = "", log: Mapping[str, Any] | None = None) -> Response:
    """Show the screen as it stands, with what was just done."""
    log = log or api.get(f"{path_of(dialogue_id)}/moderation-log").data
    found = worklist_of(dialogue_id)
    dialogue = None if wants_block() else standing_of(dialogue_id).data
    return render(PAGE, block="desk", dialogue=dialogue, done=done, log=log, **found)


@bp.post("/dialogues/<uuid:dialogue_id>/moderation")
@login_required
def act(dialogue_id: str) -> Response:
    """Do what a button says, and show what waits now."""
    try:
        done = _do(dialogue_id)
    except Problem as problem:
        if problem.status not in (400, 404, 409):
            raise
        done = problem.detail
    if wants_block():
        return page(dialogue_id, done)
    flash(done, "info")
    return leave_for(url_for("moderation.show", dialogue_id=dialogue_id))


def _do(dialogue_id: str) -> str:
    """Act, and tell in words what was done."""
    typed = request.form
    path = f"{path_of(dialogue_id)}/statements/{segment(typed.get('statementId', ''))}"
    action = typed.get("action")
    if action == "hide":
        api.put(f"{path}/hiding", {"reason": typed.get("reason", "other"), "words": typed.get("words", "")})
        return _("It is hidden. Its writer sees why.")
    if action == "restore":
        api.delete(f"{path}/hiding")
        return _("It can be seen again, with the ratings it had.")
    if action == "let_stand":
        api.put(f"{path}/approval")
        return _("It stands. You see it here again when somebody else flags it.")
    if action == "merge":
        api.put(f"{path}/merger", {"intoId": typed.get("otherId", "")})
        return _("They are read as one from now on. You can take them apart below.")
    if action == "take_apart":
        api.delete(f"{path}/merger")
        return _("They are two contributions again, with the ratings they had.")
    if action == "keep_apart":
        api.put(f"{path}/differences/{segment(typed.get('otherId', ''))}")
        return _("They stay two contributions.")
    return abort(400)


@bp.app_template_global()
def came_in(number: int | None, newest: int) -> str:
    """Say how long ago something came in, without a clock time."""
    if number is None:
        return ""
    later = newest - number
    return _("Just in.") if later < JUST else _("A while ago.") if later < WHILE else _("Earlier.")
