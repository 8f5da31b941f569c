"""The live hour: joining, writing, getting a turn, rating.

Whatever one participant does is done under a lock on that participant's own row, so that an impatient thumb cannot do
anything twice; counters of two statements are updated in the order of their ids, so that two raters cannot block each
other.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select, tuple_, update
from sqlalchemy.orm import Session

from api.domain.dialogues import pseudonym, require_rating, require_writing
from api.domain.errors import Conflict, Forbidden, Invalid, NotFound
from api.domain.permissions import may_watch
from api.domain.vocabulary import DialogueState, Recognition, StatementKind
from api.models import Dialogue, DialogueKey, Member, Participant, Rating, Registration, Statement, Turn
from api.services import dialogues
from api.services.dialogues import Room

CANDIDATES = 8


@dataclass(frozen=True)
class Rated:
    """A stored rating and the statement whose turn it is now, None when there is nothing left to rate."""

    statement_id: UUID
    recognition: Recognition
    turn: Statement | None


def join(session: Session, dialogue_id: UUID, member: Member, now: datetime) -> Participant:
    """Let a registered member in under the pseudonym of this dialogue; joining again changes nothing."""
    room = dialogues.enter(session, dialogue_id, member, now)
    if not room.registered:
        raise Forbidden("Register for this event first.")
    if room.key is None:
        dialogue = dialogues.get(session, dialogue_id, lock=True)
        dialogues.open_by_clock(session, dialogue, now)
    # The close takes the key away first: sharing it keeps the close waiting until this participant stands.
    key = session.scalar(
        select(DialogueKey.key).where(DialogueKey.dialogue_id == dialogue_id).with_for_update(read=True)
    )
    if key is None:
        if room.dialogue.state is DialogueState.CLOSED:
            raise Conflict("This dialogue is closed.")
        raise Conflict("The doors of this dialogue are not open.")
    me = pseudonym(key, dialogue_id, member.id)
    participant = session.get(Participant, (dialogue_id, me))
    if participant is None:
        participant = Participant(
            dialogue_id=dialogue_id,
            id=me,
            size_class=member.organisation.size_class,
            job_function=member.job_function,
        )
        session.add(participant)
        session.execute(
            update(Registration)
            .where(Registration.event_id == room.dialogue.event_id, Registration.member_id == member.id)
            .values(attended=True)
        )
        session.flush()
    return participant


def present(session: Session, room: Room) -> UUID:
    """Give the caller's pseudonym, with a lock on all that they do; refuse who has not joined."""
    query = select(Participant.id).where(Participant.dialogue_id == room.id, Participant.id == room.me)
    me = session.scalar(query.with_for_update()) if room.me is not None else None
    if me is None:
        session.refresh(room.dialogue)
        if room.dialogue.state is DialogueState.CLOSED:
            raise Conflict("This dialogue is closed.")
        raise Conflict("Join the dialogue first.")
    return me


def participant(session: Session, room: Room) -> Participant | None:
    """Give the caller's row, None when they have not joined or the dialogue is closed."""
    return None if room.me is None else session.get(Participant, (room.id, room.me))


def has_joined(session: Session, room: Room) -> bool:
    """Tell whether the caller has joined."""
    return participant(session, room) is not None


def post(
    session: Session,
    room: Room,
    *,
    text: str,
    kind: StatementKind,
    reacts_to_id: UUID | None,
    client_key: str | None,
) -> Statement:
    """Add a statement to the open question; with a ``client_key`` that was used before, give that statement back."""
    me = present(session, room)
    if client_key is not None:
        earlier = session.scalars(
            select(Statement).where(
                Statement.dialogue_id == room.id, Statement.author_id == me, Statement.client_key == client_key
            )
        ).one_or_none()
        if earlier is not None:
            if (earlier.text, earlier.kind, earlier.reacts_to_id) != (text, kind, reacts_to_id):
                raise Conflict("This key was used for another request.", field="Idempotency-Key")
            return earlier
    require_writing(room.here)
    if (kind is StatementKind.REACTION) != (reacts_to_id is not None):
        raise Invalid("A reaction, and nothing else, names the statement that it reacts to.", field="reactsToId")
    if reacts_to_id is not None and _visible(session, room.id, reacts_to_id) is None:
        raise Invalid("The statement that you react to does not exist.", field="reactsToId")
    arrival = select(func.coalesce(func.max(Statement.number), 0) + 1).where(Statement.dialogue_id == room.id)
    statement = Statement(
        dialogue_id=room.id,
        phase_id=room.question.id,
        author_id=me,
        reacts_to_id=reacts_to_id,
        kind=kind,
        text=text,
        client_key=client_key,
        number=session.scalar(arrival),
    )
    session.add(statement)
    session.flush()
    return statement


def turn(session: Session, room: Room, rng: random.Random) -> Statement | None:
    """Give the statement whose turn it is for the caller: the one given before, or a new one, or None."""
    require_rating(room.here)
    me = present(session, room)
    open_turn = session.get(Turn, (room.id, me))
    if open_turn is not None:
        statement = _visible(session, room.id, open_turn.statement_id)
        if statement is not None and statement.phase_id == room.question.id:
            return statement
        session.delete(open_turn)
        session.flush()
    chosen = _choose(session, room, me, rng)
    if chosen is not None:
        _give(session, room, me, chosen)
        _count(session, room.id, {chosen.id: {"assigned": 1}})
    return chosen


