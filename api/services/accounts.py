"""Accounts: signing up, proving an address, logging in, choosing a password. Who has an account stays a secret."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from random import Random
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.domain.vocabulary import JobFunction, Locale, MailTokenPurpose
from api.models import Member
from api.services import mail_tokens, organisations, outbox, sessions
from api.services.sessions import Opened, Policy


@dataclass(frozen=True)
class SignUp:
    """What somebody fills in to become a member."""

    email: str
    name: str
    job_function: JobFunction
    locale: Locale
    organisation_id: UUID | None = None
    partnership_name: str | None = None


@dataclass(frozen=True)
class Credentials:
    """What a password is checked against, outside any transaction."""

    member_id: UUID
    password_hash: str | None


def sign_up(session: Session, given: SignUp, password_hash: str | None, *, now: datetime) -> None:
    """Make an unconfirmed member and mail a confirmation link; a known address gets a mail that says so."""
    organisation = organisations.chosen(session, given.organisation_id, given.partnership_name)
    details = {
        "name": given.name,
        "organisation": organisation,
        "job_function": given.job_function,
        "locale": given.locale,
    }
    member = session.scalars(select(Member).where(Member.email == given.email)).one_or_none()
    if member is None:
        _add(session, Member(email=given.email, password_hash=password_hash, created_at=now, **details))
    elif member.confirmed_at is None:
        # Two sign-ups for one address may be two people, of whom only one reads its mail: no password survives that.
        for name, value in {**details, "password_hash": None}.items():
            setattr(member, name, value)
        mail_tokens.void(session, member)
    mail_tokens.ask(session, given.email, MailTokenPurpose.CONFIRM, now=now)


def _add(session: Session, member: Member) -> None:
    """Add a member, unless the same sign-up arrived twice in the same moment: then the first one stands."""
    with suppress(IntegrityError), session.begin_nested():
        session.add(member)


def credentials(session: Session, email: str) -> Credentials | None:
    """Give what a password for ``email`` is checked against."""
    row = session.execute(select(Member.id, Member.password_hash).where(Member.email == email)).one_or_none()
    return Credentials(row.id, row.password_hash) if row else None


def log_in(session: Session, proven: Credentials, policy: Policy, *, now: datetime, rng: Random) -> Opened | None:
    """Open a session for who knew the password; an unconfirmed member gets None and a fresh confirmation mail."""
    member = sessions.locked(session, proven.member_id)
    if member is None or member.password_hash != proven.password_hash:
        return None
    if member.confirmed_at is None:
        mail_tokens.ask(session, member.email, MailTokenPurpose.CONFIRM, now=now)
        return None
    return sessions.start(session, member, policy, now=now, rng=rng)


def follow_link(
    session: Session, secret: str, purpose: MailTokenPurpose, policy: Policy, *, now: datetime, rng: Random
) -> Opened | None:
    """Open a session with a link from a mail (to log in, or to confirm the address); None for a link that is not good."""
    member = mail_tokens.spend(session, secret, purpose, now=now)
    if member is None:
        return None
    if purpose is MailTokenPurpose.CONFIRM:
        mail_tokens.void(session, member, [MailTokenPurpose.CONFIRM])
    return sessions.start(session, member, policy, now=now, rng=rng)


def reset_password(
    session: Session, secret: str, password_hash: str, policy: Policy, *, now: datetime, rng: Random
) -> Opened | None:
    """Replace the password with a link from a mail, end every session and open one here; None for a link that is not good."""
    member = mail_tokens.spend(session, secret, MailTokenPurpose.RESET, now=now)
    return None if member is None else choose_password(session, member, password_hash, policy, now=now, rng=rng)


def choose_password(
    session: Session, member: Member, password_hash: str, policy: Policy, *, now: datetime, rng: Random
) -> Opened:
    """Set a password: whoever was logged in is out, the links mailed before are worthless, and a mail says so."""
    member.password_hash = password_hash
    sessions.end_all(session, member)
    mail_tokens.void(session, member)
    outbox.mail(session, "account_password", member.email, member.locale, {"name": member.name}, now=now)
    return sessions.start(session, member, policy, now=now, rng=rng)
