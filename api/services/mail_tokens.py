"""Links in mails that prove an address: asked for by anybody, made and mailed by the worker, good once.

Asking writes the same one job whether the address is known or not, so neither the answer nor its time tells. The
worker looks the address up; the secret of the link is only ever in the mail.
"""

from collections.abc import Collection
from datetime import datetime
from random import Random

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from api.domain.accounts import LINK_LIFETIMES, fingerprint, new_secret
from api.domain.vocabulary import MailTokenPurpose
from api.models import MailToken, Member
from api.services import outbox

JOB = "account-mail"


def ask(session: Session, email: str, purpose: MailTokenPurpose, *, now: datetime) -> None:
    """Queue the mail that belongs to ``purpose`` for whoever has this address, if anybody."""
    outbox.add(session, JOB, {"email": email, "purpose": purpose.value}, now=now)


def send(session: Session, email: str, purpose: MailTokenPurpose, *, now: datetime, rng: Random) -> None:
    """Mail the person behind ``email`` what fits their account; do nothing for a stranger."""
    member = session.scalars(select(Member).where(Member.email == email)).one_or_none()
    if member is None:
        return
    if member.confirmed_at is None and purpose is MailTokenPurpose.LOGIN:
        # Whoever signed up with this address may have been somebody else: their password must not come to life.
        member.password_hash = None
        purpose = MailTokenPurpose.CONFIRM
    template = f"account_{purpose.value}"
    if member.confirmed_at is not None and purpose is MailTokenPurpose.CONFIRM:
        template, purpose = "account_exists", MailTokenPurpose.LOGIN
    context = {
        "name": member.name,
        "organisation": member.organisation.name,
        "token": _issue(session, member, purpose, now=now, rng=rng),
    }
    outbox.mail(session, template, member.email, member.locale, context, now=now)


def is_good(session: Session, secret: str, purpose: MailTokenPurpose, *, now: datetime) -> bool:
    """Tell whether a link can be used, before work is done for it."""
    return session.scalar(select(MailToken.id).where(*_unspent(secret, purpose, now))) is not None


def spend(session: Session, secret: str, purpose: MailTokenPurpose, *, now: datetime) -> Member | None:
    """Use up a link and confirm the address it was sent to; None when the link is forged, used or too old."""
    used = update(MailToken).where(*_unspent(secret, purpose, now)).values(used_at=now).returning(MailToken.member_id)
    member_id = session.scalar(used)
    member = session.get(Member, member_id) if member_id else None
    if member is not None and member.confirmed_at is None:
        member.confirmed_at = now
    return member


def _unspent(secret: str, purpose: MailTokenPurpose, now: datetime) -> list[ColumnElement[bool]]:
    return [
        MailToken.token_hash == fingerprint(secret),
        MailToken.purpose == purpose,
        MailToken.used_at.is_(None),
        MailToken.expires_at > now,
    ]


def void(session: Session, member: Member, purposes: Collection[MailTokenPurpose] = tuple(MailTokenPurpose)) -> None:
    """Make the links that were mailed before worthless."""
    session.execute(delete(MailToken).where(MailToken.member_id == member.id, MailToken.purpose.in_(purposes)))


def _issue(session: Session, member: Member, purpose: MailTokenPurpose, *, now: datetime, rng: Random) -> str:
    session.execute(delete(MailToken).where(MailToken.member_id == member.id, MailToken.expires_at <= now))
    secret = new_secret(rng)
    expires_at = now + LINK_LIFETIMES[purpose]
    session.add(MailToken(member_id=member.id, purpose=purpose, token_hash=fingerprint(secret), expires_at=expires_at))
    return secret
