"""What one process knows of the open questions: counts per statement, and what a further rating of each would tell.

Decisions are made on arrays that are loaded once and then kept up to date by what this process does itself. What other
processes do arrives with the next loading, seconds later; what was posted anywhere arrives with the news of it. Any
process can rebuild all of it from the database, and an answer that is a little stale costs next to nothing (the trial
in the routing notes: .03 of precision when a quarter of the people are behind).
"""

import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BindParameter, Row, bindparam, func, select
from sqlalchemy.orm import Session

from api.domain import turns
from api.domain.dialogues import RECOGNISED
from api.domain.ranking import Prior, fit_prior
from api.domain.vocabulary import Recognition
from api.models import Participant, Rating, Statement, Turn
from api.services.rooms import Room

TOP = 10  # the best statements that the ratings have to find, as many as the report shows
STALE = timedelta(seconds=2)  # after this everything is loaded again
LEASE = timedelta(minutes=3)  # a turn that is open for longer is expected to stay unanswered
REFITS = 1.25  # the prior is fitted again when there are this many times as many ratings: some 16 times in an hour
STALENESS = 20  # all values are computed again after N / 20 ratings, those of one statement at once
OVERLAP = 50  # arrival numbers looked at again for news: two that arrive together may commit in any order
KEPT = 64  # questions in memory

_DIALOGUE: BindParameter[UUID] = bindparam("dialogue")
_LEVELS = [getattr(Statement, level.value) for level in Recognition]
_COUNTS = (
    select(Statement.id, Statement.author_id, Statement.number, Statement.assigned, *_LEVELS)
    .where(Statement.dialogue_id == _DIALOGUE, Statement.phase_id == bindparam("question"), Statement.hidden.is_(False))
    .order_by(Statement.number, Statement.id)
)
_ARRIVED = _COUNTS.where(Statement.number > bindparam("number"))
_WAITING = (
    select(Turn.statement_id, func.count())
    .where(Turn.dialogue_id == _DIALOGUE, Turn.given_at > bindparam("since"))
    .group_by(Turn.statement_id)
)
_PEOPLE = select(func.count()).select_from(Participant).where(Participant.dialogue_id == _DIALOGUE)
_SEEN = select(Rating.statement_id).where(Rating.dialogue_id == _DIALOGUE, Rating.participant_id == bindparam("me"))

Counts = Row[*tuple[Any, ...]]


