"""HTTP: one file per noun; parse, call one service, answer."""

from api.blueprint import Blueprint
from api.resources import (
    calendars,
    claims,
    dialogues,
    evaluations,
    event_drafts,
    events,
    hand_raises,
    jobs,
    lessons,
    mailed_links,
    me,
    members,
    organisations,
    posts,
    programmes,
    readiness,
    registrations,
    report_files,
    reports,
    statements,
    threads,
    tokens,
    topic_sessions,
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
        report_files.blp,
        hand_raises.blp,
        claims.blp,
        topic_sessions.blp,
        programmes.blp,
        events.blp,
        event_drafts.blp,
        readiness.blp,
        registrations.blp,
        evaluations.blp,
        calendars.blp,
        mailed_links.blp,
        me.blp,
        members.blp,
        tokens.blp,
        jobs.blp,
    ]
