"""Single ratings as they may leave the house: rows of unnamed people, in the words of Polis.

They are those that stayed in the database after the close, where of every statement the ratings of at least five people
are missing. The report tells the whole counts. So that no difference between the two is about fewer than five people,
of a statement either all of its ratings are given or at least five are left out; and a statement of which fewer than
five can be given is not in the files at all. What is left out follows from random ids that nobody sees, so that every
copy of the files leaves out the same. Numbers follow those ids too: drawn by lot at the close, and equal in every copy.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from api.domain.anonymity import SMALLEST_GROUP
from api.domain.dialogues import RECOGNISED
from api.domain.vocabulary import Recognition

AGREE, PASS, DISAGREE = 1, 0, -1

Rated = tuple[UUID, UUID, Recognition]  # who, what, how


@dataclass(frozen=True)
class OpenData:
    """Statements by their number, and votes by person and statement, both from 0."""

    texts: Sequence[str]
    people: int
    votes: Mapping[int, Mapping[int, int]]

    def of_statement(self, number: int) -> list[int]:
        """Give the votes on one statement."""
        return [votes[number] for votes in self.votes.values() if number in votes]


def vote(recognition: Recognition) -> int:
    """Say in Polis' words what somebody chose: recognising is agreeing, what does not occur is passed."""
    if recognition is Recognition.DOES_NOT_OCCUR:
        return PASS
    return AGREE if recognition in RECOGNISED else DISAGREE


def prepare(texts: Mapping[UUID, str], raters: Mapping[UUID, int], people: int, ratings: Sequence[Rated]) -> OpenData:
    """Choose what is given of the ``ratings``; ``raters`` is how many people the report counts for each statement."""
    by_statement: dict[UUID, list[Rated]] = {each: [] for each in texts}
    for row in ratings:
        if row[1] in by_statement:
            by_statement[row[1]].append(row)
    kept = {each: _kept(rows, raters[each], people) for each, rows in by_statement.items()}
    given = sorted(each for each, rows in kept.items() if len(rows) >= SMALLEST_GROUP)
    places = {each: place for place, each in enumerate(given)}
    persons = sorted({who for each in given for who, _, _ in kept[each]})
    numbers = {who: place for place, who in enumerate(persons)}
    votes: dict[int, dict[int, int]] = {place: {} for place in numbers.values()}
    for each in given:
        for who, _, recognition in kept[each]:
            votes[numbers[who]][places[each]] = vote(recognition)
    return OpenData([texts[each] for each in given], len(persons), votes)


def _kept(rows: Sequence[Rated], raters: int, people: int) -> list[Rated]:
    """Keep all, or so many that five or more of the ``raters`` are left out; of everybody at least five are missing."""
    number = min(len(rows), max(people - SMALLEST_GROUP, 0))
    if number < raters:
        number = max(min(number, raters - SMALLEST_GROUP), 0)
    return sorted(rows, key=_lot)[:number]


def _lot(row: Rated) -> bytes:
    return sha256(row[0].bytes + row[1].bytes).digest()
