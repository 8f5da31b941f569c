"""Polls in between over the API: one tap, one answer each, nothing told before the close, and only counts after it."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.db import Database
from api.models import Participant, Poll, PollAnswer, PollOption
from api.services import polls
from tests.api.test_seats import all_at_once, meeting_inside, without_writer_queue
from tests.api.test_statements_per_rating import watched
from tests.hour import Hour, begin

YES_NO = {"kind": "single", "prompt": "Is there an owner?", "options": ["Yes", "No"]}
MARK = {"kind": "scale", "prompt": "How sure are you?", "scale": "1-5", "lowLabel": "not", "highLabel": "very"}


def prepare(hour: Hour, **fields: Any) -> str:
    answer = hour.organiser.post(f"{hour.path}/polls", YES_NO | fields)
    assert answer.status_code == 201, answer.text
    return str(answer.json["id"])


def put(hour: Hour, poll: str, state: str) -> Any:
    return hour.organiser.put(f"{hour.path}/polls/{poll}/state", {"state": state})


def opened(hour: Hour, **fields: Any) -> str:
    poll = prepare(hour, **fields)
    assert put(hour, poll, "open").status_code == 200
    return poll


def choose(hour: Hour, who: int, poll: str, value: int) -> Any:
    return hour.people[who].put(f"{hour.path}/polls/{poll}/answer", {"value": value})


def seen(hour: Hour, poll: str, who: int = 0) -> dict[str, Any]:
    return hour.people[who].get(f"{hour.path}/polls/{poll}").json


def counts(poll: dict[str, Any]) -> list[int | None]:
    return [option["count"] for option in poll["options"]]


def test_everybody_answers_with_one_tap_and_sees_the_outcome_when_it_closes(app, database):
    hour = begin(app, database, people=6)
    poll = opened(hour)
    for who, value in enumerate([1, 1, 1, 1, 2]):
        assert choose(hour, who, poll, value).json["mine"] == value
    assert put(hour, poll, "closed").json["state"] == "closed"
    outcome = seen(hour, poll, 5)
    assert (counts(outcome), outcome["answerCount"], outcome["mine"]) == ([4, 1], 5, None)


def test_while_it_is_open_nobody_sees_more_than_how_many_answered(app, database):
    hour = begin(app, database, people=6)
    poll = opened(hour)
    for who in range(6):
        choose(hour, who, poll, 1)
    for caller in (hour.people[0], hour.organiser):
        there = caller.get(f"{hour.path}/polls/{poll}").json
        assert (counts(there), there["answerCount"]) == ([None, None], 6)
        assert counts(caller.get(f"{hour.path}/polls").json["items"][0]) == [None, None]


def test_below_five_answers_no_outcome_is_told_or_kept(app, database, work):
    hour = begin(app, database, people=6)
    poll = opened(hour)
    for who in range(4):
        choose(hour, who, poll, 1)
    assert counts(put(hour, poll, "closed").json) == [None, None]
    with work() as session:
        assert session.scalars(select(PollOption.count)).all() == [None, None]
        assert session.scalars(select(Poll.answers)).all() == [4]


def test_an_answer_can_change_while_the_poll_is_open_and_counts_once(app, database):
    hour = begin(app, database, people=5)
    poll = opened(hour, **MARK, options=[])
    for who in range(5):
        choose(hour, who, poll, 1)
    assert choose(hour, 0, poll, 5).json["mine"] == 5
    outcome = put(hour, poll, "closed").json
    assert (counts(outcome), outcome["answerCount"]) == ([4, 0, 0, 0, 1], 5)
    assert choose(hour, 0, poll, 1).status_code == 409


def test_the_database_itself_allows_one_answer_each_and_no_other_value(app, database, work):
    hour = begin(app, database, people=1)
    poll = opened(hour)
    choose(hour, 0, poll, 1)
    with work() as session:
        me = session.scalars(select(Participant.id)).one()
    key = {"dialogue_id": UUID(hour.id), "poll_id": UUID(poll), "participant_id": me}
    with pytest.raises(IntegrityError), work() as session:
        session.add(PollAnswer(**key, value=2))
    with pytest.raises(IntegrityError), work() as session:
        session.execute(update(PollAnswer).values(value=3))


def test_the_database_itself_allows_one_open_poll(app, database, work):
    hour = begin(app, database)
    opened(hour)
    other = prepare(hour)
    assert put(hour, other, "open").status_code == 409
    with pytest.raises(IntegrityError), work() as session:
        session.execute(update(Poll).where(Poll.id == UUID(other)).values(state="open"))


def test_a_closed_poll_keeps_no_single_answer(app, database, work):
    hour = begin(app, database, people=6)
    poll = opened(hour)
    for who in range(6):
        choose(hour, who, poll, 1)
    put(hour, poll, "closed")
    with work() as session:
        assert session.scalars(select(PollAnswer)).all() == []


def test_the_close_of_the_dialogue_closes_an_open_poll_and_the_report_tells_its_outcome(app, database, work):
    hour = begin(app, database, people=6)
    first, second = opened(hour), prepare(hour, prompt="And money?")
    for who in range(5):
        choose(hour, who, first, 2)
    put(hour, first, "closed")
    put(hour, second, "open")
    for who in range(3):
        choose(hour, who, second, 1)
    prepare(hour, prompt="Never asked?")
    hour.move("close")
    with work() as session:
        assert session.scalars(select(PollAnswer)).all() == []
    told = hour.people[0].get(f"{hour.path}/reports/1").json["content"]["polls"]
    assert told["enoughAnswers"] == 5
    assert [(poll["prompt"], poll["answers"], counts(poll)) for poll in told["items"]] == [
        ("Is there an owner?", 5, [0, 5]),
        ("And money?", 3, [None, None]),
    ]
    assert hour.organiser.post(f"{hour.path}/polls", YES_NO).status_code == 409


def test_a_poll_can_be_prepared_before_the_doors_open_and_participants_do_not_see_it(app, database):
    hour = begin(app, database, advance="clock")
    poll = prepare(hour)
    assert [each["id"] for each in hour.organiser.get(f"{hour.path}/polls").json["items"]] == [poll]
    assert hour.people[0].get(f"{hour.path}/polls").json["items"] == []
    assert hour.people[0].get(f"{hour.path}/polls/{poll}").status_code == 404
    assert put(hour, poll, "open").status_code == 409
    assert hour.organiser.delete(f"{hour.path}/polls/{poll}").status_code == 204


def test_what_was_opened_is_not_thrown_away_or_opened_again(app, database):
    hour = begin(app, database)
    poll = opened(hour)
    assert put(hour, poll, "open").status_code == 200
    assert hour.organiser.delete(f"{hour.path}/polls/{poll}").status_code == 409
    assert [put(hour, poll, "closed").status_code for _tap in range(2)] == [200, 200]
    assert put(hour, poll, "open").status_code == 409


def test_a_poll_is_answered_in_a_pause_as_well_and_only_by_who_joined(app, database, call_as, work):
    hour = begin(app, database)
    poll = opened(hour)
    hour.move("pause")
    assert choose(hour, 0, poll, 1).status_code == 200
    assert hour.organiser.put(f"{hour.path}/polls/{poll}/answer", {"value": 1}).status_code == 409
    refused = choose(hour, 0, poll, 9)
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (400, "value")


def test_every_screen_knows_which_poll_belongs_on_it(app, database, clock):
    hour = begin(app, database, people=5)

    def on_screen() -> Any:
        return hour.people[0].get(hour.path).json["poll"]

    assert on_screen() is None
    poll = opened(hour)
    assert on_screen() == {"id": poll, "state": "open"}
    put(hour, poll, "closed")
    assert on_screen() == {"id": poll, "state": "closed"}
    clock.forward(minutes=2)
    hour.move("next")
    assert on_screen() == {"id": poll, "state": "closed"}  # the tail is of the same question
    hour.move("next")
    assert on_screen() is None


def answer_and_close_at_once(hour: Hour, poll: str) -> None:
    """Let somebody answer and the organiser close at the same moment."""
    all_at_once(
        [hour.people[0], hour.organiser],
        lambda caller: choose(hour, 0, poll, 1) if caller is hour.people[0] else put(hour, poll, "closed"),
    )


def left_over(session: Session, poll: str) -> tuple[int, int | None]:
    """Give the answers that are still there, and how many were counted."""
    row = session.get_one(Poll, session.execute(select(Poll.dialogue_id, Poll.id).where(Poll.id == UUID(poll))).one())
    return len(session.scalars(select(PollAnswer)).all()), row.answers


def test_an_answer_at_the_very_close_is_counted_or_refused_and_never_left_behind(app, database, work, monkeypatch):
    hour = begin(app, database, people=1)
    poll = opened(hour)
    meeting_inside(monkeypatch, polls.get, polls, "get")
    answer_and_close_at_once(hour, poll)
    with work() as session:
        assert left_over(session, poll) in {(0, 0), (0, 1)}


def unlocked(session: Session, dialogue_id: UUID, poll_id: UUID, **_locks: bool) -> Poll:
    """Read a poll the way that lets it close under somebody's thumb."""
    return session.get_one(Poll, (dialogue_id, poll_id))


