"""Make the rows that a test needs, each with sensible defaults; factories, not giant fixtures."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.domain.vocabulary import EventKind, EventStatus, JobFunction, RegistrationStatus, Role
from api.models import Event, Member, Organisation, Registration, Topic
from api.models.reference import municipality_id

START = datetime(2026, 9, 9, 12, 0, tzinfo=UTC)
_numbers = itertools.count(1)


def member(session: Session, role: Role = Role.MEMBER, **values: Any) -> Member:
    """A confirmed member of a municipality (Almere unless told otherwise)."""
    number = next(_numbers)
    values.setdefault("email", f"person{number}@example.org")
    values.setdefault("name", f"Person {number}")
    values.setdefault("organisation_id", municipality_id("GM0034"))
    values.setdefault("job_function", JobFunction.INNOVATION_ADVISOR)
    values.setdefault("confirmed_at", START - timedelta(days=100))
    values.setdefault("created_at", START - timedelta(days=100))
    row = Member(role=role, **values)
    session.add(row)
    session.flush()
    return row


def event(session: Session, **values: Any) -> Event:
    """A published online dialogue a week after START, for an hour."""
    number = next(_numbers)
    values.setdefault("kind", EventKind.DIALOGUE)
    values.setdefault("status", EventStatus.PUBLISHED)
    values.setdefault("title", f"Event {number}")
    values.setdefault("starts_at", START + timedelta(days=7))
    values.setdefault("ends_at", values["starts_at"] + timedelta(hours=1))
    values.setdefault("created_at", START)
    row = Event(**values)
    session.add(row)
    session.flush()
    return row


def seat(
    session: Session, event: Event, member: Member, status: RegistrationStatus = RegistrationStatus.CONFIRMED
) -> Registration:
    """A registration of three days ago: a seat, which is counted, or a place on the waiting list."""
    moment = START - timedelta(days=3)
    row = Registration(event=event, member=member, status=status, queued_at=moment, created_at=moment)
    event.confirmed_count += status is RegistrationStatus.CONFIRMED
    session.add(row)
    session.flush()
    return row


def topic(session: Session, **values: Any) -> Topic:
    """A topic label."""
    number = next(_numbers)
    row = Topic(**{"slug": f"topic-{number}", "name_nl": f"Thema {number}", "name_en": f"Topic {number}"} | values)
    session.add(row)
    session.flush()
    return row


def organisation(session: Session, name: str) -> Organisation:
    """The municipality with this name."""
    return session.scalars(select(Organisation).where(Organisation.name == name)).one()
