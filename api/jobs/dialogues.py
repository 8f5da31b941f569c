"""The clock's work on dialogues: opening the doors, closing when the script has run out, scrubbing what was deleted."""

import random
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from api.db import Database, scrub
from api.domain.scripts import DAY
from api.domain.vocabulary import DialogueState
from api.models import (
    Claim,
    Dialogue,
    DialogueKey,
    HandRaise,
    Merger,
    Participant,
    Phase,
    PollAnswer,
    Rating,
    Statement,
    Turn,
)
from api.services import closing, dialogues, moderation_traces, round_notices
from api.settings import Settings


def advance(session: Session, payload: dict[str, Any], now: datetime, settings: Settings) -> None:
    """Open or close a dialogue if the clock says so, and queue what the clock must do next."""
    dialogue = dialogues.get(session, UUID(payload["dialogueId"]), lock=True)
    dialogues.open_by_clock(session, dialogue, now)
    closing.close_by_clock(session, dialogue, now, random.SystemRandom())
    dialogues.schedule(session, dialogue, now)


def tell_of_round(session: Session, payload: dict[str, Any], now: datetime, settings: Settings) -> None:
    """Mail everybody with a seat that a later round of days is open."""
    round_notices.send(session, payload, now)


def scrub_deleted(database: Database) -> None:
    """Remove from disk what closes deleted.

    PostgreSQL locks a table that it writes anew. The keys are few, so theirs is done at once; the others wait for the
    last dialogue that is under way, so that nobody's rating has to. One with a phase of days is not waited for: others
    would lie on disk for days, and a moment's wait is no harm to who looks in now and then.
    """
    keys = DialogueKey.__tablename__
    deleted = (Turn, Rating, *moderation_traces.TABLES, PollAnswer, Claim, HandRaise, Merger, Statement, Participant)
    tables = [model.__tablename__ for model in deleted]
    with database.read() as session:
        slow = exists().where(Phase.dialogue_id == Dialogue.id, Phase.max_seconds + Phase.tail_seconds >= DAY)
        live = session.scalar(select(Dialogue.id).where(Dialogue.state == DialogueState.LIVE, ~slow).limit(1))
    scrub(database.writer, [keys] if live else [keys, *tables])


HANDLERS = {dialogues.ADVANCE_JOB: advance, dialogues.ROUND_JOB: tell_of_round}
OUTSIDE = {closing.SCRUB_JOB: scrub_deleted}
