"""Events as one caller may see them: alone, in lists, and beside related ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, false, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased, selectinload

from api.domain.errors import NotFound
from api.domain.evaluations import state_for
from api.domain.events import is_over
from api.domain.permissions import may_organise
from api.domain.vocabulary import (
    DialogueState,
    EvaluationState,
    EventKind,
    EventStatus,
    RegistrationStatus,
    Stage,
)
from api.models import Dialogue, EvaluationMark, Event, EventTopic, Member, Registration, Topic
from api.services import dialogues

STATES = {Stage.PLANNED: DialogueState.PLANNED, Stage.CLOSED: DialogueState.CLOSED}
RELATED = 4


@dataclass(frozen=True)
class OwnRegistration:
    """The caller's registration for an event."""

    id: UUID
    status: RegistrationStatus
    waiting_place: int | None
    came: bool = False
    looked_back: bool = False


@dataclass(frozen=True)
class EventView:
    """An event as one caller may see it at one moment."""

    event: Event
    registration: OwnRegistration | None
    dialogue_id: UUID | None
    dialogue_state: DialogueState | None
    registration_open: bool
    online_url: str | None
    waiting_count: int | None
    evaluation: EvaluationState | None = None

    @property
    def id(self) -> UUID:
        return self.event.id

    @property
    def contact(self) -> Event:
        return self.event

    @property
    def seats_left(self) -> int | None:
        return None if self.event.capacity is None else self.event.capacity - self.event.confirmed_count


def waiting_place() -> ColumnElement[int | None]:
    """Give the column that counts a waiting registration's place; null for other registrations."""
    other = aliased(Registration)
    ahead = (
        select(func.count())
        .select_from(other)
        .where(
            other.event_id == Registration.event_id,
            other.status == RegistrationStatus.WAITING,
            tuple_(other.queued_at, other.id) <= tuple_(Registration.queued_at, Registration.id),
        )
        .correlate(Registration)
        .scalar_subquery()
    )
    return case((Registration.status == RegistrationStatus.WAITING, ahead))


def visible(event: Event, member: Member | None) -> bool:
    """Tell whether the caller may know of the event: a draft is for organisers."""
    return event.status is not EventStatus.DRAFT or (member is not None and may_organise(member.role))


def get(session: Session, event_id: UUID, member: Member | None, *, now: datetime) -> EventView:
    """Give one event."""
    event = session.scalars(_with_everything(select(Event).where(Event.id == event_id))).one_or_none()
    if event is None or not visible(event, member):
        raise NotFound("This event does not exist.")
    return view(session, event, member, now=now)


def view(session: Session, event: Event, member: Member | None, *, now: datetime) -> EventView:
    """Give the event as ``member`` sees it."""
    return views(session, [event], member, now=now)[0]


def views(session: Session, events: Sequence[Event], member: Member | None, *, now: datetime) -> list[EventView]:
    """Give the events as ``member`` sees them, with three queries however many there are."""
    ids = [event.id for event in events]
    own = _own(session, ids, member)
    talks = {
        dialogue.event_id: dialogue
        for dialogue in session.scalars(
            select(Dialogue).where(Dialogue.event_id.in_(ids)).options(selectinload(Dialogue.phases))
        )
    }
    organises = member is not None and may_organise(member.role)
    waiting = _waiting(session, ids) if organises else None
    found = []
    for event in events:
        talk, mine = talks.get(event.id), own.get(event.id)
        state = None if talk is None else STATES.get(dialogues.locate(talk, now).stage, DialogueState.LIVE)
        seated = mine is not None and mine.status is RegistrationStatus.CONFIRMED
        found.append(
            EventView(
                event=event,
                registration=mine,
                dialogue_id=None if talk is None else talk.id,
                dialogue_state=state,
                registration_open=event.status is EventStatus.PUBLISHED and not is_over(event.ends_at, state, now),
                online_url=event.online_url if seated or organises else None,
                waiting_count=None if waiting is None else waiting.get(event.id, 0),
                evaluation=_evaluation(event, mine, state, now),
            )
        )
    return found


