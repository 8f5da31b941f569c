"""How the recognition of a statement moved between two dialogues in which it was asked.

In each dialogue the share of its people who recognise the statement is known up to the people who did not rate it, and
what those would say follows a Beta-binomial distribution (``api/domain/ranking.py``). Other people were in the room, so
the two shares are independent, and their difference has the distribution of the difference of two independent
Beta-binomial numbers: computed exactly, without an approximation by a normal distribution, because few people rate.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import gcd
from typing import Any
from uuid import UUID

import numpy as np

from api.domain.dialogues import ENOUGH_RATERS
from api.domain.ranking import MASS, Numbers, Prior, beta_binomial
from api.domain.report_words import whole

FIGURES = ("raters", "couldRate", "recognised", "rate", "low", "high")


class Direction(StrEnum):
    """Which way recognition moved, as far as that is certain."""

    MORE = "more"
    LESS = "less"
    UNCLEAR = "unclear"
    TOO_FEW = "too_few"


@dataclass(frozen=True)
class Measured:
    """What was counted in one dialogue: of ``people`` who could rate, ``raters`` did and ``recognised`` recognise it."""

    recognised: int
    raters: int
    people: int
    prior: Prior


@dataclass(frozen=True)
class Movement:
    """The share after minus the share before, in [-1, 1]: as measured, and the ends of the interval."""

    difference: float
    low: float
    high: float

    @property
    def direction(self) -> Direction:
        """Say which way it moved; when the interval holds zero that is not certain."""
        if self.low > 0:
            return Direction.MORE
        return Direction.LESS if self.high < 0 else Direction.UNCLEAR


@dataclass(frozen=True)
class Asked:
    """A statement that was asked again: its id in this dialogue, and the dialogue and statement that it comes from."""

    id: UUID
    origin_dialogue_id: UUID
    origin_statement_id: UUID


def movement(before: Measured, after: Measured, mass: float = MASS) -> Movement:
    """Give the difference between two dialogues with the central interval that holds ``mass`` of it.

    With X the number among the people who did not rate, the difference is D = (A2 + X2) / N2 - (A1 + X1) / N1, where
    X1 and X2 are independent Beta-binomial numbers. The ends are mid-P quantiles of D, as those of a single rate are.
    D lies on the lattice of multiples of g / (N1 N2) with g = gcd(N1, N2); P(D <= t) is the sum over X1 of
    P(X1) P(X2 <= what t then leaves), so a quantile costs N1 steps times the logarithm of N1 N2 / g.
    Raises ValueError when recognised is not within [0, raters] or raters is above people.
    """
    earlier, later = _others(before), _others(after)
    step = gcd(before.people, after.people)
    wide, narrow = before.people // step, after.people // step
    counts = narrow * (before.recognised + np.arange(len(earlier)))
    below = np.concatenate([np.zeros(1), np.cumsum(later)])

    def at_most(place: int) -> float:
        room = (place + counts) // wide - after.recognised
        return float(earlier @ below[np.clip(room + 1, 0, len(later))])

    def middle(place: int) -> float:
        return (at_most(place) + at_most(place - 1)) / 2

    first, last = -narrow * before.people, wide * after.people
    low = _first(lambda place: middle(place) >= (1 - mass) / 2, first, last)
    high = _first(lambda place: middle(place) > (1 + mass) / 2, first, last + 1) - 1
    scale = wide * after.people
    measured = after.recognised / after.raters - before.recognised / before.raters
    return Movement(measured, min(low, high) / scale, max(low, high) / scale)


def compare(asked: Asked, earlier: Mapping[str, Any], later: Mapping[str, Any]) -> dict[str, object] | None:
    """Give what a report says of one statement that was asked again, from the contents of both reports.

    None when the earlier report does not have it any more. Figures stand only where enough people rated in each.
    """
    origin = _found(earlier, asked.origin_statement_id)
    now = _found(later, asked.id)
    if origin is None or now is None:
        return None
    return {
        "statementId": str(asked.id),
        "text": now["text"],
        "origin": {
            "dialogueId": str(asked.origin_dialogue_id),
            "statementId": str(asked.origin_statement_id),
            "eventId": earlier["event"]["id"],
            "title": earlier["event"]["title"],
            "startsAt": earlier["event"]["startsAt"],
        },
        "before": _figures(origin, earlier),
        "after": _figures(now, later),
        **told_of(measured_in(origin, earlier["prior"]), measured_in(now, later["prior"])),
    }


def told_of(before: Measured | None, after: Measured | None) -> dict[str, object]:
    """Give what a report says of a difference: nothing where one of the two is None, because too few rated."""
    if before is None or after is None:
        return {"difference": None, "low": None, "high": None, "direction": Direction.TOO_FEW.value}
    moved = movement(before, after)
    return {
        "difference": round(moved.difference, 6),
        "low": round(moved.low, 6),
        "high": round(moved.high, 6),
        "direction": moved.direction.value,
    }


def measured_in(told: Mapping[str, Any], prior: Mapping[str, float]) -> Measured | None:
    """Read the counts of a statement in a report; None when fewer than five rated it."""
    if told["raters"] < ENOUGH_RATERS:
        return None
    return Measured(told["recognised"], told["raters"], told["couldRate"], Prior(prior["a"], prior["b"]))


def _found(content: Mapping[str, Any], statement_id: UUID) -> Mapping[str, Any] | None:
    return next((each for each in whole(content) if each["id"] == str(statement_id)), None)


def _figures(statement: Mapping[str, Any], content: Mapping[str, Any]) -> dict[str, object]:
    return {name: statement[name] for name in FIGURES} | {"prior": content["prior"]}


def _others(measured: Measured) -> Numbers:
    """Give the chance of each number of recognitions among the people who did not rate."""
    if not 0 <= measured.recognised <= measured.raters <= measured.people or measured.raters < 1:
        raise ValueError("nobody rates twice, and somebody has to")
    a, b = measured.prior.a + measured.recognised, measured.prior.b + measured.raters - measured.recognised
    return beta_binomial(measured.people - measured.raters, a, b)


def _first(holds: Callable[[int], bool], low: int, high: int) -> int:
    """Give the first whole number in [low, high] for which ``holds``, when it holds from there on."""
    while low < high:
        between = (low + high) // 2
        low, high = (low, between) if holds(between) else (between + 1, high)
    return low
