"""Whatever is sent, the API answers as its specification says: schemathesis tries every operation as everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.db import Database
from api.openapi import PREFIX
from tests import community, factories
from tests.api.conftest import Caller
from tests.community import LATER, Community

schema = schemathesis.openapi.from_wsgi(f"{PREFIX}/openapi.json", community.build("sqlite:///never-opened.db"))
schema.config.generation.update(deterministic=True)
schema.config.max_stream_events = 1  # a live stream has no end
schema.config.checks.negative_data_rejection.expected_statuses = [
    "400",
    "401",
    "404",
    "405",
    "406",
    "412",
    "415",
    "428",
    "403",
]

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
# A valid shape can still break a rule of the domain, so that refusing positive data is not checked here.
WHO = {"sqlite": ("visitor", "member", "organiser", "administrator"), "postgresql": ("member", "organiser")}
HEALTH = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much]
DRAFTED = {"dialogue_id": "drafted_dialogue_id", "number": "draft_number"}
# What is there already, or over, is not where these are tried: another row for a name in the address or the body.
ELSEWHERE = {
    "DELETE /dialogues/{dialogue_id}/polls/{poll_id}": {"poll_id": "prepared_poll_id"},
    "PATCH /dialogues/{dialogue_id}": {"dialogue_id": "planned_id"},
    "POST /dialogues": {"event_id": "draft_id"},
    "POST /events/{event_id}/cancellation": {"event_id": "elsewhere_id"},
    "POST /events/{event_id}/evaluations": {"event_id": "lecture_id"},
    "PUT /dialogues/{dialogue_id}/statements/{statement_id}/merger": {"into_id": "other_id"},
    "PUT /registrations/{registration_id}/attendance": {"registration_id": "past_registration_id"},
    "GET /events/{event_id}/rehearsal": {"event_id": "rehearsed_id"},
    "POST /events/{event_id}/rehearsal": {"event_id": "elsewhere_id"},
    "PUT /events/{event_id}/results": {"event_id": "past_id"},
    "DELETE /dialogues/{dialogue_id}/reports/{number}": DRAFTED,
    "DELETE /topic-sessions/{session_id}": {"session_id": "session_draft_id"},
    "GET /dialogues/{dialogue_id}/reports": {"dialogue_id": "closed_dialogue_id"},
    **{
        f"GET /dialogues/{{dialogue_id}}/reports/{{number}}/files/{kind}": {"dialogue_id": "closed_dialogue_id"}
        for kind in ("csv", "json", "pdf", "polis")
    },
    "PATCH /dialogues/{dialogue_id}/reports/{number}": DRAFTED,
    "POST /dialogues/{dialogue_id}/reports": {"dialogue_id": "closed_dialogue_id"},
    "POST /session-drafts": {"dialogue_id": "closed_dialogue_id", "statement_id": "closed_statement_id"},
    "POST /dialogues/{dialogue_id}/reports/{number}/publication": DRAFTED,
    "GET /dialogues/{dialogue_id}/reports/{number}": {"dialogue_id": "closed_dialogue_id"},
}
MOMENTS = {"startsAt": LATER.isoformat(), "endsAt": (LATER + timedelta(hours=1)).isoformat()}
# A secret that was mailed, or a script with a good question, is not hit upon by chance.
NEVER_BY_CHANCE = {
    "POST /claims",
    "POST /claims/acceptances",
    "POST /claims/forgettings",
    "POST /claims/refusals",
    "POST /dialogues",
    "POST /email-confirmations",
    "POST /passwords",
    "POST /tokens",
}
ENDS_SESSION = {"DELETE /me", "DELETE /tokens", "DELETE /tokens/current", "PUT /me/password"}


@dataclass
class There:
    """A community to try an operation in, and the statuses that it answered with."""

    app: Flask
    database: Database
    rows: Mapping[str, str]
    callers: Mapping[str, Caller]
    statuses: set[int] = field(default_factory=set)


@pytest.fixture
def there(communities: Callable[[str], Any], backend: str) -> Iterator[There]:
    source = communities(backend)
    with source.fresh() as url, community.running(url) as (app, database):
        people: Community = source.made
        callers = {name: caller for name, caller in people.callers(app).items() if name in WHO[backend]}
        there = There(app, database, people.rows, callers)
        yield there
        if backend == "sqlite" and there.statuses:
            assert min(there.statuses) < 300, "nobody ever got through: what was sent was too wild"


@schema.parametrize()
@settings(max_examples=8, derandomize=True, deadline=None, database=None, suppress_health_check=HEALTH)
def test_every_answer_is_as_specified(case: Case, there: There) -> None:
    aim(case, there.rows)
    for caller in there.callers.values():
        again = newcomer(there, caller) if case.operation.label in ENDS_SESSION else caller
        response = case.call(app=there.app, headers=again.headers)
        case.validate_response(response, checks=CHECKS)
        assert response.headers["api-version"]
        if response.status_code == 400:
            errors = response.json()["errors"]
            assert errors
            assert all(error["field"] and error["message"] for error in errors)
        if case.method == case.operation.method.upper() and case.operation.label not in NEVER_BY_CHANCE:
            there.statuses.add(response.status_code)


def newcomer(there: There, caller: Caller) -> Caller:
    """Give somebody new with the same role, for an operation after which nobody is logged in any more."""
    if caller.member is None:
        return caller
    with there.database.unit_of_work() as session:
        return Caller(there.app, factories.member(session, caller.member.role))


def aim(case: Case, rows: Mapping[str, str]) -> None:
    """Let good ids name what is there, and a good If-Match fit, so that more than the front door is tried."""
    here = {**rows} | {name: rows[other] for name, other in ELSEWHERE.get(case.operation.label, {}).items()}
    for name in case.path_parameters:
        if is_id(case.path_parameters[name]) or (name in {"token", "number", "template_id"} and is_positive(case)):
            case.path_parameters[name] = here[name]
    if "If-Match" in case.headers and is_positive(case):
        case.headers["If-Match"] = "*"
    if isinstance(case.body, dict):
        case.body = aimed(case.body, {camel_id(name): value for name, value in here.items()}, is_positive(case))


def aimed(value: Any, known: dict[str, str], positive: bool, name: str = "") -> Any:
    """Give a body in which three of four ids are those of something that is there, and times that are possible."""
    if isinstance(value, dict):
        return {key: aimed(inner, known, positive, str(key)) for key, inner in value.items()}
    if isinstance(value, list):
        return [aimed(inner, known, positive, name.removesuffix("s")) for inner in value]
    if name in MOMENTS and positive:
        return MOMENTS[name]
    return known[name] if name in known and is_id(value) and UUID(value).int % 4 else value


def camel_id(name: str) -> str:
    """Turn ``topic_id`` into ``topicId``."""
    return name.replace("_id", "Id")


def is_id(value: Any) -> bool:
    """Tell whether a value is an id as the API gives them."""
    try:
        return isinstance(value, str) and str(UUID(value)) == value
    except ValueError:
        return False


def is_positive(case: Case) -> bool:
    """Tell whether all of a case is meant to be valid."""
    return case.meta is not None and case.meta.generation.mode is GenerationMode.POSITIVE
