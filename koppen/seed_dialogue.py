"""The dialogue that is over: played from door to report, statement by statement."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.domain.vocabulary import Recognition, SizeClass, StatementKind
from api.models import Statement
from api.services import live, rooms, turns
from koppen.judgement import recognition
from koppen.stage import Stage
from koppen.texts import written


def play(stage: Stage, dialogue_id: UUID, names: list[str], lengths: tuple[int, int]) -> None:
    """Let ``names`` in, play each question (``lengths``: of the question and its tail, in seconds), leave it to the clock."""
    begun = stage.now
    for name in names:
        with stage.database.unit_of_work() as session:
            live.join(session, dialogue_id, stage.member(session, name), stage.now)
    for place, question in enumerate(written("past_dialogue")):
        starts = begun + timedelta(seconds=place * sum(lengths))
        stage.forward(starts + timedelta(seconds=40))
        _question(stage, dialogue_id, names, question["statements"], lengths[0])
    stage.forward(begun + timedelta(hours=2))


def said(session: Session, dialogue_id: UUID, beginning: str) -> dict[str, UUID]:
    """Find a statement by how it begins; the ids of the hour itself are gone."""
    query = select(Statement.id).where(Statement.dialogue_id == dialogue_id, Statement.text.startswith(beginning))
    return {"dialogue_id": dialogue_id, "statement_id": session.scalars(query).one()}


def _question(
    stage: Stage, dialogue_id: UUID, names: list[str], statements: list[dict[str, Any]], seconds: int
) -> None:
    """Let each statement be written by somebody, its reactions a little later, and everybody rate in between."""
    known: dict[str, dict[str, Any]] = {}
    step = timedelta(seconds=(seconds - 120) / (len(statements) + 2))
    ids: dict[str, UUID] = {}
    for place, statement in enumerate(statements):
        author = names[(place * 7 + len(ids)) % len(names)]
        ids[statement["text"]] = _say(stage, dialogue_id, author, statement, known, None)
        for reaction in statement.get("reactions", []) if place % 2 else []:
            _say(stage, dialogue_id, stage.rng.choice(names), reaction, known, ids[statement["text"]])
        for name in stage.rng.sample(names, len(names) // 3):
            _rate(stage, dialogue_id, name, known, 2)
        stage.forward(stage.now + step)
    for place, statement in enumerate(statements):
        for reaction in [] if place % 2 else statement.get("reactions", []):
            _say(stage, dialogue_id, stage.rng.choice(names), reaction, known, ids[statement["text"]])
    for name in names:
        _rate(stage, dialogue_id, name, known, len(known) - stage.rng.randrange(4))


def _say(
    stage: Stage,
    dialogue_id: UUID,
    name: str,
    statement: dict[str, Any],
    known: dict[str, dict[str, Any]],
    reacts_to: UUID | None,
) -> UUID:
    known[statement["text"]] = statement
    kind = StatementKind.ANSWER if reacts_to is None else StatementKind.REACTION
    with stage.database.unit_of_work() as session:
        room = rooms.enter(session, dialogue_id, stage.member(session, name), stage.now)
        return live.post(session, room, text=statement["text"], kind=kind, reacts_to_id=reacts_to, client_key=None).id


def _rate(stage: Stage, dialogue_id: UUID, name: str, known: dict[str, dict[str, Any]], number: int) -> None:
    """Let one participant rate up to ``number`` statements, one turn after the other."""
    with stage.database.unit_of_work() as session:
        member = stage.member(session, name)
        room = rooms.enter(session, dialogue_id, member, stage.now)
        small = member.organisation.size_class is SizeClass.SMALL
        turn = turns.turn(session, room, stage.rng)
        for _each in range(number):
            if turn is None:
                break
            word = Recognition(recognition(known[turn.text], stage.rng, small=small))
            turn = turns.rate(session, room, turn.id, word, stage.rng).turn
