"""How far groups of participants recognise a statement, so that no group, sum or difference tells of fewer than five.

The figures come from what is in the database after the close, so they tell nothing that it does not. For each
statement the participants are divided into parts that do not overlap, by traits that are coarsened until of each part
at least five people's ratings show and at least five people's do not (``anonymity.showable``); whoever is in no part is
left over, five people or nobody. A group is a sum of parts, and so is every union of groups, every difference between
a group and a larger one, and what is left of the whole. docs/anonymity.md has the argument.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from api.domain import ranking
from api.domain.anonymity import DIMENSIONS, NOTHING, Traits, coarsening, filled, groups_of, showable


class Answer(NamedTuple):
    """One rating that was kept at the close: the coarsened traits of who gave it, and whether they recognised it.

    ``lot`` is a number drawn by lot that only the database knows; it decides whose rating does not show.
    """

    traits: Traits
    recognised: bool
    lot: int


@dataclass(frozen=True)
class Part:
    """Participants with the same traits: how many, how many of their ratings show, and how many of those recognise."""

    traits: Traits
    people: int
    raters: int
    recognised: int


@dataclass(frozen=True)
class Group:
    """The participants who share one trait, and the share of them that recognises a statement, with its interval."""

    value: StrEnum
    people: int
    raters: int
    recognised: int
    low: float
    high: float

    @property
    def rate(self) -> float:
        """The share of the raters who recognise it: what was measured."""
        return self.recognised / self.raters


Groups = dict[str, list[Group]]


def parts(people: Mapping[Traits, int], answers: Sequence[Answer], raters: int) -> list[Part]:
    """Divide the ``people`` into parts that may show; ``raters`` counts the ratings that were left out at the close too."""
    given = Counter(answer.traits for answer in answers)

    def shows(group: Collection[Traits]) -> int:
        return showable(sum(given[each] for each in group), sum(people[each] for each in group))

    became = coarsening(people, shows)
    room = {traits: shows(group) for traits, group in groups_of(became).items() if traits != NOTHING}
    drawn = sorted(answers, key=lambda answer: answer.lot)
    left = []
    for answer in drawn:
        traits = became[answer.traits]
        left.append(traits if room.get(traits, 0) > 0 else NOTHING)
        room[traits] = room.get(traits, 0) - 1
    left = filled(left + [NOTHING] * (raters - len(drawn)))
    raters_of = Counter(left)
    recognised = Counter(traits for traits, answer in zip(left, drawn, strict=False) if answer.recognised)
    return [
        Part(traits, sum(people[each] for each in group), raters_of[traits], recognised[traits])
        for traits, group in groups_of(became).items()
        if traits != NOTHING and raters_of[traits]
    ]


def groups(divided: Mapping[UUID, Sequence[Part]]) -> tuple[dict[str, ranking.Prior], dict[UUID, Groups]]:
    """Sum the parts of each statement into one list of groups for each dimension, the largest group first.

    The interval is that of the share among all people of the group. Groups differ more than whole dialogues do, so each
    dimension has a prior of its own, fitted on all its groups under all statements; the priors are given first.
    """
    priors: dict[str, ranking.Prior] = {}
    found: dict[UUID, Groups] = {statement_id: {name: [] for name in DIMENSIONS} for statement_id in divided}
    for name, trait in DIMENSIONS.items():
        shared: dict[tuple[UUID, StrEnum], list[Part]] = {}
        for statement_id, some in divided.items():
            for part in some:
                if value := getattr(part.traits, trait):
                    shared.setdefault((statement_id, value), []).append(part)
        people = [sum(part.people for part in some) for some in shared.values()]
        raters = [sum(part.raters for part in some) for some in shared.values()]
        recognised = [sum(part.recognised for part in some) for some in shared.values()]
        priors[name] = ranking.fit_prior(recognised, raters)
        low, high = ranking.interval(recognised, raters, people, priors[name])
        rows = zip(shared, people, raters, recognised, low.tolist(), high.tolist(), strict=True)
        for (statement_id, value), *figures in rows:
            found[statement_id][name].append(Group(value, *figures))
        for dimensions in found.values():
            dimensions[name].sort(key=lambda group: (-group.people, group.value))
    return priors, found
