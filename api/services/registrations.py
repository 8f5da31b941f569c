"""Registrations: coming to an event, waiting for a seat, staying away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session, joinedload, selectinload

from api.domain.errors import Conflict, NotFound
from api.domain.events import is_over, place_for, require_open
from api.domain.permissions import may_organise, require_organiser
from api.domain.registrations import Question, checked_answers
from api.domain.vocabulary import RegistrationStatus
from api.models import Event, Member, Registration, RegistrationAnswer, RegistrationQuestion
from api.services import event_mails, event_views, events, waiting_list
from api.services.event_views import EventView, waiting_place

INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Placed:
    """A registration with its place on the waiting list, and the event as its owner sees it."""

    registration: Registration
    waiting_place: int | None
    event: EventView | None = None
    is_new: bool = False

    @property
    def id(self) -> UUID:
        return self.registration.id


def register(
    session: Session, event_id: UUID, member: Member, given: Sequence[tuple[UUID, str]], *, now: datetime
) -> Placed:
    """Give a member a seat, or a place at the end of the waiting list; who is registered already stays where they are."""
    event = events.locked(session, event_id)
    if not event_views.visible(event, member):
        raise NotFound("This event does not exist.")
    registration = _of(session, event, member)
    if registration is not None and registration.status is not RegistrationStatus.CANCELLED:
        return placed(session, registration)
    view = event_views.view(session, event, member, now=now)
    require_open(event.status, event.ends_at, view.dialogue_state, now)
    answers = checked_answers(_questions(session, event), given)
    status, queued_at = place_for(event.capacity, event.confirmed_count), _end_of_queue(session, event, now)
    if registration is None:
        registration = Registration(event=event, member=member, created_at=now)
    registration.status, registration.queued_at = status, queued_at
    registration.answers.clear()
    session.add(registration)
    session.flush()
    registration.answers.extend(RegistrationAnswer(question_id=key, answer=answer) for key, answer in answers.items())
    return _received(session, event, registration, now)


def _received(session: Session, event: Event, registration: Registration, now: datetime) -> Placed:
    """Count the seat and write the confirmation, in the transaction of the registration."""
    if registration.status is RegistrationStatus.CONFIRMED:
        waiting_list.count_seats(session, event, 1)
    found = placed(session, registration, is_new=True)
    if registration.status is RegistrationStatus.CONFIRMED:
        event_mails.send(session, event, registration, "registration_confirmed", now=now)
    else:
        event_mails.send(session, event, registration, "registration_waiting", now=now, place=found.waiting_place)
    return found


def cancel(session: Session, registration_id: UUID, member: Member, *, now: datetime) -> None:
    """Give up a seat or a place on the waiting list; the first who waits moves up."""
    known = get(session, registration_id, member).registration
    event = events.locked(session, known.event_id)
    registration = session.get_one(Registration, registration_id, populate_existing=True)
    if registration.status is RegistrationStatus.CANCELLED:
        return
    if is_over(event.ends_at, None, now):
        raise Conflict("This event is over. Your registration stays as it is.")
    had_seat = registration.status is RegistrationStatus.CONFIRMED
    registration.status = RegistrationStatus.CANCELLED
    if had_seat:
        waiting_list.count_seats(session, event, -1)
        waiting_list.fill(session, event, now=now)
    session.flush()


def get(session: Session, registration_id: UUID, member: Member) -> Placed:
    """Give one registration to its owner or to an organiser."""
    query = select(Registration, waiting_place()).where(Registration.id == registration_id)
    row = session.execute(query.options(selectinload(Registration.answers))).one_or_none()
    if row is None or (row[0].member_id != member.id and not may_organise(member.role)):
        raise NotFound("This registration does not exist.")
    return Placed(*row)


def of_event(
    session: Session,
    event_id: UUID,
    member: Member,
    *,
    status: RegistrationStatus | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Placed]:
    """Give the registrations of an event in the order of the queue, to an organiser."""
    require_organiser(member.role)
    if session.get(Event, event_id) is None:
        raise NotFound("This event does not exist.")
    query = select(Registration, waiting_place()).where(Registration.event_id == event_id)
    if status is not None:
        query = query.where(Registration.status == status)
    if after is not None:
        query = query.where(tuple_(Registration.queued_at, Registration.id) > after)
    query = query.order_by(Registration.queued_at, Registration.id).limit(limit + 1)
    loaded = query.options(joinedload(Registration.member), selectinload(Registration.answers))
    return [Placed(*row) for row in session.execute(loaded)]


def of_member(
    session: Session,
    member: Member,
    *,
    period: str,
    now: datetime,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Placed]:
    """Give a member's own registrations with their events: what comes first, or what was last."""
    query = (
        select(Registration, waiting_place(), Event)
        .join(Event, Registration.event_id == Event.id)
        .where(Registration.member_id == member.id, Registration.status != RegistrationStatus.CANCELLED)
        .options(selectinload(Registration.answers), selectinload(Event.programme), selectinload(Event.topics))
        .limit(limit + 1)
    )
    key = tuple_(Event.starts_at, Registration.id)
    if period == "past":
        query = query.where(Event.ends_at <= now).order_by(Event.starts_at.desc(), Registration.id.desc())
        query = query if after is None else query.where(key < after)
    else:
        query = query.where(Event.ends_at > now).order_by(Event.starts_at, Registration.id)
        query = query if after is None else query.where(key > after)
    rows = session.execute(query).all()
    views = event_views.views(session, [row[2] for row in rows], member, now=now)
    return [Placed(row[0], row[1], view) for row, view in zip(rows, views, strict=True)]


def placed(session: Session, registration: Registration, *, is_new: bool = False) -> Placed:
    """Give a registration with its place on the waiting list."""
    session.flush()
    place = session.scalar(select(waiting_place()).where(Registration.id == registration.id))
    return Placed(registration, place, is_new=is_new)


def _of(session: Session, event: Event, member: Member) -> Registration | None:
    query = select(Registration).where(Registration.event_id == event.id, Registration.member_id == member.id)
    return session.scalars(query.options(selectinload(Registration.answers))).one_or_none()


def _questions(session: Session, event: Event) -> list[Question]:
    rows = session.scalars(
        select(RegistrationQuestion)
        .where(RegistrationQuestion.event_id == event.id)
        .order_by(RegistrationQuestion.position)
    )
    return [Question(row.id, row.kind, row.label, row.required, row.options) for row in rows]


def _end_of_queue(session: Session, event: Event, now: datetime) -> datetime:
    """Give the next moment in the queue: later than everybody's before, also when two clocks disagree."""
    last = [
        session.scalar(
            select(func.max(Registration.queued_at)).where(
                Registration.event_id == event.id, Registration.status == status
            )
        )
        for status in (RegistrationStatus.CONFIRMED, RegistrationStatus.WAITING)
    ]
    return max([now, *(moment + INSTANT for moment in last if moment is not None)])
