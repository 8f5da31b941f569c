"""The outbox: work is written in the transaction that causes it, and done by a worker afterwards."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, String, cast, func, or_, select
from sqlalchemy.orm import Session

from api.models import Job, Member

MAIL = "mail"


def add(
    session: Session,
    kind: str,
    payload: Mapping[str, object],
    *,
    now: datetime,
    run_at: datetime | None = None,
    key: str | None = None,
) -> None:
    """Queue a piece of work; with a ``key`` that is already queued or done, nothing is added.

    ``kind`` names a handler in ``api/jobs``; ``payload`` is JSON and carries ids, never texts that may change.
    """
    if key is not None and session.scalar(select(Job.id).where(Job.key == key)) is not None:
        return
    session.add(Job(kind=kind, payload=dict(payload), key=key, created_at=now, run_at=run_at or now))
    session.info["queued"] = True


def mail(
    session: Session,
    template: str,
    to: str,
    locale: str,
    context: Mapping[str, object],
    *,
    now: datetime,
    run_at: datetime | None = None,
    key: str | None = None,
) -> None:
    """Queue one mail, made from ``api/mail/<template>.md`` in the language of the receiver.

    ``context`` is JSON; times in it are ISO 8601 in UTC (the template shows them in Amsterdam time).
    """
    payload = {"template": template, "to": to, "locale": locale, "context": dict(context)}
    add(session, MAIL, payload, now=now, run_at=run_at, key=key)


def about(member: Member) -> ColumnElement[bool]:
    """Give the condition that finds the work that is to, or about, a member."""
    text = func.lower(cast(Job.payload, String))
    # In quotes, as JSON writes a whole value: an@example.org is not in jan@example.org.
    return or_(*(text.contains(f'"{value}"', autoescape=True) for value in (member.email, member.id)))
