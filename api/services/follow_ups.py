"""From a proposed session to an event with a dialogue of its own, to which the interested are invited."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.domain.errors import Invalid
from api.domain.permissions import require_organiser
from api.domain.topic_sessions import require_open
from api.domain.vocabulary import (
    Advance,
    EventKind,
    PhaseKind,
    SourceKind,
    StatementKind,
    TopicSessionStatus,
)
from api.models import Dialogue, Event, Interest, Member, Statement, TopicSession
from api.services import chains, date_polls, dialogues, events, outbox, session_scripts, topic_sessions
from api.services.session_scripts import Step
from api.services.topic_sessions import SessionView


def schedule(
    session: Session,
    session_id: UUID,
    member: Member,
    *,
    moment_id: UUID | None,
    first_statements: Sequence[UUID] | None,
    now: datetime,
    rng: random.Random,
    **given: Any,
) -> SessionView:
    """Give a proposed session, or a draft, its published event and dialogue, as an organiser, and invite the interested.

    The event is published at once, because the invitation leads to it. Nobody is registered unasked.
    """
    require_organiser(member.role)
    found = topic_sessions.locked(session, session_id, member)
    require_open(topic_sessions.stage(found))
    if moment_id is not None:
        given |= _at(found, date_polls.chosen(session, found, moment_id).starts_at)
    event = events.create(session, member, _announcement(session, found, given), now=now)
    duration = int((event.ends_at - event.starts_at).total_seconds())
    steps: Sequence[Step] = session_scripts.scripts(session, [found], {found.id: duration})[found.id]
    if first_statements is not None:
        steps = _replaced(session, found, steps, first_statements)
    dialogue = dialogues.create(session, event, session_scripts.phases(steps), advance=Advance.CLOCK, now=now)
    _begin_with(session, dialogue, steps)
    events.publish(session, event, now=now)
    found.status, found.event_id, found.draft = TopicSessionStatus.SCHEDULED, event.id, False
    session.flush()
    _invite(session, found, event, moment_id, now, rng)
    return topic_sessions.get(session, session_id, member)


def _at(found: TopicSession, starts_at: datetime) -> dict[str, datetime]:
    return {"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=found.minutes)}


def _announcement(session: Session, found: TopicSession, given: Mapping[str, Any]) -> dict[str, Any]:
    """Say about the event what the session says; it belongs to the programme that the session grew from."""
    about = {"kind": EventKind.TOPIC_SESSION, "title": found.title, "summary": found.motivation[:400]}
    return about | {"programme_id": chains.programme_of(session, found)} | dict(given)


def _replaced(session: Session, found: TopicSession, steps: Sequence[Step], wanted: Sequence[UUID]) -> Sequence[Step]:
    """Begin with the statements that the organiser chose at the last moment, instead of those in the script."""
    if found.source_kind is not SourceKind.STATEMENT:
        if wanted:
            raise Invalid("Only a session from a report can begin with its statements.", field="firstStatements")
        return steps
    if sum(step.kind is PhaseKind.QUESTION for step in steps) > 1:
        raise Invalid("This session has several questions. Choose the contributions there.", field="firstStatements")
    asked = session_scripts.reported(session, found, wanted)
    known = {each.id for each in asked}
    for place, id_ in enumerate(wanted):
        if id_ not in known:
            raise Invalid("This statement is not in the report.", field=f"firstStatements.{place}")
    return [replace(step, statements=asked) if step.kind is PhaseKind.QUESTION else step for step in steps]


def _begin_with(session: Session, dialogue: Dialogue, steps: Sequence[Step]) -> None:
    """Put the statements that are asked again at their question: nobody's own, and knowing where they come from."""
    asked = [(phase.id, each) for phase, step in zip(dialogue.phases, steps, strict=True) for each in step.statements]
    session.add_all(
        Statement(
            dialogue_id=dialogue.id,
            phase_id=phase_id,
            kind=StatementKind.ANSWER,
            text=each.text,
            number=place,
            given=True,
            origin_dialogue_id=each.dialogue_id,
            origin_statement_id=each.id,
        )
        for place, (phase_id, each) in enumerate(asked, start=1)
    )
    session.flush()


def _invite(
    session: Session, found: TopicSession, event: Event, moment_id: UUID | None, now: datetime, rng: random.Random
) -> None:
    """Mail everybody who is interested at once, in an order drawn by lot: nobody is always the first to choose a seat."""
    query = (
        select(Member)
        .join(Interest, Interest.member_id == Member.id)
        .where(Interest.topic_session_id == found.id, Member.confirmed_at.is_not(None))
    )
    interested = list(session.scalars(query))
    rng.shuffle(interested)
    said = {} if moment_id is None else date_polls.said_of(session, moment_id)
    for member in interested:
        answer = said.get(member.id)
        context = {
            "name": member.name,
            "title": event.title,
            "event_id": str(event.id),
            "starts_at": event.starts_at.isoformat(),
            "answer": None if answer is None else answer.value,
            "capacity": event.capacity,
            "interested": len(interested),
        }
        key = f"topic-session:{found.id}:{member.id}"
        outbox.mail(session, "topic_session_invitation", member.email, member.locale, context, now=now, key=key)
