"""Who may call what: every route is listed here, and one that is not listed fails."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests import community
from tests.api.conftest import Caller
from tests.community import DRAFT, LATER, POLL, Community, operations
from tests.hour import SCRIPT

MADE_UP = "00000000-0000-4000-8000-000000000000"
PUBLIC = {
    "GET /calendars/{token}",
    "GET /events",
    "GET /events/{event_id}",
    "GET /events/{event_id}/calendar",
    "GET /events/{event_id}/related",
    "GET /lessons",
    "GET /lessons/{lesson_id}",
    "GET /openapi.json",
    "GET /openapi.yaml",
    "GET /organisations",
    "GET /organisations/{organisation_id}",
    "GET /programmes",
    "GET /programmes/{programme_id}",
    "GET /programmes/{programme_id}/chain",
    "GET /topics",
    "GET /topics/{topic_id}",
    "POST /claims",
    "POST /claims/acceptances",
    "POST /claims/forgettings",
    "POST /claims/refusals",
    "POST /email-confirmations",
    "POST /login-links",
    "POST /members",
    "POST /password-resets",
    "POST /passwords",
    "POST /tokens",
}
FOR_EVERY_MEMBER = {
    "DELETE /lessons/{lesson_id}/recognition",
    "DELETE /me",
    "DELETE /posts/{post_id}/recognition",
    "DELETE /tokens",
    "DELETE /tokens/current",
    "DELETE /topic-sessions/{session_id}/interest",
    "GET /dialogues/{dialogue_id}/flags/mine",
    "GET /dialogues/{dialogue_id}/participants/me",
    "GET /dialogues/{dialogue_id}/statements/mine",
    "GET /event-templates",
    "GET /hand-raises",
    "GET /introductions",
    "GET /me",
    "GET /me/calendar",
    "GET /me/export",
    "GET /me/registrations",
    "GET /members",
    "GET /members/{member_id}",
    "GET /posts/{post_id}",
    "GET /threads",
    "GET /threads/{thread_id}",
    "GET /threads/{thread_id}/posts",
    "GET /topic-sessions",
    "GET /topic-sessions/{session_id}",
    "PATCH /me",
    "POST /events/{event_id}/evaluations",
    "POST /events/{event_id}/invitations",
    "POST /events/{event_id}/registrations",
    "POST /lessons",
    "POST /threads",
    "POST /threads/{thread_id}/posts",
    "POST /topic-sessions",
    "PUT /lessons/{lesson_id}/recognition",
    "PUT /me/password",
    "PUT /posts/{post_id}/recognition",
    "PUT /topic-sessions/{session_id}/answers",
    "PUT /topic-sessions/{session_id}/interest",
}

ROLES = ("member", "outsider", "moderator", "organiser", "administrator")
ORGANISERS = {"organiser", "administrator"}
MODERATORS = {"moderator", "administrator"}
WATCHERS = ORGANISERS | MODERATORS
AUTHOR = {"member"}
REFUSALS = {401, 403, 404}
DRAFTED = {"dialogue_id": "drafted_dialogue_id", "number": "draft_number"}

WHEN = {"startsAt": LATER.isoformat(), "endsAt": LATER.replace(hour=13).isoformat()}


@dataclass
class Sensitive:
    """An operation for some: who gets through, and what they send. The first of them must succeed."""

    operation: str
    may: set[str]
    body: Any = None
    at: dict[str, str] = field(default_factory=dict)  # another row of the community for a name in the address

    def __str__(self) -> str:
        return self.operation if not self.at else f"{self.operation} {' '.join(self.at.values())}"


HAND_RAISE = "/dialogues/{dialogue_id}/statements/{statement_id}/hand-raise"
SENSITIVE = [
    Sensitive("DELETE /dialogues/{dialogue_id}/reports/{number}", ORGANISERS, at=DRAFTED),
    Sensitive("DELETE /dialogues/{dialogue_id}/statements/{statement_id}/flag", AUTHOR),
    Sensitive("DELETE /dialogues/{dialogue_id}/statements/{statement_id}/hiding", WATCHERS),
    Sensitive("DELETE /dialogues/{dialogue_id}/statements/{statement_id}/merger", WATCHERS),
    Sensitive(f"DELETE {HAND_RAISE}", AUTHOR | WATCHERS),
    Sensitive("DELETE /introductions/{introduction_id}", AUTHOR),
    Sensitive("DELETE /dialogues/{dialogue_id}/polls/{poll_id}", ORGANISERS, at={"poll_id": "prepared_poll_id"}),
    Sensitive("DELETE /dialogues/{dialogue_id}/probes/current", WATCHERS),
    Sensitive("DELETE /lessons/{lesson_id}", AUTHOR | MODERATORS),
    Sensitive("DELETE /posts/{post_id}", AUTHOR | MODERATORS),
    Sensitive("DELETE /registrations/{registration_id}", AUTHOR | ORGANISERS),
    Sensitive("DELETE /topic-sessions/{session_id}", AUTHOR | ORGANISERS, at={"session_id": "session_draft_id"}),
    Sensitive("GET /dialogues/{dialogue_id}", AUTHOR | WATCHERS),
    Sensitive("GET /dialogues/{dialogue_id}/moderation", WATCHERS),
    Sensitive("GET /dialogues/{dialogue_id}/moderation-log", WATCHERS),
    Sensitive("GET /dialogues/{dialogue_id}/reports", AUTHOR | WATCHERS, at={"dialogue_id": "closed_dialogue_id"}),
    Sensitive(
        "GET /dialogues/{dialogue_id}/reports/{number}", AUTHOR | WATCHERS, at={"dialogue_id": "closed_dialogue_id"}
    ),
    Sensitive("GET /dialogues/{dialogue_id}/reports/{number}", ORGANISERS, at=DRAFTED),
    *(
        Sensitive(f"GET /dialogues/{{dialogue_id}}/reports/{{number}}/files/{kind}", readers, at=at)
        for kind in ("csv", "json", "pdf", "polis")
        for readers, at in (
            (ORGANISERS if kind == "polis" else AUTHOR | WATCHERS, {"dialogue_id": "closed_dialogue_id"}),
            (ORGANISERS, DRAFTED),
        )
    ),
    Sensitive("GET /dialogues/{dialogue_id}/figures", WATCHERS),
    Sensitive("GET /dialogues/{dialogue_id}/polls", AUTHOR | WATCHERS),
    Sensitive("GET /dialogues/{dialogue_id}/polls/{poll_id}", AUTHOR | WATCHERS),
    Sensitive("GET /dialogues/{dialogue_id}/statements", WATCHERS),
    Sensitive(f"GET {HAND_RAISE}", AUTHOR | WATCHERS),
    Sensitive("GET /dialogues/{dialogue_id}/stream", AUTHOR | WATCHERS),
    Sensitive("GET /events/{event_id}", ORGANISERS, at={"event_id": "draft_id"}),
    Sensitive("GET /events/{event_id}/calendar", ORGANISERS, at={"event_id": "draft_id"}),
    Sensitive("GET /events/{event_id}/attendance", ORGANISERS),
    Sensitive("GET /events/{event_id}/figures", ORGANISERS),
    Sensitive("GET /events/{event_id}/registrations", ORGANISERS),
    Sensitive("GET /events/{event_id}/readiness", ORGANISERS),
    Sensitive("GET /events/{event_id}/rehearsal", ORGANISERS, at={"event_id": "rehearsed_id"}),
    Sensitive("GET /jobs", {"administrator"}),
    Sensitive("GET /jobs/statistics", {"administrator"}),
    Sensitive("GET /programmes/{programme_id}/figures", ORGANISERS),
    Sensitive("GET /registrations/{registration_id}", AUTHOR | ORGANISERS),
    Sensitive("GET /topic-sessions/{session_id}/answers", ORGANISERS),
    Sensitive("PATCH /dialogues/{dialogue_id}", ORGANISERS, {"advance": "hand"}, at={"dialogue_id": "planned_id"}),
    Sensitive("PATCH /dialogues/{dialogue_id}/reports/{number}", ORGANISERS, {"closing": "Thank you."}, at=DRAFTED),
    Sensitive("PATCH /events/{event_id}", ORGANISERS, {"title": "Another"}),
    Sensitive("PATCH /lessons/{lesson_id}", AUTHOR, {"title": "Another"}),
    Sensitive("PATCH /members/{member_id}", {"administrator"}, {"role": "moderator"}),
    Sensitive("PATCH /posts/{post_id}", AUTHOR, {"body": "Better words."}),
    Sensitive("PATCH /programmes/{programme_id}", ORGANISERS, {"title": "Another"}),
    Sensitive("PATCH /threads/{thread_id}", AUTHOR | MODERATORS, {"title": "Another"}),
    Sensitive("PATCH /topic-sessions/{session_id}", AUTHOR | ORGANISERS, {"title": "Another"}),
    Sensitive("POST /dialogues", ORGANISERS, {"eventId": "{draft_id}", "phases": SCRIPT}),
    Sensitive("POST /dialogues/{dialogue_id}/moves", ORGANISERS, {"move": "close"}),
    Sensitive("POST /dialogues/{dialogue_id}/participants", AUTHOR),
    Sensitive("POST /dialogues/{dialogue_id}/reports", ORGANISERS, at={"dialogue_id": "closed_dialogue_id"}),
    Sensitive("POST /dialogues/{dialogue_id}/reports/{number}/publication", ORGANISERS, at=DRAFTED),
    Sensitive("POST /dialogues/{dialogue_id}/phases", ORGANISERS, {"prompt": "And who paid?"}),
    Sensitive("POST /dialogues/{dialogue_id}/polls", ORGANISERS, POLL),
    Sensitive("POST /dialogues/{dialogue_id}/probes", WATCHERS, {"text": "And who paid?", "fromPosition": 1}),
    Sensitive("POST /dialogues/{dialogue_id}/statement-checks", AUTHOR | WATCHERS, {"text": "Nobody asked us."}),
    Sensitive("POST /dialogues/{dialogue_id}/statements", AUTHOR, {"text": "Nobody asked the residents."}),
    Sensitive("POST /dialogues/{dialogue_id}/turns", AUTHOR),
    Sensitive(
        "POST /event-templates/{template_id}/events", ORGANISERS, {"title": "Ours", "startsAt": WHEN["startsAt"]}
    ),
    Sensitive("POST /events", ORGANISERS, DRAFT),
    Sensitive("POST /events/{event_id}/cancellation", ORGANISERS, {"reason": "Ill."}, at={"event_id": "elsewhere_id"}),
    Sensitive("POST /events/{event_id}/copies", ORGANISERS, {"startsAt": WHEN["startsAt"]}),
    Sensitive("POST /events/{event_id}/publication", ORGANISERS, at={"event_id": "draft_id"}),
    Sensitive("POST /events/{event_id}/rehearsal", ORGANISERS, {"people": 2}, at={"event_id": "elsewhere_id"}),
    Sensitive("POST /events/{event_id}/script-checks", ORGANISERS, {"phases": SCRIPT}),
    Sensitive("POST /jobs/{job_id}/retry", {"administrator"}),
    Sensitive("POST /programmes", ORGANISERS, {"title": "Another series"}),
    Sensitive(
        "POST /session-drafts",
        AUTHOR | WATCHERS,
        {"dialogueId": "{closed_dialogue_id}", "statementIds": ["{closed_statement_id}"]},
    ),
    Sensitive("POST /topic-sessions/{session_id}/event", ORGANISERS, WHEN),
    Sensitive("POST /topics", ORGANISERS, {"nameNl": "Wonen", "nameEn": "Housing"}),
    Sensitive("PUT /dialogues/{dialogue_id}/statements/{statement_id}/approval", WATCHERS),
    Sensitive("PUT /dialogues/{dialogue_id}/statements/{statement_id}/differences/{other_id}", WATCHERS),
    Sensitive("PUT /dialogues/{dialogue_id}/statements/{statement_id}/flag", AUTHOR, {"reason": "offensive"}),
    Sensitive("PUT /dialogues/{dialogue_id}/statements/{statement_id}/hiding", WATCHERS, {"reason": "off_topic"}),
    Sensitive("PUT /dialogues/{dialogue_id}/statements/{statement_id}/merger", WATCHERS, {"intoId": "{other_id}"}),
    Sensitive(f"PUT {HAND_RAISE}", AUTHOR | WATCHERS, {"note": "We did this twice."}),
    Sensitive("PUT /dialogues/{dialogue_id}/polls/{poll_id}/answer", AUTHOR, {"value": 1}),
    Sensitive("PUT /dialogues/{dialogue_id}/polls/{poll_id}/state", ORGANISERS, {"state": "closed"}),
    Sensitive("PUT /dialogues/{dialogue_id}/statements/{statement_id}/rating", AUTHOR, community.OPEN_TURN),
    Sensitive(
        "PUT /registrations/{registration_id}/attendance",
        ORGANISERS,
        {"attended": True},
        at={"registration_id": "past_registration_id"},
    ),
    Sensitive("PUT /topic-sessions/{session_id}/moments", AUTHOR | ORGANISERS, {"startsAt": [LATER.isoformat()]}),
    Sensitive("PUT /events/{event_id}/results", ORGANISERS, {"results": "We agreed."}, at={"event_id": "past_id"}),
]
# Who is in the room without a seat is told to join first; that is a refusal as well.
NEEDS_A_SEAT = {
    "PUT /dialogues/{dialogue_id}/polls/{poll_id}/answer",
    "POST /dialogues/{dialogue_id}/statements",
    "POST /dialogues/{dialogue_id}/turns",
    "PUT /dialogues/{dialogue_id}/statements/{statement_id}/flag",
    "DELETE /dialogues/{dialogue_id}/statements/{statement_id}/flag",
} | {"PUT /dialogues/{dialogue_id}/statements/{statement_id}/rating"}


def filled(value: Any, rows: Any) -> Any:
    """Put the ids of rows in the places that a body has for them."""
    if isinstance(value, dict):
        return {key: filled(inner, rows) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, rows) for inner in value]
    return value.format_map(rows) if isinstance(value, str) else value


def try_out(caller: Caller, operation: str, rows: Any, body: Any = None) -> TestResponse:
    """Call an operation, on the newest version where it asks for one."""
    method, _, address = operation.partition(" ")
    if body is None and method in {"POST", "PUT", "PATCH"}:
        body = {}
    headers = {} if method == "GET" else {"If-Match": "*"}
    return caller.call(method, address.format_map(rows), json=body, headers=headers)


LAST = ["DELETE /tokens/current", "PUT /me/password", "DELETE /me", "DELETE /tokens"]


def ends_session(operation: str) -> int:
    """Sort what may log the caller out, or erase them, behind everything else, and what surely does at the end."""
    return LAST.index(operation) if operation in LAST else -1


class MadeUp(dict):
    """Ids that nothing has."""

    def __missing__(self, name: str) -> str:
        return {"number": "7"}.get(name, MADE_UP)


@pytest.fixture
def there(communities: Callable[[str], Any], backend: str) -> Iterator[tuple[Flask, Community]]:
    source = communities(backend)
    with source.fresh() as url, community.running(url) as (app, _):
        yield app, source.made


def test_every_operation_is_in_one_list():
    sensitive = {row.operation for row in SENSITIVE if not (row.at and row.operation in PUBLIC)}
    assert set(operations()) == PUBLIC | FOR_EVERY_MEMBER | sensitive
    assert not (PUBLIC & FOR_EVERY_MEMBER)
    assert not (PUBLIC & sensitive)
    assert not (FOR_EVERY_MEMBER & sensitive)


def test_a_stranger_is_asked_to_log_in_everywhere_but_at_the_public_operations(visitor):
    refused = {name for name in operations() if try_out(visitor, name, MadeUp()).status_code == 401}
    assert set(operations()) - refused == PUBLIC


def test_a_token_that_nobody_gave_opens_nothing(visitor):
    visitor.headers["Authorization"] = "Bearer eyJhbGciOiJub25lIn0.e30."
    assert {try_out(visitor, name, MadeUp()).status_code for name in operations()} == {401}


@pytest.mark.parametrize("role", ["visitor", *ROLES])
def test_no_operation_stumbles_over_an_id_that_nothing_has(there, role):
    app, people = there
    caller = people.callers(app)[role]
    statuses = {name: try_out(caller, name, MadeUp()).status_code for name in sorted(operations(), key=ends_session)}
    assert {name: status for name, status in statuses.items() if status >= 500} == {}
    assert {name: status for name, status in statuses.items() if "_id}" in name and status < 300} == {}


def test_what_is_for_every_member_is_not_refused_to_a_member_of_another_event(there):
    app, people = there
    outsider = people.callers(app)["outsider"]
    for name in sorted(FOR_EVERY_MEMBER, key=ends_session):
        answer = try_out(outsider, name, people.rows)
        expected = {403} if "/dialogues/" in name else set()  # not even to hear that there is nothing of theirs
        assert answer.status_code not in {401, 403} - expected, (name, answer.text)


@pytest.mark.parametrize("row", SENSITIVE, ids=str)
def test_what_is_for_some_is_refused_to_others_and_changes_nothing(there, row):
    app, people = there
    rows = people.rows | {name: people.rows[other] for name, other in row.at.items()}
    body = filled(row.body or {}, rows)
    callers = people.callers(app)
    refusals = REFUSALS | ({409} if row.operation in NEEDS_A_SEAT else set())
    for name in ["visitor", *ROLES]:
        if name not in row.may:
            answer = try_out(callers[name], row.operation, rows, body or None)
            assert answer.status_code in refusals, (name, answer.text)
    allowed = [name for name in ROLES if name in row.may]
    first = try_out(callers[allowed[0]], row.operation, rows, body or None)
    assert first.status_code < 300, (allowed[0], first.text)
    first.close()
    for name in allowed[1:]:
        answer = try_out(callers[name], row.operation, rows, body or None)
        assert answer.status_code not in {401, 403}, (name, answer.text)
        answer.close()