def listing(
    session: Session,
    member: Member | None,
    *,
    now: datetime,
    after: tuple[datetime, UUID] | None,
    limit: int,
    period: str | None = None,
    **equal: Any,
) -> list[EventView]:
    """Give events by date, one more than ``limit``: what comes first, and for the past what was last."""
    query = _with_labels(select(Event)).where(*_wanted(**equal)).limit(limit + 1)
    if member is None or not may_organise(member.role):
        query = query.where(Event.status.in_([EventStatus.PUBLISHED, EventStatus.CANCELLED]))
    key = tuple_(Event.starts_at, Event.id)
    if period == "past":
        query = query.where(Event.ends_at <= now).order_by(Event.starts_at.desc(), Event.id.desc())
        query = query if after is None else query.where(key < after)
    else:
        query = query.order_by(Event.starts_at, Event.id)
        query = query if period is None else query.where(Event.ends_at > now)
        query = query if after is None else query.where(key > after)
    return views(session, session.scalars(query).all(), member, now=now)


def related(session: Session, event_id: UUID, member: Member | None, *, now: datetime) -> list[EventView]:
    """Give the announced events that share most with this one, the newest first among equals."""
    event = get(session, event_id, member, now=now).event
    shared = (
        select(func.count())
        .where(EventTopic.event_id == Event.id, EventTopic.topic_id.in_([topic.id for topic in event.topics]))
        .correlate(Event)
        .scalar_subquery()
    )
    same_programme = false() if event.programme_id is None else Event.programme_id == event.programme_id
    likeness = shared + case((same_programme, 1), else_=0)
    query = (
        _with_labels(select(Event))
        .where(Event.id != event.id, Event.status == EventStatus.PUBLISHED, or_(shared > 0, same_programme))
        .order_by(likeness.desc(), Event.starts_at.desc(), Event.id)
        .limit(RELATED)
    )
    return views(session, session.scalars(query).all(), member, now=now)


def _wanted(
    *, kind: EventKind | None, status: EventStatus | None, programme_id: UUID | None, topic: str | None
) -> list[ColumnElement[bool]]:
    wanted = []
    if kind is not None:
        wanted.append(Event.kind == kind)
    if status is not None:
        wanted.append(Event.status == status)
    if programme_id is not None:
        wanted.append(Event.programme_id == programme_id)
    if topic is not None:
        wanted.append(Event.topics.any(Topic.slug == topic))
    return wanted


def _with_labels(query: Select[Event]) -> Select[Event]:
    return query.options(selectinload(Event.programme), selectinload(Event.topics))


def _with_everything(query: Select[Event]) -> Select[Event]:
    return _with_labels(query).options(selectinload(Event.facilitators), selectinload(Event.questions))


def _own(session: Session, event_ids: Sequence[UUID], member: Member | None) -> dict[UUID, OwnRegistration]:
    if member is None:
        return {}
    rows = session.execute(
        select(
            Registration.event_id,
            Registration.id,
            Registration.status,
            waiting_place(),
            Registration.attended,
            EvaluationMark.registration_id.is_not(None),
        )
        .outerjoin(EvaluationMark, EvaluationMark.registration_id == Registration.id)
        .where(Registration.event_id.in_(event_ids), Registration.member_id == member.id)
    )
    return {
        event_id: OwnRegistration(id_, status, place, came, looked_back)
        for event_id, id_, status, place, came, looked_back in rows
    }


def _evaluation(
    event: Event, mine: OwnRegistration | None, dialogue: DialogueState | None, now: datetime
) -> EvaluationState | None:
    if mine is None or event.status is not EventStatus.PUBLISHED:
        return None
    return state_for(
        seated=mine.status is RegistrationStatus.CONFIRMED,
        came=mine.came,
        answered=mine.looked_back,
        ends_at=event.ends_at,
        dialogue=dialogue,
        now=now,
    )


def _waiting(session: Session, event_ids: Sequence[UUID]) -> dict[UUID, int]:
    rows = session.execute(
        select(Registration.event_id, func.count().label("waiting"))
        .where(Registration.event_id.in_(event_ids), Registration.status == RegistrationStatus.WAITING)
        .group_by(Registration.event_id)
    )
    return {row.event_id: row.waiting for row in rows}
