"""One's own registrations, and the calendar that follows them."""

from __future__ import annotations

from flask import Blueprint, Response, request

from web.exchange import next_address
from web.rendering import render, wants_block
from web.session import api, login_required

bp = Blueprint("registrations", __name__)


@bp.get("/registrations")
@login_required
def index() -> Response:
    """List what one comes to, or came to."""
    period = "past" if request.args.get("period") == "past" else "upcoming"
    cursor = request.args.get("cursor")
    page = api.get("/me/registrations", period=period, cursor=cursor).data
    return render(
        "events/mine.html",
        block="items" if cursor else None,
        registrations=page["items"],
        next_url=next_address("registrations.index", page, period=period),
        period=period,
        calendar=None if wants_block() else api.get("/me/calendar").data["url"],
    )
