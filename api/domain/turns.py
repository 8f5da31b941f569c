"""Which statement a participant rates next: a floor under every statement, and the most telling one above it.

All functions take one value for each of S live statements: ``assigned``, how many people were given it; ``raters``, how
many of them answered (n); ``recognition``, the sum of their answers, each in [0, 1] (A); ``waiting``, how many answers
are on their way. They hold no state, so that a worker may call them on rows that it has just loaded.
The value of information follows Frazier, Powell and Dayanik, "The Knowledge-Gradient Policy for Correlated Normal
Beliefs" (2009), applied to the border between what is and what is not among the best k.
"""

from math import erfc, exp, log, pi, sqrt

import numpy as np
from numpy.typing import NDArray

from api.domain.ranking import Numbers, Prior, expectation

SHARE = 0.4  # of the mean number of ratings: what every statement gets
CERTAIN = 1e-12  # the standard deviation of a rate that everybody has given
PRESSED = 4.0  # times the floor: how often a statement that people pass over is still given out for the floor's sake
LIKE_ALL = 6.0  # ratings: the variance of one about the person's own mean, as a multiple of that between people
LEAST_VARIANCE = 0.05  # of an answer, where hardly anybody or nearly everybody recognises a statement
STRONGEST = 3.0  # the logarithm of the most that balance can do
JITTER = 0.3  # by how much a value is varied, so that simultaneous requests spread
FARTHEST = 38.0  # standard deviations; what lies farther is as good as certain


def floor(ratings: float, statements: int) -> float:
    """Give the number of ratings that every statement is owed once ``ratings`` were given on all ``statements``."""
    return max(1.0, SHARE * ratings / statements) if statements else 1.0


def border(recognition: Numbers, raters: Numbers, people: int, top: int, prior: Prior) -> float | None:
    """Give the rate midway between the expected rates of places ``top`` and ``top`` + 1; None without a place below."""
    if len(raters) <= top:
        return None
    expected = expectation(recognition, raters, people, prior)
    split = np.partition(expected, (len(expected) - top - 1, len(expected) - top))
    return float(split[-top - 1] + split[-top]) / 2


def values(
    recognition: Numbers, raters: Numbers, waiting: Numbers, people: int, prior: Prior, between: float | None
) -> Numbers:
    """Give the logarithm of the expected value of one more rating about the ``border`` of the top, of shape (S,).

    With w = a + b + n and m = (a + A) / w, an answer on its way counts as m. A block of r = max(2, ceil(w / 2))
    ratings moves the expected rate mu among the N people by a standard deviation d,
    d^2 = r m (1 - m) (w + N - n)^2 / ((w + 1) (w + r) N^2), which is what the block takes away from the Beta-binomial
    variance on average. With z = |mu - border| / d the value is d (phi(z) - z Phi(-z)) / r: how much better one chooses
    on which side of the border the statement belongs. Without a border z = 0: the least certain is the most telling.
    """
    mean = (prior.a + recognition) / (prior.a + prior.b + raters)
    known = np.minimum(raters + waiting, people)
    weight = prior.a + prior.b + known
    others = people - known
    block = np.minimum(np.maximum(2.0, np.ceil(weight / 2)), np.maximum(others, 1.0))
    spread = (weight + others) / people * np.sqrt(mean * (1 - mean) * block / ((weight + 1) * (weight + block)))
    spread = np.where(others > 0, spread, CERTAIN)
    value: Numbers = np.log(spread / block)
    if between is None:
        value += _LOSSES[0]
        return value
    expected = expectation(recognition, raters, people, prior)
    value += np.interp(np.abs(expected - between) / spread, _DISTANCES, _LOSSES)
    return value


def leniency(surprise: float, ratings: int) -> float:
    """Give how much more a person recognises than expected: ``surprise``, the sum of y - m over their ratings, shrunk.

    y is a rating and m the expected rate of its statement just before. The person counts as much as the assumption that
    they are like everybody once they gave LIKE_ALL ratings.
    """
    return surprise / (ratings + LIKE_ALL)


def balance(leaning: Numbers, mean: Numbers, own: float) -> Numbers:
    """Give the logarithm of the factor by which it is better that this person rates each statement, of shape (S,).

    ``leaning`` is the sum L of the leniency of those who were given it before, ``mean`` the rate m expected of the next
    answer. The raters' sum of recognition is off by L because of who they are, and by chance with a variance of
    m (1 - m) for each. A person of leniency l makes L^2 grow by 2 l L + l^2; the first term, in units of the variance of
    one answer, is what this person adds to or takes away from the squared error. So lenient people go where strict ones
    went before, and the rate among the raters is nearer to the rate among all: a balanced sample (Deville and Tille
    2004).
    """
    variance = np.maximum(mean * (1 - mean), LEAST_VARIANCE)
    factor: Numbers = np.clip(leaning * (-2 * own) / variance, -STRONGEST, STRONGEST)
    return factor


def choose(
    unseen: NDArray[np.bool_],
    assigned: Numbers,
    counted: Numbers,
    value: Numbers,
    least: float,
    rng: np.random.Generator,
) -> int | None:
    """Give the index of the statement to rate next, or None when the participant has seen everything.

    Below the floor the least assigned goes first, the most telling of these where several are equal. Then follow those
    that are below it in what ``counted``, the answers that came or are on their way, because people passed them over;
    no more than PRESSED times as often as the floor asks, for what nobody can answer. At the floor it is the most
    telling of all. Each value is varied by a factor between 0.7 and 1.3.
    """
    places = np.flatnonzero(unseen)
    if not len(places):
        return None
    worth = value[places] + np.log(rng.uniform(1 - JITTER, 1 + JITTER, len(places)))
    count = assigned[places]
    fewest = count.min()
    if fewest >= least:
        count = np.where(count < PRESSED * least, counted[places], least)
        fewest = count.min()
    if fewest < least:
        places, worth = places[count == fewest], worth[count == fewest]
    return int(places[np.argmax(worth)])


def _log_loss(distance: float) -> float:
    """Give ln(phi(z) - z Phi(-z)), by its asymptotic series where the difference would lose its digits."""
    if distance < 6:
        density = exp(-(distance**2) / 2) / sqrt(2 * pi)
        return log(density - distance * erfc(distance / sqrt(2)) / 2)
    inverse = 1 / distance**2
    series = 1 - inverse * (3 - inverse * (15 - inverse * (105 - inverse * 945)))
    return -(distance**2) / 2 - log(sqrt(2 * pi)) + log(inverse * series)


_DISTANCES: Numbers = np.concatenate([np.linspace(0, FARTHEST, 1901), np.array([1e4, 1e13])])
_LOSSES: Numbers = np.array([*map(_log_loss, _DISTANCES[:1901]), -1e4, -1e13])
