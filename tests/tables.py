"""Read a whole database, to see that nothing in it is new or changed."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import MetaData, select

from api.db import Database


def every_row(database: Database, *, but: Collection[str]) -> dict[str, list[str]]:
    """Give every row of every table, except of those that are named."""
    metadata = MetaData()
    with database.reader.connect() as connection:
        metadata.reflect(connection)
        return {
            table.name: sorted(map(repr, connection.execute(select(table))))
            for table in metadata.sorted_tables
            if table.name not in but
        }
