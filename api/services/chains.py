"""The chain of a programme: its events in order of time, with what grew from each, as far as the caller may see it.

Every part is filtered in SQL by what the caller may see: drafts of events and sessions, reports, sessions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true, tuple_
from sqlalchemy.orm import Session

from api.domain.permissions import may_organise, may_watch
from api.domain.vocabulary import DialogueState, EventStatus, RegistrationStatus, TopicSessionStage
from api.models import Dialogue, Event, Lesson, LessonEvent, Member, Registration, Report, TopicSession
from api.services import programmes, topic_sessions

SHOWN = 10  # sessions and lessons of one event; the lists of sessions and lessons have the rest

_SOURCE: ColumnElement[UUID] = func.coalesce(Dialogue.event_id, LessonEvent.event_id)


@dataclass(frozen=True)
class Origin:
    """The event that another grew from, by way of a session that visitors do not see."""

    event_id: UUID
    title: str
    session_id: UUID | None


@dataclass(frozen=True)
class Talk:
    """The dialogue of an event, and the newest report of it that the caller may read."""

    id: UUID
    state: DialogueState
    report_number: int | None


@dataclass(frozen=True)
class Grown:
    """A session that grew from the report, or from a lesson, of an event."""

    id: UUID
    title: str
    status: TopicSessionStage
    interest_count: int
    event_id: UUID | None


@dataclass(frozen=True)
class Learned:
    """A lesson that grew from an event."""

    id: UUID
    title: str


@dataclass(frozen=True)
class Link:
    """One event of a programme, where it came from and what grew from it."""

    event: Event
    grew_from: Origin | None
    dialogue: Talk | None
    sessions: Sequence[Grown]
    lessons: Sequence[Learned]
    more: bool


def of(
    session: Session,
    programme_id: UUID,
    member: Member | None,
    *,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Link]:
    """Give the chain of a programme, the first event first, one more than ``limit``; six queries however long it is."""
    programmes.get(session, programme_id)
    query = (
        select(Event)
        .where(Event.programme_id == programme_id, _announced(member))
        .order_by(Event.starts_at, Event.id)
        .limit(limit + 1)
    )
    if after is not None:
        query = query.where(tuple_(Event.starts_at, Event.id) > after)
    events = session.scalars(query).all()
    ids = [event.id for event in events]
    origins, talks = _origins(session, ids, member), _talks(session, ids, member)
    grown = {} if member is None else _grown(session, ids, member)
    learned = _learned(session, ids)
    return [
        Link(
            event,
            origins.get(event.id),
            talks.get(event.id),
            grown.get(event.id, [])[:SHOWN],
            learned.get(event.id, [])[:SHOWN],
            max(len(grown.get(event.id, [])), len(learned.get(event.id, []))) > SHOWN,
        )
        for event in events
    ]


def programme_of(session: Session, found: TopicSession) -> UUID | None:
    """Give the programme of the event whose report or lesson a session grew from."""
    query = _from_sources(select(Event.programme_id)).join(Event, Event.id == _SOURCE)
    programme_id: UUID | None = session.scalar(query.where(TopicSession.id == found.id))
    return programme_id


def _announced(member: Member | None) -> ColumnElement[bool]:
    """Give the condition that finds the events a caller may know of: a draft is for organisers."""
    organises = member is not None and may_organise(member.role)
    return true() if organises else Event.status != EventStatus.DRAFT


def _from_sources(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Join sessions to the dialogue or the lesson that they grew from; ``_SOURCE`` is then the event of that."""
    return (
        query.select_from(TopicSession)
        .outerjoin(Dialogue, Dialogue.id == TopicSession.source_dialogue_id)
        .outerjoin(LessonEvent, LessonEvent.lesson_id == TopicSession.source_lesson_id)
    )


def _origins(session: Session, ids: Sequence[UUID], member: Member | None) -> dict[UUID, Origin]:
    query = _from_sources(select(TopicSession.event_id, Event.id, Event.title, TopicSession.id.label("session_id")))
    query = query.join(Event, Event.id == _SOURCE).where(TopicSession.event_id.in_(ids), _announced(member))
    return {
        event_id: Origin(source_id, title, None if member is None else session_id)
        for event_id, source_id, title, session_id in session.execute(query)
    }


def _talks(session: Session, ids: Sequence[UUID], member: Member | None) -> dict[UUID, Talk]:
    readable = select(Report.dialogue_id, func.max(Report.number).label("number")).group_by(Report.dialogue_id)
    readable = readable.where(Report.published_at.is_not(None))
    if member is None:
        readable = readable.where(Report.dialogue_id.is_(None))
    elif not may_watch(member.role):
        readable = (
            readable.join(Dialogue, Dialogue.id == Report.dialogue_id)
            .join(Registration, Registration.event_id == Dialogue.event_id)
            .where(Registration.member_id == member.id, Registration.status == RegistrationStatus.CONFIRMED)
        )
    reports = readable.subquery()
    query = (
        select(Dialogue.event_id, Dialogue.id, Dialogue.state, reports.c.number)
        .outerjoin(reports, reports.c.dialogue_id == Dialogue.id)
        .where(Dialogue.event_id.in_(ids))
    )
    return {event_id: Talk(*talk) for event_id, *talk in session.execute(query)}


def _grown(session: Session, ids: Sequence[UUID], member: Member) -> dict[UUID, list[Grown]]:
    order = (TopicSession.interest_count.desc(), TopicSession.created_at, TopicSession.id)
    place = func.row_number().over(partition_by=_SOURCE, order_by=order)
    ranked = (
        _from_sources(select(_SOURCE.label("source"), TopicSession.id, place.label("place")))
        .where(or_(Dialogue.event_id.in_(ids), LessonEvent.event_id.in_(ids)), topic_sessions.visible(member))
        .subquery()
    )
    query = (
        select(ranked.c.source, TopicSession)
        .join(ranked, and_(ranked.c.id == TopicSession.id, ranked.c.place <= SHOWN + 1))
        .order_by(ranked.c.place)
    )
    found: dict[UUID, list[Grown]] = {}
    for source, row in session.execute(query):
        grown = Grown(row.id, row.title, topic_sessions.stage(row), row.interest_count, row.event_id)
        found.setdefault(source, []).append(grown)
    return found


def _learned(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[Learned]]:
    order = (Lesson.created_at, Lesson.id)
    place = func.row_number().over(partition_by=LessonEvent.event_id, order_by=order).label("place")
    ranked = (
        select(LessonEvent.event_id, Lesson.id, Lesson.title, place)
        .join(Lesson, Lesson.id == LessonEvent.lesson_id)
        .where(LessonEvent.event_id.in_(ids))
        .subquery()
    )
    query = select(ranked).where(ranked.c.place <= SHOWN + 1).order_by(ranked.c.place)
    found: dict[UUID, list[Learned]] = {}
    for event_id, id_, title, _place in session.execute(query):
        found.setdefault(event_id, []).append(Learned(id_, title))
    return found
