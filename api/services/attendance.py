"""Who registered and who came; never who said what."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import Table, select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from api.domain.cells import harmless
from api.domain.errors import Conflict, NotFound
from api.domain.permissions import require_organiser
from api.domain.vocabulary import RegistrationStatus
from api.models import Dialogue, Event, Member, Registration, RegistrationQuestion
from api.services import registrations
from api.services.registrations import Placed

Row = list[str]


def note(session: Session, registration_id: UUID, member: Member, *, attended: bool, now: datetime) -> Placed:
    """Note by hand whether somebody came, where no dialogue tells it; as an organiser."""
    require_organiser(member.role)
    registration = session.get(Registration, registration_id)
    if registration is None:
        raise NotFound("This registration does not exist.")
    event = session.get_one(Event, registration.event_id)
    if session.scalar(select(Dialogue.id).where(Dialogue.event_id == event.id)) is not None:
        raise Conflict("Who came to a dialogue is noted when it closes.")
    if now < event.starts_at:
        raise Conflict("This event has not begun yet.")
    if registration.status is not RegistrationStatus.CONFIRMED:
        raise Conflict("This person has no seat.")
    table = cast(Table, Registration.__table__)  # the version of a registration stays: its owner changed nothing
    session.execute(update(table).where(table.c.id == registration_id).values(attended=attended))
    session.expire(registration)
    return registrations.get(session, registration_id, member)


def listing(session: Session, event_id: UUID, member: Member) -> tuple[Sequence[str], list[Row]]:
    """Give the organiser's own questions, and a row for everybody who registered, in the order of the queue."""
    require_organiser(member.role)
    if session.get(Event, event_id) is None:
        raise NotFound("This event does not exist.")
    questions = session.scalars(
        select(RegistrationQuestion)
        .where(RegistrationQuestion.event_id == event_id)
        .order_by(RegistrationQuestion.position)
    ).all()
    people = session.scalars(
        select(Registration)
        .where(Registration.event_id == event_id)
        .options(joinedload(Registration.member), selectinload(Registration.answers))
        .order_by(Registration.queued_at, Registration.id)
    )
    rows = []
    for each in people:
        given = {answer.question_id: answer.answer for answer in each.answers}
        person = each.member
        rows.append(
            [
                person.name,
                person.email,
                person.organisation.name,
                person.job_function.value,
                each.status.value,
                "yes" if each.attended else "no",
                *(given.get(question.id, "") for question in questions),
            ]
        )
    return [harmless(question.label) for question in questions], [[harmless(cell) for cell in row] for row in rows]
