"""The real API on a real, empty database; only the clock is ours."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from api.db import Database
from api.domain.vocabulary import Role
from api.identity import access_token
from api.models import Member
from api.settings import Settings
from tests import factories
from tests.gatherings import PostOffice
from tests.infra import standing


class Clock:
    """A clock that stands still until the test moves it."""

    def __init__(self, now: datetime = factories.START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **duration: float) -> None:
        """Move on by a timedelta's keywords, such as ``minutes=5``."""
        self.now += timedelta(**duration)


class Caller:
    """Calls the API as one member, or as a visitor."""

    def __init__(self, app: Flask, member: Member | None = None) -> None:
        self.member = member
        self.client: FlaskClient = app.test_client()
        self.headers: dict[str, str] = {"Accept-Language": "en"}
        if member is not None:
            with app.app_context():
                self.headers["Authorization"] = f"Bearer {access_token(member)}"

    def call(self, method: str, path: str, json: Any = None, headers: dict[str, str] | None = None) -> TestResponse:
        """Send one request; ``path`` is below /api/v1."""
        return self.client.open(f"/api/v1{path}", method=method, json=json, headers=self.headers | (headers or {}))

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        return self.call("GET", path, **kwargs)

    def post(self, path: str, json: Any = None, **kwargs: Any) -> TestResponse:
        return self.call("POST", path, json=json, **kwargs)

    def put(self, path: str, json: Any = None, **kwargs: Any) -> TestResponse:
        return self.call("PUT", path, json=json, **kwargs)

    def patch(self, path: str, json: Any = None, **kwargs: Any) -> TestResponse:
        return self.call("PATCH", path, json=json, **kwargs)

    def delete(self, path: str, **kwargs: Any) -> TestResponse:
        return self.call("DELETE", path, **kwargs)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with standing.database(database_url) as database:
        yield database


@pytest.fixture
def app(database: Database, database_url: str, clock: Clock, tmp_path: Any) -> Iterator[Flask]:
    settings = Settings(
        secret_key=standing.SECRET,
        database_url=database_url,
        mail_url=f"file:{tmp_path / 'mail'}",
        rate_limits=False,
    )
    with standing.api(settings, database, clock) as app:
        yield app


@pytest.fixture
def visitor(app: Flask) -> Caller:
    return Caller(app)


@pytest.fixture
def call_as(app: Flask) -> Callable[[Member], Caller]:
    """Give a caller for a member."""
    return lambda member: Caller(app, member)


@pytest.fixture
def work(database: Database) -> Callable[[], AbstractContextManager[Session]]:
    """Give a unit of work on the database of this test."""
    return database.unit_of_work


@pytest.fixture
def organiser(work: Callable[[], AbstractContextManager[Session]], call_as: Callable[[Member], Caller]) -> Caller:
    """Give a caller who may organise."""
    with work() as session:
        return call_as(factories.member(session, Role.ORGANISER))


@pytest.fixture
def people(
    work: Callable[[], AbstractContextManager[Session]], call_as: Callable[[Member], Caller]
) -> Callable[[int], list[Caller]]:
    """Give so many callers, each another member."""

    def make(number: int) -> list[Caller]:
        with work() as session:
            return [call_as(factories.member(session)) for _ in range(number)]

    return make


@pytest.fixture
def post_office(app: Flask, database: Database, clock: Clock) -> PostOffice:
    """Give what the worker sends."""
    return PostOffice(app, database, clock)
