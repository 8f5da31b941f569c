"""Rule 3: no seat is given out twice, whoever comes at the same moment."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from threading import Barrier, BrokenBarrierError
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import create_engine, event, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.db import Database
from api.domain.errors import NotFound
from api.models import Event, Registration
from api.services import events
from tests import factories
from tests.api.conftest import Caller
from tests.gatherings import published, register


def all_at_once(callers: list[Caller], call: Callable[[Caller], Any]) -> list[Any]:
    """Let everybody call at the same moment, each from a thread of their own."""
    start = Barrier(len(callers))

    def go(caller: Caller) -> Any:
        start.wait(10)
        return call(caller)

    with ThreadPoolExecutor(len(callers)) as pool:
        return list(pool.map(go, callers))


def meeting_inside(
    monkeypatch: pytest.MonkeyPatch, load: Callable[..., Any], service: ModuleType = events, name: str = "locked"
) -> None:
    """Make two requests wait for each other when both have read the row; with a lock the second never gets there."""
    both = Barrier(2)

    def meeting(*args: Any, **kwargs: Any) -> Any:
        found = load(*args, **kwargs)
        with suppress(BrokenBarrierError):  # it breaks when the other one waits for the lock
            both.wait(1)
        return found

    monkeypatch.setattr(service, name, meeting)


def without_lock(session: Session, event_id: UUID) -> Event:
    """Read the event the way that would give out a seat twice."""
    found = session.get(Event, event_id)
    if found is None:
        raise NotFound("This event does not exist.")
    return found


@contextmanager
def without_writer_queue(database: Database) -> Iterator[None]:
    """Let SQLite begin its transactions the ordinary, deferred way, with as many writers as come."""
    if database.url.get_backend_name() != "sqlite":
        yield
        return
    kept = database.writer
    database.writer = create_engine(database.url, connect_args={"timeout": 1, "check_same_thread": False})
    event.listen(database.writer, "connect", lambda connection, _: setattr(connection, "isolation_level", None))
    event.listen(database.writer, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    yield
    database.writer.dispose()
    database.writer = kept


def race_for_the_last_seat(organiser: Caller, people) -> list[tuple[int, str | None]]:
    happening = published(organiser, capacity=1)
    answers = all_at_once(people(2), lambda person: person.post(f"/events/{happening['id']}/registrations", {}))
    return sorted((answer.status_code, answer.json.get("status")) for answer in answers)


FAIR = [(201, "confirmed"), (201, "waiting")]


def test_no_seat_is_given_out_twice_when_two_people_take_the_last_one_in_the_same_millisecond(
    organiser: Caller, people, monkeypatch
):
    meeting_inside(monkeypatch, events.locked)
    assert race_for_the_last_seat(organiser, people) == FAIR


def test_without_the_lock_the_same_race_is_not_fair_and_still_no_seat_is_given_out_twice(
    organiser: Caller, people, monkeypatch, database: Database, work
):
    meeting_inside(monkeypatch, without_lock)
    with without_writer_queue(database):
        outcome = race_for_the_last_seat(organiser, people)
    assert outcome != FAIR  # the test above would fail without the lock
    with work() as session:
        assert [row.status for row in session.scalars(select(Registration))] == ["confirmed"]
        assert session.scalars(select(Event.confirmed_count)).one() == 1


def test_the_database_itself_refuses_one_seat_too_many(work):
    with work() as session:
        happening = factories.event(session, capacity=1, confirmed_count=1)
    with pytest.raises(IntegrityError), work() as session:
        session.execute(update(Event).where(Event.id == happening.id).values(confirmed_count=2))


def test_no_seat_is_given_out_twice_when_twenty_people_come_for_five_seats(organiser: Caller, people, work):
    happening = published(organiser, capacity=5)
    answers = all_at_once(people(20), lambda person: person.post(f"/events/{happening['id']}/registrations", {}))
    assert Counter(answer.json["status"] for answer in answers) == {"confirmed": 5, "waiting": 15}
    assert sorted(answer.json["waitingPlace"] or 0 for answer in answers)[5:] == list(range(1, 16))
    assert organiser.get(f"/events/{happening['id']}").json["confirmedCount"] == 5


def test_the_seats_add_up_when_people_come_and_go_at_the_same_moment(organiser: Caller, people, work):
    happening = published(organiser, capacity=4)
    leaving, coming = people(8), people(8)
    made = {person: register(person, happening["id"])["id"] for person in leaving}

    def act(person: Caller) -> int:
        if person in made:
            return person.delete(f"/registrations/{made[person]}").status_code
        return person.post(f"/events/{happening['id']}/registrations", {}).status_code

    assert Counter(all_at_once(leaving + coming, act)) == {204: 8, 201: 8}
    with work() as session:
        counts = Counter(row.status.value for row in session.scalars(select(Registration)))
    assert counts == {"cancelled": 8, "confirmed": 4, "waiting": 4}
    assert organiser.get(f"/events/{happening['id']}").json["confirmedCount"] == 4


def test_one_person_who_taps_five_times_gets_one_seat(organiser: Caller, people):
    happening = published(organiser, capacity=5)
    thumbs = people(1) * 5
    answers = all_at_once(thumbs, lambda person: person.post(f"/events/{happening['id']}/registrations", {}))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200, 201]
    assert len({answer.json["id"] for answer in answers}) == 1
    assert organiser.get(f"/events/{happening['id']}").json["confirmedCount"] == 1
