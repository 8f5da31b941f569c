"""Asking the moderator to look at a contribution."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _

from web.client import segment
from web.pages.dialogues import path_of
from web.problem import Problem
from web.rendering import render, wants_block
from web.session import api, leave_for, login_required
from web.words import FLAG_REASONS

bp = Blueprint("flags", __name__)
PAGE = "dialogues/flags.html"


@bp.app_template_global()
def flag_reasons() -> dict[str, object]:
    """Give the reasons for which something can be flagged."""
    return dict(FLAG_REASONS)


@bp.get("/dialogues/<uuid:dialogue_id>/flags")
@login_required
def mine(dialogue_id: str) -> Response:
    """Show what the visitor flagged, to take it back."""
    found = api.get(f"{path_of(dialogue_id)}/flags/mine").data["items"]
    return render(PAGE, flags=found, dialogue_id=dialogue_id, statement_id="", flagged=None)


@bp.post("/dialogues/<uuid:dialogue_id>/flags")
@login_required
def flag(dialogue_id: str) -> Response:
    """Flag a contribution for the reason on the button, or take the flag back."""
    statement_id, reason = request.form.get("statementId", ""), request.form.get("reason", "")
    path = f"{path_of(dialogue_id)}/statements/{segment(statement_id)}/flag"
    try:
        if reason == "none":
            api.delete(path)
        else:
            api.put(path, {"reason": reason})
    except Problem as problem:
        if problem.status not in (404, 409) or wants_block():
            raise
        flash(problem.detail, "warning")
    if wants_block():
        return render(PAGE, block="flag", statement_id=statement_id, dialogue_id=dialogue_id, flagged=reason, flags=[])
    if reason == "none":
        return leave_for(url_for("flags.mine", dialogue_id=dialogue_id))
    flash(_("The moderator will look at it. Nobody sees that it was you."), "ok")
    return leave_for(url_for("dialogues.show", dialogue_id=dialogue_id))
