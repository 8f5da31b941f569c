"""The room of a dialogue as one person finds it: what every call of the live hour begins with, so it is read lean."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from api.domain.dialogues import Place, Standing, Step, pseudonym
from api.domain.errors import Forbidden, NotFound
from api.domain.permissions import may_watch
from api.domain.vocabulary import DialogueState, RegistrationStatus, Role
from api.models import Dialogue, DialogueKey, Event, Phase, Registration
from api.services.dialogues import stand


class Person(Protocol):
    """Who comes in: a member, or just the id and role of one."""

    @property
    def id(self) -> UUID: ...

    @property
    def role(self) -> Role: ...


@dataclass(frozen=True)
class Room:
    """A dialogue as one person finds it at one moment."""

    id: UUID
    event_id: UUID
    state: DialogueState
    here: Standing
    phase_ids: Sequence[UUID]
    registered: bool
    key: bytes | None = field(repr=False)
    member_id: UUID = field(repr=False)

    @property
    def question_id(self) -> UUID:
        """The question that is open; ask only where writing or rating is allowed."""
        assert self.here.position is not None  # noqa: S101 - a stage that allows rating has a position
        return self.phase_ids[self.here.position]

    @property
    def me(self) -> UUID | None:
        """The caller's pseudonym; None before the doors open and after the key is gone."""
        return None if self.key is None else pseudonym(self.key, self.id, self.member_id)


# Written once: SQLAlchemy then finds the compiled text of these statements without building them again.
_ROOM = (
    select(
        Dialogue.event_id,
        Dialogue.state,
        Dialogue.advance,
        Dialogue.position,
        Dialogue.in_tail,
        Dialogue.stage_started_at,
        Dialogue.extra_seconds,
        Dialogue.paused_at,
        Event.status,
        Event.starts_at,
        DialogueKey.key,
        Registration.id.label("registration_id"),
    )
    .join(Event, Event.id == Dialogue.event_id)
    .outerjoin(DialogueKey, DialogueKey.dialogue_id == Dialogue.id)
    .outerjoin(
        Registration,
        (Registration.event_id == Dialogue.event_id)
        & (Registration.member_id == bindparam("member"))
        & (Registration.status == RegistrationStatus.CONFIRMED),
    )
    .where(Dialogue.id == bindparam("dialogue"))
)
_SCRIPT = (
    select(Phase.id, Phase.kind, Phase.min_seconds, Phase.max_seconds, Phase.tail_seconds)
    .where(Phase.dialogue_id == bindparam("dialogue"))
    .order_by(Phase.position)
)


def enter(session: Session, dialogue_id: UUID, person: Person, now: datetime) -> Room:
    """Give the room to somebody who may be in it: who is registered, or organises or moderates."""
    connection = session.connection()
    row = connection.execute(_ROOM, {"dialogue": dialogue_id, "member": person.id}).one_or_none()
    if row is None:
        raise NotFound("This dialogue does not exist.")
    if row.registration_id is None and not may_watch(person.role):
        raise Forbidden("Register for this event first.")
    script = connection.execute(_SCRIPT, {"dialogue": dialogue_id}).all()
    steps = [Step(phase.kind, phase.min_seconds, phase.max_seconds, phase.tail_seconds) for phase in script]
    began = row.position is not None and row.stage_started_at is not None
    place = Place(row.position, row.in_tail, row.stage_started_at, row.extra_seconds, row.paused_at) if began else None
    return Room(
        id=dialogue_id,
        event_id=row.event_id,
        state=row.state,
        here=stand(steps, row.advance, row.state, place, row.status, row.starts_at, now),
        phase_ids=[phase.id for phase in script],
        registered=row.registration_id is not None,
        key=row.key,
        member_id=person.id,
    )
