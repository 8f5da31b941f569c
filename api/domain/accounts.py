"""The rules of accounts: how long proof lasts, when a refresh token was stolen, who must stay."""

import hashlib
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import Enum
from random import Random
from uuid import UUID

from api.domain.errors import Conflict
from api.domain.vocabulary import MailTokenPurpose

LINK_LIFETIMES: Mapping[MailTokenPurpose, timedelta] = {
    MailTokenPurpose.CONFIRM: timedelta(days=7),
    MailTokenPurpose.LOGIN: timedelta(minutes=30),
    MailTokenPurpose.RESET: timedelta(minutes=60),
}


class RefreshVerdict(Enum):
    """What to do with a refresh token that somebody hands in."""

    ROTATE = "rotate"
    EXPIRED = "expired"
    STOLEN = "stolen"


def new_secret(rng: Random) -> str:
    """Give 256 random bits as text that survives an address; ``rng`` must be the system's own source."""
    return rng.randbytes(32).hex()


def fingerprint(secret: str) -> str:
    """Give the only form in which a secret is stored: 64 hexadecimal digits of SHA-256."""
    return hashlib.sha256(secret.encode()).hexdigest()


def judge_refresh(used_at: datetime | None, expires_at: datetime, now: datetime, grace: timedelta) -> RefreshVerdict:
    """Tell a first use, or a parallel request within ``grace``, from a token that is used again later."""
    if used_at is not None and now > used_at + grace:
        return RefreshVerdict.STOLEN
    if now >= expires_at:
        return RefreshVerdict.EXPIRED
    return RefreshVerdict.ROTATE


def require_another_administrator(administrators: Collection[UUID], leaving: UUID) -> None:
    """Keep at least one administrator, or nobody could ever appoint another."""
    if set(administrators) == {leaving}:
        raise Conflict("You are the last administrator. Make somebody else administrator first.")
