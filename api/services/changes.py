"""Which statements of a dialogue were asked before, and how their recognition moved since."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.domain.changes import Asked, compare
from api.models import STANDS, Report, Statement


def found(session: Session, dialogue_id: UUID, content: Mapping[str, Any]) -> list[dict[str, object]]:
    """Compare what ``content``, the report of a dialogue, says with the newest report that each statement comes from."""
    rows = session.execute(
        select(Statement.id, Statement.origin_dialogue_id, Statement.origin_statement_id)
        .where(Statement.dialogue_id == dialogue_id, STANDS)
        .where(Statement.origin_dialogue_id.is_not(None), Statement.origin_statement_id.is_not(None))
    )
    asked = [Asked(id_, origin, statement) for id_, origin, statement in rows if origin and statement]
    earlier = {id_: _newest(session, id_) for id_ in {each.origin_dialogue_id for each in asked}}
    compared = (compare(each, earlier[each.origin_dialogue_id], content) for each in asked)
    place = {id_: number for number, id_ in enumerate(content["overall"])}
    told = [each for each in compared if each is not None]
    return sorted(told, key=lambda each: place.get(str(each["statementId"]), len(place)))


def _newest(session: Session, dialogue_id: UUID) -> Mapping[str, Any]:
    query = select(Report.content).where(Report.dialogue_id == dialogue_id, Report.published_at.is_not(None))
    return session.scalar(query.order_by(Report.number.desc()).limit(1)) or {"questions": []}
