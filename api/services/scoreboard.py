"""What one process knows of the dialogues under way: counts per statement, and what a further rating of each would tell.

Decisions are made on a board that is loaded once and then kept up to date by what this process does itself. What other
processes do arrives with the next loading, seconds later; what was posted anywhere arrives with the news of it. Any
process can rebuild all of it from the database, and an answer that is a little stale costs next to nothing (the trial
in the routing notes: .03 of precision when a quarter of the people are behind).
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import BindParameter, Row, bindparam, func, select
from sqlalchemy.orm import Session

from api.domain import turns
from api.domain.board import Board, Mask
from api.domain.dialogues import RECOGNISED
from api.domain.vocabulary import Recognition
from api.models import MERGER, Merger, Participant, Statement, Turn
from api.services.rooms import Room

TOP = 10  # the best statements that the ratings have to find, as many as the report shows
STALE = timedelta(seconds=2)  # after this everything is loaded again
LEASE = timedelta(minutes=3)  # a turn that is open for longer is expected to stay unanswered
OVERLAP = 50  # arrival numbers looked at again for news: two that arrive together may commit in any order
KEPT = 64  # dialogues in memory

_DIALOGUE: BindParameter[UUID] = bindparam("dialogue")
_LEVELS = [getattr(Statement, level.value) for level in Recognition]
_COUNTS = (
    select(
        Statement.id,
        Statement.phase_id,
        Statement.author_id,
        Statement.number,
        Statement.hidden,
        Statement.assigned,
        Statement.leaning,
        Merger.kept_id,
        *_LEVELS,
    )
    .select_from(Statement)
    .outerjoin(Merger, MERGER)
    .where(Statement.dialogue_id == _DIALOGUE)
    .order_by(Statement.number, Statement.id)
)
_ARRIVED = _COUNTS.where(Statement.number > bindparam("number"))
_GIVEN = func.coalesce(Merger.kept_id, Turn.statement_id)
_WAITING = (
    select(_GIVEN, func.count())
    .select_from(Turn)
    .outerjoin(Merger, (Merger.dialogue_id == Turn.dialogue_id) & (Merger.statement_id == Turn.statement_id))
    .where(Turn.dialogue_id == _DIALOGUE, Turn.given_at > bindparam("since"))
    .group_by(_GIVEN)
)
_PEOPLE = select(func.count()).select_from(Participant).where(Participant.dialogue_id == _DIALOGUE)

Counts = Row[*tuple[Any, ...]]
Answers = Mapping[UUID, Recognition]  # of one person: the statement that is kept, what they said of it


@dataclass(frozen=True)
class Choice:
    """What somebody rates next, None when nothing is left; their leniency, and what it grew since their last turn."""

    statement_id: UUID | None
    leniency: float
    growth: float


class Question(Board):
    """The statements of a dialogue, of which those of the open question are live."""

    def __init__(self, question_id: UUID, people: int, read_at: datetime, news: int) -> None:
        super().__init__(TOP)
        self.question_id, self.people, self.read_at, self.news = question_id, max(people, 1), read_at, news
        self.lock = threading.RLock()  # the arrays change together, and threads share them
        self.ids: list[UUID] = []
        self.places: dict[UUID, int] = {}
        self.last_number = 0
        self._authors: dict[UUID, list[int]] = {}
        self._asked: list[int] = []

    def add(self, rows: Sequence[Counts]) -> None:
        """Give places to statements that have none yet."""
        with self.lock:
            rows = [row for row in rows if row.id not in self.places]
            places = self.open(len(rows))
            for place, row in zip(places.tolist(), rows, strict=True):
                self.places[row.id] = place
                self.ids.append(row.id)
                self.last_number = max(self.last_number, row.number or 0)
                if row.phase_id == self.question_id:
                    self._asked.append(place)
                self.live[place] = row.phase_id == self.question_id and not row.hidden and row.kept_id is None
                self.assigned[place], self.leaning[place] = row.assigned, row.leaning
                self.raters[place] = sum(getattr(row, level.value) for level in Recognition)
                self.recognition[place] = sum(getattr(row, level.value) for level in RECOGNISED)
                if row.author_id is not None:
                    self._authors.setdefault(row.author_id, []).append(place)

    def keep_prior(self, earlier: "Question") -> None:
        """Go on with the prior of an earlier loading: it changes slowly, and fitting it is the dearest step."""
        if earlier.question_id == self.question_id:
            self.prior, self._refit_at = earlier.prior, earlier._refit_at

    def give(self, statement_id: UUID, leniency: float) -> None:
        """Count a statement as given out, with an answer on its way."""
        with self.lock:
            self.change(self.places[statement_id], assigned=1, waiting=1, leaning=leniency)

    def rate(self, statement_id: UUID, before: Recognition | None, after: Recognition) -> None:
        """Count a rating, instead of the one ``before`` if there was one."""
        place, first = self.places.get(statement_id), before is None
        if place is not None:
            change = float(after in RECOGNISED) - float(before in RECOGNISED)
            with self.lock:
                self.change(place, raters=first, recognition=change, waiting=-first)

    def unseen(self, me: UUID, answers: Answers) -> Mask:
        """Tell which statements a participant neither wrote nor rated."""
        mask = np.ones(len(self.live), dtype=bool)
        mask[self._authors.get(me, [])] = False
        mask[[self.places[each] for each in answers if each in self.places]] = False
        return mask

    def next_for(self, me: UUID, answers: Answers, before: float | None, rng: np.random.Generator) -> Choice:
        """Choose what a participant, who gave these answers and had this leniency at their last turn, rates next."""
        known = [(self.places[each], level) for each, level in answers.items() if each in self.places]
        places = np.array([place for place, _ in known], dtype=np.intp)
        with self.lock:
            own, growth = self.lean(places, np.array([float(level in RECOGNISED) for _, level in known]), before)
            owed = turns.floor(float((self.raters + self.waiting)[self._asked].sum()), self.statements)
            people = max(self.people, int(self.raters.max(initial=0)))
            place = self.choose(self.unseen(me, answers), own, owed, people, rng)
            return Choice(None if place is None else self.ids[place], own, growth)


class Scoreboard:
    """The dialogues that this process serves, each with its open question. ``news`` tells how often a dialogue had news."""

    kind: type[Question] = Question  # what chooses: the benchmark holds the engine against others in its place

    def __init__(self, news: Callable[[UUID], int], seed: int | None = None) -> None:
        self._news = news
        self._rng = np.random.default_rng(seed)
        self._questions: dict[UUID, Question] = {}

    def question(self, session: Session, room: Room, now: datetime) -> Question:
        """Give the open question of ``room``, as fresh as its use allows."""
        known = self._questions.get(room.id)
        young = known is not None and timedelta(0) <= now - known.read_at < STALE
        if known is None or not young or known.question_id != room.question_id:
            fresh = self._load(session, room, now)
            if known is not None:
                fresh.keep_prior(known)
            known = self._questions[room.id] = fresh
            if len(self._questions) > KEPT:
                self._questions = {room.id: fresh}  # the others are loaded again when they are asked for
        elif known.news != (news := self._news(room.id)):
            known.news = news
            since = {"dialogue": room.id, "number": known.last_number - OVERLAP}
            known.add(session.connection().execute(_ARRIVED, since).all())
        return known

    def choose(
        self, session: Session, room: Room, me: UUID, answers: Answers, before: float | None, now: datetime
    ) -> Choice:
        """Choose what the participant, who gave these answers and had this leniency at their last turn, rates next."""
        return self.question(session, room, now).next_for(me, answers, before, self._rng)

    def forget(self, room: Room) -> None:
        """Load the dialogue of ``room`` again at its next use: it is not what this process thinks it is."""
        self.forget_dialogue(room.id)

    def forget_dialogue(self, dialogue_id: UUID) -> None:
        """Load a dialogue again at its next use: what is given out changed."""
        self._questions.pop(dialogue_id, None)

    def _load(self, session: Session, room: Room, now: datetime) -> Question:
        connection, here = session.connection(), {"dialogue": room.id}
        people = connection.execute(_PEOPLE, here).scalar_one()
        question = self.kind(room.question_id, people, now, self._news(room.id))
        question.add(connection.execute(_COUNTS, here).all())
        for statement_id, count in connection.execute(_WAITING, {**here, "since": now - LEASE}).all():
            if statement_id in question.places:
                question.waiting[question.places[statement_id]] = count
        return question
