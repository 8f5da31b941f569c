"""Rehearsals: asked for by an organiser, played by a job in a house of its own, kept with the event as figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.domain.errors import Conflict, NotFound
from api.domain.permissions import require_organiser
from api.domain.vocabulary import DialogueState, RehearsalState
from api.models import Dialogue, Event, Member, Rehearsal
from api.services import events, outbox

JOB = "rehearsal"
GIVEN_UP = timedelta(minutes=45)  # a rehearsal that nobody has finished by then may be asked for again


@dataclass(frozen=True)
class RehearsalView:
    """A rehearsal, and whether the script has changed since."""

    rehearsal: Rehearsal
    outdated: bool


def ask(session: Session, event_id: UUID, member: Member, *, people: int, now: datetime) -> RehearsalView:
    """Queue a rehearsal of an event's script, one at a time; the outcome of the one before gives way."""
    require_organiser(member.role)
    event = events.locked(session, event_id)
    dialogue = _dialogue(session, event_id)
    if dialogue is None:
        raise Conflict("There is no script to rehearse yet.")
    if dialogue.state is not DialogueState.PLANNED:
        raise Conflict("The dialogue has begun. A script is rehearsed before that.")
    rehearsal = session.get(Rehearsal, event_id)
    if rehearsal is not None and _is_under_way(rehearsal, now):
        raise Conflict("A rehearsal is under way. Wait until it is done.")
    if rehearsal is None:
        rehearsal = Rehearsal(event_id=event.id)
        session.add(rehearsal)
    rehearsal.state, rehearsal.people, rehearsal.script_version = RehearsalState.WAITING, people, dialogue.version
    rehearsal.requested_at, rehearsal.finished_at, rehearsal.outcome, rehearsal.problem = now, None, None, None
    payload = {"eventId": str(event_id), "requestedAt": now.isoformat()}
    outbox.add(session, JOB, payload, now=now, key=f"{JOB}:{event_id}:{now.isoformat()}")
    session.flush()
    return RehearsalView(rehearsal, outdated=False)


def newest(session: Session, event_id: UUID, member: Member) -> RehearsalView:
    """Give the newest rehearsal of an event to an organiser."""
    require_organiser(member.role)
    rehearsal = session.get(Rehearsal, event_id)
    if rehearsal is None:
        raise NotFound("This event has not been rehearsed.")
    dialogue = _dialogue(session, event_id)
    return RehearsalView(rehearsal, dialogue is None or not _is_for(rehearsal, dialogue))


def is_rehearsed(session: Session, dialogue: Dialogue) -> bool:
    """Tell whether this script was rehearsed, or is being."""
    rehearsal = session.get(Rehearsal, dialogue.event_id)
    return (
        rehearsal is not None
        and rehearsal.state is not RehearsalState.FAILED
        and (dialogue.state is not DialogueState.PLANNED or _is_for(rehearsal, dialogue))
    )


def to_play(session: Session, payload: Mapping[str, Any]) -> dict[str, Any] | None:
    """Give what has to be rehearsed as the API would show it, None when it is not wanted any more."""
    rehearsal = _wanted(session, payload)
    dialogue = _dialogue(session, UUID(payload["eventId"]))
    if rehearsal is None or dialogue is None:
        return None
    event = session.get_one(Event, rehearsal.event_id)
    rehearsal.script_version = dialogue.version
    phases = [
        {
            "kind": phase.kind.value,
            "prompt": phase.prompt,
            "explanation": phase.explanation,
            "minSeconds": phase.min_seconds,
            "maxSeconds": phase.max_seconds,
            "tailSeconds": phase.tail_seconds,
        }
        for phase in dialogue.phases
    ]
    moments = {"startsAt": event.starts_at.isoformat(), "endsAt": event.ends_at.isoformat()}
    return {"event": moments, "dialogue": {"phases": phases}, "people": rehearsal.people}


def keep(
    session: Session, payload: Mapping[str, Any], outcome: dict[str, Any] | None, problem: str | None, now: datetime
) -> None:
    """Keep the outcome, or why there is none; what was asked again in the meantime stays as it is."""
    rehearsal = _wanted(session, payload)
    if rehearsal is None:
        return
    rehearsal.state = RehearsalState.FAILED if outcome is None else RehearsalState.DONE
    rehearsal.outcome, rehearsal.problem, rehearsal.finished_at = outcome, problem, now
    session.flush()


def _wanted(session: Session, payload: Mapping[str, Any]) -> Rehearsal | None:
    rehearsal = session.get(Rehearsal, UUID(payload["eventId"]), with_for_update=True)
    if rehearsal is None or rehearsal.state is not RehearsalState.WAITING:
        return None
    return rehearsal if rehearsal.requested_at.isoformat() == payload["requestedAt"] else None


def _is_under_way(rehearsal: Rehearsal, now: datetime) -> bool:
    return rehearsal.state is RehearsalState.WAITING and now - rehearsal.requested_at < GIVEN_UP


def _is_for(rehearsal: Rehearsal, dialogue: Dialogue) -> bool:
    return rehearsal.script_version == dialogue.version


def _dialogue(session: Session, event_id: UUID) -> Dialogue | None:
    return session.scalars(select(Dialogue).where(Dialogue.event_id == event_id)).one_or_none()
