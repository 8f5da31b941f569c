"""Ideas about what a further rating is worth, and when a statement has been rated enough."""

from math import erfc, sqrt
from typing import Any

import numpy as np

from api.domain import turns
from api.domain.ranking import Numbers, Prior, expectation
from bench.routing.lockstep import Ideas, Index, Lockstep

_DISTANCES = np.linspace(0, 12, 2401)
_TAIL = np.array([erfc(z / sqrt(2)) / 2 for z in _DISTANCES])
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(9)


class Otherwise(Lockstep):
    """Value a rating by how far the expected rate is from the border, its deviation and its weight n + a + b."""

    power = 0.5

    def worth(self, rows: Index, places: Index) -> Numbers:
        """Give the engine's value until there is a border."""
        if self.border is None:
            return super().worth(rows, places)
        at = rows[:, None], places
        recognition, raters = self.recognition[at], self.raters[at]
        prior: Any = Prior(self.a[rows], self.b[rows])  # type: ignore[arg-type]
        weight, others = self.a[rows] + self.b[rows] + raters, self.people - raters
        mean = (self.a[rows] + recognition) / weight
        variance = others * mean * (1 - mean) * (weight + others) / (weight + 1) / self.people**2
        away = np.abs(expectation(recognition, raters, self.people, prior) - self.border[rows])
        return self.value(super().worth(rows, places), away, np.sqrt(np.maximum(variance, 1e-12)), weight)

    def value(self, usual: Numbers, away: Numbers, deviation: Numbers, weight: Numbers) -> Numbers:
        """Give the logarithm of the value."""
        raise NotImplementedError


class Certain(Otherwise):
    """Multiply the value by a power of the standard deviation of the rate."""

    def value(self, usual: Numbers, away: Numbers, deviation: Numbers, weight: Numbers) -> Numbers:
        """Multiply."""
        return usual + self.power * np.log(deviation)


class Misplaced(Otherwise):
    """Multiply the value by a power of the chance that the statement is on the wrong side of the border."""

    def value(self, usual: Numbers, away: Numbers, deviation: Numbers, weight: Numbers) -> Numbers:
        """Multiply."""
        return usual + self.power * np.log(_tail(away / deviation))


class Precision(Otherwise):
    """Weigh how much less likely a block of ratings makes it that the statement is on the wrong side of the border.

    The probability of correct selection (Chen, He, Fu and Lee 2008) instead of the opportunity cost, for the same block
    as the engine's, by Gauss-Hermite quadrature. ``power`` mixes it with the engine's value: 1 is it alone.
    """

    def value(self, usual: Numbers, away: Numbers, deviation: Numbers, weight: Numbers) -> Numbers:
        """Integrate over what the block may bring."""
        block = np.maximum(2.0, np.ceil(weight / 2))
        moved = deviation * np.sqrt(block / (weight + block))
        left = np.sqrt(np.maximum(deviation**2 - moved**2, 1e-12))
        after = _tail((away[..., None] + moved[..., None] * _NODES) / left[..., None]) @ _WEIGHTS / _WEIGHTS.sum()
        gain = np.maximum(_tail(away / deviation) - after, 1e-300) / block
        return self.power * np.log(gain) + (1 - self.power) * usual


class Budget(Otherwise):
    """Allot ratings in proportion to variance over squared distance from the border (OCBA-m, Chen et al. 2008)."""

    nearest = 0.05

    def value(self, usual: Numbers, away: Numbers, deviation: Numbers, weight: Numbers) -> Numbers:
        """Give the ratio; what is nearer than ``nearest`` counts as that near."""
        return 2 * np.log(deviation) - np.log(away**2 + self.nearest**2)


class TopTwo(Otherwise):
    """Sample what a draw from the posterior would put on the other side of the border (top-two: Russo 2016)."""

    def value(self, usual: Numbers, away: Numbers, deviation: Numbers, weight: Numbers) -> Numbers:
        """Give the density of the rate at the border times the variance that a rating takes away."""
        return np.log(deviation) - (away / deviation) ** 2 / 2 - np.log(weight) / 2


class Unsure(Otherwise):
    """Take the border to be as uncertain as ``spread``: z is the distance over the joint standard deviation."""

    spread = 0.02

    def value(self, usual: Numbers, away: Numbers, deviation: Numbers, weight: Numbers) -> Numbers:
        """Blur the distance."""
        block = np.maximum(2.0, np.ceil(weight / 2))
        moved = deviation * np.sqrt(block / (weight + block))
        joint = np.sqrt(moved**2 + self.spread**2)
        return np.log(moved / block) + np.interp(away / joint, turns._DISTANCES, turns._LOSSES)


class Block(Otherwise):
    """Look ``power`` times n + a + b ratings ahead."""

    def value(self, usual: Numbers, away: Numbers, deviation: Numbers, weight: Numbers) -> Numbers:
        """Give the engine's value for that block."""
        block = np.maximum(2.0, np.ceil(weight * self.power))
        moved = deviation * np.sqrt(block / (weight + block))
        return np.log(moved / block) + np.interp(away / moved, turns._DISTANCES, turns._LOSSES)


class Arriving(Lockstep):
    """Put the border where place ``top`` will be once all have arrived; with ``foreseen`` it knows how many will.

    Otherwise as many are expected again as arrived during the last third of the ratings.
    """

    foreseen = False

    def __init__(self, *given: Any, **knobs: Any) -> None:
        super().__init__(*given, **knobs)
        self._times = np.zeros(self.statements)
        self._timed = 0

    def refresh(self, rows: Index) -> None:
        """Find the place."""
        now = float(self.ratings.mean())
        self._times[self._timed : self.live] = now
        self._timed = self.live
        more = np.count_nonzero(self._times[: self.live] > now * 2 / 3)
        final = self.statements if self.foreseen else self.live + more
        self.put_border(rows, max(round(self.top * self.live / final), 1))


def _tail(distance: Numbers) -> Numbers:
    return np.maximum(np.interp(np.abs(distance), _DISTANCES, _TAIL), 1e-12)


IDEAS: Ideas = {
    "block of (n + a + b) / 4 ratings": (Block, {"power": 0.25}),
    "block of n + a + b ratings": (Block, {"power": 1.0}),
    "border uncertain by .01": (Unsure, {"spread": 0.01}),
    "border uncertain by .03": (Unsure, {"spread": 0.03}),
    "value over the root of the deviation": (Certain, {"power": -0.5}),
    "value times the root of the deviation": (Certain, {"power": 0.5}),
    "value times the root of the chance of misplacement": (Misplaced, {"power": 0.5}),
    "chance of misplacement instead of value": (Precision, {"power": 1.0}),
    "half chance of misplacement, half value": (Precision, {"power": 0.5}),
    "allotment by OCBA-m": (Budget, {}),
    "top-two at the border": (TopTwo, {}),
    "the border after further arrivals": (Arriving, {}),
    "the border after all arrivals (knows the future)": (Arriving, {"foreseen": True}),
}
