"""What waits for a moderator: what people flagged or the rules found, pairs that look alike, and what was decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from api.domain.findings import Remark
from api.domain.vocabulary import DialogueState, FlagReason, ModeratorAction
from api.models import Member, ModerationEntry, Review, Statement
from api.services import checks, flags, merging, moderators
from api.services.wordings import Library, Spoken

MOST = 50  # rows of each kind: what waits is worked off from the top


@dataclass(frozen=True)
class Watched:
    """A statement that asks for a moderator's attention, and why."""

    statement: Statement
    flags: Mapping[FlagReason, int]
    remarks: Sequence[Remark]


@dataclass(frozen=True)
class Pair:
    """Two statements that look alike; the one that more people rated stands first."""

    statement: Statement
    other: Statement


@dataclass(frozen=True)
class Merged:
    """A statement that was merged, and the one that is kept for it."""

    statement: Statement
    kept: Statement


@dataclass(frozen=True)
class Hidden:
    """A hidden statement, and why it is hidden."""

    statement: Statement
    review: Review | None
    flags: Mapping[FlagReason, int]


@dataclass
class Worklist:
    """What a moderator finds; ``waiting`` counts all that asks for attention, also beyond what is listed."""

    waiting: int = 0
    newest: int = 0
    watched: list[Watched] = field(default_factory=list)
    alike: list[Pair] = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)
    hidden: list[Hidden] = field(default_factory=list)


def of(session: Session, dialogue_id: UUID, member: Member, library: Library) -> Worklist:
    """Give what waits for a moderator in a dialogue; after the close what was merged, what was hidden, and why."""
    under_way = moderators.require_open(session, dialogue_id, member) is DialogueState.LIVE
    flagged = flags.counts(session, dialogue_id)
    reviews = {
        review.statement_id: review
        for review in session.scalars(select(Review).where(Review.dialogue_id == dialogue_id))
    }
    rows = session.scalars(
        select(Statement)
        .where(Statement.dialogue_id == dialogue_id)
        .order_by(func.coalesce(Statement.number, 0).desc(), Statement.id)
    ).all()
    spoken = library.spoken(session, dialogue_id) if under_way else Spoken()
    found = Worklist(newest=max((row.number or 0 for row in rows), default=0))
    for row in rows:
        review = reviews.get(row.id)
        if row.hidden:
            found.hidden.append(Hidden(row, review, flagged.get(row.id, {})))
        elif under_way and not (review and review.settled):
            reasons, details = flagged.get(row.id, {}), spoken.details(row.id, partial(checks.details, row.text))
            if reasons or details:
                found.watched.append(Watched(row, reasons, checks.remarks(row.text, details)))
    found.waiting = len(found.watched)
    found.watched.sort(key=lambda each: -sum(each.flags.values()))  # stable: the newest first among equals
    found.watched, found.hidden = found.watched[:MOST], found.hidden[:MOST]
    known, kept = {row.id: row for row in rows if not row.hidden}, merging.kept(session, dialogue_id)
    found.merged = [Merged(row, known[kept[row.id]]) for row in rows if kept.get(row.id) in known][:MOST]
    if under_way:
        found.alike = _pairs(session, dialogue_id, known, kept, spoken)
    return found


def _pairs(
    session: Session,
    dialogue_id: UUID,
    rows: Mapping[UUID, Statement],
    kept: Mapping[UUID, UUID],
    spoken: Spoken,
) -> list[Pair]:
    """Give the pairs that look alike, most alike first; of one that was merged, with the one that is kept for it."""
    apart = {
        frozenset(pair)
        for pair in session.execute(
            select(ModerationEntry.statement_id, ModerationEntry.other_id).where(
                ModerationEntry.dialogue_id == dialogue_id, ModerationEntry.action == ModeratorAction.KEEP_APART
            )
        )
    }
    found: dict[frozenset[UUID], Pair] = {}
    for one_id, other_id, _score in sorted(spoken.pairs(), key=lambda pair: -pair[2]):
        pair = frozenset(kept.get(each, each) for each in (one_id, other_id))
        seen = one_id in rows and other_id in rows and len(pair) == 2
        if not seen or pair in found or pair in apart or frozenset((one_id, other_id)) in apart:
            continue
        one, other = (rows[kept.get(each, each)] for each in (one_id, other_id))
        found[pair] = Pair(one, other) if one.raters >= other.raters else Pair(other, one)
    return list(found.values())[:MOST]


def log(
    session: Session, dialogue_id: UUID, member: Member, *, after: tuple[int, UUID] | None, limit: int
) -> Sequence[ModerationEntry]:
    """Give the log of a dialogue to who moderates, newest first, one more than ``limit`` to tell whether there is more."""
    moderators.require_open(session, dialogue_id, member)
    order = func.coalesce(ModerationEntry.number, 0)
    query = select(ModerationEntry).where(ModerationEntry.dialogue_id == dialogue_id)
    if after is not None:
        number, last = after
        query = query.where(or_(order < number, and_(order == number, ModerationEntry.id > last)))
    return session.scalars(query.order_by(order.desc(), ModerationEntry.id).limit(limit + 1)).all()


def texts(session: Session, dialogue_id: UUID, statement_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Give the words of some statements."""
    query = select(Statement.id, Statement.text).where(
        Statement.dialogue_id == dialogue_id, Statement.id.in_(statement_ids)
    )
    return {row.id: row.text for row in session.execute(query)}
