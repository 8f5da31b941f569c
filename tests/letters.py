"""What the worker does with the outbox, without its clock and threads: the mails that are waiting to be sent."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.jobs import accounts, queue
from api.models import Job
from api.services import mail_tokens
from api.services.outbox import MAIL
from api.settings import Settings

Work = Callable[[], AbstractContextManager[Session]]


def delivered(work: Work, now: datetime) -> list[dict[str, Any]]:
    """Let the worker's function make the links that were asked for, and take the mails out of the outbox."""
    with work() as session:
        for job in _waiting(session, mail_tokens.JOB):
            accounts.send(session, job.payload, now, Settings(secret_key="not used"))
            queue.finish(job, now)
    with work() as session:
        jobs = _waiting(session, MAIL)
        mails = [dict(job.payload) for job in jobs]
        for job in jobs:
            queue.finish(job, now)
    return mails


def token(work: Work, now: datetime) -> str:
    """Give the secret in the last mail that is waiting."""
    return str(delivered(work, now)[-1]["context"]["token"])


def _waiting(session: Session, kind: str) -> list[Job]:
    query = select(Job).where(Job.kind == kind, Job.done_at.is_(None)).order_by(Job.created_at)
    return list(session.scalars(query))
