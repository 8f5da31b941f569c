"""The outbox as a queue: claiming a job with a lease, and writing down how it ended."""

import random
import re
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from api.db import Database
from api.domain.retries import is_hopeless, pause
from api.models import Job
from api.services import mail_tokens, rehearsals
from api.services.outbox import MAIL

LENGTHY_KINDS = (rehearsals.JOB,)  # minutes of work: nothing else waits behind it
LEASE = timedelta(minutes=2)
ADDRESS = re.compile(r"[^\s<>\"',:;()\[\]]+@[^\s<>\"',:;()\[\]]+")


class Lane(Enum):
    """Which jobs a worker takes, so that a dialogue never waits for mail, nor a login link for 5,000 reports."""

    ALL = "all"
    LENGTHY = "lengthy"
    WORK = "work"
    OLDEST_MAIL = "oldest mail"
    NEWEST_MAIL = "newest mail"


class LeaseLost(Exception):
    """Another worker has taken this job over."""


@dataclass(frozen=True)
class Claim:
    """A job that this worker may do until its lease ends."""

    id: uuid.UUID
    lease: uuid.UUID
    kind: str
    payload: dict[str, Any]
    due: datetime
    attempts: int


def claim(database: Database, lane: Lane, now: datetime) -> Claim | None:
    """Take the next due job of ``lane``; a job whose worker died is due again when the lease ends.

    The attempt is counted here, so that a job that kills its worker each time is parked in the end as well.
    """
    newest_first = lane is Lane.NEWEST_MAIL
    query = (
        select(Job)
        .where(*_open(lane), Job.run_at <= now, or_(Job.leased_until.is_(None), Job.leased_until <= now))
        .order_by(Job.run_at.desc() if newest_first else Job.run_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    while True:
        with database.unit_of_work() as session:
            job = session.scalars(query).one_or_none()
            if job is None:
                return None
            if not is_hopeless(job.attempts):
                job.attempts += 1
                job.lease, job.leased_until = uuid.uuid4(), now + LEASE
                return Claim(job.id, job.lease, job.kind, job.payload, job.run_at, job.attempts)
            _park(job, job.last_error or "The worker died each time.", now)


def renew(database: Database, claimed: Claim, now: datetime) -> None:
    """Tell that a lengthy job is still being done, so that nobody takes it over."""
    with database.unit_of_work() as session:
        held(session, claimed).leased_until = now + LEASE


def next_due(database: Database, lane: Lane, now: datetime) -> datetime | None:
    """Tell when there is something to do, None when nothing waits."""
    with database.read() as session:
        fresh = session.scalar(
            select(Job.run_at).where(*_open(lane), Job.leased_until.is_(None)).order_by(Job.run_at).limit(1)
        )
        tried = session.scalar(
            select(Job.leased_until)
            .where(*_open(lane), Job.run_at <= now, Job.leased_until.is_not(None))
            .order_by(Job.leased_until)
            .limit(1)
        )
    return min((moment for moment in (fresh, tried) if moment is not None), default=None)


def held(session: Session, claimed: Claim) -> Job:
    """Lock the row of a claimed job; refuse when another worker has taken it over."""
    query = select(Job).where(Job.id == claimed.id, Job.lease == claimed.lease, Job.done_at.is_(None))
    job = session.scalars(query.with_for_update()).one_or_none()
    if job is None:
        raise LeaseLost
    return job


def finish(job: Job, now: datetime) -> None:
    """Mark a job as done. What a mail said, its secrets and its receiver are forgotten, and who asked for a link."""
    job.done_at, job.lease, job.leased_until, job.last_error = now, None, None, None
    if job.kind == MAIL:
        job.payload = {"template": job.payload["template"]}
    elif job.kind == mail_tokens.JOB:
        job.payload = {"purpose": job.payload["purpose"]}


def fail(
    database: Database, claimed: Claim, error: Exception, now: datetime, rng: random.Random, *, for_good: bool
) -> None:
    """Write down why a job failed, and when it is tried again; after too many failures a person has to look."""
    with database.unit_of_work() as session:
        job = held(session, claimed)
        if for_good or is_hopeless(job.attempts):
            _park(job, described(error), now)
        else:
            job.lease, job.leased_until, job.last_error = None, now + pause(job.attempts, rng), described(error)


def described(error: Exception) -> str:
    """Describe an error without the mail addresses that servers like to repeat."""
    return ADDRESS.sub("…@…", f"{type(error).__name__}: {error}")[:1000]


def _park(job: Job, reason: str, now: datetime) -> None:
    job.parked_at, job.lease, job.leased_until, job.last_error = now, None, None, reason


def _open(lane: Lane) -> list[ColumnElement[bool]]:
    """Give the conditions for jobs of ``lane`` that still have to be done. The due moment stays as it was promised:
    a lease or a pause after a failure is in ``leased_until``."""
    conditions: list[ColumnElement[bool]] = [Job.done_at.is_(None), Job.parked_at.is_(None)]
    if lane is Lane.WORK:
        conditions.append(Job.kind.not_in([MAIL, *LENGTHY_KINDS]))
    elif lane is Lane.LENGTHY:
        conditions.append(Job.kind.in_(LENGTHY_KINDS))
    elif lane is not Lane.ALL:
        conditions.append(Job.kind == MAIL)
    return conditions
