"""Threads: conversations between members that go on all year."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session, joinedload

from api.domain import permissions
from api.domain.errors import Forbidden, NotFound
from api.models import Member, Post, Thread, Topic
from api.services import topics

WHOLE = (joinedload(Thread.author), joinedload(Thread.topic))


def listing(
    session: Session, *, topic_slug: str | None, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Thread]:
    """Give threads by their last post, newest first, one more than ``limit`` to tell whether there are more."""
    query = select(Thread).options(*WHOLE).order_by(Thread.last_post_at.desc(), Thread.id.desc()).limit(limit + 1)
    if topic_slug is not None:
        query = query.where(Thread.topic_id.in_(select(Topic.id).where(Topic.slug == topic_slug)))
    if after is not None:
        query = query.where(tuple_(Thread.last_post_at, Thread.id) < after)
    return session.scalars(query).all()


def get(session: Session, thread_id: UUID) -> Thread:
    """Give one thread."""
    thread = session.scalars(select(Thread).options(*WHOLE).where(Thread.id == thread_id)).one_or_none()
    if thread is None:
        raise NotFound("This conversation does not exist.")
    return thread


def start(session: Session, member: Member, *, title: str, body: str, topic_id: UUID | None, now: datetime) -> Thread:
    """Start a thread with the post that opens it."""
    thread = Thread(title=title, author=member, created_at=now, last_post_at=now, post_count=1)
    thread.topic = topics.chosen(session, [topic_id], field="topicId")[0] if topic_id else None
    session.add(thread)
    session.flush()
    session.add(Post(thread_id=thread.id, author=member, body=body, created_at=now))
    session.flush()
    return thread


def changeable(session: Session, thread_id: UUID, member: Member) -> Thread:
    """Give a thread to the member who may change its title and topic: its author, or a moderator."""
    thread = get(session, thread_id)
    if not permissions.may_tidy(member.id, member.role, thread.author_id):
        raise Forbidden("Only the person who started this conversation can change it.")
    return thread


def change(session: Session, thread: Thread, changes: Mapping[str, Any]) -> None:
    """Change the title or the topic."""
    thread.title = changes.get("title", thread.title)
    if "topic_id" in changes:
        chosen = [changes["topic_id"]] if changes["topic_id"] else []
        thread.topic = next(iter(topics.chosen(session, chosen, field="topicId")), None)
    session.flush()
