"""What a report says: pure composition of counts into a document that is stored, and answered, as it is.

The document names nobody: no author, no order of arrival, no moment inside the hour, no participant. Everything in it
can be computed again from the counts that it carries, except the counts of statements that too few people rated: those
are withheld, because they would say more about people than about the statement.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from api.domain import ranking
from api.domain.anonymity import Traits
from api.domain.attention import distribution, profile
from api.domain.dialogues import ENOUGH_RATERS, RECOGNISED
from api.domain.vocabulary import Recognition, StatementKind

SCHEMA_VERSION = 1
TOP = 10
METHOD = ("recognised", "does_not_occur", "interval", "order", "too_few", "attention", "who", "anonymous")


@dataclass(frozen=True)
class Question:
    """A question of the script."""

    id: UUID
    position: int
    prompt: str
    explanation: str


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

    @property
    def raters(self) -> int:
        """Everybody who chose something, "does not occur with us" included."""
        return sum(self.counts.values())

    @property
    def recognised(self) -> int:
        """Those who chose largely or fully."""
        return sum(self.counts.get(word, 0) for word in RECOGNISED)

    def crowd(self, people: int) -> int:
        """Count those of the ``people`` who could rate it: everybody, but nobody rates their own."""
        return max(people - (not self.given), self.raters, 1)

    @property
    def enough(self) -> bool:
        """Whether enough people rated it to give a figure."""
        return self.raters >= ENOUGH_RATERS


@dataclass(frozen=True)
class Occasion:
    """The dialogue and the event it belonged to."""

    dialogue_id: UUID
    event_id: UUID
    title: str
    starts_at: datetime
    ends_at: datetime


def compose(
    occasion: Occasion, questions: Sequence[Question], statements: Sequence[Counted], people: Sequence[Traits]
) -> dict[str, Any]:
    """Give the content of a report: JSON, camelCase names, rates as shares in [0, 1] of the ``people`` who could rate."""
    prior, figures = _figures(statements, len(people))
    roots = roots_of(statements)
    best_first = sorted(statements, key=lambda statement: _place(statement, figures))
    below: dict[UUID, list[dict[str, Any]]] = {}
    for statement in best_first:
        if roots[statement.id] != statement.id:
            below.setdefault(roots[statement.id], []).append(_shown(statement, figures[statement.id], len(people)))
    tops = [statement for statement in best_first if roots[statement.id] == statement.id]
    return {
        "schemaVersion": SCHEMA_VERSION,
        "dialogueId": str(occasion.dialogue_id),
        "event": {
            "id": str(occasion.event_id),
            "title": occasion.title,
            "startsAt": _wire(occasion.starts_at),
            "endsAt": _wire(occasion.ends_at),
        },
        "top": TOP,
        "enoughRaters": ENOUGH_RATERS,
        "interval": ranking.MASS,
        "prior": {"a": prior.a, "b": prior.b},
        "questions": [
            {
                "position": question.position,
                "prompt": question.prompt,
                "explanation": question.explanation,
                "statements": [
                    _shown(each, figures[each.id], len(people)) | {"reactions": below.get(each.id, [])}
                    for each in tops
                    if each.question_id == question.id
                ],
            }
            for question in sorted(questions, key=lambda question: question.position)
        ],
        "overall": [str(statement.id) for statement in tops],
        "hour": _hour(statements, people),
        "method": list(METHOD),
    }


def roots_of(statements: Iterable[Counted]) -> dict[UUID, UUID]:
    """Give for each statement the one at the top of its chain of reactions; a reaction to what was hidden is its own."""
    known = {statement.id: statement for statement in statements}
    roots = {}
    for statement in known.values():
        top = statement
        while top.reacts_to is not None and top.reacts_to in known:
            top = known[top.reacts_to]
        roots[statement.id] = top.id
    return roots


Figures = dict[UUID, dict[str, float] | None]


def _figures(statements: Sequence[Counted], people: int) -> tuple[ranking.Prior, Figures]:
    rated = [statement for statement in statements if statement.enough]
    recognised, raters = [each.recognised for each in rated], [each.raters for each in rated]
    prior = ranking.fit_prior(recognised, raters)
    ranked = ranking.rank(recognised, raters, [each.crowd(people) for each in rated], prior)
    figures: Figures = {statement.id: None for statement in statements}
    for index, statement in enumerate(rated):
        figures[statement.id] = {
            "rate": statement.recognised / statement.raters,
            "low": float(ranked.low[index]),
            "high": float(ranked.high[index]),
            "expected": round(float(ranked.expected[index]), 6),
        }
    return prior, figures


def _place(statement: Counted, figures: Figures) -> tuple[float, int, UUID]:
    """Sort by expected rate; what too few rated comes last. The random id decides ties and tells nothing of arrival."""
    found = figures[statement.id]
    return (-found["expected"] if found else 1.0, -statement.raters, statement.id)


def _shown(statement: Counted, figures: Mapping[str, float] | None, people: int) -> dict[str, object]:
    counts = statement.counts
    return {
        "id": str(statement.id),
        "kind": statement.kind.value,
        "text": statement.text,
        "reactsToId": str(statement.reacts_to) if statement.reacts_to else None,
        "couldRate": statement.crowd(people),
        "raters": statement.raters,
        "recognised": statement.recognised if figures else None,
        "counts": {
            "notAtAll": counts.get(Recognition.NOT_AT_ALL, 0),
            "aLittle": counts.get(Recognition.A_LITTLE, 0),
            "largely": counts.get(Recognition.LARGELY, 0),
            "fully": counts.get(Recognition.FULLY, 0),
            "doesNotOccur": counts.get(Recognition.DOES_NOT_OCCUR, 0),
        }
        if figures
        else None,
        **(figures or {"rate": None, "low": None, "high": None, "expected": None}),
    }


def _hour(statements: Sequence[Counted], people: Sequence[Traits]) -> dict[str, object]:
    raters = [statement.raters for statement in statements]
    too_few = sum(not statement.enough for statement in statements)
    return {
        "people": len(people),
        "statements": len(statements),
        "reactions": sum(statement.kind is StatementKind.REACTION for statement in statements),
        "ratings": sum(raters),
        "attention": {
            "lowest": min(raters, default=0),
            "mean": round(sum(raters) / len(raters), 2) if raters else 0.0,
            "highest": max(raters, default=0),
            "tooFew": too_few,
            "shareTooFew": round(too_few / len(raters), 4) if raters else 0.0,
            "distribution": distribution(raters),
        },
        "profile": profile(people),
    }


def _wire(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
