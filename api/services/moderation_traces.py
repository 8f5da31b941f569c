"""What is left of moderation after the close: what was decided and for which reason, but not by whom, when or in which words.

Flags lose who gave them: only counts of five people or more are kept. Of what moderators decided the reason stays beside
the statement, and each line of the log in an order drawn by lot, without the moderator's pseudonym. The order of the log
would tell the order in which statements came. A moderator's own words go: they may repeat what had to be hidden.
"""

import random
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from api.domain.moderation import kept_counts
from api.models import Flag, FlagCount, ModerationEntry, Review

TABLES = (Flag, FlagCount, Review, ModerationEntry)

Row = dict[str, Any]


@dataclass(frozen=True)
class Traces:
    """What there was."""

    dialogue_id: UUID
    flags: list[tuple[UUID, Any]]
    reviews: list[Row]
    log: list[Row]


def read(session: Session, dialogue_id: UUID) -> Traces:
    """Read the moderation of a dialogue that is being closed."""

    def rows(table: Any) -> list[Row]:
        query = select(*table.__table__.columns).where(table.dialogue_id == dialogue_id)
        return [dict(row) for row in session.execute(query).mappings()]

    flags = [(row["statement_id"], row["reason"]) for row in rows(Flag)]
    return Traces(dialogue_id, flags, rows(Review), rows(ModerationEntry))


def write(session: Session, traces: Traces, statement: Mapping[UUID, UUID], rng: random.Random) -> None:
    """Write what may stay, under the new ids of statements and in random order."""
    counts = [
        {
            "dialogue_id": traces.dialogue_id,
            "statement_id": statement[statement_id],
            "reason": reason,
            "people": people,
        }
        for (statement_id, reason), people in kept_counts(traces.flags).items()
    ]
    for row in traces.reviews:
        row |= {"statement_id": statement[row["statement_id"]], "words": ""}
    for row in traces.log:
        row |= {"id": uuid.uuid4(), "number": None, "moderator_id": None, "words": ""}
        row |= {"statement_id": statement[row["statement_id"]], "other_id": statement.get(row["other_id"])}
    for table, rows in ((FlagCount, counts), (Review, traces.reviews), (ModerationEntry, traces.log)):
        rng.shuffle(rows)
        if rows:
            session.execute(insert(table), rows)
