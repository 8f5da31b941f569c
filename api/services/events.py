"""Events: drafting, publishing, changing, cancelling, results."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.domain.errors import Conflict, Invalid, NotFound
from api.domain.events import CHANGES_TOLD, require_future, require_order, require_room, told_changes
from api.domain.permissions import require_organiser
from api.domain.readiness import require_ready
from api.domain.registrations import require_options
from api.domain.vocabulary import DialogueState, EventStatus, Stage
from api.models import Dialogue, Event, Facilitator, Member, Programme, RegistrationQuestion
from api.services import dialogues, event_notices, readiness, topics, waiting_list

PLAIN = {
    "kind",
    "title",
    "summary",
    "description",
    "audience",
    "starts_at",
    "ends_at",
    "capacity",
    "online_url",
    "location",
    "link_days_before",
    "reminder_hours_before",
}


def locked(session: Session, event_id: UUID) -> Event:
    """Give an event that nobody else can change or register for until this transaction ends."""
    query = select(Event).where(Event.id == event_id).with_for_update(of=Event)
    event = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if event is None:
        raise NotFound("This event does not exist.")
    return event


def to_change(session: Session, member: Member, event_id: UUID) -> Event:
    """Give an event, locked, to somebody who may change it."""
    require_organiser(member.role)
    return locked(session, event_id)


def create(session: Session, member: Member, values: Mapping[str, Any], *, now: datetime) -> Event:
    """Draft an event."""
    require_organiser(member.role)
    event = Event(status=EventStatus.DRAFT, created_by_id=member.id, created_at=now, confirmed_count=0)
    event.facilitators, event.questions, event.topics = [], [], []
    _write(session, event, values)
    session.add(event)
    session.flush()
    return event


def change(session: Session, event: Event, values: Mapping[str, Any], *, now: datetime) -> Event:
    """Change an event, tell the people who come what they have to know, and give free seats away."""
    if event.status is EventStatus.CANCELLED:
        raise Conflict("This event was cancelled.")
    before = {name: getattr(event, name) for name in CHANGES_TOLD}
    _write(session, event, values)
    changed = told_changes(before, {name: getattr(event, name) for name in CHANGES_TOLD})
    moved = {"starts_at", "ends_at"} & set(changed)
    if moved:
        _follow_dialogue(session, event, now)
    if changed:
        event.calendar_sequence += 1
    session.flush()
    if event.status is EventStatus.PUBLISHED:
        if moved:
            require_future(event.ends_at, now)
        told = event_notices.changed(session, event, changed, link_before=before["online_url"], now=now)
        event_notices.schedule(session, event, now=now, link_told=told)
        waiting_list.fill(session, event, now=now)
    return event


def publish(session: Session, event: Event, *, now: datetime) -> Event:
    """Announce an event and open its registration."""
    if event.status is EventStatus.CANCELLED:
        raise Conflict("This event was cancelled.")
    if event.status is EventStatus.PUBLISHED:
        return event
    require_ready(readiness.plan_of(session, event), now)
    event.status = EventStatus.PUBLISHED
    session.flush()
    _follow_dialogue(session, event, now)
    event_notices.schedule(session, event, now=now)
    return event


def cancel(session: Session, event: Event, reason: str, *, now: datetime) -> Event:
    """Cancel an announced event and tell everybody who would come or is waiting."""
    if event.status is EventStatus.CANCELLED:
        return event
    if event.status is not EventStatus.PUBLISHED:
        raise Conflict("This event has not been published yet.")
    dialogue = _dialogue(session, event)
    begun = dialogue is not None and dialogues.locate(dialogue, now).stage is not Stage.PLANNED
    if event.ends_at <= now or begun:
        raise Conflict("This event has already taken place, or is taking place now.")
    event.status = EventStatus.CANCELLED
    event.cancel_reason = reason
    event.calendar_sequence += 1
    session.flush()
    event_notices.cancelled(session, event, now=now)
    return event


def put_results(session: Session, event: Event, results: str, *, now: datetime) -> Event:
    """Publish what an event brought, and tell everybody who was registered, once."""
    if event.status is not EventStatus.PUBLISHED or now < event.starts_at:
        raise Conflict("Results can be published once the event has begun.")
    event.results = results
    if event.results_sent_at is None:
        event.results_sent_at = now
        event_notices.results(session, event, now=now)
    session.flush()
    return event


def _write(session: Session, event: Event, values: Mapping[str, Any]) -> None:
    for name in PLAIN & values.keys():
        setattr(event, name, values[name])
    for name, value in values.get("contact", {}).items():
        setattr(event, name, value)
    require_order(event.starts_at, event.ends_at)
    require_room(event.capacity, event.confirmed_count)
    if "programme_id" in values:
        _choose_programme(session, event, values["programme_id"])
    if "topic_ids" in values:
        event.topics = topics.chosen(session, values["topic_ids"])
    if "facilitators" in values:
        _write_facilitators(session, event, values["facilitators"])
    if "questions" in values:
        _write_questions(session, event, values["questions"])


def _choose_programme(session: Session, event: Event, programme_id: UUID | None) -> None:
    event.programme = None if programme_id is None else session.get(Programme, programme_id)
    if programme_id is not None and event.programme is None:
        raise Invalid("This programme does not exist.", field="programmeId")


def _write_facilitators(session: Session, event: Event, given: Sequence[Mapping[str, str]]) -> None:
    event.facilitators.clear()
    if event in session:
        session.flush()  # the old ones leave before the new ones take their places
    event.facilitators.extend(Facilitator(position=place, **person) for place, person in enumerate(given))


def _write_questions(session: Session, event: Event, given: Sequence[Mapping[str, Any]]) -> None:
    known = {question.id: question for question in event.questions}
    kept = []
    for place, values in enumerate(given):
        require_options(values["kind"], values["options"], field=f"questions.{place}.options")
        question = RegistrationQuestion() if values["id"] is None else known.pop(values["id"], None)
        if question is None:
            raise Invalid("This question is not on the form.", field=f"questions.{place}.id")
        for name in ("kind", "label", "required", "options"):
            setattr(question, name, values[name])
        kept.append(question)
    for place, question in enumerate(event.questions):
        question.position = -1 - place  # out of the way, so that two can change places
    event.questions = [question for question in event.questions if question in kept]
    if event in session:
        session.flush()
    for place, question in enumerate(kept):
        question.position = place
    event.questions = kept


def _dialogue(session: Session, event: Event) -> Dialogue | None:
    return session.scalars(select(Dialogue).where(Dialogue.event_id == event.id)).one_or_none()


def _follow_dialogue(session: Session, event: Event, now: datetime) -> None:
    """Let the clock of the event's dialogue follow the time of the event."""
    dialogue = _dialogue(session, event)
    if dialogue is None:
        return
    if dialogue.state is not DialogueState.PLANNED:
        raise Conflict("The dialogue has begun: its time stays as it is.", field="startsAt")
    dialogues.schedule(session, dialogue, now)
