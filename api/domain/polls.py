"""Polls in between: what can be asked with one tap, and what may be told of the outcome.

Below ``ENOUGH_ANSWERS`` answers nothing of an outcome is told or kept but their number. From there on it is the plain
distribution over the whole room, never of a part of it, so that no two figures can be subtracted to leave a few people.
While a poll is open nobody sees an outcome: who watched it grow would see who had just answered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.domain.anonymity import SMALLEST_GROUP
from api.domain.errors import Conflict, Invalid
from api.domain.vocabulary import PollKind, PollState, Scale

ENOUGH_ANSWERS = SMALLEST_GROUP
FEWEST, MOST = 2, 8
ENDS: Mapping[Scale, tuple[int, int]] = {Scale.ONE_TO_FIVE: (1, 5), Scale.ZERO_TO_TEN: (0, 10)}

Option = tuple[int, str]


@dataclass(frozen=True)
class Outcome:
    """A closed poll: what was asked, how many answered, and how often each value was chosen (None: too few to tell)."""

    kind: PollKind
    prompt: str
    answers: int
    options: Sequence[tuple[int, str, int | None]]


def options_of(kind: PollKind, labels: Sequence[str], scale: Scale | None, low: str, high: str) -> list[Option]:
    """Give the values of a poll with their labels; on a scale only the two ends may have one."""
    if kind is PollKind.SINGLE:
        if scale is not None:
            raise Invalid("Only a scale has ends.", field="scale")
        if not FEWEST <= len(labels) <= MOST:
            raise Invalid("Give %(few)s to %(many)s options.", field="options", params={"few": FEWEST, "many": MOST})
        for place, label in enumerate(labels):
            if label.casefold() in {each.casefold() for each in labels[:place]}:
                raise Invalid("This option is there twice.", field=f"options.{place}")
        return list(enumerate(labels, start=1))
    if labels:
        raise Invalid("A scale has no options of its own.", field="options")
    if scale is None:
        raise Invalid("Choose a scale.", field="scale")
    first, last = ENDS[scale]
    return [(value, {first: low, last: high}.get(value, "")) for value in range(first, last + 1)]


def require_openable(state: PollState, *, another_is_open: bool) -> None:
    """Refuse to open a poll that was closed, or a second one."""
    if state is PollState.CLOSED:
        raise Conflict("This poll is closed. Make a new one to ask again.")
    if another_is_open:
        raise Conflict("Another poll is open. Close that one first.")


def counted(values: Sequence[int], counts: Mapping[int, int]) -> dict[int, int | None]:
    """Give how often each of the ``values`` was chosen, or nothing when too few answered to tell."""
    enough = sum(counts.values()) >= ENOUGH_ANSWERS
    return {value: counts.get(value, 0) if enough else None for value in values}


def section(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Give what a report says of its polls; shares follow from the counts."""
    return {
        "enoughAnswers": ENOUGH_ANSWERS,
        "items": [
            {
                "kind": each.kind.value,
                "prompt": each.prompt,
                "answers": each.answers,
                "options": [{"value": value, "label": label, "count": count} for value, label, count in each.options],
            }
            for each in outcomes
        ],
    }
