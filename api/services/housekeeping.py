"""Housekeeping: what has served its purpose goes."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from api.models import (
    Claim,
    Dialogue,
    EvaluationMark,
    Event,
    HandRaise,
    IdempotencyKey,
    Introduction,
    Job,
    MailToken,
    Member,
    RefreshToken,
    Registration,
)

JOB_KEPT = timedelta(days=30)
KEYED_JOB_KEPT = timedelta(days=400)  # its key keeps the same work from being queued again
ANSWER_KEPT = timedelta(days=2)
TOKEN_KEPT = timedelta(days=1)
UNCONFIRMED_KEPT = timedelta(days=30)
MARKS_KEPT = timedelta(days=60)  # after the end of their event, when nobody can answer any more
OFFERS_KEPT = timedelta(days=365)  # after the close of their dialogue; the claims go with them


def tidy(session: Session, now: datetime) -> None:
    """Delete work done long ago, remembered answers, secrets that ran out, sign-ups never confirmed, and old hand-raises."""
    session.execute(
        delete(Job).where(Job.done_at < now - JOB_KEPT, or_(Job.key.is_(None), Job.done_at < now - KEYED_JOB_KEPT))
    )
    session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < now - ANSWER_KEPT))
    session.execute(delete(RefreshToken).where(RefreshToken.expires_at < now - TOKEN_KEPT))
    session.execute(delete(MailToken).where(MailToken.expires_at < now - TOKEN_KEPT))
    session.execute(delete(Member).where(Member.confirmed_at.is_(None), Member.created_at < now - UNCONFIRMED_KEPT))
    long_closed = select(Dialogue.id).where(Dialogue.closed_at < now - OFFERS_KEPT)
    for model in (HandRaise, Claim):
        session.execute(delete(model).where(model.dialogue_id.in_(long_closed)))
    long_over = select(Registration.id).join(Event).where(Event.ends_at < now - MARKS_KEPT)
    session.execute(delete(EvaluationMark).where(EvaluationMark.registration_id.in_(long_over)))
    session.execute(delete(Introduction).where(Introduction.kept_until <= now.date()))
