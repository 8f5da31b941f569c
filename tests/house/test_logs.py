"""No line of a log names a member, an address, a machine or an id."""

import json
import logging
import sys

import pytest
from flask import Flask

from api import logs


def written(
    message: str, *values: object, form: logging.Formatter | None = None, error: Exception | None = None
) -> str:
    raised = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("house", logging.ERROR, __file__, 1, message, values, raised)
    return (form or logs.Lines()).format(record)


@pytest.mark.parametrize(
    "secret",
    [
        "anna.de-vries@almere.example",
        "0b5c6b1e-3c89-4a7e-9d55-0f8a5d1c2b3a",
        "0b5c6b1e3c894a7e9d550f8a5d1c2b3a",
        "192.168.17.4",
        "2001:db8::8a2e:370:7334",
        "?token=kJ3s-very_secret",
    ],
)
@pytest.mark.parametrize("form", [logs.Lines(), logs.Json()])
def test_a_secret_is_taken_out_of_every_message(secret: str, form: logging.Formatter):
    line = written("refused /login%s for %s", secret, secret, form=form)
    assert secret not in line
    assert "refused" in line


def test_an_error_is_logged_by_its_place_and_kind_without_what_it_quotes():
    try:
        int("what Anna wrote")
    except ValueError as caught:
        line = written("it broke", error=caught)
    assert "test_logs.py" in line
    assert line.endswith("ValueError")
    assert "Anna" not in line


def test_a_cause_is_followed():
    try:
        try:
            int("x")
        except ValueError as cause:
            raise RuntimeError("y") from cause
    except RuntimeError as caught:
        fields = json.loads(written("it broke", form=logs.Json(), error=caught))
    assert [fields["error"][1], fields["error"][-1]] == ["RuntimeError", "ValueError"]


@pytest.fixture
def app() -> Flask:
    app = Flask("house")
    for rule in ("/events/<event_id>", "/dialogues/<dialogue_id>/statements"):
        app.add_url_rule(rule, rule, lambda **_parts: "", methods=["GET", "POST"])
    logs.register(app)
    return app


def test_a_request_is_logged_by_its_route(app: Flask, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO)
    answer = app.test_client().get("/events/42?name=anna", headers={"X-Request-Id": "abcdef0123456789"})
    [record] = caplog.records
    assert record.fields.pop("ms") >= 0
    assert record.fields == {
        "request": "abcdef0123456789",
        "method": "GET",
        "route": "house:/events/<event_id>",
        "status": 200,
    }
    assert answer.headers["X-Request-Id"] == "abcdef0123456789"


def test_a_request_id_that_could_say_something_is_replaced(app: Flask):
    answer = app.test_client().get("/events/42", headers={"X-Request-Id": "anna de vries"})
    assert "anna" not in answer.headers["X-Request-Id"]


def test_a_live_dialogue_leaves_no_line(app: Flask, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO)
    app.test_client().post("/dialogues/42/statements")
    assert not caplog.records


def test_all_logging_of_the_process_has_one_form(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(logging.root, "handlers", [])
    monkeypatch.setattr(logging.root, "level", logging.WARNING)
    logs.configure(as_json=True)
    logging.root.handlers[0].setStream(sys.stderr)  # type: ignore[attr-defined]
    logging.getLogger("somebody.else").warning("hello %s", "anna@example.org")
    assert json.loads(capsys.readouterr().err)["message"] == "hello …@…"
