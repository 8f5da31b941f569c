"""The same request sent twice acts once and answers the same; every operation that takes an Idempotency-Key is here."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from api.db import Database
from tests import community
from tests.community import DRAFT, LATER, LESSON, POLL, Community
from tests.tables import counts

SCRIPT = [{"kind": "question", "prompt": "What helped?", "maxSeconds": 60}]
WHEN = {"startsAt": LATER.isoformat(), "endsAt": LATER.replace(hour=13).isoformat()}
# Of each operation: who sends what, and another body that is just as good.
SENT: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "POST /dialogues": (
        "organiser",
        {"eventId": "{draft_id}", "phases": SCRIPT},
        {"eventId": "{draft_id}", "phases": SCRIPT * 2},
    ),
    "POST /dialogues/{dialogue_id}/reports": ("organiser", {}, {"a": "body"}),
    "POST /dialogues/{dialogue_id}/phases": ("organiser", {"prompt": "Who paid?"}, {"prompt": "Who decided?"}),
    "POST /dialogues/{dialogue_id}/polls": ("organiser", POLL, POLL | {"prompt": "Another?"}),
    "POST /dialogues/{dialogue_id}/probes": (
        "moderator",
        {"text": "Who paid?", "fromPosition": 1},
        {"text": "Who decided?", "fromPosition": 1},
    ),
    "POST /dialogues/{dialogue_id}/statements": ("member", {"text": "Nobody asked."}, {"text": "Everybody asked."}),
    "POST /event-templates/{template_id}/events": (
        "organiser",
        {"title": "Ours", "startsAt": WHEN["startsAt"]},
        {"title": "Theirs", "startsAt": WHEN["startsAt"]},
    ),
    "POST /events": ("organiser", DRAFT, DRAFT | {"title": "Another"}),
    "POST /events/{event_id}/copies": (
        "organiser",
        {"startsAt": WHEN["startsAt"]},
        {"startsAt": WHEN["startsAt"], "title": "Again"},
    ),
    "POST /events/{event_id}/invitations": ("member", {"email": "a@example.org"}, {"email": "b@example.org"}),
    "POST /events/{event_id}/registrations": ("outsider", {}, {"answers": []}),
    "POST /lessons": ("member", LESSON, LESSON | {"title": "Another"}),
    "POST /programmes": ("organiser", {"title": "Twice"}, {"title": "Thrice"}),
    "POST /session-drafts": (
        "member",
        {"dialogueId": "{closed_dialogue_id}", "statementIds": ["{closed_statement_id}"]},
        {"dialogueId": "{closed_dialogue_id}", "statementIds": ["{closed_statement_id}"], "title": "Another"},
    ),
    "POST /threads": ("member", {"title": "Who?", "body": "Tell me."}, {"title": "How?", "body": "Tell me."}),
    "POST /threads/{thread_id}/posts": ("member", {"body": "I do."}, {"body": "I do not."}),
    "POST /topic-sessions": (
        "outsider",
        {"title": "Owners", "source": {"kind": "lesson", "lessonId": "{lesson_id}"}},
        {"title": "Owning", "source": {"kind": "lesson", "lessonId": "{lesson_id}"}},
    ),
    "POST /topic-sessions/{session_id}/event": ("organiser", WHEN, WHEN | {"capacity": 5}),
    "POST /topics": ("organiser", {"nameNl": "Wonen", "nameEn": "Housing"}, {"nameNl": "Zorg", "nameEn": "Care"}),
}
# Of what is sent elsewhere: another row of the community for a name in the address.
AT = {"POST /dialogues/{dialogue_id}/reports": {"dialogue_id": "closed_dialogue_id"}}


class Sender:
    """Sends one operation of a community with a key."""

    def __init__(self, app: Flask, database: Database, people: Community, operation: str) -> None:
        self.database, self.rows = database, people.rows
        who, self.good, self.other = SENT[operation]
        there = people.rows | {name: people.rows[other] for name, other in AT.get(operation, {}).items()}
        self.path = operation.partition(" ")[2].format_map(there)
        self.callers = people.callers(app)
        self.caller = self.callers[who]

    def send(self, body: dict[str, Any], key: str = "an impatient thumb") -> TestResponse:
        return self.caller.post(self.path, self._filled(body), headers={"Idempotency-Key": key})

    def _filled(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._filled(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._filled(inner) for inner in value]
        return value.format_map(self.rows) if isinstance(value, str) else value


@pytest.fixture
def sender(communities: Callable[[str], Any], backend: str, operation: str) -> Iterator[Callable[[], Any]]:
    """Give fresh communities in which the operation can be sent."""
    source = communities(backend)

    @contextmanager
    def make() -> Iterator[Sender]:
        with source.fresh() as url, community.running(url) as (app, database):
            yield Sender(app, database, source.made, operation)

    return make


def told(answer: TestResponse) -> tuple[Any, ...]:
    """Give what a caller reads from an answer."""
    return answer.status_code, answer.json, answer.headers.get("ETag"), answer.headers.get("Location")


def test_every_operation_that_takes_a_key_is_tried(visitor):
    paths = visitor.get("/openapi.json").json["paths"]
    documented = {
        f"{method.upper()} {path}"
        for path, item in paths.items()
        for method, operation in item.items()
        if method != "parameters"
        if any(parameter.get("name") == "Idempotency-Key" for parameter in operation.get("parameters", []))
    }
    assert documented == set(SENT)


@pytest.mark.parametrize("operation", SENT)
def test_the_same_request_sent_again_acts_once_and_answers_the_same(sender, operation):
    with sender() as thumb:
        first = thumb.send(thumb.good)
        assert first.status_code in {201, 202}, first.text
        before = counts(thumb.database)
        assert told(thumb.send(thumb.good)) == told(first)
        assert counts(thumb.database) == before


@pytest.mark.parametrize("operation", SENT)
def test_two_requests_at_the_same_moment_act_once_and_answer_the_same(sender, operation):
    with sender() as thumb:
        once = told(thumb.send(thumb.good))
        expected = counts(thumb.database)
    with sender() as thumb, ThreadPoolExecutor(2) as pool:
        together = Barrier(2)

        def press(_number: int) -> TestResponse:
            together.wait()
            return thumb.send(thumb.good)

        one, other = pool.map(press, range(2))
        assert told(one) == told(other)
        assert one.status_code == once[0]
        assert counts(thumb.database) == expected


@pytest.mark.parametrize("operation", SENT)
def test_another_request_with_the_same_key_is_refused_and_changes_nothing(sender, operation):
    with sender() as thumb:
        thumb.send(thumb.good)
        before = counts(thumb.database)
        answer = thumb.send(thumb.other)
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (409, "Idempotency-Key")
        assert counts(thumb.database) == before


@pytest.mark.parametrize("operation", ["POST /lessons", "POST /dialogues/{dialogue_id}/statements"])
def test_a_key_of_impossible_length_is_refused(sender, operation):
    with sender() as thumb:
        before = counts(thumb.database)
        for key in ("", "x" * 81):
            answer = thumb.send(thumb.good, key=key)
            assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "Idempotency-Key")
        assert counts(thumb.database) == before


@pytest.mark.parametrize("operation", ["POST /lessons"])
def test_the_key_of_somebody_else_is_another_key(sender, operation):
    with sender() as thumb:
        first = thumb.send(thumb.good)
        thumb.caller = thumb.callers["organiser"]
        answer = thumb.send(thumb.good)
        assert answer.status_code == 201
        assert answer.json["id"] != first.json["id"]


@pytest.mark.parametrize("operation", ["POST /programmes"])
def test_a_refused_request_does_not_use_up_its_key(sender, operation):
    with sender() as thumb:
        assert thumb.send({}).status_code == 400
        assert thumb.send({"title": "A series"}).status_code == 409
        assert thumb.send(thumb.good).status_code == 201
