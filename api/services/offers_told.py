"""Counting, for a report, how many people offered to think along; what was told is remembered, who offered is not."""

import random
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from api.domain import offers
from api.models import MERGER, HandRaise, Merger, OffersTold, Participant, Statement

WHOLE = "all"  # the key of the lot of all people who offered anywhere


def count(session: Session, dialogue_id: UUID, now: datetime, rng: random.Random) -> None:
    """Count the offers at what is not hidden, unless that was done lately; the dialogue is locked."""
    known = session.get(OffersTold, dialogue_id)
    if not offers.count_again(known.counted_at if known else None, now):
        return
    if known is None:
        known = OffersTold(dialogue_id=dialogue_id, counted_at=now, people=0, statements={}, lots={})
        session.add(known)
    here = (HandRaise.dialogue_id == dialogue_id, Statement.hidden.is_(False))
    crowd = _number(session, select(func.count()).where(Participant.dialogue_id == dialogue_id))
    raised = (  # of every statement, so that its lot does not tell that somebody offered there
        select(_kept, func.count(HandRaise.member_id.distinct()))
        .select_from(Statement)
        .outerjoin(HandRaise, _at)
        .outerjoin(Merger, MERGER)
        .where(Statement.dialogue_id == dialogue_id, Statement.hidden.is_(False))
        .group_by(_kept)
        .order_by(_kept)
    )
    told, lots = dict(known.statements), dict(known.lots)
    for id_, number in session.execute(raised):
        key = str(id_)
        told[key], lots[key] = offers.told(number, told.get(key, 0), lots.get(key), crowd, rng)
    members = select(func.count(HandRaise.member_id.distinct())).join(Statement, _at).where(*here)
    known.people, lots[WHOLE] = offers.told(_number(session, members), known.people, lots.get(WHOLE), crowd, rng)
    highest = max(told.values(), default=0)
    if highest > known.people:  # the whole is no smaller than a part
        known.people, lots[WHOLE] = highest, rng.randrange(offers.STEP)
    known.statements, known.lots = {key: number for key, number in told.items() if number}, lots
    known.counted_at = now
    session.flush()


def section(session: Session, dialogue_id: UUID, content: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a report tells of the offers, as they were counted last."""
    known = session.get(OffersTold, dialogue_id)
    return offers.section(known.people if known else 0, known.statements if known else {}, content)


_at: ColumnElement[bool] = (Statement.dialogue_id == HandRaise.dialogue_id) & (Statement.id == HandRaise.statement_id)
_kept = func.coalesce(Merger.kept_id, Statement.id)  # an offer at merged words counts at those that are kept


def _number(session: Session, query: Any) -> int:
    return session.scalar(query) or 0
