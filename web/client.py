"""The only place that speaks HTTP to the API: in process, or to another host by its URL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any
from urllib.parse import quote

import httpx

from web.problem import ApiUnreachable, Problem, problem_from

PREFIX = "/api/v1"
TIMEOUT = httpx.Timeout(20.0, connect=5.0)
STREAM_TIMEOUT = httpx.Timeout(None, connect=5.0)


@dataclass(frozen=True)
class Tokens:
    """A visitor's key to the API, and the key to a new one."""

    access: str | None
    refresh: str | None
    expires_in: int | None = None

    @classmethod
    def from_answer(cls, data: Mapping[str, Any]) -> Tokens:
        """Read the answer of POST /tokens."""
        return cls(data["accessToken"], data["refreshToken"], data.get("expiresIn"))


@dataclass(frozen=True)
class Answer:
    """A successful answer."""

    status: int
    data: Any
    headers: Mapping[str, str]
    content: bytes = b""

    @property
    def etag(self) -> str | None:
        """The version to send back as If-Match."""
        return self.headers.get("ETag")

    @property
    def location(self) -> str | None:
        """Where what was made can be found."""
        return self.headers.get("Location")


class Client:
    """One connection pool for the whole process; keeps nothing of a visitor."""

    def __init__(self, base_url: str, transport: httpx.BaseTransport | None = None) -> None:
        nothing_kept = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
        self._http = httpx.Client(base_url=base_url, transport=transport, cookies=nothing_kept, timeout=TIMEOUT)

    @classmethod
    def in_process(cls, application: Any) -> Client:
        """Call a WSGI application without a network."""
        return cls("http://api.internal", httpx.WSGITransport(app=application))

    def send(self, method: str, path: str, *, stream: bool = False, **options: Any) -> httpx.Response:
        """Send one request below /api/v1; no answer at all becomes ApiUnreachable."""
        if stream:
            options["timeout"] = STREAM_TIMEOUT
        try:
            return self._http.send(self._http.build_request(method, PREFIX + path, **options), stream=stream)
        except httpx.HTTPError as error:
            raise ApiUnreachable(str(error)) from error


class Stream:
    """The lines of a live stream; whoever opened it closes it, which tells the API that nobody listens any more."""

    def __init__(self, response: httpx.Response) -> None:
        self.close = response.close
        self._lines = _lines(response.iter_text())

    def __iter__(self) -> Iterator[str]:
        return self._lines


@dataclass
class Api:
    """One visitor's conversation with the API during one page."""

    client: Client
    language: str
    address: str
    request_id: str
    tokens: Tokens | None = None
    tokens_changed: bool = field(default=False, init=False)

    def get(self, path: str, **params: Any) -> Answer:
        """Read; parameters that are None are left out."""
        return self.call("GET", path, params={name: value for name, value in params.items() if value is not None})

    def post(self, path: str, body: Any = None, *, idempotency_key: str | None = None) -> Answer:
        """Create or act; the key makes a second thumb harmless."""
        return self.call("POST", path, body=body, headers={"Idempotency-Key": idempotency_key})

    def put(self, path: str, body: Any = None, *, etag: str | None = None) -> Answer:
        """Replace, when it is still the version the visitor saw."""
        return self.call("PUT", path, body=body, headers={"If-Match": etag})

    def patch(self, path: str, body: Any = None, *, etag: str | None = None) -> Answer:
        """Change, when it is still the version the visitor saw."""
        return self.call("PATCH", path, body=body, headers={"If-Match": etag})

    def delete(self, path: str, body: Any = None, *, etag: str | None = None) -> Answer:
        """Take away, when it is still the version the visitor saw."""
        return self.call("DELETE", path, body=body, headers={"If-Match": etag})

    def call(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        params: Any = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> Answer:
        """Make one call; an answer of 400 or more is raised as a Problem."""
        response = self._with_fresh_token(method, path, json=body, params=params, extra=headers or {})
        if response.is_error:
            raise problem_from(response)
        is_json = "json" in response.headers.get("Content-Type", "")
        data = response.json() if is_json and response.content else None
        return Answer(response.status_code, data, response.headers, response.content)

    def stream(self, path: str, *, last_event_id: str | None = None, **params: Any) -> Stream:
        """Open a live stream; a refusal is raised here, before anything has been answered."""
        extra = {"Accept": "text/event-stream", "Last-Event-ID": last_event_id}
        response = self._with_fresh_token("GET", path, params=params, extra=extra, stream=True)
        if response.is_success:
            return Stream(response)
        response.read()
        response.close()
        raise problem_from(response)

    def log_in(self, body: Mapping[str, Any], path: str = "/tokens") -> Answer:
        """Trade a password, a link from a mail or a new password for tokens."""
        self.tokens = None
        return self.go_on_with(self.post(path, body))

    def go_on_with(self, answer: Answer) -> Answer:
        """Keep the tokens of an answer."""
        self._remember(Tokens.from_answer(answer.data))
        return answer

    def log_out(self) -> None:
        """End this session at the API and forget the tokens, also when the API had already ended it."""
        if self.tokens:
            try:
                self.delete("/tokens/current")
            except Problem as problem:
                if problem.status >= 500:
                    raise
        self._remember(None)

    def _with_fresh_token(
        self, method: str, path: str, *, extra: Mapping[str, str | None], **options: Any
    ) -> httpx.Response:
        """Send; when the access token is absent or has run out, refresh once and send again."""
        if self.tokens and not self.tokens.access:
            self._refresh()
        response = self.client.send(method, path, headers=self._headers(extra), **_given(options))
        if response.status_code != 401 or not self.tokens:
            return response
        response.close()
        self._refresh()
        return self.client.send(method, path, headers=self._headers(extra), **_given(options))

    def _refresh(self) -> None:
        """Trade the refresh token; one that is refused leaves an anonymous visitor."""
        refresh = self.tokens.refresh if self.tokens else None
        if not refresh:
            return self._remember(None)
        body = {"grantType": "refresh", "refreshToken": refresh}
        response = self.client.send("POST", "/tokens", json=body, headers=self._headers({}, signed=False))
        if response.is_success:
            return self._remember(Tokens.from_answer(response.json()))
        if response.status_code in (400, 401, 403):
            return self._remember(None)
        raise problem_from(response)

    def _remember(self, tokens: Tokens | None) -> None:
        self.tokens, self.tokens_changed = tokens, True

    def _headers(self, extra: Mapping[str, str | None], *, signed: bool = True) -> dict[str, str]:
        headers = {
            "Accept": "application/json",
            "Accept-Language": self.language,
            "X-Forwarded-For": self.address,
            "X-Request-Id": self.request_id,
        }
        if signed and self.tokens and self.tokens.access:
            headers["Authorization"] = f"Bearer {self.tokens.access}"
        return headers | {name: value for name, value in extra.items() if value}


def _given(options: dict[str, Any]) -> dict[str, Any]:
    """Leave out what was not given, so that a GET carries no body and no empty query."""
    return {name: value for name, value in options.items() if value is not None and (name != "params" or value)}


def _lines(chunks: Iterator[str]) -> Iterator[str]:
    """Cut a stream into lines at line feeds only; httpx also cuts at Unicode's, which may stand in somebody's words."""
    rest = ""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split("\n")
        yield from (line.removesuffix("\r") for line in whole)
    if rest:
        yield rest


def segment(value: object) -> str:
    """Make one safe path segment of an id that came from outside."""
    return quote(str(value), safe="")
