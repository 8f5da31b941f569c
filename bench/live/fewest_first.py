"""The plainest fair router, in the place of the engine in the real application."""

from dataclasses import replace
from typing import Any

import numpy as np

from api.domain.board import Mask
from api.services.scoreboard import Question, Scoreboard
from koppen.house import House


class FewestFirst(Question):
    """The statement with the fewest ratings goes first, those on their way included, by lot where several have as few."""

    def choose(self, unseen: Mask, own: float, owed: float, people: int, rng: np.random.Generator) -> int | None:
        """Give the place of the statement to rate next; None when nothing is left. Who asks does not matter."""
        places = np.flatnonzero(unseen & self.live)
        if not len(places):
            return None
        ratings = (self.raters + self.waiting)[places]
        return int(places[np.argmin(ratings + rng.random(len(places)))])


class FewestFirstScoreboard(Scoreboard):
    """A scoreboard that is loaded, kept and locked as the real one, and chooses otherwise."""

    kind = FewestFirst


class FewestFirstHouse(House):
    """The whole house, with another scoreboard in it."""

    def load(self) -> Any:
        """Build the applications and exchange the scoreboard."""
        house = super().load()
        parts = house.api.extensions["koppen"]
        house.api.extensions["koppen"] = replace(parts, scores=FewestFirstScoreboard(parts.hub.news_count))
        return house
