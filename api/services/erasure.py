"""Erasing an account: the person goes, the community's lessons may stay."""

from datetime import datetime
from typing import cast

from sqlalchemy import Table, delete, func, select, update
from sqlalchemy.orm import Session

from api.domain.accounts import require_another_administrator
from api.domain.vocabulary import RegistrationStatus, Role
from api.models import (
    Event,
    Interest,
    Introduction,
    Invitation,
    Job,
    Lesson,
    LessonRecognition,
    Member,
    Post,
    PostRecognition,
    Registration,
    Thread,
    TopicSession,
)
from api.services import members, outbox, posts, registrations

UNTITLED = "[…]"  # the title of a conversation that others go on with
COUNTED = (
    (Lesson, LessonRecognition, "lesson_id", "recognised_count"),
    (Post, PostRecognition, "post_id", "recognised_count"),
    (TopicSession, Interest, "topic_session_id", "interest_count"),
)


def erase(session: Session, member: Member, *, keep_contributions: bool, now: datetime) -> None:
    """Erase ``member``; what they wrote stays as by a former member, or goes when they do not agree to that."""
    if member.role is Role.ADMINISTRATOR:
        require_another_administrator(members.administrators(session), member.id)
    _release_seats(session, member, now)
    _take_back_marks(session, member)
    session.execute(delete(TopicSession).where(TopicSession.draft, TopicSession.proposed_by_id == member.id))
    if not keep_contributions:
        _remove_contributions(session, member)
    session.flush()
    session.execute(delete(Invitation).where(Invitation.email == member.email))
    session.execute(delete(Introduction).where(func.lower(Introduction.writer_contact) == member.email))
    session.execute(delete(Job).where(outbox.about(member)))
    # The database lets the rest go with the row, or keeps it without an author.
    session.execute(delete(Member).where(Member.id == member.id))
    session.expire_all()


def _release_seats(session: Session, member: Member, now: datetime) -> None:
    """Cancel what is still to come, event after event in one order, so that the first who waits moves up."""
    coming = (
        select(Registration.id)
        .join(Event, Registration.event_id == Event.id)
        .where(
            Registration.member_id == member.id,
            Registration.status != RegistrationStatus.CANCELLED,
            Event.ends_at > now,
        )
        .order_by(Event.id)
    )
    for registration_id in session.scalars(coming).all():
        registrations.cancel(session, registration_id, member, now=now)


def _take_back_marks(session: Session, member: Member) -> None:
    """Lower the counts of what the member recognised or wanted to come to; nobody's version changes."""
    for model, mark, key, count in COUNTED:
        table, marks = cast(Table, model.__table__), cast(Table, mark.__table__)
        mine = select(marks.c[key]).where(marks.c.member_id == member.id)
        session.execute(update(table).where(table.c.id.in_(mine)).values({count: table.c[count] - 1}))


def _remove_contributions(session: Session, member: Member) -> None:
    """Remove lessons, posts and the words around proposals; what others wrote below them stays."""
    for post in session.scalars(select(Post).where(Post.author_id == member.id).order_by(Post.thread_id)).all():
        posts.remove(session, post)
    session.execute(update(Thread).where(Thread.author_id == member.id).values(title=UNTITLED))
    session.execute(delete(Lesson).where(Lesson.author_id == member.id))
    session.execute(update(TopicSession).where(TopicSession.proposed_by_id == member.id).values(motivation=""))
