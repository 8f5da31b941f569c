"""The outbox as an administrator sees it: what waits, what failed, how long mails take."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from api.domain.delays import Delays, summarise
from api.domain.errors import Conflict, Forbidden, NotFound
from api.domain.permissions import may_see_jobs
from api.domain.vocabulary import JobState
from api.models import Job, Member
from api.services.outbox import MAIL

PERIOD = timedelta(days=1)
Key = tuple[datetime, UUID]


@dataclass(frozen=True)
class JobView:
    """What an administrator may know of a job: never its words, its secrets or its receiver."""

    id: UUID
    kind: str
    template: str | None
    receiver_domain: str | None
    state: JobState
    created_at: datetime
    run_at: datetime
    next_attempt_at: datetime | None
    attempts: int
    error: str | None
    done_at: datetime | None
    parked_at: datetime | None


@dataclass(frozen=True)
class Statistics:
    """How the outbox is doing: mails of the last day, and what is open now."""

    mails: Delays
    waiting: int
    parked: int
    oldest_due_at: datetime | None


def listing(
    session: Session, member: Member, state: JobState, now: datetime, *, after: Key | None, limit: int
) -> Sequence[JobView]:
    """Give jobs in one state, one more than ``limit``; what is open in the order of its turn, the rest newest first."""
    _require(member)
    moment = _moment(state)
    query = select(Job).where(_in_state(state, now)).limit(limit + 1)
    if state in (JobState.WAITING, JobState.RUNNING):
        query = query.order_by(moment, Job.id)
        query = query if after is None else query.where(tuple_(moment, Job.id) > after)
    else:
        query = query.order_by(moment.desc(), Job.id.desc())
        query = query if after is None else query.where(tuple_(moment, Job.id) < after)
    return [view(job, now) for job in session.scalars(query)]


def place(seen: JobView) -> Key:
    """Give the sort key of a job in the list of its state."""
    return seen.done_at or seen.parked_at or seen.run_at, seen.id


def view(job: Job, now: datetime) -> JobView:
    """Show a job without what it carries."""
    state = _state(job, now)
    return JobView(
        id=job.id,
        kind=job.kind,
        template=str(job.payload["template"]) if job.kind == MAIL else None,
        receiver_domain=str(job.payload.get("to", "")).rpartition("@")[2] or None if job.kind == MAIL else None,
        state=state,
        created_at=job.created_at,
        run_at=job.run_at,
        next_attempt_at=max(job.run_at, job.leased_until or job.run_at) if state is JobState.WAITING else None,
        attempts=job.attempts,
        error=job.last_error,
        done_at=job.done_at,
        parked_at=job.parked_at,
    )


def retry(session: Session, member: Member, job_id: UUID, now: datetime) -> JobView:
    """Try a job again at once that was put aside, or that waits for its next attempt."""
    _require(member)
    job = session.scalars(select(Job).where(Job.id == job_id).with_for_update()).one_or_none()
    if job is None:
        raise NotFound("This job does not exist.")
    if _state(job, now) not in (JobState.PARKED, JobState.WAITING) or not job.attempts:
        raise Conflict("Only work that failed can be tried again.")
    job.parked_at, job.leased_until, job.lease, job.attempts = None, None, None, 0
    session.info["queued"] = True
    return view(job, now)


def statistics(session: Session, member: Member, now: datetime) -> Statistics:
    """Tell how long mails of the last day took from the moment they were due, and what is open."""
    _require(member)
    done = session.execute(
        select(Job.run_at, Job.done_at).where(Job.kind == MAIL, Job.done_at > now - PERIOD, Job.parked_at.is_(None))
    )
    due = and_(_open(), Job.run_at <= now)
    return Statistics(
        mails=summarise([(done_at - run_at).total_seconds() for run_at, done_at in done if done_at is not None]),
        waiting=session.scalar(select(func.count()).select_from(Job).where(due)) or 0,
        parked=session.scalar(select(func.count()).select_from(Job).where(_in_state(JobState.PARKED, now))) or 0,
        oldest_due_at=session.scalar(select(func.min(Job.run_at)).where(due)),
    )


def _require(member: Member) -> None:
    if not may_see_jobs(member.role):
        raise Forbidden("Only administrators see the outbox.")


def _open() -> ColumnElement[bool]:
    return and_(Job.done_at.is_(None), Job.parked_at.is_(None))


def _in_state(state: JobState, now: datetime) -> ColumnElement[bool]:
    held = and_(Job.lease.is_not(None), Job.leased_until > now)
    return {
        JobState.WAITING: and_(_open(), or_(Job.lease.is_(None), Job.leased_until <= now)),
        JobState.RUNNING: and_(_open(), held),
        JobState.DONE: Job.done_at.is_not(None),
        JobState.PARKED: and_(Job.done_at.is_(None), Job.parked_at.is_not(None)),
    }[state]


def _state(job: Job, now: datetime) -> JobState:
    if job.done_at is not None:
        return JobState.DONE
    if job.parked_at is not None:
        return JobState.PARKED
    held = job.lease is not None and job.leased_until is not None and job.leased_until > now
    return JobState.RUNNING if held else JobState.WAITING


def _moment(state: JobState) -> InstrumentedAttribute[datetime]:
    columns = {JobState.DONE: Job.done_at, JobState.PARKED: Job.parked_at}
    return columns.get(state, Job.run_at)  # type: ignore[return-value]
