"""The script of a topic session: what it asks, and which statements of a report it asks again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import and_, delete, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from api.domain.errors import Invalid
from api.domain.session_scripts import Question, require_once
from api.domain.topic_sessions import lengths
from api.domain.vocabulary import DialogueState, PhaseKind
from api.models import STANDS, Dialogue, SessionQuestion, SessionStatement, Statement, TopicSession
from api.services.dialogues import Script


@dataclass(frozen=True)
class Asked:
    """A statement of a report that is asked again."""

    id: UUID
    dialogue_id: UUID
    text: str


@dataclass(frozen=True)
class Step:
    """One phase of a session's script; lengths in seconds."""

    kind: PhaseKind
    max_seconds: int
    tail_seconds: int = 0
    prompt: str = ""
    explanation: str = ""
    statements: Sequence[Asked] = field(default_factory=tuple)


def scripts(
    session: Session, sessions: Sequence[TopicSession], durations: Mapping[UUID, int] | None = None
) -> dict[UUID, list[Step]]:
    """Give the scripts of sessions with two queries; without a duration in seconds it is the one they were planned for."""
    ids = [each.id for each in sessions]
    asked = _asked(session, ids)
    own: dict[UUID, list[SessionQuestion]] = {}
    query = select(SessionQuestion).where(SessionQuestion.topic_session_id.in_(ids)).order_by(SessionQuestion.position)
    for question in session.scalars(query):
        own.setdefault(question.topic_session_id, []).append(question)
    first = _sources(session, [each for each in sessions if each.id not in own])
    found = {}
    for each in sessions:
        questions = [
            (row.prompt, row.explanation, asked.get((each.id, row.position), [])) for row in own.get(each.id, [])
        ]
        questions = questions or [(each.title, each.motivation[:600], first.get(each.id, []))]
        found[each.id] = _steps(questions, (durations or {}).get(each.id, each.minutes * 60))
    return found


def _steps(questions: Sequence[tuple[str, str, Sequence[Asked]]], duration: int) -> list[Step]:
    hour = lengths(duration, len(questions))
    return [
        Step(PhaseKind.LOBBY, hour.lobby),
        *(
            Step(PhaseKind.QUESTION, length, hour.tail, prompt, explanation, statements)
            for length, (prompt, explanation, statements) in zip(hour.questions, questions, strict=True)
        ),
        Step(PhaseKind.CLOSING, hour.closing),
    ]


def phases(steps: Iterable[Step]) -> list[Script]:
    """Give what a dialogue is made of."""
    return [Script(step.kind, 0, step.max_seconds, step.tail_seconds, step.prompt, step.explanation) for step in steps]


def write(session: Session, found: TopicSession, questions: Sequence[Question]) -> None:
    """Give a session these questions; its statements come from the report that it grew from."""
    require_once(questions)
    known = {each.id for each in reported(session, found, [id_ for each in questions for id_ in each.statements])}
    for place, question in enumerate(questions):
        for number, id_ in enumerate(question.statements):
            if id_ not in known:
                field_ = f"questions.{place}.statementIds.{number}"
                raise Invalid("This statement is not in the report.", field=field_)
    session.execute(delete(SessionQuestion).where(SessionQuestion.topic_session_id == found.id))
    session.add_all(
        SessionQuestion(topic_session_id=found.id, position=place, prompt=each.prompt, explanation=each.explanation)
        for place, each in enumerate(questions)
    )
    session.flush()
    session.add_all(
        SessionStatement(
            topic_session_id=found.id,
            dialogue_id=found.source_dialogue_id,
            statement_id=id_,
            position=place,
            place=number,
        )
        for place, each in enumerate(questions)
        for number, id_ in enumerate(each.statements)
    )
    flag_modified(found, "title")  # another script is a new version too
    session.flush()


def reported(session: Session, found: TopicSession, ids: Sequence[UUID]) -> list[Asked]:
    """Give those of the statements that are in the report that a session grew from, in the order of ``ids``."""
    if not ids or found.source_dialogue_id is None:
        return []
    rows = session.execute(
        select(Statement.id, Statement.dialogue_id, Statement.text)
        .join(Dialogue, Dialogue.id == Statement.dialogue_id)
        .where(Statement.dialogue_id == found.source_dialogue_id, Statement.id.in_(ids))
        .where(STANDS, Dialogue.state == DialogueState.CLOSED)
    )
    texts = {row.id: Asked(row.id, row.dialogue_id, row.text) for row in rows}
    return [texts[id_] for id_ in dict.fromkeys(ids) if id_ in texts]


def _asked(session: Session, ids: Sequence[UUID]) -> dict[tuple[UUID, int], list[Asked]]:
    """Give the statements at each question; what was hidden since is not asked again."""
    spoken = and_(
        Statement.dialogue_id == SessionStatement.dialogue_id,
        Statement.id == SessionStatement.statement_id,
        STANDS,
    )
    rows = session.execute(
        select(
            SessionStatement.topic_session_id,
            SessionStatement.position,
            Statement.id,
            Statement.dialogue_id,
            Statement.text,
        )
        .select_from(SessionStatement)
        .join(Statement, spoken)
        .where(SessionStatement.topic_session_id.in_(ids))
        .order_by(SessionStatement.topic_session_id, SessionStatement.position, SessionStatement.place)
    )
    found: dict[tuple[UUID, int], list[Asked]] = {}
    for row in rows:
        asked = Asked(row.id, row.dialogue_id, row.text)
        found.setdefault((row.topic_session_id, row.position), []).append(asked)
    return found


def _sources(session: Session, sessions: Sequence[TopicSession]) -> dict[UUID, list[Asked]]:
    """Give the statement that a session without a script of its own grew from."""
    wanted = [each.source_statement_id for each in sessions if each.source_statement_id is not None]
    if not wanted:
        return {}
    rows = session.execute(
        select(Statement.id, Statement.dialogue_id, Statement.text)
        .where(Statement.dialogue_id.in_({each.source_dialogue_id for each in sessions}), Statement.id.in_(wanted))
        .where(STANDS)
    )
    texts = {row.id: Asked(row.id, row.dialogue_id, row.text) for row in rows}
    return {each.id: [texts[each.source_statement_id]] for each in sessions if each.source_statement_id in texts}
