"""From rows of hours to means with standard errors, side by side."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf, log2, nan

import numpy as np
from numpy.typing import NDArray

Row = dict[str, str]
EACH = 12  # ratings a person in the main table


@dataclass(frozen=True)
class Hours:
    """The rows of one router, in one order for every router, so that they can be compared pair by pair."""

    rows: tuple[Row, ...]

    def of(self, name: str) -> NDArray[np.float64]:
        """Give one figure of every hour."""
        return np.array([float(row[name]) for row in self.rows])

    def mean(self, name: str) -> float:
        """Give the mean over hours that have a value."""
        values = self.of(name)
        return float(np.nanmean(values)) if np.isfinite(values).any() else nan

    def error(self, name: str) -> float:
        """Give the standard error of the mean."""
        return spread(self.of(name))

    def where(self, keep: Callable[[Row], bool]) -> "Hours":
        """Keep some of the hours."""
        return Hours(tuple(row for row in self.rows if keep(row)))

    def at(self, each: int) -> "Hours":
        """Keep the hours with this many ratings a person."""
        return self.where(lambda row: int(row["each"]) == each)

    def about(self, conversation: str, kind: str) -> "Hours":
        """Keep the hours of one conversation."""
        return self.where(lambda row: (row["conversation"], row["kind"]) == (conversation, kind))

    def lowest_share(self) -> float:
        """Give the lowest number of ratings of a statement as a share of the mean, over all hours."""
        return float(np.mean(self.of("lowest") / self.of("mean")))


def by_router(rows: Iterable[Row], keep: Callable[[Row], bool]) -> dict[str, Hours]:
    """Sort rows into routers."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if keep(row):
            found.setdefault(row["router"], []).append(row)
    order = ("conversation", "kind", "each", "held")
    return {
        name: Hours(tuple(sorted(each, key=lambda row: (*(row[key] for key in order), int(row["seed"])))))
        for name, each in found.items()
    }


def spread(values: NDArray[np.float64]) -> float:
    """Give the standard error of the mean of what has a value."""
    known = values[np.isfinite(values)]
    return float(known.std(ddof=1) / len(known) ** 0.5) if len(known) > 1 else nan


def needed(hours: Hours, aim: float = 0.8) -> float:
    """Give the ratings a person at which the mean precision@10 reaches ``aim``, between measured points on a log scale.

    Infinite where it is not reached.
    """
    points = sorted({int(row["each"]) for row in hours.rows})
    means = [hours.at(each).mean("precision") for each in points]
    for (before, low), (after, high) in pairwise(zip(points, means, strict=True)):
        if low < aim <= high:
            return float(2 ** (log2(before) + (aim - low) / (high - low) * (log2(after) - log2(before))))
    return float(points[0]) if means[0] >= aim else inf


def worst(ours: Hours, random: Hours) -> tuple[str, float, float]:
    """Give the conversation where ours gains least on random in precision@10: which, by how much, standard error."""
    found = []
    for conversation, kind in sorted({(row["conversation"], row["kind"]) for row in ours.rows}):
        one = [each.about(conversation, kind) for each in (ours, random)]
        gain = one[0].of("precision") - one[1].of("precision")
        found.append((f"{conversation} ({kind})", float(gain.mean()), spread(gain)))
    return min(found, key=lambda each: each[1])


def markdown(head: Sequence[str], body: Iterable[Sequence[str]]) -> str:
    """Write a table."""
    lines = [head, ["---"] * len(head), *body]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"
