"""Lessons: experiences in a form that others can reuse."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session, joinedload, selectinload

from api.domain import permissions
from api.domain.errors import Forbidden, NotFound
from api.models import Lesson, LessonTopic, Member, Topic
from api.services import recognitions, topics

WHOLE = (joinedload(Lesson.author), selectinload(Lesson.topics))


def listing(
    session: Session,
    member: Member | None,
    *,
    topic_slug: str | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> Sequence[Lesson]:
    """Give lessons, newest first, one more than ``limit`` to tell whether there are more."""
    query = select(Lesson).options(*WHOLE).order_by(Lesson.created_at.desc(), Lesson.id.desc()).limit(limit + 1)
    if topic_slug is not None:
        about = select(LessonTopic.lesson_id).join(Topic, Topic.id == LessonTopic.topic_id)
        query = query.where(Lesson.id.in_(about.where(Topic.slug == topic_slug)))
    if after is not None:
        query = query.where(tuple_(Lesson.created_at, Lesson.id) < after)
    return recognitions.seen_by(session, query, member)


def get(session: Session, lesson_id: UUID, member: Member | None) -> Lesson:
    """Give one lesson as ``member``, or a visitor, sees it."""
    found = recognitions.seen_by(session, select(Lesson).options(*WHOLE).where(Lesson.id == lesson_id), member)
    if not found:
        raise NotFound("This lesson does not exist.")
    return found[0]


def share(session: Session, member: Member, *, topic_ids: Sequence[UUID], now: datetime, **texts: str) -> Lesson:
    """Share a lesson under the name of ``member``."""
    lesson = Lesson(author=member, created_at=now, topics=topics.chosen(session, topic_ids), **texts)
    session.add(lesson)
    session.flush()
    return lesson


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
