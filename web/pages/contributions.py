"""Writing and rating in the live dialogue."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext as _

from web.client import segment
from web.drafts import Draft
from web.forms import whole
from web.pages.dialogues import PAGE, own_statements, path_of, scene, stand, standing_of
from web.problem import Problem
from web.rendering import render, wants_block
from web.session import api, leave_for, login_required
from web.standing import Standing

bp = Blueprint("contributions", __name__)
WHOLE_SCENE = {"HX-Retarget": "#scene", "HX-Reswap": "outerHTML"}
EPOCH = datetime.fromtimestamp(0, UTC)
KEPT = {400, 409, 422, 429}
"""Refusals that come back beside the text; others are an error page, and htmx leaves the form as it is."""


@bp.post("/dialogues/<uuid:dialogue_id>/statements")
@login_required
def write(dialogue_id: str) -> Response:
    """Place a statement, a reaction or another theme."""
    draft, standing = Draft.typed(), standing_of(dialogue_id)
    if standing.paused:
        return show_scene(standing, draft.held(), 409)
    if not standing.may_write or draft.position != str(standing.position):
        return show_scene(standing, draft.too_late(), 409)
    try:
        api.post(f"{path_of(dialogue_id)}/statements", draft.body(), idempotency_key=draft.key)
    except Problem as problem:
        if problem.status not in KEPT:
            raise
        return refuse(standing, draft.refused(problem), problem.status)
    return accept(standing, draft)


def accept(standing: Standing, draft: Draft) -> Response:
    """Say that it is in, and give an empty form."""
    dialogue_id = str(standing.data["id"])
    placed = draft.done()
    if not wants_block() and draft.claimed:  # no redirect: the code is shown in this answer, and nowhere else
        return show_scene(standing, replace(placed, kind="answer", reacts_to=None), 200)
    if not wants_block():
        flash(
            _("Your contribution is in. As soon as enough colleagues have read it, you see here what they recognise."),
            "ok",
        )
        return leave_for(url_for("dialogues.show", dialogue_id=dialogue_id))
    block = "reacted" if draft.reacts_to else "written"
    return render(PAGE, block=block, draft=placed, **stand(standing), **own_statements(dialogue_id))


def refuse(standing: Standing, draft: Draft, status: int) -> Response:
    """Give the form back with its text and what is the matter."""
    if not wants_block():
        return show_scene(standing, draft, status)
    block = "reaction" if draft.reacts_to else "write"
    return render(PAGE, block=block, status=status, draft=draft, **stand(standing))


def show_scene(standing: Standing, draft: Draft, status: int, **known: Any) -> Response:
    """Show the whole scene as it is now, with the text that was typed."""
    return render(
        PAGE,
        block="scene",
        status=status,
        headers=WHOLE_SCENE if wants_block() else {},
        **scene(standing, draft, **known),
    )


@bp.post("/dialogues/<uuid:dialogue_id>/rating")
@login_required
def rate(dialogue_id: str) -> Response:
    """Store how far the visitor recognises a statement; the answer is the next turn."""
    statement_id, choice = request.form.get("statementId", ""), request.form.get("recognition", "")
    if not statement_id or not choice:
        abort(400)
    path = f"{path_of(dialogue_id)}/statements/{segment(statement_id)}/rating"
    try:
        rated = api.put(path, {"recognition": choice}).data
    except Problem as problem:
        if problem.status not in (404, 409):
            raise
        draft = Draft(text=request.form.get("text", ""), refusal=problem.detail)
        return show_scene(standing_of(dialogue_id), draft, problem.status)
    previous = {
        "id": statement_id, "text": request.form.get("statementText", ""), "choice": rated["recognition"],
        "draft": Draft(text=request.form.get("text", ""), reacts_to=statement_id),
    }  # fmt: skip
    if not wants_block():
        return render(PAGE, **scene(standing_of(dialogue_id), turn=rated["turn"], previous=previous))
    standing = stub_of(str(dialogue_id))
    return render(
        PAGE,
        block="turn",
        turn=rated["turn"],
        previous=previous,
        **stand(standing),
        draft=Draft(),
    )


def stub_of(dialogue_id: str) -> Standing:
    """Rebuild from the form where the screen stands: rating is the hot path and asks the API one thing only."""
    stage, position = request.form.get("stage", ""), whole(request.form.get("position"))
    data = {"id": dialogue_id, "paused": False, "stage": stage, "position": position}
    return Standing(data | {"statementCount": ""}, EPOCH)
