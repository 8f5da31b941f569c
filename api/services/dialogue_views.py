"""A dialogue as one caller finds it: where it stands, who is in it, and what is kept of the caller."""

import math
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.domain.dialogues import Standing, opens_at, opens_early
from api.domain.vocabulary import DialogueState
from api.models import STANDS, Dialogue, Member, Participant, Report, Statement
from api.services import dialogues, live, polls, probes, rooms


def of(session: Session, dialogue: Dialogue, member: Member, now: datetime) -> Mapping[str, object]:
    """Give a dialogue as ``member`` finds it at ``now``."""
    room = rooms.enter(session, dialogue.id, member, now)
    people, statements = counts(session, dialogue.id)
    opens = opens_at(dialogues.steps_of(dialogue.phases), dialogue.event.starts_at)
    return {
        "id": dialogue.id,
        "event_id": dialogue.event_id,
        "title": dialogue.event.title,
        "starts_at": dialogue.event.starts_at,
        "advance": dialogue.advance,
        "state": dialogue.state,
        "stage": room.here.stage,
        "position": room.here.position,
        "stage_started_at": room.here.since,
        "stage_ends_at": room.here.ends_at,
        "opens_at": opens,
        "opens_early": dialogue.state is DialogueState.PLANNED and opens_early(opens, now),
        "stage_due_at": room.here.due_at,
        **steering(session, dialogue.id, room.here),
        "server_time": now,
        "phases": dialogue.phases,
        "participant_count": people,
        "statement_count": statements,
        "registered": room.registered,
        "joined": live.has_joined(session, room),
        "closed_at": dialogue.closed_at,
        "report_number": latest_report(session, dialogue.id),
    }


def steering(session: Session, dialogue_id: UUID, here: Standing) -> dict[str, object]:
    """Give what hands did to the present stage: a pause, more time, a probing question, a poll."""
    poll = polls.standing_with(session, dialogue_id, here)
    return {
        "paused": here.paused,
        "seconds_left": None if here.left is None else math.ceil(here.left.total_seconds()),
        "extra_seconds": here.extra,
        "probe": probes.standing_with(session, dialogue_id, here),
        "poll": None if poll is None else {"id": str(poll[0]), "state": poll[1].value},
    }


def participation(session: Session, dialogue_id: UUID, member: Member, now: datetime) -> Mapping[str, object]:
    """Give what is kept of ``member`` in a dialogue, and how much of theirs is safely in."""
    room = rooms.enter(session, dialogue_id, member, now)
    participant = live.participant(session, room)
    ratings, statements = live.given(session, room)
    return {
        "joined": participant is not None,
        "size_class": participant.size_class if participant else None,
        "province": participant.province if participant else None,
        "job_function": participant.job_function if participant else None,
        "rating_count": ratings,
        "statement_count": statements,
    }


def counts(session: Session, dialogue_id: UUID) -> tuple[int, int]:
    """Count the people who joined and the statements that stand."""
    people = select(func.count()).select_from(Participant).where(Participant.dialogue_id == dialogue_id)
    statements = select(func.count()).select_from(Statement).where(Statement.dialogue_id == dialogue_id, STANDS)
    row = session.execute(select(people.scalar_subquery(), statements.scalar_subquery())).one()
    return row[0], row[1]


def latest_report(session: Session, dialogue_id: UUID) -> int | None:
    """Give the number of the newest report that is published, None when there is none."""
    published = Report.published_at.is_not(None)
    return session.scalar(select(func.max(Report.number)).where(Report.dialogue_id == dialogue_id, published))
