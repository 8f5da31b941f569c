"""A form that keeps what was typed and shows what the API said about it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import request

from web.client import Answer
from web.problem import FieldError, Problem

SHOWN_AT_THE_FORM = {400, 409, 412, 422, 429}
MOST_DIGITS = 9


class Form:
    """The typed values and the complaints; field names are those of the API (camelCase, dotted)."""

    def __init__(self, start: Mapping[str, Any] | None = None) -> None:
        self._start = dict(start or {})
        self.sent = request.method == "POST"
        self.problem: Problem | None = None
        self.own_errors: list[FieldError] = []
        self.labels: dict[str, str] = {}

    def value(self, name: str, default: Any = "") -> Any:
        """Give what was typed; before that, what the page started with."""
        if self.sent:
            return request.form.get(name, "")
        found = _dig(self._start, name)
        return default if found is None else found

    def values(self, name: str) -> list[str]:
        """Give all choices of a group of checkboxes or a multiple select."""
        if self.sent:
            return request.form.getlist(name)
        return [str(each) for each in _dig(self._start, name) or []]

    def text(self, name: str) -> str | None:
        """Give trimmed text for the API; nothing typed is None."""
        return request.form.get(name, "").strip() or None

    def checked(self, name: str) -> bool:
        """Tell whether a single checkbox is on."""
        if self.sent:
            return name in request.form
        return bool(_dig(self._start, name))

    def body(self, *names: str) -> dict[str, Any]:
        """Collect text fields for the API; a dotted name becomes a nested object."""
        collected: dict[str, Any] = {}
        for name in names:
            put(collected, name, self.text(name))
        return collected

    @property
    def idempotency_key(self) -> str:
        """A key that stays the same while this form is sent again; pages put it in a hidden field."""
        typed = request.form.get("idempotencyKey", "") if self.sent else ""
        return typed[:64] or str(uuid.uuid4())

    @property
    def etag(self) -> str | None:
        """The version the visitor saw, from a hidden field."""
        return request.form.get("etag") or None

    def send(self, call: Callable[[], Answer], *, also: Container[int] = ()) -> Answer | None:
        """Make the call; a refusal that is about this form is kept to show, any other goes to the error page."""
        try:
            return call()
        except Problem as problem:
            if problem.status not in SHOWN_AT_THE_FORM and problem.status not in also:
                raise
            self.problem = problem
            return None

    def point_back(self, group: str, rows: Sequence[int]) -> None:
        """Let complaints about the rows of ``group`` name those on the page: only ``rows`` were sent, no empty ones."""
        if self.problem is not None:
            self.problem.errors = [
                replace(error, field=_on_page(error.field, group, rows)) for error in self.problem.errors
            ]

    def complain(self, field: str, message: str) -> None:
        """Add a complaint that the page itself has, such as two passwords that differ."""
        self.own_errors.append(FieldError(field, message))

    @property
    def errors(self) -> list[FieldError]:
        """All complaints, in the order of the fields as far as those are drawn."""
        places = {name: place for place, name in enumerate(self.labels)}
        found = [*self.own_errors, *(self.problem.errors if self.problem else [])]
        return sorted(found, key=lambda each: places.get(each.field, len(places)))

    def error(self, name: str) -> str:
        """The complaints about one field, as one text."""
        return " ".join(each.message for each in self.errors if each.field == name)

    def called(self, name: str, label: object) -> str:
        """Learn from a field that is drawn what people call it; draws nothing itself."""
        self.labels[name] = str(label)
        return ""

    def complaint(self, each: FieldError) -> str:
        """Put what the field is called before what is wrong with it, for who reads only the summary."""
        label = self.labels.get(each.field, "")
        if not label or label in each.message:
            return each.message
        return f"{label} {each.message}" if label.endswith("?") else f"{label}: {each.message}"

    @property
    def refused(self) -> bool:
        """Tell whether there is anything to mend."""
        return bool(self.problem or self.own_errors)

    @property
    def status(self) -> int:
        """The status to render the page with."""
        if self.problem:
            return self.problem.status
        return 400 if self.own_errors else 200


def whole(text: str | None) -> int | None:
    """Read a whole number as somebody typed it; None for anything else, and for more digits than any field takes."""
    return int(text) if text and text.isdecimal() and len(text) <= MOST_DIGITS else None


def number(text: str | None) -> int | str | None:
    """Read a whole number for the API; anything else goes as typed, so that the API names the field."""
    found = whole(text)
    return text if found is None else found


def _on_page(field: str, group: str, rows: Sequence[int]) -> str:
    head, _dot, rest = field.partition(".")
    place, _dot, name = rest.partition(".")
    row = whole(place)
    if head != group or row is None or row >= len(rows):
        return field
    return ".".join(filter(None, (group, str(rows[row]), name.partition(".")[0])))


def _dig(values: Mapping[str, Any], name: str) -> Any:
    if name in values:
        return values[name]
    found: Any = values
    for part in name.split("."):
        if isinstance(found, list) and part.isdecimal() and int(part) < len(found):
            found = found[int(part)]
        elif isinstance(found, Mapping):
            found = found.get(part)
        else:
            return None
    return found


def put(target: dict[str, Any], name: str, value: Any) -> None:
    """Put a value at a dotted name in nested objects."""
    *parents, last = name.split(".")
    for parent in parents:
        target = target.setdefault(parent, {})
    target[last] = value


def options(items: Iterable[Mapping[str, Any]], value: str = "id", label: str = "name") -> list[tuple[str, str]]:
    """Make choices for a select or a radio group out of a list from the API."""
    return [(str(item[value]), str(item[label])) for item in items]
