"""The order of a replayed conversation: when a statement is said, and whose turn it is to rate."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from koppen.polis import Conversation, Said, Votes

WRITING = 0.8  # the part of all ratings in which statements still arrive; the rest is the voting-only tail


@dataclass(frozen=True)
class Say:
    """A statement, and the participant who gives it."""

    said: Said
    by: int


@dataclass(frozen=True)
class Rate:
    """One rating by a participant."""

    by: int


@dataclass(frozen=True)
class Tail:
    """From here on, nobody writes."""


Act = Say | Rate | Tail


def speakers(conversation: Conversation, rng: random.Random) -> list[Say]:
    """Let each statement be given by its author, or by somebody drawn by lot where the author does not take part.

    The lot falls on somebody who did not vote on it, if there is anybody: nobody is given what they said themselves, so
    that one of the real ratings would be lost.
    """
    return [Say(said, _speaker(conversation.votes, said, rng)) for said in conversation.statements]


def _speaker(votes: Votes, said: Said, rng: random.Random) -> int:
    if said.author in votes:
        return said.author
    participants = sorted(votes)
    silent = [participant for participant in participants if said.id not in votes[participant]]
    return rng.choice(silent or participants)


def budgets(conversation: Conversation, says: Sequence[Say], most: int | None) -> dict[int, int]:
    """Give how many ratings each participant gives: as many as they really gave, or ``most`` where that is told.

    Nobody is given what they said themselves, so that there are fewer for who said much.
    """
    own = Counter(say.by for say in says)
    return {
        participant: min(len(votes) if most is None else most, len(says) - own[participant])
        for participant, votes in conversation.votes.items()
    }


def timeline(says: Sequence[Say], budget: Mapping[int, int], rng: random.Random) -> Iterator[Act]:
    """Shuffle the ratings of everybody, and spread the statements evenly over the first part of them, in their order."""
    ratings = [participant for participant, count in sorted(budget.items()) for _ in range(count)]
    rng.shuffle(ratings)
    spacing = WRITING * len(ratings) / len(says)
    begun = 0
    for index in range(len(says)):
        yield says[index]
        until = round((index + 1) * spacing)
        yield from map(Rate, ratings[begun:until])
        begun = until
    yield Tail()
    yield from map(Rate, ratings[begun:])
