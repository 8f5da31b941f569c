"""Keyset pages: a cursor names the last row that was seen, a Link header leads to the next page."""

import base64
import binascii
import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from flask import after_this_request, request
from werkzeug import Response

from api.domain.errors import Invalid
from api.input import UNKEPT

T = TypeVar("T")
LARGEST = 2**31 - 1  # of an integer column


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list and the cursor of the next, None at the end."""

    items: Sequence[T]
    next: str | None


def encode(*key: object) -> str:
    """Turn the sort key of a row into an opaque cursor."""
    text = json.dumps([item.isoformat() if isinstance(item, datetime) else str(item) for item in key])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(cursor: str | None, *kinds: type) -> tuple[Any, ...] | None:
    """Turn a cursor back into the sort key, of the given kinds (datetime, UUID, int, str)."""
    if not cursor:
        return None
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        key = tuple(READERS[kind](part) for kind, part in zip(kinds, parts, strict=True))
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError, binascii.Error):
        raise Invalid("This cursor is not one that the API gave.", field="cursor") from None
    return key


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError
    return moment.astimezone(UTC)


def _number(text: str) -> int:
    number = int(text)
    if abs(number) > LARGEST:
        raise OverflowError
    return number


def _words(text: str) -> str:
    if UNKEPT.search(text):
        raise ValueError
    return text


READERS: dict[type, Callable[[str], Any]] = {datetime: _moment, uuid.UUID: uuid.UUID, int: _number, str: _words}


def page(rows: Sequence[T], limit: int, key: Callable[[T], tuple[object, ...]]) -> Page[T]:
    """Cut ``rows``, of which one more than ``limit`` was asked, into a page with its ``Link`` header."""
    more = len(rows) > limit
    items = rows[:limit]
    following = encode(*key(items[-1])) if more else None
    if following:
        arguments = request.args.to_dict(flat=False) | {"cursor": [following]}
        address = _address(arguments)

        @after_this_request
        def _link(response: Response) -> Response:
            response.headers["Link"] = f'<{address}>; rel="next"'
            return response

    return Page(items, following)


def _address(arguments: dict[str, list[str]]) -> str:
    return f"{request.path}?{urlencode(arguments, doseq=True)}"
