"""Taking along: everything that is stored about one person, table by table."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Column, ColumnElement, Table, func, or_, select
from sqlalchemy.orm import Session

from api.models import (
    Base,
    EvaluationMark,
    Event,
    Introduction,
    Invitation,
    Job,
    Member,
    Registration,
    RegistrationAnswer,
    RegistrationQuestion,
)
from api.services import outbox

SECRETS = {"password_hash", "token_hash", "request_hash", "lease", "writer_key"}
UNTOLD = {"set_aside"}  # whoever raised a hand learns of a yes only: a no is like no answer

MEMBER = cast(Table, Member.__table__)
Rows = list[dict[str, Any]]


def of(session: Session, member: Member) -> dict[str, Rows]:
    """Give the rows about ``member`` by table, without the hashes of secrets.

    Every table that points at a member takes part by itself; a new one cannot be forgotten.
    """
    found = {"member": _rows(session, MEMBER, Member.id == member.id)}
    for table in Base.metadata.sorted_tables:
        columns = _pointing_at_members(table)
        if columns:
            found[table.name] = _rows(session, table, or_(*(column == member.id for column in columns)))
    found["registration_answer"] = _answers(session, member)
    found["evaluation_mark"] = _looked_back(session, member)
    found["invitation"] += _rows(session, cast(Table, Invitation.__table__), Invitation.email == member.email)
    given = func.lower(Introduction.writer_contact) == member.email
    found["introduction"] += _rows(session, cast(Table, Introduction.__table__), given)
    found["job"] = _mails(session, member)
    return found


def _pointing_at_members(table: Table) -> Sequence[Column[Any]]:
    return [column for column in table.columns if any(key.references(MEMBER) for key in column.foreign_keys)]


def _rows(session: Session, table: Table, condition: ColumnElement[bool]) -> Rows:
    columns = [column for column in table.columns if column.name not in SECRETS | UNTOLD]
    rows = session.execute(select(*columns).where(condition)).mappings()
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def _answers(session: Session, member: Member) -> Rows:
    """Give what the person answered to organisers, with the question and the event."""
    query = (
        select(Event.title.label("event"), RegistrationQuestion.label.label("question"), RegistrationAnswer.answer)
        .join(RegistrationQuestion, RegistrationAnswer.question_id == RegistrationQuestion.id)
        .join(Registration, RegistrationAnswer.registration_id == Registration.id)
        .join(Event, Registration.event_id == Event.id)
        .where(Registration.member_id == member.id)
    )
    return [dict(row) for row in session.execute(query).mappings()]


def _looked_back(session: Session, member: Member) -> Rows:
    """Give the events that the person answered questions about; what they answered is kept without a name."""
    query = (
        select(Event.title.label("event"))
        .join(Registration, Registration.event_id == Event.id)
        .join(EvaluationMark, EvaluationMark.registration_id == Registration.id)
        .where(Registration.member_id == member.id)
    )
    return [dict(row) for row in session.execute(query).mappings()]


def _mails(session: Session, member: Member) -> Rows:
    """Give the work that waits in the outbox for, or about, the person."""
    query = select(Job.kind, Job.created_at, Job.run_at, Job.done_at).where(outbox.about(member))
    return [{name: _plain(value) for name, value in row.items()} for row in session.execute(query).mappings()]


def _plain(value: Any) -> Any:
    """Turn a stored value into JSON."""
    if hasattr(value, "isoformat"):
        return value.isoformat().replace("+00:00", "Z")
    return value if value is None or isinstance(value, bool | int | float | str | list | dict) else str(value)
