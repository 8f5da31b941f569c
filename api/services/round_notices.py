"""The mail that a new round of days is open: to everybody with a seat, whether they came to an earlier round or not."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.domain.errors import NotFound
from api.domain.vocabulary import EventStatus, Stage
from api.services import dialogues, event_mails, event_notices
from api.services.dialogues import ROUND_JOB


def send(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
    """Tell one group of people, if the round of the job is the one that is open now; nobody is told twice.

    A job that finds another round has been overtaken: whoever moved the dialogue queued what holds now.
    """
    try:
        dialogue = dialogues.get(session, UUID(payload["dialogueId"]))
    except NotFound:
        return
    here, event = dialogues.locate(dialogue, now), dialogue.event
    if event.status is not EventStatus.PUBLISHED or here.stage is not Stage.QUESTION or here.paused:
        return
    phase = dialogue.phases[here.position or 0]
    if str(phase.id) != payload["phaseId"]:
        return
    more = {
        "dialogue_id": str(dialogue.id),
        "prompt": phase.prompt,
        "until": here.ends_at.isoformat() if here.ends_at else None,
    }
    for registration in event_notices.group(session, event, payload, event_notices.SEATED, ROUND_JOB, now):
        if here.since is None or registration.queued_at <= here.since:
            context = event_mails.facts(event, registration.member.name) | more
            key = f"{ROUND_JOB}:{phase.id}:{registration.id}"
            event_mails.post(session, registration.member, ROUND_JOB, context, now=now, key=key)