class Question:
    """The statements of one open question, in arrays with a place for each, and the value of rating them."""

    def __init__(self, people: int, read_at: datetime, news: int) -> None:
        self.people, self.read_at, self.news = max(people, 1), read_at, news
        self._lock = threading.RLock()  # the arrays change together, and threads share them
        self.ids: list[UUID] = []
        self.places: dict[UUID, int] = {}
        self.last_number = 0
        self._authors: dict[UUID, list[int]] = {}
        self.assigned, self.raters, self.recognition, self.waiting, self._values = (np.zeros(0) for _ in range(5))
        self._prior: Prior = fit_prior([], [])
        self._border: float | None = None
        self._until_values, self._refit_at = 0, 0.0

    def add(self, rows: Sequence[Counts]) -> None:
        """Give places to statements that have none yet."""
        with self._lock:
            self._add(rows)

    def _add(self, rows: Sequence[Counts]) -> None:
        rows = [row for row in rows if row.id not in self.places]
        if not rows:
            return
        for row in rows:
            self.places[row.id] = len(self.ids)
            if row.author_id is not None:
                self._authors.setdefault(row.author_id, []).append(len(self.ids))
            self.ids.append(row.id)
            self.last_number = max(self.last_number, row.number or 0)
        counts = np.array(
            [[row.assigned, *(getattr(row, level.value) for level in Recognition)] for row in rows], float
        )
        recognised = [index for index, level in enumerate(Recognition, start=1) if level in RECOGNISED]
        more = (counts[:, 0], counts[:, 1:].sum(axis=1), counts[:, recognised].sum(axis=1), np.zeros(len(rows)))
        self.assigned, self.raters, self.recognition, self.waiting = (
            np.concatenate([old, new])
            for old, new in zip((self.assigned, self.raters, self.recognition, self.waiting), more, strict=True)
        )
        self._until_values = 0

    def keep_prior(self, earlier: "Question") -> None:
        """Go on with the prior of an earlier loading: it changes slowly, and fitting it is the dearest step."""
        self._prior, self._refit_at = earlier._prior, earlier._refit_at

    def give(self, statement_id: UUID) -> None:
        """Count a statement as given out, with an answer on its way."""
        with self._lock:
            self._change(statement_id, assigned=1, waiting=1)

    def rate(self, statement_id: UUID, before: Recognition | None, after: Recognition) -> None:
        """Count a rating, instead of the one ``before`` if there was one."""
        change = float(after in RECOGNISED) - float(before in RECOGNISED)
        first = before is None
        with self._lock:
            self._change(statement_id, raters=float(first), recognition=change, waiting=-float(first))
            self._until_values -= first

    def unseen(self, me: UUID, seen: Sequence[UUID]) -> NDArray[np.bool_]:
        """Tell which statements a participant neither wrote nor rated."""
        mask = np.ones(len(self.ids), dtype=bool)
        mask[self._authors.get(me, [])] = False
        mask[[self.places[statement_id] for statement_id in seen if statement_id in self.places]] = False
        return mask

    def choose(self, me: UUID, seen: Sequence[UUID], rng: np.random.Generator) -> UUID | None:
        """Choose the statement that a participant, who has seen some, rates next."""
        with self._lock:
            if self._until_values <= 0:
                self._refresh()
            least = turns.floor(float(self.raters.sum() + self.waiting.sum()), len(self.ids))
            counted = self.raters + self.waiting
            place = turns.choose(self.unseen(me, seen), self.assigned, counted, self._values, least, rng)
            return None if place is None else self.ids[place]

    def _change(self, statement_id: UUID, **amounts: float) -> None:
        place = self.places.get(statement_id)
        if place is None:
            return
        for name, amount in amounts.items():
            column = getattr(self, name)
            column[place] = max(column[place] + amount, 0)
        self.recognition[place] = min(self.recognition[place], self.raters[place])
        if place < len(self._values):
            here = slice(place, place + 1)
            rows = self.recognition[here], self.raters[here], self.waiting[here]
            self._values[here] = turns.values(*rows, self.people, self._prior, self._border)

    def _refresh(self) -> None:
        self.people = max(self.people, int(self.raters.max(initial=0)))
        ratings = float(self.raters.sum())
        if ratings >= self._refit_at:
            self._prior = fit_prior(self.recognition, self.raters)
            self._refit_at = max(ratings * REFITS, len(self.ids))
        self._border = turns.border(self.recognition, self.raters, self.people, TOP, self._prior)
        self._values = turns.values(self.recognition, self.raters, self.waiting, self.people, self._prior, self._border)
        self._until_values = max(1, self.people // STALENESS)


class Scoreboard:
    """The open questions of every dialogue that this process serves. ``news`` tells how often a dialogue had news."""

    def __init__(self, news: Callable[[UUID], int], seed: int | None = None) -> None:
        self._news = news
        self._rng = np.random.default_rng(seed)
        self._questions: dict[UUID, Question] = {}

    def question(self, session: Session, room: Room, now: datetime) -> Question:
        """Give the open question of ``room``, as fresh as its use allows."""
        known = self._questions.get(room.question_id)
        if known is None or not timedelta(0) <= now - known.read_at < STALE:
            fresh = self._load(session, room, now)
            if known is not None:
                fresh.keep_prior(known)
            known = self._questions[room.question_id] = fresh
            if len(self._questions) > KEPT:
                self._questions = {room.question_id: fresh}  # the others are loaded again when they are asked for
        elif known.news != (news := self._news(room.id)):
            known.news = news
            since = {"dialogue": room.id, "question": room.question_id, "number": known.last_number - OVERLAP}
            known.add(session.connection().execute(_ARRIVED, since).all())
        return known

    def choose(self, session: Session, room: Room, me: UUID, now: datetime) -> UUID | None:
        """Choose the statement that the participant rates next, None when there is nothing left."""
        question = self.question(session, room, now)
        seen = session.connection().execute(_SEEN, {"dialogue": room.id, "me": me}).scalars().all()
        return question.choose(me, seen, self._rng)

    def forget(self, room: Room) -> None:
        """Load the open question of ``room`` again at its next use: it is not what this process thinks it is."""
        self._questions.pop(room.question_id, None)

    def _load(self, session: Session, room: Room, now: datetime) -> Question:
        connection, here = session.connection(), {"dialogue": room.id}
        question = Question(connection.execute(_PEOPLE, here).scalar_one(), now, self._news(room.id))
        question.add(connection.execute(_COUNTS, {**here, "question": room.question_id}).all())
        for statement_id, count in connection.execute(_WAITING, {**here, "since": now - LEASE}).all():
            if statement_id in question.places:
                question.waiting[question.places[statement_id]] = count
        return question
