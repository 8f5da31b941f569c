"""Lend the tests of the pages a house: the pages on top of the real API, on a database of their own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from api.domain.vocabulary import Role
from api.settings import Settings
from tests.infra import standing
from tests.infra.databases import PostgreSQL, SQLite
from tests.web.exchange import Person
from web.wsgi import TwoRooms

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session", autouse=True)
def texts() -> None:
    """Compile the Dutch texts, as the set-up does."""
    subprocess.run([sys.executable, ROOT / "tools" / "messages.py", "compile"], check=True)


@pytest.fixture
def house(databases: Callable[[str], SQLite | PostgreSQL], tmp_path: Path) -> Iterator[TwoRooms]:
    """Lend the pages and the API under one roof; the database's kind makes no difference to a page."""
    with databases("sqlite").fresh() as url, standing.database(url) as database:
        settings = Settings(standing.SECRET, url, mail_url=f"file:{tmp_path}", rate_limits=False)
        with standing.house(settings, database) as house:
            yield house


@pytest.fixture
def browser(house: TwoRooms) -> FlaskClient:
    """Lend a browser without JavaScript."""
    web: Any = house.web
    return web.test_client()


@pytest.fixture
def jip(house: TwoRooms) -> Person:
    """Lend an advisor."""
    return Person(house, "Jip Verhoef")


@pytest.fixture
def sam(house: TwoRooms) -> Person:
    """Lend another advisor."""
    return Person(house, "Sam de Groot")


@pytest.fixture
def noor(house: TwoRooms) -> Person:
    """Lend an organiser."""
    return Person(house, "Noor Bakker", Role.ORGANISER)
