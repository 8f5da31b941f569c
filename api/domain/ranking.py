"""How far a statement is recognised by the people of one dialogue, and which is recognised most.

All functions take, for S statements, the sum of recognition A (each rating in [0, 1]) and the number of raters n, both
of shape (S,), and the number of people N who could rate it (one number, or one per statement: a statement's author
cannot). Rates are shares in [0, 1] of those N people. Nobody rates
everything, so the people who did not rate a statement are predicted: the true rate is Beta distributed over the
statements of a dialogue, and what the others would say follows a Beta-binomial distribution. The definition is the
project's own; the model is in Gelman et al., Bayesian Data Analysis (3rd edition), sections 2.4, 5.3 and 7.4.
"""

from dataclasses import dataclass
from math import pi
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]

MASS = 0.9
MEANS = np.linspace(0.05, 0.95, 19)
STRENGTHS = np.array([1.0, 2.0, 3.0, 4.5, 6.5, 10.0, 15.0, 22.0])
SPREAD = 1.0  # of the logarithm of the strength around USUAL: weak, so that a handful of statements decides nothing
USUAL = 4.0


@dataclass(frozen=True)
class Prior:
    """A Beta distribution of the rates in a dialogue, as ``a`` recognising and ``b`` other ratings seen beforehand."""

    a: float
    b: float


@dataclass(frozen=True)
class Ranking:
    """The statements of a dialogue from most to least recognised.

    ``order`` (S,) holds indices into the input; ``expected``, ``low`` and ``high`` (S,) follow the input's own order.
    """

    order: NDArray[np.intp]
    expected: Numbers
    low: Numbers
    high: Numbers


def fit_prior(recognition: ArrayLike, raters: ArrayLike) -> Prior:
    """Choose the Beta prior under which these ratings are most likely, from a grid of 19 means and 8 strengths.

    The Beta-binomial marginal likelihood of A out of n under Beta(a, b) is B(a + A, b + n - A) / B(a, b); a weak
    preference for a strength near 4 decides when there is little to go on. Without ratings the prior has mean 0.5.
    Raises ValueError when A is not within [0, n].
    """
    total, count = _checked(recognition, raters)
    means, strengths = (grid.ravel() for grid in np.meshgrid(MEANS, STRENGTHS))
    a, b = means * strengths, (1 - means) * strengths
    score = -0.5 * (np.log(strengths / USUAL) / SPREAD) ** 2 - 0.5 * (2 * means - 1) ** 2
    score += _summed_log_gamma(a, total) + _summed_log_gamma(b, count - total) - _summed_log_gamma(strengths, count)
    best = int(np.argmax(score - len(total) * _log_beta(a, b)))
    return Prior(round(float(a[best]), 6), round(float(b[best]), 6))


def posterior(recognition: ArrayLike, raters: ArrayLike, people: ArrayLike, prior: Prior) -> tuple[Numbers, Numbers]:
    """Give the expected rate among the N people and its variance, both of shape (S,).

    With m = (a + A) / (a + b + n): mu = (A + (N - n) m) / N, and the variance is that of the Beta-binomial number of
    the N - n others, R m (1 - m) (a + b + n + R) / (a + b + n + 1) with R = N - n, divided by N squared. It is zero
    once everybody has rated. Recognition in steps between 0 and 1 varies at most as much as this.
    Raises ValueError when A is not within [0, n] or n is above N.
    """
    total, count = _checked(recognition, raters, people)
    crowd = np.asarray(people, dtype=np.float64)
    weight = prior.a + prior.b + count
    mean = (prior.a + total) / weight
    others = crowd - count
    variance = others * mean * (1 - mean) * (weight + others) / (weight + 1) / crowd**2
    return expectation(total, count, crowd, prior), variance


def expectation(recognition: Numbers, raters: Numbers, people: Numbers | int, prior: Prior) -> Numbers:
    """Give the expected rate among the N people, mu = (A + (N - n) m) / N with m = (a + A) / (a + b + n): shape (S,)."""
    expected: Numbers = (
        recognition + (people - raters) * (prior.a + recognition) / (prior.a + prior.b + raters)
    ) / people
    return expected


