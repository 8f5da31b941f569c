"""Sessions: chains of rotating refresh tokens. One chain is one device that is logged in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from api.domain.accounts import RefreshVerdict, fingerprint, judge_refresh, new_secret
from api.models import Member, RefreshToken


@dataclass(frozen=True)
class Policy:
    """How long a session lasts without use, and how long parallel requests may use the same refresh token."""

    lifetime: timedelta
    grace: timedelta


@dataclass(frozen=True)
class Opened:
    """A session that was opened or carried on, with its new refresh token."""

    member: Member
    family: UUID
    refresh_token: str


def locked(session: Session, member_id: UUID) -> Member | None:
    """Give a member whose sessions nobody else can change until this transaction ends."""
    query = select(Member).where(Member.id == member_id).with_for_update(of=Member, key_share=True)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def start(session: Session, member: Member, policy: Policy, *, now: datetime, rng: Random) -> Opened:
    """Open a session for ``member``, and forget those that ended by themselves."""
    session.execute(delete(RefreshToken).where(RefreshToken.member_id == member.id, RefreshToken.expires_at <= now))
    return _next(session, member, uuid4(), policy, now=now, rng=rng)


def refresh(session: Session, secret: str, policy: Policy, *, now: datetime, rng: Random) -> Opened | None:
    """Trade a refresh token for the next; None when it is not (or no longer) good.

    A token that comes back after the grace was copied by somebody: then the whole family ends.
    """
    query = select(RefreshToken).where(RefreshToken.token_hash == fingerprint(secret))
    token = session.scalars(query).one_or_none()
    member = locked(session, token.member_id) if token else None
    token = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if token is None or member is None:
        return None
    verdict = judge_refresh(token.used_at, token.expires_at, now, policy.grace)
    if verdict is RefreshVerdict.STOLEN:
        end(session, member, token.family)
    if verdict is not RefreshVerdict.ROTATE:
        return None
    token.used_at = token.used_at or now
    return _next(session, member, token.family, policy, now=now, rng=rng)


def end(session: Session, member: Member, family: UUID) -> None:
    """End one session."""
    session.execute(delete(RefreshToken).where(RefreshToken.member_id == member.id, RefreshToken.family == family))


def end_all(session: Session, member: Member) -> None:
    """Log ``member`` out everywhere: refresh tokens go, access tokens of before are refused."""
    locked(session, member.id)
    member.session_epoch += 1
    session.execute(delete(RefreshToken).where(RefreshToken.member_id == member.id))
    session.flush()


def _next(session: Session, member: Member, family: UUID, policy: Policy, *, now: datetime, rng: Random) -> Opened:
    secret = new_secret(rng)
    session.add(
        RefreshToken(
            member_id=member.id, family=family, token_hash=fingerprint(secret), expires_at=now + policy.lifetime
        )
    )
    session.flush()
    return Opened(member, family, secret)
