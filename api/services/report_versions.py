"""Versions of a report: an organiser writes words in a draft, and publishes it. The figures are nobody's to write."""

import random
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.domain import masking, report_words
from api.domain.errors import Conflict
from api.domain.permissions import require_organiser
from api.models import Dialogue, Member, Report
from api.services import dialogues, offers_told, reports


def draft(session: Session, dialogue_id: UUID, member: Member, now: datetime, rng: random.Random) -> Report:
    """Begin a new version with the words of the newest one, and with figures from what is in the database now."""
    require_organiser(member.role)
    dialogue = dialogues.get(session, dialogue_id, lock=True)
    newest = _newest(session, dialogue)
    if newest is None:
        raise Conflict("There is no report yet: it is made when the dialogue closes.")
    if newest.published_at is None:
        raise Conflict("There is a draft already. Publish it or throw it away first.")
    return _next(session, dialogue, newest, now, rng)


def rewrite(
    session: Session,
    dialogue: Dialogue,
    change: Callable[[dict[str, Any]], dict[str, Any]],
    now: datetime,
    rng: random.Random,
) -> None:
    """Change the words of a statement in every version, and count anew without or with it.

    The figures of what was published stay. A draft gets the new figures; where there is none, a new version is
    published at once, and nobody is mailed about it.
    """
    versions = session.scalars(select(Report).where(Report.dialogue_id == dialogue.id).order_by(Report.number)).all()
    for report in versions:
        before, report.content = report.content, change(report.content)
        report.themes = masking.renamed(report.themes, before, report.content)
    session.flush()
    newest = versions[-1] if versions else None
    if newest is not None and newest.published_at is None:
        newest.content = reports.build(session, dialogue)
        newest.themes = report_words.kept(newest.themes, _known(newest.content))
    elif newest is not None:
        _next(session, dialogue, newest, now, rng).published_at = now
    session.flush()


def _next(session: Session, dialogue: Dialogue, newest: Report, now: datetime, rng: random.Random) -> Report:
    """Make a version after the newest one, with its words and with figures from what is in the database now."""
    offers_told.count(session, dialogue.id, now, rng)
    content = reports.build(session, dialogue)
    report = Report(
        dialogue_id=dialogue.id,
        number=newest.number + 1,
        content=content,
        introduction=newest.introduction,
        closing=newest.closing,
        themes=report_words.kept(newest.themes, _known(content)),
        created_at=now,
    )
    session.add(report)
    session.flush()
    return report


def to_change(session: Session, dialogue_id: UUID, number: int, member: Member) -> Report:
    """Give a version to an organiser who wants to change it."""
    require_organiser(member.role)
    return reports.get(session, dialogue_id, number, member)


def change(session: Session, report: Report, changes: Mapping[str, Any]) -> None:
    """Write in a draft what ``changes`` names: introduction, closing, themes."""
    _require_draft(report)
    for name, value in changes.items():
        setattr(report, name, report_words.arrange(value, _known(report.content)) if name == "themes" else value)
    session.flush()


def publish(session: Session, report: Report, now: datetime, *, announced: bool) -> None:
    """Show a draft to all readers; they get a mail only when ``announced``."""
    _require_draft(report)
    report.published_at = now
    session.flush()
    if announced:
        reports.announce(session, report, now)


def discard(session: Session, report: Report) -> None:
    """Throw a draft away."""
    _require_draft(report)
    session.delete(report)
    session.flush()


def _require_draft(report: Report) -> None:
    if report.published_at is not None:
        raise Conflict("This version is published and stays as it is. Make a new version.")


def _newest(session: Session, dialogue: Dialogue) -> Report | None:
    query = select(Report).where(Report.dialogue_id == dialogue.id).order_by(Report.number.desc()).limit(1)
    return session.scalars(query).one_or_none()


def _known(content: Mapping[str, Any]) -> list[str]:
    return [each["id"] for each in report_words.tops(content)]
