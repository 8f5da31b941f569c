"""The length of a script, and whether it fits in the time that was announced."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from api.domain.vocabulary import PhaseKind

DAY = 24 * 60 * 60


class Timed(Protocol):
    """As much of a phase as its length needs."""

    @property
    def kind(self) -> PhaseKind: ...

    @property
    def max_seconds(self) -> int: ...

    @property
    def tail_seconds(self) -> int: ...


class Verdict(StrEnum):
    """How a script compares with the time of its event."""

    FITS = "fits"
    TOO_LONG = "too_long"


@dataclass(frozen=True)
class Fit:
    """Seconds: the waiting room before the start, the script after it, the event. ``over`` is what does not fit."""

    lobby: int
    script: int
    event: int

    @property
    def over(self) -> int:
        return max(0, self.script - self.event)

    @property
    def left(self) -> int:
        return max(0, self.event - self.script)

    @property
    def verdict(self) -> Verdict:
        return Verdict.TOO_LONG if self.over else Verdict.FITS


def lobby_of(steps: Sequence[Timed]) -> int:
    """Give the seconds that the doors are open before the announced start."""
    return steps[0].max_seconds if steps and steps[0].kind is PhaseKind.LOBBY else 0


def lasting(steps: Sequence[Timed]) -> int:
    """Give the seconds that a script lasts by the clock from the announced start: the lobby comes before it."""
    return sum(step.max_seconds + step.tail_seconds for step in steps) - lobby_of(steps)


def fit(steps: Sequence[Timed], event: timedelta) -> Fit:
    """Compare a script with the time of its event."""
    return Fit(lobby_of(steps), lasting(steps), int(event.total_seconds()))


def lasts_days(step: Timed) -> bool:
    """Tell whether a phase stays open for a day or more, so that people come and go in it."""
    return step.max_seconds + step.tail_seconds >= DAY
