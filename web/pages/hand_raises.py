"""Offering to think along at an anonymous statement, under one's own name; and who said yes."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _

from web.exchange import next_address
from web.forms import Form
from web.rendering import render, wants_block
from web.session import api, leave_for, login_required

bp = Blueprint("hand_raises", __name__)


@bp.get("/hand-raises")
@login_required
def index() -> Response:
    """List who said yes, and what is still open."""
    cursor = request.args.get("cursor")
    page = api.get("/hand-raises", cursor=cursor).data
    return render(
        "hand_raises/index.html",
        block="items" if cursor else None,
        offers=page["items"],
        next_url=next_address("hand_raises.index", page),
        introductions=[] if cursor else api.get("/introductions", limit=100).data["items"],
    )


def path_of(dialogue_id: UUID, statement_id: UUID) -> str:
    """Give the API's address of the visitor's own hand at a statement."""
    return f"/dialogues/{dialogue_id}/statements/{statement_id}/hand-raise"


@bp.route("/dialogues/<uuid:dialogue_id>/statements/<uuid:statement_id>/hand-raise", methods=["GET", "POST"])
@login_required
def offer(dialogue_id: UUID, statement_id: UUID) -> Response:
    """Offer to think along with whoever wrote this."""
    path, form = path_of(dialogue_id, statement_id), Form()
    sent = form.send(lambda: api.put(path, {"note": form.value("note")})) if form.sent else None
    if sent and not wants_block():
        flash(_("Your offer is there. Only whoever wrote this sees it."), "ok")
        return leave_for(url_for("hand_raises.offer", dialogue_id=dialogue_id, statement_id=statement_id))
    found = (sent or api.get(path)).data
    return render("hand_raises/offer.html", block="offer", status=form.status, form=form, offer=found)


@bp.post("/dialogues/<uuid:dialogue_id>/statements/<uuid:statement_id>/hand-raise/withdrawal")
@login_required
def withdraw(dialogue_id: UUID, statement_id: UUID) -> Response:
    """Take an offer back."""
    path, form = path_of(dialogue_id, statement_id), Form()
    api.delete(path)
    if not wants_block():
        flash(_("Your offer has been taken back."), "ok")
        return leave_for(url_for("hand_raises.offer", dialogue_id=dialogue_id, statement_id=statement_id))
    form.sent = False
    return render("hand_raises/offer.html", block="offer", form=form, offer=api.get(path).data)


@bp.post("/introductions/<uuid:introduction_id>/forgetting")
@login_required
def forget(introduction_id: UUID) -> Response:
    """Delete an introduction."""
    api.delete(f"/introductions/{introduction_id}")
    flash(_("The names are deleted, for your colleague as well."), "ok")
    return leave_for(url_for("hand_raises.index"))
