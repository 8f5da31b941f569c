"""From a proposed session to an event with a dialogue of its own, to which the interested are invited."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.domain.errors import Invalid
from api.domain.permissions import require_organiser
from api.domain.topic_sessions import lengths, require_proposed
from api.domain.vocabulary import (
    Advance,
    DialogueState,
    EventKind,
    PhaseKind,
    SourceKind,
    StatementKind,
    TopicSessionStatus,
)
from api.models import Dialogue, Event, Interest, Member, Statement, TopicSession
from api.services import dialogues, events, outbox, topic_sessions
from api.services.dialogues import Script
from api.services.topic_sessions import SessionView


def schedule(
    session: Session,
    session_id: UUID,
    member: Member,
    *,
    first_statements: Sequence[UUID] | None,
    now: datetime,
    **given: Any,
) -> SessionView:
    """Give a proposed session its published event and dialogue, as an organiser, and invite the interested.

    The event is published at once, because the invitation leads to it. Nobody is registered unasked.
    """
    require_organiser(member.role)
    found = topic_sessions.locked(session, session_id)
    require_proposed(found.status)
    event = events.create(session, member, _announcement(found, given), now=now)
    hour = lengths(int((event.ends_at - event.starts_at).total_seconds()))
    script = [
        Script(PhaseKind.LOBBY, 0, hour.lobby),
        Script(PhaseKind.QUESTION, 0, hour.question, hour.tail, found.title, found.motivation[:600]),
        Script(PhaseKind.CLOSING, 0, hour.closing),
    ]
    dialogue = dialogues.create(session, event, script, advance=Advance.CLOCK, now=now)
    _begin_with(session, dialogue, _chosen(session, found, first_statements))
    events.publish(session, event, now=now)
    found.status, found.event_id = TopicSessionStatus.SCHEDULED, event.id
    session.flush()
    _invite(session, found, event, now)
    return topic_sessions.get(session, session_id, member)


def _announcement(found: TopicSession, given: Mapping[str, Any]) -> dict[str, Any]:
    return {"kind": EventKind.TOPIC_SESSION, "title": found.title, "summary": found.motivation[:400], **given}


def _chosen(session: Session, found: TopicSession, wanted: Sequence[UUID] | None) -> list[str]:
    """Give the texts to begin with: those that the organiser chose, or else the statement that it all grew from."""
    if found.source_kind is not SourceKind.STATEMENT:
        if wanted:
            raise Invalid("Only a session from a report can begin with its statements.", field="firstStatements")
        return []
    assert found.source_statement_id is not None  # noqa: S101 - the table's has_source constraint
    ids = [found.source_statement_id] if wanted is None else list(dict.fromkeys(wanted))
    rows = session.execute(
        select(Statement.id, Statement.text)
        .join(Dialogue, Dialogue.id == Statement.dialogue_id)
        .where(Statement.dialogue_id == found.source_dialogue_id, Statement.id.in_(ids))
        .where(Statement.hidden.is_(False), Dialogue.state == DialogueState.CLOSED)
    )
    texts: dict[UUID, str] = {row.id: row.text for row in rows}
    missing = [place for place, id_ in enumerate(ids) if id_ not in texts]
    if missing and wanted is not None:
        raise Invalid("This statement is not in the report.", field=f"firstStatements.{missing[0]}")
    return [texts[id_] for id_ in ids if id_ in texts]


def _begin_with(session: Session, dialogue: Dialogue, texts: Sequence[str]) -> None:
    question = next(phase for phase in dialogue.phases if phase.kind is PhaseKind.QUESTION)
    session.add_all(
        Statement(
            dialogue_id=dialogue.id,
            phase_id=question.id,
            kind=StatementKind.ANSWER,
            text=text,
            number=place,
            given=True,
        )
        for place, text in enumerate(texts, start=1)
    )
    session.flush()


def _invite(session: Session, found: TopicSession, event: Event, now: datetime) -> None:
    interested = (
        select(Member)
        .join(Interest, Interest.member_id == Member.id)
        .where(Interest.topic_session_id == found.id, Member.confirmed_at.is_not(None))
        .order_by(Member.id)
    )
    for member in session.scalars(interested):
        context = {
            "name": member.name,
            "title": event.title,
            "event_id": str(event.id),
            "starts_at": event.starts_at.isoformat(),
        }
        key = f"topic-session:{found.id}:{member.id}"
        outbox.mail(session, "topic_session_invitation", member.email, member.locale, context, now=now, key=key)
