"""Looking at a text before it is posted: what could identify somebody, and what a colleague wrote already."""

import csv
from collections.abc import Collection, Sequence
from functools import cache
from importlib.resources import files
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.domain.findings import Finding, LookAgain, Remark, find
from api.domain.places import Places
from api.domain.similarity import SURE
from api.domain.vocabulary import FindingKind, StatementKind
from api.models import Statement
from api.services.rooms import Room
from api.services.wordings import Library

MOST_ALIKE = 3  # likely duplicates that a writer is shown


@cache
def places() -> Places:
    """Read the names of the municipalities."""
    with (files("api") / "data" / "municipalities.csv").open(encoding="utf-8") as lines:
        return Places(row["name"] for row in csv.DictReader(lines))


def details(text: str) -> list[Finding]:
    """Give what in a text could identify a person or a municipality."""
    return find(text, places())


def remarks(text: str, findings: Sequence[Finding]) -> list[Remark]:
    """Give findings with the words that they are about."""
    return [Remark(each.kind, each.start, each.end, text[each.start : each.end]) for each in findings]


def look(session: Session, room: Room, text: str, kind: StatementKind, library: Library) -> list[Remark]:
    """Give what the writer should look at before posting; nothing of it is stored."""
    return remarks(text, details(text)) + _alike(session, room, text, kind, library)


def require_look(
    session: Session,
    room: Room,
    text: str,
    kind: StatementKind,
    library: Library,
    acknowledged: Collection[FindingKind],
) -> None:
    """Refuse a text with something in it that its writer has not been shown, or not agreed to."""
    found = look(session, room, text, kind, library)
    if {remark.kind for remark in found} - set(acknowledged):
        raise LookAgain(found)


def _alike(session: Session, room: Room, text: str, kind: StatementKind, library: Library) -> list[Remark]:
    if kind is StatementKind.REACTION:
        return []
    near = library.spoken(session, room.id).of(room.question_id).alike(text, SURE)[: 2 * MOST_ALIKE]
    if not near:
        return []
    query = select(Statement.id, Statement.text, Statement.author_id).where(
        Statement.dialogue_id == room.id,
        Statement.id.in_([statement_id for statement_id, _score in near]),
        Statement.hidden.is_(False),
    )
    rows = {row.id: row for row in session.execute(query)}
    shown: list[UUID] = [statement_id for statement_id, _score in near if statement_id in rows][:MOST_ALIKE]
    return [
        Remark(FindingKind.DUPLICATE, 0, len(text), rows[each].text, each, own=rows[each].author_id == room.me)
        for each in shown
    ]
