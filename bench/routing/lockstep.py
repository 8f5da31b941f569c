"""Many hours of one conversation at once, to try ideas on: the engine's rules on arrays with a row per hour.

The formulas are those of ``api.domain.turns`` and ``api.domain.ranking``, on arrays; only the choice itself is written
out again for rows. A test plays the same hours with the engine and demands the same outcome. Answers come at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import astuple
from typing import Any

import numpy as np
from numpy.typing import NDArray

from api.domain import turns
from api.domain.board import REFITS, STALENESS
from api.domain.ranking import (
    MEANS,
    SPREAD,
    STRENGTHS,
    USUAL,
    Numbers,
    Prior,
    _log_beta,
    _log_gamma,
    expectation,
    fit_prior,
)
from bench.routing.conversations import MISSING, Drawn
from bench.routing.hour import arrival_times

Index = NDArray[np.intp]
Mask = NDArray[np.bool_]
POOL = 1 << 20  # logarithms of lots that are drawn once and used again from another place


class Lockstep:
    """The state of H hours with P people and S statements; a subclass does one thing otherwise.

    ``recognition``, ``raters``, ``assigned`` and ``leaning`` are (H, S), ``a``, ``b`` and ``border`` (H, 1).
    """

    share = turns.SHARE
    jitter = turns.JITTER
    pressed = turns.PRESSED

    def __init__(self, drawn: Sequence[Drawn], asking: Index, top: int, seed: int = 0, **knobs: Any) -> None:
        for name, value in knobs.items():
            setattr(self, name, value)
        self.votes = np.stack([hour.votes for hour in drawn])
        self.hours, self.people, self.statements = self.votes.shape
        self.asking, self.top = asking, top
        shape = self.hours, self.statements
        self.recognition, self.raters, self.assigned, self.leaning, self.values = (np.zeros(shape) for _ in range(5))
        self.seen = np.zeros(self.votes.shape, dtype=bool)
        for hour, one in enumerate(drawn):
            written = [(who, statement) for statement, who in enumerate(one.authors) if who is not None]
            self.seen[hour, [who for who, _ in written], [statement for _, statement in written]] = True
        most = int(np.bincount(asking[0]).max())
        self.places = np.zeros((self.hours, self.people, most), dtype=np.intp)
        self.answers = np.zeros((self.hours, self.people, most))
        self.given = np.zeros((self.hours, self.people), dtype=np.intp)
        self.lenient = np.full((self.hours, self.people), np.nan)
        self.ratings, self.news = np.zeros(self.hours), np.full(self.hours, np.inf)
        self.refit_at = np.ones(self.hours)
        self.a, self.b = (np.full((self.hours, 1), each) for each in astuple(fit_prior([], [])))
        self.live = 0
        self.rng = np.random.default_rng(seed)
        lots = self.rng.uniform(1 - self.jitter, 1 + self.jitter, POOL)
        self._lots = np.log(np.concatenate([lots, lots[: self.hours * self.statements]]))
        self._fit = _Fit(self.people)
        self.border: Numbers | None = None

    def play(self) -> "Lockstep":
        """Let everybody take their turns while statements arrive."""
        arrivals = arrival_times(self.statements, self.asking.shape[1])
        everywhere = np.arange(self.hours)
        for step in range(self.asking.shape[1]):
            while self.live < self.statements and arrivals[self.live] <= step:
                self.live += 1
                self.news[:] = np.inf
            rows, person = everywhere, self.asking[:, step]
            while len(rows):
                own = self.own(rows, person)
                self.freshen(rows)
                place = self.choose(rows, person, own)
                some = place >= 0
                if not some.all():
                    self.lenient[rows[~some], person[~some]] = np.nan
                    rows, person, own, place = rows[some], person[some], own[some], place[some]
                self.seen[rows, person, place] = True
                self.assigned[rows, place] += 1
                vote = self.votes[rows, person, place]
                cast = vote != MISSING
                if cast.all():
                    self.rate(rows, person, place, vote == 1, own)
                    break
                self.rate(rows[cast], person[cast], place[cast], vote[cast] == 1, own[cast])
                rows, person = rows[~cast], person[~cast]
        return self

    def choose(self, rows: Index, person: Index, own: Numbers) -> Index:
        """Choose by row as ``turns.choose`` does; -1 where nothing is left."""
        here = slice(0, self.live)
        blocked = self.seen[rows, person, here]
        raters, assigned = self.raters[rows, here], self.assigned[rows, here]
        start = int(self.rng.integers(POOL))
        lots = self._lots[start : start + blocked.size].reshape(blocked.shape)
        worth = self.values[rows, here] + lots + self.preference(rows, own)
        least = self.owed(rows, worth, blocked)
        below = ~blocked & (assigned < least)
        rich: Mask = np.logical_not(below.any(axis=1))
        count = np.where(below, assigned, np.inf)
        if rich.any():
            passed = ~blocked & (assigned < self.pressed * least) & (raters < least)
            count = np.where(rich[:, None] & passed, raters, count)
        fewest = count.min(axis=1, keepdims=True)
        out = np.where(np.isfinite(fewest), count != fewest, blocked)
        place = np.argmax(np.where(out, -np.inf, worth), axis=1)
        return np.where(blocked.all(axis=1), -1, place)

    def rate(self, rows: Index, person: Index, place: Index, recognised: Mask, own: Numbers) -> None:
        """Count an answer in each of some hours."""
        number = self.given[rows, person]
        self.places[rows, person, number] = place
        self.answers[rows, person, number] = recognised
        self.given[rows, person] += 1
        self.recognition[rows, place] += recognised
        self.raters[rows, place] += 1
        self.leaning[rows, place] += own
        self.ratings[rows] += 1
        self.news[rows] += 1
        self.values[rows, place] = self.worth(rows, place[:, None])[:, 0]

    def owed(self, rows: Index, worth: Numbers, blocked: Mask) -> Numbers:
        """Give what every statement is owed by now, per hour: (rows, 1), or (rows, live) where they differ."""
        return np.maximum(1.0, self.share * self.ratings[rows, None] / self.live)

    def own(self, rows: Index, person: Index) -> Numbers:
        """Give the leniency of the person who asks in each hour, and count its growth where they answered before."""
        own, gave = self.leniency(rows, person)
        before = self.lenient[rows, person]
        growth = np.where(np.isnan(before), 0.0, own - before)
        hour, index = np.nonzero(gave)
        self.leaning[rows[hour], self.places[rows, person][hour, index]] += growth[hour]
        self.lenient[rows, person] = own
        return own

    def leniency(self, rows: Index, person: Index) -> tuple[Numbers, Mask]:
        """Give the leniency of a person in each hour, and which of their places (rows, most) hold an answer."""
        more, count = self.surprises(rows, person)
        own = np.asarray(turns.leniency(more.sum(axis=1), count))  # type: ignore[arg-type]
        return own, np.arange(more.shape[1]) < count[:, None]

    def surprises(self, rows: Index, person: Index) -> tuple[Numbers, Index]:
        """Give y - m for every answer of a person, of shape (rows, most), and how many they gave."""
        places, answers = self.places[rows, person], self.answers[rows, person]
        count = self.given[rows, person]
        raters = np.maximum(self.raters[rows[:, None], places] - 1, 0)
        expected = (self.a[rows] + self.recognition[rows[:, None], places] - answers) / (
            self.a[rows] + self.b[rows] + raters
        )
        return np.where(np.arange(places.shape[1]) < count[:, None], answers - expected, 0.0), count

    def preference(self, rows: Index, own: Numbers) -> Numbers:
        """Give the logarithm of the factor by which it is better that this person rates each live statement."""
        return turns.balance(self.leaning[rows, : self.live], self.means(rows), own[:, None])  # type: ignore[arg-type]

    def means(self, rows: Index) -> Numbers:
        """Give the rate that is expected of the next answer, for all live statements in some hours."""
        here = slice(0, self.live)
        return np.asarray(
            (self.a[rows] + self.recognition[rows, here]) / (self.a[rows] + self.b[rows] + self.raters[rows, here])
        )

    def worth(self, rows: Index, places: Index) -> Numbers:
        """Give the logarithm of the value of one more rating, for places (rows, any number)."""
        at = rows[:, None], places
        prior: Any = Prior(self.a[rows], self.b[rows])  # type: ignore[arg-type]
        border: Any = None if self.border is None else self.border[rows]
        raters = self.raters[at]
        return turns.values(self.recognition[at], raters, np.zeros_like(raters), self.people, prior, border)

    def freshen(self, rows: Index) -> None:
        """Bring all values up to date in those of some hours where enough has changed."""
        rows = rows[self.news[rows] >= max(1, self.people // STALENESS)]
        if not len(rows):
            return
        again = rows[self.ratings[rows] >= self.refit_at[rows]]
        if len(again):
            self.refit(again)
            self.refit_at[again] = np.maximum(self.ratings[again] * REFITS, self.live)
        self.refresh(rows)
        self.news[rows] = 0
        self.values[rows, : self.live] = self.worth(rows, np.arange(self.live)[None, :])

    def refit(self, rows: Index) -> None:
        """Fit the prior again in some hours."""
        here = slice(0, self.live)
        self.a[rows, 0], self.b[rows, 0] = self._fit(self.recognition[rows, here], self.raters[rows, here])

    def refresh(self, rows: Index) -> None:
        """Find the border again in some hours."""
        self.put_border(rows, self.top)

    def put_border(self, rows: Index, place: int) -> None:
        """Put the border below a place, as ``turns.border`` does."""
        if self.live <= place:
            self.border = None
            return
        if self.border is None:
            self.border = np.zeros((self.hours, 1))
        expected = np.sort(self.expected(rows), axis=1)
        self.border[rows, 0] = (expected[:, -place - 1] + expected[:, -place]) / 2

    def expected(self, rows: Index) -> Numbers:
        """Give the expected rates of all live statements in some hours."""
        here = slice(0, self.live)
        prior: Any = Prior(self.a[rows], self.b[rows])  # type: ignore[arg-type]
        return expectation(self.recognition[rows, here], self.raters[rows, here], self.people, prior)

    def order(self) -> Index:
        """Rank the statements of every hour, (H, S), as the shared ranker does."""
        self.refit(np.arange(self.hours))
        return np.argsort(-self.expected(np.arange(self.hours)), axis=1, kind="stable")


Ideas = Mapping[str, tuple[type[Lockstep], Mapping[str, Any]]]  # by name: what plays it, with which attributes


class _Fit:
    """``fit_prior`` for many hours at once, from tables of ln Gamma: all counts are whole."""

    def __init__(self, people: int) -> None:
        means, strengths = (grid.ravel() for grid in np.meshgrid(MEANS, STRENGTHS))
        self.a, self.b = np.round(means * strengths, 6), np.round((1 - means) * strengths, 6)
        counts = np.arange(people + 1.0)
        self._tables = [_log_gamma(shift[:, None] + counts) for shift in (self.a, self.b, strengths)]
        self._beta = _log_beta(means * strengths, (1 - means) * strengths)
        self._usual = -0.5 * (np.log(strengths / USUAL) / SPREAD) ** 2 - 0.5 * (2 * means - 1) ** 2

    def scores(self, recognition: Numbers, raters: Numbers) -> Numbers:
        """Give the logarithm of the likelihood of every prior of the grid, (H, 152)."""
        yes, count = recognition.astype(np.intp), raters.astype(np.intp)
        total = np.repeat(self._usual[None], len(yes), axis=0) - yes.shape[1] * self._beta
        for hour in range(len(yes)):
            for table, sign, seen in zip(self._tables, (1, 1, -1), (yes, count - yes, count), strict=True):
                times = np.bincount(seen[hour])
                total[hour] += sign * (table[:, : len(times)] @ times)
        return total

    def __call__(self, recognition: Numbers, raters: Numbers) -> tuple[Numbers, Numbers]:
        best = np.argmax(self.scores(recognition, raters), axis=1)
        return self.a[best], self.b[best]
