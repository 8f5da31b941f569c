"""What the application gives out is what the engine would give out, also when several workers do it at once."""

import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier, Lock
from uuid import UUID

import numpy as np
import pytest
from flask import Flask
from sqlalchemy import func, select

from api.db import Database
from api.domain import turns
from api.domain.dialogues import RECOGNISED
from api.domain.routing import Engine
from api.domain.vocabulary import Recognition
from api.models import Rating, Statement, Turn
from api.services import live, rooms
from api.services import turns as turn_service
from api.services.scoreboard import LEASE, STALE, TOP, Scoreboard
from tests.api.conftest import Caller
from tests.community import build
from tests.factories import START
from tests.hour import Hour, begin

SEED = 11
WORDS = tuple(word.value for word in Recognition)


def seeded(app: Flask, seed: int = SEED) -> Scoreboard:
    """Let the application draw its lots from a seed."""
    known = app.extensions["koppen"]
    scores = Scoreboard(known.hub.news_count, seed)
    app.extensions["koppen"] = replace(known, scores=scores)
    return scores


class Twin:
    """An hour of the application and an engine that lives the same hour."""

    def __init__(self, hour: Hour) -> None:
        self.hour, self.engine = hour, Engine(len(hour.people), TOP, SEED)
        self.numbers: dict[str, int] = {}
        self.open: dict[int, str | None] = {}

    def say(self, who: int) -> None:
        """Let a person write."""
        statement = self.hour.say(who, f"Statement {len(self.numbers)}")
        self.numbers[statement] = len(self.numbers)
        self.engine.arrive(self.numbers[statement], who)

    def ask(self, who: int) -> None:
        """Let a person ask for their first turn."""
        self.compare(who, self.hour.turn(who))

    def rate(self, who: int, word: str) -> None:
        """Let a person answer, which brings the next turn."""
        statement = self.open[who]
        answer = self.hour.rate(who, statement, word)
        assert answer.status_code == 200, answer.text
        self.engine.rate(who, self.numbers[statement], float(word in RECOGNISED))
        self.compare(who, answer.json["turn"]["statement"])

    def compare(self, who: int, given: dict | None) -> None:
        """Hold what was given out to what the engine gives out."""
        expected = self.engine.turn(who)
        assert (given and self.numbers[given["id"]]) == expected
        self.open[who] = given and given["id"]


def test_the_application_gives_out_what_the_engine_gives_out(app, database):
    seeded(app)
    people, rng = 8, random.Random(3)
    twin = Twin(begin(app, database, people=people))
    for number in range(16):
        twin.say(number % 5)
    for who in range(people):
        twin.ask(who)
    for step in range(90):
        if step in (20, 50):
            twin.say(6)
        waiting = [who for who, statement in twin.open.items() if statement is not None]
        twin.rate(rng.choice(waiting), rng.choice(WORDS))
    assert sum(row.raters for row in twin.engine.ranking()) == 90


@contextmanager
def two_workers(url: str) -> Iterator[list[Flask]]:
    """Lend two applications on one database that know nothing of each other, on one clock that runs."""
    moment, lock = [START], Lock()

    def tick() -> datetime:
        with lock:
            moment[0] += timedelta(milliseconds=50)
            return moment[0]

    databases = [Database(url), Database(url)]
    try:
        apps = [build(url, database) for database in databases]
        for worker in apps:
            worker.extensions["koppen"] = replace(worker.extensions["koppen"], clock=tick)
        yield apps
    finally:
        for database in databases:
            database.dispose()


def callers(apps: list[Flask], hour: Hour) -> list[list[Caller]]:
    """Give the people of the hour as each worker meets them."""
    return [[Caller(worker, member) for member in hour.members] for worker in apps]


def test_two_workers_at_once_lose_nothing_double_nothing_and_keep_the_floor(database_url):
    people, statements, each = 16, 20, 8
    with two_workers(database_url) as apps:
        database = apps[0].extensions["koppen"].database
        hour = begin(apps[0], database, people=people)
        for number in range(statements):
            hour.say(number % people, f"Statement {number}")
        doors = callers(apps, hour)

        def take_part(who: int) -> int:
            rng, done = random.Random(who), 0
            turn = doors[who % 2][who].post(f"{hour.path}/turns").json["statement"]
            while turn is not None and done < each:
                door = doors[rng.randrange(2)][who]
                answer = door.put(f"{hour.path}/statements/{turn['id']}/rating", {"recognition": rng.choice(WORDS)})
                assert answer.status_code == 200, answer.text
                turn, done = answer.json["turn"]["statement"], done + 1
            return done

        with ThreadPoolExecutor(people) as pool:
            assert list(pool.map(take_part, range(people))) == [each] * people
        with database.read() as session:
            rows = session.scalars(select(Statement)).all()
            ratings = session.execute(select(Rating.participant_id, Rating.statement_id, Rating.recognition)).all()
            waiting = Counter(session.scalars(select(Turn.statement_id)))
        counted = Counter((rating.statement_id, rating.recognition.value) for rating in ratings)
        raters = Counter(rating.statement_id for rating in ratings)
        assert len(ratings) == people * each
        for row in rows:
            assert {word: getattr(row, word) for word in WORDS} == {word: counted[row.id, word] for word in WORDS}
            assert row.assigned == raters[row.id] + waiting[row.id]
        assert not {(row.author_id, row.id) for row in rows} & {(r.participant_id, r.statement_id) for r in ratings}
        assert min(row.assigned for row in rows) >= turns.SHARE * people * each / statements


