"""How the statements of one dialogue stand: their figures, their order, their tie bands and the figures of groups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from api.domain import ranking
from api.domain.anonymity import Traits
from api.domain.dialogues import ENOUGH_RATERS, RECOGNISED
from api.domain.groups import Answer, Groups, groups, parts
from api.domain.vocabulary import Recognition, StatementKind


def could_rate(people: int, raters: int, *, given: bool) -> int:
    """Count those of the ``people`` who could rate a statement: everybody, but nobody rates their own.

    Who wrote another wording that was merged into it can: so it says nothing of how many wrote the wordings.
    """
    return max(people - (not given), raters, 1)


@dataclass(frozen=True)
class Counted:
    """A statement that was not hidden, and how often each recognition was chosen for it."""

    id: UUID
    question_id: UUID
    kind: StatementKind
    text: str
    reacts_to: UUID | None
    counts: Mapping[Recognition, int]
    given: bool = False  # by the organiser: it is nobody's own, so that everybody could rate it
    answers: Sequence[Answer] = ()  # the ratings that were kept at the close, with coarsened traits
    also_said_as: Sequence[tuple[UUID, str]] = ()  # the wordings that were merged into it; their counts are in its own

    @property
    def raters(self) -> int:
        """Everybody who chose something, "does not occur with us" included."""
        return sum(self.counts.values())

    @property
    def recognised(self) -> int:
        """Those who chose largely or fully."""
        return sum(self.counts.get(word, 0) for word in RECOGNISED)

    def crowd(self, people: int) -> int:
        """Count those of the ``people`` who could rate it."""
        return could_rate(people, self.raters, given=self.given)

    @property
    def enough(self) -> bool:
        """Whether enough people rated it to give a figure."""
        return self.raters >= ENOUGH_RATERS


@dataclass(frozen=True)
class Figure:
    """How far all participants recognise a statement, as far as those who rated it can tell."""

    rate: float
    low: float
    high: float
    expected: float
    variance: float


@dataclass(frozen=True)
class Standings:
    """The figures of the statements that enough people rated; the others have none."""

    people: int
    prior: ranking.Prior
    figures: Mapping[UUID, Figure]
    group_priors: Mapping[str, ranking.Prior]
    groups: Mapping[UUID, Groups]

    @classmethod
    def of(cls, statements: Sequence[Counted], people: Mapping[Traits, int]) -> "Standings":
        """Compute them from the counts; ``people`` says how many participants share each combination of traits."""
        rated = [statement for statement in statements if statement.enough]
        crowd = sum(people.values())
        counts = ([each.recognised for each in rated], [each.raters for each in rated])
        crowds = [each.crowd(crowd) for each in rated]
        prior = ranking.fit_prior(*counts)
        expected, variance = ranking.posterior(*counts, crowds, prior)
        low, high = ranking.interval(*counts, crowds, prior)
        figures = {
            each.id: Figure(
                rate=each.recognised / each.raters,
                low=float(low[at]),
                high=float(high[at]),
                expected=round(float(expected[at]), 6),
                variance=float(variance[at]),
            )
            for at, each in enumerate(rated)
        }
        divided = {each.id: parts(people, each.answers, each.raters) for each in rated}
        return cls(crowd, prior, figures, *groups(divided))

    def place(self, statement: Counted) -> tuple[float, int, UUID]:
        """Sort by expected rate; what too few rated comes last. The random id decides ties and tells nothing of arrival."""
        found = self.figures.get(statement.id)
        return (-found.expected if found else 1.0, -statement.raters, statement.id)

    def bands(self, listed: Sequence[Counted]) -> dict[UUID, int]:
        """Number the tie bands within a list that is in order; what too few rated is in none."""
        rated = [each.id for each in listed if each.id in self.figures]
        expected = np.array([self.figures[each].expected for each in rated])
        variance = np.array([self.figures[each].variance for each in rated])
        numbers = ranking.bands(np.arange(len(rated)), expected, variance)
        return {each: int(number) for each, number in zip(rated, numbers, strict=True)}
