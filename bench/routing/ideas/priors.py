"""Ideas about what is believed before anybody has rated."""

from collections.abc import Callable
from typing import Any

import numpy as np

from api.domain.ranking import Numbers, Prior, expectation
from bench.routing.lockstep import Ideas, Index, Lockstep

_RATES = np.linspace(0.005, 0.995, 100)
_ODDS = np.log(_RATES / (1 - _RATES))


class Averaged(Lockstep):
    """Take the mean and the variance of all Betas of the grid, weighted by likelihood, instead of the best one."""

    def refit(self, rows: Index) -> None:
        """Match the moments of the mixture."""
        weight, a, b = _weights(self, rows)
        rate = a / (a + b)
        mean = weight @ rate
        variance = weight @ (rate * (1 - rate) / (a + b + 1)) + weight @ rate**2 - mean**2
        strength = mean * (1 - mean) / variance - 1
        self.a[rows, 0], self.b[rows, 0] = mean * strength, (1 - mean) * strength


class Moments(Lockstep):
    """Fit the prior by moments."""

    def refit(self, rows: Index) -> None:
        """Take what the rates vary more than chance makes them."""
        total, count = self.recognition[rows, : self.live], self.raters[rows, : self.live]
        mean = np.clip(total.sum(axis=1) / np.maximum(count.sum(axis=1), 1), 0.02, 0.98)
        rates = total / np.maximum(count, 1)
        chance = mean * (1 - mean) * np.mean(1 / np.maximum(count, 1), axis=1)
        between = np.maximum(rates.var(axis=1) - chance, 1e-3)
        strength = np.clip(mean * (1 - mean) / between - 1, 1, 22)
        self.a[rows, 0], self.b[rows, 0] = mean * strength, (1 - mean) * strength


class Flat(Lockstep):
    """Believe any rate as much as any other."""

    def refit(self, rows: Index) -> None:
        """Keep Beta(1, 1)."""
        self.a[rows], self.b[rows] = 1.0, 1.0


class ByAge(Lockstep):
    """Fit one prior for the earlier half of the statements and one for the later half."""

    enough = 10

    def __init__(self, *given: Any, **knobs: Any) -> None:
        super().__init__(*given, **knobs)
        self._own = np.repeat(np.stack([self.a, self.b]), 2, axis=2)  # (2, H, 2)

    def refit(self, rows: Index) -> None:
        """Fit three: of all, and of both halves where there are enough."""
        super().refit(rows)
        middle = self.live // 2
        for index, half in enumerate((slice(0, middle), slice(middle, self.live))):
            whole = self.a[rows, 0], self.b[rows, 0]
            seen = self.recognition[rows, half], self.raters[rows, half]
            self._own[0][rows, index], self._own[1][rows, index] = self._fit(*seen) if middle >= self.enough else whole

    def worth(self, rows: Index, places: Index) -> Numbers:
        """Use the prior of the statement's own half."""
        late = np.broadcast_to(places >= self.live // 2, (len(rows), places.shape[1])).astype(np.intp)
        a, b = self.a, self.b
        found = []
        for index in range(2):
            self.a, self.b = self._own[0][:, [index]], self._own[1][:, [index]]
            found.append(super().worth(rows, places))
        self.a, self.b = a, b
        return np.where(late == 1, found[1], found[0])


class Ranked(Lockstep):
    """Rank by another prior than the best Beta."""

    rates: Callable[[Numbers, Numbers, int], Numbers]

    def order(self) -> Index:
        """Rank by the expected rate among all people."""
        rows = zip(self.recognition, self.raters, strict=True)
        found = [self.rates(recognition, raters, self.people) for recognition, raters in rows]
        return np.argsort(-np.array(found), axis=1, kind="stable")


class Integrated(Lockstep):
    """Rank by the expected rate under all Betas of the grid, weighted by likelihood."""

    def order(self) -> Index:
        """Average."""
        weight, a, b = _weights(self, np.arange(self.hours))
        total = np.zeros_like(self.recognition)
        for index in np.flatnonzero(weight.max(axis=0) > 1e-4):
            one = expectation(self.recognition, self.raters, self.people, Prior(float(a[index]), float(b[index])))
            total += weight[:, [index]] * one
        return np.argsort(-total, axis=1, kind="stable")


def logistic_normal(recognition: Numbers, raters: Numbers, people: int) -> Numbers:
    """Take the likeliest logistic-normal prior: the log-odds of the rates are normal (Aitchison and Shen 1980)."""
    chance = _chances(recognition, raters)
    found = []
    for mean in np.linspace(-2, 2, 17):
        for spread in (0.25, 0.4, 0.6, 0.8, 1.0, 1.3, 1.7, 2.2):
            mass = np.exp(-(((_ODDS - mean) / spread) ** 2) / 2) / (_RATES * (1 - _RATES))
            mass /= mass.sum()
            found.append((float(np.log(chance @ mass).sum()), mass))
    return _expected(recognition, raters, people, chance * max(found, key=lambda each: each[0])[1])


def any_shape(recognition: Numbers, raters: Numbers, people: int) -> Numbers:
    """Take the likeliest prior of any shape, smoothed: Kiefer and Wolfowitz (1956) by expectation-maximisation."""
    chance, mass = _chances(recognition, raters), np.full(len(_RATES), 1 / len(_RATES))
    blur = np.exp(-((np.arange(-12, 13) / 3.0) ** 2) / 2)
    for _ in range(40):
        share = chance * mass
        mass = np.convolve((share / share.sum(axis=1, keepdims=True)).mean(axis=0), blur / blur.sum(), "same")
        mass /= mass.sum()
    return _expected(recognition, raters, people, chance * mass)


def _weights(hours: Lockstep, rows: Index) -> tuple[Numbers, Numbers, Numbers]:
    here = slice(0, hours.live)
    score = hours._fit.scores(hours.recognition[rows, here], hours.raters[rows, here])
    weight = np.exp(score - score.max(axis=1, keepdims=True))
    return weight / weight.sum(axis=1, keepdims=True), hours._fit.a, hours._fit.b


def _chances(recognition: Numbers, raters: Numbers) -> Numbers:
    logs = np.outer(recognition, np.log(_RATES)) + np.outer(raters - recognition, np.log(1 - _RATES))
    return np.asarray(np.exp(logs - logs.max(axis=1, keepdims=True)))


def _expected(recognition: Numbers, raters: Numbers, people: int, share: Numbers) -> Numbers:
    return np.asarray((recognition + (people - raters) * (share @ _RATES) / share.sum(axis=1)) / people)


IDEAS: Ideas = {
    "prior averaged over the grid": (Averaged, {}),
    "prior by moments": (Moments, {}),
    "flat prior": (Flat, {}),
    "a prior for early and one for late statements": (ByAge, {}),
    "ranked with the prior integrated over the grid": (Integrated, {}),
    "ranked with a logistic-normal prior": (Ranked, {"rates": logistic_normal}),
    "ranked with a prior of any shape": (Ranked, {"rates": any_shape}),
}
