"""What moderators do to statements, each act with a line in the log. Words stay the writer's: nothing is edited.

A moderator shares the key of the dialogue, so that the close waits until what they do stands.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.domain.errors import Conflict, Invalid, NotFound
from api.domain.moderation import moderator_pseudonym, require_moderator
from api.domain.vocabulary import DialogueState, HideReason, ModeratorAction
from api.models import Dialogue, DialogueKey, Member, ModerationEntry, Review, Statement

NOT_UNDER_WAY = "The dialogue is not under way."


def hide(
    session: Session, dialogue_id: UUID, statement_id: UUID, member: Member, *, reason: HideReason, words: str
) -> Review:
    """Hide a statement for a reason that its writer sees. Hiding it again changes the reason."""
    moderator = enter(session, dialogue_id, member)
    statement = _statement(session, dialogue_id, statement_id)
    review = _review(session, statement)
    if statement.hidden and (review.reason, review.words) == (reason, words):
        return review
    statement.hidden = True
    review.reason, review.words, review.settled = reason, words, True
    note(session, statement, moderator, ModeratorAction.HIDE, reason=reason, words=words)
    return review


def restore(session: Session, dialogue_id: UUID, statement_id: UUID, member: Member) -> None:
    """Let a hidden statement be seen again; one that is seen stays so."""
    moderator = enter(session, dialogue_id, member)
    statement = _statement(session, dialogue_id, statement_id)
    if not statement.hidden:
        return
    statement.hidden = False
    review = _review(session, statement)
    review.reason, review.words, review.settled = None, "", True
    note(session, statement, moderator, ModeratorAction.RESTORE)


def let_stand(session: Session, dialogue_id: UUID, statement_id: UUID, member: Member) -> None:
    """Note that a moderator looked at a statement and leaves it: it asks for attention no more, until a new flag."""
    moderator = enter(session, dialogue_id, member)
    statement = _statement(session, dialogue_id, statement_id)
    if statement.hidden:
        raise Conflict("This statement is hidden. Show it again first.")
    review = _review(session, statement)
    if not review.settled:
        review.settled = True
        note(session, statement, moderator, ModeratorAction.LET_STAND)


def keep_apart(session: Session, dialogue_id: UUID, statement_id: UUID, other_id: UUID, member: Member) -> None:
    """Note that two statements that look alike are two experiences: the pair is not shown again."""
    moderator = enter(session, dialogue_id, member)
    if statement_id == other_id:
        raise Invalid("Name two different statements.", field="otherId")
    statement, other = (_statement(session, dialogue_id, each) for each in sorted((statement_id, other_id)))
    known = select(ModerationEntry.id).where(
        ModerationEntry.dialogue_id == dialogue_id,
        ModerationEntry.action == ModeratorAction.KEEP_APART,
        ModerationEntry.statement_id == statement.id,
        ModerationEntry.other_id == other.id,
    )
    if session.scalar(known.limit(1)) is None:
        note(session, statement, moderator, ModeratorAction.KEEP_APART, other=other)


def enter(session: Session, dialogue_id: UUID, member: Member) -> UUID:
    """Give the pseudonym under which somebody moderates a dialogue that is under way, or refuse."""
    require_moderator(member.role)
    if session.scalar(select(Dialogue.state).where(Dialogue.id == dialogue_id)) is None:
        raise NotFound("This dialogue does not exist.")
    query = select(DialogueKey.key).where(DialogueKey.dialogue_id == dialogue_id)
    key = session.scalar(query.with_for_update(read=True))
    if key is None:
        raise Conflict(NOT_UNDER_WAY)
    return moderator_pseudonym(key, dialogue_id, member.id)


def own_name(session: Session, dialogue_id: UUID, member: Member) -> UUID | None:
    """Give the pseudonym under which somebody moderates; None once the key is gone."""
    key = session.scalar(select(DialogueKey.key).where(DialogueKey.dialogue_id == dialogue_id))
    return None if key is None else moderator_pseudonym(key, dialogue_id, member.id)


def require_open(session: Session, dialogue_id: UUID, member: Member) -> DialogueState:
    """Let organisers and moderators look at the moderation of a dialogue, also when it is over; tell its state."""
    require_moderator(member.role)
    state = session.scalar(select(Dialogue.state).where(Dialogue.id == dialogue_id))
    if state is None:
        raise NotFound("This dialogue does not exist.")
    return state


def reviews(session: Session, dialogue_id: UUID, statement_ids: Sequence[UUID]) -> dict[UUID, Review]:
    """Give what moderators made of some statements, where they made anything of them."""
    query = select(Review).where(Review.dialogue_id == dialogue_id, Review.statement_id.in_(statement_ids))
    return {review.statement_id: review for review in session.scalars(query)}


def note(
    session: Session,
    statement: Statement,
    moderator_id: UUID,
    action: ModeratorAction,
    *,
    other: Statement | None = None,
    reason: HideReason | None = None,
    words: str = "",
) -> None:
    """Write a line in the log."""
    session.flush()
    last = select(func.max(ModerationEntry.number)).where(ModerationEntry.dialogue_id == statement.dialogue_id)
    session.add(
        ModerationEntry(
            dialogue_id=statement.dialogue_id,
            number=(session.scalar(last) or 0) + 1,
            moderator_id=moderator_id,
            action=action,
            statement_id=statement.id,
            other_id=None if other is None else other.id,
            reason=reason,
            words=words,
        )
    )
    session.flush()


def _statement(session: Session, dialogue_id: UUID, statement_id: UUID) -> Statement:
    """Give a statement that nobody else moderates meanwhile. Its key stays free, so that ratings of it go on."""
    query = select(Statement).where(Statement.dialogue_id == dialogue_id, Statement.id == statement_id)
    locked = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    statement = session.scalars(locked).one_or_none()
    if statement is None:
        raise NotFound("This statement does not exist.")
    return statement


def _review(session: Session, statement: Statement) -> Review:
    """Give what moderators made of a statement, blank the first time; the statement is locked."""
    review = session.get(Review, (statement.dialogue_id, statement.id), populate_existing=True)
    if review is None:
        review = Review(
            dialogue_id=statement.dialogue_id, statement_id=statement.id, reason=None, words="", settled=False
        )
        session.add(review)
    return review
