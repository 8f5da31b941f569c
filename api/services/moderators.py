"""Who moderates: under which name, what they get hold of, and the line in the log that every act of theirs leaves.

A moderator shares the key of the dialogue, so that the close waits until what they do stands.
"""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.domain.errors import Conflict, NotFound
from api.domain.moderation import moderator_pseudonym
from api.domain.permissions import require_watcher
from api.domain.vocabulary import DialogueState, HideReason, ModeratorAction
from api.models import Dialogue, DialogueKey, Member, ModerationEntry, Statement

NOT_UNDER_WAY = "The dialogue is not under way."


def enter(session: Session, dialogue_id: UUID, member: Member, *, alone: bool = False) -> UUID:
    """Give the pseudonym under which somebody moderates a dialogue that is under way, or refuse.

    ``alone`` keeps other moderators, and who comes in at the door, waiting until this transaction ends.
    """
    require_watcher(member.role)
    if session.scalar(select(Dialogue.state).where(Dialogue.id == dialogue_id)) is None:
        raise NotFound("This dialogue does not exist.")
    query = select(DialogueKey.key).where(DialogueKey.dialogue_id == dialogue_id)
    key = session.scalar(query.with_for_update(read=not alone))
    if key is None:
        raise Conflict(NOT_UNDER_WAY)
    return moderator_pseudonym(key, dialogue_id, member.id)


def own_name(session: Session, dialogue_id: UUID, member: Member) -> UUID | None:
    """Give the pseudonym under which somebody moderates; None once the key is gone."""
    key = session.scalar(select(DialogueKey.key).where(DialogueKey.dialogue_id == dialogue_id))
    return None if key is None else moderator_pseudonym(key, dialogue_id, member.id)


def require_open(session: Session, dialogue_id: UUID, member: Member) -> DialogueState:
    """Let organisers and moderators look at the moderation of a dialogue, also when it is over; tell its state."""
    require_watcher(member.role)
    state = session.scalar(select(Dialogue.state).where(Dialogue.id == dialogue_id))
    if state is None:
        raise NotFound("This dialogue does not exist.")
    return state


def note(
    session: Session,
    statement: Statement,
    moderator_id: UUID | None,
    action: ModeratorAction,
    *,
    other: Statement | None = None,
    reason: HideReason | None = None,
    words: str = "",
) -> None:
    """Write a line in the log; after the close, by nobody and in no order."""
    session.flush()
    last = select(func.max(ModerationEntry.number)).where(ModerationEntry.dialogue_id == statement.dialogue_id)
    session.add(
        ModerationEntry(
            dialogue_id=statement.dialogue_id,
            number=None if moderator_id is None else (session.scalar(last) or 0) + 1,
            moderator_id=moderator_id,
            action=action,
            statement_id=statement.id,
            other_id=None if other is None else other.id,
            reason=reason,
            words=words,
        )
    )
    session.flush()


def locked(session: Session, dialogue_id: UUID, statement_id: UUID) -> Statement:
    """Give a statement that nobody else moderates meanwhile. Its key stays free, so that ratings of it go on."""
    query = select(Statement).where(Statement.dialogue_id == dialogue_id, Statement.id == statement_id)
    locked = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    statement = session.scalars(locked).one_or_none()
    if statement is None:
        raise NotFound("This statement does not exist.")
    return statement
