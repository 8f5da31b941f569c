"""Events that begin with something: a template, or an earlier event."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.domain.errors import NotFound
from api.domain.permissions import require_organiser
from api.domain.templates import template
from api.models import Dialogue, Event, Member
from api.services import dialogues, events, polls
from api.services.dialogues import WRITTEN, Script

TEXTS = ("kind", "title", "summary", "description", "audience", "location", "capacity", "programme_id")
MOMENTS_OF_MAIL = ("link_days_before", "reminder_hours_before")


def from_template(
    session: Session,
    template_id: str,
    member: Member,
    values: Mapping[str, Any],
    *,
    say: Callable[[str], str],
    now: datetime,
) -> Event:
    """Draft an event with its dialogue from a template; without an end it lasts as long as the script."""
    require_organiser(member.role)
    chosen = template(template_id)
    script = []
    for part in chosen.phases:
        prompt, explanation = (say(text) if text else "" for text in (part.prompt, part.explanation))
        script.append(Script(part.kind, part.min_seconds, part.max_seconds, part.tail_seconds, prompt, explanation))
    given = {"kind": chosen.kind, **values}
    given.setdefault("ends_at", given["starts_at"] + timedelta(seconds=chosen.seconds))
    event = events.create(session, member, given, now=now)
    dialogues.create(session, event, script, advance=chosen.advance, now=now)
    return event


def copy(session: Session, event_id: UUID, member: Member, values: Mapping[str, Any], *, now: datetime) -> Event:
    """Draft an event like an earlier one: texts, programme, topics, questions at registration, script and polls.

    People do not come along, nor what they said, nor the link: an old link leads to an old meeting. Without an end it
    lasts as long as the earlier one.
    """
    require_organiser(member.role)
    earlier = session.get(Event, event_id)
    if earlier is None:
        raise NotFound("This event does not exist.")
    dialogue = session.scalars(select(Dialogue).where(Dialogue.event_id == event_id)).one_or_none()
    questions = [
        {"id": None, "kind": each.kind, "label": each.label, "required": each.required, "options": list(each.options)}
        for each in earlier.questions
    ]
    start = {name: getattr(earlier, name) for name in (*TEXTS, *MOMENTS_OF_MAIL)}
    start |= {"questions": questions, "topic_ids": [topic.id for topic in earlier.topics]}
    start |= {"ends_at": values["starts_at"] + (earlier.ends_at - earlier.starts_at), **values}
    event = events.create(session, member, start, now=now)
    if dialogue is not None:
        script = [Script(**{name: getattr(phase, name) for name in WRITTEN}) for phase in dialogue.phases]
        fresh = dialogues.create(session, event, script, advance=dialogue.advance, now=now)
        polls.copy(session, dialogue, fresh)
    return event