def interval(
    recognition: ArrayLike, raters: ArrayLike, people: ArrayLike, prior: Prior, mass: float = MASS
) -> tuple[Numbers, Numbers]:
    """Give the ends, each of shape (S,), of the central interval that holds ``mass`` of the rate among the N people.

    The ends are mid-P quantiles of the Beta-binomial number among the people who did not rate (Lancaster 1961: a
    value counts half at its own place, so that the steps of a count do not widen the interval on average).
    Raises ValueError when A is not within [0, n] or n is above N.
    """
    total, count = _checked(recognition, raters, people)
    low, high = np.empty_like(total), np.empty_like(total)
    crowds = np.broadcast_to(np.asarray(people, dtype=np.intp), total.shape)
    for index, (recognised, rated, crowd) in enumerate(zip(total, count, crowds, strict=True)):
        others = int(crowd) - int(rated)
        chances = beta_binomial(others, prior.a + recognised, prior.b + rated - recognised)
        below = np.cumsum(chances) - chances / 2
        first = int(np.argmax(below >= (1 - mass) / 2)) if others else 0
        last = others - int(np.argmax(below[::-1] <= (1 + mass) / 2)) if others else 0
        low[index], high[index] = (recognised + first) / crowd, (recognised + last) / crowd
    return low, high


def rank(recognition: ArrayLike, raters: ArrayLike, people: ArrayLike, prior: Prior, mass: float = MASS) -> Ranking:
    """Order the statements by expected rate among the N people, the certain one first where two expect the same."""
    expected, variance = posterior(recognition, raters, people, prior)
    low, high = interval(recognition, raters, people, prior, mass)
    return Ranking(np.lexsort((variance, -expected)), expected, low, high)


def bands(order: NDArray[np.intp], expected: Numbers, variance: Numbers, mass: float = MASS) -> NDArray[np.intp]:
    """Number the tie bands from 1 at the top: shape (S,), in the input's own order.

    A band runs from its first statement down to the first that is certainly less recognised than that one: their
    expected rates differ by more than the two-sided normal quantile of ``mass`` times sqrt(variance + variance).
    """
    certain = NormalDist().inv_cdf((1 + mass) / 2)
    numbers, first, band = np.empty(len(order), dtype=np.intp), -1, 0
    for index in order:
        if first < 0 or expected[first] - expected[index] > certain * (variance[first] + variance[index]) ** 0.5:
            first, band = int(index), band + 1
        numbers[index] = band
    return numbers


def beta_binomial(trials: int, a: float, b: float) -> Numbers:
    """Give the chance of each number 0 .. ``trials`` of successes, of shape (trials + 1,), when the rate is Beta(a, b).

    Each chance follows from the one before: P(x + 1) / P(x) = (trials - x) (a + x) / ((x + 1) (b + trials - x - 1)).
    """
    x = np.arange(trials, dtype=np.float64)
    ratios = np.log((trials - x) * (a + x) / ((x + 1) * (b + trials - x - 1)))
    logarithms = np.concatenate([np.zeros(1), np.cumsum(ratios)])
    chances: Numbers = np.exp(logarithms - logarithms.max())
    chances /= chances.sum()
    return chances


def _checked(recognition: ArrayLike, raters: ArrayLike, people: ArrayLike | None = None) -> tuple[Numbers, Numbers]:
    total, count = np.asarray(recognition, dtype=np.float64), np.asarray(raters, dtype=np.float64)
    if total.shape != count.shape or np.any(total < 0) or np.any(total > count):
        raise ValueError("recognition must lie between 0 and the number of raters")
    if people is not None and (np.any(np.less(people, 1)) or np.any(count > np.asarray(people))):
        raise ValueError("nobody can rate a statement more than once")
    return total, count


def _summed_log_gamma(shift: Numbers, values: Numbers) -> Numbers:
    """Give the sum over all values v of ln Gamma(shift + v), of the shape of ``shift``; equal values are done once."""
    distinct, times = np.unique(np.round(values, 6), return_counts=True)
    total: Numbers = _log_gamma(shift[:, None] + distinct[None, :]) @ times.astype(np.float64)
    return total


def _log_beta(a: ArrayLike, b: ArrayLike) -> Numbers:
    return _log_gamma(a) + _log_gamma(b) - _log_gamma(np.add(a, b))


def _log_gamma(x: ArrayLike) -> Numbers:
    """Give ln Gamma for positive x, exact to 1e-12: Stirling's series after a shift to above 8 (numpy has no gamma)."""
    value = np.asarray(x, dtype=np.float64)
    shift = np.ones_like(value)
    for step in range(8):
        shift = shift * np.where(value < 8, value + step, 1.0)
    value = np.where(value < 8, value + 8, value)
    inverse = 1 / value**2
    series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse / 1188)))) / value
    result: Numbers = (value - 0.5) * np.log(value) - value + 0.5 * np.log(2 * pi) + series - np.log(shift)
    return result
