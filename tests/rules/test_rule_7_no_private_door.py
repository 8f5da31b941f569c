"""Rule 7: the API can do everything the screens can; the front end has no private door."""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.community import build, operations
from web.app import create_web
from web.client import Client
from web.settings import WebSettings

ROOT = Path(__file__).resolve().parent.parent.parent
METHODS = {"log_in": "POST", "log_out": "DELETE", "stream": "GET", "go_on_with": "GET"}
DOORS = {
    "httpx",
    "requests",
    "urllib.request",
    "http.client",
    "socket",
    "sqlalchemy",
    "sqlite3",
    "psycopg",
    "redis",
    "alembic",
}
# Of each form of the screens: what it asks of the API.
FORMS: dict[str, set[str]] = {
    "accounts.confirm": {"POST /email-confirmations"},
    "accounts.erase": {"DELETE /me"},
    "accounts.forgotten": {"POST /password-resets"},
    "accounts.link": {"POST /tokens"},
    "accounts.login": {"POST /tokens", "POST /login-links"},
    "accounts.logout": {"DELETE /tokens/current"},
    "accounts.logout_everywhere": {"DELETE /tokens"},
    "accounts.me": {"PATCH /me"},
    "accounts.password": {"PUT /me/password"},
    "accounts.register": {"POST /members"},
    "accounts.reset": {"POST /passwords"},
    "admin.retry": {"POST /jobs/{job_id}/retry"},
    "claims.accept": {"POST /claims/acceptances", "POST /claims"},
    "claims.forget": {"POST /claims/forgettings", "POST /claims"},
    "claims.index": {"POST /claims"},
    "claims.refuse": {"POST /claims/refusals", "POST /claims"},
    "contributions.rate": {
        "PUT /dialogues/{dialogue_id}/statements/{statement_id}/rating",
        "POST /dialogues/{dialogue_id}/turns",
    },
    "contributions.write": {"POST /dialogues/{dialogue_id}/statements"},
    "desk.ask": {"POST /dialogues/{dialogue_id}/probes"},
    "desk.insert": {"POST /dialogues/{dialogue_id}/phases"},
    "desk.move": {"POST /dialogues/{dialogue_id}/moves"},
    "desk.take_back": {"DELETE /dialogues/{dialogue_id}/probes/current"},
    "dialogues.draft": {"POST /dialogues/{dialogue_id}/turns"},  # shows the screen again, with the text as it was
    "drafts.start": {"POST /event-templates/{template_id}/events", "POST /events/{event_id}/copies"},
    "dialogues.join": {"POST /dialogues/{dialogue_id}/participants"},
    "editing.begin": {"POST /dialogues/{dialogue_id}/reports"},
    "editing.discard": {"DELETE /dialogues/{dialogue_id}/reports/{number}"},
    "editing.edit": {"PATCH /dialogues/{dialogue_id}/reports/{number}"},
    "editing.publish": {"POST /dialogues/{dialogue_id}/reports/{number}/publication"},
    "editing.theme": {"PATCH /dialogues/{dialogue_id}/reports/{number}"},
    "evaluations.answer": {"POST /events/{event_id}/evaluations"},
    "evaluations.note": {"PUT /registrations/{registration_id}/attendance"},
    "events.give_up": {"DELETE /registrations/{registration_id}"},
    "events.invite": {"POST /events/{event_id}/invitations"},
    "events.register": {"POST /events/{event_id}/registrations"},
    "flags.flag": {
        "PUT /dialogues/{dialogue_id}/statements/{statement_id}/flag",
        "DELETE /dialogues/{dialogue_id}/statements/{statement_id}/flag",
    },
    "hand_raises.forget": {"DELETE /introductions/{introduction_id}"},
    "hand_raises.offer": {"PUT /dialogues/{dialogue_id}/statements/{statement_id}/hand-raise"},
    "hand_raises.withdraw": {"DELETE /dialogues/{dialogue_id}/statements/{statement_id}/hand-raise"},
    "lessons.delete": {"DELETE /lessons/{lesson_id}"},
    "lessons.edit": {"PATCH /lessons/{lesson_id}"},
    "lessons.new": {"POST /lessons"},
    "lessons.recognise": {"PUT /lessons/{lesson_id}/recognition", "DELETE /lessons/{lesson_id}/recognition"},
    "members.role": {"PATCH /members/{member_id}"},
    "moderation.act": {
        "DELETE /dialogues/{dialogue_id}/statements/{statement_id}/hiding",
        "PUT /dialogues/{dialogue_id}/statements/{statement_id}/approval",
        "PUT /dialogues/{dialogue_id}/statements/{statement_id}/differences/{other_id}",
        "PUT /dialogues/{dialogue_id}/statements/{statement_id}/hiding",
    },
    "organise.cancel": {"POST /events/{event_id}/cancellation"},
    "organise.edit": {"PATCH /events/{event_id}"},
    "organise.new": {"POST /events"},
    "organise.publish": {"POST /events/{event_id}/publication"},
    "organise.results": {"PUT /events/{event_id}/results"},
    "polls.answer": {"PUT /dialogues/{dialogue_id}/polls/{poll_id}/answer"},
    "polls.handle": {
        "DELETE /dialogues/{dialogue_id}/polls/{poll_id}",
        "PUT /dialogues/{dialogue_id}/polls/{poll_id}/state",
    },
    "polls.index": {
        "POST /dialogues/{dialogue_id}/polls",
        "DELETE /dialogues/{dialogue_id}/polls/{poll_id}",
        "PUT /dialogues/{dialogue_id}/polls/{poll_id}/state",
    },
    "programmes.edit": {"PATCH /programmes/{programme_id}"},
    "programmes.new": {"POST /programmes"},
    "rehearsals.start": {"POST /events/{event_id}/rehearsal"},
    "scripts.edit": {"PATCH /dialogues/{dialogue_id}", "POST /events/{event_id}/script-checks"},
    "scripts.new": {"POST /dialogues", "POST /events/{event_id}/script-checks"},
    "session_dates.moments": {"PUT /topic-sessions/{session_id}/moments"},
    "session_dates.say": {"PUT /topic-sessions/{session_id}/answers"},
    "session_drafts.choose": {"POST /session-drafts"},
    "session_drafts.discard": {"DELETE /topic-sessions/{session_id}"},
    "reports.hide": {"PUT /dialogues/{dialogue_id}/statements/{statement_id}/hiding"},
    "sessions.edit": {"PATCH /topic-sessions/{session_id}"},
    "sessions.interest": {"PUT /topic-sessions/{session_id}/interest", "DELETE /topic-sessions/{session_id}/interest"},
    "sessions.new": {"POST /topic-sessions"},
    "sessions.schedule": {"POST /topic-sessions/{session_id}/event"},
    "sessions.verdict": {"PATCH /topic-sessions/{session_id}"},
    "threads.delete_post": {"DELETE /posts/{post_id}"},
    "threads.edit": {"PATCH /threads/{thread_id}"},
    "threads.edit_post": {"PATCH /posts/{post_id}"},
    "threads.new": {"POST /threads"},
    "threads.recognise": {"PUT /posts/{post_id}/recognition", "DELETE /posts/{post_id}/recognition"},
    "threads.reply": {"POST /threads/{thread_id}/posts"},
}