def rate(session: Session, room: Room, statement_id: UUID, recognition: Recognition, rng: random.Random) -> Rated:
    """Store how far the caller recognises a statement, and give the next turn. Rating again replaces."""
    require_rating(room.here)
    me = present(session, room)
    statement = _visible(session, room.id, statement_id)
    if statement is None:
        raise NotFound("This statement does not exist.")
    if statement.author_id == me:
        raise Conflict("This is your own statement: others say how far they recognise it.")
    if statement.phase_id != room.question.id:
        raise Conflict("The round of this statement was just closed.")
    rating = session.get(Rating, (room.id, me, statement_id))
    open_turn = session.get(Turn, (room.id, me))
    was_turn = open_turn is not None and open_turn.statement_id == statement_id
    if rating is None and not was_turn:
        raise Conflict("It is not your turn to rate this statement.")
    changes: dict[UUID, dict[str, int]] = {statement_id: {}}
    if rating is None:
        session.add(Rating(dialogue_id=room.id, participant_id=me, statement_id=statement_id, recognition=recognition))
        changes[statement_id][recognition.value] = 1
    elif rating.recognition is not recognition:
        changes[statement_id] = {rating.recognition.value: -1, recognition.value: 1}
        rating.recognition = recognition
    if open_turn is not None and not was_turn:
        following = _visible(session, room.id, open_turn.statement_id)
    else:
        session.flush()
        following = _choose(session, room, me, rng)
        if open_turn is not None:
            session.delete(open_turn)
            session.flush()
        if following is not None:
            _give(session, room, me, following)
            changes[following.id] = {"assigned": 1}
    _count(session, room.id, changes)
    return Rated(statement_id, recognition, following)


def own(session: Session, room: Room) -> Sequence[Statement]:
    """Give the caller's own statements, newest first."""
    return session.scalars(
        select(Statement)
        .where(Statement.dialogue_id == room.id, Statement.author_id == room.me)
        .where(Statement.author_id.is_not(None))
        .order_by(Statement.number.desc(), Statement.id)
    ).all()


def reactions(session: Session, dialogue_id: UUID, statement_ids: Sequence[UUID]) -> dict[UUID, list[Statement]]:
    """Give the visible reactions to some statements."""
    rows = session.scalars(
        select(Statement)
        .where(Statement.dialogue_id == dialogue_id, Statement.reacts_to_id.in_(statement_ids))
        .where(Statement.hidden.is_(False))
        .order_by(Statement.number, Statement.id)
    )
    grouped: dict[UUID, list[Statement]] = {}
    for row in rows:
        if row.reacts_to_id is not None:
            grouped.setdefault(row.reacts_to_id, []).append(row)
    return grouped


def stream(
    session: Session, dialogue: Dialogue, member: Member, *, after: tuple[int, UUID] | None, limit: int
) -> Sequence[Statement]:
    """Give all statements in the order of arrival, to who watches over the dialogue."""
    if not may_watch(member.role):
        raise Forbidden("Only organisers and moderators see the whole stream.")
    query = select(Statement).where(Statement.dialogue_id == dialogue.id)
    order = func.coalesce(Statement.number, 0)
    if after is not None:
        query = query.where(tuple_(order, Statement.id) > after)
    return session.scalars(query.order_by(order, Statement.id).limit(limit + 1)).all()


def given(session: Session, room: Room) -> tuple[int, int]:
    """Count the ratings and the statements of the caller."""
    ratings = (
        select(func.count()).select_from(Rating).where(Rating.dialogue_id == room.id, Rating.participant_id == room.me)
    )
    statements = (
        select(func.count())
        .select_from(Statement)
        .where(Statement.dialogue_id == room.id, Statement.author_id == room.me)
    )
    row = session.execute(select(ratings.scalar_subquery(), statements.scalar_subquery())).one()
    return row[0], row[1]


def _visible(session: Session, dialogue_id: UUID, statement_id: UUID) -> Statement | None:
    statement = session.get(Statement, (dialogue_id, statement_id))
    return None if statement is None or statement.hidden else statement


def _choose(session: Session, room: Room, me: UUID, rng: random.Random) -> Statement | None:
    """Choose a statement of the open question that the caller has not rated: the least given out, by lot among equals."""
    rated = exists().where(
        Rating.dialogue_id == room.id, Rating.participant_id == me, Rating.statement_id == Statement.id
    )
    not_mine: ColumnElement[bool] = or_(Statement.author_id.is_(None), Statement.author_id != me)
    rows = session.scalars(
        select(Statement)
        .where(Statement.dialogue_id == room.id, Statement.phase_id == room.question.id, Statement.hidden.is_(False))
        .where(not_mine, ~rated)
        .order_by(Statement.assigned)
        .limit(CANDIDATES)
    ).all()
    return rng.choice([row for row in rows if row.assigned == rows[0].assigned]) if rows else None


def _give(session: Session, room: Room, me: UUID, statement: Statement) -> None:
    session.add(Turn(dialogue_id=room.id, participant_id=me, statement_id=statement.id))
    session.flush()


def _count(session: Session, dialogue_id: UUID, changes: dict[UUID, dict[str, int]]) -> None:
    """Add to the counters of statements, in the order of their ids."""
    session.flush()
    for statement_id in sorted(changes):
        additions = changes[statement_id]
        if additions:
            session.execute(
                update(Statement)
                .where(Statement.dialogue_id == dialogue_id, Statement.id == statement_id)
                .values({name: getattr(Statement, name) + amount for name, amount in additions.items()})
                .execution_options(synchronize_session=False)
            )
