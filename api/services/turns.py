"""Turns and ratings: who rates what next. The hottest path of the live hour, so it speaks in prepared statements.

The caller's own row is locked first (``live.present``); the counters of two statements are updated in the order of
their ids, so that two raters cannot block each other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Row, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session, aliased

from api.domain.dialogues import require_rating
from api.domain.errors import Conflict, NotFound
from api.domain.vocabulary import Recognition, StatementKind
from api.models import Rating, Statement, Turn
from api.services import live
from api.services.rooms import Room
from api.services.scoreboard import Scoreboard

_Target = aliased(Statement)
_DIALOGUE: BindParameter[UUID] = bindparam("dialogue")
_ME: BindParameter[UUID] = bindparam("me")
_ID: BindParameter[UUID] = bindparam("statement")

Words = Row[*tuple[Any, ...]]


@dataclass(frozen=True)
class Given:
    """A statement as it is given to a rater: words, without anybody's name or any figure."""

    id: UUID
    phase_id: UUID
    kind: StatementKind
    reacts_to_id: UUID | None
    text: str
    reacts_to: "Given | None" = None


@dataclass(frozen=True)
class Rated:
    """A stored rating and the statement whose turn it is now, None when there is nothing left to rate."""

    statement_id: UUID
    recognition: Recognition
    turn: Given | None


_WORDS = (
    select(
        Statement.id,
        Statement.phase_id,
        Statement.kind,
        Statement.reacts_to_id,
        Statement.text,
        Statement.author_id,
        _Target.phase_id.label("target_phase_id"),
        _Target.kind.label("target_kind"),
        _Target.reacts_to_id.label("target_reacts_to_id"),
        _Target.text.label("target_text"),
    )
    .outerjoin(_Target, (_Target.dialogue_id == Statement.dialogue_id) & (_Target.id == Statement.reacts_to_id))
    .where(Statement.dialogue_id == _DIALOGUE, Statement.hidden.is_(False))
)
_ONE = _WORDS.where(Statement.id == _ID)
_TURN = select(Turn.statement_id).where(Turn.dialogue_id == _DIALOGUE, Turn.participant_id == _ME)
_RATING = select(Rating.recognition).where(
    Rating.dialogue_id == _DIALOGUE, Rating.participant_id == _ME, Rating.statement_id == _ID
)
_ADD_RATING = insert(Rating)
_CHANGE_RATING = (
    update(Rating)
    .where(Rating.dialogue_id == _DIALOGUE, Rating.participant_id == _ME, Rating.statement_id == _ID)
    .values(recognition=bindparam("level"))
)
_ADD_TURN = insert(Turn)
_MOVE_TURN = (
    update(Turn)
    .where(Turn.dialogue_id == _DIALOGUE, Turn.participant_id == _ME)
    .values(statement_id=bindparam("following"), given_at=bindparam("now"))
)
_END_TURN = delete(Turn).where(Turn.dialogue_id == _DIALOGUE, Turn.participant_id == _ME)
_COUNTERS = ("assigned", "leaning", *(level.value for level in Recognition))
_COUNT = (
    update(Statement)
    .where(Statement.dialogue_id == _DIALOGUE, Statement.id == _ID)
    .values({name: getattr(Statement, name) + bindparam(f"more_{name}") for name in _COUNTERS})
)


def turn(session: Session, room: Room, scores: Scoreboard, now: datetime) -> Given | None:
    """Give the statement whose turn it is for the caller: the one given before, or a new one, or None."""
    require_rating(room.here)
    who = {"dialogue": room.id, "me": live.present(session, room)}
    connection = session.connection()
    before = connection.execute(_TURN, who).scalar_one_or_none()
    if before is not None:
        row = connection.execute(_ONE, {**who, "statement": before}).one_or_none()
        if row is not None and row.phase_id == room.question_id:
            return _given(row)
    chosen, leniency = _choose(session, room, who, scores, now)
    _hand_over(session, who, before, chosen, now)
    if chosen is not None:
        _count(session, room.id, {chosen.id: {"assigned": 1, "leaning": leniency}})
    return chosen


