"""Merging statements that say the same, and taking them apart again.

Both change what the counts of several statements are made of, so nobody rates meanwhile: the key of the dialogue is
held, which keeps newcomers at the door, then everybody's own row, in the order of their ids, and only then statements,
because that is the order in which raters lock.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from api.domain.dialogues import TOLD_ANEW, told_of
from api.domain.errors import Conflict
from api.domain.merging import Parents, counted, group_of, require_mergeable, root_of
from api.domain.vocabulary import ModeratorAction, Recognition, StatementKind
from api.models import MERGER, Member, Merger, Participant, Rating, Statement, Turn
from api.services import moderators

NOTHING: dict[str, float] = {"assigned": 0, "leaning": 0.0, **dict.fromkeys(Recognition, 0)}


def merge(session: Session, dialogue_id: UUID, statement_id: UUID, into_id: UUID, member: Member) -> Merger:
    """Let a statement, and what was merged into it, go into another that says the same. Doing it again changes nothing."""
    moderator = moderators.enter(session, dialogue_id, member, alone=True)
    hold_still(session, dialogue_id)
    found = {each: moderators.locked(session, dialogue_id, each) for each in sorted({statement_id, into_id})}
    statement, into = found[statement_id], found[into_id]
    known = session.get(Merger, (dialogue_id, statement_id))
    if known is not None and known.into_id == into_id:
        return known
    parents = parents_of(session, dialogue_id)
    kept_id = require_mergeable(statement_id, into_id, parents)
    _require_the_same_place(statement, into, parents)
    merger = Merger(dialogue_id=dialogue_id, statement_id=statement_id, into_id=into_id, kept_id=kept_id)
    session.add(merger)
    _keep(session, dialogue_id, group_of(statement_id, parents), kept_id)
    moderators.note(session, statement, moderator, ModeratorAction.MERGE, other=into)
    _recount(session, dialogue_id, [kept_id])
    return merger


def take_apart(session: Session, dialogue_id: UUID, statement_id: UUID, member: Member) -> None:
    """Let a merged statement stand by itself again, with what was merged into it and all that was said of those."""
    moderator = moderators.enter(session, dialogue_id, member, alone=True)
    hold_still(session, dialogue_id)
    _take_apart(session, moderators.locked(session, dialogue_id, statement_id), moderator)


def take_out(session: Session, dialogue_id: UUID, statement_id: UUID, moderator: UUID) -> None:
    """Let nothing be merged with a statement any more, because it is about to be hidden.

    Whoever calls this holds the key alone, and no statement yet.
    """
    parents = parents_of(session, dialogue_id)
    if group_of(root_of(statement_id, parents), parents) == {statement_id}:
        return
    hold_still(session, dialogue_id)
    for each in (statement_id, *sorted(each for each, into in parents.items() if into == statement_id)):
        _take_apart(session, moderators.locked(session, dialogue_id, each), moderator)


def hand_over(session: Session, statement: Statement) -> None:
    """Keep another wording instead of a statement that is hidden after the close; ratings and counts go along.

    Single ratings were left at the kept one by the close, so nothing can be taken apart any more. Where all the others
    are hidden too there is nothing to keep.
    """
    dialogue_id, group = statement.dialogue_id, Merger.kept_id == statement.id
    wordings = select(Statement).join(Merger, MERGER).where(Merger.dialogue_id == dialogue_id, group)
    heir = session.scalars(wordings.where(Statement.hidden.is_(False)).order_by(Statement.id).limit(1)).one_or_none()
    if heir is None:
        return
    counts = {level: int(getattr(statement, level.value)) for level in Recognition}
    for each, own in ((heir, counts), (statement, dict.fromkeys(Recognition, 0))):
        for name, count in (own | told_of(own)).items():
            setattr(each, name, count)
    session.execute(delete(Merger).where(Merger.dialogue_id == dialogue_id, Merger.statement_id == heir.id))
    mine = update(Merger).where(Merger.dialogue_id == dialogue_id, group)
    session.execute(mine.values(into_id=heir.id, kept_id=heir.id))
    session.add(Merger(dialogue_id=dialogue_id, statement_id=statement.id, into_id=heir.id, kept_id=heir.id))
    ratings = update(Rating).where(Rating.dialogue_id == dialogue_id, Rating.statement_id == statement.id)
    session.execute(ratings.values(statement_id=heir.id))
    session.flush()


def parents_of(session: Session, dialogue_id: UUID) -> dict[UUID, UUID]:
    """Give of each merged statement the one that it went into."""
    query = select(Merger.statement_id, Merger.into_id).where(Merger.dialogue_id == dialogue_id)
    return {row.statement_id: row.into_id for row in session.execute(query)}


def kept(session: Session, dialogue_id: UUID) -> dict[UUID, UUID]:
    """Give of each merged statement the one that is kept for it."""
    query = select(Merger.statement_id, Merger.kept_id).where(Merger.dialogue_id == dialogue_id)
    return {row.statement_id: row.kept_id for row in session.execute(query)}


def stand_in(session: Session, statement: Statement) -> None:
    """Keep a statement that is shown again after the close instead of the one that it was merged into, if that is hidden."""
    merger = session.get(Merger, (statement.dialogue_id, statement.id))
    if merger is not None:
        kept = moderators.locked(session, statement.dialogue_id, merger.kept_id)
        if kept.hidden:
            hand_over(session, kept)


def hold_still(session: Session, dialogue_id: UUID) -> None:
    """Let nobody rate until this transaction ends, and wait for who is rating."""
    everybody = select(Participant.id).where(Participant.dialogue_id == dialogue_id).order_by(Participant.id)
    session.execute(everybody.with_for_update()).all()


def _require_the_same_place(statement: Statement, into: Statement, parents: Parents) -> None:
    if statement.hidden or into.hidden:
        raise Conflict("This statement is hidden. Show it again first.")
    if statement.given:
        raise Conflict("The organiser gave this statement, so it stays. Merge the other one into it.")
    if statement.phase_id != into.phase_id:
        raise Conflict("Only answers to the same question can be merged.")
    if _target(statement, parents) != _target(into, parents):
        raise Conflict("A reaction can only be merged with a reaction to the same statement.")


def _target(statement: Statement, parents: Parents) -> UUID | None:
    """Give what a reaction reacts to, as it is kept; so no statement ever reacts to what it was merged into."""
    reacts_to = statement.reacts_to_id if statement.kind is StatementKind.REACTION else None
    return None if reacts_to is None else root_of(reacts_to, parents)


def _take_apart(session: Session, statement: Statement, moderator: UUID) -> None:
    dialogue_id = statement.dialogue_id
    merger = session.get(Merger, (dialogue_id, statement.id), populate_existing=True)
    if merger is None:
        return
    into, kept_id = moderators.locked(session, dialogue_id, merger.into_id), merger.kept_id
    session.delete(merger)
    session.flush()
    _keep(session, dialogue_id, group_of(statement.id, parents_of(session, dialogue_id)), statement.id)
    moderators.note(session, statement, moderator, ModeratorAction.UNMERGE, other=into)
    _recount(session, dialogue_id, [kept_id, statement.id])


def _keep(session: Session, dialogue_id: UUID, group: Iterable[UUID], kept_id: UUID) -> None:
    """Note which statement is kept for those of a group that were merged."""
    session.flush()
    mergers = (Merger.dialogue_id == dialogue_id, Merger.statement_id.in_(group))
    session.execute(update(Merger).where(*mergers).values(kept_id=kept_id))


def _recount(session: Session, dialogue_id: UUID, roots: Iterable[UUID]) -> None:
    """Count each group anew at the statement that is kept for it, and nothing at the others.

    Who has rated a wording of it, or wrote the one that is kept, is not asked for another any more. The leaning is that
    of the people whose leniency is known, because they have an open turn.
    """
    parents = parents_of(session, dialogue_id)
    for root in sorted(roots):
        group = group_of(root, parents)
        answers = session.execute(
            select(Rating.participant_id, Rating.statement_id, Rating.recognition).where(
                Rating.dialogue_id == dialogue_id, Rating.statement_id.in_(group)
            )
        ).all()
        author, told = session.execute(
            select(Statement.author_id, Statement.told_raters).where(
                Statement.dialogue_id == dialogue_id, Statement.id == root
            )
        ).one()
        counts = counted([(who, which, level) for who, which, level in answers], root, author)
        raters = {who for who, _which, _level in answers} - {author}
        figures: dict[str, float] = {level.value: count for level, count in counts.items()}
        figures |= _given_out(session, dialogue_id, group, raters, author)
        if abs(sum(counts.values()) - told) >= TOLD_ANEW:
            figures |= told_of(counts)
        for statement_id in sorted(group):
            values = figures if statement_id == root else NOTHING
            this = (Statement.dialogue_id == dialogue_id, Statement.id == statement_id)
            session.execute(update(Statement).where(*this).values(values))


def _given_out(
    session: Session, dialogue_id: UUID, group: set[UUID], raters: set[UUID], author: UUID | None
) -> Mapping[str, float]:
    """Count to whom the statements of a group were given out, each once.

    Ends the turns that ask a second time, or ask the ``author`` of the one that is kept.
    """
    rows = session.execute(
        select(Turn.participant_id, Turn.statement_id, Turn.leniency).where(Turn.dialogue_id == dialogue_id)
    ).all()
    leniency = {who: own for who, which, own in rows if who != author and (who in raters or which in group)}
    again = [who for who, which, _own in rows if which in group and (who in raters or who == author)]
    turns = (Turn.dialogue_id == dialogue_id, Turn.participant_id.in_(again), Turn.statement_id.in_(group))
    session.execute(delete(Turn).where(*turns))
    return {"assigned": len(raters | leniency.keys()), "leaning": sum(leniency.values())}
