"""What the desk tells of the room: presence, busyness, attention and the two ends of recognition."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from api import live
from api.live import stream
from api.models import Base
from api.presence import Presence
from api.pulse import SHOWN, Pulse
from tests.api.conftest import Clock
from tests.hour import Hour, begin

NOON = datetime(2026, 9, 9, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_pace(monkeypatch):
    monkeypatch.setattr(live, "PACE", 0.0)
    monkeypatch.setattr(live, "SAMPLE", 0.0)


def figures(hour: Hour) -> dict:
    answer = hour.organiser.get(f"{hour.path}/figures")
    assert answer.status_code == 200, answer.text
    return answer.json


def rated_by_all(hour: Hour, *levels: str) -> None:
    """Let person 0 write a statement for each level, and everybody else rate it so."""
    chosen = {hour.say(0, f"Statement {place}: {level}."): level for place, level in enumerate(levels)}
    for who in range(1, len(hour.people)):
        while (given := hour.turn(who)) is not None:
            hour.rate(who, given["id"], chosen[given["id"]])


def test_the_desk_tells_who_joined_and_whose_screen_is_connected(app, database):
    hour = begin(app, database, people=3)
    state = app.extensions["koppen"]
    assert (figures(hour)["participantCount"], figures(hour)["connected"]) == (3, 0)
    screens = [hour.people[who].get(f"{hour.path}/stream") for who in (0, 1, 1)]
    watching = hour.organiser.get(f"{hour.path}/stream")
    for screen in (*screens, watching):
        next(screen.response)  # a stream begins with its first message
    assert figures(hour)["connected"] == 2  # one has two screens, and who watches is no participant
    for screen in (*screens, watching):
        screen.close()
    assert figures(hour)["connected"] == state.presence.count(UUID(hour.id)) == 0


def test_attention_is_told_of_the_open_question_and_of_statements_that_few_read(app, database):
    hour = begin(app, database, people=7)
    rated_by_all(hour, "fully", "largely")
    hour.say(1, "Unread.")
    attention = figures(hour)["attention"]
    assert (attention["lowest"], attention["mean"], attention["tooFew"]) == (0, 4.0, 1)
    assert sum(row["statements"] for row in attention["distribution"]) == 3


def test_the_two_ends_of_recognition_are_told_of_what_enough_people_rated(app, database):
    hour = begin(app, database, people=7)
    rated_by_all(hour, "not_at_all", "fully", "largely", "a_little")
    hour.say(1, "Unread.")
    told = figures(hour)
    most, least = ([each["text"] for each in told[end]] for end in ("mostRecognised", "leastRecognised"))
    assert set(most) == {"Statement 1: fully.", "Statement 2: largely."}
    assert set(least) == {"Statement 0: not_at_all.", "Statement 3: a_little."}


def test_a_minute_is_told_by_how_long_ago_it_was_with_what_came_in(app, database, clock: Clock):
    hour = begin(app, database, people=3)
    figures(hour)
    clock.forward(minutes=1)
    hour.say(0, "One.")
    hour.rate(1, hour.turn(1)["id"], "fully")
    figures(hour)
    clock.forward(minutes=1)
    hour.say(1, "Two.")
    rows = figures(hour)["minutes"]
    assert [row["ago"] for row in rows] == list(range(SHOWN - 1, -1, -1))
    assert [(row["statements"], row["ratings"]) for row in rows[-3:]] == [(None, None), (1, 1), (1, 0)]


def test_the_pulse_is_taken_while_somebody_listens_and_forgotten_at_the_close(app, database, clock: Clock):
    hour = begin(app, database, people=2)
    state, board = app.extensions["koppen"], app.extensions["koppen-board"]
    with app.app_context():
        messages = stream(board, state.hub, UUID(hour.id))
        for _message in range(3):
            next(messages)
        clock.forward(minutes=1)
        hour.say(0, "One.")
        assert "state" in next(messages)
        assert state.pulse.minutes(UUID(hour.id), clock.now)[-1].statements == 1
        hour.move("close")
        assert "closed" in next(messages)
    assert {row.statements for row in state.pulse.minutes(UUID(hour.id), clock.now)} == {None}


def test_no_table_of_a_dialogue_keeps_a_rate_or_a_connection():
    tables = [
        table for table in Base.metadata.tables.values() if "participant" in table.name or "dialogue_id" in table.c
    ]
    words = {name for table in tables for name in (table.name, *table.columns.keys())}
    assert "dialogue_id" in words
    assert not [word for word in words if "minute" in word or "connected" in word or "pulse" in word]


def test_a_participant_does_not_see_the_figures(app, database):
    hour = begin(app, database)
    assert hour.people[0].get(f"{hour.path}/figures").status_code == 403


def test_the_stream_can_be_walked_from_the_newest_back(app, database):
    hour = begin(app, database)
    for number in range(3):
        hour.say(0, f"Number {number}.")
    first = hour.organiser.get(f"{hour.path}/statements?order=newest&limit=2").json
    rest = hour.organiser.get(f"{hour.path}/statements?order=newest&limit=2&cursor={first['next']}").json
    assert [each["text"] for each in (*first["items"], *rest["items"])] == ["Number 2.", "Number 1.", "Number 0."]


def test_presence_and_pulse_reach_the_other_processes_through_redis(redis_url):
    dialogue, there = uuid4(), Presence(redis_url)
    here, pulse = Presence(redis_url), Pulse(redis_url)
    with here.at(dialogue, uuid4()) as beat, here.at(dialogue, uuid4()), there.at(dialogue, uuid4()):
        beat()
        assert here.count(dialogue) == there.count(dialogue) == 3
    assert there.count(dialogue) == 0
    pulse.note(dialogue, NOON, (1, 2))
    pulse.note(dialogue, NOON + timedelta(minutes=1), (4, 2))
    last = Pulse(redis_url).minutes(dialogue, NOON + timedelta(minutes=1))[-1]
    assert (last.statements, last.ratings) == (3, 0)
    pulse.forget(dialogue)
    assert Pulse(redis_url).minutes(dialogue, NOON)[-1].statements is None


def test_a_process_that_fell_silent_does_not_count(redis_url):
    dialogue, now = uuid4(), [1000.0]
    fallen, here = Presence(redis_url, lambda: now[0]), Presence(redis_url, lambda: now[0])
    with fallen.at(dialogue, uuid4()):
        assert here.count(dialogue) == 1
        now[0] += 16
        assert here.count(dialogue) == 0


def test_without_redis_answering_the_own_screens_still_count():
    lonely, dialogue = Presence("redis://127.0.0.1:1/0"), uuid4()
    with lonely.at(dialogue, uuid4()):
        assert lonely.count(dialogue) == 1


def test_what_was_not_looked_at_for_a_minute_counts_for_the_minute_in_which_it_was_seen():
    pulse, dialogue = Pulse(), uuid4()
    pulse.note(dialogue, NOON, (0, 0))
    pulse.note(dialogue, NOON + timedelta(minutes=3), (6, 9))
    rows = pulse.minutes(dialogue, NOON + timedelta(minutes=3))[-3:]
    assert [(row.statements, row.ratings) for row in rows] == [(0, 0), (0, 0), (6, 9)]
