"""Steering a dialogue over the API: more time, a pause, a question that was not in the script, a probing question."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.domain.vocabulary import Role
from api.jobs.worker import Worker
from api.models import Dialogue, Job
from api.services import dialogues
from tests import factories
from tests.api.conftest import Clock
from tests.api.test_seats import all_at_once, meeting_inside, without_writer_queue
from tests.hour import SCRIPT, Hour, begin


def running(app, database, clock: Clock) -> Hour:
    """Give an hour that the clock moves on, in its first question, with everybody in."""
    hour = begin(app, database, advance="clock")
    clock.now = hour.event.starts_at
    for person in hour.people:
        assert person.post(f"{hour.path}/participants").status_code == 201
    return hour


def push(hour: Hour, move: str, **fields: Any) -> Any:
    return hour.organiser.post(f"{hour.path}/moves", {"move": move, **fields})


def shown(hour: Hour) -> dict[str, Any]:
    return hour.people[0].get(hour.path).json


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_two_more_minutes_reach_everybody(app, database, clock: Clock):
    hour = running(app, database, clock)
    before = moment(shown(hour)["stageEndsAt"])
    assert push(hour, "extend", seconds=120).json["extraSeconds"] == 120
    assert moment(shown(hour)["stageEndsAt"]) == before + timedelta(seconds=120)


def test_by_hand_the_planned_end_moves_and_nothing_ends_by_itself(app, database, clock: Clock):
    hour = begin(app, database)
    before = shown(hour)
    push(hour, "extend", seconds=60)
    after = shown(hour)
    assert before["stageEndsAt"] is after["stageEndsAt"] is None
    assert moment(after["stageDueAt"]) - moment(before["stageDueAt"]) == timedelta(seconds=60)


def test_while_it_is_paused_nothing_is_written_rated_or_lost(app, database, clock: Clock):
    hour = running(app, database, clock)
    statement = hour.say(0, "Nobody owned it.")
    assert hour.turn(1)["id"] == statement
    clock.forward(seconds=100)
    assert push(hour, "pause").json["paused"]
    clock.forward(hours=3)
    there = shown(hour)
    assert (there["stage"], there["paused"], there["secondsLeft"], there["stageEndsAt"]) == (
        "question",
        True,
        200,
        None,
    )
    refused = hour.people[0].post(f"{hour.path}/statements", {"text": "Two"})
    assert (refused.status_code, "paused" in refused.json["detail"]) == (409, True)
    assert hour.rate(1, statement, "fully").status_code == 409
    assert hour.people[1].post(f"{hour.path}/turns").status_code == 409
    resumed = push(hour, "resume").json
    assert moment(resumed["stageEndsAt"]) == clock.now + timedelta(seconds=200)
    assert hour.turn(1)["id"] == statement
    assert hour.rate(1, statement, "fully").status_code == 200


def test_who_comes_late_may_join_during_a_pause(app, database, clock: Clock):
    hour = begin(app, database, joined=False)
    hour.move("open")
    push(hour, "pause")
    assert hour.people[0].post(f"{hour.path}/participants").status_code == 201


def test_the_clock_closes_a_dialogue_when_all_added_and_paused_time_is_over(app, database, clock: Clock):
    hour = running(app, database, clock)
    worker = Worker(database, app.extensions["koppen"].settings, clock=clock)
    push(hour, "extend", seconds=600)
    push(hour, "pause")
    clock.forward(hours=5)
    worker.run_until_empty()
    assert shown(hour)["state"] == "live"
    push(hour, "resume")
    clock.forward(seconds=300 + 600 + 60 + 300 + 60 + 120 - 1)
    worker.run_until_empty()
    assert shown(hour)["stage"] == "closing"
    clock.forward(seconds=1)
    worker.run_until_empty()
    assert (shown(hour)["state"], shown(hour)["paused"]) == ("closed", False)


def test_a_paused_dialogue_queues_no_work(app, database, clock: Clock, work):
    hour = running(app, database, clock)
    push(hour, "pause")
    with work() as session:
        before = len(session.scalars(select(Job)).all())
    push(hour, "extend")
    with work() as session:
        assert len(session.scalars(select(Job)).all()) == before


def test_a_question_that_was_put_in_comes_after_the_present_one_and_keeps_what_was_said(app, database, clock: Clock):
    hour = running(app, database, clock)
    hour.say(0, "Nobody owned it.")
    body = {"prompt": "Who paid?", "maxSeconds": 240, "tailSeconds": 30}
    answer = hour.organiser.post(f"{hour.path}/phases", body)
    assert answer.status_code == 201, answer.text
    phases = answer.json["phases"]
    assert [phase["prompt"] for phase in phases] == ["", "What got stuck?", "Who paid?", "What helped?", ""]
    assert [phase["position"] for phase in phases] == [0, 1, 2, 3, 4]
    assert (answer.json["position"], answer.json["stage"]) == (1, "question")
    clock.forward(seconds=360)
    hour.say(0, "The province.")
    clock.forward(seconds=270)
    assert shown(hour)["position"] == 3
    push(hour, "close")
    report = hour.organiser.get(f"{hour.path}/reports/1").json["content"]
    asked = {question["prompt"]: [each["text"] for each in question["statements"]] for question in report["questions"]}
    assert asked == {"What got stuck?": ["Nobody owned it."], "Who paid?": ["The province."], "What helped?": []}


@pytest.mark.parametrize(("tail", "stage"), [(60, "tail"), (0, "question")])
def test_a_question_at_once_ends_the_writing_and_the_tail_comes_first(app, database, clock: Clock, tail, stage):
    script = [SCRIPT[0], SCRIPT[1] | {"tailSeconds": tail}, SCRIPT[3]]
    hour = begin(app, database, script=script)
    body = {"prompt": "Who paid?", "atOnce": True}
    assert hour.organiser.post(f"{hour.path}/phases", body).status_code == 409  # it lasts a minute at least
    assert len(shown(hour)["phases"]) == 3
    clock.forward(seconds=60)
    answer = hour.organiser.post(f"{hour.path}/phases", body).json
    assert (answer["stage"], answer["position"]) == (stage, 1 if stage == "tail" else 2)


def test_a_question_cannot_be_put_into_a_dialogue_that_is_not_under_way(app, database, clock: Clock):
    hour = begin(app, database, advance="clock")
    assert hour.organiser.post(f"{hour.path}/phases", {"prompt": "Why?"}).status_code == 409
    assert push(hour, "pause").status_code == 409


@pytest.mark.parametrize(
    ("fields", "field"), [({"prompt": ""}, "prompt"), ({"prompt": "Why?", "minSeconds": 600}, "maxSeconds")]
)
def test_a_question_that_cannot_be_played_is_refused_by_name(app, database, fields, field):
    hour = begin(app, database)
    answer = hour.organiser.post(f"{hour.path}/phases", fields)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, field)


def test_a_probing_question_stands_with_its_question_on_every_screen_until_another_takes_its_place(
    app, database, clock: Clock, call_as, work
):
    hour = begin(app, database)
    with work() as session:
        moderator = call_as(factories.member(session, Role.MODERATOR))
    for text in ("Who decided?", "And who paid?"):
        asked = moderator.post(f"{hour.path}/probes", {"text": text, "fromPosition": 1})
        assert (asked.status_code, shown(hour)["probe"]) == (201, text)
    assert hour.people[0].post(f"{hour.path}/probes", {"text": "Me?", "fromPosition": 1}).status_code == 403
    assert moderator.post(f"{hour.path}/probes", {"text": "Late?", "fromPosition": 2}).status_code == 409
    assert moderator.delete(f"{hour.path}/probes/current").status_code == 204
    assert shown(hour)["probe"] is None
    moderator.post(f"{hour.path}/probes", {"text": "Still?", "fromPosition": 1})
    clock.forward(minutes=2)
    hour.move("next")
    assert shown(hour)["probe"] == "Still?"  # in the tail people still rate what it brought
    hour.move("next")
    assert shown(hour)["probe"] is None


@pytest.mark.parametrize("move", ["extend", "pause", "resume"])
def test_only_organisers_steer(app, database, move, call_as, work):
    hour = begin(app, database)
    with work() as session:
        moderator = call_as(factories.member(session, Role.MODERATOR))
    for caller in (hour.people[0], moderator):
        assert caller.post(f"{hour.path}/moves", {"move": move}).status_code == 403
    assert moderator.post(f"{hour.path}/phases", {"prompt": "Why?"}).status_code == 403


SEEN = {"fromPosition": 1, "fromStage": "question", "fromExtraSeconds": 0}


@pytest.mark.parametrize("move", ["extend", "pause", "next"])
def test_two_taps_act_once(app, database, clock: Clock, move):
    hour = begin(app, database)
    clock.forward(minutes=2)
    assert [push(hour, move, **SEEN).status_code for _tap in range(2)] == [201, 409]


@pytest.mark.parametrize("seconds", [0, 9, 3601, -120, "120"])
def test_nobody_adds_nothing_or_a_day(app, database, seconds):
    hour = begin(app, database)
    assert push(hour, "extend", seconds=seconds).status_code == 400
    assert shown(hour)["extraSeconds"] == 0


def race(hour: Hour, move: str) -> list[int]:
    """Let two organisers tap the same button on the same desk at the same moment."""
    answers = all_at_once(
        [hour.organiser] * 2, lambda person: person.post(f"{hour.path}/moves", {"move": move, **SEEN})
    )
    return sorted(answer.status_code for answer in answers)


def gone_wrong(hour: Hour, move: str) -> bool:
    """Tell whether a tap acted twice."""
    there = shown(hour)
    return there["extraSeconds"] > 120 if move == "extend" else (there["position"], there["stage"]) != (1, "tail")


@pytest.mark.parametrize("move", ["extend", "next"])
def test_two_organisers_who_tap_at_once_act_once(app, database, clock: Clock, monkeypatch, move):
    hour = begin(app, database)
    clock.forward(minutes=2)
    meeting_inside(monkeypatch, dialogues.get, dialogues, "get")
    assert race(hour, move) == [201, 409]
    assert not gone_wrong(hour, move)


def unlocked(session: Session, dialogue_id: UUID, *, lock: bool = False) -> Dialogue:
    """Read the dialogue the way that lets two organisers move it from the same place."""
    return session.scalars(select(Dialogue).where(Dialogue.id == dialogue_id)).one()


@pytest.mark.parametrize("move", ["extend", "next"])
def test_without_the_lock_the_second_organiser_is_not_told_what_happened(
    app, database, clock: Clock, monkeypatch, move
):
    hour = begin(app, database)
    clock.forward(minutes=2)
    meeting_inside(monkeypatch, unlocked, dialogues, "get")
    with without_writer_queue(database):
        outcome = race(hour, move)
    assert outcome != [201, 409]  # the test above would fail without the lock
