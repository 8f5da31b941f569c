"""What a report counts, from the rows that are in the database after the close."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.domain.anonymity import Traits
from api.domain.dialogues import RECOGNISED
from api.domain.groups import Answer
from api.domain.reports import Question
from api.domain.standings import Counted
from api.domain.vocabulary import PhaseKind, Recognition
from api.models import MERGER, STANDS, Merger, Participant, Phase, Rating, Statement
from api.services import merging

TRAITS = tuple(getattr(Participant, trait) for trait in Traits._fields)


def questions(session: Session, dialogue_id: UUID) -> list[Question]:
    """Give the questions of the script."""
    rows = session.execute(
        select(Phase.id, Phase.position, Phase.prompt, Phase.explanation).where(
            Phase.dialogue_id == dialogue_id, Phase.kind == PhaseKind.QUESTION
        )
    )
    return [Question(*row) for row in rows]


def statements(session: Session, dialogue_id: UUID) -> list[Counted]:
    """Give the statements that stand, with their whole counts, the ratings that were kept and their other wordings."""
    columns = [getattr(Statement, word.value) for word in Recognition]
    rows = session.execute(
        select(
            Statement.id,
            Statement.phase_id,
            Statement.kind,
            Statement.text,
            Statement.reacts_to_id,
            Statement.given,
            *columns,
        ).where(Statement.dialogue_id == dialogue_id, STANDS)
    )
    answers, wordings = _answers(session, dialogue_id), _wordings(session, dialogue_id)
    kept = merging.kept(session, dialogue_id)
    return [
        Counted(
            id_,
            question,
            kind,
            text,
            kept.get(target, target),
            dict(zip(Recognition, counts, strict=True)),
            given,
            answers.get(id_, ()),
            wordings.get(id_, ()),
        )
        for id_, question, kind, text, target, given, *counts in rows
    ]


def _wordings(session: Session, dialogue_id: UUID) -> dict[UUID, list[tuple[UUID, str]]]:
    """Give for each statement that is kept the others that said the same, in the order of their random ids."""
    rows = session.execute(
        select(Merger.kept_id, Statement.id, Statement.text)
        .join(Statement, MERGER)
        .where(Merger.dialogue_id == dialogue_id, Statement.hidden.is_(False))
        .order_by(Statement.id)
    )
    wordings: dict[UUID, list[tuple[UUID, str]]] = {}
    for kept_id, id_, text in rows:
        wordings.setdefault(kept_id, []).append((id_, text))
    return wordings


def _answers(session: Session, dialogue_id: UUID) -> dict[UUID, list[Answer]]:
    """Give the ratings that were kept at the close, by statement; the ids were drawn then, so they can be the lot."""
    rows = session.execute(
        select(Rating.statement_id, Rating.participant_id, Rating.recognition, *TRAITS)
        .join(Participant, (Participant.dialogue_id == Rating.dialogue_id) & (Participant.id == Rating.participant_id))
        .where(Rating.dialogue_id == dialogue_id)
    )
    answers: dict[UUID, list[Answer]] = {}
    for statement_id, participant_id, recognition, *traits in rows:
        lot = participant_id.int ^ statement_id.int
        answers.setdefault(statement_id, []).append(Answer(Traits(*traits), recognition in RECOGNISED, lot))
    return answers


def people(session: Session, dialogue_id: UUID) -> list[Traits]:
    """Give the coarsened traits of everybody who took part."""
    return [Traits(*row) for row in session.execute(select(*TRAITS).where(Participant.dialogue_id == dialogue_id))]
