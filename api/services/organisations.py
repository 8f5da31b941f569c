"""Organisations: finding one."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from api.domain.errors import NotFound
from api.domain.vocabulary import OrganisationKind
from api.models import Organisation


def listing(
    session: Session,
    *,
    kind: OrganisationKind | None,
    name_part: str | None,
    after: tuple[str, UUID] | None,
    limit: int,
) -> Sequence[Organisation]:
    """Give organisations by name, one more than ``limit`` to tell whether there are more."""
    query = select(Organisation).order_by(Organisation.name, Organisation.id).limit(limit + 1)
    if kind is not None:
        query = query.where(Organisation.kind == kind)
    if name_part:
        query = query.where(Organisation.name.icontains(name_part, autoescape=True))
    if after is not None:
        query = query.where(tuple_(Organisation.name, Organisation.id) > after)
    return session.scalars(query).all()


def get(session: Session, organisation_id: UUID) -> Organisation:
    """Give one organisation."""
    organisation = session.get(Organisation, organisation_id)
    if organisation is None:
        raise NotFound("This organisation does not exist.")
    return organisation
