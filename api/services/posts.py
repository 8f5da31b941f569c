"""Posts: the messages of a thread."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import ColumnElement, Table, delete, func, select, tuple_, update
from sqlalchemy.orm import Session, joinedload

from api.domain import permissions
from api.domain.errors import Forbidden, NotFound
from api.models import Member, Post, Thread
from api.services import recognitions, threads

THREAD = cast(Table, Thread.__table__)


def listing(
    session: Session, thread_id: UUID, member: Member, *, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Post]:
    """Give the posts of a thread, oldest first, one more than ``limit`` to tell whether there are more."""
    threads.get(session, thread_id)
    query = select(Post).options(joinedload(Post.author)).where(Post.thread_id == thread_id)
    query = query.order_by(Post.created_at, Post.id).limit(limit + 1)
    if after is not None:
        query = query.where(tuple_(Post.created_at, Post.id) > after)
    return recognitions.seen_by(session, query, member)


def get(session: Session, post_id: UUID, member: Member) -> Post:
    """Give one post as ``member`` sees it."""
    query = select(Post).options(joinedload(Post.author)).where(Post.id == post_id)
    found = recognitions.seen_by(session, query, member)
    if not found:
        raise NotFound("This message does not exist.")
    return found[0]


def reply(session: Session, thread_id: UUID, member: Member, *, body: str, now: datetime) -> Post:
    """Add a post to a thread, which moves the thread to the top of the list."""
    _grow(session, thread_id, by=1, last_post_at=now)
    post = Post(thread_id=thread_id, author=member, body=body, created_at=now)
    session.add(post)
    session.flush()
    return post


def rewritable(session: Session, post_id: UUID, member: Member) -> Post:
    """Give a post to the member who may change its words."""
    post = get(session, post_id, member)
    if not permissions.may_rewrite(member.id, post.author_id):
        raise Forbidden("You can only change your own message.")
    return post


def rewrite(session: Session, post: Post, *, body: str, now: datetime) -> None:
    """Change the words of a post."""
    if body != post.body:
        post.body, post.edited_at = body, now
    session.flush()


def removable(session: Session, post_id: UUID, member: Member) -> Post:
    """Give a post to the member who may take it away: its author, or a moderator."""
    post = get(session, post_id, member)
    if not permissions.may_tidy(member.id, member.role, post.author_id):
        raise Forbidden("You can only delete your own message.")
    return post


def remove(session: Session, post: Post) -> None:
    """Take a post away; with its last post the thread goes too."""
    latest = select(func.max(Post.created_at)).where(Post.thread_id == post.thread_id, Post.id != post.id)
    left = _grow(
        session, post.thread_id, by=-1, last_post_at=func.coalesce(latest.scalar_subquery(), THREAD.c.last_post_at)
    )
    session.delete(post)
    session.flush()
    if left == 0:
        session.execute(delete(THREAD).where(THREAD.c.id == post.thread_id))


def _grow(session: Session, thread_id: UUID, *, by: int, last_post_at: datetime | ColumnElement[datetime]) -> int:
    """Count posts in the database itself; others who add or take away a post in this thread wait for us.

    The version stays: a reply does not stand in the way of somebody who is changing the title.
    """
    change = update(THREAD).where(THREAD.c.id == thread_id)
    change = change.values(post_count=THREAD.c.post_count + by, last_post_at=last_post_at)
    left = session.scalar(change.returning(THREAD.c.post_count))
    if left is None:
        raise NotFound("This conversation does not exist.")
    return int(left)
