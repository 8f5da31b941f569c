"""The front door: for a visitor what this is, for a member what is new."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from web.rendering import render
from web.session import api

bp = Blueprint("home", __name__)


@bp.get("/")
def index() -> Response:
    """Show the start page."""
    events = [_marked(event) for event in api.get("/events", period="upcoming", limit=5).data["items"]]
    lessons = api.get("/lessons", limit=3).data["items"]
    first = min(events, key=_urgency, default=None)
    return render("home.html", events=events, first=first, lessons=lessons)


def _marked(event: dict[str, Any]) -> dict[str, Any]:
    """Say of an event whether its dialogue is going on, and whether the reader has a seat."""
    seat = event["registration"]
    return event | {
        "is_live": event["dialogueState"] == "live",
        "is_mine": seat is not None and seat["status"] == "confirmed",
    }


def _urgency(event: dict[str, Any]) -> tuple[bool, bool, str]:
    """Put first what goes on now with the reader in it, then what they take part in, then what comes soonest."""
    return (not (event["is_live"] and event["is_mine"]), not event["is_mine"], event["startsAt"])
