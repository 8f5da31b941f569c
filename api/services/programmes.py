"""Programmes: the series that events belong to."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from api.domain.errors import Conflict, NotFound
from api.domain.permissions import require_organiser
from api.models import Member, Programme


def listing(session: Session, *, after: tuple[str, UUID] | None, limit: int) -> Sequence[Programme]:
    """Give programmes by title, one more than ``limit`` to tell whether there are more."""
    query = select(Programme).order_by(Programme.title, Programme.id).limit(limit + 1)
    if after is not None:
        query = query.where(tuple_(Programme.title, Programme.id) > after)
    return session.scalars(query).all()


def get(session: Session, programme_id: UUID) -> Programme:
    """Give one programme."""
    programme = session.get(Programme, programme_id)
    if programme is None:
        raise NotFound("This programme does not exist.")
    return programme


def create(session: Session, member: Member, values: Mapping[str, object], *, now: datetime) -> Programme:
    """Start a programme."""
    require_organiser(member.role)
    programme = Programme(**values, created_at=now)
    _require_new_title(session, programme.title)
    session.add(programme)
    session.flush()
    return programme


def to_change(session: Session, member: Member, programme_id: UUID) -> Programme:
    """Give a programme to somebody who may change it."""
    require_organiser(member.role)
    return get(session, programme_id)


def change(session: Session, programme: Programme, values: Mapping[str, object]) -> Programme:
    """Change what a programme says about itself."""
    if values.get("title", programme.title) != programme.title:
        _require_new_title(session, str(values["title"]))
    for name, value in values.items():
        setattr(programme, name, value)
    session.flush()
    return programme


def _require_new_title(session: Session, title: str) -> None:
    if session.scalar(select(Programme.id).where(Programme.title == title)) is not None:
        raise Conflict("There is a programme with this title already.", field="title")
