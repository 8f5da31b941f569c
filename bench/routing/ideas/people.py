"""Ideas about who rates what: lenient and strict people mixed in other ways."""

import numpy as np

from api.domain import turns
from api.domain.ranking import Numbers
from bench.routing.ideas.floors import Unbalanced
from bench.routing.lockstep import Ideas, Index, Lockstep, Mask


class Strength(Lockstep):
    """Balance so many times as strongly, of people who are average until they gave ``like_all`` ratings."""

    strength, like_all = 1.0, turns.LIKE_ALL

    def leniency(self, rows: Index, person: Index) -> tuple[Numbers, Mask]:
        """Shrink the leniency by another number of ratings."""
        own, gave = super().leniency(rows, person)
        count = gave.sum(axis=1)
        return own * (count + turns.LIKE_ALL) / (count + self.like_all), gave

    def preference(self, rows: Index, own: Numbers) -> Numbers:
        """Balance as strongly."""
        return super().preference(rows, self.strength * own)


class Usual(Lockstep):
    """Balance in units of what chance brings to L when leniency is usual, sqrt(n + 1) USUAL^2, instead of to the sum."""

    usual = 0.14
    measured = False  # whether it is taken from the people, where the constant counts as ``few`` ratings
    few = 60

    def preference(self, rows: Index, own: Numbers) -> Numbers:
        """Give the logarithm of the factor."""
        here = slice(0, self.live)
        square = np.full((len(rows), 1), self.usual**2)
        if self.measured:
            count = self.given[rows]
            found = np.sum(count * np.nan_to_num(self.lenient[rows]) ** 2, axis=1) + self.few * self.usual**2
            square[:, 0] = found / (count.sum(axis=1) + self.few)
        growth = self.leaning[rows, here] * own[:, None] / (square * np.sqrt(self.raters[rows, here] + 1))
        return np.clip(-growth, -turns.STRONGEST, turns.STRONGEST)


class Linear(Lockstep):
    """Take the factor to be 1 - 2 l L / (m (1 - m)) itself, which the engine's e to that power begins with."""

    def preference(self, rows: Index, own: Numbers) -> Numbers:
        """Give the logarithm of the factor."""
        mean = self.means(rows)
        growth = 2 * self.leaning[rows, : self.live] * own[:, None]
        growth /= np.maximum(mean * (1 - mean), turns.LEAST_VARIANCE)
        return np.asarray(np.log(np.clip(1 - growth, np.exp(-turns.STRONGEST), np.exp(turns.STRONGEST))))


class Instant(Lockstep):
    """Count people for good as lenient as they seemed to be when they were asked."""

    def own(self, rows: Index, person: Index) -> Numbers:
        """Give the leniency and correct nothing."""
        return self.leniency(rows, person)[0]


class InstantUsual(Instant, Usual):
    """Both: what the engine did before."""


class Hindsight(Instant):
    """Sum the leniency of all raters anew at every refresh, not of each at their own turn."""

    def refresh(self, rows: Index) -> None:
        """Sum again, at every refresh."""
        super().refresh(rows)
        everybody = np.arange(self.people)
        for hour in rows:
            here = np.full(self.people, hour)
            leniency, gave = self.leniency(here, everybody)
            who = np.broadcast_to(leniency[:, None], gave.shape)[gave]
            self.leaning[hour] = np.bincount(self.places[hour][gave], who, minlength=self.statements)


class Regression(Lockstep):
    """Take leniency out of the rates: rank by the raters' rate less how lenient they are above all people.

    The regression estimator of Särndal, Swensson and Wretman (1992, section 6.4) with the slope at 1.
    """

    def order(self) -> Index:
        """Rank by the corrected counts."""
        self.refit(np.arange(self.hours))
        everybody = np.arange(self.people)
        for hour in range(self.hours):
            leniency, gave = self.leniency(np.full(self.people, hour), everybody)
            who = np.broadcast_to((leniency - leniency.mean())[:, None], gave.shape)[gave]
            self.recognition[hour] -= np.bincount(self.places[hour][gave], who, minlength=self.statements)
        return np.argsort(-self.expected(np.arange(self.hours)), axis=1, kind="stable")


class Correcting(Regression, Unbalanced):
    """Correct in the ranking instead of balancing."""


IDEAS: Ideas = {
    "the definition: no balance": (Unbalanced, {}),
    "balance, strength 0.5": (Strength, {"strength": 0.5}),
    "balance, strength 1.5": (Strength, {"strength": 1.5}),
    "average until 3 ratings": (Strength, {"like_all": 3.0}),
    "average until 12 ratings": (Strength, {"like_all": 12.0}),
    "balance without hindsight": (Instant, {}),
    "balance with hindsight at every refresh": (Hindsight, {}),
    "balance in units of a usual leniency": (Usual, {}),
    "the same, without hindsight (as it was)": (InstantUsual, {}),
    "in units of usual leniency, measured": (Usual, {"measured": True}),
    "balance by a linear factor": (Linear, {}),
    "leniency taken out of the ranking": (Regression, {}),
    "the same, without balance": (Correcting, {}),
}
