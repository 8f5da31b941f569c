"""Work that was accepted is done once, whatever happens to the worker."""

import random
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from api.db import Database
from api.domain.retries import ATTEMPTS
from api.jobs import queue
from api.jobs.queue import LEASE, Lane
from api.jobs.worker import Crew, Worker
from api.models import Job, Topic
from api.services import outbox
from api.settings import Settings
from tests.api.conftest import Clock

Make = Callable[..., Worker]


def add_topic(session: Any, payload: dict[str, Any], now: Any, settings: Settings) -> None:
    name = str(payload["name"])
    session.add(Topic(slug=name, name_nl=name, name_en=name))


def refuse(session: Any, payload: dict[str, Any], now: Any, settings: Settings) -> None:
    add_topic(session, payload, now, settings)
    session.flush()
    raise RuntimeError("anna@example.org is not reachable")


HANDLERS = {"add_topic": add_topic, "refuse": refuse}


def put(database: Database, clock: Clock, kind: str = "add_topic", *names: str, **options: Any) -> None:
    with database.unit_of_work() as session:
        for name in names or ("one",):
            outbox.add(session, kind, {"name": name}, now=clock(), **options)


def jobs(database: Database) -> list[Job]:
    with database.read() as session:
        return list(session.scalars(select(Job).order_by(Job.run_at, Job.id)))


def topics(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(Topic)) or 0


def test_a_job_is_done_once(database: Database, clock: Clock, worker: Make):
    put(database, clock)
    assert worker(handlers=HANDLERS).run_until_empty() == 1
    assert worker(handlers=HANDLERS).run_until_empty() == 0
    assert topics(database) == 1


def test_work_of_a_transaction_that_failed_does_not_exist(database: Database, clock: Clock):
    def breaking() -> None:
        with database.unit_of_work() as session:
            outbox.add(session, "add_topic", {"name": "one"}, now=clock())
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        breaking()
    assert jobs(database) == []


def test_a_job_waits_for_its_moment(database: Database, clock: Clock, worker: Make):
    put(database, clock, run_at=clock() + timedelta(hours=1))
    assert worker(handlers=HANDLERS).run_until_empty() == 0
    clock.forward(hours=1)
    assert worker(handlers=HANDLERS).run_until_empty() == 1


def test_the_same_key_is_queued_once(database: Database, clock: Clock):
    put(database, clock, key="reminder")
    put(database, clock, key="reminder")
    assert len(jobs(database)) == 1


def test_a_failure_leaves_nothing_behind_and_is_tried_again_later(database: Database, clock: Clock, worker: Make):
    put(database, clock, "refuse")
    assert worker(handlers=HANDLERS).run_until_empty() == 1
    assert topics(database) == 0
    clock.forward(seconds=10)
    assert worker(handlers={"refuse": add_topic}).run_until_empty() == 1
    assert topics(database) == 1


def test_an_error_names_no_address(database: Database, clock: Clock, worker: Make):
    put(database, clock, "refuse")
    worker(handlers=HANDLERS).run_until_empty()
    assert jobs(database)[0].last_error == "RuntimeError: …@… is not reachable"


def test_pauses_grow_and_in_the_end_a_job_is_put_aside(database: Database, clock: Clock, worker: Make):
    put(database, clock, "refuse")
    due, pauses = jobs(database)[0].run_at, []
    failing = worker(handlers=HANDLERS, rng=random.Random(1))
    for _attempt in range(ATTEMPTS):
        assert failing.run_until_empty() == 1
        until = jobs(database)[0].leased_until
        if until is not None:
            pauses.append((until - clock()).total_seconds())
            clock.now = until
    [job] = jobs(database)
    assert (job.parked_at, job.done_at, job.attempts, job.run_at) == (clock(), None, ATTEMPTS, due)
    assert pauses[0] < 10 < pauses[5] < 300 < pauses[-1] <= 5400
    clock.forward(days=2)
    assert failing.run_until_empty() == 0


def test_while_a_worker_has_a_job_no_other_gets_it(database: Database, clock: Clock):
    put(database, clock)
    assert queue.claim(database, Lane.ALL, clock()) is not None
    assert queue.claim(database, Lane.ALL, clock()) is None


