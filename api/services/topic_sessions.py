"""Follow-up sessions: proposing, changing, declining."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select, true, tuple_
from sqlalchemy.orm import Session, joinedload

from api.domain.errors import Forbidden, Invalid, NotFound
from api.domain.permissions import may_change_session, may_organise, require_organiser
from api.domain.session_scripts import Question
from api.domain.topic_sessions import require_draft, require_open, require_verdict, stage_of
from api.domain.vocabulary import SourceKind, TopicSessionStage, TopicSessionStatus
from api.models import STANDS, Interest, Lesson, Member, Statement, Thread, TopicSession
from api.models.inserts import insert_once
from api.services import date_polls, reports, session_scripts
from api.services.date_polls import MomentView
from api.services.session_scripts import Step


@dataclass(frozen=True)
class SessionView:
    """A session as one member sees it, with the words it grew from; None when those are gone."""

    session: TopicSession
    source_text: str | None
    interested: bool
    script: Sequence[Step]
    moments: Sequence[MomentView]

    @property
    def stage(self) -> TopicSessionStage:
        return stage(self.session)

    @property
    def id(self) -> UUID:
        return self.session.id

    @property
    def version(self) -> int:
        return self.session.version


def stage(found: TopicSession) -> TopicSessionStage:
    """Tell how far a session is."""
    return stage_of(found.status, draft=found.draft)


def visible(member: Member) -> ColumnElement[bool]:
    """Give the condition that finds the sessions a member may know of: a draft is its drafter's, and organisers'."""
    if may_organise(member.role):
        return true()
    return or_(TopicSession.draft.is_(False), TopicSession.proposed_by_id == member.id)


def listing(
    session: Session,
    member: Member,
    *,
    status: TopicSessionStage | None,
    dialogue_id: UUID | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[SessionView]:
    """Give sessions, newest first, one more than ``limit`` to tell whether there are more."""
    query = _whole(member).order_by(TopicSession.created_at.desc(), TopicSession.id.desc()).limit(limit + 1)
    if status is TopicSessionStage.DRAFT:
        query = query.where(TopicSession.draft)
    elif status is not None:
        query = query.where(TopicSession.status == TopicSessionStatus(status.value), TopicSession.draft.is_(False))
    if dialogue_id is not None:
        query = query.where(TopicSession.source_dialogue_id == dialogue_id)
    if after is not None:
        query = query.where(tuple_(TopicSession.created_at, TopicSession.id) < after)
    return _seen(session, member, session.execute(query).all())


def get(session: Session, session_id: UUID, member: Member) -> SessionView:
    """Give one session as ``member`` sees it."""
    rows = session.execute(_whole(member).where(TopicSession.id == session_id)).all()
    if not rows:
        raise NotFound("This session does not exist.")
    return _seen(session, member, rows)[0]


def locked(session: Session, session_id: UUID, member: Member) -> TopicSession:
    """Give a session that nobody else can change or count in on until this transaction ends."""
    query = select(TopicSession).where(TopicSession.id == session_id, visible(member)).with_for_update(of=TopicSession)
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


def to_change(session: Session, session_id: UUID, member: Member) -> TopicSession:
    """Give a session, locked, to somebody who may change it."""
    found = locked(session, session_id, member)
    if not may_change_session(member.id, member.role, found.proposed_by_id):
        raise Forbidden("Only the person who proposed this session can change it.")
    return found


def change(session: Session, found: TopicSession, member: Member, values: Mapping[str, Any], now: datetime) -> None:
    """Change words and script, as the proposer or an organiser; propose a draft; an organiser declines and reopens."""
    content = {name: values[name] for name in ("title", "motivation", "minutes") if name in values}
    verdict = values.get("status", stage(found))
    if verdict is not stage(found):
        require_verdict(stage(found), verdict)
        _go_to(session, found, member, verdict, now)
    if content or "questions" in values:
        require_open(stage(found))
        for name, value in content.items():
            setattr(found, name, value)
    session.flush()
    if "questions" in values:
        questions = [
            Question(each["prompt"], each["explanation"], tuple(each["statement_ids"])) for each in values["questions"]
        ]
        session_scripts.write(session, found, questions)


def _go_to(session: Session, found: TopicSession, member: Member, verdict: TopicSessionStage, now: datetime) -> None:
    if not found.draft:
        require_organiser(member.role)
        found.status = TopicSessionStatus(verdict.value)
        return
    found.draft, found.created_at = False, now
    if found.proposed_by_id is not None:
        values = {"topic_session_id": found.id, "member_id": found.proposed_by_id, "created_at": now}
        found.interest_count += insert_once(session, Interest, values)


def discard(session: Session, found: TopicSession) -> None:
    """Throw a draft away."""
    require_draft(stage(found))
    session.delete(found)
    session.flush()


def put_moments(session: Session, found: TopicSession, starts: Sequence[datetime], now: datetime) -> None:
    """Ask the interested about these moments."""
    require_open(stage(found))
    date_polls.ask(session, found, starts, now)


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
        STANDS,
    )
    mine = and_(Interest.topic_session_id == TopicSession.id, Interest.member_id == member.id)
    return (
        select(TopicSession, Statement.text, Thread.title, Lesson.title, Interest.member_id)
        .select_from(TopicSession)
        .outerjoin(Statement, spoken)
        .outerjoin(Thread, Thread.id == TopicSession.source_thread_id)
        .outerjoin(Lesson, Lesson.id == TopicSession.source_lesson_id)
        .outerjoin(Interest, mine)
        .where(visible(member))
        .options(joinedload(TopicSession.proposed_by))
    )


def _seen(
    session: Session,
    member: Member,
    rows: Iterable[tuple[TopicSession, str | None, str | None, str | None, UUID | None]],
) -> list[SessionView]:
    """Complete sessions with their scripts and moments, with five queries however many there are."""
    rows = list(rows)
    found = [row[0] for row in rows]
    scripts = session_scripts.scripts(session, found)
    moments = date_polls.moments(session, [each.id for each in found], member)
    return [
        SessionView(
            each,
            statement or thread or lesson,
            interested is not None,
            scripts[each.id],
            moments.get(each.id, []),
        )
        for each, statement, thread, lesson, interested in rows
    ]
