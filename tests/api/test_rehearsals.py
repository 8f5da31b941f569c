"""A rehearsal is work like any other: asked for once, done by a child that knows nothing of this house, kept as figures."""

import threading
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from api.jobs import queue, rehearsals
from api.jobs.queue import LEASE, Lane, LeaseLost
from api.jobs.worker import Worker
from api.models import Job, Rehearsal
from tests import factories
from tests.gatherings import tag
from tests.tables import every_row

STARTS = factories.START + timedelta(days=30)
SHORT = [
    {"kind": "lobby", "maxSeconds": 60},
    {"kind": "question", "prompt": "What got stuck?", "maxSeconds": 120, "tailSeconds": 30},
]


@pytest.fixture
def planned(organiser) -> dict[str, Any]:
    """Draft an event with a short script."""
    event = organiser.post("/event-templates/check_in/events", {"title": "Ours", "startsAt": STARTS.isoformat()}).json
    path = f"/dialogues/{event['dialogueId']}"
    answer = organiser.patch(path, {"phases": SHORT}, headers={"If-Match": organiser.get(path).headers["ETag"]})
    assert answer.status_code == 200, answer.json
    return event


def ask(organiser, event: dict[str, Any], people: int = 5):
    return organiser.post(f"/events/{event['id']}/rehearsal", {"people": people})


def seen(organiser, event: dict[str, Any]) -> dict[str, Any]:
    return organiser.get(f"/events/{event['id']}/rehearsal").json


def rows(database) -> dict[str, list[str]]:
    """Read every row but of the two tables that a rehearsal is kept in."""
    return every_row(database, but={"rehearsal", "job"})


def worker(app, database, clock, lane: Lane = Lane.LENGTHY) -> Worker:
    return Worker(database, app.extensions["koppen"].settings, lane=lane, clock=clock)


def test_the_outcome_is_kept_with_the_event_and_not_a_single_other_row_is_new_or_changed(
    app, database, clock, organiser, planned
):
    before = rows(database)
    answer = ask(organiser, planned)
    assert (answer.status_code, answer.json["state"], answer.json["outcome"]) == (202, "waiting", None)
    assert worker(app, database, clock).run_until_empty() == 1
    kept = seen(organiser, planned)
    assert (kept["state"], kept["people"], kept["outdated"]) == ("done", 5, False)
    [question] = kept["outcome"]["questions"]
    assert question["prompt"] == "What got stuck?"
    assert kept["outcome"]["scriptSeconds"] == 150
    assert kept["outcome"]["advice"][0]["text"]
    assert kept["scriptVersion"] == int(
        organiser.get(f"/dialogues/{planned['dialogueId']}").headers["ETag"].strip('"').rsplit("-", 1)[1]
    )
    assert rows(database) == before
    with database.read() as session:
        assert [job.kind for job in session.scalars(select(Job)) if job.kind == "rehearsal"] == ["rehearsal"]


def test_the_list_of_what_is_missing_knows_whether_this_script_was_rehearsed(app, database, clock, organiser, planned):
    def lacking() -> bool:
        items = organiser.get(f"/events/{planned['id']}/readiness").json["items"]
        return "not_rehearsed" in [item["code"] for item in items]

    assert lacking()
    ask(organiser, planned)
    worker(app, database, clock).run_until_empty()
    assert not lacking()
    path = f"/dialogues/{planned['dialogueId']}"
    longer = [SHORT[0], SHORT[1] | {"maxSeconds": 180}]
    organiser.patch(path, {"phases": longer}, headers={"If-Match": organiser.get(path).headers["ETag"]})
    assert seen(organiser, planned)["outdated"]
    assert lacking()


def test_one_rehearsal_at_a_time_and_a_new_one_takes_the_place_of_the_old(app, database, clock, organiser, planned):
    assert ask(organiser, planned).status_code == 202
    assert ask(organiser, planned).status_code == 409
    worker(app, database, clock).run_until_empty()
    clock.forward(minutes=1)
    assert ask(organiser, planned, people=6).status_code == 202
    assert seen(organiser, planned)["outcome"] is None
    worker(app, database, clock).run_until_empty()
    assert seen(organiser, planned)["outcome"]["people"] == 6
    with database.read() as session:
        assert len(session.scalars(select(Rehearsal)).all()) == 1


def test_a_rehearsal_that_nobody_finished_can_be_asked_for_again_after_a_while(clock, organiser, planned):
    ask(organiser, planned)
    clock.forward(minutes=44)
    assert ask(organiser, planned).status_code == 409
    clock.forward(minutes=2)
    assert ask(organiser, planned).status_code == 202


