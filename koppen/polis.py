"""Reading a conversation that Polis exported: what was said, by whom, in which order, and who voted what on it."""

import csv
import random
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

LONGEST = 280  # characters of a statement here; Polis allows more
REJECTED = -1
INVISIBLE = {"Cf", "Cc", "Cs", "Co", "Cn"}

Votes = Mapping[int, Mapping[int, int]]  # participant -> statement -> 1 agree, 0 pass, -1 disagree


class Unreadable(Exception):
    """The folder is not an export of Polis that can be replayed."""


@dataclass(frozen=True)
class Said:
    """A statement that was not rejected; ``cut`` and ``cleaned`` tell what was done to its text."""

    id: int
    author: int
    at: int
    text: str
    cut: bool = False
    cleaned: bool = False


@dataclass(frozen=True)
class Conversation:
    """A conversation: the statements that stand, in the order in which they arrived, and all votes on them."""

    topic: str
    description: str
    statements: tuple[Said, ...]
    votes: Votes
    rejected: int = 0
    empty: int = 0

    def sample(self, people: int | None, rng: random.Random) -> "Conversation":
        """Keep ``people`` participants, drawn by lot; all of them when there are no more."""
        if people is None or people >= len(self.votes):
            return self
        kept = sorted(rng.sample(sorted(self.votes), people))
        return replace(self, votes={participant: self.votes[participant] for participant in kept})


def read(folder: Path) -> Conversation:
    """Read the export in ``folder``: ``summary.csv``, ``comments.csv`` and ``participants-votes.csv``."""
    summary = {row[0]: without_guard(row[1]) for row in _rows(folder / "summary.csv") if len(row) > 1}
    statements, rejected, empty = _statements(folder / "comments.csv")
    votes = _votes(folder / "participants-votes.csv", {said.id for said in statements})
    if not statements or not votes:
        raise Unreadable(f"{folder} has no statements that were accepted, or nobody who voted")
    topic = fit(summary.get("topic", ""), LONGEST)[0] or folder.name
    description = fit(summary.get("conversation-description", ""), 600)[0]
    return Conversation(topic, description, tuple(statements), votes, rejected, empty)


def fit(text: str, longest: int) -> tuple[str, bool, bool]:
    """Give ``text`` on one line, without invisible characters, cut visibly at ``longest``; tell if it was cut, cleaned."""
    line = unicodedata.normalize("NFC", " ".join(text.split()))
    visible = " ".join("".join(sign for sign in line if unicodedata.category(sign) not in INVISIBLE).split())
    if len(visible) <= longest:
        return visible, False, visible != line
    return visible[: longest - 1].rstrip() + "…", True, visible != line


def without_guard(text: str) -> str:
    """Take away the apostrophe that keeps spreadsheets from calculating a text, as in the files of a report."""
    guarded = text.startswith("'") and text[1:].lstrip(" ").startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    return text[1:] if guarded else text


def _statements(path: Path) -> tuple[list[Said], int, int]:
    statements, rejected, empty = [], 0, 0
    for row in _records(path, ("timestamp", "comment-id", "author-id", "moderated", "comment-body")):
        text, cut, cleaned = fit(without_guard(row["comment-body"]), LONGEST)
        number, author, at, moderated = (
            _number(path, row[name]) for name in ("comment-id", "author-id", "timestamp", "moderated")
        )
        if moderated == REJECTED:
            rejected += 1
        elif not text:
            empty += 1
        else:
            statements.append(Said(number, author, at, text, cut, cleaned))
    if len({said.id for said in statements}) < len(statements):
        raise Unreadable(f"{path} has two statements with the same comment-id")
    return sorted(statements, key=lambda said: (said.at, said.id)), rejected, empty


def _votes(path: Path, known: set[int]) -> Votes:
    votes: dict[int, dict[int, int]] = {}
    for row in _records(path, ("participant",)):
        cast = {int(name): _number(path, value) for name, value in row.items() if name.isdigit() and value}
        strange = set(cast.values()) - {-1, 0, 1}
        if strange:
            raise Unreadable(f"{path} has a vote that is not -1, 0 or 1: {strange.pop()}")
        votes[_number(path, row["participant"])] = {number: vote for number, vote in cast.items() if number in known}
    return votes


def _records(path: Path, needed: tuple[str, ...]) -> Iterator[dict[str, str]]:
    rows = _rows(path)
    header = next(rows, [])
    missing = [name for name in needed if name not in header]
    if missing:
        raise Unreadable(f"{path} has no column {', '.join(missing)}")
    for row in rows:
        if len(row) != len(header):
            raise Unreadable(f"{path} has a row of {len(row)} fields under a header of {len(header)}")
        yield dict(zip(header, row, strict=True))


def _rows(path: Path) -> Iterator[list[str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from (row for row in csv.reader(file) if row)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Unreadable(f"{path} cannot be read: {error}") from None


def _number(path: Path, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise Unreadable(f"{path} has {text!r} where a whole number belongs") from None
