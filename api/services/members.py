"""Members as others see them: finding one, and the role that an administrator gives."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import exists, or_, select, tuple_
from sqlalchemy.orm import Session, selectinload

from api.domain import permissions
from api.domain.accounts import require_another_administrator
from api.domain.errors import Forbidden, NotFound
from api.domain.vocabulary import Role
from api.models import Member, MemberTopic, Organisation

FOR_MEMBERS = ("id", "name", "organisation", "job_function", "topics")
FOR_ORGANISERS = (*FOR_MEMBERS, "email", "role", "confirmed_at", "created_at")


def card(member: Member, viewer: Member) -> Mapping[str, object]:
    """Give what ``viewer`` may know about ``member``."""
    names = FOR_ORGANISERS if permissions.may_see_accounts(viewer.role) else FOR_MEMBERS
    return {name: getattr(member, name) for name in names}


def listing(
    session: Session,
    viewer: Member,
    *,
    text: str | None,
    topic_id: UUID | None,
    after: tuple[str, UUID] | None,
    limit: int,
) -> Sequence[Mapping[str, object]]:
    """Give members by name, one more than ``limit`` to tell whether there are more.

    Who has not confirmed an address is no member yet, except to organisers.
    """
    query = select(Member).join(Member.organisation).options(selectinload(Member.topics))
    if not permissions.may_see_accounts(viewer.role):
        query = query.where(Member.confirmed_at.is_not(None))
    if text:
        found = (column.icontains(text, autoescape=True) for column in (Member.name, Organisation.name))
        query = query.where(or_(*found))
    if topic_id is not None:
        query = query.where(exists().where(MemberTopic.member_id == Member.id, MemberTopic.topic_id == topic_id))
    if after is not None:
        query = query.where(tuple_(Member.name, Member.id) > after)
    rows = session.scalars(query.order_by(Member.name, Member.id).limit(limit + 1)).all()
    return [card(row, viewer) for row in rows]


def get(session: Session, viewer: Member, member_id: UUID) -> Member:
    """Give one member, with topics."""
    member = session.get(Member, member_id, options=[selectinload(Member.topics)])
    hidden = member is not None and member.confirmed_at is None and not permissions.may_see_accounts(viewer.role)
    if member is None or hidden:
        raise NotFound("This member does not exist.")
    return member


def give_role(session: Session, giver: Member, member: Member, role: Role) -> Member:
    """Give ``member`` another role, as an administrator; the last administrator stays one."""
    if not permissions.may_give_roles(giver.role):
        raise Forbidden("Only an administrator can give roles.")
    return _with_role(session, member, role)


def appoint(session: Session, email: str, role: Role) -> Member:
    """Give who has confirmed this address a role, at the request of whoever runs the machine."""
    query = select(Member).where(Member.email == email, Member.confirmed_at.is_not(None))
    member = session.scalars(query).one_or_none()
    if member is None:
        raise NotFound("Nobody has confirmed this mail address.")
    return _with_role(session, member, role)


def _with_role(session: Session, member: Member, role: Role) -> Member:
    if role is not Role.ADMINISTRATOR:
        require_another_administrator(administrators(session), member.id)
    member.role = role
    session.flush()
    return member


def administrators(session: Session) -> Sequence[UUID]:
    """Give all administrators, locked: two who leave in the same moment must see each other."""
    query = select(Member.id).where(Member.role == Role.ADMINISTRATOR, Member.confirmed_at.is_not(None))
    return session.scalars(query.order_by(Member.id).with_for_update(of=Member)).all()