@pytest.mark.parametrize("people", [1, 151, "many"])
def test_the_number_of_people_is_bounded(organiser, planned, people):
    refused = ask(organiser, planned, people=people)
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (400, "people")


def test_without_a_script_or_once_it_has_begun_there_is_nothing_to_rehearse(organiser, planned):
    bare = organiser.post(
        "/events",
        {
            "kind": "dialogue",
            "title": "Bare",
            "startsAt": STARTS.isoformat(),
            "endsAt": (STARTS + timedelta(hours=1)).isoformat(),
        },
    ).json
    assert ask(organiser, bare).status_code == 409
    assert organiser.get(f"/events/{bare['id']}/rehearsal").status_code == 404
    organiser.post(f"/events/{planned['id']}/publication", headers=tag(organiser, planned["id"]))
    organiser.post(f"/dialogues/{planned['dialogueId']}/moves", {"move": "open", "early": True})
    assert ask(organiser, planned).status_code == 409


def test_other_work_never_waits_behind_a_rehearsal(app, database, clock, organiser, planned):
    ask(organiser, planned)
    assert queue.claim(database, Lane.WORK, clock()) is None
    assert queue.claim(database, Lane.OLDEST_MAIL, clock()) is None
    claimed = queue.claim(database, Lane.LENGTHY, clock())
    assert claimed is not None
    assert claimed.kind == "rehearsal"


def test_a_rehearsal_of_a_killed_worker_is_played_by_the_next_and_kept_once(app, database, clock, organiser, planned):
    ask(organiser, planned)
    dead = queue.claim(database, Lane.LENGTHY, clock())  # and then nothing more was heard of it
    assert dead is not None
    assert worker(app, database, clock).run_until_empty() == 0
    clock.forward(seconds=LEASE.total_seconds() + 1)
    assert worker(app, database, clock).run_until_empty() == 1
    assert seen(organiser, planned)["state"] == "done"
    with pytest.raises(LeaseLost):
        queue.renew(database, dead, clock())


def test_a_worker_that_is_still_playing_keeps_its_lease(database, clock, organiser, planned):
    ask(organiser, planned)
    claimed = queue.claim(database, Lane.LENGTHY, clock())
    assert claimed is not None
    for _sign in range(3):
        clock.forward(seconds=LEASE.total_seconds() - 1)
        queue.renew(database, claimed, clock())
    assert queue.claim(database, Lane.LENGTHY, clock()) is None


def test_a_worker_that_was_taken_over_stops_its_child_and_keeps_nothing(
    monkeypatch, database, clock, organiser, planned
):
    ask(organiser, planned, people=100)
    claimed = queue.claim(database, Lane.LENGTHY, clock())
    assert claimed is not None
    monkeypatch.setattr(rehearsals, "BREATH", 0.2)

    def lost() -> None:
        raise LeaseLost

    before = threading.active_count()
    with pytest.raises(LeaseLost):
        rehearsals.play(database, claimed.payload, lost)
    assert threading.active_count() <= before
    assert seen(organiser, planned)["state"] == "waiting"


def test_a_rehearsal_that_takes_too_long_is_told_as_such(monkeypatch, app, database, clock, organiser, planned):
    ask(organiser, planned, people=150)
    monkeypatch.setitem(rehearsals.LENGTHY, "rehearsal", (partial(rehearsals.play, limit=1.0), rehearsals.keep))
    assert worker(app, database, clock).run_until_empty() == 1
    told = seen(organiser, planned)
    assert (told["state"], told["problem"], told["outcome"]) == ("failed", "too_long", None)
    assert ask(organiser, planned).status_code == 202


def test_the_child_is_given_no_setting_of_this_house(monkeypatch, database, clock, organiser, planned):
    given: list[dict[str, str]] = []

    class Watched(Exception):
        pass

    def start(_command, *, env, **_more):
        given.append(env)
        raise Watched

    ask(organiser, planned)
    claimed = queue.claim(database, Lane.LENGTHY, clock())
    assert claimed is not None
    monkeypatch.setenv("KOPPEN_SECRET_KEY", "nobody else may know this")
    monkeypatch.setattr(rehearsals.subprocess, "Popen", start)
    with suppress(Watched):
        rehearsals.play(database, claimed.payload, lambda: None)
    [env] = given
    assert not [name for name in env if name.startswith("KOPPEN_")]
