"""Raising one's hand at an anonymous statement, taking it down, and reading who said yes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Row, delete, func, select
from sqlalchemy.orm import Session

from api.domain.claims import MOST_OFFERS
from api.domain.errors import Conflict, NotFound
from api.domain.vocabulary import DialogueState
from api.models import Dialogue, DialogueKey, Event, HandRaise, Introduction, Member, Statement
from api.models.inserts import insert_once
from api.services import reports, rooms


@dataclass(frozen=True)
class Offer:
    """A statement, the event that it was said at, and whether the caller offers to think along; never who wrote it."""

    dialogue_id: UUID
    statement_id: UUID
    title: str
    text: str
    raised: bool
    note: str


def of_statement(session: Session, dialogue_id: UUID, statement_id: UUID, member: Member, now: datetime) -> Offer:
    """Give a statement, with the caller's offer at it, to somebody who may read it."""
    statement = _readable(session, dialogue_id, statement_id, member, now)
    title = session.scalars(select(Event.title).join(Dialogue).where(Dialogue.id == dialogue_id)).one()
    note = session.scalar(select(HandRaise.note).where(*_mine(statement, member)))
    return Offer(dialogue_id, statement.id, title, statement.text, note is not None, note or "")


def offer(session: Session, dialogue_id: UUID, statement_id: UUID, member: Member, note: str, now: datetime) -> Offer:
    """Offer to think along, or change the note of one's offer."""
    _hold_off_the_close(session, dialogue_id)
    statement = _readable(session, dialogue_id, statement_id, member, now)
    values = {"dialogue_id": dialogue_id, "statement_id": statement.id, "member_id": member.id}
    found = session.scalars(select(HandRaise).where(*_mine(statement, member)).with_for_update()).one_or_none()
    if found is None:
        _require_few(session, dialogue_id, member)
        insert_once(session, HandRaise, values | {"id": uuid4(), "note": note, "set_aside": False})
    else:
        found.note = note
        session.flush()
    return of_statement(session, dialogue_id, statement_id, member, now)


def withdraw(session: Session, dialogue_id: UUID, statement_id: UUID, member: Member, now: datetime) -> None:
    """Take one's hand down; whether the writer had seen it, or had put it aside, makes no difference."""
    statement = _readable(session, dialogue_id, statement_id, member, now)
    session.execute(delete(HandRaise).where(*_mine(statement, member)))


def of_member(
    session: Session, member: Member, *, dialogue_id: UUID | None, after: tuple[UUID] | None, limit: int
) -> Sequence[Row[UUID, UUID, UUID, str, str, str]]:
    """Give a member's own offers that were not answered, in no order that means anything, one more than ``limit``."""
    query = (
        select(HandRaise.id, HandRaise.dialogue_id, HandRaise.statement_id, HandRaise.note, Statement.text, Event.title)
        .join(Statement, (Statement.dialogue_id == HandRaise.dialogue_id) & (Statement.id == HandRaise.statement_id))
        .join(Dialogue, Dialogue.id == HandRaise.dialogue_id)
        .join(Event, Event.id == Dialogue.event_id)
        .where(HandRaise.member_id == member.id, Statement.hidden.is_(False))
        .order_by(HandRaise.id)
        .limit(limit + 1)
    )
    if dialogue_id is not None:
        query = query.where(HandRaise.dialogue_id == dialogue_id)
    return session.execute(query if after is None else query.where(HandRaise.id > after[0])).all()


def introductions(session: Session, member: Member, *, after: tuple[UUID] | None, limit: int) -> Sequence[Introduction]:
    """Give the people who said yes to an offer of this member, one more than ``limit``."""
    query = select(Introduction).where(Introduction.member_id == member.id).order_by(Introduction.id).limit(limit + 1)
    return session.scalars(query if after is None else query.where(Introduction.id > after[0])).all()


def forget(session: Session, introduction_id: UUID, member: Member) -> None:
    """Delete an introduction, as the one who offered."""
    mine = (Introduction.id == introduction_id, Introduction.member_id == member.id)
    if session.scalar(delete(Introduction).where(*mine).returning(Introduction.id)) is None:
        raise NotFound("This introduction does not exist.")


def _hold_off_the_close(session: Session, dialogue_id: UUID) -> None:
    """Keep the close waiting until this offer stands: it takes the key away first, and we share it."""
    session.scalar(select(DialogueKey.key).where(DialogueKey.dialogue_id == dialogue_id).with_for_update(read=True))


def _readable(session: Session, dialogue_id: UUID, statement_id: UUID, member: Member, now: datetime) -> Statement:
    """Give a statement to who is in the room while the dialogue is live, and afterwards to who may read the report."""
    state = session.scalar(select(Dialogue.state).where(Dialogue.id == dialogue_id))
    if state is DialogueState.CLOSED:
        reports.require_reader(session, dialogue_id, member)
    else:
        rooms.enter(session, dialogue_id, member, now)
    statement = session.get(Statement, (dialogue_id, statement_id))
    if statement is None or statement.hidden:
        raise NotFound("This statement does not exist.")
    return statement


def _mine(statement: Statement, member: Member) -> tuple[ColumnElement[bool], ...]:
    return (
        HandRaise.dialogue_id == statement.dialogue_id,
        HandRaise.statement_id == statement.id,
        HandRaise.member_id == member.id,
    )


def _require_few(session: Session, dialogue_id: UUID, member: Member) -> None:
    """Keep one person from offering at everything, which would say nothing and weary everybody."""
    count = (
        select(func.count())
        .select_from(HandRaise)
        .where(HandRaise.dialogue_id == dialogue_id, HandRaise.member_id == member.id)
    )
    if (session.scalar(count) or 0) >= MOST_OFFERS:
        raise Conflict("You raised your hand at %(most)s contributions already.", params={"most": MOST_OFFERS})
