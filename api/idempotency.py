"""The same request sent twice acts once: the answer is kept beside the Idempotency-Key that the caller chose."""

import hashlib
from collections.abc import Callable
from typing import Any

from flask import Response, jsonify, request
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from api.domain.errors import Conflict, Invalid
from api.models import IdempotencyKey, Member
from api.models.inserts import insert_once
from api.schemas.base import Schema
from api.state import state
from api.versions import etag_of_answer


def once(
    session: Session, member: Member, schema: Schema, status: int | Callable[[Any], int], action: Callable[[], Any]
) -> Any:
    """Run ``action`` unless this request was answered before; give its result, or the answer of then.

    Without an ``Idempotency-Key`` header the action simply runs. ``status`` is that of the answer, or finds it from
    the result.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return action()
    if not 1 <= len(key) <= 80:
        raise Invalid("Use between 1 and 80 characters.", field="Idempotency-Key")
    fingerprint = hashlib.sha256(f"{request.method} {request.full_path}\n".encode() + request.get_data()).hexdigest()
    if not _claim(session, member, key, fingerprint):
        return _earlier(session, member, key, fingerprint)
    result = action()
    session.flush()
    body = schema.dump(result)
    session.execute(
        update(IdempotencyKey)
        .where(IdempotencyKey.member_id == member.id, IdempotencyKey.key == key)
        .values(status=status(result) if callable(status) else status, body=body, etag=etag_of_answer())
    )
    return result


def _claim(session: Session, member: Member, key: str, fingerprint: str) -> bool:
    """Take the key; who comes second in the same moment finds it taken."""
    values = {
        "member_id": member.id,
        "key": key,
        "request_hash": fingerprint,
        "status": 0,
        "body": {},
        "created_at": state().clock(),
    }
    return insert_once(session, IdempotencyKey, values)


def _earlier(session: Session, member: Member, key: str, fingerprint: str) -> Response:
    row = session.scalars(
        select(IdempotencyKey).where(IdempotencyKey.member_id == member.id, IdempotencyKey.key == key)
    ).one()
    if row.request_hash != fingerprint:
        raise Conflict("This key was used for another request.", field="Idempotency-Key")
    answer = jsonify(row.body)
    answer.status_code = row.status
    if row.etag is not None:
        answer.set_etag(row.etag)
    return answer
