""" "I recognise this" on posts and lessons: once per member, and a count that stays right when many do it at once."""

from dataclasses import dataclass
from typing import TypeVar, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, delete, exists, false, select, update
from sqlalchemy.orm import Session

from api.domain.errors import Forbidden
from api.models import Lesson, LessonRecognition, Member, Post, PostRecognition
from api.models.inserts import insert_once

E = TypeVar("E", Lesson, Post)
MARKS: dict[type[Lesson] | type[Post], Table] = {
    Lesson: cast(Table, LessonRecognition.__table__),
    Post: cast(Table, PostRecognition.__table__),
}


@dataclass(frozen=True)
class Recognised:
    """Whether the member recognises it, and how many members do."""

    recognised: bool
    recognised_count: int


def seen_by(session: Session, query: Select[E], member: Member | None) -> list[E]:
    """Load the rows of ``query``, each knowing whether ``member`` recognises it."""
    entity = query.column_descriptions[0]["entity"]
    found = []
    for row, recognised in session.execute(query.add_columns(_is_marked(entity, member))):
        row.recognised = recognised
        found.append(row)
    return found


def give(session: Session, target: Lesson | Post, member: Member) -> Recognised:
    """Note that ``member`` recognises ``target``; a second time changes nothing."""
    if target.author_id == member.id:
        raise Forbidden("You cannot recognise your own words. That is up to others.")
    marks = MARKS[type(target)]
    added = insert_once(session, marks, {_key(marks).name: target.id, "member_id": member.id})
    return Recognised(True, _counted(session, target, 1 if added else 0))


def take_back(session: Session, target: Lesson | Post, member: Member) -> Recognised:
    """Note that ``member`` no longer recognises ``target``; without a recognition nothing changes."""
    marks = MARKS[type(target)]
    mine = delete(marks).where(_key(marks) == target.id, marks.c.member_id == member.id)
    gone = session.scalar(mine.returning(marks.c.member_id))
    return Recognised(False, _counted(session, target, 0 if gone is None else -1))


def _counted(session: Session, target: Lesson | Post, difference: int) -> int:
    """Add to the count in the database itself; the version stays, since nobody's words changed."""
    table = cast(Table, type(target).__table__)
    count = table.c.recognised_count
    if difference == 0:
        return int(session.scalars(select(count).where(table.c.id == target.id)).one())
    changed = update(table).where(table.c.id == target.id).values(recognised_count=count + difference)
    return int(session.scalars(changed.returning(count)).one())


def _is_marked(entity: type[Lesson] | type[Post], member: Member | None) -> ColumnElement[bool]:
    if member is None:
        return false()
    marks = MARKS[entity]
    return exists().where(_key(marks) == entity.id, marks.c.member_id == member.id)


def _key(marks: Table) -> ColumnElement[UUID]:
    return marks.c.lesson_id if "lesson_id" in marks.c else marks.c.post_id
