"""What a report tells beside its counts: which statements belong together, and which lessons may be a remedy."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.domain.remedies import Lesson as Taught
from api.domain.reports import roots_of
from api.domain.standings import Counted
from api.domain.themes import LIMIT, Ratings, suggest
from api.domain.vocabulary import Recognition
from api.models import Lesson, Rating

LESSONS = 500
STRENGTH = {Recognition.A_LITTLE: 1 / 3, Recognition.LARGELY: 2 / 3, Recognition.FULLY: 1.0}


def suggested_themes(session: Session, dialogue_id: UUID, statements: list[Counted]) -> list[dict[str, Any]]:
    """Suggest themes from the texts, reactions included, and from the single ratings that stayed after the close."""
    roots = roots_of(statements)
    tops = sorted((each for each in statements if roots[each.id] == each.id), key=lambda each: (-each.raters, each.id))
    tops = tops[:LIMIT]
    texts = {each.id: each.text for each in tops}
    for each in sorted(statements, key=lambda each: each.id):
        if roots[each.id] != each.id:
            texts[roots[each.id]] = texts.get(roots[each.id], "") + "\n" + each.text
    texts = {each.id: texts[each.id] for each in tops}
    place = {each.id: index for index, each in enumerate(tops)}
    people: dict[UUID, int] = {}
    rows = [
        (people.setdefault(person, len(people)), place[statement], STRENGTH.get(recognition, 0.0))
        for person, statement, recognition in session.execute(
            select(Rating.participant_id, Rating.statement_id, Rating.recognition)
            .where(Rating.dialogue_id == dialogue_id)
            .order_by(Rating.participant_id, Rating.statement_id)
        )
        if statement in place
    ]
    themes = suggest(list(texts.values()), Ratings.of(rows, len(people), len(tops)))
    return [
        {"words": list(theme.words), "statements": [str(tops[each].id) for each in theme.members]} for theme in themes
    ]


def lessons_to_search(session: Session) -> list[Taught]:
    """Give the newest lessons of the community: what they are called, and the situation that they are about."""
    query = (
        select(Lesson.id, Lesson.title, Lesson.situation).order_by(Lesson.created_at.desc(), Lesson.id).limit(LESSONS)
    )
    return [Taught(str(id_), title, situation) for id_, title, situation in session.execute(query)]
