"""What an event still lacks before, and after, it is announced."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.domain.dialogues import Step, check_script
from api.domain.errors import NotFound
from api.domain.permissions import require_organiser
from api.domain.readiness import Lack, Plan, lacks
from api.domain.scripts import Fit, fit
from api.models import Dialogue, Event, Member
from api.services import dialogues, rehearsals


@dataclass(frozen=True)
class Readiness:
    """What is missing, and how the script compares with the time; ``fit`` is None without a script."""

    items: Sequence[Lack]
    fit: Fit | None

    @property
    def may_publish(self) -> bool:
        return not any(lack.blocking for lack in self.items)


def of(session: Session, event_id: UUID, member: Member, *, now: datetime) -> Readiness:
    """Tell an organiser what an event still lacks."""
    event = _organised(session, event_id, member)
    plan = plan_of(session, event)
    whole = None if plan.steps is None else fit(plan.steps, event.ends_at - event.starts_at)
    return Readiness(lacks(plan, now), whole)


def check(session: Session, event_id: UUID, script: Sequence[dialogues.Script], member: Member) -> Fit:
    """Hold a script that is not stored yet against the time of its event, as an organiser."""
    event = _organised(session, event_id, member)
    steps = [Step(s.kind, s.min_seconds, s.max_seconds, s.tail_seconds, s.prompt or "?") for s in script]
    check_script(steps)
    return fit(steps, event.ends_at - event.starts_at)


def plan_of(session: Session, event: Event) -> Plan:
    """Give the rules' view of an event and its dialogue."""
    dialogue = session.scalars(select(Dialogue).where(Dialogue.event_id == event.id)).one_or_none()
    return Plan(
        kind=event.kind,
        status=event.status,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        link_days_before=event.link_days_before,
        has_summary=bool(event.summary),
        has_description=bool(event.description),
        has_contact=bool(event.contact_name or event.contact_email or event.contact_phone),
        has_place=bool(event.location or event.online_url),
        steps=None if dialogue is None else dialogues.steps_of(dialogue.phases),
        advance=None if dialogue is None else dialogue.advance,
        state=None if dialogue is None else dialogue.state,
        rehearsed=dialogue is None or rehearsals.is_rehearsed(session, dialogue),
    )


def _organised(session: Session, event_id: UUID, member: Member) -> Event:
    require_organiser(member.role)
    event = session.get(Event, event_id)
    if event is None:
        raise NotFound("This event does not exist.")
    return event
