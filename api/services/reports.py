"""Reports: the versioned result of a dialogue, made at the close, mailed to everybody who had a seat."""

import random
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, defer

from api.domain.errors import Conflict, Forbidden, Invalid, NotFound
from api.domain.permissions import may_organise, may_read_report
from api.domain.polls import section
from api.domain.remedies import sought
from api.domain.report_words import named
from api.domain.reports import Occasion, compose
from api.domain.vocabulary import DialogueState, RegistrationStatus
from api.models import Dialogue, Member, Merger, Registration, Report, Statement
from api.services import changes, offers_told, outbox, polls, report_counts
from api.services.report_material import lessons_to_search, suggested_themes

ANNOUNCE_JOB = "report_announce"
CHUNK = 500  # mails queued in one transaction


def store(session: Session, dialogue: Dialogue, now: datetime, rng: random.Random) -> Report:
    """Store the first version of the report of ``dialogue`` and queue its mails."""
    offers_told.count(session, dialogue.id, now, rng)
    content = build(session, dialogue)
    report = Report(
        dialogue_id=dialogue.id,
        number=1,
        content=content,
        themes=named(content["themes"]),
        created_at=now,
        published_at=now,
    )
    session.add(report)
    session.flush()
    announce(session, report, now)
    return report


def build(session: Session, dialogue: Dialogue) -> dict[str, Any]:
    """Compose the content of a report from what is in the database now; hidden statements do not count."""
    event = dialogue.event
    occasion = Occasion(dialogue.id, event.id, event.title, event.starts_at, event.ends_at)
    statements = report_counts.statements(session, dialogue.id)
    questions, people = report_counts.questions(session, dialogue.id), report_counts.people(session, dialogue.id)
    content = compose(occasion, questions, statements, people)
    content["changes"] = changes.found(session, dialogue.id, content)
    themes = suggested_themes(session, dialogue.id, statements)
    return content | {
        "themes": themes,
        "remedies": sought(content["questions"], lessons_to_search(session)),
        "polls": section(polls.outcomes(session, dialogue.id)),
        "offers": offers_told.section(session, dialogue.id, content),
    }


def announce(session: Session, report: Report, now: datetime, after: UUID | None = None) -> None:
    """Queue a mail to everybody who had a seat, present or absent; a large event goes on in a job of its own."""
    dialogue = session.get_one(Dialogue, report.dialogue_id)
    query = (
        select(Member)
        .join(Registration, Registration.member_id == Member.id)
        .where(Registration.event_id == dialogue.event_id, Registration.status == RegistrationStatus.CONFIRMED)
        .where(Member.confirmed_at.is_not(None))
        .order_by(Member.id)
        .limit(CHUNK + 1)
    )
    members = session.scalars(query if after is None else query.where(Member.id > after)).all()
    for member in members[:CHUNK]:
        outbox.mail(
            session,
            "report_ready",
            member.email,
            member.locale,
            {"name": member.name, "title": dialogue.event.title, "dialogue_id": str(dialogue.id)},
            now=now,
            key=f"report:{dialogue.id}:{report.number}:{member.id}",
        )
    if len(members) > CHUNK:
        last = members[CHUNK - 1].id
        payload = {"reportId": str(report.id), "after": str(last)}
        outbox.add(session, ANNOUNCE_JOB, payload, now=now, key=f"{ANNOUNCE_JOB}:{report.id}:{last}")


def listing(
    session: Session, dialogue_id: UUID, member: Member, *, after: tuple[int] | None, limit: int
) -> Sequence[Report]:
    """Give the versions of a report, newest first, one more than ``limit`` to tell whether there are more.

    Drafts are for organisers.
    """
    require_reader(session, dialogue_id, member)
    query = (
        select(Report)
        .options(defer(Report.content, raiseload=True))
        .where(Report.dialogue_id == dialogue_id, *_visible(member))
        .order_by(Report.number.desc())
        .limit(limit + 1)
    )
    return session.scalars(query if after is None else query.where(Report.number < after[0])).all()


def get(session: Session, dialogue_id: UUID, number: int, member: Member) -> Report:
    """Give one version of the report of a dialogue; a draft to organisers."""
    require_reader(session, dialogue_id, member)
    report = session.scalars(
        select(Report).where(Report.dialogue_id == dialogue_id, Report.number == number, *_visible(member))
    ).one_or_none()
    if report is None:
        raise NotFound("This report does not exist.")
    return report


def _visible(member: Member) -> list[ColumnElement[bool]]:
    return [] if may_organise(member.role) else [Report.published_at.is_not(None)]


def require_reader(session: Session, dialogue_id: UUID, member: Member) -> Dialogue:
    """Give the dialogue to somebody who may read its report: who had a seat, organises or moderates."""
    dialogue = session.get(Dialogue, dialogue_id)
    if dialogue is None:
        raise NotFound("This dialogue does not exist.")
    seat = exists().where(
        Registration.event_id == dialogue.event_id,
        Registration.member_id == member.id,
        Registration.status == RegistrationStatus.CONFIRMED,
    )
    if not may_read_report(member.role, had_seat=bool(session.scalar(select(seat)))):
        raise Forbidden("This report is for the people who were registered.")
    return dialogue


def reported_statement(
    session: Session, dialogue_id: UUID, statement_id: UUID, member: Member, field: str
) -> Statement:
    """Give a statement of a closed dialogue to somebody who may read its report; ``field`` names it when refused."""
    statement = session.get(Statement, (dialogue_id, statement_id))
    merged = session.get(Merger, (dialogue_id, statement_id))
    if statement is None or statement.hidden or merged is not None:
        raise Invalid("This statement is not in the report.", field=field)
    dialogue = require_reader(session, dialogue_id, member)
    if dialogue.state is not DialogueState.CLOSED:
        raise Conflict("This dialogue is not closed yet.", field=field)
    return statement
