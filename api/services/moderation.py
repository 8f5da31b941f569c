"""What moderators do to a statement, each act with a line in the log. Words stay the writer's: nothing is edited."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.domain.errors import Conflict, Invalid
from api.domain.vocabulary import HideReason, ModeratorAction
from api.models import Member, ModerationEntry, Review, Statement
from api.services import merging, moderators


def hide(
    session: Session, dialogue_id: UUID, statement_id: UUID, member: Member, *, reason: HideReason, words: str
) -> Review:
    """Hide a statement for a reason that its writer sees. Hiding it again changes the reason.

    What was merged with it is taken apart first: it was said by others, in words that may stand.
    """
    moderator = moderators.enter(session, dialogue_id, member, alone=True)
    merging.take_out(session, dialogue_id, statement_id, moderator)
    statement = moderators.locked(session, dialogue_id, statement_id)
    review = review_of(session, statement)
    if statement.hidden and (review.reason, review.words) == (reason, words):
        return review
    statement.hidden = True
    review.reason, review.words, review.settled = reason, words, True
    moderators.note(session, statement, moderator, ModeratorAction.HIDE, reason=reason, words=words)
    return review


def restore(session: Session, dialogue_id: UUID, statement_id: UUID, member: Member) -> None:
    """Let a hidden statement be seen again; one that is seen stays so."""
    moderator = moderators.enter(session, dialogue_id, member)
    statement = moderators.locked(session, dialogue_id, statement_id)
    if not statement.hidden:
        return
    statement.hidden = False
    review = review_of(session, statement)
    review.reason, review.words, review.settled = None, "", True
    moderators.note(session, statement, moderator, ModeratorAction.RESTORE)


def let_stand(session: Session, dialogue_id: UUID, statement_id: UUID, member: Member) -> None:
    """Note that a moderator looked at a statement and leaves it: it asks for attention no more, until a new flag."""
    moderator = moderators.enter(session, dialogue_id, member)
    statement = moderators.locked(session, dialogue_id, statement_id)
    if statement.hidden:
        raise Conflict("This statement is hidden. Show it again first.")
    review = review_of(session, statement)
    if not review.settled:
        review.settled = True
        moderators.note(session, statement, moderator, ModeratorAction.LET_STAND)


def keep_apart(session: Session, dialogue_id: UUID, statement_id: UUID, other_id: UUID, member: Member) -> None:
    """Note that two statements that look alike are two experiences: the pair is not shown again."""
    moderator = moderators.enter(session, dialogue_id, member)
    if statement_id == other_id:
        raise Invalid("Name two different statements.", field="otherId")
    statement, other = (moderators.locked(session, dialogue_id, each) for each in sorted((statement_id, other_id)))
    known = select(ModerationEntry.id).where(
        ModerationEntry.dialogue_id == dialogue_id,
        ModerationEntry.action == ModeratorAction.KEEP_APART,
        ModerationEntry.statement_id == statement.id,
        ModerationEntry.other_id == other.id,
    )
    if session.scalar(known.limit(1)) is None:
        moderators.note(session, statement, moderator, ModeratorAction.KEEP_APART, other=other)


def reviews(session: Session, dialogue_id: UUID, statement_ids: Sequence[UUID]) -> dict[UUID, Review]:
    """Give what moderators made of some statements, where they made anything of them."""
    query = select(Review).where(Review.dialogue_id == dialogue_id, Review.statement_id.in_(statement_ids))
    return {review.statement_id: review for review in session.scalars(query)}


def review_of(session: Session, statement: Statement) -> Review:
    """Give what moderators made of a statement, blank the first time; the statement is locked."""
    review = session.get(Review, (statement.dialogue_id, statement.id), populate_existing=True)
    if review is None:
        review = Review(
            dialogue_id=statement.dialogue_id, statement_id=statement.id, reason=None, words="", settled=False
        )
        session.add(review)
    return review
