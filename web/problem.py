"""An error answer of the API, as the pages see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import httpx


@dataclass(frozen=True)
class FieldError:
    """One complaint about one field, named as on the wire (camelCase, dotted)."""

    field: str
    message: str


@dataclass
class Problem(Exception):
    """An RFC 9457 answer; `detail` and the messages are in the visitor's language."""

    status: int
    title: str = ""
    detail: str = ""
    type: str = "about:blank"
    errors: list[FieldError] = field(default_factory=list)
    retry_after: str | None = None
    findings: list[dict[str, Any]] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.status} {self.title}: {self.detail}"

    @property
    def slug(self) -> str:
        """The last part of the type, to tell one problem from another."""
        return self.type.rstrip("/").rsplit("/", 1)[-1].rsplit(":", 1)[-1].rsplit("#", 1)[-1]


class ApiUnreachable(Exception):
    """The API gave no answer, or one that is no HTTP."""


def problem_from(response: httpx.Response) -> Problem:
    """Read a problem from an answer; one that is no problem+json keeps its status only."""
    body = json_object(response)
    errors = [FieldError(str(each.get("field", "")), str(each.get("message", ""))) for each in body.get("errors") or []]
    return Problem(
        status=response.status_code,
        title=str(body.get("title") or response.reason_phrase),
        detail=str(body.get("detail") or ""),
        type=str(body.get("type") or "about:blank"),
        errors=errors,
        retry_after=response.headers.get("Retry-After"),
        findings=[dict(each) for each in body.get("findings") or []],
    )


def json_object(response: httpx.Response) -> dict[str, Any]:
    """Read a JSON object, or nothing when the answer holds something else."""
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
