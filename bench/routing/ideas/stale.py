"""Ideas about how fresh a decision is: values that lag, values that never do, and turns given out in batches."""

from typing import Any

import numpy as np

from api.domain.ranking import Numbers
from bench.routing.lockstep import Ideas, Index, Lockstep, Mask


class Behind(Lockstep):
    """Compute all again after a share of the people have rated; in between a statement's own if ``at_once``."""

    lag, at_once = 0.0, False

    def freshen(self, rows: Index) -> None:
        """Wait for so many ratings."""
        due = self.news[rows] >= max(1, self.people * self.lag)
        self.news[rows[due]] = np.inf
        super().freshen(rows[due])

    def rate(self, rows: Index, person: Index, place: Index, recognised: Mask, own: Numbers) -> None:
        """Leave the value of the statement as it was."""
        before = self.values[rows, place]
        super().rate(rows, person, place, recognised, own)
        if not self.at_once:
            self.values[rows, place] = before


class Batches(Lockstep):
    """Choose ``size`` statements at once for a person, as an application would that asks less often."""

    size = 3

    def __init__(self, *given: Any, **knobs: Any) -> None:
        super().__init__(*given, **knobs)
        self._queue = np.full((self.hours, self.people, self.size), -1)

    def choose(self, rows: Index, person: Index, own: Numbers) -> Index:
        """Give the next of the batch, or choose a new one first."""
        empty = (self._queue[rows, person] < 0).all(axis=1)
        if empty.any():
            some, who = rows[empty], person[empty]
            for index in range(self.size):
                place = super().choose(some, who, own[empty])
                self._queue[some, who, index] = place
                self.seen[some[place >= 0], who[place >= 0], place[place >= 0]] = True
        first = np.argmax(self._queue[rows, person] >= 0, axis=1)
        place = self._queue[rows, person, first]
        self._queue[rows, person, first] = -1
        return place


IDEAS: Ideas = {
    "no factor U(0.7, 1.3)": (Lockstep, {"jitter": 0.0}),
    "everything computed again after every rating": (Behind, {"lag": 0.0, "at_once": True}),
    "nothing computed again until N / 20 ratings": (Behind, {"lag": 0.05}),
    "nothing computed again until N / 4 ratings": (Behind, {"lag": 0.25}),
    "batches of three": (Batches, {"size": 3}),
    "batches of six": (Batches, {"size": 6}),
}
