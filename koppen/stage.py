"""A community whose past can be played: its services, its outbox, and a clock that we set."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from api.db import Database
from api.domain.events import AMSTERDAM
from api.jobs import queue
from api.jobs.queue import Lane
from api.jobs.worker import Worker
from api.models import Member
from api.settings import Settings


class Stage:
    """Acts are played in the order of their moments; between two acts the worker does what fell due."""

    def __init__(self, database: Database, settings: Settings, today: datetime) -> None:
        self.database, self.settings, self.today = database, settings, today
        self.rng = random.Random(today.toordinal())
        self.now = today - timedelta(days=400)
        self.worker = Worker(database, settings, clock=lambda: self.now, rng=self.rng)
        self.people: dict[str, UUID] = {}
        self.topics: dict[str, UUID] = {}
        self.found: dict[str, UUID] = {}  # events, lessons and conversations by the name that the files use
        self._acts: list[tuple[datetime, int, Callable[[], None]]] = []

    def plan(self, moment: datetime, act: Callable[[], None]) -> None:
        """Add an act, unless its moment is still to come."""
        if moment <= self.today:
            self._acts.append((moment, len(self._acts), act))

    def play(self) -> None:
        """Play all acts, also those that acts add, until today."""
        while self._acts:
            self._acts.sort(key=lambda planned: planned[:2])
            moment, _order, act = self._acts.pop(0)
            self.forward(moment)
            act()
        self.forward(self.today)

    def forward(self, moment: datetime) -> None:
        """Set the clock, doing on the way what falls due, each at its own moment."""
        while True:
            due = queue.next_due(self.database, Lane.ALL, max(self.now, moment))
            if due is None or due > moment:
                break
            self.now = max(self.now, due)
            if not self.worker.run_until_empty():
                break
        self.now = max(self.now, moment)

    def day(self, days: float, time: str = "10:00") -> datetime:
        """Give the moment so many days from today, at this time in Amsterdam, never in a weekend."""
        there = (self.today + timedelta(days=days)).astimezone(AMSTERDAM)
        hour, _colon, minute = time.partition(":")
        moment = there.replace(hour=int(hour), minute=int(minute), second=0, microsecond=0, fold=0)
        if moment.weekday() > 4:
            moment += timedelta(days=7 - moment.weekday()) if days > 0 else timedelta(days=4 - moment.weekday())
        return moment

    def between(self, first: datetime, last: datetime) -> datetime:
        """Give some moment between two."""
        return first + (last - first) * self.rng.random()

    def member(self, session: Any, name: str) -> Member:
        """Give a person of the community."""
        found: Member = session.get_one(Member, self.people[name])
        return found

    def topic_ids(self, keys: list[str]) -> list[UUID]:
        """Give the ids of topics."""
        return [self.topics[key] for key in keys]
