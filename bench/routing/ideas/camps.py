"""Ideas about the pattern of who recognises what: balance and estimates by a low-rank model of the votes."""

from typing import Any

import numpy as np

from api.domain import turns
from api.domain.ranking import Numbers
from bench.routing.conversations import MISSING
from bench.routing.lockstep import Ideas, Index, Lockstep, Mask

PULL, PULL_CAMP = 6.0, 20.0  # ratings that the assumption of being average weighs
EVERY = 4  # refreshes between fits
USUAL = 0.14  # the standard deviation of an estimated leniency in a usual conversation
FEW = 5.0  # ratings by which the usual leniency counts


class Camps(Lockstep):
    """Balance by what a low-rank model expects: leniency, and how people and statements lie along further factors.

    A residual y - m is modelled as sum_a x_a q_a with q_0 = 1, fitted by alternating ridge regression (Zhou et al.
    2008, Large-scale parallel collaborative filtering). With e the expected residual of this person and E the sum of
    that of those who were asked before, the factor is balance's, per statement: - E e / (sqrt(n + 1) s^2), with s^2 the
    mean of e^2.
    """

    rank = 2

    def __init__(self, *given: Any, **knobs: Any) -> None:
        super().__init__(*given, **knobs)
        self._loadings = self.rng.uniform(-0.5, 0.5, (self.hours, self.statements, self.rank))
        self._loadings[:, :, 0] = 1.0
        self._sums = np.zeros_like(self._loadings)
        self._squares = np.full((self.hours, self.statements), USUAL**2)
        self._heard = np.full_like(self.votes, MISSING)
        self._mine = np.zeros((self.hours, self.rank))
        self._pull = np.diag([PULL, *[PULL_CAMP] * (self.rank - 1)])
        self._refreshes = 0

    def rate(self, rows: Index, person: Index, place: Index, recognised: Mask, own: Numbers) -> None:
        """Keep the answer, and add the person to those who were asked about the statement."""
        super().rate(rows, person, place, recognised, own)
        self._heard[rows, person, place] = recognised
        self._sums[rows, place] += self._mine[rows]

    def own(self, rows: Index, person: Index) -> Numbers:
        """Keep where the person who asks lies along all factors; their leniency is the first of these."""
        more, count = self.surprises(rows, person)
        gave = np.arange(more.shape[1]) < count[:, None]
        loadings = self._loadings[rows[:, None], self.places[rows, person]] * gave[:, :, None]
        turned = loadings.transpose(0, 2, 1)
        self._mine[rows] = np.linalg.solve(turned @ loadings + self._pull, turned @ more[:, :, None])[:, :, 0]
        return self._mine[rows, 0]

    def preference(self, rows: Index, own: Numbers) -> Numbers:
        """Balance along all factors."""
        here = slice(0, self.live)
        loadings = self._loadings[rows, here]
        mine = (loadings @ self._mine[rows][:, :, None])[:, :, 0]
        others = np.sum(loadings * self._sums[rows, here], axis=2)
        factor = -others * mine / (np.sqrt(self.raters[rows, here] + 1) * self._squares[rows, here])
        return np.clip(factor, -turns.STRONGEST, turns.STRONGEST)

    def refresh(self, rows: Index) -> None:
        """Fit again now and then."""
        super().refresh(rows)
        if self._refreshes % EVERY == 0 and len(rows) == self.hours and self.ratings.min() > 0:
            known, factors = self.fit(1)
            self._sums = known.transpose(0, 2, 1) @ factors
            expected = (factors @ self._loadings.transpose(0, 2, 1)) * known
            total = np.einsum("hps,hps->hs", expected, expected)
            self._squares = (total + FEW * USUAL**2) / (self.raters + FEW)
        self._refreshes += 1

    def fit(self, steps: int) -> tuple[Numbers, Numbers]:
        """Fit the loadings; give which answers are known, (H, P, S), and the factors of all people, (H, P, rank)."""
        known = (self._heard != MISSING).astype(float)
        others = np.maximum(self.raters - 1, 0)[:, None, :] + (self.a + self.b)[:, :, None]
        expected = ((self.a + self.recognition)[:, None, :] - self._heard) / others
        more = known * (self._heard - expected)
        for _ in range(steps if self.rank > 1 else 0):
            factors = _ridge(known, more, self._loadings, self._pull)
            left = (more - known * factors[:, :, :1]).transpose(0, 2, 1)
            pull = np.eye(self.rank - 1) * 10 * USUAL**2
            loadings = _ridge(known.transpose(0, 2, 1), left, factors[:, :, 1:], pull)
            scale = np.sqrt(np.sum(loadings**2, axis=1, keepdims=True) / max(self.live, 1)) + 1e-9
            self._loadings[:, :, 1:] = loadings / scale
        return known, _ridge(known, more, self._loadings, self._pull)


class Plain(Camps):
    """Balance as the engine does; the model is for those who rank by it."""

    def own(self, rows: Index, person: Index) -> Numbers:
        """Give the leniency."""
        return Lockstep.own(self, rows, person)

    def preference(self, rows: Index, own: Numbers) -> Numbers:
        """Balance by leniency."""
        return Lockstep.preference(self, rows, own)

    def refresh(self, rows: Index) -> None:
        """Fit nothing."""
        Lockstep.refresh(self, rows)


class Difference(Plain):
    """Rank by the difference estimator: the rate of the raters, less what the model says they are above all people.

    It is that of Särndal, Swensson and Wretman (1992, section 6.3), with a control variate of low rank.
    """

    steps = 12

    def order(self) -> Index:
        """Rank by the corrected counts."""
        self.refit(np.arange(self.hours))
        known, factors = self.fit(self.steps)
        of_raters = np.sum((known.transpose(0, 2, 1) @ factors) * self._loadings, axis=2)
        of_all = (self._loadings @ factors.mean(axis=1)[:, :, None])[:, :, 0]
        self.recognition += self.raters * of_all - of_raters
        return np.argsort(-self.expected(np.arange(self.hours)), axis=1, kind="stable")


class Both(Camps):
    """Balance and rank by the model."""

    order, steps = Difference.order, 12


def _ridge(known: Numbers, wanted: Numbers, given: Numbers, pull: Numbers) -> Numbers:
    """Solve a ridge regression per hour and row of ``wanted`` (H, A, B) on ``given`` (H, B, rank): (H, A, rank)."""
    hours, count, rank = given.shape
    squares = known @ (given[:, :, :, None] * given[:, :, None, :]).reshape(hours, count, rank * rank)
    squares = squares.reshape(hours, -1, rank, rank) + pull
    return np.asarray(np.linalg.solve(squares, (wanted @ given)[:, :, :, None])[:, :, :, 0])


IDEAS: Ideas = {
    "balance by camps, rank 2": (Camps, {"rank": 2}),
    "balance by camps, rank 3": (Camps, {"rank": 3}),
    "camps taken out of the ranking, rank 2": (Difference, {"rank": 2}),
    "camps taken out of the ranking, rank 3": (Difference, {"rank": 3}),
    "balance and ranking by camps, rank 2": (Both, {"rank": 2}),
}
