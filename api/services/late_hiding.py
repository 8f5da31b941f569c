"""Hiding, and showing again, at any moment: while the dialogue is live for everybody, and afterwards in its reports.

After the close there is no key, so nothing tells who did it, as with all that is left of the log. The words of a
moderator are not kept then either.
"""

import random
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.domain.masking import masked, shown_again
from api.domain.vocabulary import DialogueState, HideReason, ModeratorAction
from api.models import Dialogue, Member, Review, Statement
from api.services import dialogues, merging, moderation, moderators, report_versions


def hide(
    session: Session,
    dialogue_id: UUID,
    statement_id: UUID,
    member: Member,
    *,
    reason: HideReason,
    words: str,
    now: datetime,
    rng: random.Random,
) -> Review:
    """Hide a statement. After the close its words go from every version of the report, and a new one does not count it."""
    found = _reported(session, dialogue_id, statement_id, member)
    if found is None:
        return moderation.hide(session, dialogue_id, statement_id, member, reason=reason, words=words)
    dialogue, statement = found
    review = moderation.review_of(session, statement)
    if statement.hidden and review.reason == reason:
        return review
    news, statement.hidden = not statement.hidden, True
    review.reason, review.words, review.settled = reason, "", True
    moderators.note(session, statement, None, ModeratorAction.HIDE, reason=reason)
    if news:
        merging.hand_over(session, statement)
        _rewrite(session, dialogue, partial(masked, statement_id=str(statement_id)), now, rng)
    return review


def restore(
    session: Session, dialogue_id: UUID, statement_id: UUID, member: Member, now: datetime, rng: random.Random
) -> None:
    """Let a hidden statement be seen again, in every version of the report that had it."""
    found = _reported(session, dialogue_id, statement_id, member)
    if found is None:
        moderation.restore(session, dialogue_id, statement_id, member)
        return
    dialogue, statement = found
    if statement.hidden:
        review = moderation.review_of(session, statement)
        statement.hidden, review.reason, review.words = False, None, ""
        moderators.note(session, statement, None, ModeratorAction.RESTORE)
        merging.stand_in(session, statement)
        back = partial(shown_again, statement_id=str(statement_id), text=statement.text)
        _rewrite(session, dialogue, back, now, rng)


def _reported(
    session: Session, dialogue_id: UUID, statement_id: UUID, member: Member
) -> tuple[Dialogue, Statement] | None:
    """Give a dialogue that is closed, locked, with one of its statements; None while it is not closed."""
    if moderators.require_open(session, dialogue_id, member) is not DialogueState.CLOSED:
        return None
    dialogue = dialogues.get(session, dialogue_id, lock=True)
    return dialogue, moderators.locked(session, dialogue_id, statement_id)


def _rewrite(
    session: Session, dialogue: Dialogue, change: Callable[[Any], Any], now: datetime, rng: random.Random
) -> None:
    session.flush()
    report_versions.rewrite(session, dialogue, change, now, rng)
