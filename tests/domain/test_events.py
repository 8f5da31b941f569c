"""The rules of events."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.errors import Conflict, Invalid
from api.domain.events import (
    AMSTERDAM,
    is_over,
    link_moment,
    moving_up,
    place_for,
    reminder_moment,
    require_future,
    require_open,
    require_order,
    require_room,
    told_changes,
)
from api.domain.vocabulary import DialogueState, EventStatus, RegistrationStatus

NOON = datetime(2026, 9, 9, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def amsterdam(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=AMSTERDAM)


def test_a_full_event_puts_the_next_registration_on_the_waiting_list():
    assert place_for(capacity=2, confirmed=2) is RegistrationStatus.WAITING


def test_an_event_gives_a_seat_while_there_is_one():
    assert place_for(capacity=2, confirmed=1) is RegistrationStatus.CONFIRMED


def test_an_event_without_a_limit_is_never_full():
    assert place_for(capacity=None, confirmed=10_000) is RegistrationStatus.CONFIRMED


@given(
    st.none() | st.integers(1, 50),
    st.lists(st.one_of(st.just("register"), st.tuples(st.just("cancel"), st.integers(0, 99)), st.integers(1, 50))),
)
def test_whatever_happens_seats_are_not_oversold_the_queue_keeps_its_order_and_nobody_waits_beside_a_free_seat(
    capacity, steps
):
    confirmed: list[int] = []
    waiting: list[int] = []
    number = 0
    for step in steps:
        if step == "register":
            number += 1
            seat = place_for(capacity, len(confirmed)) is RegistrationStatus.CONFIRMED
            (confirmed if seat else waiting).append(number)
        elif isinstance(step, tuple):
            everybody = confirmed + waiting
            if everybody:
                gone = everybody[step[1] % len(everybody)]
                (confirmed if gone in confirmed else waiting).remove(gone)
        else:
            if step < len(confirmed):
                with pytest.raises(Conflict) as refused:
                    require_room(step, len(confirmed))
                assert refused.value.field == "capacity"
            else:
                require_room(step, len(confirmed))
                capacity = step
        seats = moving_up(capacity, len(confirmed), len(waiting))
        confirmed, waiting = confirmed + waiting[:seats], waiting[seats:]
        assert capacity is None or len(confirmed) <= capacity
        assert waiting == sorted(waiting)
        assert not waiting or (capacity is not None and len(confirmed) == capacity)


def test_an_event_cannot_end_before_or_when_it_starts():
    require_order(NOON, NOON + HOUR)
    for end in (NOON, NOON - HOUR):
        with pytest.raises(Invalid) as refused:
            require_order(NOON, end)
        assert refused.value.field == "endsAt"


def test_an_event_that_is_over_cannot_be_announced():
    require_future(NOON + HOUR, NOON)
    with pytest.raises(Invalid):
        require_future(NOON, NOON)


@pytest.mark.parametrize("status", [EventStatus.DRAFT, EventStatus.CANCELLED])
def test_only_a_published_event_takes_registrations(status):
    with pytest.raises(Conflict):
        require_open(status, NOON + HOUR, None, NOON)


def test_a_dialogue_that_runs_late_still_takes_registrations():
    require_open(EventStatus.PUBLISHED, NOON, DialogueState.LIVE, NOON + HOUR)
    assert is_over(NOON, DialogueState.CLOSED, NOON + HOUR)
    assert is_over(NOON, DialogueState.CLOSED, NOON - HOUR)
    with pytest.raises(Conflict):
        require_open(EventStatus.PUBLISHED, NOON, None, NOON)


@pytest.mark.parametrize(
    ("starts_at", "days", "expected"),
    [
        (amsterdam(2026, 10, 26, 14), 3, amsterdam(2026, 10, 23, 14)),  # winter time began on the 25th
        (amsterdam(2026, 10, 25, 14), 1, amsterdam(2026, 10, 24, 14)),
        (amsterdam(2027, 3, 29, 9, 30), 2, amsterdam(2027, 3, 27, 9, 30)),  # summer time began on the 28th
        (amsterdam(2026, 11, 12, 14), 0, amsterdam(2026, 11, 12, 14)),
    ],
)
def test_the_link_goes_out_at_the_same_time_of_day_also_across_a_change_of_the_clock(starts_at, days, expected):
    moment = link_moment(starts_at.astimezone(UTC), days)
    assert moment.tzinfo is UTC
    assert moment == expected.astimezone(UTC)


def test_three_days_before_a_winter_afternoon_is_73_hours_when_winter_time_begins_in_between():
    starts_at = amsterdam(2026, 10, 26, 14).astimezone(UTC)
    assert starts_at - link_moment(starts_at, 3) == timedelta(hours=73)


def test_a_time_of_day_that_the_clock_skips_is_a_real_moment():
    starts_at = amsterdam(2027, 3, 29, 2, 30).astimezone(UTC)  # 02:30 does not exist on the 28th
    assert link_moment(starts_at, 1) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


@given(st.integers(0, 20 * 365 * 24 * 60).map(lambda minute: NOON + timedelta(minutes=minute)), st.integers(0, 60))
def test_the_link_never_goes_out_after_the_start_and_keeps_the_time_of_day(starts_at, days):
    moment = link_moment(starts_at, days)
    assert moment <= starts_at
    there, here = starts_at.astimezone(AMSTERDAM), moment.astimezone(AMSTERDAM)
    assert (there.date() - here.date()).days in {days, days - 1}
    skipped = (there.hour, here.hour) == (2, 3)  # a time that does not exist on the day of the link
    assert here.time() == there.time() or skipped or there.fold


def test_24_hours_before_is_24_hours_on_any_clock():
    starts_at = amsterdam(2026, 10, 25, 14)
    assert starts_at.astimezone(UTC) - reminder_moment(starts_at, 24) == timedelta(hours=24)


def test_only_what_people_have_to_know_is_told():
    before = {"title": "A", "starts_at": NOON, "ends_at": NOON, "location": None, "online_url": None, "summary": "x"}
    assert told_changes(before, {**before, "summary": "y"}) == []
    assert told_changes(before, {**before, "location": "Hall", "title": "B"}) == ["title", "location"]
