"""Run the migrations on the database whose URL the configuration carries, on SQLite and PostgreSQL alike."""

from typing import Any, Literal

from alembic import context

from api.db import Database
from api.models import Base
from api.models.base import Instant


def render_item(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """Write our own column types as SQLAlchemy's, so that a migration never imports models."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Instant) else False


def run() -> None:
    """Run the asked migrations in one transaction."""
    database = Database(context.config.attributes["url"])
    try:
        with database.writer.begin() as connection:
            sqlite = connection.dialect.name == "sqlite"
            context.configure(
                connection=connection,
                target_metadata=Base.metadata,
                render_as_batch=sqlite,
                compare_type=True,
                transaction_per_migration=False,
                render_item=render_item,
            )
            with context.begin_transaction():
                context.run_migrations()
    finally:
        database.dispose()


run()
