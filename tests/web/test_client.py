"""What goes over the wire between the pages and the API."""

from __future__ import annotations

import httpx
import pytest
from werkzeug.wrappers import Request, Response

from tests.web.wire import Wire, json, lines
from web.client import Api, Client, Tokens, segment
from web.problem import ApiUnreachable, FieldError, Problem

FRESH = {"accessToken": "new-access", "refreshToken": "new-refresh", "expiresIn": 900}


def conversation(wire: Wire, tokens: Tokens | None = None) -> Api:
    return Api(Client.in_process(wire), language="nl", address="192.0.2.7", request_id="r-1", tokens=tokens)


def only_with(token: str) -> Wire:
    """An API that knows one access token, and trades any refresh token for it."""

    def answer(request: Request) -> Response:
        if request.path == "/api/v1/tokens":
            return json(FRESH, 201)
        known = request.headers.get("Authorization") == f"Bearer {token}"
        return json({"ok": True}) if known else json({"title": "Log in"}, 401)

    return Wire(answer)


def test_every_call_carries_language_address_request_id_and_token():
    wire = only_with("access")
    conversation(wire, Tokens("access", "refresh")).get("/me")
    sent = wire.seen[0].headers
    assert (sent["Accept-Language"], sent["X-Forwarded-For"], sent["X-Request-Id"]) == ("nl", "192.0.2.7", "r-1")
    assert sent["Authorization"] == "Bearer access"


def test_an_expired_token_is_refreshed_once_and_the_call_is_made_again():
    wire = only_with("new-access")
    api = conversation(wire, Tokens("old", "refresh"))
    assert api.get("/me").data == {"ok": True}
    assert wire.paths() == ["GET /api/v1/me", "POST /api/v1/tokens", "GET /api/v1/me"]
    assert wire.seen[1].json == {"grantType": "refresh", "refreshToken": "refresh"}
    assert "Authorization" not in wire.seen[1].headers
    assert api.tokens == Tokens("new-access", "new-refresh", 900)
    assert api.tokens_changed


def test_an_access_token_that_the_browser_dropped_is_refreshed_before_the_call():
    wire = only_with("new-access")
    conversation(wire, Tokens(None, "refresh")).get("/me")
    assert wire.paths() == ["POST /api/v1/tokens", "GET /api/v1/me"]


def test_a_refused_refresh_leaves_a_visitor_who_can_still_read_what_is_public():
    def answer(request: Request) -> Response:
        refused = request.path == "/api/v1/tokens" or "Authorization" in request.headers
        return json({"title": "Log in"}, 401) if refused else json({"items": []})

    api = conversation(Wire(answer), Tokens("old", "old"))
    assert api.get("/events").data == {"items": []}
    assert api.tokens is None
    assert api.tokens_changed


def test_a_refresh_that_meets_a_broken_api_keeps_the_tokens():
    def answer(request: Request) -> Response:
        return json({"title": "Broken"}, 500 if request.path == "/api/v1/tokens" else 401)

    api = conversation(Wire(answer), Tokens("old", "old"))
    with pytest.raises(Problem, match="500"):
        api.get("/me")
    assert api.tokens == Tokens("old", "old")


def test_a_second_refusal_is_not_tried_again():
    wire = Wire(lambda request: json(FRESH, 201) if request.path.endswith("/tokens") else json({"title": "No"}, 401))
    with pytest.raises(Problem, match="401"):
        conversation(wire, Tokens("a", "b")).get("/me")
    assert len(wire.seen) == 3


def test_problem_json_becomes_a_problem_with_its_fields():
    body = {
        "type": "https://example.org/problems/invalid-input",
        "title": "De invoer klopt niet",
        "status": 400,
        "detail": "Kijk naar de velden.",
        "errors": [{"field": "phases.0.endsAt", "message": "Dit ligt voor het begin."}],
    }
    with pytest.raises(Problem) as caught:
        conversation(Wire(lambda _: json(body, 400))).post("/events", {})
    problem = caught.value
    assert (problem.status, problem.slug, problem.detail) == (400, "invalid-input", "Kijk naar de velden.")
    assert problem.errors == [FieldError("phases.0.endsAt", "Dit ligt voor het begin.")]


