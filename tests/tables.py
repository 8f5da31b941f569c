"""Read a whole database, to see that nothing in it is new or changed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, MetaData, Table, func, literal, select, union_all

from api.db import Database

_known: dict[str, Sequence[Table]] = {}


def tables(connection: Connection) -> Sequence[Table]:
    """Name every table that there is; the databases of one kind are migrated alike, so one of them is looked into."""
    if connection.dialect.name not in _known:
        metadata = MetaData()
        metadata.reflect(connection)
        _known[connection.dialect.name] = metadata.sorted_tables
    return _known[connection.dialect.name]


def counts(database: Database) -> dict[str, int]:
    """Count the rows of every table."""
    with database.reader.connect() as connection:
        each = [select(literal(table.name), func.count()).select_from(table) for table in tables(connection)]
        return {row[0]: row[1] for row in connection.execute(union_all(*each))}


def whole_database(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Give every row of every table, in the order in which they lie on disk."""
    with database.reader.connect() as connection:
        return {
            table.name: [dict(row) for row in connection.execute(table.select()).mappings()]
            for table in tables(connection)
        }


def every_row(database: Database, *, but: Collection[str]) -> dict[str, list[str]]:
    """Give every row of every table in words, in no order, except of the tables that are named."""
    with database.reader.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table))))
            for table in tables(connection)
            if table.name not in but
        }
