"""The statements of one dialogue in arrays with a place for each, and what a further rating of each would tell.

The engine in memory and the application on its database both decide on such a board, so that what the benchmark
measures is what the application does.
"""

import numpy as np
from numpy.typing import NDArray

from api.domain import turns
from api.domain.ranking import Numbers, Prior, fit_prior

Mask = NDArray[np.bool_]
Places = NDArray[np.intp]

FIRST = 64  # places to begin with; they double when they are full
REFITS = 1.25  # the prior is fitted again when there are this many times as many ratings: some 16 times in an hour
STALENESS = 20  # all values are computed again after N / 20 ratings, one statement's own at once
COLUMNS = ("assigned", "raters", "recognition", "waiting", "leaning")


class Board:
    """Count per statement, in arrays of shape (places,), and choose by these counts.

    ``assigned``, ``raters``, ``recognition``, ``waiting`` and ``leaning`` are what the functions of ``turns`` take. A
    place that is not ``live`` is empty, or its statement is not given out. ``top`` is the number of best statements
    that the ratings have to find.
    """

    def __init__(self, top: int) -> None:
        self.top = top
        self.size = 0
        self.assigned, self.raters, self.recognition, self.waiting, self.leaning = (np.zeros(FIRST) for _ in COLUMNS)
        self.live: Mask = np.zeros(FIRST, dtype=bool)
        self.prior: Prior = fit_prior([], [])
        self._border: float | None = None
        self._values: Numbers = np.zeros(FIRST)
        self._changed: set[int] = set()
        self._news, self._refit_at = 0.0, 1.0

    @property
    def statements(self) -> int:
        """Give the number of live statements."""
        return int(np.count_nonzero(self.live))

    def open(self, statements: int = 1) -> Places:
        """Give places, live and without counts, to so many more statements."""
        places = np.arange(self.size, self.size + statements)
        self.size += statements
        while self.size > len(self.live):
            for name in COLUMNS:
                column = getattr(self, name)
                setattr(self, name, np.concatenate([column, np.zeros(len(column))]))
            self.live = np.concatenate([self.live, np.zeros(len(self.live), dtype=bool)])
        self.live[places] = True
        self.stale()
        return places

    def stale(self) -> None:
        """Compute all values again at the next choice: what is live, or what was counted, is not what it was."""
        self._news = np.inf

    def change(self, place: int, **amounts: float) -> None:
        """Add to the counts of one statement."""
        for name, amount in amounts.items():
            getattr(self, name)[place] += amount
        self.waiting[place] = max(self.waiting[place], 0.0)
        self.recognition[place] = min(max(self.recognition[place], 0.0), self.raters[place])  # thirds do not add up
        self._news += amounts.get("raters", 0.0)
        self._changed.add(place)

    def leniency(self, places: Places, answers: Numbers) -> float:
        """Give how much more somebody recognises than others: their ``answers``, in [0, 1], on the statements there.

        Each answer is held against the rate that is expected without it.
        """
        raters = np.maximum(self.raters[places] - 1, 0)
        recognition = np.clip(self.recognition[places] - answers, 0, raters)  # the board may lag behind the answers
        expected = (self.prior.a + recognition) / (self.prior.a + self.prior.b + raters)
        return turns.leniency(float(np.sum(answers - expected)), len(places))

    def lean(self, places: Places, answers: Numbers, before: float | None) -> tuple[float, float]:
        """Give somebody's leniency by their ``answers``, and by how much it grew since their turn ``before``.

        The growth also counts where they answered: what people turn out to be like is known better and better, and an
        earlier sample is as fair as what is known now of those who are in it. It is nothing when they had no turn.
        """
        own = self.leniency(places, answers)
        growth = 0.0 if before is None else own - before
        self.leaning[places] += growth
        return own, growth

    def choose(self, unseen: Mask, own: float, owed: float, people: int, rng: np.random.Generator) -> int | None:
        """Give the place of the statement that a person of leniency ``own`` rates next; None when nothing is left.

        ``unseen`` (places,) tells what they did not write and were not given, ``owed`` how often every statement has to
        be given out by now, ``people`` how many there are.
        """
        self._freshen(people)
        value = self._values + self._preference(own)
        return turns.choose(unseen & self.live, self.assigned, self.raters + self.waiting, value, owed, rng)

    def _preference(self, own: float) -> Numbers:
        mean = (self.prior.a + self.recognition) / (self.prior.a + self.prior.b + self.raters)
        return turns.balance(self.leaning, mean, own)

    def _worth(self, places: Places, people: int) -> Numbers:
        rows = self.recognition[places], self.raters[places], self.waiting[places]
        return turns.values(*rows, people, self.prior, self._border)

    def _freshen(self, people: int) -> None:
        """Bring the values up to date: all of them now and then, between times those of statements that changed."""
        places = np.fromiter(self._changed, dtype=np.intp, count=len(self._changed))
        self._changed.clear()
        if self._news >= max(1, people // STALENESS):
            self._refresh(people)
            places = np.flatnonzero(self.live)
        if len(places):
            self._values[places] = self._worth(places, people)

    def _refresh(self, people: int) -> None:
        """Find the border again, and the prior when there are many more ratings."""
        self._refit()
        seen = self.recognition[self.live], self.raters[self.live]
        self._border = turns.border(*seen, people, self.top, self.prior)
        self._values = np.zeros(len(self.live))
        self._news = 0.0

    def _refit(self) -> None:
        recognition, raters = self.recognition[self.live], self.raters[self.live]
        ratings = float(raters.sum())
        if ratings >= self._refit_at:
            self.prior = fit_prior(recognition, raters)
            self._refit_at = max(ratings * REFITS, float(len(raters)))
