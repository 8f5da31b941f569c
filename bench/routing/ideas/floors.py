"""Ideas about the floor: how high it is, when it is paid, and by whom."""

from typing import Any

import numpy as np

from api.domain.ranking import Numbers
from bench.routing.lockstep import Ideas, Index, Lockstep, Mask


class MostTelling(Lockstep):
    """Below the floor, give the most telling of all that are below it instead of the least assigned."""

    def choose(self, rows: Index, person: Index, own: Numbers) -> Index:
        """Count all that are below the floor as equally far below it."""
        exact = self.assigned
        owed = self.owed(rows, exact, np.zeros(0, dtype=bool))
        self.assigned = exact.copy()
        self.assigned[rows] = np.where(exact[rows] < owed, 0.0, exact[rows])
        place = super().choose(rows, person, own)
        self.assigned = exact
        return place


class Ahead(Lockstep):
    """Let whoever has less to tell about the border than usual pay the floor ahead of time."""

    ahead = 1.1
    slowness = 0.05  # how fast what people usually have to tell is followed

    def __init__(self, *given: Any, **knobs: Any) -> None:
        super().__init__(*given, **knobs)
        self._usual = np.full(self.hours, -5.0)

    def owed(self, rows: Index, worth: Numbers, blocked: Mask) -> Numbers:
        """Owe so much more to those who have less to tell than usual."""
        owed = super().owed(rows, worth, blocked)
        best = np.where(blocked, -np.inf, worth).max(axis=1)
        best = np.where(np.isfinite(best), best, self._usual[rows])
        more = np.where(best < self._usual[rows], self.ahead, 1.0)
        self._usual[rows] += self.slowness * (best - self._usual[rows])
        return owed * more[:, None]


class Aged(Lockstep):
    """Owe a statement ``pace`` times the mean number of ratings per statement since it arrived, if that is less.

    So a late one is not caught up with at once, and the floor of the definition does not hold for it.
    """

    pace = 1.0

    def __init__(self, *given: Any, **knobs: Any) -> None:
        super().__init__(*given, **knobs)
        self._since = np.full((self.hours, self.statements), np.nan)

    def owed(self, rows: Index, worth: Numbers, blocked: Mask) -> Numbers:
        """Owe each statement by its age."""
        owed = super().owed(rows, worth, blocked)
        since = self._since[:, : self.live]
        since[np.isnan(since)] = np.broadcast_to(self.ratings[:, None], since.shape)[np.isnan(since)]
        age = (self.ratings[rows, None] - since[rows]) / self.live
        return np.minimum(owed, np.maximum(1.0, self.pace * age))


class Tail(Lockstep):
    """Owe half as much until no statement has arrived for a twentieth of all ratings so far, when people only vote."""

    def __init__(self, *given: Any, **knobs: Any) -> None:
        super().__init__(*given, **knobs)
        self._last, self._known = np.zeros(self.hours), 0

    def owed(self, rows: Index, worth: Numbers, blocked: Mask) -> Numbers:
        """Owe half or all."""
        if self._known < self.live:
            self._last, self._known = self.ratings.copy(), self.live
        tail = self.ratings[rows] > 1.05 * self._last[rows] + self.people / 10
        return np.maximum(1.0, super().owed(rows, worth, blocked) * np.where(tail, 1.0, 0.5)[:, None])


class Unbalanced(Lockstep):
    """The definition, which does not look at who rates."""

    def preference(self, rows: Index, own: Numbers) -> Numbers:
        """Prefer nobody."""
        return np.zeros((len(rows), self.live))


class Free(Lockstep):
    """Owe nothing."""

    def owed(self, rows: Index, worth: Numbers, blocked: Mask) -> Numbers:
        """Owe nothing."""
        return np.zeros((len(rows), 1))


class FreeUnbalanced(Free, Unbalanced):
    """The definition without its floor."""


IDEAS: Ideas = {
    "no floor": (Free, {}),
    "no floor, no balance": (FreeUnbalanced, {}),
    "a floor of 0.38": (Lockstep, {"share": 0.38}),
    "a floor of 0.39": (Lockstep, {"share": 0.39}),
    "the most telling below the floor first": (MostTelling, {}),
    "the floor a tenth ahead, paid by who has least to tell": (Ahead, {"ahead": 1.1}),
    "the same, three tenths ahead": (Ahead, {"ahead": 1.3}),
    "what people pass over is pressed twice, not four times": (Lockstep, {"pressed": 2.0}),
    "young statements wait (breaks the floor)": (Aged, {"pace": 1.0}),
    "half the floor until only votes come in (breaks the floor)": (Tail, {}),
}
