"""The engine of one dialogue in memory: who rates what next, and what is recognised most."""

from dataclasses import dataclass
from math import isfinite

import numpy as np

from api.domain import turns
from api.domain.ranking import bands, fit_prior, posterior, rank
from api.domain.tally import Tally


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
        self._announced = participants
        self._rng = np.random.default_rng(seed)
        self._tally = Tally(top)

    @property
    def participants(self) -> int:
        """Give the number of people the rates are about: those announced, or those who came when they are more."""
        return max(self._announced, self._tally.people, 1)

    def arrive(self, statement: int, author: int | None = None) -> None:
        """Let a statement go live, or live again after it was withdrawn; its author is never given it."""
        self._tally.add(statement, author)

    def withdraw(self, statement: int) -> None:
        """Take a statement out: nobody is given it any more and it is not ranked. Its ratings are kept.

        Raises KeyError when it never arrived.
        """
        self._tally.hide(statement)

    def turn(self, participant: int) -> int | None:
        """Give out the statement that this participant rates next, or None when nothing is left for them.

        What they were given before and did not rate counts as skipped: no answer is expected any more.
        """
        tally = self._tally
        tally.skip(participant)
        unseen, own = tally.unseen(participant), tally.relearn(participant)
        place = tally.choose(unseen, own, self.owed(), self.participants, self._rng)
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
        self._tally.rate(participant, statement, float(recognition))

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
