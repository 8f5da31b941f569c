"""What one rating asks of the database is the same in a small and in a large dialogue."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import event

from api.db import Database
from api.models import Statement
from tests.hour import Hour, begin


@contextmanager
def watched(database: Database) -> Iterator[list[str]]:
    """Note every SQL statement that is executed."""
    seen: list[str] = []
    engines = {database.writer, database.reader}

    def note(_connection, _cursor, statement, *_rest) -> None:
        seen.append(statement)

    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)


def filled(app, database: Database, count: int) -> Hour:
    """Give a dialogue in which so many statements wait for person 0."""
    hour = begin(app, database, people=2)
    first = hour.say(1, "Statement 1")
    with database.unit_of_work() as session:
        phase_id = session.get_one(Statement, (UUID(hour.id), UUID(first))).phase_id
        session.add_all(
            Statement(
                dialogue_id=UUID(hour.id), phase_id=phase_id, kind="answer", text=f"Statement {number}", number=number
            )
            for number in range(2, count + 1)
        )
    return hour


def asked_by_one_rating(app, database: Database, count: int) -> list[int]:
    """Give how many SQL statements each of three ratings in a row takes."""
    hour, counts = filled(app, database, count), []
    given = hour.turn(0)
    for _ in range(3):
        with watched(database) as seen:
            answer = hour.rate(0, given["id"], "largely")
        assert answer.status_code == 200, answer.text
        given = answer.json["turn"]["statement"]
        counts.append(len(seen))
    return counts


def test_a_rating_takes_the_same_number_of_sql_statements_however_many_statements_there_are(
    app, database, backend, record_property
):
    few, many = (asked_by_one_rating(app, database, count) for count in (5, 200))
    print(f"\none rating with its next turn on {backend}: {few[0]} SQL statements")
    record_property("sql_statements_per_rating", few[0])
    assert few == many
    assert len(set(few)) == 1
