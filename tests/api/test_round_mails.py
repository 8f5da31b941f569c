"""The mail that a later round of days is open: one a person, at its moment, however the dialogue was moved."""

from datetime import timedelta
from typing import Any

import pytest

from api.domain.vocabulary import EventStatus
from api.models import Event
from tests import factories
from tests.gatherings import words
from tests.hour import Hour, begin

DAY = 24 * 3600
A_DAY = timedelta(days=1)
ROUNDS: list[dict[str, Any]] = [
    {"kind": "question", "prompt": "What do you run into?", "maxSeconds": 4 * DAY, "tailSeconds": DAY},
    {"kind": "question", "prompt": "What helps?", "maxSeconds": 4 * DAY, "tailSeconds": DAY},
]


@pytest.fixture
def rounds(app, database, clock) -> Hour:
    """Give a dialogue of two rounds of five days by the clock, with three registered people."""
    return begin(app, database, people=3, advance="clock", script=ROUNDS)


def told(post_office) -> list[str]:
    """Give who was mailed that a round is open."""
    return sorted(str(mail["To"]) for mail in post_office.deliver() if "Nieuwe ronde" in str(mail["Subject"]))


def everybody(hour: Hour) -> list[str]:
    return sorted(member.email for member in hour.members)


def opening(hour: Hour) -> Any:
    return hour.event.starts_at + timedelta(days=5)


def test_everybody_with_a_seat_gets_one_mail_when_the_second_round_opens(rounds, clock, post_office):
    clock.now = rounds.event.starts_at
    assert told(post_office) == []  # the first round is what the link and the reminder are about
    rounds.people[0].post(f"{rounds.path}/participants")
    clock.now = opening(rounds) - timedelta(seconds=1)
    assert told(post_office) == []
    clock.now = opening(rounds)
    mails = [mail for mail in post_office.deliver() if "Nieuwe ronde" in str(mail["Subject"])]
    assert sorted(str(mail["To"]) for mail in mails) == everybody(rounds)  # who did not come to the first one too
    for part in ("What helps?", f"/dialogues/{rounds.id}", "Je kunt schrijven tot"):
        assert part in words(mails[0])
    clock.now += A_DAY
    assert told(post_office) == []


def test_the_mail_is_in_the_language_of_its_reader(rounds, clock, post_office, work):
    with work() as session:
        reader = factories.member(session, locale="en")
        factories.seat(session, rounds.event, reader)
    clock.now = rounds.event.starts_at
    post_office.deliver()
    clock.now = opening(rounds)
    [mail] = [mail for mail in post_office.deliver() if mail["To"] == reader.email]
    assert mail["Subject"] == f"New round: {rounds.event.title}"


def test_more_time_for_the_first_round_moves_the_mail_and_doubles_none(rounds, clock, post_office):
    clock.now = rounds.event.starts_at + A_DAY
    post_office.deliver()
    longer = {"move": "extend", "seconds": 3600, "fromPosition": 0, "fromStage": "question", "fromExtraSeconds": 0}
    answer = rounds.organiser.post(f"{rounds.path}/moves", longer)
    assert answer.status_code == 201, answer.text
    clock.now = opening(rounds)
    assert told(post_office) == []
    clock.now += timedelta(hours=1)
    assert told(post_office) == everybody(rounds)


def test_a_pause_within_the_round_leads_to_no_second_mail(rounds, clock, post_office):
    clock.now = rounds.event.starts_at
    post_office.deliver()
    clock.now = opening(rounds)
    assert told(post_office) == everybody(rounds)
    for move, later in (("pause", A_DAY), ("resume", A_DAY)):
        clock.now += later
        answer = rounds.organiser.post(
            f"{rounds.path}/moves", {"move": move, "fromPosition": 1, "fromStage": "question"}
        )
        assert answer.status_code == 201, answer.text
    assert told(post_office) == []


def test_a_round_that_is_opened_by_hand_is_told_at_once(app, database, post_office):
    hour = begin(app, database, people=2, advance="hand", script=[{"kind": "lobby", "maxSeconds": 60}, *ROUNDS])
    post_office.deliver()
    hour.move("next")  # rating of the first question
    assert told(post_office) == []
    hour.move("next")
    assert told(post_office) == everybody(hour)


def test_an_hour_has_no_such_mails_and_neither_has_a_cancelled_event(app, database, rounds, clock, post_office, work):
    hour = begin(app, database, people=2)
    clock.now += timedelta(minutes=2)
    hour.move("next")
    hour.move("next")
    assert told(post_office) == []
    clock.now = rounds.event.starts_at
    post_office.deliver()
    with work() as session:
        session.get_one(Event, rounds.event.id).status = EventStatus.CANCELLED
    clock.now = opening(rounds)
    assert told(post_office) == []


def test_who_registers_in_the_second_round_is_not_told_what_they_see(rounds, clock, post_office, work):
    clock.now = rounds.event.starts_at
    post_office.deliver()
    clock.now = opening(rounds) + timedelta(hours=1)
    with work() as session:
        late = factories.member(session)
        factories.seat(session, rounds.event, late).queued_at = clock.now
    assert told(post_office) == everybody(rounds)
