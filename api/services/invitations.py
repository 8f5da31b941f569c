"""Invitations: telling a colleague about an event by mail."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.domain.errors import TooMany
from api.domain.events import require_open
from api.domain.vocabulary import RegistrationStatus
from api.models import Event, Invitation, Member, Registration
from api.models.inserts import insert_once
from api.services import event_mails, event_views, outbox, sessions

A_DAY = timedelta(days=1)
MOST_A_DAY = 20


def invite(session: Session, event_id: UUID, member: Member, email: str, *, now: datetime) -> None:
    """Mail a colleague about an event, once; nothing tells whether that happened or who is known here."""
    view = event_views.get(session, event_id, member, now=now)
    require_open(view.event.status, view.event.ends_at, view.dialogue_state, now)
    sessions.locked(session, member.id)  # twenty at the same moment are counted one after the other
    _require_patience(session, member, now)
    if _note(session, view.event, member, email, now) and not _comes_already(session, view.event, email):
        context = event_mails.facts(view.event, "") | {"inviter": member.name, "summary": view.event.summary}
        outbox.mail(session, "event_invitation", email, str(member.locale), context, now=now)


def _require_patience(session: Session, member: Member, now: datetime) -> None:
    sent = session.scalars(
        select(Invitation.created_at)
        .where(Invitation.inviter_id == member.id, Invitation.created_at > now - A_DAY)
        .order_by(Invitation.created_at.desc())
        .limit(MOST_A_DAY)
    ).all()
    if len(sent) == MOST_A_DAY:
        raise TooMany(
            "You can invite %(most)s colleagues a day. Go on tomorrow.",
            params={"most": MOST_A_DAY},
            retry_after=int((sent[-1] + A_DAY - now).total_seconds()) + 1,
        )


def _note(session: Session, event: Event, member: Member, email: str, now: datetime) -> bool:
    """Write the invitation down; tell whether it is the first of this person for this event."""
    values = {"id": uuid4(), "event_id": event.id, "inviter_id": member.id, "email": email, "created_at": now}
    return insert_once(session, Invitation, values)


def _comes_already(session: Session, event: Event, email: str) -> bool:
    query = (
        select(Registration.id)
        .join(Member, Registration.member_id == Member.id)
        .where(
            Registration.event_id == event.id,
            Registration.status != RegistrationStatus.CANCELLED,
            Member.email == email,
        )
    )
    return session.scalar(query) is not None
