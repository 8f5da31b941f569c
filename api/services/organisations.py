"""Organisations: finding one."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import exists, func, or_, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.domain.errors import Invalid, NotFound
from api.domain.vocabulary import OrganisationKind
from api.models import Member, Organisation


def listing(
    session: Session,
    *,
    kind: OrganisationKind | None,
    name_part: str | None,
    after: tuple[str, UUID] | None,
    limit: int,
) -> Sequence[Organisation]:
    """Give organisations by name, one more than ``limit`` to tell whether there are more.

    A partnership is public once somebody with a confirmed address belongs to it: a sign-up alone publishes nothing.
    """
    confirmed = exists().where(Member.organisation_id == Organisation.id, Member.confirmed_at.is_not(None))
    public = or_(Organisation.kind == OrganisationKind.MUNICIPALITY, confirmed)
    query = select(Organisation).where(public).order_by(Organisation.name, Organisation.id).limit(limit + 1)
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


def chosen(session: Session, organisation_id: UUID | None, partnership_name: str | None) -> Organisation:
    """Give the organisation that a person chose: one by its id, or a partnership by its name, new or not."""
    if partnership_name is not None:
        return _named(session, partnership_name) or _founded(session, partnership_name)
    organisation = session.get(Organisation, organisation_id) if organisation_id else None
    if organisation is None:
        raise Invalid("Choose an organisation from the list.", field="organisationId")
    return organisation


def _named(session: Session, name: str) -> Organisation | None:
    return session.scalars(select(Organisation).where(func.lower(Organisation.name) == name.lower())).first()


def _founded(session: Session, name: str) -> Organisation:
    """Make a partnership; who comes second in the same moment joins the first."""
    try:
        with session.begin_nested():
            partnership = Organisation(kind=OrganisationKind.PARTNERSHIP, name=name)
            session.add(partnership)
        return partnership
    except IntegrityError:
        return session.scalars(select(Organisation).where(Organisation.name == name)).one()
