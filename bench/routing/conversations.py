"""The conversations to replay: the dense core of real votes, and the whole completed by a low-rank model."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.routing.lowrank import fitted
from koppen.polis import read

Votes = NDArray[np.int8]
MISSING = np.int8(-9)
DENSITY = 0.95  # of real votes in a dense core
MOST_PEOPLE = 400  # drawn anew for every seed
LEAST_RATINGS, LEAST_VOTES = 20, 10  # of a statement, by a person, to take part in a completed conversation
TUNED_ON = ("football-concussions", "scoop-hivemind.biodiversity", "scoop-hivemind.ubi", "vtaiwan.uberx")
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Source:
    """All that was voted: ``votes`` (P, S) is 1 agree, 0 pass, -1 disagree or MISSING; columns by arrival."""

    name: str
    kind: str
    votes: Votes
    authors: list[int | None]
    chances: NDArray[np.float64] | None = None  # (P, S) of agreeing, to fill in what is missing; nan: stays missing
    passes: NDArray[np.float64] | None = None  # (S,) share of the others that pass
    most: int = MOST_PEOPLE

    @property
    def label(self) -> str:
        """Name the conversation and what was done with it."""
        return f"{self.name} ({self.kind})"

    def drawn(self, rng: np.random.Generator) -> "Drawn":
        """Draw the people of one hour, and the votes that are missing where the model fills them in."""
        people = np.sort(rng.permutation(len(self.votes))[: self.most])
        votes, row = self.votes[people].copy(), {int(person): index for index, person in enumerate(people)}
        if self.chances is not None and self.passes is not None:
            agree = rng.random(votes.shape) < self.chances[people]
            other = np.where(rng.random(votes.shape) < self.passes, 0, -1)
            missing = (votes == MISSING) & ~np.isnan(self.chances[people])
            votes = np.where(missing, np.where(agree, 1, other), votes).astype(np.int8)
        known = votes != MISSING
        truth = (votes == 1).sum(0) / np.maximum(known.sum(0), 1)
        return Drawn(votes, [None if who is None else row.get(who) for who in self.authors], truth)


@dataclass(frozen=True)
class Drawn:
    """One hour's people and votes; ``truth`` (S,) is the share of them who recognise each statement."""

    votes: Votes
    authors: list[int | None]
    truth: NDArray[np.float64]

    def recognition(self, vote: int) -> float:
        """Tell how far a vote recognises, in [0, 1]."""
        return float(vote == 1)


@dataclass(frozen=True)
class Replayed:
    """The conversations in a folder, to be read in every process."""

    path: Path

    def __call__(self) -> list[Source]:
        """Read them."""
        return list(sources(self.path))


def folder() -> Path | None:
    """Give the folder with the exported conversations, or None where there is none."""
    found = Path(os.environ.get("KOPPEN_DATA") or ROOT.parent / "shared" / "data") / "polis"
    return found if found.is_dir() else None


def sources(path: Path, kinds: tuple[str, ...] = ("core", "completed")) -> Iterator[Source]:
    """Give each conversation in ``path`` as its dense core and completed."""
    for place in sorted(each for each in path.iterdir() if each.is_dir()):
        name = place.name.split(".7z")[0].split(".2021")[0]
        votes, authors = _matrix(place)
        if "core" in kinds:
            yield _part(name, "core", votes, authors, *dense_core(votes != MISSING))
        if "completed" in kinds:
            yield _completed(name, votes, authors)


def _completed(name: str, votes: Votes, authors: list[int]) -> Source:
    columns = np.flatnonzero((votes != MISSING).sum(0) >= LEAST_RATINGS)
    rows = np.flatnonzero((votes[:, columns] != MISSING).sum(1) >= LEAST_VOTES)
    whole = _part(name, "completed", votes, authors, rows, columns)
    others = np.maximum(((whole.votes == 0) | (whole.votes == -1)).sum(0), 1)
    chances = fitted(whole.votes == 1, whole.votes != MISSING)
    return Source(name, "completed", whole.votes, whole.authors, chances, (whole.votes == 0).sum(0) / others)


def dense_core(known: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Leave out the sparsest people and statements, a hundredth at a time, until DENSITY of the votes is there."""
    rows, columns = np.arange(known.shape[0]), np.arange(known.shape[1])
    while (part := known[np.ix_(rows, columns)]).mean() < DENSITY:
        by_person, by_statement = part.mean(1), part.mean(0)
        if by_person.min() <= by_statement.min():
            rows = np.delete(rows, np.argsort(by_person, kind="stable")[: max(1, len(rows) // 100)])
        else:
            columns = np.delete(columns, np.argsort(by_statement, kind="stable")[: max(1, len(columns) // 100)])
    return rows, columns


def _part(
    name: str, kind: str, votes: Votes, authors: list[int], rows: NDArray[np.intp], columns: NDArray[np.intp]
) -> Source:
    place = {int(row): index for index, row in enumerate(rows)}
    return Source(name, kind, votes[np.ix_(rows, columns)], [place.get(authors[column]) for column in columns])


def _matrix(path: Path) -> tuple[Votes, list[int]]:
    conversation = read(path)
    row = {person: index for index, person in enumerate(sorted(conversation.votes))}
    column = {said.id: index for index, said in enumerate(conversation.statements)}
    votes = np.full((len(row), len(column)), MISSING)
    for person, cast in conversation.votes.items():
        for statement, vote in cast.items():
            votes[row[person], column[statement]] = vote
    return votes, [row.get(said.author, -1) for said in conversation.statements]
