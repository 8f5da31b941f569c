"""What the desk tells about the room: how much came in, how evenly it is read, what is recognised most and least."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from api.domain import ranking
from api.domain.attention import distribution
from api.domain.dialogues import ENOUGH_RATERS
from api.domain.standings import could_rate
from api.domain.vocabulary import Recognition
from api.models import STANDS, Participant, Statement
from api.services.rooms import Room

EXTREMES = 3  # statements at either end of what is recognised

_RATERS = sum((getattr(Statement, level.value) for level in Recognition), start=literal(0))


@dataclass(frozen=True)
class Figures:
    """The room at one moment; attention is of the question that is open."""

    participants: int
    statements: int
    ratings: int
    lowest: int | None
    mean: float | None
    too_few: int
    spread: Sequence[dict[str, int]]
    most: Sequence[Statement]
    least: Sequence[Statement]


def totals(session: Session, dialogue_id: UUID) -> tuple[int, int]:
    """Count all statements and all ratings of a dialogue, hidden ones too, so that neither runs back."""
    query = select(func.count(), func.coalesce(func.sum(_RATERS), 0)).where(Statement.dialogue_id == dialogue_id)
    statements, ratings = session.execute(query).one()
    return statements, int(ratings)


def of(session: Session, room: Room) -> Figures:
    """Give the figures of a room."""
    people = session.scalar(select(func.count()).where(Participant.dialogue_id == room.id)) or 0
    statements, ratings = totals(session, room.id)
    open_now = _open(session, room)
    counts = [statement.raters for statement in open_now]
    most, least = _extremes(open_now, people)
    return Figures(
        participants=people,
        statements=statements,
        ratings=ratings,
        lowest=min(counts, default=None),
        mean=round(sum(counts) / len(counts), 1) if counts else None,
        too_few=sum(count < ENOUGH_RATERS for count in counts),
        spread=distribution(counts),
        most=most,
        least=least,
    )


def _open(session: Session, room: Room) -> Sequence[Statement]:
    if room.here.position is None:
        return []
    query = select(Statement).where(Statement.dialogue_id == room.id, Statement.phase_id == room.question_id)
    return session.scalars(query.where(STANDS).order_by(Statement.number, Statement.id)).all()


def _extremes(statements: Sequence[Statement], people: int) -> tuple[Sequence[Statement], Sequence[Statement]]:
    """Give what is recognised most and least, as far as it is told, by the rate that is expected of all."""
    rated = [each for each in statements if min(each.raters, each.told_raters) >= ENOUGH_RATERS]
    if not rated:
        return [], []
    counts, recognised = [each.told_raters for each in rated], [each.told_recognised for each in rated]
    crowd = [could_rate(people, each.told_raters, given=each.given) for each in rated]
    order = ranking.rank(recognised, counts, crowd, ranking.fit_prior(recognised, counts)).order
    best_first = [rated[place] for place in order]
    half = min(EXTREMES, len(best_first) // 2)  # no statement stands at both ends
    return best_first[: max(half, 1)], best_first[::-1][:half]
