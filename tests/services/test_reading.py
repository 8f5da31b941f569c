"""Reading changes nothing, and costs the writers nothing."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select, text

from api.db import Database
from api.models import Organisation
from tests.infra import postgres


def test_what_is_changed_while_reading_is_not_kept(database_url: str):
    database = Database(database_url)
    with database.read() as session:
        organisation = session.scalars(select(Organisation).order_by(Organisation.name).limit(1)).one()
        organisation.name = "Changed"
        assert session.scalar(select(func.count()).where(Organisation.name == "Changed")) == 0
    with database.read() as session:
        assert session.get_one(Organisation, organisation.id).name != "Changed"
    database.dispose()


def test_reading_leaves_the_prepared_statements_of_a_connection_alone(databases: Any, require: Callable[..., None]):
    require("PostgreSQL", postgres.why_not())
    with databases("postgresql").fresh() as url:
        database = Database(url)
        for _ in range(10):
            with database.unit_of_work() as session:
                session.scalar(select(func.count()).select_from(Organisation))
            with database.read() as session:
                session.scalar(select(Organisation.name).limit(1))
        with database.unit_of_work() as session:
            prepared = session.scalars(text("SELECT statement FROM pg_prepared_statements")).all()
        database.dispose()
    assert any("count(*)" in statement for statement in prepared)
