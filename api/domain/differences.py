"""Where groups clearly differ: exact tests, corrected for looking at many statements in many ways.

For each statement and each dimension (size class, province, job function) in which two groups or more show, each group
is held against the others that show. That none of them differs is one hypothesis. Of what is listed, on average no
more than ``RATE`` is expected to be chance; when no groups differ at all, that is the chance that anything is listed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from uuid import UUID

import numpy as np

from api.domain.groups import Group, Groups

RATE = 0.05
SAME = 1 + 1e-7  # two chances that differ less than this are the same chance, rounded


@dataclass(frozen=True)
class Difference:
    """A statement on which one group stands apart from the other groups of its dimension.

    ``chance`` is the corrected p-value of the hypothesis, ``adjusted`` the lowest false discovery rate at which it would
    be listed.
    """

    statement_id: UUID
    dimension: str
    group: Group
    others: tuple[Group, ...]
    chance: float
    adjusted: float

    @property
    def size(self) -> float:
        """How much higher (above 0) or lower the rate of the group is than that of the others together."""
        recognised = sum(each.recognised for each in self.others)
        return self.group.rate - recognised / sum(each.raters for each in self.others)


def differences(found: Mapping[UUID, Groups], rate: float = RATE) -> tuple[int, list[Difference]]:
    """Count the hypotheses, and give those that are rejected at the false discovery ``rate``, the largest first."""
    tested = [
        (statement_id, dimension, *stands_apart(groups))
        for statement_id, dimensions in found.items()
        for dimension, groups in dimensions.items()
        if len(groups) > 1
    ]
    adjusted = benjamini_hochberg([chance for *_, chance in tested])
    clear = [
        Difference(statement_id, dimension, group, others, chance, level)
        for (statement_id, dimension, group, others, chance), level in zip(tested, adjusted, strict=True)
        if level <= rate
    ]
    return len(tested), sorted(clear, key=lambda each: (-abs(each.size), each.adjusted, each.statement_id))


def stands_apart(groups: Sequence[Group]) -> tuple[Group, tuple[Group, ...], float]:
    """Give the group that differs most clearly from the others, those others, and the chance of that when none differs.

    Each of the k groups is tested against the others; the smallest p-value is multiplied by k (Bonferroni), once when
    there are two, because their tests are the same. Of two groups the one that recognises more is given.
    """
    raters, recognised = sum(each.raters for each in groups), sum(each.recognised for each in groups)
    chances = [fisher(each.recognised, each.raters, recognised, raters) for each in groups]
    best = min(range(len(groups)), key=lambda at: (chances[at], -groups[at].rate))
    looks = len(groups) if len(groups) > 2 else 1
    others = tuple(each for at, each in enumerate(groups) if at != best)
    return groups[best], others, min(1.0, looks * chances[best])


def fisher(recognised: int, raters: int, recognised_in_all: int, raters_in_all: int) -> float:
    """Give the two-sided p-value of Fisher's exact test that a group recognises as much as the whole that it is in.

    When who belongs to the group has nothing to do with who recognises, the number x of the n raters in the group among
    the K of all N who recognise is hypergeometric. The p-value is the chance of all x that are no more likely than the
    one that was found (Fisher 1935; Agresti, Categorical Data Analysis, 3rd edition, section 3.5). Each chance follows
    from the one before: P(x + 1) / P(x) = (K - x) (n - x) / ((x + 1) (N - K - n + x + 1)).
    """
    least, most = max(0, raters + recognised_in_all - raters_in_all), min(raters, recognised_in_all)
    x = np.arange(least, most, dtype=np.float64)
    ratios = np.log((recognised_in_all - x) * (raters - x))
    ratios -= np.log((x + 1) * (raters_in_all - recognised_in_all - raters + x + 1))
    logarithms = np.concatenate([np.zeros(1), np.cumsum(ratios)])
    chances = np.exp(logarithms - logarithms.max())
    return float(chances[chances <= chances[recognised - least] * SAME].sum() / chances.sum())


def benjamini_hochberg(chances: Sequence[float]) -> list[float]:
    """Give for each of the m p-values the lowest false discovery rate at which it is rejected, in the input's order.

    The i-th smallest p-value becomes m p / i, and no more than any larger one becomes (Benjamini and Hochberg 1995,
    Journal of the Royal Statistical Society B 57: 289-300). It holds for p-values that are independent or that
    depend on each other positively; a test plays dialogues in which lenient people make them depend.
    """
    order = sorted(range(len(chances)), key=lambda at: chances[at], reverse=True)
    adjusted, lowest = [1.0] * len(chances), 1.0
    for at, rank in zip(order, count(len(chances), -1), strict=False):
        lowest = adjusted[at] = min(lowest, len(chances) * chances[at] / rank)
    return adjusted
