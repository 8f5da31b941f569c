"""Turns and ratings: who rates what next. The hottest path of the live hour, so it speaks in prepared statements.

The caller's own row is locked first (``live.present``); the statements whose counters change are locked in the order
of their ids, so that two raters cannot block each other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Row, bindparam, case, delete, func, insert, select, update
from sqlalchemy.orm import Session, aliased

from api.domain.dialogues import TOLD_ANEW, require_rating
from api.domain.errors import Conflict, NotFound
from api.domain.merging import said
from api.domain.vocabulary import Recognition, StatementKind
from api.models import MERGER, Merger, Rating, Statement, Turn
from api.services import live
from api.services.rooms import Room
from api.services.scoreboard import Choice, Scoreboard

_Target, _Kept = aliased(Statement), aliased(Statement)
_DIALOGUE: BindParameter[UUID] = bindparam("dialogue")
_ME: BindParameter[UUID] = bindparam("me")
_ID: BindParameter[UUID] = bindparam("statement")

Words = Row[*tuple[Any, ...]]
Answers = dict[UUID, dict[UUID, Recognition]]  # of each statement that is kept: what was said of its wordings


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
        Merger.kept_id,
        _Kept.author_id.label("kept_author_id"),
        _Target.phase_id.label("target_phase_id"),
        _Target.kind.label("target_kind"),
        _Target.reacts_to_id.label("target_reacts_to_id"),
        _Target.text.label("target_text"),
    )
    .select_from(Statement)
    .outerjoin(Merger, MERGER)
    .outerjoin(_Kept, (_Kept.dialogue_id == Merger.dialogue_id) & (_Kept.id == Merger.kept_id))
    .outerjoin(
        _Target,
        (_Target.dialogue_id == Statement.dialogue_id)
        & (_Target.id == Statement.reacts_to_id)
        & _Target.hidden.is_(False),
    )
    .where(Statement.dialogue_id == _DIALOGUE, Statement.hidden.is_(False))
)
_ONE = _WORDS.where(Statement.id == _ID)
_TURN = select(Turn.statement_id, Turn.leniency).where(Turn.dialogue_id == _DIALOGUE, Turn.participant_id == _ME)
_MINE = (
    select(Rating.statement_id, Rating.recognition, Merger.kept_id)
    .select_from(Rating)
    .outerjoin(Merger, (Merger.dialogue_id == Rating.dialogue_id) & (Merger.statement_id == Rating.statement_id))
    .outerjoin(_Kept, (_Kept.dialogue_id == Merger.dialogue_id) & (_Kept.id == Merger.kept_id))
    .where(Rating.dialogue_id == _DIALOGUE, Rating.participant_id == _ME)
    .where(_Kept.author_id.is_distinct_from(_ME))  # what was merged into one's own does not count
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
    .values(statement_id=bindparam("following"), given_at=bindparam("now"), leniency=bindparam("own"))
)
_END_TURN = delete(Turn).where(Turn.dialogue_id == _DIALOGUE, Turn.participant_id == _ME)
_COUNTERS = ("assigned", "leaning", *(level.value for level in Recognition))
_AFTER = {name: getattr(Statement, name) + bindparam(f"more_{name}") for name in _COUNTERS}
_LARGELY_OR_FULLY = _AFTER["largely"] + _AFTER["fully"]
_RATERS = _AFTER["not_at_all"] + _AFTER["a_little"] + _LARGELY_OR_FULLY + _AFTER["does_not_occur"]
_COUNT = (
    update(Statement)
    .where(Statement.dialogue_id == _DIALOGUE, Statement.id == _ID)
    .values(
        _AFTER
        | {
            f"told_{name}": case(
                (func.abs(_RATERS - Statement.told_raters) >= TOLD_ANEW, after),
                else_=getattr(Statement, f"told_{name}"),
            )
            for name, after in {
                "raters": _RATERS,
                "recognised": _LARGELY_OR_FULLY,
                "does_not_occur": _AFTER["does_not_occur"],
            }.items()
        }
    )
)

_STATEMENTS = Statement.id.in_(bindparam("statements", expanding=True))
_LOCK = (
    select(Statement.id)
    .where(Statement.dialogue_id == _DIALOGUE, _STATEMENTS)
    .order_by(Statement.id)
    .with_for_update(key_share=True)
)
_LEAN = (
    update(Statement)
    .where(Statement.dialogue_id == _DIALOGUE, _STATEMENTS)
    .values(leaning=Statement.leaning + bindparam("growth"))
)


def turn(session: Session, room: Room, scores: Scoreboard, now: datetime) -> Given | None:
    """Give the statement whose turn it is for the caller: the one given before, or a new one, or None."""
    require_rating(room.here)
    who = {"dialogue": room.id, "me": live.present(session, room)}
    connection = session.connection()
    before = connection.execute(_TURN, who).one_or_none()
    if before is not None:
        row = connection.execute(_ONE, {**who, "statement": before.statement_id}).one_or_none()
        if row is not None and _is_given_out(row, room):
            return _given(row)
    return _next(session, room, who, before, _answers(session, who), {}, scores, now)


def rate(
    session: Session, room: Room, statement_id: UUID, recognition: Recognition, scores: Scoreboard, now: datetime
) -> Rated:
    """Store how far the caller recognises a statement, and give the next turn. Rating again replaces.

    What was said of one that was merged counts at the one that is kept, once for who rated several of them.
    """
    require_rating(room.here)
    who = {"dialogue": room.id, "me": live.present(session, room)}
    this = {**who, "statement": statement_id}
    connection = session.connection()
    kept = _require_ratable(connection.execute(_ONE, this).one_or_none(), room, who["me"])
    before = connection.execute(_TURN, who).one_or_none()
    mine = None if before is None else before.statement_id
    answers = _answers(session, who)
    wordings = answers.setdefault(kept, {})
    earlier = said(wordings, kept)
    if earlier is None and mine != statement_id:
        raise Conflict("It is not your turn to rate this statement.")
    if statement_id not in wordings:
        key = {"dialogue_id": room.id, "participant_id": who["me"], "statement_id": statement_id}
        connection.execute(_ADD_RATING, {**key, "recognition": recognition})
    elif wordings[statement_id] is not recognition:
        connection.execute(_CHANGE_RATING, {**this, "level": recognition})
    wordings[statement_id] = recognition
    after = said(wordings, kept) or recognition
    changes = _difference(kept, earlier, after)
    scores.question(session, room, now).rate(kept, earlier, after)
    following = None
    if mine is not None and mine != statement_id:  # a second thought about an earlier one keeps the open turn
        row = connection.execute(_ONE, {**who, "statement": mine}).one_or_none()
        following = _given(row) if row is not None and _is_given_out(row, room) else None
    if following is None:
        following = _next(session, room, who, before, answers, changes, scores, now)
    else:
        _count(session, who, changes)
    return Rated(statement_id, recognition, following)


def _require_ratable(row: Words | None, room: Room, me: UUID) -> UUID:
    """Give the statement that is kept for the one in ``row``."""
    if row is None:
        raise NotFound("This statement does not exist.")
    if me in (row.author_id, row.kept_author_id):
        raise Conflict("This is your own statement: others say how far they recognise it.")
    if row.phase_id != room.question_id:
        raise Conflict("The round of this statement was just closed.")
    kept: UUID = row.kept_id or row.id
    return kept


def _is_given_out(row: Words, room: Room) -> bool:
    return row.phase_id == room.question_id and row.kept_id is None


def _answers(session: Session, who: Mapping[str, UUID]) -> Answers:
    """Give what the caller said of the wordings of each statement."""
    answers: Answers = {}
    for statement_id, recognition, kept in session.connection().execute(_MINE, dict(who)):
        answers.setdefault(kept or statement_id, {})[statement_id] = recognition
    return answers


def _difference(kept: UUID, earlier: Recognition | None, after: Recognition) -> dict[UUID, dict[str, float]]:
    """Give what changes in the counts of a statement when somebody says something else of it."""
    if earlier is after:
        return {}
    return {kept: {after.value: 1} if earlier is None else {earlier.value: -1, after.value: 1}}


def _next(
    session: Session,
    room: Room,
    who: Mapping[str, UUID],
    before: Row[UUID, float] | None,
    answers: Answers,
    changes: dict[UUID, dict[str, float]],
    scores: Scoreboard,
    now: datetime,
) -> Given | None:
    """Replace the open turn by the next, and count that with the other ``changes``."""
    told = {kept: level for kept, wordings in answers.items() if (level := said(wordings, kept)) is not None}
    own = None if before is None else before.leniency
    following, choice = _choose(session, room, who, told, own, scores, now)
    _hand_over(session, who, before is not None, following, choice.leniency, now)
    for change in changes.values():
        change["leaning"] = choice.growth
    if following is not None:
        changes[following.id] = {"assigned": 1, "leaning": choice.leniency}
    _count(session, who, changes, choice.growth, told)
    return following


def _choose(
    session: Session,
    room: Room,
    who: Mapping[str, UUID],
    answers: Mapping[UUID, Recognition],
    before: float | None,
    scores: Scoreboard,
    now: datetime,
) -> tuple[Given | None, Choice]:
    """Choose the next statement for who gave these answers and had the leniency ``before`` at their last turn.

    One that was hidden or merged in the meantime is not given out any more, so choose again.
    """
    choice = Choice(None, 0.0, 0.0)
    for _attempt in range(2):
        choice = scores.choose(session, room, who["me"], answers, before, now)
        if choice.statement_id is None:
            break
        row = session.connection().execute(_ONE, {**who, "statement": choice.statement_id}).one_or_none()
        if row is not None and row.kept_id is None:
            scores.question(session, room, now).give(choice.statement_id, choice.leniency)
            return _given(row), choice
        scores.forget(room)
    return None, choice


def _given(row: Words) -> Given:
    """Give the words of a statement, and those that it reacts to unless they are hidden."""
    target = None
    if row.target_text is not None:
        target = Given(row.reacts_to_id, row.target_phase_id, row.target_kind, row.target_reacts_to_id, row.target_text)
    return Given(row.id, row.phase_id, row.kind, row.reacts_to_id, row.text, target)


def _hand_over(
    session: Session, who: Mapping[str, UUID], had: bool, following: Given | None, own: float, now: datetime
) -> None:
    """Replace the open turn, if there was one."""
    connection = session.connection()
    if following is None:
        if had:
            connection.execute(_END_TURN, dict(who))
    elif not had:
        row = {"dialogue_id": who["dialogue"], "participant_id": who["me"], "statement_id": following.id}
        connection.execute(_ADD_TURN, {**row, "given_at": now, "leniency": own})
    else:
        connection.execute(_MOVE_TURN, {**who, "following": following.id, "now": now, "own": own})


def _count(
    session: Session,
    who: Mapping[str, UUID],
    changes: dict[UUID, dict[str, float]],
    growth: float = 0.0,
    rated: Iterable[UUID] = (),
) -> None:
    """Add to the counters of statements, and what the caller's leniency grew to the leaning of all else they ``rated``.

    No row is updated twice: PostgreSQL would look at its author again, whose own row may be locked.
    """
    connection, here = session.connection(), {"dialogue": who["dialogue"]}
    if growth:
        others = set(rated) - changes.keys()
        connection.execute(_LOCK, {**here, "statements": [*others, *changes]})
        connection.execute(_LEAN, {**here, "statements": list(others), "growth": growth})
    for statement_id in sorted(changes):
        more = {f"more_{name}": changes[statement_id].get(name, 0) for name in _COUNTERS}
        connection.execute(_COUNT, {**here, "statement": statement_id, **more})
