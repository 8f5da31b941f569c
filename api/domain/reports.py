"""What a report says: pure composition of counts into a document that is stored, and answered, as it is.

The document names nobody: no author, no order of arrival, no moment inside the hour, no participant. Everything in it
can be computed again from the counts that it carries, except the counts of statements that too few people rated: those
are withheld, because they would say more about people than about the statement.

Version 2 of the document added the tie bands, the figures of groups and the differences between them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from api.domain import ranking
from api.domain.anonymity import DIMENSIONS, Traits
from api.domain.attention import distribution, profile
from api.domain.dialogues import ENOUGH_RATERS
from api.domain.differences import RATE, differences
from api.domain.groups import Group, Groups
from api.domain.standings import Counted, Standings
from api.domain.vocabulary import Recognition, StatementKind

SCHEMA_VERSION = 2
TOP = 10
METHOD = (
    "recognised", "does_not_occur", "interval", "order", "bands", "too_few", "groups", "differences", "offers", "attention",
    "who", "anonymous",
)  # fmt: skip


@dataclass(frozen=True)
class Question:
    """A question of the script."""

    id: UUID
    position: int
    prompt: str
    explanation: str


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
    standings = Standings.of(statements, Counter(people))
    roots = roots_of(statements)
    best_first = sorted(statements, key=standings.place)
    tops = [statement for statement in best_first if roots[statement.id] == statement.id]
    below: dict[UUID, list[Counted]] = {statement.id: [] for statement in tops}
    for statement in best_first:
        if roots[statement.id] != statement.id:
            below[roots[statement.id]].append(statement)
    overall = standings.bands(tops)
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
        "prior": asdict(standings.prior),
        "groupPriors": {name: asdict(prior) for name, prior in standings.group_priors.items()},
        "questions": [
            {
                "position": question.position,
                "prompt": question.prompt,
                "explanation": question.explanation,
                "statements": [
                    shown
                    | {
                        "overallBand": overall.get(top.id),
                        "reactions": [each for _, each in _list(below[top.id], standings)],
                    }
                    for top, shown in _list([each for each in tops if each.question_id == question.id], standings)
                ],
            }
            for question in sorted(questions, key=lambda question: question.position)
        ],
        "overall": [str(statement.id) for statement in tops],
        "differences": where_groups_differ(standings.groups),
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


def _list(statements: Sequence[Counted], standings: Standings) -> list[tuple[Counted, dict[str, Any]]]:
    """Give statements that are shown as one list, each with what is said of it and the tie band that it is in there."""
    bands = standings.bands(statements)
    return [(each, _shown(each, standings) | {"band": bands.get(each.id)}) for each in statements]


def _shown(statement: Counted, standings: Standings) -> dict[str, Any]:
    counts = statement.counts
    figure = standings.figures.get(statement.id)
    return {
        "id": str(statement.id),
        "kind": statement.kind.value,
        "text": statement.text,
        "reactsToId": str(statement.reacts_to) if statement.reacts_to else None,
        "given": statement.given,
        "alsoSaidAs": [{"id": str(id_), "text": text} for id_, text in statement.also_said_as],
        "couldRate": statement.crowd(standings.people),
        "raters": statement.raters,
        "recognised": statement.recognised if figure else None,
        "counts": {
            "notAtAll": counts.get(Recognition.NOT_AT_ALL, 0),
            "aLittle": counts.get(Recognition.A_LITTLE, 0),
            "largely": counts.get(Recognition.LARGELY, 0),
            "fully": counts.get(Recognition.FULLY, 0),
            "doesNotOccur": counts.get(Recognition.DOES_NOT_OCCUR, 0),
        }
        if figure
        else None,
        "rate": figure.rate if figure else None,
        "low": figure.low if figure else None,
        "high": figure.high if figure else None,
        "expected": figure.expected if figure else None,
        "groups": {
            name: [_group(each) for each in standings.groups.get(statement.id, {}).get(name, [])] for name in DIMENSIONS
        },
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "value": group.value.value,
        "people": group.people,
        "raters": group.raters,
        "recognised": group.recognised,
        "rate": group.rate,
        "low": group.low,
        "high": group.high,
    }


def where_groups_differ(groups: Mapping[UUID, Groups]) -> dict[str, Any]:
    """Tell on which statements one group clearly differs from the others, as it stands in the document."""
    tested, found = differences(groups)
    return {
        "falseDiscoveryRate": RATE,
        "tested": tested,
        "found": [
            {
                "statementId": str(each.statement_id),
                "dimension": each.dimension,
                "value": each.group.value.value,
                "raters": each.group.raters,
                "recognised": each.group.recognised,
                "rate": each.group.rate,
                "others": {
                    "values": [other.value.value for other in each.others],
                    "raters": sum(other.raters for other in each.others),
                    "recognised": sum(other.recognised for other in each.others),
                    "rate": each.group.rate - each.size,
                },
                "difference": each.size,
                "chance": each.chance,
                "adjusted": each.adjusted,
            }
            for each in found
        ],
    }


def attention(raters: Sequence[int]) -> dict[str, Any]:
    """Tell how the ratings were spread over the statements, as it stands in the document."""
    too_few = sum(number < ENOUGH_RATERS for number in raters)
    return {
        "lowest": min(raters, default=0),
        "mean": round(sum(raters) / len(raters), 2) if raters else 0.0,
        "highest": max(raters, default=0),
        "tooFew": too_few,
        "shareTooFew": round(too_few / len(raters), 4) if raters else 0.0,
        "distribution": distribution(raters),
    }


def _hour(statements: Sequence[Counted], people: Sequence[Traits]) -> dict[str, object]:
    raters = [statement.raters for statement in statements]
    return {
        "people": len(people),
        "statements": len(statements),
        "reactions": sum(statement.kind is StatementKind.REACTION for statement in statements),
        "ratings": sum(raters),
        "attention": attention(raters),
        "profile": profile(people),
    }


def _wire(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
