"""Counting, for a report, how many people offered to think along; what was told is remembered, who offered is not."""

import random
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from api.domain import offers
from api.models import HandRaise, OffersTold, Participant, Statement


def count(session: Session, dialogue_id: UUID, now: datetime, rng: random.Random) -> None:
    """Count the offers at what is not hidden, unless that was done lately; the dialogue is locked."""
    known = session.get(OffersTold, dialogue_id)
    if not offers.count_again(known.counted_at if known else None, now):
        return
    if known is None:
        known = OffersTold(dialogue_id=dialogue_id, counted_at=now, people=0, statements={})
        session.add(known)
    here = (HandRaise.dialogue_id == dialogue_id, Statement.hidden.is_(False))
    crowd = _number(session, select(func.count()).where(Participant.dialogue_id == dialogue_id))
    raised = (
        select(HandRaise.statement_id, func.count())
        .join(Statement, _at)
        .where(*here)
        .group_by(HandRaise.statement_id)
        .order_by(HandRaise.statement_id)
    )
    told = dict(known.statements)
    for statement_id, number in session.execute(raised):
        told[str(statement_id)] = offers.told(number, told.get(str(statement_id), 0), crowd, rng)
    members = select(func.count(HandRaise.member_id.distinct())).join(Statement, _at).where(*here)
    people = offers.told(_number(session, members), known.people, crowd, rng)
    known.statements = {id_: number for id_, number in told.items() if number}
    known.people = max(people, *told.values(), 0)
    known.counted_at = now
    session.flush()


def section(session: Session, dialogue_id: UUID, questions: list[dict[str, Any]]) -> dict[str, Any]:
    """Give what a report tells of the offers, as they were counted last."""
    known = session.get(OffersTold, dialogue_id)
    return offers.section(known.people if known else 0, known.statements if known else {}, questions)


_at: ColumnElement[bool] = (Statement.dialogue_id == HandRaise.dialogue_id) & (Statement.id == HandRaise.statement_id)


def _number(session: Session, query: Any) -> int:
    return session.scalar(query) or 0
