"""An administrator sees what waits and what failed, and nothing of what it says."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from api.db import Database
from api.domain.vocabulary import Role
from api.jobs.worker import Worker
from api.models import Job
from api.services import outbox
from api.settings import Settings
from tests import factories
from tests.api.conftest import Caller, Clock

SECRET = "the-secret-of-anna"


@pytest.fixture
def admin(call_as: Callable[..., Caller], work: Callable[..., Any]) -> Caller:
    with work() as session:
        return call_as(factories.member(session, role=Role.ADMINISTRATOR))


@pytest.fixture
def worker(database: Database, app: Any, clock: Clock) -> Worker:
    return Worker(database, app.extensions["koppen"].settings, clock=clock)


@pytest.fixture
def failing(database: Database, app: Any, clock: Clock) -> Worker:
    """A worker whose mail server is not there."""
    settings: Settings = app.extensions["koppen"].settings
    return Worker(database, replace(settings, mail_url="smtp://127.0.0.1:1"), clock=clock)


def put(work: Callable[..., Any], clock: Clock, **options: Any) -> None:
    context = {"name": "Anna", "organisation": "Almere", "token": SECRET}
    with work() as session:
        outbox.mail(session, "account_login", "anna@almere.example", "nl", context, now=clock(), **options)


def park(database: Database, clock: Clock) -> None:
    with database.unit_of_work() as session:
        job = session.scalars(select(Job)).one()
        job.parked_at, job.attempts, job.last_error = clock(), 20, "SMTPServerDisconnected: gone"


def test_work_is_shown_without_its_words_its_secrets_and_its_receiver(admin: Caller, work, clock: Clock):
    put(work, clock)
    answer = admin.get("/jobs")
    assert SECRET not in answer.text
    assert "anna" not in answer.text.lower()
    [job] = answer.json["items"]
    assert (job["kind"], job["template"], job["receiverDomain"]) == ("mail", "account_login", "almere.example")
    assert (job["state"], job["attempts"], job["error"]) == ("waiting", 0, None)


@pytest.mark.parametrize("role", [Role.MEMBER, Role.MODERATOR, Role.ORGANISER])
def test_nobody_else_sees_the_outbox(role: Role, call_as, work, clock: Clock):
    with work() as session:
        caller = call_as(factories.member(session, role=role))
    put(work, clock)
    path = "/jobs/11111111-1111-1111-1111-111111111111/retry"
    assert [caller.get("/jobs").status_code, caller.get("/jobs/statistics").status_code] == [403, 403]
    assert caller.post(path).status_code == 403


def test_each_state_has_its_list(admin: Caller, work, clock: Clock, worker: Worker, database: Database):
    put(work, clock, run_at=clock() + timedelta(days=1))
    assert [item["state"] for item in admin.get("/jobs?state=waiting").json["items"]] == ["waiting"]
    park(database, clock)
    assert [item["error"] for item in admin.get("/jobs?state=parked").json["items"]] == ["SMTPServerDisconnected: gone"]
    assert admin.get("/jobs?state=running").json["items"] == []
    assert admin.get("/jobs?state=sleeping").json["errors"][0]["field"] == "state"


def test_a_long_list_is_walked_to_its_end(admin: Caller, work, clock: Clock):
    for _each in range(5):
        put(work, clock)
    seen, address = [], "/jobs?limit=2"
    while address:
        answer = admin.get(address)
        seen += [item["id"] for item in answer.json["items"]]
        address = answer.headers.get("Link", "").partition(">")[0].removeprefix("</api/v1")
    assert len(seen) == len(set(seen)) == 5


def test_work_that_was_put_aside_is_sent_again(
    admin: Caller, work, clock: Clock, worker: Worker, database: Database, tmp_path: Path
):
    put(work, clock)
    park(database, clock)
    clock.forward(hours=2)
    [job] = admin.get("/jobs?state=parked").json["items"]
    again = admin.post(f"/jobs/{job['id']}/retry")
    assert (again.status_code, again.json["state"], again.json["attempts"]) == (200, "waiting", 0)
    worker.run_until_empty()
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 1
    [done] = admin.get("/jobs?state=done").json["items"]
    assert (done["id"], done["receiverDomain"]) == (job["id"], None)


def test_work_that_waits_for_its_next_attempt_can_be_hurried(admin: Caller, work, clock: Clock, failing: Worker):
    put(work, clock)
    failing.run_until_empty()
    [job] = admin.get("/jobs").json["items"]
    assert job["nextAttemptAt"] > job["runAt"]
    assert admin.post(f"/jobs/{job['id']}/retry").json["nextAttemptAt"] == job["runAt"]


def test_work_that_did_not_fail_is_left_alone(admin: Caller, work, clock: Clock, worker: Worker):
    put(work, clock, run_at=clock() + timedelta(days=1))
    [job] = admin.get("/jobs").json["items"]
    assert admin.post(f"/jobs/{job['id']}/retry").status_code == 409
    clock.forward(days=1)
    worker.run_until_empty()
    assert admin.post(f"/jobs/{job['id']}/retry").status_code == 409
    assert admin.post("/jobs/11111111-1111-1111-1111-111111111111/retry").status_code == 404


def test_the_queue_tells_how_long_mails_really_take(admin: Caller, work, clock: Clock, worker: Worker):
    empty = {"count": 0, "median": None, "p95": None, "longest": None, "late": 0}
    assert admin.get("/jobs/statistics").json["mails"] == empty
    for minutes in (0, 1, 45):
        put(work, clock)
        clock.forward(minutes=minutes)
        worker.run_until_empty()
    put(work, clock)
    clock.forward(seconds=5)
    answer = admin.get("/jobs/statistics").json
    assert answer["mails"] == {"count": 3, "median": 60.0, "p95": 2700.0, "longest": 2700.0, "late": 1}
    assert (answer["waiting"], answer["parked"]) == (1, 0)
    assert answer["oldestDueAt"] == (clock() - timedelta(seconds=5)).isoformat().replace("+00:00", "Z")
    clock.forward(days=2)
    assert admin.get("/jobs/statistics").json["mails"]["count"] == 0
