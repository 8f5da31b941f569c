"""Recognition on four levels instead of two: what the engine gains when it is told the level. Partly synthetic.

No real conversation here has four levels. A completed conversation gets them from its logistic model with ordered
cut-points (McCullagh 1980): somebody with log-odds h of agreeing answers at or above level 1, 2 and 3 with log-odds
h + CUT, h and h - CUT. A real vote stays at its own side of 2; which level it has there is drawn.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bench.routing.conversations import MISSING, Drawn, Source
from bench.routing.rivals import Ours
from bench.routing.run import Factory, Load

CUT = 1.5  # log-odds between levels: with it, the four levels are about as common as each other
LEVELS = 3


@dataclass(frozen=True)
class Graded(Drawn):
    """Votes are 0 to 3; the truth is the mean level, as a share of 3."""

    def recognition(self, vote: int) -> float:
        """Give the level as a share."""
        return vote / LEVELS


@dataclass(frozen=True)
class Halved(Drawn):
    """Votes are 0 to 3; the truth is the share of people at 2 or above."""

    def recognition(self, vote: int) -> float:
        """Tell whether it is 2 or above."""
        return float(vote * 2 > LEVELS)


@dataclass(frozen=True)
class Levelled(Source):
    """A completed conversation in which every vote has a level; ``halved`` tells which truth is looked for."""

    halved: bool = False

    def drawn(self, rng: np.random.Generator) -> Drawn:
        """Draw the people, the votes and their levels."""
        if self.chances is None:
            raise ValueError("a conversation gets levels from its model only")
        people = np.sort(rng.permutation(len(self.votes))[: self.most])
        odds = np.log(self.chances[people] / (1 - self.chances[people]))
        agree, strict, weak = (1 / (1 + np.exp(cut - odds)) for cut in (0.0, CUT, -CUT))
        real = self.votes[people]
        high = np.where(real == MISSING, rng.random(odds.shape) < agree, real == 1)
        most = rng.random(odds.shape) * agree < strict
        some = rng.random(odds.shape) * (1 - agree) < weak - agree
        votes = np.where(high, np.where(most, 3, 2), np.where(some, 1, 0)).astype(np.int8)
        row = {int(person): index for index, person in enumerate(people)}
        kind = Halved if self.halved else Graded
        truth = (votes >= 2).mean(axis=0) if self.halved else votes.mean(axis=0) / LEVELS
        return kind(votes, [None if who is None else row.get(who) for who in self.authors], truth)


class ToldLevels(Ours):
    """The engine, told the level as a share of 3."""

    def hear(self, participant: int, statement: int, vote: int) -> None:
        """Take the level."""
        self.rate(participant, statement, vote / LEVELS)


class ToldSides(Ours):
    """The engine, told only whether the level is 2 or above."""

    def hear(self, participant: int, statement: int, vote: int) -> None:
        """Take the side."""
        self.rate(participant, statement, float(vote * 2 > LEVELS))


TOLD_TWO, TOLD_FOUR = "told two levels", "told four levels"
ROUTERS: Mapping[str, Factory] = {TOLD_TWO: ToldSides, TOLD_FOUR: ToldLevels}


@dataclass(frozen=True)
class LevelledFrom:
    """The completed conversations among those that ``read`` gives, once for either truth."""

    read: Load

    def __call__(self) -> list[Source]:
        """Read them."""
        completed = [source for source in self.read() if source.chances is not None]
        return [
            Levelled(one.name, kind, one.votes, one.authors, one.chances, halved=halved)
            for one in completed
            for kind, halved in (("mean level", False), ("share at 2 or above", True))
        ]
