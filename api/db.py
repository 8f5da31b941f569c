"""The engine, the session and the only ``unit_of_work``.

SQLite has one writer at a time. A transaction that begins deferred and writes later fails with "locked" when another
got in between, so writes run on an engine of one connection whose transactions begin IMMEDIATE, and reads on an engine
of their own. PostgreSQL has one pool for both; reading needs no transaction there.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.orm import Session

from api.models import reference

ROOT = Path(__file__).resolve().parent.parent


class Database:
    """The connections of one installation."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        if self.url.get_backend_name() == "sqlite":
            self.writer = _sqlite_engine(url, begin="BEGIN IMMEDIATE", pool_size=1)
            self.reader = _sqlite_engine(url, begin="BEGIN", pool_size=8)
        else:
            if self.url.drivername == "postgresql":
                self.url = self.url.set(drivername="postgresql+psycopg")
            self.writer = create_engine(
                self.url, pool_size=10, max_overflow=20, pool_pre_ping=True, hide_parameters=True
            )
            # A transaction that only read ends with a rollback, at which psycopg forgets every prepared statement.
            self.reader = self.writer.execution_options(isolation_level="AUTOCOMMIT")
        self._on_queued: list[Callable[[], object]] = []

    def on_queued(self, action: Callable[[], object]) -> None:
        """Run ``action`` whenever a unit of work of this process has put something in the outbox."""
        self._on_queued.append(action)

    def dispose(self) -> None:
        """Close all connections."""
        self.writer.dispose()
        self.reader.dispose()

    @contextmanager
    def unit_of_work(self) -> Iterator[Session]:
        """Give the session of one writing request: all of it is on disk afterwards, or none of it.

        What was put in ``after_commit`` runs once the transaction is safe.
        """
        with Session(self.writer, expire_on_commit=False) as session:
            session.info["after_commit"] = []
            with session.begin():
                yield session
            for action in session.info["after_commit"] + (self._on_queued if "queued" in session.info else []):
                action()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session for reading only."""
        with Session(self.reader, expire_on_commit=False, autoflush=False) as session:
            yield session


def after_commit(session: Session, action: Callable[[], object]) -> None:
    """Run ``action`` when the unit of work of ``session`` has been committed, and not when it fails."""
    session.info["after_commit"].append(action)


class Busy(RuntimeError):
    """Somebody is using what has to be written anew; try again later."""


def scrub(engine: Engine, tables: Sequence[str]) -> None:
    """Remove deleted rows of ``tables`` from disk: SQLite overwrote them and empties its log, PostgreSQL writes the tables anew.

    A plain vacuum of PostgreSQL would only call the place of a row free: the words stay there until others cover them.
    Even writing a table anew keeps the deleted rows that a transaction from before can still see. Raises Busy when there
    is one, or when SQLite's log is being read.
    """
    connection: Any = engine.raw_connection()
    try:
        cursor = connection.cursor()
        if engine.dialect.name == "sqlite":
            cursor.execute("PRAGMA busy_timeout=100")  # waiting longer would stop this process
            [(busy, _pages, _moved)] = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            cursor.execute("PRAGMA busy_timeout=30000")
            if busy:
                raise Busy("The log of SQLite is being read: what was deleted is still in it.")
        else:
            connection.dbapi_connection.autocommit = True
            cursor.execute("SET lock_timeout = '2s'")  # who comes after this waits behind it
            _outlive(cursor, timedelta(seconds=2))
            for table in tables:
                cursor.execute(f'VACUUM (FULL, ANALYZE) "{table}"')
    finally:
        connection.invalidate() if engine.dialect.name != "sqlite" else connection.close()


_OLDER = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
AND greatest(age(backend_xmin), age(backend_xid)) > age(%s::xid8::xid)
"""


def _outlive(cursor: Any, patience: timedelta) -> None:
    """Wait until every transaction in this database began after now; raise Busy when one is at it for too long."""
    [(now,)] = cursor.execute("SELECT pg_current_xact_id()::text").fetchall()
    until = time.monotonic() + patience.total_seconds()
    while cursor.execute(_OLDER, (now,)).fetchone()[0]:
        if time.monotonic() > until:
            raise Busy("A transaction still sees what was deleted: it stays on disk until that ends.")
        time.sleep(0.02)


def _sqlite_engine(url: str, *, begin: str, pool_size: int) -> Engine:
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        hide_parameters=True,  # an error ends in a log, and a log names nobody
        pool_timeout=60,
        connect_args={"timeout": 30, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # SQLAlchemy's begin event below opens the transaction, not the driver
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            "busy_timeout=30000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def alembic_config(url: str) -> Config:
    """Give Alembic's configuration for the database at ``url``."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = url
    return config


def migrate(url: str) -> None:
    """Bring the database at ``url`` to the newest version, with its reference data (the municipalities)."""
    database = Database(url)
    if database.url.get_backend_name() == "sqlite" and database.url.database:
        Path(database.url.database).parent.mkdir(parents=True, exist_ok=True)
    command.upgrade(alembic_config(url), "head")
    try:
        with database.unit_of_work() as session:
            reference.load_municipalities(session)
            if database.url.get_backend_name() != "sqlite":
                # ANALYZE copies values into PostgreSQL's catalogue, where the close does not reach: never the keys.
                session.execute(text("ALTER TABLE dialogue_key ALTER COLUMN key SET STATISTICS 0"))
    finally:
        database.dispose()
