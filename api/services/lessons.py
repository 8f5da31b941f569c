"""Lessons: experiences in a form that others can reuse."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session, joinedload, selectinload

from api.domain import permissions
from api.domain.errors import Forbidden, Invalid, NotFound
from api.domain.vocabulary import EventStatus
from api.models import Event, Lesson, LessonEvent, LessonTopic, Member, Topic
from api.services import recognitions, topics

WHOLE = (joinedload(Lesson.author), selectinload(Lesson.topics), selectinload(Lesson.event))


def listing(
    session: Session,
    member: Member | None,
    *,
    topic_slug: str | None,
    event_id: UUID | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> Sequence[Lesson]:
    """Give lessons, newest first, one more than ``limit`` to tell whether there are more."""
    query = select(Lesson).options(*WHOLE).order_by(Lesson.created_at.desc(), Lesson.id.desc()).limit(limit + 1)
    if topic_slug is not None:
        about = select(LessonTopic.lesson_id).join(Topic, Topic.id == LessonTopic.topic_id)
        query = query.where(Lesson.id.in_(about.where(Topic.slug == topic_slug)))
    if event_id is not None:
        query = query.where(Lesson.id.in_(select(LessonEvent.lesson_id).where(LessonEvent.event_id == event_id)))
    if after is not None:
        query = query.where(tuple_(Lesson.created_at, Lesson.id) < after)
    return recognitions.seen_by(session, query, member)


def get(session: Session, lesson_id: UUID, member: Member | None) -> Lesson:
    """Give one lesson as ``member``, or a visitor, sees it."""
    found = recognitions.seen_by(session, select(Lesson).options(*WHOLE).where(Lesson.id == lesson_id), member)
    if not found:
        raise NotFound("This lesson does not exist.")
    return found[0]


def share(
    session: Session,
    member: Member,
    *,
    topic_ids: Sequence[UUID],
    event_id: UUID | None,
    now: datetime,
    **texts: str,
) -> Lesson:
    """Share a lesson under the name of ``member``."""
    lesson = Lesson(author=member, created_at=now, topics=topics.chosen(session, topic_ids), **texts)
    lesson.event = _grown_from(session, event_id)
    session.add(lesson)
    session.flush()
    return lesson


def _grown_from(session: Session, event_id: UUID | None) -> Event | None:
    """Give the event that a lesson grew from: one that is announced, because everybody reads the lesson."""
    event = None if event_id is None else session.get(Event, event_id)
    if event_id is not None and (event is None or event.status is EventStatus.DRAFT):
        raise Invalid("This event does not exist.", field="eventId")
    return event


def rewritable(session: Session, lesson_id: UUID, member: Member) -> Lesson:
    """Give a lesson to the member who may change its words."""
    lesson = get(session, lesson_id, member)
    if not permissions.may_rewrite(member.id, lesson.author_id):
        raise Forbidden("You can only change your own lesson.")
    return lesson


def rewrite(session: Session, lesson: Lesson, changes: Mapping[str, Any], *, now: datetime) -> None:
    """Change what ``changes`` names."""
    texts = dict(changes)
    if "topic_ids" in texts:
        lesson.topics = topics.chosen(session, texts.pop("topic_ids"))
    if "event_id" in texts:
        lesson.event = _grown_from(session, texts.pop("event_id"))
    for name, text in texts.items():
        setattr(lesson, name, text)
    if session.is_modified(lesson):
        lesson.edited_at = now
    session.flush()


def removable(session: Session, lesson_id: UUID, member: Member) -> Lesson:
    """Give a lesson to the member who may take it away: its author, or a moderator."""
    lesson = get(session, lesson_id, member)
    if not permissions.may_tidy(member.id, member.role, lesson.author_id):
        raise Forbidden("You can only delete your own lesson.")
    return lesson


def remove(session: Session, lesson: Lesson) -> None:
    """Take a lesson away."""
    session.delete(lesson)
    session.flush()
