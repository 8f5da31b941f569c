"""The clock's work on dialogues: opening the doors, closing when the script has run out, scrubbing what was deleted."""

import random
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.db import after_commit, scrub
from api.models import DialogueKey, Participant, Rating, Statement, Turn
from api.services import closing, dialogues
from api.settings import Settings


def advance(session: Session, payload: dict[str, Any], now: datetime, settings: Settings) -> None:
    """Open or close a dialogue if the clock says so, and queue what the clock must do next."""
    dialogue = dialogues.get(session, UUID(payload["dialogueId"]), lock=True)
    dialogues.open_by_clock(session, dialogue, now)
    closing.close_by_clock(session, dialogue, now, random.SystemRandom())
    dialogues.schedule(session, dialogue, now)


def scrub_deleted(session: Session, payload: dict[str, Any], now: datetime, settings: Settings) -> None:
    """Remove from disk what the close deleted."""
    tables = [model.__tablename__ for model in (DialogueKey, Turn, Rating, Statement, Participant)]
    bind = session.get_bind()
    after_commit(session, lambda: scrub(bind, tables))


HANDLERS = {dialogues.ADVANCE_JOB: advance, closing.SCRUB_JOB: scrub_deleted}
