"""Moments on the page: Amsterdam time for people, UTC on the wire."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, format_timedelta
from babel.numbers import format_decimal
from flask import Flask
from flask_babel import get_locale
from flask_babel import gettext as _

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
FULL, SHORT, WITHOUT_YEAR = "EEEE d MMMM y", "d MMM y", "EEEE d MMMM"


def init_app(app: Flask) -> None:
    """Make the filters known to all templates."""
    filters = {
        "date": date, "time": time, "datetime": date_time, "period": period, "relative": relative,
        "minutes": minutes, "clock": clock, "number": number, "percent": percent, "points": points, "iso": iso,
        "local_input": local_input,
    }  # fmt: skip
    app.jinja_env.filters.update(filters)


def moment(value: str | datetime) -> datetime:
    """Read a moment from the wire, in Amsterdam time."""
    read = datetime.fromisoformat(value) if isinstance(value, str) else value
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(AMSTERDAM)


def date(value: str | datetime, pattern: str = FULL) -> str:
    """Write a day: Thursday 12 November 2026."""
    return format_datetime(moment(value), pattern, tzinfo=AMSTERDAM, locale=_locale()).rstrip(".")


def time(value: str | datetime) -> str:
    """Write a time of day: 14.00 uur, 14:00."""
    return date(value, "HH.mm\u00a0'uur'" if _locale() == "nl" else "HH:mm")


def clock(value: str | datetime) -> str:
    """Write a time of day without the word for it, where two stand together: 14.00, 14:00."""
    return date(value, "HH.mm" if _locale() == "nl" else "HH:mm")


def date_time(value: str | datetime, pattern: str = FULL) -> str:
    """Write a day and a time."""
    return _("%(date)s at %(time)s", date=date(value, pattern), time=time(value))


def period(start: str | datetime, end: str | datetime | None) -> str:
    """Write from when to when; the day is named twice only when it is another day."""
    if not end:
        return date_time(start)
    if moment(start).date() == moment(end).date():
        return _("%(date)s, %(start)s to %(end)s", date=date(start), start=clock(start), end=time(end))
    return _("%(start)s until %(end)s", start=date_time(start), end=date_time(end))


def relative(value: str | datetime, now: datetime | None = None) -> str:
    """Write how far away a moment is: in 20 minutes, 3 days ago."""
    distance = moment(value) - (now or datetime.now(UTC))
    if abs(distance) < timedelta(minutes=1):
        return _("now")
    return format_timedelta(distance, add_direction=True, threshold=1.2, locale=_locale())


def minutes(value: str | datetime, now: datetime | None = None) -> int:
    """Count the whole minutes until a moment; 0 once it has passed."""
    left = moment(value) - (now or datetime.now(UTC))
    return max(0, -(-int(left.total_seconds()) // 60))


def number(value: float) -> str:
    """Write a number with the separators of the language."""
    return format_decimal(value, locale=_locale())


def percent(share: float) -> str:
    """Write a share of one as whole percents, as tight as the screens have it: 90%."""
    return f"{round(share * 100)}%"


def points(difference: float) -> str:
    """Write a difference between two shares as whole percentage points, with its sign: +12, −5, 0."""
    whole = round(difference * 100)
    return f"{'+' if whole > 0 else '−' if whole < 0 else ''}{abs(whole)}"


def iso(value: str | datetime) -> str:
    """Write a moment for a machine, for the datetime attribute of a time element."""
    return moment(value).isoformat()


def local_input(value: str | datetime | None) -> str:
    """Write a moment for a datetime-local field; text that is no moment passes as typed."""
    if not value:
        return ""
    try:
        return moment(value).strftime("%Y-%m-%dT%H:%M") if _has_offset(value) else str(value)
    except ValueError:
        return str(value)


def from_local_input(text: str) -> str | None:
    """Turn what a datetime-local field gives into a moment for the API.

    What is no moment, or does not exist (the hour that summer time skips), passes as typed: the API names the field.
    """
    text = text.strip()
    if not text:
        return None
    try:
        naive = datetime.fromisoformat(text)
    except ValueError:
        return text
    if naive.tzinfo:
        return naive.isoformat()
    there = naive.replace(tzinfo=AMSTERDAM)
    exists = there.astimezone(UTC).astimezone(AMSTERDAM).replace(tzinfo=None) == naive
    return there.isoformat() if exists else text


def _has_offset(value: str | datetime) -> bool:
    return isinstance(value, datetime) or datetime.fromisoformat(value).tzinfo is not None


def _locale() -> str:
    return str(get_locale() or "nl")
