"""How simulated people behave: the assumptions of a rehearsal, each of which can be set."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, fields

LONGEST, SHORTEST = 280, 20


class UnknownHabit(ValueError):
    """An assumption that does not exist, or a value that is no number."""


@dataclass(frozen=True)
class Habits:
    """Times in seconds, shares of one. Reading after Brysbaert (2019): 238 words a minute in silence, here in characters."""

    late: float = 0.15  # of the people: come after the start
    lateness: float = 180.0  # mean delay of who is late
    noticing: float = 4.0  # until a new question is noticed, on average
    reading: float = 18.0  # characters a second
    weighing: float = 3.5  # mean time to choose how far one recognises something, after reading it
    writers: float = 0.65  # of the people: want to write at a question
    more: float = 0.35  # chance that who wrote something wants to write once more
    thinking: float = 45.0  # median time before the first word
    thinking_spread: float = 0.6  # of its logarithm
    typing: float = 2.5  # characters a second: a phone, or two hands that hesitate
    length: float = 110.0  # median number of characters of a contribution
    length_spread: float = 0.5  # of its logarithm
    reads_first: float = 0.5  # of the writers: read something before they write
    reacting: float = 0.06  # chance to react to what one recognises largely or fully
    looking: float = 10.0  # between two looks when there is nothing to rate
    visits: float = 2.0  # mean number of visits to a question that is open for hours or days
    visit: float = 480.0  # median length of such a visit

    @classmethod
    def of(cls, given: Mapping[str, object]) -> Habits:
        """Take the usual habits with other values where they are given."""
        known = {field.name for field in fields(cls)}
        for name, value in given.items():
            if name not in known or isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
                raise UnknownHabit(f"{name}={value} is not one of: {', '.join(sorted(known))}, with a number.")
        return cls(**{name: float(str(value)) for name, value in given.items()})

    def wants(self, rng: random.Random) -> int:
        """Draw how many contributions somebody wants to write at one question."""
        if rng.random() >= self.writers:
            return 0
        count = 1
        while rng.random() < self.more and count < 5:
            count += 1
        return count

    def characters(self, rng: random.Random) -> int:
        """Draw the length of a contribution."""
        drawn = rng.lognormvariate(0, self.length_spread) * self.length
        return round(min(max(drawn, SHORTEST), LONGEST))

    def writing(self, characters: int, rng: random.Random) -> float:
        """Draw the time from the first thought to the last character."""
        return rng.lognormvariate(0, self.thinking_spread) * self.thinking + characters / self.typing

    def rating(self, characters: int, rng: random.Random) -> float:
        """Draw the time to read something and to choose."""
        return characters / self.reading + rng.expovariate(1 / self.weighing)
