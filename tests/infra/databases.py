"""Give each test a database of its own that is migrated and empty, or filled the way that the test wants.

Migrations run once per worker and backend; a test gets a copy, which shares nothing with the test before it. Making and
removing one takes 25 ms of PostgreSQL's CPU in memory, and three to ten times as much on a disk.
"""

from __future__ import annotations

import shutil
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

Migrate = Callable[[str], object]


class SQLite:
    """Copy a migrated file for each test."""

    def __init__(self, folder: Path, migrate: Migrate) -> None:
        self.folder = folder
        self.template = folder / "template.db"
        self.made = migrate(f"sqlite:///{self.template}")
        with closing(sqlite3.connect(self.template)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """Lend the address of a new database."""
        folder = self.folder / uuid.uuid4().hex
        folder.mkdir()
        shutil.copyfile(self.template, folder / "test.db")
        try:
            yield f"sqlite:///{folder / 'test.db'}"
        finally:
            shutil.rmtree(folder)

    def close(self) -> None:
        """Remove the template."""
        self.template.unlink()


class PostgreSQL:
    """Copy a migrated database of the server for each test."""

    def __init__(self, server: str, migrate: Migrate) -> None:
        self.server = make_url(server)
        self.template = f"koppen_test_{uuid.uuid4().hex}"
        dsn = self.server.set(drivername="postgresql").render_as_string(hide_password=False)
        self.admin = psycopg.connect(dsn, autocommit=True)
        # The cheaper way to copy got a name, and stopped being the default, in version 15.
        self.strategy = "STRATEGY file_copy" if self.admin.info.server_version >= 150000 else ""
        self.run("CREATE DATABASE {}", self.template)
        self.made = migrate(self.address(self.template))
        self.run("ALTER DATABASE {} ALLOW_CONNECTIONS false", self.template)
        self.admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [self.template])

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """Lend the address of a new database."""
        name = f"koppen_test_{uuid.uuid4().hex}"
        self.run(f"CREATE DATABASE {{}} TEMPLATE {{}} {self.strategy}", name, self.template)
        try:
            yield self.address(name)
        finally:
            self.run("DROP DATABASE {} WITH (FORCE)", name)

    def address(self, name: str) -> str:
        """Name a database of the server as SQLAlchemy wants it."""
        return self.server.set(database=name).render_as_string(hide_password=False)

    def run(self, statement: str, *names: str) -> None:
        """Run a statement with quoted names in it."""
        self.admin.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def close(self) -> None:
        """Remove the template and leave the server."""
        self.run("DROP DATABASE {} WITH (FORCE)", self.template)
        self.admin.close()
