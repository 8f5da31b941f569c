"""Figures of an event and of a programme: who registered and came, how it was found, how lively its dialogue was."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.domain.anonymity import SMALLEST_GROUP
from api.domain.errors import NotFound
from api.domain.evaluations import Scale, scale
from api.domain.permissions import require_organiser
from api.domain.vocabulary import DialogueState, EventStatus, RegistrationStatus
from api.models import Dialogue, Evaluation, Event, Member, Programme, Registration, Report

MOST_EVENTS = 100


@dataclass(frozen=True)
class Attendance:
    """How many had a seat, and how many of them came; None where nobody noted it."""

    registered: int
    came: int | None

    @property
    def show_up_rate(self) -> float | None:
        return None if self.came is None or not self.registered else self.came / self.registered


@dataclass(frozen=True)
class Looking:
    """What people thought of it, from the answers that are shown."""

    answers: int
    usefulness: Scale | None
    recommendation: Scale | None
    different: Sequence[str]


@dataclass(frozen=True)
class Liveliness:
    """How much was said and rated in a dialogue, of at least five people."""

    people: int
    statements: int
    ratings: int

    @property
    def statements_per_person(self) -> float:
        return self.statements / self.people

    @property
    def ratings_per_person(self) -> float:
        return self.ratings / self.people


@dataclass(frozen=True)
class EventFigures:
    """The figures of one event."""

    event: Event
    waiting: int
    gave_up: int
    attendance: Attendance
    evaluation: Looking
    dialogue: Liveliness | None


@dataclass(frozen=True)
class ProgrammeFigures:
    """The figures of the events of a programme, the newest first, and of all of them together."""

    programme: Programme
    events: Sequence[EventFigures]
    attendance: Attendance
    evaluation: Looking


def of_event(session: Session, event_id: UUID, member: Member) -> EventFigures:
    """Give the figures of one event, to an organiser."""
    require_organiser(member.role)
    event = session.get(Event, event_id)
    if event is None:
        raise NotFound("This event does not exist.")
    return _of(session, [event], _answers(session, [event]))[0]


def of_programme(session: Session, programme_id: UUID, member: Member) -> ProgrammeFigures:
    """Give the figures of the announced events of a programme, to an organiser."""
    require_organiser(member.role)
    programme = session.get(Programme, programme_id)
    if programme is None:
        raise NotFound("This programme does not exist.")
    announced = select(Event).where(Event.programme_id == programme_id, Event.status == EventStatus.PUBLISHED)
    found = session.scalars(announced.order_by(Event.starts_at.desc(), Event.id).limit(MOST_EVENTS)).all()
    answers = _answers(session, found)
    figures = _of(session, found, answers)
    known = [each.attendance for each in figures if each.attendance.came is not None]
    came = sum(each.came or 0 for each in known) if known else None
    return ProgrammeFigures(
        programme,
        figures,
        Attendance(sum(each.registered for each in known), came),
        _looking([row for rows in answers.values() for row in rows], words=False),
    )


def _of(session: Session, events: Sequence[Event], answers: Mapping[UUID, Sequence[Any]]) -> list[EventFigures]:
    """Give the figures of some events and of what was answered there, with three queries however many there are."""
    ids = [event.id for event in events]
    seats: dict[UUID, Counter[tuple[RegistrationStatus, bool]]] = defaultdict(Counter)
    counted = (
        select(Registration.event_id, Registration.status, Registration.attended, func.count())
        .where(Registration.event_id.in_(ids))
        .group_by(Registration.event_id, Registration.status, Registration.attended)
    )
    for event_id, status, attended, count in session.execute(counted):
        seats[event_id][status, attended] += count
    closed = select(Dialogue.event_id).where(Dialogue.event_id.in_(ids), Dialogue.state == DialogueState.CLOSED)
    noted = set(session.scalars(closed))
    lively = _lively(session, ids)
    return [
        EventFigures(
            event=event,
            waiting=_sum(seats[event.id], RegistrationStatus.WAITING),
            gave_up=_sum(seats[event.id], RegistrationStatus.CANCELLED),
            attendance=_attendance(seats[event.id], noted=event.id in noted),
            evaluation=_looking(answers.get(event.id, [])),
            dialogue=lively.get(event.id),
        )
        for event in events
    ]


def _sum(seats: Counter[tuple[RegistrationStatus, bool]], wanted: RegistrationStatus) -> int:
    return sum(count for (status, _attended), count in seats.items() if status is wanted)


def _attendance(seats: Counter[tuple[RegistrationStatus, bool]], *, noted: bool) -> Attendance:
    """Count who came, where a dialogue or an organiser noted it."""
    came = seats[RegistrationStatus.CONFIRMED, True]
    return Attendance(_sum(seats, RegistrationStatus.CONFIRMED), came if noted or came else None)


def _answers(session: Session, events: Sequence[Event]) -> dict[UUID, list[Any]]:
    query = select(Evaluation.event_id, Evaluation.usefulness, Evaluation.recommendation, Evaluation.different).where(
        Evaluation.event_id.in_([event.id for event in events]), Evaluation.shown.is_(True)
    )
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in session.execute(query):
        found[row.event_id].append(row)
    return found


def _looking(rows: Sequence[Any], *, words: bool = True) -> Looking:
    return Looking(
        answers=len(rows),
        usefulness=scale([row.usefulness for row in rows]),
        recommendation=scale([row.recommendation for row in rows]),
        different=sorted(row.different for row in rows if row.different) if words else [],
    )


def _lively(session: Session, event_ids: Sequence[UUID]) -> dict[UUID, Liveliness]:
    """Read from the first version of each report how lively the hour was."""
    query = (
        select(Dialogue.event_id, Report.content["hour"])
        .join(Report, Report.dialogue_id == Dialogue.id)
        .where(Dialogue.event_id.in_(event_ids), Report.number == 1)
    )
    return {
        event_id: Liveliness(hour["people"], hour["statements"], hour["ratings"])
        for event_id, hour in session.execute(query)
        if hour["people"] >= SMALLEST_GROUP
    }