def test_without_the_lock_an_answer_would_stay_behind(app, database: Database, work, monkeypatch, backend):
    if backend == "sqlite":
        pytest.skip("SQLite has one writer at a time: there is no lock to take out")
    hour = begin(app, database, people=1)
    poll = opened(hour)
    counting, answering = polls.close, polls.insert_once
    from threading import Event

    counted, stored = Event(), Event()

    def close_first(session: Session, found: Poll, position: int | None) -> Poll:
        result = counting(session, found, position)
        counted.set()
        stored.wait(5)
        return result

    def answer_then(session: Session, table: Any, values: Any) -> bool:
        counted.wait(5)
        added = answering(session, table, values)
        stored.set()
        return added

    monkeypatch.setattr(polls, "get", unlocked)
    monkeypatch.setattr(polls, "close", close_first)
    monkeypatch.setattr(polls, "insert_once", answer_then)
    with without_writer_queue(database):
        answer_and_close_at_once(hour, poll)
    with work() as session:
        assert left_over(session, poll) == (1, 0)  # the test above would fail without the lock


def test_a_list_of_polls_takes_the_same_number_of_sql_statements_however_many_there_are(app, database):
    hour = begin(app, database, people=1)
    counts = []
    for number in range(4):
        prepare(hour, prompt=f"Question {number}")
        with watched(database) as seen:
            hour.organiser.get(f"{hour.path}/polls")
        counts.append(len(seen))
    assert counts == counts[:1] * 4


def test_a_new_poll_is_found_where_its_answer_leads(app, database):
    hour = begin(app, database, people=1)
    answer = hour.organiser.post(f"{hour.path}/polls", YES_NO)
    assert hour.organiser.get(answer.headers["Location"].removeprefix("/api/v1")).json == answer.json
