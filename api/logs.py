"""What is logged, and what never is.

A log outlives the dialogue it was written beside, so no line names a member, an address, a machine or an id, and
requests of a live dialogue have no line at all: who lays their times beside a visitor's would learn who wrote what.
"""

import json
import logging
import re
import sys
import time
import traceback
import uuid
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from flask import Flask, Response, g, request

SECRETS = (
    (re.compile(r"[^\s<>\"',;()\[\]=]+@[^\s<>\"',;()\[\]]+"), "…@…"),
    (re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", re.IGNORECASE), "<id>"),
    (
        re.compile(
            r"(?<!\d)\d{1,3}(?:\.\d{1,3}){3}(?!\d)|(?<![0-9a-f:])(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}", re.IGNORECASE
        ),
        "<host>",
    ),
    (re.compile(r"\?[^\s\"']+"), "?…"),
)
REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
UNLOGGED = ("dialogue", "claim")  # of a live hour, and of the writers of statements

log = logging.getLogger(__name__)


class Lines(logging.Formatter):
    """One line of text for each record, and the frames of an error below it."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record."""
        fields = _fields(record)
        extra = "".join(f" {name}={value}" for name, value in fields["extra"].items())
        head = f"{fields['time']} {fields['level']} {fields['logger']}: {fields['message']}{extra}"
        return "\n  ".join([head, *fields["error"]])


class Json(logging.Formatter):
    """One JSON object for each record."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record."""
        fields = _fields(record)
        extra, error = fields.pop("extra"), fields.pop("error")
        return json.dumps(fields | extra | ({"error": error} if error else {}), ensure_ascii=False)


def configure(*, as_json: bool = False) -> None:
    """Send all logging of this process to standard error, in one form."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Json() if as_json else Lines())
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(logging.INFO)
    for chatty in ("httpx", "httpcore", "alembic", "weasyprint", "fontTools"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def register(app: Flask) -> None:
    """Log a line for each request to ``app``: the route as it is written in the code, never the address itself."""

    @app.before_request
    def _begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def _end(response: Response) -> Response:
        given = request.headers.get("X-Request-Id", "")
        identity = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        response.headers.setdefault("X-Request-Id", identity)
        route = request.url_rule.rule if request.url_rule else "(none)"
        if not any(word in route for word in UNLOGGED):
            milliseconds = round((time.perf_counter() - g.began) * 1000, 1) if "began" in g else 0
            fields = {
                "request": identity[:32].replace("-", ""),
                "method": request.method,
                "route": f"{app.name}:{route}",
                "status": response.status_code,
                "ms": milliseconds,
            }
            log.info("request", extra={"fields": fields})
        return response


def redacted(text: str) -> str:
    """Take out of a text what could name somebody."""
    for pattern, instead in SECRETS:
        text = pattern.sub(instead, text)
    return text


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    moment = datetime.fromtimestamp(record.created, UTC)
    return {
        "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": record.levelname,
        "logger": record.name,
        "message": redacted(record.getMessage()),
        "extra": getattr(record, "fields", {}),
        "error": _frames(record.exc_info) if record.exc_info else [],
    }


def _frames(
    raised: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
) -> list[str]:
    """Say where an error came from, without its message: that may quote what a person wrote."""
    kind, error, _traceback = raised
    frames = [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(raised[2])]
    cause = error.__cause__ if error is not None else None
    return frames + [kind.__name__ if kind else ""] + (["because of", *_frames(_info(cause))] if cause else [])


def _info(error: BaseException) -> tuple[type[BaseException], BaseException, TracebackType | None]:
    return type(error), error, error.__traceback__
