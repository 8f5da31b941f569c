"""The rooms: one module per screen family, each with a blueprint called `bp`."""

from __future__ import annotations

from flask import Flask

from web.pages import (
    about,
    accounts,
    admin,
    claims,
    contributions,
    desk,
    dialogues,
    evaluations,
    event_drafts,
    events,
    flags,
    hand_raises,
    home,
    lessons,
    members,
    moderation,
    organise_events,
    polls,
    programmes,
    registrations,
    rehearsals,
    report_editing,
    reports,
    scripts,
    session_dates,
    session_drafts,
    threads,
    topic_sessions,
)

ROOMS = (
    home,
    events,
    registrations,
    organise_events,
    event_drafts,
    rehearsals,
    programmes,
    evaluations,
    lessons,
    threads,
    reports,
    report_editing,
    hand_raises,
    claims,
    topic_sessions,
    session_drafts,
    session_dates,
    dialogues,
    contributions,
    flags,
    desk,
    moderation,
    polls,
    scripts,
    accounts,
    members,
    about,
    admin,
)


def init_app(app: Flask) -> None:
    """Open the rooms."""
    for room in ROOMS:
        app.register_blueprint(room.bp)
