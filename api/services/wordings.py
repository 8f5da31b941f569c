"""What one process remembers of the words of dialogues, so that it compares and reads each of them once.

Stems, trigrams and places of findings are kept, no texts; any process can build them again from the database. What was
hidden since is sorted out by who asks.
"""

import threading
from collections.abc import Callable, Sequence
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from api.domain.findings import Finding
from api.domain.similarity import Wordings
from api.domain.vocabulary import StatementKind
from api.models import Statement

OVERLAP = 50  # arrival numbers looked at again for news: two that arrive together may commit in any order
KEPT = 64  # dialogues in memory

_ARRIVED = (
    select(Statement.id, Statement.phase_id, Statement.number, Statement.text)
    .where(
        Statement.dialogue_id == bindparam("dialogue"),
        Statement.number > bindparam("number"),
        Statement.kind != StatementKind.REACTION,  # alike words about something else say something else
    )
    .order_by(Statement.number, Statement.id)
)


class Spoken:
    """The words of one dialogue, by question."""

    def __init__(self) -> None:
        self.news = -1
        self.last_number = -OVERLAP - 1
        self.lock = threading.Lock()
        self._questions: dict[UUID, Wordings[UUID]] = {}
        self._details: dict[UUID, list[Finding]] = {}

    def of(self, question_id: UUID) -> Wordings[UUID]:
        """Give the words of one question."""
        return self._questions.setdefault(question_id, Wordings())

    def pairs(self) -> Sequence[tuple[UUID, UUID, float]]:
        """Give the pairs within a question that are likely the same."""
        with self.lock:
            return [pair for words in self._questions.values() for pair in words.pairs()]

    def details(self, statement_id: UUID, look: Callable[[], list[Finding]]) -> list[Finding]:
        """Give what the rules find in a statement; they look once."""
        found = self._details.get(statement_id)
        if found is None:
            found = self._details[statement_id] = look()
        return found


class Library:
    """The words of the dialogues that this process serves. ``news`` tells how often a dialogue had news."""

    def __init__(self, news: Callable[[UUID], int]) -> None:
        self._news = news
        self._dialogues: dict[UUID, Spoken] = {}

    def spoken(self, session: Session, dialogue_id: UUID) -> Spoken:
        """Give the words of a dialogue, as they stand in the database now or did at the last news."""
        known = self._dialogues.get(dialogue_id)
        if known is None:
            if len(self._dialogues) >= KEPT:
                self._dialogues.clear()  # the others are read again when they are asked for
            known = self._dialogues[dialogue_id] = Spoken()
        news = self._news(dialogue_id)
        if known.news != news:
            with known.lock:
                since = {"dialogue": dialogue_id, "number": known.last_number - OVERLAP}
                for row in session.connection().execute(_ARRIVED, since):
                    known.of(row.phase_id).add(row.id, row.text)
                    known.last_number = max(known.last_number, row.number)
                known.news = news
        return known
