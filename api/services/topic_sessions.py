"""Follow-up sessions: proposing, counting in, declining."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, Table, and_, delete, func, select, tuple_, update
from sqlalchemy.orm import Session, joinedload

from api.domain.errors import Forbidden, Invalid, NotFound
from api.domain.permissions import may_change_session, require_organiser
from api.domain.topic_sessions import require_counting, require_proposed, require_verdict
from api.domain.vocabulary import SourceKind, TopicSessionStatus
from api.models import Interest, Lesson, Member, Statement, Thread, TopicSession
from api.models.inserts import insert_once
from api.services import reports


@dataclass(frozen=True)
class SessionView:
    """A session as one member sees it, with the words it grew from; None when those are gone."""

    session: TopicSession
    source_text: str | None
    interested: bool

    @property
    def id(self) -> UUID:
        return self.session.id

    @property
    def version(self) -> int:
        return self.session.version


def listing(
    session: Session,
    member: Member,
    *,
    status: TopicSessionStatus | None,
    dialogue_id: UUID | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[SessionView]:
    """Give sessions, newest first, one more than ``limit`` to tell whether there are more."""
    query = _whole(member).order_by(TopicSession.created_at.desc(), TopicSession.id.desc()).limit(limit + 1)
    if status is not None:
        query = query.where(TopicSession.status == status)
    if dialogue_id is not None:
        query = query.where(TopicSession.source_dialogue_id == dialogue_id)
    if after is not None:
        query = query.where(tuple_(TopicSession.created_at, TopicSession.id) < after)
    return [_seen(*row) for row in session.execute(query)]


def get(session: Session, session_id: UUID, member: Member) -> SessionView:
    """Give one session as ``member`` sees it."""
    row = session.execute(_whole(member).where(TopicSession.id == session_id)).one_or_none()
    if row is None:
        raise NotFound("This session does not exist.")
    return _seen(*row)


def locked(session: Session, session_id: UUID) -> TopicSession:
    """Give a session that nobody else can change or count in on until this transaction ends."""
    query = select(TopicSession).where(TopicSession.id == session_id).with_for_update(of=TopicSession)
    found = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound("This session does not exist.")
    return found


def propose(
    session: Session, member: Member, *, title: str, motivation: str, source: Mapping[str, Any], now: datetime
) -> SessionView:
    """Propose a session from something that ``member`` may read; who proposes counts in."""
    proposed = TopicSession(title=title, motivation=motivation, proposed_by=member, created_at=now, interest_count=1)
    _take_source(session, proposed, member, source)
    session.add(proposed)
    session.flush()
    session.add(Interest(topic_session_id=proposed.id, member_id=member.id, created_at=now))
    session.flush()
    return get(session, proposed.id, member)


def change(session: Session, found: TopicSession, member: Member, values: Mapping[str, Any]) -> None:
    """Change the words of a proposal, as its proposer or an organiser; an organiser declines and reopens."""
    if not may_change_session(member.id, member.role, found.proposed_by_id):
        raise Forbidden("Only the person who proposed this session can change it.")
    words = {name: values[name] for name in ("title", "motivation") if name in values}
    verdict = values.get("status", found.status)
    if verdict is not found.status:
        require_organiser(member.role)
        require_verdict(found.status, verdict)
        found.status = verdict
    if words:
        require_proposed(found.status)
        for name, text in words.items():
            setattr(found, name, text)
    session.flush()


def count_in(session: Session, session_id: UUID, member: Member, now: datetime) -> SessionView:
    """Note that ``member`` wants to come; a second time changes nothing."""
    found = locked(session, session_id)
    require_counting(found.status)
    insert_once(session, Interest, {"topic_session_id": session_id, "member_id": member.id, "created_at": now})
    return _counted(session, found, member)


def count_out(session: Session, session_id: UUID, member: Member) -> SessionView:
    """Note that ``member`` no longer wants to come; without interest nothing changes."""
    found = locked(session, session_id)
    session.execute(delete(Interest).where(Interest.topic_session_id == session_id, Interest.member_id == member.id))
    return _counted(session, found, member)


def _counted(session: Session, found: TopicSession, member: Member) -> SessionView:
    """Count anew under the lock of the session; its version stays, since nobody's words changed."""
    count = select(func.count()).select_from(Interest).where(Interest.topic_session_id == found.id)
    table = cast(Table, TopicSession.__table__)
    session.execute(update(table).where(table.c.id == found.id).values(interest_count=count.scalar_subquery()))
    session.refresh(found, ["interest_count"])
    return get(session, found.id, member)


def _take_source(session: Session, proposed: TopicSession, member: Member, source: Mapping[str, Any]) -> None:
    proposed.source_kind = source["kind"]
    if source["kind"] is SourceKind.STATEMENT:
        statement = reports.reported_statement(
            session, source["dialogue_id"], source["statement_id"], member, field="source.statementId"
        )
        proposed.source_dialogue_id, proposed.source_statement_id = statement.dialogue_id, statement.id
    elif source["kind"] is SourceKind.THREAD:
        if session.get(Thread, source["thread_id"]) is None:
            raise Invalid("This conversation does not exist.", field="source.threadId")
        proposed.source_thread_id = source["thread_id"]
    else:
        if session.get(Lesson, source["lesson_id"]) is None:
            raise Invalid("This lesson does not exist.", field="source.lessonId")
        proposed.source_lesson_id = source["lesson_id"]


def _whole(member: Member) -> Select[TopicSession, str | None, str | None, str | None, UUID | None]:
    spoken = and_(
        Statement.dialogue_id == TopicSession.source_dialogue_id,
        Statement.id == TopicSession.source_statement_id,
        Statement.hidden.is_(False),
    )
    mine = and_(Interest.topic_session_id == TopicSession.id, Interest.member_id == member.id)
    return (
        select(TopicSession, Statement.text, Thread.title, Lesson.title, Interest.member_id)
        .outerjoin(Statement, spoken)
        .outerjoin(Thread, Thread.id == TopicSession.source_thread_id)
        .outerjoin(Lesson, Lesson.id == TopicSession.source_lesson_id)
        .outerjoin(Interest, mine)
        .options(joinedload(TopicSession.proposed_by))
    )


def _seen(
    found: TopicSession, statement: str | None, thread: str | None, lesson: str | None, interested: UUID | None
) -> SessionView:
    return SessionView(found, statement or thread or lesson, interested is not None)
