"""Recalculating a report from the counts in it, with the formulas of the house and nothing else of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isclose, isfinite
from typing import Any

import numpy as np

from api.domain import ranking
from api.domain.dialogues import ENOUGH_RATERS
from api.domain.report_words import tops, whole

LARGEST = 1_000_000  # people: a count beyond this is no count of people

Document = Mapping[str, Any]
Wrong = Iterator[str]
Work = Callable[["Sum"], Wrong]


@dataclass
class Check:
    """One kind of figure: what it is called, how many were recalculated, and what was found to differ."""

    name: str
    number: int = 0
    wrong: list[str] = field(default_factory=list)


class Sum:
    """A report as it is being recalculated."""

    def __init__(self, report: Document) -> None:
        self.report = report
        self.content: Document = report["content"]
        self.hour: Document = self.content["hour"]
        self.tops = tops(self.content)
        self.all = whole(self.content)
        self.rated = [each for each in self.all if each["raters"] >= ENOUGH_RATERS]
        self.people: int = self.hour["people"]
        self.compared = 0

    def same(self, where: str, told: Any, right: Any) -> Wrong:
        """Compare one figure, or all that is in a mapping or list."""
        if isinstance(right, Mapping) and isinstance(told, Mapping):
            for name in {**right, **told}:
                yield from self.same(f"{where}, {name}", told.get(name), right.get(name))
        elif isinstance(right, list) and isinstance(told, list) and len(right) == len(told):
            for place, (one, other) in enumerate(zip(told, right, strict=True), start=1):
                yield from self.same(f"{where}, {place}", one, other)
        else:
            self.compared += 1
            if not _equal(told, right):
                yield f"{where}: {told} instead of {right}"


def recalculate(document: Document, checks: Mapping[str, Work]) -> list[Check]:
    """Check everything that can be calculated from a report (as the API answers it, or its content alone)."""
    report = document if "content" in document else {"content": document}
    for name, each in numbers(report):
        if not isfinite(each) or abs(each) > LARGEST:
            return [Check("size", 1, [f"{name}: {each} is no figure of a report"])]
    total = Sum(report)
    return [_done(name, work, total) for name, work in checks.items()]


def _done(name: str, work: Work, total: Sum) -> Check:
    total.compared = 0
    wrong: list[str] = []
    try:
        wrong += work(total)
    except (ArithmeticError, AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        wrong.append(f"cannot be calculated: {type(error).__name__} {error}")
    return Check(name, total.compared, wrong)


def numbers(value: Any, name: str = "") -> Iterator[tuple[str, float]]:
    """Give all numbers in a document, with the name that each goes by."""
    if isinstance(value, Mapping):
        for inner, each in value.items():
            yield from numbers(each, inner)
    elif isinstance(value, list):
        for each in value:
            yield from numbers(each, name)
    elif isinstance(value, int | float):
        yield name, value


def _equal(told: Any, right: Any) -> bool:
    if isinstance(right, bool) or isinstance(told, bool) or not isinstance(right, int | float):
        return bool(told == right)
    return isinstance(told, int | float) and isclose(told, right, rel_tol=1e-9, abs_tol=1e-9)


def short(each: Document) -> str:
    text = str(each["text"])
    return repr(text if len(text) <= 50 else f"{text[:49]}…")


def figures(rows: Sequence[Document], prior: ranking.Prior, crowd: str) -> tuple[np.ndarray, ...]:
    """Give expected rate, variance and the ends of the interval of some statements or groups."""
    counts = [each["recognised"] for each in rows], [each["raters"] for each in rows]
    people = [each[crowd] for each in rows]
    return *ranking.posterior(*counts, people, prior), *ranking.interval(*counts, people, prior)
