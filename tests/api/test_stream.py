"""The live stream: what a screen hears, when, and that it holds nothing up."""

import json
from collections.abc import Iterator
from uuid import UUID

import pytest

from api import live
from api.live import Board, stream
from api.notify import Hub
from tests.api.conftest import Clock
from tests.hour import begin


@pytest.fixture(autouse=True)
def _no_pace(monkeypatch):
    monkeypatch.setattr(live, "PACE", 0.0)


def state_of(app, messages: Iterator[str]) -> dict[str, object]:
    """Give the next state that the stream tells, passing over its heartbeats."""
    with app.app_context():
        for message in messages:
            if message.startswith("event: state\n"):
                return json.loads(message.split("data: ", 1)[1])
    raise AssertionError("the stream ended")


def listen(app, hour) -> Iterator[str]:
    state = app.extensions["koppen"]
    return stream(app.extensions["koppen-board"], state.hub, UUID(hour.id))


def test_a_screen_hears_the_present_state_first(app, database):
    hour = begin(app, database)
    hour.say(0, "One")
    assert state_of(app, listen(app, hour)) == {
        "stage": "question",
        "position": 1,
        "stageEndsAt": None,
        "stageDueAt": "2026-09-09T12:05:00Z",
        "participantCount": 3,
        "statementCount": 1,
        "reportNumber": None,
        "paused": False,
        "secondsLeft": None,
        "extraSeconds": 0,
        "probe": None,
        "poll": None,
    }


def test_a_screen_hears_of_a_statement_without_asking(app, database):
    hour = begin(app, database)
    messages = listen(app, hour)
    state_of(app, messages)
    hour.say(0, "One")
    assert state_of(app, messages)["statementCount"] == 1


def test_a_screen_hears_of_the_next_phase_and_the_close(app, database, clock: Clock):
    hour = begin(app, database)
    messages = listen(app, hour)
    state_of(app, messages)
    clock.forward(minutes=2)
    hour.move("next")
    assert state_of(app, messages)["stage"] == "tail"
    hour.move("close")
    closed = state_of(app, messages)
    assert (closed["stage"], closed["reportNumber"]) == ("closed", 1)


def test_a_screen_hears_when_the_clock_moves_on(app, database, clock: Clock):
    hour = begin(app, database, advance="clock")
    clock.now = hour.event.starts_at
    messages = listen(app, hour)
    assert state_of(app, messages)["stage"] == "question"
    clock.forward(seconds=301)
    assert state_of(app, messages)["stage"] == "tail"


def test_a_screen_hears_of_a_pause_of_more_time_and_of_a_probing_question(app, database):
    hour = begin(app, database)
    messages = listen(app, hour)
    state_of(app, messages)
    hour.move("pause")
    paused = state_of(app, messages)
    assert (paused["paused"], paused["secondsLeft"], paused["stageDueAt"]) == (True, 300, None)
    hour.move("resume")
    assert state_of(app, messages)["paused"] is False
    hour.move("extend")
    assert state_of(app, messages)["extraSeconds"] == 120
    hour.organiser.post(f"{hour.path}/probes", {"text": "Who paid?", "fromPosition": 1})
    assert state_of(app, messages)["probe"] == "Who paid?"


def test_a_screen_hears_the_script_first_and_again_when_a_question_was_put_in(app, database):
    hour = begin(app, database)
    messages = listen(app, hour)
    with app.app_context():
        [_retry, first, state] = [next(messages) for _message in range(3)]
        hour.organiser.post(f"{hour.path}/phases", {"prompt": "Who paid?"})
        changed = next(messages)
    assert state.startswith("event: state\n")
    for message, count in ((first, 4), (changed, 5)):
        assert message.startswith("event: script\n")
        assert len(json.loads(message.split("data: ", 1)[1])) == count


def test_a_rating_is_told_to_nobody(app, database):
    hour = begin(app, database)
    hour.say(0, "One")
    hub = app.extensions["koppen"].hub
    before = hub.news_count(UUID(hour.id))
    hour.rate(1, hour.turn(1)["id"], "fully")
    assert hub.news_count(UUID(hour.id)) == before


def test_all_streams_of_a_process_share_one_reading(app, database, monkeypatch):
    hour = begin(app, database)
    board = Board(database, Hub(), app.extensions["koppen"].clock)
    readings = []
    read = board._read
    monkeypatch.setattr(board, "_read", lambda dialogue_id: readings.append(1) or read(dialogue_id))
    for _ in range(50):
        board.snapshot(UUID(hour.id))
    assert len(readings) == 1


def test_a_stream_that_is_left_is_forgotten(app, database):
    hour = begin(app, database)
    hub = app.extensions["koppen"].hub
    messages = listen(app, hour)
    state_of(app, messages)
    assert hub._listeners
    messages.close()
    assert not hub._listeners


def test_the_stream_is_answered_as_server_sent_events(app, database):
    hour = begin(app, database)
    answer = hour.people[0].get(f"{hour.path}/stream")
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    assert answer.headers["API-Version"]
    answer.close()


def test_news_reaches_the_other_processes_through_redis(redis_url):
    here, there = Hub(redis_url), Hub(redis_url)
    dialogue = UUID(int=7)
    with there.listen(dialogue) as listener:
        for _ in range(100):  # the subscription takes a moment to stand
            here.announce(dialogue)
            if listener.wait(0.1):
                break
        else:
            raise AssertionError("no news came through")
        here.announce(dialogue)
        assert listener.wait(5)


def test_without_redis_news_still_reaches_this_process():
    hub = Hub("redis://127.0.0.1:1/0")
    with hub.listen(UUID(int=7)) as listener:
        hub.announce(UUID(int=7))
        assert listener.wait(0)
