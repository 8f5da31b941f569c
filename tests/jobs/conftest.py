"""A real database and a real mailbox in a folder; the clock is ours."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.db import Database
from api.jobs.worker import Worker
from api.settings import Settings
from tests.api.conftest import Clock
from tests.infra import standing


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with standing.database(database_url) as database:
        yield database


@pytest.fixture
def mail_folder(tmp_path: Path) -> Path:
    return tmp_path / "mail"


@pytest.fixture
def settings(database_url: str, mail_folder: Path) -> Settings:
    return Settings(secret_key="k" * 40, database_url=database_url, mail_url=f"file:{mail_folder}")


@pytest.fixture
def worker(database: Database, settings: Settings, clock: Clock) -> Callable[..., Worker]:
    """Give a worker on the database of this test."""
    return lambda **options: Worker(database, options.pop("settings", settings), clock=clock, **options)
