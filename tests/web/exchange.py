"""Lend the tests of conversations and lessons people who are logged in."""

from __future__ import annotations

import html
import re
from contextlib import AbstractContextManager
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from api.domain.vocabulary import Role
from api.identity import access_token
from tests import factories
from web.wsgi import TwoRooms

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


class Person:
    """A member with a browser without JavaScript, or with htmx where a test says so."""

    def __init__(self, house: TwoRooms, name: str, role: Role = Role.MEMBER) -> None:
        api: Any = house.api
        with work(house) as session:
            self.member = factories.member(session, role, name=name)
        web: Any = house.web
        self.browser: FlaskClient = web.test_client()
        with api.app_context():
            self.browser.set_cookie("koppen-access", access_token(self.member))

    def get(self, path: str, *, htmx: bool = False) -> TestResponse:
        return self.browser.get(path, headers=HTMX if htmx else {})

    def send(self, path: str, data: dict[str, Any], *, htmx: bool = False) -> TestResponse:
        """Fill in the form at ``path``, with the hidden fields that the page gave, and send it."""
        return self.browser.post(path, data=hidden_fields(self.get(path).text) | data, headers=HTMX if htmx else {})

    def send_to(self, page: str, path: str, data: dict[str, Any], *, htmx: bool = False) -> TestResponse:
        """Fill in a form of ``page`` that is sent to another address."""
        return self.post(path, hidden_fields(self.get(page).text) | data, htmx=htmx)

    def post(self, path: str, data: dict[str, Any], *, htmx: bool = False) -> TestResponse:
        return self.browser.post(path, data=data, headers=HTMX if htmx else {})


def hidden_fields(page: str) -> dict[str, str]:
    """Read the version and the key that a form carries."""
    found = re.findall(r'<input type="hidden" name="(etag|idempotencyKey)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


def work(house: TwoRooms) -> AbstractContextManager[Session]:
    """Give a unit of work on the database of the house."""
    api: Any = house.api
    unit: AbstractContextManager[Session] = api.extensions["koppen"].database.unit_of_work()
    return unit


def add_topic(house: TwoRooms, **values: Any) -> Any:
    """Add a topic to the shared list."""
    with work(house) as session:
        return factories.topic(session, **values)
