"""What callers send, read without guessing: one object, each name once, and only characters that can be kept."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

import marshmallow as ma
from flask import Request
from flask_babel import lazy_gettext as _l
from marshmallow import fields
from webargs import core
from webargs.flaskparser import FlaskParser

NOT_JSON = _l("This is not JSON.")
TOO_DEEP = _l("This is nested too deep.")
TWICE = _l("This name is there twice.")
NOT_KEPT = _l("This has characters that cannot be stored. Remove them.")
NO_OBJECT = _l("Send a JSON object.")
UNKEPT = re.compile("[\0\ud800-\udfff]")  # NUL, and half a character
DEPTH = 20


class StrictParser(FlaskParser):
    """Refuse unknown and double names in the query as well as in the body."""

    DEFAULT_VALIDATION_STATUS = 400
    DEFAULT_UNKNOWN_BY_LOCATION = {  # noqa: RUF012 - the name and form that webargs reads
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "query": ma.RAISE,
        "json": ma.RAISE,
    }

    def load_json(self, req: Request, schema: ma.Schema) -> Any:
        """Give the object in the body; nothing sent counts as an empty one."""
        raw = req.get_data(cache=True)
        return read(raw) if raw else core.missing

    def load_querystring(self, req: Request, schema: ma.Schema) -> Any:
        """Give the query, in which only lists may be repeated."""
        lists = {field.data_key for field in schema.fields.values() if isinstance(field, fields.List)}
        for name, values in req.args.lists():
            if len(values) > 1 and name not in lists:
                raise ma.ValidationError({name: [str(TWICE)]})
            _refuse(_unkept(name + "".join(values), (name,)))
        return super().load_querystring(req, schema)


def read(raw: bytes) -> dict[str, Any]:
    """Read a JSON object; refuse with the place of what is wrong."""
    try:
        document = json.loads(raw.decode(), object_pairs_hook=_once, parse_constant=_no_number)
    except ma.ValidationError:
        raise
    except (ValueError, RecursionError):  # also: not UTF-8, a number of thousands of digits
        raise ma.ValidationError({"body": [str(NOT_JSON)]}) from None
    if not isinstance(document, dict):
        raise ma.ValidationError({"body": [str(NO_OBJECT)]})
    _refuse(_unkept(document))
    return document


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        [(name, _)] = Counter(name for name, _ in pairs).most_common(1)
        raise ma.ValidationError({name: [str(TWICE)]})
    return found


def _no_number(_name: str) -> NoReturn:
    raise ValueError


def _refuse(faults: Iterator[tuple[str, str]]) -> None:
    found = next(faults, None)
    if found is not None:
        path, message = found
        raise ma.ValidationError({path or "body": [message]})


def _unkept(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Name the places of what no database takes, and of nesting without end."""
    here = ".".join(path)
    if len(path) > DEPTH:
        yield here, str(TOO_DEEP)
    elif isinstance(value, str):
        if UNKEPT.search(value):
            yield here, str(NOT_KEPT)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            if UNKEPT.search(name):
                yield here, str(NOT_KEPT)
            yield from _unkept(inner, (*path, name))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _unkept(inner, (*path, str(place)))