def test_the_job_of_a_dead_worker_is_taken_over_when_its_lease_ends(database: Database, clock: Clock, worker: Make):
    put(database, clock)
    queue.claim(database, Lane.ALL, clock())
    clock.forward(seconds=LEASE.total_seconds() - 1)
    assert worker(handlers=HANDLERS).run_until_empty() == 0
    clock.forward(seconds=1)
    assert worker(handlers=HANDLERS).run_until_empty() == 1
    assert topics(database) == 1


def test_a_worker_that_lost_its_lease_changes_nothing(database: Database, clock: Clock, worker: Make):
    put(database, clock)
    late = worker(handlers=HANDLERS)
    claimed = queue.claim(database, Lane.ALL, clock())
    clock.forward(seconds=LEASE.total_seconds())
    worker(handlers=HANDLERS).run_until_empty()
    assert claimed is not None
    with pytest.raises(queue.LeaseLost):
        late._do(claimed)
    assert topics(database) == 1


def test_a_job_that_kills_its_worker_each_time_is_put_aside(database: Database, clock: Clock, worker: Make):
    put(database, clock)
    for _death in range(ATTEMPTS):
        assert queue.claim(database, Lane.ALL, clock()) is not None
        clock.forward(seconds=LEASE.total_seconds())
    assert queue.claim(database, Lane.ALL, clock()) is None
    assert jobs(database)[0].parked_at == clock()


def test_several_workers_at_once_do_each_job_once(database: Database, clock: Clock, worker: Make):
    put(database, clock, "add_topic", *(f"topic-{number}" for number in range(60)))
    done: list[int] = []
    threads = [
        threading.Thread(target=lambda: done.append(worker(handlers=HANDLERS).run_until_empty())) for _each in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sum(done), topics(database)) == (60, 60)
    assert {job.attempts for job in jobs(database)} == {1}


def test_mail_does_not_keep_a_dialogue_waiting(database: Database, clock: Clock):
    with database.unit_of_work() as session:
        for number in range(3):
            outbox.mail(session, "report", "a@example.org", "nl", {"number": number}, now=clock())
            clock.forward(seconds=1)
        outbox.add(session, "dialogue_advance", {}, now=clock())
    assert [claim(database, lane, clock) for lane in (Lane.WORK, Lane.NEWEST_MAIL, Lane.OLDEST_MAIL)] == [
        "dialogue_advance",
        2,
        0,
    ]


def claim(database: Database, lane: Lane, clock: Clock) -> Any:
    claimed = queue.claim(database, lane, clock())
    assert claimed is not None
    return claimed.payload["context"]["number"] if claimed.kind == outbox.MAIL else claimed.kind


def test_a_waiting_worker_is_woken_by_new_work_in_its_process(database: Database, settings: Settings, monkeypatch):
    done = threading.Event()
    monkeypatch.setattr("api.jobs.worker.LONGEST_REST", 60.0)
    woken = Worker(database, settings, handlers={"tell": lambda *_arguments: done.set()})
    stop = threading.Event()
    thread = threading.Thread(target=woken.run_forever, args=(stop,))
    thread.start()
    with database.unit_of_work() as session:
        outbox.add(session, "tell", {}, now=woken.clock())
    assert done.wait(10)
    stop.set()
    woken.wake.set()
    thread.join(10)
    assert not thread.is_alive()


def test_a_crew_stops_when_told(database: Database, settings: Settings):
    crew = Crew(database, settings)
    crew.start()
    crew.stop()
    assert not any(thread.is_alive() for thread in crew._threads)


def test_what_was_done_long_ago_goes_and_what_waits_stays(database: Database, clock: Clock, worker: Make):
    put(database, clock)
    worker(handlers=HANDLERS).run_until_empty()
    put(database, clock, "add_topic", "two", key="kept")
    worker(handlers=HANDLERS).run_until_empty()
    put(database, clock, run_at=clock() + timedelta(days=90))
    clock.forward(days=31)
    worker(handlers=HANDLERS)._tidy()
    assert [(job.key, job.done_at is not None) for job in jobs(database)] == [("kept", True), (None, False)]
