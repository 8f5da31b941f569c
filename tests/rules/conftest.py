"""The rules are held through the API, so they borrow what its tests use."""

from tests.api.conftest import app, call_as, clock, database, organiser, people, visitor, work

__all__ = ["app", "call_as", "clock", "database", "organiser", "people", "visitor", "work"]
