"""Lend each test what stands already: an application, the pages, and connections that know their statements.

Building the API takes 50 ms and the pages 40, and before their first answer SQLAlchemy's statements and the templates of
the pages are compiled, which takes 200 more: longer than most tests. So a worker builds them once, as a server does, and
a test gets them with nothing of the test before in them: the database, the settings and all that is kept in memory are
new. Who needs two at once gets two.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import event, make_url

from api.app import create_app, furnish
from api.clock import utcnow
from api.db import Database
from api.settings import Settings
from web.settings import WebSettings
from web.wsgi import TwoRooms, create_house

SECRET = "a secret for tests that is long enough"


class Moving(Database):
    """Connections that go to another database for each test, so that what was compiled for one serves the next."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        for engine in [self.writer] if self.writer.pool is self.reader.pool else [self.writer, self.reader]:
            event.listen(engine, "do_connect", self._aim)

    def _aim(self, _dialect: object, _record: object, arguments: list[Any], options: dict[str, Any]) -> None:
        if self.url.get_backend_name() == "sqlite":
            arguments[0] = self.url.database
        else:
            options["dbname"] = self.url.database


class Standing:
    """An application, and what it was built with; after a first request Flask lets nobody add to its walls."""

    def __init__(self, app: Flask) -> None:
        assert app.test_client().get("/not-there").status_code == 404
        self.app, self._config, self._extensions = app, dict(app.config), dict(app.extensions)

    def empty(self) -> None:
        """Leave nothing in it but what it was built with."""
        for present, built in ((self.app.config, self._config), (self.app.extensions, self._extensions)):
            present.clear()
            present.update(built)


class Home:
    """The API with the pages on top of it."""

    def __init__(self) -> None:
        settings = Settings(SECRET, "sqlite:///never-opened.db", mail_url="file:never-sent", rate_limits=False)
        self.api = Standing(create_app(settings))
        self.house: Any = create_house(WebSettings(SECRET, secure_cookies=False), self.api.app)
        self.house.web.testing = True
        self.web = Standing(self.house.web)

    def empty(self) -> None:
        """Leave nothing of a test in it."""
        self.api.empty()
        self.web.empty()


_connections: dict[tuple[str, str | None], list[Moving]] = defaultdict(list)
_homes: list[Home] = []


@contextmanager
def database(url: str) -> Iterator[Database]:
    """Lend connections to the database at ``url``."""
    wanted = make_url(url)
    idle = _connections[wanted.drivername, wanted.host]
    moving = idle.pop() if idle else Moving(url)
    moving.url = wanted
    lent = copy.copy(moving)  # a test may put another engine in it, and its application listens for work
    lent._on_queued = []
    try:
        yield lent
    finally:
        moving.dispose()
        idle.append(moving)


@contextmanager
def _home() -> Iterator[Home]:
    home = _homes.pop() if _homes else Home()
    try:
        yield home
    finally:
        home.empty()
        _homes.append(home)


@contextmanager
def api(settings: Settings, database: Database, clock: Callable[[], datetime] = utcnow) -> Iterator[Flask]:
    """Lend the API with these settings."""
    with _home() as home:
        furnish(home.api.app, settings, database, clock)
        yield home.api.app


@contextmanager
def house(settings: Settings, database: Database, clock: Callable[[], datetime] = utcnow) -> Iterator[TwoRooms]:
    """Lend the pages on top of the API with these settings."""
    with _home() as home:
        furnish(home.api.app, settings, database, clock)
        yield home.house