def test_without_locking_statements_in_order_raters_can_wait_for_each_other_in_a_ring(
    database_url, backend, monkeypatch, caplog
):
    if backend == "sqlite":
        return  # SQLite has one writer at a time: nobody waits in a ring
    unlocked = select(Statement.id).where(Statement.dialogue_id == turn_service._DIALOGUE)
    monkeypatch.setattr(turn_service, "_LOCK", unlocked)
    for _ in range(5):
        with suppress(AssertionError):  # a rater hears of an unexpected error
            test_two_workers_at_once_lose_nothing_double_nothing_and_keep_the_floor(database_url)
        if "deadlock detected" in caplog.text:
            return
    pytest.fail("nobody waited in a ring")


def _ratings_after_a_tap_at_two_workers(url: str) -> tuple[int, int] | None:
    """Rate one statement as one person at two workers at once: ratings stored and counted, None when one broke."""
    with two_workers(url) as apps:
        database = apps[0].extensions["koppen"].database
        hour = begin(apps[0], database)
        hour.say(0, "One")
        statement = hour.turn(1)["id"]
        doors, barrier = callers(apps, hour), Barrier(6)

        def tap(number: int) -> int:
            barrier.wait()
            path = f"{hour.path}/statements/{statement}/rating"
            return doors[number % 2][1].put(path, {"recognition": WORDS[number % 3]}).status_code

        with ThreadPoolExecutor(6) as pool:
            if set(pool.map(tap, range(6))) != {200}:
                return None
        with database.read() as session:
            stored = session.scalar(select(func.count()).select_from(Rating).where(Rating.dialogue_id == UUID(hour.id)))
            counts = sum(getattr(Statement, word) for word in WORDS)
            return stored, session.scalar(select(counts).where(Statement.id == UUID(statement)))


def test_one_person_at_two_workers_at_once_counts_once(database_url):
    assert _ratings_after_a_tap_at_two_workers(database_url) == (1, 1)


def test_without_the_lock_one_person_at_two_workers_can_count_twice(database_url, backend, monkeypatch):
    if backend == "sqlite":
        return  # SQLite has one writer at a time: there is no lock to take out
    monkeypatch.setattr(live, "present", lambda session, room: room.me)
    assert {_ratings_after_a_tap_at_two_workers(database_url) for _ in range(5)} != {(1, 1)}


def asked(app: Flask, database: Database, hour: Hour, now: datetime, scores: Scoreboard) -> np.ndarray:
    """Give how many answers the scoreboard expects on each statement."""
    with database.read() as session:
        room = rooms.enter(session, UUID(hour.id), hour.members[0], now)
        question = scores.question(session, room, now)
        return question.waiting[: question.size].copy()


def test_a_turn_that_stays_unanswered_is_no_longer_waited_for_and_is_still_theirs(app, database, clock):
    hour = begin(app, database)
    hour.say(0, "One")
    given = hour.turn(1)
    lease = LEASE.total_seconds()
    for seconds, expected in ((0, 1), (lease - 1, 1), (lease, 0)):
        clock.now = START + timedelta(seconds=seconds)
        fresh = Scoreboard(lambda _dialogue: 0)
        assert asked(app, database, hour, clock.now, fresh).tolist() == [expected]
    assert hour.turn(1) == given


def test_what_another_worker_gave_out_is_known_after_the_next_loading(app, database, clock):
    hour, elsewhere = begin(app, database), Scoreboard(lambda _dialogue: 0)
    hour.say(0, "One")
    assert asked(app, database, hour, clock.now, elsewhere).tolist() == [0]
    hour.turn(1)
    assert asked(app, database, hour, clock.now, elsewhere).tolist() == [0]
    clock.now += STALE
    assert asked(app, database, hour, clock.now, elsewhere).tolist() == [1]


@pytest.mark.parametrize("later", [False, True])
def test_lenient_people_are_known_by_what_they_answered_at_earlier_questions_too(app, database, clock, later):
    """Who recognises all while others recognise nothing leans over what they are given next."""
    hour = begin(app, database, people=6)
    for number in range(4):
        hour.say(0, f"Statement {number}")
    for who in range(1, 6):
        turn = hour.turn(who)
        while turn is not None:
            turn = hour.rate(who, turn["id"], "fully" if who == 1 else "not_at_all").json["turn"]["statement"]
    if later:
        clock.forward(seconds=60)
        hour.move("next")
        hour.move("next")
    statement = hour.say(0, "The next one")
    assert hour.turn(1)["id"] == statement
    with database.read() as session:
        assert session.scalar(select(Statement.leaning).where(Statement.id == UUID(statement))) > 0.1
