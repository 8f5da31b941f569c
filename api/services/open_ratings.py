"""The single ratings that stayed after the close, for organisers who analyse them with other tools."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.domain.errors import Conflict
from api.domain.open_data import OpenData, prepare
from api.domain.permissions import require_organiser
from api.domain.report_words import whole
from api.models import Member, Rating, Report, Statement


def of(session: Session, report: Report, member: Member) -> OpenData:
    """Give the ratings behind a version of a report; what was hidden since is left out."""
    require_organiser(member.role)
    hidden = set(
        session.scalars(
            select(Statement.id).where(Statement.dialogue_id == report.dialogue_id, Statement.hidden.is_(True))
        )
    )
    shown = {UUID(each["id"]): each for each in whole(report.content)}
    texts = {id_: each["text"] for id_, each in shown.items() if id_ not in hidden}
    rows = session.execute(
        select(Rating.participant_id, Rating.statement_id, Rating.recognition).where(
            Rating.dialogue_id == report.dialogue_id
        )
    ).all()
    raters = {id_: shown[id_]["raters"] for id_ in texts}
    data = prepare(texts, raters, report.content["hour"]["people"], [(row[0], row[1], row[2]) for row in rows])
    if not data.texts:
        raise Conflict("Too few people took part to give single ratings away.")
    return data
