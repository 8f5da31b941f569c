"""One hour: the votes and the clock are here, and a router sees only what it asked for."""

from dataclasses import dataclass
from time import perf_counter
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bench.routing.conversations import MISSING, Drawn

AT_ONCE = 0.2  # of the statements are there when the first rating is given
WRITING = 0.6  # of all ratings are given before the last statement arrives


class Router(Protocol):
    """Whatever decides who rates what."""

    def arrive(self, statement: int, author: int | None = None) -> None:
        """Hear of a new statement."""

    def turn(self, participant: int) -> int | None:
        """Choose what the participant rates next."""

    def hear(self, participant: int, statement: int, vote: int) -> None:
        """Hear a vote: 1 recognised, 0 passed, -1 not recognised."""


@dataclass(frozen=True)
class Outcome:
    """What an hour brought: recognition and raters (S,) per statement, and the time per decision in microseconds."""

    recognition: NDArray[np.float64]
    raters: NDArray[np.float64]
    decision: float
    router: Router


def play(drawn: Drawn, router: Router, each: int, rng: np.random.Generator, *, held: bool = False) -> Outcome:
    """Let everybody rate ``each`` statements, in an order drawn by lot, while statements arrive.

    With ``held`` a vote comes in when the same person asks for the next statement, so that nearly everybody always
    holds one; otherwise it comes at once. Whoever has no real vote on a statement passes it over and asks again.
    """
    hour = _Hour(drawn, router)
    people, statements = drawn.votes.shape
    turns = rng.permutation(np.repeat(np.arange(people), each)).tolist()
    arrivals = arrival_times(statements, len(turns))
    came = 0
    for index, person in enumerate(turns):
        while came < statements and arrivals[came] <= index:
            router.arrive(came, drawn.authors[came])
            came += 1
        hour.deliver(person)
        hour.ask(person)
        if not held:
            hour.deliver(person)
    for person in list(hour.waiting):
        hour.deliver(person)
    decisions = max(hour.decisions, 1)
    return Outcome(hour.recognition, hour.raters, 1e6 * hour.spent / decisions, router)


def arrival_times(statements: int, turns: int) -> NDArray[np.float64]:
    """Give the turn, of shape (S,), before which each statement arrives."""
    first = round(AT_ONCE * statements)
    later = np.linspace(0, WRITING * turns, statements - first + 1)[1:]
    return np.concatenate([np.zeros(first), later])


class _Hour:
    def __init__(self, drawn: Drawn, router: Router) -> None:
        self.votes, self.router, self.worth = drawn.votes.tolist(), router, drawn.recognition
        self.recognition, self.raters = np.zeros(len(drawn.truth)), np.zeros(len(drawn.truth))
        self.waiting: dict[int, int] = {}
        self.spent, self.decisions = 0.0, 0

    def ask(self, person: int) -> None:
        while True:
            begun = perf_counter()
            statement = self.router.turn(person)
            self.spent += perf_counter() - begun
            self.decisions += 1
            if statement is None:
                return
            if self.votes[person][statement] != MISSING:
                self.waiting[person] = statement
                return

    def deliver(self, person: int) -> None:
        statement = self.waiting.pop(person, None)
        if statement is None:
            return
        vote = self.votes[person][statement]
        self.recognition[statement] += self.worth(vote)
        self.raters[statement] += 1
        begun = perf_counter()
        self.router.hear(person, statement, vote)
        self.spent += perf_counter() - begun
