"""The mails to one person about one event: what they say, and how none goes out twice."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.domain.events import link_moment
from api.domain.vocabulary import EventKind, RegistrationStatus
from api.models import Dialogue, Event, Job, Member, Registration
from api.services import outbox


def send(
    session: Session,
    event: Event,
    registration: Registration,
    template: str,
    *,
    now: datetime,
    key: str | None = None,
    still_on: bool = True,
    **more: Any,
) -> None:
    """Queue a mail to a registered person; who has a seat gets the calendar file, and the link once its moment came.

    A mail that brings the link for the first time takes the key of the link mail, so that no second one follows.
    """
    seated = registration.status is RegistrationStatus.CONFIRMED
    online = seated and still_on and is_online(session, event)
    opens = link_moment(event.starts_at, event.link_days_before)
    with_link = online and opens <= now
    if with_link and not link_was_sent(session, event, registration):
        key = link_key(event, registration)
    context = facts(event, registration.member.name) | {
        "with_link": with_link,
        "link": event.online_url,
        "link_at": opens.isoformat() if online and not with_link else None,
        **more,
    }
    if seated:
        context |= {
            "calendar_event_id": str(event.id),
            "calendar_registration_id": str(registration.id),
            "calendar_stamp": now.isoformat(),
        }
    post(session, registration.member, template, context, now=now, key=key)


def post(
    session: Session, to: Member, template: str, context: Mapping[str, Any], *, now: datetime, key: str | None = None
) -> None:
    """Queue a mail to a member in their own language."""
    outbox.mail(session, template, to.email, str(to.locale), context, now=now, key=key)


def facts(event: Event, name: str) -> dict[str, Any]:
    """Give what every mail about an event can say."""
    return {
        "name": name,
        "event_id": str(event.id),
        "title": event.title,
        "starts_at": event.starts_at.isoformat(),
        "ends_at": event.ends_at.isoformat(),
        "location": event.location,
        "contact_name": event.contact_name,
        "contact_email": event.contact_email,
        "contact_phone": event.contact_phone,
    }


def is_online(session: Session, event: Event) -> bool:
    """Tell whether there is a link to send: one of the organiser's, or our own dialogue."""
    if event.online_url is not None or event.kind is EventKind.DIALOGUE:
        return True
    return session.scalar(select(Dialogue.id).where(Dialogue.event_id == event.id)) is not None


def link_key(event: Event, registration: Registration) -> str:
    """Name the mail that brings the link of this date to this seat."""
    return f"event_link:{registration.id}:{registration.queued_at.isoformat()}:{event.starts_at.isoformat()}"


def link_was_sent(session: Session, event: Event, registration: Registration) -> bool:
    """Tell whether a mail with the link of this date was queued for this seat."""
    return session.scalar(select(Job.id).where(Job.key == link_key(event, registration))) is not None
