"""What holds for every answer, whatever was asked: the version, problems in the caller's language, clear refusals."""

import base64
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask_jwt_extended import create_access_token

from api.app import BODY_LIMIT
from api.domain.vocabulary import Role
from tests import community, factories
from tests.api.conftest import Caller
from tests.community import LESSON, Community

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def member(work, call_as) -> Caller:
    with work() as session:
        return call_as(factories.member(session))


@pytest.fixture
def there(communities: Callable[[str], Any], backend: str) -> Iterator[tuple[Flask, Community]]:
    source = communities(backend)
    with source.fresh() as url, community.running(url) as (app, _):
        yield app, source.made


def send(caller: Caller, method: str, path: str, data: bytes | str = b"", **headers: str) -> Any:
    """Send raw bytes."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return caller.client.open(f"/api/v1{path}", method=method, data=data, headers=caller.headers | named)


def lists(app: Flask) -> list[str]:
    """Name the addresses of everything that is walked with a cursor."""
    reading = {path: item.get("get", {}) for path, item in app.extensions["koppen-openapi"]()["paths"].items()}
    return [
        path
        for path, operation in reading.items()
        if "cursor" in {parameter.get("name") for parameter in operation.get("parameters", [])}
    ]


REFUSED = [
    (401, "GET", "/me", {}),
    (404, "GET", "/nothing-here", {}),
    (404, "GET", "/organisations/", {}),
    (405, "DELETE", "/organisations", {}),
    (406, "GET", "/organisations", {"Accept": "text/html"}),
    (413, "POST", "/login-links", {"data": b" " * (BODY_LIMIT + 1), **JSON}),
    (
        415,
        "POST",
        "/login-links",
        {"data": b"email=a@example.org", "Content-Type": "application/x-www-form-urlencoded"},
    ),
    (415, "POST", "/login-links", {"data": b"{}", "Content-Type": "application/json; charset=latin-1"}),
    (415, "POST", "/login-links", {"data": b"{}"}),
    (400, "POST", "/login-links", {"data": b"{", **JSON}),
]


@pytest.mark.parametrize(("status", "method", "path", "options"), REFUSED)
def test_every_refusal_is_a_problem_with_the_version_in_the_language_of_the_caller(
    visitor, status, method, path, options
):
    told = {}
    for language in ("nl", "en"):
        headers = {name: value for name, value in options.items() if name != "data"} | {"Accept-Language": language}
        answer = send(visitor, method, path, options.get("data", b""), **headers)
        assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
        assert answer.headers["API-Version"]
        assert answer.json["status"] == status
        assert answer.json["type"].startswith("https://")
        told[language] = answer.json["title"], answer.json["detail"]
    assert told["nl"][0] != told["en"][0]
    assert told["nl"][1] != told["en"][1]


def test_our_own_fault_is_a_problem_too_and_says_nothing_about_the_inside(tmp_path, caplog):
    broken = Caller(community.build(f"sqlite:///{tmp_path / 'without-tables.db'}"))
    answers = {
        language: broken.get("/organisations", headers={"Accept-Language": language}) for language in ("nl", "en")
    }
    for answer in answers.values():
        assert (answer.status_code, answer.content_type) == (500, "application/problem+json")
        assert answer.headers["API-Version"]
        assert "organisation" not in answer.text
    assert answers["nl"].json["title"] != answers["en"].json["title"]
    assert "unexpected error on GET /api/v1/organisations" in caplog.text


def test_any_other_language_gets_dutch(visitor):
    answer = visitor.get("/nothing-here", headers={"Accept-Language": "fr-FR, fr;q=0.9"})
    assert answer.json["detail"] == visitor.get("/nothing-here", headers={"Accept-Language": "nl"}).json["detail"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"{", "body"),
        (b'{"email": "a@example.org",}', "body"),
        (b"\xff\xfe", "body"),
        (b"null", "body"),
        (b'["a@example.org"]', "body"),
        (b'"a@example.org"', "body"),
        (b'{"email": NaN}', "body"),
        (b'{"email": ' + b"9" * 5000 + b"}", "body"),
        (b'{"email": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "body"),
        (b'{"email": {"a": ' * 30 + b"1" + b"}" * 60, "email.a"),
        (b'{"email": "a@example.org", "email": "b@example.org"}', "email"),
        (b'{"email": "a\\u0000@example.org"}', "email"),
        (b'{"email": "a\\ud800@example.org"}', "email"),
        (b'{"email": ["a@example.org"]}', "email"),
        (b'{"email": "a@example.org", "colour": "red"}', "colour"),
        (b"", "email"),
    ],
)
def test_a_body_that_cannot_be_understood_is_refused_by_its_place(visitor, body, field):
    answer = send(visitor, "POST", "/login-links", body, **JSON)
    assert answer.status_code == 400
    assert answer.json["errors"][0]["field"].startswith(field)
    assert answer.json["errors"][0]["message"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=1&limit=2", "limit"),
        ("limit=0", "limit"),
        ("limit=999999999999999999999999", "limit"),
        ("limit=ten", "limit"),
        ("q=%00", "q"),
        ("kind=city", "kind"),
        ("Limit=1", "Limit"),
    ],
)
def test_a_query_that_cannot_be_understood_is_refused_by_name(visitor, query, field):
    answer = visitor.get(f"/organisations?{query}")
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, field)


def test_bytes_that_are_no_text_in_the_query_do_no_harm(visitor):
    assert visitor.get("/organisations?q=%ff%fe").status_code == 200


CURSORS = ["nonsense", "!", "W10", "bnVsbA", "WyIiLCAiIiwgIiJd", "é", base64.urlsafe_b64encode(b"[" * 3000).decode()]


def test_a_cursor_that_was_made_up_is_refused_by_every_list(there):
    app, people = there
    caller = people.callers(app)["administrator"]
    walked = lists(app)
    assert len(walked) > 10
    for path in walked:
        for cursor in CURSORS:
            address = path.format_map(people.rows | {"dialogue_id": people.rows["closed_dialogue_id"]})
            answer = caller.client.get(f"/api/v1{address}", query_string={"cursor": cursor}, headers=caller.headers)
            assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "cursor"), (path, cursor)


@pytest.mark.parametrize("number", ["0", "1000001", "99999999999999999999", "-1", "1.0", "one"])
def test_a_report_number_that_cannot_be_is_not_found(there, number):
    app, people = there
    answer = people.callers(app)["member"].get(f"/dialogues/{people.rows['closed_dialogue_id']}/reports/{number}")
    assert answer.status_code == 404


@pytest.mark.parametrize("wrong", ["x", "0" * 400, "00000000-0000-0000-0000-00000000000g", "%00", "%ff", "..%2f"])
def test_an_id_that_cannot_be_is_not_found(visitor, wrong):
    answer = visitor.get(f"/organisations/{wrong}")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")


def test_an_expired_token_is_told_so_also_where_something_would_change(app, work, visitor):
    with work() as session:
        someone = factories.member(session)
    with app.app_context():
        old = create_access_token(str(someone.id), additional_claims={"epoch": 0}, expires_delta=timedelta(seconds=-1))
    answer = visitor.post("/lessons", LESSON, headers={"Authorization": f"Bearer {old}"})
    assert (answer.status_code, answer.json["detail"]) == (401, "Your session has ended. Log in again.")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="koppen", error="invalid_token"'
    assert visitor.get("/lessons").json["items"] == []
    assert visitor.post("/lessons", LESSON).headers["WWW-Authenticate"] == 'Bearer realm="koppen"'


def test_head_answers_like_get_without_a_body(visitor):
    got, head = visitor.get("/organisations"), visitor.call("HEAD", "/organisations")
    assert (head.status_code, head.data) == (200, b"")
    assert dict(head.headers) == dict(got.headers)


def test_options_tells_what_an_address_can_do_without_logging_in(visitor):
    answer = visitor.call("OPTIONS", "/lessons")
    assert answer.status_code == 200
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}
    assert answer.headers["API-Version"]


def test_the_specification_is_open_to_every_site_and_nothing_else_is(visitor):
    for name, kind in (("json", "application/json"), ("yaml", "application/yaml")):
        answer = visitor.get(f"/openapi.{name}", headers={"Origin": "https://elsewhere.example"})
        assert (answer.status_code, answer.mimetype) == (200, kind)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    other = visitor.get("/organisations", headers={"Origin": "https://elsewhere.example"})
    assert not [name for name, _ in other.headers if name.startswith("Access-Control")]


def test_every_answer_carries_what_keeps_browsers_safe(visitor):
    headers = visitor.get("/organisations").headers
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Strict-Transport-Security"]
    assert "Set-Cookie" not in headers


def test_what_did_not_change_is_not_sent_again(member):
    first = member.get("/me")
    again = member.get("/me", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert again.headers["API-Version"]
    member.patch("/me", {"name": "Another"}, headers={"If-Match": first.headers["ETag"]})
    assert member.get("/me", headers={"If-None-Match": first.headers["ETag"]}).json["name"] == "Another"


@pytest.mark.parametrize(("tag", "status"), [(None, 428), ('"x-1"', 412), ("nonsense", 412), ("W/", 412)])
def test_a_change_that_is_not_based_on_the_present_version_is_refused(member, tag, status):
    before = member.get("/me").json
    answer = member.patch("/me", {"name": "Lost"}, headers={} if tag is None else {"If-Match": tag})
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert member.get("/me").json == before


def test_of_two_changes_on_the_same_version_the_second_is_told(work, call_as):
    with work() as session:
        one = call_as(factories.member(session, Role.ORGANISER))
    programme = one.post("/programmes", {"title": "A series"})
    path, tag = f"/programmes/{programme.json['id']}", {"If-Match": programme.headers["ETag"]}
    assert one.patch(path, {"title": "First"}, headers=tag).status_code == 200
    assert one.patch(path, {"title": "Second"}, headers=tag).status_code == 412
    assert one.get(path).json["title"] == "First"
