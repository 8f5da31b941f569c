"""The engine of one dialogue in memory: who rates what next, and what is recognised most."""

from dataclasses import dataclass
from math import isfinite

import numpy as np

from api.domain import turns
from api.domain.ranking import Prior, bands, fit_prior, posterior, rank
from api.domain.tally import Tally

REFITS = 1.25  # the prior is fitted again when there are this many times as many ratings: some 16 times in an hour
STALENESS = 20  # all values are computed again after N / 20 ratings, one statement's own at once


@dataclass(frozen=True)
class Ranked:
    """A statement in the ranking: the rate among all participants, its 90 % interval, who rated it, and its tie band."""

    statement: int
    rate: float
    low: float
    high: float
    raters: int
    band: int


class Engine:
    """Decide whose statement each participant sees next, and rank the statements by how many recognise them.

    ``participants`` is the number expected (N); whoever comes beyond it counts too. ``top`` is the number of best
    statements that the ratings have to find. The same seed and the same calls give the same hour.
    """

    def __init__(self, participants: int, top: int = 10, seed: int | None = None) -> None:
        if participants < 0 or top < 1:
            raise ValueError("there cannot be fewer than 0 participants or 1 best statement")
        self._announced, self._top = participants, top
        self._rng = np.random.default_rng(seed)
        self._tally = Tally()
        self._prior: Prior = fit_prior([], [])
        self._border: float | None = None
        self._values = np.empty(0)
        self._refit_at, self._refresh_at = 1.0, 0

    @property
    def participants(self) -> int:
        """Give the number of people the rates are about: those announced, or those who came when they are more."""
        return max(self._announced, self._tally.people, 1)

    def arrive(self, statement: int, author: int | None = None) -> None:
        """Let a statement go live, or live again after it was withdrawn; its author is never given it."""
        self._tally.add(statement, author)
        self._refresh_at = 0

    def withdraw(self, statement: int) -> None:
        """Take a statement out: nobody is given it any more and it is not ranked. Its ratings are kept.

        Raises KeyError when it never arrived.
        """
        self._tally.hide(statement)
        self._refresh_at = 0

    def turn(self, participant: int) -> int | None:
        """Give out the statement that this participant rates next, or None when nothing is left for them.

        What they were given before and did not rate counts as skipped: no answer is expected any more.
        """
        tally = self._tally
        tally.skip(participant)
        unseen = tally.unseen(participant)
        self._freshen()
        counted = tally.raters + tally.waiting
        own = turns.leniency(*tally.surprise(participant))
        value = self._values + turns.balance(tally.leaning, counted, own)
        place = turns.choose(unseen, tally.assigned, counted, value, self.owed(), self._rng)
        return None if place is None else tally.give(participant, place, own)

    def owed(self) -> float:
        """Give the number of ratings that every live statement is owed by now."""
        return turns.floor(self._tally.total, self._tally.statements)

    def rate(self, participant: int, statement: int, recognition: float) -> None:
        """Take a participant's recognition of a statement, in [0, 1]; a second rating replaces the first.

        A statement that was not given out may be rated as well. Raises KeyError when it never arrived and ValueError
        when the recognition is not within [0, 1].
        """
        if not (isfinite(recognition) and 0 <= recognition <= 1):
            raise ValueError("recognition must lie between 0 and 1")
        self._tally.rate(participant, statement, float(recognition), self._prior)

    def ranking(self) -> list[Ranked]:
        """Rank the live statements from most to least recognised."""
        tally = self._tally
        live = np.flatnonzero(tally.live)
        if not len(live):
            return []
        recognition, raters = tally.recognition[live], tally.raters[live]
        people, prior = self.participants, fit_prior(recognition, raters)
        ranked = rank(recognition, raters, people, prior)
        expected, variance = posterior(recognition, raters, people, prior)
        band = bands(ranked.order, expected, variance)
        return [
            Ranked(
                tally.ids[live[i]],
                float(expected[i]),
                float(ranked.low[i]),
                float(ranked.high[i]),
                int(raters[i]),
                int(band[i]),
            )
            for i in ranked.order
        ]

    def _freshen(self) -> None:
        """Bring the values up to date: all of them now and then, between times those of statements that changed."""
        tally = self._tally
        changed = tally.changed()
        if tally.ratings >= self._refresh_at:
            self._refit()
            changed = np.flatnonzero(tally.live)
            seen = tally.recognition[changed], tally.raters[changed]
            self._border = turns.border(*seen, self.participants, self._top, self._prior)
            self._values = np.zeros(len(tally.live))
            self._refresh_at = tally.ratings + max(1, self.participants // STALENESS)
        if len(changed):
            rows = tally.recognition[changed], tally.raters[changed], tally.waiting[changed]
            self._values[changed] = turns.values(*rows, self.participants, self._prior, self._border)

    def _refit(self) -> None:
        if self._tally.ratings >= self._refit_at:
            live = self._tally.live
            self._prior = fit_prior(self._tally.recognition[live], self._tally.raters[live])
            self._refit_at = max(self._tally.ratings * REFITS, float(self._tally.statements))
