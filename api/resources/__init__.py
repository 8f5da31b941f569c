"""HTTP: one file per noun; parse, call one service, answer."""

from api.blueprint import Blueprint
from api.resources import (
    calendars,
    dialogues,
    events,
    lessons,
    organisations,
    posts,
    programmes,
    registrations,
    reports,
    statements,
    threads,
    topics,
)


def blueprints() -> list[Blueprint]:
    """Give the blueprint of every noun."""
    return [
        organisations.blp,
        topics.blp,
        threads.blp,
        posts.blp,
        lessons.blp,
        dialogues.blp,
        statements.blp,
        reports.blp,
        programmes.blp,
        events.blp,
        registrations.blp,
        calendars.blp,
    ]
