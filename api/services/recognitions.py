""" "I recognise this" on posts and lessons: once per member, and a count that stays right when many do it at once."""

from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Table, delete, exists, false, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, with_expression
from sqlalchemy.orm.interfaces import ORMOption

from api.domain.errors import Forbidden
from api.models import Lesson, LessonRecognition, Member, Post, PostRecognition

MARKS: dict[type[Lesson] | type[Post], Table] = {
    Lesson: cast(Table, LessonRecognition.__table__),
    Post: cast(Table, PostRecognition.__table__),
}
INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(frozen=True)
class Recognised:
    """Whether the member recognises it, and how many members do."""

    recognised: bool
    recognised_count: int


def seen_by(entity: type[Lesson] | type[Post], member: Member | None) -> ORMOption:
    """Load with each row of ``entity`` whether ``member`` recognises it."""
    return with_expression(entity.recognised, _is_marked(entity, member))


def give(session: Session, target: Lesson | Post, member: Member) -> Recognised:
    """Note that ``member`` recognises ``target``; a second time changes nothing."""
    if target.author_id == member.id:
        raise Forbidden("You cannot recognise your own words. That is up to others.")
    marks = MARKS[type(target)]
    insert = INSERTS[session.get_bind().dialect.name]
    values = {_key(marks).name: target.id, "member_id": member.id}
    added: Any = session.execute(insert(marks).values(values).on_conflict_do_nothing())
    return Recognised(True, _counted(session, target, added.rowcount))


def take_back(session: Session, target: Lesson | Post, member: Member) -> Recognised:
    """Note that ``member`` no longer recognises ``target``; without a recognition nothing changes."""
    marks = MARKS[type(target)]
    gone: Any = session.execute(delete(marks).where(_key(marks) == target.id, marks.c.member_id == member.id))
    return Recognised(False, _counted(session, target, -gone.rowcount))


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
