"""A server on a port of its own, with its worker; replays reach it over HTTP like anybody."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from api import create_app
from api.clock import utcnow
from api.db import Database
from api.domain.vocabulary import Role
from api.jobs.worker import Crew
from api.passwords import hashed
from api.settings import Settings
from koppen.replaying import Plan
from tests import factories

PASSWORD = "putting heads together"


@dataclass
class House:
    """A running server: its address, its mail, its database, and how an organiser replays on it."""

    url: str
    mail: Path
    database: Database
    plan: Plan


@contextmanager
def running(database_url: str, folder: Path, **choices: Any) -> Iterator[House]:
    """Run the API with an organiser in it; ``choices`` are other settings than usual."""
    usual: dict[str, Any] = {"mail_url": f"file:{folder}", "rate_limits": False}
    settings = Settings("a secret for tests that is long enough", database_url, **usual | choices)
    database = Database(database_url)
    with database.unit_of_work() as session:
        organiser = factories.member(
            session, Role.ORGANISER, password_hash=hashed(PASSWORD), created_at=utcnow(), confirmed_at=utcnow()
        )
    crew = Crew(database, settings)
    server = make_server("127.0.0.1", 0, create_app(settings, database), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    crew.start()
    try:
        url = f"http://127.0.0.1:{server.server_port}"
        yield House(url, folder, database, Plan(url, organiser.email, PASSWORD, workers=4))
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        crew.stop()
        database.dispose()


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    with running(database_url, tmp_path / "mail") as house:
        yield house


@pytest.fixture
def silent() -> Callable[[str, int], AbstractContextManager[Callable[[int], None]]]:
    """Show no progress."""
    return lambda _what, _total: nullcontext(lambda _number: None)