def rate(
    session: Session, room: Room, statement_id: UUID, recognition: Recognition, scores: Scoreboard, now: datetime
) -> Rated:
    """Store how far the caller recognises a statement, and give the next turn. Rating again replaces."""
    require_rating(room.here)
    who = {"dialogue": room.id, "me": live.present(session, room)}
    this = {**who, "statement": statement_id}
    connection = session.connection()
    _require_ratable(connection.execute(_ONE, this).one_or_none(), room, who["me"])
    before = connection.execute(_TURN, who).scalar_one_or_none()
    earlier = connection.execute(_RATING, this).scalar_one_or_none()
    if earlier is None and before != statement_id:
        raise Conflict("It is not your turn to rate this statement.")
    changes: dict[UUID, dict[str, float]] = {}
    question = scores.question(session, room, now)
    if earlier is None:
        key = {"dialogue_id": room.id, "participant_id": who["me"], "statement_id": statement_id}
        connection.execute(_ADD_RATING, {**key, "recognition": recognition})
        changes[statement_id] = {recognition.value: 1}
    elif earlier is not recognition:
        connection.execute(_CHANGE_RATING, {**this, "level": recognition})
        changes[statement_id] = {earlier.value: -1, recognition.value: 1}
    question.rate(statement_id, earlier, recognition)
    following = None
    if before is not None and before != statement_id:  # a second thought about an earlier one keeps the open turn
        row = connection.execute(_ONE, {**who, "statement": before}).one_or_none()
        following = None if row is None or row.phase_id != room.question_id else _given(row)
    if following is None:
        following, leniency = _choose(session, room, who, scores, now)
        _hand_over(session, who, before, following, now)
        if following is not None:
            changes[following.id] = {"assigned": 1, "leaning": leniency}
    _count(session, room.id, changes)
    return Rated(statement_id, recognition, following)


def _require_ratable(row: Words | None, room: Room, me: UUID) -> None:
    if row is None:
        raise NotFound("This statement does not exist.")
    if row.author_id == me:
        raise Conflict("This is your own statement: others say how far they recognise it.")
    if row.phase_id != room.question_id:
        raise Conflict("The round of this statement was just closed.")


def _choose(
    session: Session, room: Room, who: Mapping[str, UUID], scores: Scoreboard, now: datetime
) -> tuple[Given | None, float]:
    """Choose the next statement, and tell the leniency of who rates it.

    One that was hidden in the meantime is not there any more, so choose again.
    """
    for _attempt in range(2):
        chosen = scores.choose(session, room, who["me"], now)
        if chosen is None:
            break
        statement_id, leniency = chosen
        row = session.connection().execute(_ONE, {**who, "statement": statement_id}).one_or_none()
        if row is not None:
            scores.question(session, room, now).give(statement_id, leniency)
            return _given(row), leniency
        scores.forget(room)
    return None, 0.0


def _given(row: Words) -> Given:
    target = None
    if row.reacts_to_id is not None:
        target = Given(row.reacts_to_id, row.target_phase_id, row.target_kind, row.target_reacts_to_id, row.target_text)
    return Given(row.id, row.phase_id, row.kind, row.reacts_to_id, row.text, target)


def _hand_over(
    session: Session, who: Mapping[str, UUID], before: UUID | None, following: Given | None, now: datetime
) -> None:
    """Replace the open turn."""
    connection = session.connection()
    if following is None:
        if before is not None:
            connection.execute(_END_TURN, dict(who))
    elif before is None:
        row = {"dialogue_id": who["dialogue"], "participant_id": who["me"], "statement_id": following.id}
        connection.execute(_ADD_TURN, {**row, "given_at": now})
    else:
        connection.execute(_MOVE_TURN, {**who, "following": following.id, "now": now})


def _count(session: Session, dialogue_id: UUID, changes: dict[UUID, dict[str, float]]) -> None:
    """Add to the counters of statements, in the order of their ids."""
    for statement_id in sorted(changes):
        more = {f"more_{name}": changes[statement_id].get(name, 0) for name in _COUNTERS}
        session.connection().execute(_COUNT, {"dialogue": dialogue_id, "statement": statement_id, **more})
