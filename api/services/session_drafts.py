"""Drafting a topic session from statements that somebody chose in a report."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.domain.errors import Conflict, Invalid
from api.domain.session_scripts import Chosen, Draft, Wording, draft
from api.domain.vocabulary import DialogueState, SourceKind
from api.models import STANDS, Dialogue, Member, Phase, Statement, TopicSession
from api.services import reports, session_scripts, topic_sessions
from api.services.topic_sessions import SessionView


def make(
    session: Session,
    member: Member,
    *,
    dialogue_id: UUID,
    statement_ids: Sequence[UUID],
    title: str | None,
    wording: Wording,
    now: datetime,
) -> SessionView:
    """Draft a session from statements of a report that ``member`` may read; nobody but organisers sees it yet."""
    if session.get(Dialogue, dialogue_id) is None:
        raise Invalid("This dialogue does not exist.", field="dialogueId")
    dialogue = reports.require_reader(session, dialogue_id, member)
    if dialogue.state is not DialogueState.CLOSED:
        raise Conflict("This dialogue is not closed yet.", field="dialogueId")
    ids = list(dict.fromkeys(statement_ids))
    written = draft(_chosen(session, dialogue, ids), wording, dialogue.event.title, title)
    return topic_sessions.get(session, _store(session, dialogue, member, ids[0], written, now).id, member)


def _chosen(session: Session, dialogue: Dialogue, ids: Sequence[UUID]) -> list[Chosen]:
    rows = session.execute(
        select(Statement.id, Statement.text, Phase.position, Phase.prompt)
        .join(Phase, (Phase.dialogue_id == Statement.dialogue_id) & (Phase.id == Statement.phase_id))
        .where(Statement.dialogue_id == dialogue.id, Statement.id.in_(ids), STANDS)
    )
    known = {row.id: Chosen(*row) for row in rows}
    for place, id_ in enumerate(ids):
        if id_ not in known:
            raise Invalid("This statement is not in the report.", field=f"statementIds.{place}")
    return [known[id_] for id_ in ids]


def _store(
    session: Session, dialogue: Dialogue, member: Member, first: UUID, written: Draft, now: datetime
) -> TopicSession:
    found = TopicSession(
        title=written.title,
        motivation=written.motivation,
        proposed_by=member,
        draft=True,
        source_kind=SourceKind.STATEMENT,
        source_dialogue_id=dialogue.id,
        source_statement_id=first,
        created_at=now,
    )
    session.add(found)
    session.flush()
    session_scripts.write(session, found, written.questions)
    return found
