"""Small charts of what came in, minute by minute: bars at places that the server works out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

HEIGHT, LEAST = 38.0, 2.0


@dataclass(frozen=True)
class SparkBar:
    """One minute."""

    x: str
    width: str
    height: float


@dataclass(frozen=True)
class Spark:
    """A row of minutes, and what it tells in a sentence."""

    title: str
    told: str
    bars: Sequence[SparkBar]


def sparks(minutes: Sequence[Mapping[str, Any]]) -> list[Spark]:
    """Draw the contributions and the choices of the last minutes."""
    return [
        _spark(_("Contributions per minute"), [row["statements"] for row in minutes]),
        _spark(_("Choices per minute"), [row["ratings"] for row in minutes]),
    ]


def _spark(title: str, counts: Sequence[int | None]) -> Spark:
    known = [count for count in counts if count is not None]
    most, slot = max(known, default=0), 100 / max(len(counts), 1)
    bars = [
        SparkBar(f"{slot * (place + 0.1):.2f}%", f"{slot * 0.8:.2f}%", _height(count or 0, most))
        for place, count in enumerate(counts)
    ]
    if not known:
        return Spark(title, _("%(title)s: not known yet.", title=title), bars)
    told = _("%(title)s: %(now)s now, at most %(most)s.", title=title, now=known[-1], most=most)
    return Spark(title, told, bars)


def _height(count: int, most: int) -> float:
    return round(max(LEAST, HEIGHT * count / most), 1) if count else 0.0
