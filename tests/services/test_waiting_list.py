"""Seats and the waiting list on a real database: whatever people and organisers do, in whatever order."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from api.db import Database
from api.domain.errors import Conflict
from api.domain.vocabulary import RegistrationStatus, Role
from api.models import Event, Member, Registration
from api.services import events, registrations
from tests import factories
from tests.infra import standing

PEOPLE = 6
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("register"), st.integers(0, PEOPLE - 1)),
        st.tuples(st.just("cancel"), st.integers(0, PEOPLE - 1)),
        st.tuples(st.just("capacity"), st.none() | st.integers(1, PEOPLE)),
    ),
    max_size=14,
)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with standing.database(database_url) as database:
        yield database


def mine(session, event: Event, person: Member) -> Registration | None:
    return session.scalars(select(Registration).filter_by(event_id=event.id, member_id=person.id)).one_or_none()


def act(session, event_id, organiser: Member, people: list[Member], step, now) -> None:
    """Do one step the way a request does."""
    what, which = step
    if what == "register":
        registrations.register(session, event_id, session.merge(people[which]), [], now=now)
    elif what == "cancel":
        registration = mine(session, session.get_one(Event, event_id), people[which])
        if registration is not None:
            registrations.cancel(session, registration.id, session.merge(people[which]), now=now)
    else:
        event = events.to_change(session, session.merge(organiser), event_id)
        taken = event.confirmed_count
        if which is not None and which < taken:
            with pytest.raises(Conflict) as refused:
                events.change(session, event, {"capacity": which}, now=now)
            assert refused.value.field == "capacity"
            session.refresh(event)
        else:
            events.change(session, event, {"capacity": which}, now=now)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(capacity=st.none() | st.integers(1, PEOPLE), steps=STEPS)
def test_seats_are_never_oversold_the_queue_keeps_its_order_and_nobody_waits_beside_a_free_seat(
    database: Database, capacity, steps
):
    with database.unit_of_work() as session:
        organiser = factories.member(session, Role.ORGANISER)
        people = [factories.member(session) for _ in range(PEOPLE)]
        event_id = factories.event(session, capacity=capacity).id
    queue: list = []  # who waits, in the order in which they came
    for minute, step in enumerate(steps):
        with database.unit_of_work() as session:
            act(session, event_id, organiser, people, step, factories.START + timedelta(minutes=minute // 3))
        with database.read() as session:
            event = session.get_one(Event, event_id)
            rows = session.scalars(
                select(Registration).filter_by(event_id=event_id).order_by(Registration.queued_at, Registration.id)
            ).all()
        seated = {row.member_id for row in rows if row.status is RegistrationStatus.CONFIRMED}
        waiting = [row.member_id for row in rows if row.status is RegistrationStatus.WAITING]
        assert event.confirmed_count == len(seated)
        assert event.capacity is None or len(seated) <= event.capacity
        assert not waiting or len(seated) == event.capacity
        stayed = [person for person in queue if person in waiting]
        assert waiting[: len(stayed)] == stayed  # who came later stands behind
        moved = [person for person in queue if person in seated]
        assert moved == queue[: len(moved)]  # who moved up stood in front
        queue = waiting
