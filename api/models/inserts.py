"""Inserting what may be there already, so that two who do it at the same moment are one."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from api.models.base import Base

INSERTS: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def insert_once(session: Session, table: Table | type[Base], values: Mapping[str, Any]) -> bool:
    """Insert a row unless a unique key is taken; tell whether it is new.

    A second insert waits here until the first has committed, and then finds its key taken.
    """
    rows = table if isinstance(table, Table) else table.__table__
    statement = INSERTS[session.get_bind().dialect.name](rows).values(dict(values)).on_conflict_do_nothing()
    added = session.execute(statement.returning(*rows.primary_key))  # the row count is unknown here on PostgreSQL
    return added.first() is not None
