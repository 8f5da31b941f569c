"""Invented conversations of other shapes than the real ones, to see where the engine would break."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bench.routing.conversations import MISSING, Source

Chances = np.ndarray
KIND = "invented"
SKILL = 0.8  # the standard deviation of leniency, in log-odds, as in the real conversations


@dataclass(frozen=True)
class Shape:
    """How many people and statements there are, and the log-odds of the statements' rates."""

    people: int
    statements: int
    odds: Callable[[np.random.Generator, int], Chances]
    camps: float = 0.0  # how far two camps disagree, in log-odds
    leniency: float = SKILL
    silent: float = 0.0  # the share of statements that a person cannot say anything about


def usual(rng: np.random.Generator, statements: int) -> Chances:
    """Spread rates as in the real conversations: normal in log-odds."""
    return rng.normal(0.2, 1.1, statements)


def low(rng: np.random.Generator, statements: int) -> Chances:
    """Let hardly anything be recognised."""
    return rng.normal(-2.5, 1.0, statements)


def high(rng: np.random.Generator, statements: int) -> Chances:
    """Let nearly everything be recognised."""
    return rng.normal(2.5, 0.7, statements)


def alike(rng: np.random.Generator, statements: int) -> Chances:
    """Say everything about five times."""
    said = rng.normal(0.2, 1.1, -(-statements // 5))
    return rng.permutation(np.repeat(said, 5)[:statements]) + rng.normal(0, 0.05, statements)


def level(rng: np.random.Generator, statements: int) -> Chances:
    """Let everything be recognised as often."""
    return np.zeros(statements)


def late(rng: np.random.Generator, statements: int) -> Chances:
    """Let what is recognised most arrive last."""
    return np.sort(usual(rng, statements)) + rng.normal(0, 0.3, statements)


SHAPES = {
    "40 people, 60 statements": Shape(40, 60, usual),
    "2,000 people, 150 statements": Shape(2000, 150, usual),
    "200 people, 20 statements": Shape(200, 20, usual),
    "300 people, 600 statements": Shape(300, 600, usual),
    "two camps": Shape(300, 100, usual, camps=2.0),
    "hardly anything recognised": Shape(300, 100, low),
    "nearly everything recognised": Shape(300, 100, high),
    "everything said five times": Shape(300, 150, alike),
    "all equally recognised": Shape(300, 100, level),
    "the best comes last": Shape(300, 100, late),
    "very lenient and very strict people": Shape(300, 100, usual, leniency=2.0),
    "a third unanswerable": Shape(300, 100, usual, silent=1 / 3),
}


def shapes() -> list[Source]:
    """Invent a conversation of every shape; votes are drawn anew for every hour."""
    return [_invented(name, shape, index) for index, (name, shape) in enumerate(SHAPES.items())]


def _invented(name: str, shape: Shape, seed: int) -> Source:
    rng = np.random.default_rng([seed, 7])
    odds = shape.odds(rng, shape.statements) + rng.normal(0, shape.leniency, (shape.people, 1))
    camp = rng.choice([-1.0, 1.0], (shape.people, 1))
    odds = odds + shape.camps * camp * rng.choice([-1.0, 0.0, 1.0], shape.statements)
    chances = 1 / (1 + np.exp(-odds))
    chances[rng.random(chances.shape) < shape.silent] = np.nan  # never answers
    authors: list[int | None] = [int(who) for who in rng.integers(shape.people, size=shape.statements)]
    votes = np.full(chances.shape, MISSING)
    return Source(name, KIND, votes, authors, chances, np.zeros(shape.statements), most=shape.people)
