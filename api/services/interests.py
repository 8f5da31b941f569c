"""Who is interested in a topic session, and when they can come."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import Table, delete, func, select, update
from sqlalchemy.orm import Session

from api.domain.topic_sessions import require_counting
from api.domain.vocabulary import Availability
from api.models import Interest, Member, TopicSession
from api.models.inserts import insert_once
from api.services import date_polls
from api.services.topic_sessions import SessionView, get, locked, stage


def count_in(session: Session, session_id: UUID, member: Member, now: datetime) -> SessionView:
    """Note that ``member`` wants to come; a second time changes nothing."""
    found = locked(session, session_id, member)
    require_counting(stage(found))
    insert_once(session, Interest, {"topic_session_id": session_id, "member_id": member.id, "created_at": now})
    return _counted(session, found, member)


def say_when(
    session: Session, session_id: UUID, member: Member, given: Mapping[UUID, Availability], now: datetime
) -> SessionView:
    """Note when ``member`` can come, in the place of what they said before; who says so wants to come."""
    found = locked(session, session_id, member)
    require_counting(stage(found))
    date_polls.answer(session, found, member, given)
    insert_once(session, Interest, {"topic_session_id": session_id, "member_id": member.id, "created_at": now})
    return _counted(session, found, member)


def count_out(session: Session, session_id: UUID, member: Member) -> SessionView:
    """Note that ``member`` no longer wants to come; without interest nothing changes."""
    found = locked(session, session_id, member)
    date_polls.forget(session, session_id, member.id)
    session.execute(delete(Interest).where(Interest.topic_session_id == session_id, Interest.member_id == member.id))
    return _counted(session, found, member)


def _counted(session: Session, found: TopicSession, member: Member) -> SessionView:
    """Count anew under the lock of the session; its version stays, since nobody's words changed."""
    count = select(func.count()).select_from(Interest).where(Interest.topic_session_id == found.id)
    table = cast(Table, TopicSession.__table__)
    session.execute(update(table).where(table.c.id == found.id).values(interest_count=count.scalar_subquery()))
    session.refresh(found, ["interest_count"])
    return get(session, found.id, member)
