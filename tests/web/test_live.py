"""What a screen hears of a dialogue while it stays open."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.web.hall import Halls, halls
from web.live import SIGNAL, follow
from web.standing import Standing
from web.streams import Event

NOW = datetime(2026, 9, 9, 12, 0, tzinfo=UTC)
KINDS = ("lobby", "question", "question", "closing")


@pytest.fixture
def hall(databases, tmp_path):
    with halls(databases, tmp_path) as open_hall:
        yield open_hall


def dialogue(**changes: object) -> Standing:
    data = {
        "stage": "question", "position": 1, "stageEndsAt": "2026-09-09T12:10:00Z", "participantCount": 3,
        "statementCount": 0, "reportNumber": None, "closedAt": None, "phases": [{"kind": kind} for kind in KINDS],
        "advance": "clock", "stageDueAt": "2026-09-09T12:10:00Z", "paused": False, "secondsLeft": None,
        "extraSeconds": 0, "probe": None, "poll": None,
    }  # fmt: skip
    return Standing(data | changes, NOW)


def state(**changes: object) -> list[str]:
    names = ("stage", "position", "stageEndsAt", "participantCount", "statementCount", "reportNumber")
    names += ("stageDueAt", "paused", "secondsLeft", "extraSeconds", "probe", "poll")
    told = {name: dialogue().data[name] for name in names} | changes
    return ["event: state", f"data: {json.dumps(told)}", ""]


def hear(lines: list[str], minutes: list[float], start: Standing | None = None) -> list[Event]:
    """Follow a stream whose events come at these minutes; the band is drawn as its minutes left."""
    moments: Iterator[float] = iter(minutes)

    def draw(standing: Standing, words: str) -> str:
        return f"{standing.key} {standing.minutes_left} [{words}]"

    return list(follow(lines, start or dialogue(), lambda: NOW + timedelta(minutes=next(moments)), draw))


def drawn(events: list[Event]) -> list[str]:
    return [event.data for event in events if event.event is None]


def test_the_band_is_sent_at_once_and_then_only_when_it_changes(house):
    with house.web.test_request_context("/?lang=en"):
        events = hear([*state(), ": ok", ": ok", ": ok"], [0, 0.1, 0.2, 1.5])
    assert drawn(events) == ["question-1 10 []", "question-1 9 []"]


def test_every_message_tells_the_whole_state_so_that_a_missed_one_does_no_harm(house):
    with house.web.test_request_context("/?lang=en"):
        events = hear([*state(statementCount=7), ": ok"], [0, 0.1])
    told = [json.loads(event.data) for event in events if event.event == SIGNAL]
    assert told == [{"key": "question-1", "poll": "", "people": 3, "statements": 7, "time": "14:00"}] * 2


def test_time_is_announced_at_five_one_and_zero_minutes_and_not_more(house):
    beats = [beat / 2 for beat in range(20)]
    with house.web.test_request_context("/?lang=en"):
        lines = [*state(), *[": ok"] * 19, *state(stage="tail", stageEndsAt=None)]
        spoken = [line.partition("[")[2].rstrip("]") for line in drawn(hear(lines, [*beats, 10.1]))]
    assert [words for words in spoken if words] == [
        "5 minutes left.",
        "1 minute left.",
        "Time is up. Only recognise now.",
    ]


def test_a_stage_that_is_moved_by_hand_is_named(house):
    with house.web.test_request_context("/?lang=en"):
        lines = [*state(stageEndsAt=None), *state(position=2, stageEndsAt=None)]
        events = hear(lines, [0, 1], dialogue(stageEndsAt=None))
    assert drawn(events)[1] == "question-2 None [Question 2 of 2.]"


def test_the_stream_ends_when_the_report_is_there(house):
    with house.web.test_request_context("/?lang=en"):
        lines = [*state(), *state(stage="closed", position=None, stageEndsAt=None, reportNumber=1), ": ok"]
        events = hear(lines, [0, 1, 2])
    assert [event.event for event in events][-2:] == [SIGNAL, "end"]


def test_when_the_doors_open_the_browser_comes_back_for_the_script_as_it_is_then(house):
    with house.web.test_request_context("/?lang=en"):
        lines = [*state(stage="lobby", position=0), ": ok"]
        events = hear(lines, [0, 1], dialogue(stage="planned", position=None))
    assert [event.event for event in events] == [None, SIGNAL]


def test_the_page_streams_the_band_and_the_state_over_the_real_api(hall: Halls):
    room = hall()
    with room.people[0].browser.get(f"{room.path}/live") as answer:
        sent = [bytes(next(answer.response)).decode() for _message in range(3)]
    assert sent[0] == ": ok\n\n"
    assert "Vraag 1 van 2" in sent[1]
    assert sent[2].startswith(f"event: {SIGNAL}\n")


def test_a_refused_stream_is_a_bare_status_that_the_script_acts_on(hall: Halls):
    room = hall()
    room.people[0].browser.delete_cookie("koppen-access")
    answer = room.people[0].get(f"{room.path}/live", htmx=True)
    assert (answer.status_code, answer.data, "HX-Redirect" in answer.headers) == (401, b"", False)