def test_an_error_that_is_no_problem_json_keeps_its_status():
    with pytest.raises(Problem) as caught:
        conversation(Wire(lambda _: Response("<h1>Bad gateway</h1>", 502))).get("/events")
    assert (caught.value.status, caught.value.errors) == (502, [])


def test_an_api_that_does_not_answer_is_unreachable():
    def refuse(_request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    client = Client("http://127.0.0.1:9", httpx.MockTransport(refuse))
    with pytest.raises(ApiUnreachable):
        Api(client, "nl", "192.0.2.7", "r-1").get("/events")


def test_version_and_idempotency_key_go_along():
    wire = Wire(lambda _: json({}, ETag='"7"', Location="/api/v1/lessons/1"))
    api = conversation(wire)
    answer = api.post("/lessons", {"title": "x"}, idempotency_key="k-1")
    api.patch("/lessons/1", {"title": "y"}, etag=answer.etag)
    assert wire.seen[0].headers["Idempotency-Key"] == "k-1"
    assert wire.seen[1].headers["If-Match"] == '"7"'
    assert answer.location == "/api/v1/lessons/1"


def test_a_read_carries_no_body_and_leaves_out_what_is_none():
    wire = Wire(lambda _: json({}))
    conversation(wire).get("/events", period="upcoming", cursor=None)
    assert wire.seen[0].query_string == b"period=upcoming"
    assert wire.seen[0].data == b""


def test_no_cookie_of_one_visitor_reaches_another():
    wire = Wire(lambda _: json({}, **{"Set-Cookie": "who=first; Path=/"}))
    client = Client.in_process(wire)
    for _visitor in range(2):
        Api(client, "nl", "192.0.2.7", "r").get("/events")
    assert "Cookie" not in wire.seen[1].headers


def test_a_stream_is_read_while_it_is_being_written():
    written: list[int] = []

    def source():
        for number in range(3):
            written.append(number)
            yield f"data: {number}\n\n"

    received = conversation(Wire(lambda _: lines(source))).stream("/dialogues/1/stream")
    assert next(iter(received)) == "data: 0"
    assert len(written) < 3
    received.close()


def test_a_stream_is_cut_at_line_feeds_only_and_across_chunks():
    def source():
        yield "data: one\u2028t"
        yield "wo\r\n\r\nda"
        yield "ta: three"

    received = conversation(Wire(lambda _: lines(source))).stream("/dialogues/1/stream")
    assert list(received) == ["data: one\u2028two", "", "data: three"]


def test_a_refused_stream_is_a_problem_before_the_first_line():
    wire = Wire(lambda _: json({"title": "Nee"}, 403))
    with pytest.raises(Problem, match="403"):
        conversation(wire).stream("/dialogues/1/stream")


def test_logging_in_does_not_use_the_tokens_of_before():
    wire = only_with("whatever")
    api = conversation(wire, Tokens("old", "old"))
    api.log_in({"grantType": "password", "email": "a@example.org", "password": "x"})
    assert "Authorization" not in wire.seen[0].headers
    assert api.tokens == Tokens("new-access", "new-refresh", 900)


def test_logging_out_ends_the_session_at_the_api_and_here():
    wire = Wire(lambda _: Response(status=204))
    api = conversation(wire, Tokens("a", "r"))
    api.log_out()
    assert wire.paths() == ["DELETE /api/v1/tokens/current"]
    assert wire.seen[0].headers["Authorization"] == "Bearer a"
    assert api.tokens is None


@pytest.mark.parametrize("hostile", ["../me", "1/../../me", "1?role=administrator", "1#x"])
def test_an_id_from_outside_stays_one_segment(hostile):
    assert not set(segment(hostile)) & set("/?#")
