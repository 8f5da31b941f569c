"""Conditional requests: an ETag made of id and version, and If-Match on every change of a versioned thing."""

from typing import Any, Protocol
from uuid import UUID

from flask import after_this_request, g, request
from werkzeug import Response

from api.domain.errors import PreconditionNeeded, Stale


class HasVersion(Protocol):
    """A row with an id and a version."""

    id: Any
    version: Any


def etag(entity: HasVersion) -> str:
    """Give the entity tag of one version of a row."""
    identity = entity.id.hex if isinstance(entity.id, UUID) else entity.id
    return f"{identity}-{entity.version}"


def tagged(entity: Any, *, conditional: bool = True) -> Any:
    """Put the ETag of ``entity`` on the answer and give the entity back.

    Call it inside the unit of work, after a flush, so that the tag is that of the version that was written. An answer
    that holds more than the version covers, such as counts, is never ``conditional``: a 304 would hide what changed.
    """
    g.tagged = entity

    @after_this_request
    def _tag(response: Response) -> Response:
        if response.status_code < 300:
            response.set_etag(etag(entity))
            if conditional and request.method in {"GET", "HEAD"}:
                response.make_conditional(request)
        return response

    return entity


def etag_of_answer() -> str | None:
    """Give the ETag that the answer to this request will carry, None without one; call it after a flush."""
    return etag(g.tagged) if "tagged" in g else None


def require_match(entity: HasVersion) -> None:
    """Refuse a change that is not based on the present version of ``entity``."""
    if not request.if_match:
        raise PreconditionNeeded("Send the ETag that you read in an If-Match header.")
    if not request.if_match.contains(etag(entity)):
        raise Stale("Read it again, and then make your change.")
