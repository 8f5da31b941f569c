"""The only place where an error becomes an RFC 9457 answer."""

import logging
from collections.abc import Iterator
from typing import Any, cast

import marshmallow as ma
from flask import Flask, Response, json, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from api.domain.errors import Conflict, DomainError, Stale, TooMany
from api.domain.findings import LookAgain, Remark
from api.schemas.moderation import FindingSchema

log = logging.getLogger(__name__)

TYPE_BASE = "https://koppenbijelkaar.example/problems/"

# Of each status: the slug, the title and the sentence for the caller.
HTTP_WORDS = {
    400: ("bad-request", _l("The input is not valid"), _l("The request could not be read.")),
    401: ("unauthenticated", _l("Log in first"), _l("Log in first.")),
    403: ("forbidden", _l("You may not do this"), _l("You may not do this.")),
    404: ("not-found", _l("This does not exist"), _l("There is nothing at this address.")),
    405: ("method-not-allowed", _l("Not this method"), _l("This address does not support this method.")),
    406: ("not-acceptable", _l("Not in this form"), _l("The API answers JSON.")),
    413: ("too-large", _l("Too large"), _l("The request is too large.")),
    415: ("unsupported-media-type", _l("Not in this form"), _l("Send JSON, with Content-Type: application/json.")),
}
ANY_OTHER = ("error", _l("Something went wrong"), _l("Something went wrong."))


class ProblemErrorSchema(ma.Schema):
    """One thing that is wrong with the input."""

    field = ma.fields.String(required=True, metadata={"description": "Where it is, as a dotted path in camelCase"})
    message = ma.fields.String(required=True)


class ProblemSchema(ma.Schema):
    """An error after RFC 9457."""

    type = ma.fields.String(required=True, metadata={"format": "uri"})
    title = ma.fields.String(required=True)
    status = ma.fields.Integer(required=True)
    detail = ma.fields.String(required=True)
    errors = ma.fields.List(ma.fields.Nested(ProblemErrorSchema))
    findings = ma.fields.List(
        ma.fields.Nested(FindingSchema), metadata={"description": "What a writer should look at before posting a text"}
    )


def problem(status: int, slug: str, title: str, detail: str, errors: list[dict[str, str]] | None = None) -> Response:
    """Build the answer for one problem."""
    body: dict[str, Any] = {"type": TYPE_BASE + slug, "title": title, "status": status, "detail": detail}
    if errors:
        body["errors"] = errors
    answer = Response(json.dumps(body), status=status, content_type="application/problem+json")
    if status == 401:
        refused = ', error="invalid_token"' if "Authorization" in request.headers else ""
        answer.headers["WWW-Authenticate"] = f'Bearer realm="koppen"{refused}'
    return answer


def told(remark: Remark) -> dict[str, Any]:
    """Give a remark about a text with its advice, in the caller's language."""
    names = ("kind", "start", "end", "quote", "statement_id", "own")
    advice = gettext(remark.advice, quote=remark.quote)
    return {name: getattr(remark, name) for name in names} | {"advice": advice}


def _look_again(error: LookAgain) -> Response:
    """Answer with what a writer should look at: at the field in words, and apart for a program."""
    remarks = [told(remark) for remark in error.remarks]
    errors = [{"field": "text", "message": each["advice"]} for each in remarks]
    answer = problem(error.status, error.slug, gettext(error.title), gettext(error.detail), errors)
    answer.data = json.dumps(answer.get_json(force=True) | {"findings": FindingSchema(many=True).dump(remarks)})
    return answer


def from_domain(error: DomainError) -> Response:
    """Answer a refusal of the domain in the caller's language."""
    if isinstance(error, LookAgain):
        return _look_again(error)
    detail = gettext(error.detail, **error.params) if error.params else gettext(error.detail)
    errors = [{"field": error.field, "message": detail}] if error.field else None
    answer = problem(error.status, error.slug, gettext(error.title), detail, errors)
    if isinstance(error, TooMany) and error.retry_after:
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def from_http(error: HTTPException) -> Response:
    """Answer an error of Flask, Werkzeug or webargs."""
    if error.response is not None and error.code is not None and error.code < 400:
        return cast(Response, error.response)  # a redirect, not an error
    code = error.code or 500
    data = getattr(error, "data", None) or {}
    if code in (400, 422) and "messages" in data:
        errors = list(flatten(data["messages"]))
        return problem(
            400, "invalid-input", gettext("The input is not valid"), " ".join(e["message"] for e in errors), errors
        )
    slug, title, detail = HTTP_WORDS.get(code, ANY_OTHER)
    answer = problem(code, slug, str(title), str(detail))
    if code == 405:
        answer.headers["Allow"] = ", ".join(sorted(getattr(error, "valid_methods", None) or []))
    return answer


def flatten(messages: Any, path: str = "") -> Iterator[dict[str, str]]:
    """Turn the nested messages of marshmallow into rows of field and message."""
    if isinstance(messages, dict):
        for key, inner in messages.items():
            outermost = path == "" and key in {"json", "query", "form", "path", "headers"}
            step = "" if outermost or key == "_schema" else str(key)
            yield from flatten(inner, ".".join(part for part in (path, step) if part))
    elif isinstance(messages, list | tuple):
        for message in messages:
            yield from flatten(message, path)
    else:
        yield {"field": path or "body", "message": gettext(str(messages))}


def register(app: Flask) -> None:
    """Make every error of ``app`` a problem."""
    app.register_error_handler(DomainError, from_domain)
    app.register_error_handler(HTTPException, from_http)

    @app.errorhandler(StaleDataError)
    def _lost_update(_error: StaleDataError) -> Response:
        return from_domain(Stale("Read it again, and then make your change."))

    @app.errorhandler(IntegrityError)
    def _constraint(error: IntegrityError) -> Response:
        # The rules are checked before; what arrives here lost a race that the database decided.
        log.warning("constraint refused a change on %s", request.url_rule, extra={"constraint": str(error.orig)[:80]})
        return from_domain(Conflict("Something changed at the same moment. Try again."))

    @app.errorhandler(Exception)
    def _unexpected(_error: Exception) -> Response:
        log.exception("unexpected error on %s %s", request.method, request.url_rule)
        return problem(
            500, "unexpected", gettext("Something went wrong"), gettext("This is our fault. Nothing was changed.")
        )
