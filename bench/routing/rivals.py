"""The routers that the engine is held against; each sees what the engine sees."""

import numpy as np
from numpy.typing import NDArray

from api.domain.ranking import Prior, fit_prior, posterior
from api.domain.routing import Engine
from api.domain.tally import Tally

Places = NDArray[np.intp]


class Ours(Engine):
    """The engine itself, hearing votes as recognition."""

    def hear(self, participant: int, statement: int, vote: int) -> None:
        """Count agreement as recognition."""
        self.rate(participant, statement, float(vote == 1))


class WithoutFloor(Ours):
    """The engine when statements are owed nothing."""

    def owed(self) -> float:
        """Owe nothing."""
        return 0.0


class Rival:
    """A router that chooses among the unseen; what it counts is kept as the engine keeps it."""

    refit_every = 0.25

    def __init__(self, participants: int, top: int, seed: int) -> None:
        self.people, self.top = participants, top
        self.rng = np.random.default_rng(seed)
        self.tally = Tally(top)
        self.prior: Prior = fit_prior([], [])
        self._refit_at = 1.0

    def arrive(self, statement: int, author: int | None = None) -> None:
        """Hear of a new statement."""
        self.tally.add(statement, author)

    def turn(self, participant: int) -> int | None:
        """Choose among what the participant has not seen."""
        self.tally.skip(participant)
        unseen = np.flatnonzero(self.tally.unseen(participant))
        return self.tally.give(participant, self.choose(participant, unseen)) if len(unseen) else None

    def hear(self, participant: int, statement: int, vote: int) -> None:
        """Count a vote."""
        self.tally.rate(participant, statement, float(vote == 1))

    def choose(self, participant: int, unseen: Places) -> int:
        """Give one of the unseen places."""
        raise NotImplementedError

    def refit(self) -> None:
        """Fit the prior again whenever there are a quarter more ratings."""
        if self.tally.ratings >= self._refit_at:
            live = self.tally.live
            self.prior = fit_prior(self.tally.recognition[live], self.tally.raters[live])
            self._refit_at = max((1 + self.refit_every) * self.tally.ratings, float(self.tally.statements))


class Uniform(Rival):
    """Any unseen statement, by lot."""

    def choose(self, participant: int, unseen: Places) -> int:
        """Draw by lot."""
        return int(self.rng.choice(unseen))


class FewestFirst(Rival):
    """The statement with the fewest ratings, those on their way included."""

    def choose(self, participant: int, unseen: Places) -> int:
        """Take the least assigned, by lot where several are."""
        return int(unseen[np.argmin(self.tally.assigned[unseen] + self.rng.random(len(unseen)))])


class Thompson(Rival):
    """The statement with the highest rate in one draw from what is believed (Thompson 1933)."""

    def choose(self, participant: int, unseen: Places) -> int:
        """Draw a rate for every statement from its posterior and take the highest."""
        self.refit()
        total, count = self.tally.recognition[unseen], self.tally.raters[unseen]
        return int(unseen[np.argmax(self.rng.beta(self.prior.a + total, self.prior.b + count - total))])


class Lucb(Rival):
    """Compare the weakest of the best with the strongest of the rest (Kalyanakrishnan et al. 2012, LUCB).

    The bounds are those of the finite-population posterior, WIDTH standard deviations away; of the two statements that
    LUCB would both sample, the less certain one is given.
    """

    WIDTH = 1.645

    def choose(self, participant: int, unseen: Places) -> int:
        """Take the statement that the border between best and rest depends on most."""
        self.refit()
        live = np.flatnonzero(self.tally.live)
        expected, variance = posterior(self.tally.recognition[live], self.tally.raters[live], self.people, self.prior)
        width = self.WIDTH * np.sqrt(variance)
        fits = np.zeros(len(self.tally.live), dtype=bool)
        fits[unseen] = True
        best = np.zeros(len(live), dtype=bool)
        best[np.argpartition(-expected, min(self.top, len(live)) - 1)[: self.top]] = True
        inside, outside = np.flatnonzero(best & fits[live]), np.flatnonzero(~best & fits[live])
        pair = []
        if len(inside):
            pair.append(inside[np.argmin(expected[inside] - width[inside])])
        if len(outside):
            pair.append(outside[np.argmax(expected[outside] + width[outside])])
        return int(live[max(pair, key=lambda index: width[index])])
