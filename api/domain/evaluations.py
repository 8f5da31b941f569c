"""The rules of looking back: who is asked, how long, and which answers are shown.

Answers are anonymous and are shown in batches of at least five. Whoever looks before and after a batch, and subtracts,
learns the sum of five answers and of no fewer; what is left over of a batch is never shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.domain.errors import Conflict
from api.domain.events import is_over
from api.domain.vocabulary import DialogueState, EvaluationState

BATCH = 5
ASKED_AFTER = timedelta(days=1)
OPEN_FOR = timedelta(days=30)
LOWEST, HIGHEST = 1, 5


@dataclass(frozen=True)
class Scale:
    """What was answered on a scale of five: how often each, and the mean."""

    mean: float
    counts: Sequence[int]


def ask_moment(ends_at: datetime) -> datetime:
    """Give the moment at which the people who came are asked."""
    return ends_at + ASKED_AFTER


def last_moment(ends_at: datetime) -> datetime:
    """Give the moment after which nobody can answer any more."""
    return ends_at + OPEN_FOR


def state_for(
    *, seated: bool, came: bool, answered: bool, ends_at: datetime, dialogue: DialogueState | None, now: datetime
) -> EvaluationState | None:
    """Tell whether somebody is asked to look back; None when not, or no longer.

    Who came is known where there was a dialogue; elsewhere everybody who had a seat is asked.
    """
    if not seated or (dialogue is not None and not came) or not is_over(ends_at, dialogue, now):
        return None
    if answered:
        return EvaluationState.ANSWERED
    return EvaluationState.OPEN if now < last_moment(ends_at) else None


def require_open(state: EvaluationState | None) -> None:
    """Refuse an answer of who is not asked, or answered already."""
    if state is EvaluationState.ANSWERED:
        raise Conflict("You have answered already.")
    if state is not EvaluationState.OPEN:
        raise Conflict("This is for who was there, until 30 days after the end.")


def joins(waiting: int) -> bool:
    """Tell whether the answers that were not shown yet are enough to be shown together."""
    return waiting >= BATCH


def scale(answers: Sequence[int]) -> Scale | None:
    """Count answers on a scale; None below a whole batch."""
    if len(answers) < BATCH:
        return None
    counts = [answers.count(value) for value in range(LOWEST, HIGHEST + 1)]
    return Scale(sum(answers) / len(answers), counts)
