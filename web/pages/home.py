"""The front door: for a visitor what this is, for a member what is new."""

from __future__ import annotations

from flask import Blueprint, Response

from web.rendering import render
from web.session import api

bp = Blueprint("home", __name__)


@bp.get("/")
def index() -> Response:
    """Show the start page."""
    events = api.get("/events", period="upcoming", limit=3).data["items"]
    lessons = api.get("/lessons", limit=3).data["items"]
    return render("home.html", events=events, lessons=lessons)
