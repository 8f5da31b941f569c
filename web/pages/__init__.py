"""The rooms: one module per screen family, each with a blueprint called `bp`."""

from __future__ import annotations

from flask import Flask

from web.pages import about, admin, home, lessons, reports, threads, topic_sessions

ROOMS = (
    home,
    lessons,
    threads,
    about,
    admin,
)


def init_app(app: Flask) -> None:
    """Open the rooms."""
    for room in ROOMS:
        app.register_blueprint(room.bp)
