"""What moves a live dialogue by hand: on to the next stage, more time, a pause, a question that was not in the script.

Each gives the place where the dialogue stands afterwards, as pure functions of where it stands now.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from api.domain.dialogues import Place, Standing, Step, after, length
from api.domain.errors import Conflict, Invalid
from api.domain.vocabulary import PhaseKind, Stage

MOST_PHASES = 40


@dataclass(frozen=True)
class Seen:
    """Where somebody who taps thinks the dialogue stands; what they do not tell is not compared."""

    position: int | None = None
    stage: Stage | None = None
    extra: int | None = None


def require_seen(here: Standing, seen: Seen) -> None:
    """Refuse a tap on what has changed meanwhile, so that two taps, or two organisers, act once."""
    if (seen.position, seen.stage) != (None, None) and (seen.position, seen.stage) != (here.position, here.stage):
        raise Conflict("The dialogue has moved on already.")
    if seen.extra is not None and seen.extra != here.extra:
        raise Conflict("Time was added already.")


def next_by_hand(steps: Sequence[Step], here: Standing, now: datetime) -> Place:
    """Give the place after a push by hand, or refuse: too early, or nothing follows. A pause ends with it."""
    place = _under_way(here)
    earliest = 0 if place.in_tail else steps[place.position].min_seconds
    if place.elapsed(now) < timedelta(seconds=earliest):
        raise Conflict("This phase lasts at least %(seconds)s seconds.", params={"seconds": earliest})
    following = after(steps, place, now)
    if following is None:
        raise Conflict("This was the last phase. Close the dialogue.")
    return following


def extend(steps: Sequence[Step], here: Standing, seconds: int, now: datetime) -> Place:
    """Give the present stage more time: on top of what is left, or from now on where its length is used up."""
    place = _under_way(here)
    over = place.elapsed(now).total_seconds() - length(steps, place)
    return replace(place, extra=place.extra + max(math.ceil(over), 0) + seconds)


def pause(here: Standing, now: datetime) -> Place:
    """Let time stand still."""
    place = _under_way(here)
    if here.paused:
        raise Conflict("The dialogue is paused already.")
    return replace(place, paused_at=now)


def resume(here: Standing, now: datetime) -> Place:
    """Let time run again, with as much left as when it was paused."""
    place = _under_way(here)
    if place.paused_at is None:
        raise Conflict("The dialogue is not paused.")
    return replace(place, since=place.since + (now - place.paused_at), paused_at=None)


def insert(steps: Sequence[Step], here: Standing, question: Step) -> tuple[list[Step], int]:
    """Give the script with a question right after the present phase, and its position; nothing else moves or goes."""
    place = _under_way(here)
    if question.kind is not PhaseKind.QUESTION:
        raise Invalid("Only a question can be put in.", field="kind")
    if question.max_seconds < question.min_seconds:
        raise Invalid(
            "A phase cannot end before it may end: make the maximum at least the minimum.", field="maxSeconds"
        )
    if steps[place.position].kind is PhaseKind.CLOSING:
        raise Conflict("The dialogue is rounding off: no question can be put in any more.")
    if len(steps) >= MOST_PHASES:
        raise Conflict("A dialogue has at most %(count)s phases.", params={"count": MOST_PHASES})
    position = place.position + 1
    return [*steps[:position], question, *steps[position:]], position


def _under_way(here: Standing) -> Place:
    if here.place is None or here.finished:
        raise Conflict("The dialogue is not under way.")
    return here.place
