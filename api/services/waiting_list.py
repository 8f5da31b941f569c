"""Seats and the waiting list of an event. Every function expects the event to be locked."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from api.domain.events import is_over, moving_up
from api.domain.vocabulary import EventStatus, RegistrationStatus
from api.models import Event, Registration
from api.services import event_mails


def count_seats(session: Session, event: Event, change: int) -> None:
    """Add to or take from the seats that are taken.

    The database counts, and its constraint decides. The version of the event stays: an organiser who is writing a
    text must not be interrupted by every registration.
    """
    session.flush()
    seats = Event.__table__
    session.execute(
        update(seats)  # type: ignore[arg-type]
        .where(seats.c.id == event.id)
        .values(confirmed_count=seats.c.confirmed_count + change)
    )
    set_committed_value(event, "confirmed_count", event.confirmed_count + change)


def fill(session: Session, event: Event, *, now: datetime) -> None:
    """Give free seats to the head of the waiting list, in order, with a mail."""
    if event.status is not EventStatus.PUBLISHED or is_over(event.ends_at, None, now):
        return
    waiting = [Registration.event_id == event.id, Registration.status == RegistrationStatus.WAITING]
    length = session.scalar(select(func.count()).select_from(Registration).where(*waiting)) or 0
    seats = moving_up(event.capacity, event.confirmed_count, length)
    if not seats:
        return
    head = select(Registration).where(*waiting).order_by(Registration.queued_at, Registration.id).limit(seats)
    moved = session.scalars(head.options(joinedload(Registration.member))).all()
    for registration in moved:
        registration.status = RegistrationStatus.CONFIRMED
    count_seats(session, event, len(moved))
    for registration in moved:
        event_mails.send(session, event, registration, "registration_moved_up", now=now)
