"""Looking back at an event: taking an answer without a trace to who gave it, and asking the people who came."""

import random
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from api.domain.errors import Conflict, NotFound
from api.domain.evaluations import joins, require_open
from api.models import Evaluation, EvaluationMark, Event, Member
from api.models.inserts import insert_once
from api.services import event_views, events


def answer(
    session: Session, event_id: UUID, member: Member, given: Mapping[str, Any], *, now: datetime, rng: random.Random
) -> None:
    """Take the answer of somebody who came, once; mark that they answered, apart from what."""
    event = events.locked(session, event_id)  # answers come one at a time: each writes all of them anew
    if not event_views.visible(event, member):
        raise NotFound("This event does not exist.")
    view = event_views.view(session, event, member, now=now)
    require_open(view.evaluation)
    assert view.registration is not None  # noqa: S101 - who is asked had a seat
    if not insert_once(session, EvaluationMark, {"registration_id": view.registration.id}):
        raise Conflict("You have answered already.")
    _add(session, event, given, rng)


def _add(session: Session, event: Event, given: Mapping[str, Any], rng: random.Random) -> None:
    """Write all answers of an event anew, with one more, in random order and under fresh ids."""
    columns = [column for column in Evaluation.__table__.columns if column.name != "id"]
    found = session.execute(select(*columns).where(Evaluation.event_id == event.id)).mappings()
    rows: list[dict[str, Any]] = [dict(row) for row in found]
    rows.append({"event_id": event.id, "shown": False, **given})
    if joins(sum(not row["shown"] for row in rows)):
        for row in rows:
            row["shown"] = True
    for row in rows:
        row["id"] = uuid.uuid4()
    rng.shuffle(rows)
    session.execute(delete(Evaluation).where(Evaluation.event_id == event.id))
    session.execute(insert(Evaluation), rows)
