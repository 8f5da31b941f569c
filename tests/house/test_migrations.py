"""The migrations lead to what the code expects, back to nothing, and forth again, on both databases."""

from typing import Any

from alembic import command
from sqlalchemy import Engine, create_engine, inspect, text

from api.db import alembic_config, migrate


def shape(engine: Engine) -> dict[str, Any]:
    """Give the tables with their columns, keys and indexes."""
    inspector = inspect(engine)
    return {
        table: (
            [(column["name"], str(column["type"]), column["nullable"]) for column in inspector.get_columns(table)],
            inspector.get_pk_constraint(table)["constrained_columns"],
            sorted(str(key["constrained_columns"]) for key in inspector.get_foreign_keys(table)),
            sorted(str(key["column_names"]) for key in inspector.get_unique_constraints(table)),
            sorted(str(index["name"]) for index in inspector.get_indexes(table)),
            sorted(str(check["name"]) for check in inspector.get_check_constraints(table)),
        )
        for table in inspector.get_table_names()
    }


def test_migrations_lead_to_what_the_code_expects_and_back_to_nothing_and_forth_again(database_url, capsys):
    config, engine = alembic_config(database_url), create_engine(database_url)
    command.check(config)
    there = shape(engine)
    assert len(there) > 30
    command.downgrade(config, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    migrate(database_url)
    command.check(config)
    assert shape(engine) == there
    engine.dispose()


def test_migrating_again_is_quick_and_destroys_nothing(database_url):
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO topic (id, slug, name_nl, name_en) VALUES (:id, 's', 'n', 'e')"), {"id": "0" * 32}
        )
    migrate(database_url)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM topic WHERE slug = 's'")) == 1
        assert connection.scalar(text("SELECT count(*) FROM organisation")) == 342
    engine.dispose()
