"""A script in time: from when until when each question can be answered, and rated in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SLOW = 6 * 3600  # a question that is open for longer is visited now and then


@dataclass(frozen=True)
class Window:
    """One question, in seconds since the announced start: written in until ``closes``, rated in until ``ends``."""

    number: int
    position: int
    prompt: str
    opens: float
    closes: float
    ends: float

    @property
    def is_slow(self) -> bool:
        return self.ends - self.opens > SLOW


def windows(phases: Sequence[Mapping[str, Any]]) -> list[Window]:
    """List the questions of a script by the clock; the waiting room lies before the start."""
    at = -lobby(phases)
    found: list[Window] = []
    for position, phase in enumerate(phases):
        closes = at + phase["maxSeconds"]
        ends = closes + phase["tailSeconds"]
        if phase["kind"] == "question":
            found.append(Window(len(found) + 1, position, phase["prompt"], at, closes, ends))
        at = ends
    return found


def lobby(phases: Sequence[Mapping[str, Any]]) -> float:
    """Give the seconds that the doors are open before the start."""
    return float(phases[0]["maxSeconds"]) if phases and phases[0]["kind"] == "lobby" else 0.0


def ending(phases: Sequence[Mapping[str, Any]]) -> float:
    """Give the end of the whole script."""
    return float(sum(phase["maxSeconds"] + phase["tailSeconds"] for phase in phases)) - lobby(phases)
