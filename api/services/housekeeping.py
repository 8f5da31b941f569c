"""Housekeeping: what has served its purpose goes."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from api.models import IdempotencyKey, Job, MailToken, Member, RefreshToken

JOB_KEPT = timedelta(days=30)
KEYED_JOB_KEPT = timedelta(days=400)  # its key keeps the same work from being queued again
ANSWER_KEPT = timedelta(days=2)
TOKEN_KEPT = timedelta(days=1)
UNCONFIRMED_KEPT = timedelta(days=30)


def tidy(session: Session, now: datetime) -> None:
    """Delete jobs that were done long ago, remembered answers, secrets that have run out, and sign-ups never confirmed."""
    session.execute(
        delete(Job).where(Job.done_at < now - JOB_KEPT, or_(Job.key.is_(None), Job.done_at < now - KEYED_JOB_KEPT))
    )
    session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < now - ANSWER_KEPT))
    session.execute(delete(RefreshToken).where(RefreshToken.expires_at < now - TOKEN_KEPT))
    session.execute(delete(MailToken).where(MailToken.expires_at < now - TOKEN_KEPT))
    session.execute(delete(Member).where(Member.confirmed_at.is_(None), Member.created_at < now - UNCONFIRMED_KEPT))
