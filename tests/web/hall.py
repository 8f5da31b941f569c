"""Lend the tests of the live dialogue an hour with people in it, each with a browser without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from api.db import Database
from api.settings import Settings
from tests.api.conftest import Caller, Clock
from tests.hour import Hour, begin
from tests.infra import standing
from tests.infra.databases import PostgreSQL, SQLite
from tests.web.exchange import HTMX
from web.wsgi import TwoRooms

NUMBERED = re.compile(r'name="(idempotencyKey|position|stage|statementId|statementText|etag|shown)" value="([^"]*)"')


class Chair:
    """One person's browser in the hall."""

    def __init__(self, house: TwoRooms, caller: Caller) -> None:
        web: Any = house.web
        self.browser: FlaskClient = web.test_client()
        self.browser.set_cookie("koppen-access", caller.headers["Authorization"].removeprefix("Bearer "))

    def get(self, path: str, *, htmx: bool = False) -> TestResponse:
        return self.browser.get(path, headers=HTMX if htmx else {})

    def post(self, path: str, data: dict[str, Any], *, htmx: bool = False, follow: bool = False) -> TestResponse:
        return self.browser.post(path, data=data, headers=HTMX if htmx else {}, follow_redirects=follow)


class Hall:
    """A dialogue with its screens, and a clock that the test moves."""

    def __init__(self, house: TwoRooms, database: Database, clock: Clock, **options: Any) -> None:
        api: Any = house.api
        self.house, self.clock, self.database = house, clock, database
        self.hour: Hour = begin(api, database, **options)
        self.people = [Chair(house, caller) for caller in self.hour.people]
        self.organiser = Chair(house, self.hour.organiser)

    @property
    def path(self) -> str:
        return self.hour.path

    def next(self) -> None:
        """Go on by hand, past the least that a phase lasts."""
        self.clock.forward(minutes=2)
        self.hour.move("next")

    def screen(self, who: int = 0) -> str:
        """Show person ``who`` the screen as it is now."""
        answer = self.people[who].get(self.path)
        assert answer.status_code == 200, answer.text
        return answer.text.replace("\xa0", " ")

    def fields(self, who: int = 0) -> dict[str, str]:
        """Give the hidden fields of the first form of each kind on the screen of person ``who``."""
        found: dict[str, str] = {}
        for name, value in NUMBERED.findall(self.screen(who)):
            found.setdefault(name, unescape(value))
        return found

    def write(self, who: int, text: str, *, htmx: bool = False, follow: bool = False, **data: Any) -> TestResponse:
        """Send the write form of person ``who``."""
        typed = self.fields(who) | {"text": text} | data
        return self.people[who].post(f"{self.path}/statements", typed, htmx=htmx, follow=follow)

    def rate(self, who: int, choice: str, *, htmx: bool = False, **data: Any) -> TestResponse:
        """Tap the scale of person ``who``."""
        typed = self.fields(who) | {"recognition": choice} | data
        return self.people[who].post(f"{self.path}/rating", typed, htmx=htmx)


Halls = Callable[..., Hall]


@contextmanager
def halls(databases: Callable[[str], SQLite | PostgreSQL], folder: Path) -> Iterator[Halls]:
    """Lend a way to open a hall."""
    clock = Clock()
    with databases("sqlite").fresh() as url, standing.database(url) as database:
        settings = Settings(standing.SECRET, url, mail_url=f"file:{folder}", rate_limits=False)
        with standing.house(settings, database, clock) as house:
            yield lambda **options: Hall(house, database, clock, **options)