@pytest.fixture(scope="module")
def screens():
    """Give the web application, with an API that nobody calls."""
    return create_web(WebSettings("a-secret-for-these-tests-only-0123456789"), Client("http://nowhere.invalid"))


def imported(file: Path) -> Iterator[str]:
    """Name the modules that a module imports."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def leads_to(found: set[str], packages: set[str]) -> set[str]:
    """Give the packages that some imports reach."""
    return {package for package in packages for name in found if f"{name}.".startswith(f"{package}.")}


def asked(view: Any, seen: set[Any]) -> set[str]:
    """Give the methods of the changes that a view, and the functions of the front end that it names, ask of the API."""
    view = inspect.unwrap(view) if callable(view) else None
    if not inspect.isfunction(view) or not view.__module__.startswith("web.") or view in seen:
        return set()
    seen.add(view)
    methods = set()
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(view)))):
        if isinstance(node, ast.Name):
            methods |= asked(view.__globals__.get(node.id), seen)
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("api."):
            name = ast.unparse(node.func).removeprefix("api.")
            first = node.args[0] if node.args else None
            methods.add(
                str(first.value)
                if name == "call" and isinstance(first, ast.Constant)
                else METHODS.get(name, name.upper())
            )
    return methods - {"GET"}


def modules() -> dict[str, set[str]]:
    """Give what each module of the front end imports."""
    return {str(file.relative_to(ROOT)): set(imported(file)) for file in sorted((ROOT / "web").rglob("*.py"))}


def test_rule_7_the_front_end_reaches_data_through_its_client_only():
    """Only the client speaks HTTP, nothing speaks to a database, and only the composition root knows the API's code."""
    doors = {name for name, found in modules().items() if leads_to(found, DOORS)}
    assert doors == {"web/client.py", "web/problem.py"}  # the latter reads the client's answers
    assert [name for name, found in modules().items() if leads_to(found, {"api"})] == ["web/wsgi.py"]


def test_rule_7_every_form_of_the_screens_is_an_operation_of_the_api(screens):
    """A form that is not listed, or that asks what the API does not have, fails."""
    posting = {rule.endpoint for rule in screens.url_map.iter_rules() if "POST" in rule.methods}
    assert posting == set(FORMS)
    assert set().union(*FORMS.values()) <= set(operations())
    methods = {name: {operation.partition(" ")[0] for operation in wanted} for name, wanted in FORMS.items()}
    assert {name: asked(screens.view_functions[name], set()) for name in FORMS} == methods


def test_rule_7_every_operation_is_in_the_specification():
    """Nothing of the API is left for the front end alone."""
    paths = build("sqlite:///never-opened.db").extensions["koppen-openapi"]()["paths"]
    documented = {
        f"{method.upper()} {path}" for path, item in paths.items() for method in item if method != "parameters"
    }
    assert set(operations()) - documented == {"GET /openapi.json", "GET /openapi.yaml"}
