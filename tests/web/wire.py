"""The outgoing wire, faked: a WSGI application that answers what a test lays ready and remembers what it was asked."""

from __future__ import annotations

import json as encoder
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from werkzeug.wrappers import Request, Response

Answering = Callable[[Request], Response]


@dataclass
class Wire:
    """Answers by a function and keeps the requests."""

    answer: Answering
    seen: list[Request] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        request = Request(environ)
        request.get_data()
        self.seen.append(request)
        return self.answer(request)(environ, start_response)

    def paths(self) -> list[str]:
        """List method and path of what was asked."""
        return [f"{request.method} {request.path}" for request in self.seen]


def json(body: Any, status: int = 200, **headers: str) -> Response:
    """Answer JSON."""
    return Response(encoder.dumps(body), status=status, mimetype="application/json", headers=headers)


def lines(source: Callable[[], Iterator[str]]) -> Response:
    """Answer a stream that is made while it is read."""
    return Response(source(), mimetype="text/event-stream")
