"""Flags: a participant asks the moderator to look at a statement. Who asked is known to nobody else."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from api.domain.errors import Conflict, NotFound
from api.domain.vocabulary import FlagReason
from api.models import Flag, FlagCount, Review, Statement
from api.services import live
from api.services.rooms import Room


def put(session: Session, room: Room, statement_id: UUID, reason: FlagReason) -> Flag:
    """Flag a statement for this reason; once per person, again replaces the reason."""
    me = live.present(session, room)
    statement = session.get(Statement, (room.id, statement_id))
    if statement is None or statement.hidden:
        raise NotFound("This statement does not exist.")
    if statement.author_id == me:
        raise Conflict("This is your own statement.")
    flag = session.get(Flag, (room.id, me, statement_id))
    if flag is None:
        flag = Flag(dialogue_id=room.id, participant_id=me, statement_id=statement_id, reason=reason)
        session.add(flag)
        # Somebody who had not said so before: a moderator looks again.
        here = Review.dialogue_id == room.id, Review.statement_id == statement_id
        session.execute(update(Review).where(*here).values(settled=False))
    flag.reason = reason
    session.flush()
    return flag


def withdraw(session: Session, room: Room, statement_id: UUID) -> None:
    """Take the caller's flag back; it may be gone already."""
    me = live.present(session, room)
    session.execute(
        delete(Flag).where(Flag.dialogue_id == room.id, Flag.participant_id == me, Flag.statement_id == statement_id)
    )


def mine(session: Session, room: Room) -> Sequence[Mapping[str, object]]:
    """Give the caller's own flags with the words that they are about; none, once the key is gone."""
    if room.me is None:
        return []
    query = (
        select(Flag.statement_id, Flag.reason, Statement.text)
        .join(Statement, (Statement.dialogue_id == Flag.dialogue_id) & (Statement.id == Flag.statement_id))
        .where(Flag.dialogue_id == room.id, Flag.participant_id == room.me)
        .order_by(Flag.statement_id)
    )
    return [dict(row) for row in session.execute(query).mappings()]


def counts(session: Session, dialogue_id: UUID) -> dict[UUID, dict[FlagReason, int]]:
    """Count the flags of each statement by reason; after the close, what was kept of them."""
    found: dict[UUID, dict[FlagReason, int]] = {}
    live_ones = (
        select(Flag.statement_id, Flag.reason, func.count())
        .where(Flag.dialogue_id == dialogue_id)
        .group_by(Flag.statement_id, Flag.reason)
    )
    kept = select(FlagCount.statement_id, FlagCount.reason, FlagCount.people).where(
        FlagCount.dialogue_id == dialogue_id
    )
    for query in (live_ones, kept):
        for statement_id, reason, count in session.execute(query):
            found.setdefault(statement_id, {})[reason] = count
    return found
