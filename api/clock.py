"""The clock of the edge: the only place where the API asks what time it is."""

from datetime import UTC, datetime


def utcnow() -> datetime:
    """Give the present moment, aware and in UTC."""
    return datetime.now(UTC)
