"""The rules of a live dialogue: where it stands, what is open, and who is who. What moves it is in ``moves``."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from api.domain.errors import Conflict, Invalid
from api.domain.scripts import lasts_days
from api.domain.vocabulary import Advance, DialogueState, PhaseKind, Recognition, Stage

RECOGNISED = frozenset({Recognition.LARGELY, Recognition.FULLY})
EARLY = timedelta(hours=1)  # before the doors would open: whoever opens them sooner has to say so
ENOUGH_RATERS = 5  # below this no figure is shown: it would say more about people than about the statement
TOLD_ANEW = 5  # raters more or fewer after which live figures change: they never tell of fewer people than that


@dataclass(frozen=True)
class Step:
    """One phase of a script; lengths in seconds."""

    kind: PhaseKind
    min_seconds: int
    max_seconds: int
    tail_seconds: int = 0
    prompt: str = ""


@dataclass(frozen=True)
class Place:
    """A position in the script, whether its voting-only tail has begun, and since when.

    ``extra`` seconds were added by hand. While it is paused, time stands still at ``paused_at``; a pause that is over
    was taken out of ``since``.
    """

    position: int
    in_tail: bool
    since: datetime
    extra: int = 0
    paused_at: datetime | None = None

    def elapsed(self, now: datetime) -> timedelta:
        """Give how long this stage has lasted, pauses left out."""
        return max((self.paused_at or now) - self.since, timedelta(0))


@dataclass(frozen=True)
class Standing:
    """Where a dialogue stands at a moment.

    ``ends_at`` is None where only a hand moves it on, where nothing follows, and while it is paused. ``due_at`` is the
    moment when the planned length is used up, whatever moves it on; while it is paused, ``left`` tells how much is not.
    ``finished`` tells that the script has run out and the dialogue waits to be closed.
    """

    stage: Stage
    place: Place | None = None
    ends_at: datetime | None = None
    due_at: datetime | None = None
    left: timedelta | None = None
    finished: bool = False

    @property
    def position(self) -> int | None:
        """The place in the script."""
        return self.place.position if self.place else None

    @property
    def since(self) -> datetime | None:
        """When this stage began, pauses left out."""
        return self.place.since if self.place else None

    @property
    def extra(self) -> int:
        """The seconds that were added to this stage by hand."""
        return self.place.extra if self.place else 0

    @property
    def paused(self) -> bool:
        """Whether time stands still."""
        return self.place is not None and self.place.paused_at is not None


def check_script(steps: Sequence[Step]) -> None:
    """Refuse a script that cannot be played, naming the phase: lobby first, questions, closing last."""
    kinds = [step.kind for step in steps]
    if PhaseKind.QUESTION not in kinds:
        raise Invalid("A dialogue needs at least one question.", field="phases")
    for index, step in enumerate(steps):
        path = f"phases.{index}"
        if step.max_seconds < step.min_seconds:
            raise Invalid(
                "A phase cannot end before it may end: make the maximum at least the minimum.",
                field=f"{path}.maxSeconds",
            )
        if step.kind is not PhaseKind.QUESTION and step.tail_seconds:
            raise Invalid("Only a question has a tail for rating.", field=f"{path}.tailSeconds")
        if step.kind is PhaseKind.QUESTION and not step.prompt:
            raise Invalid("Write the question.", field=f"{path}.prompt")
        if step.kind is PhaseKind.LOBBY and index != 0:
            raise Invalid("The lobby comes first.", field=f"{path}.kind")
        if step.kind is PhaseKind.CLOSING and index != len(steps) - 1:
            raise Invalid("The closing comes last.", field=f"{path}.kind")


def opens_at(steps: Sequence[Step], starts_at: datetime) -> datetime:
    """Give the moment when the doors open: the lobby comes before the announced start."""
    lobby = steps[0].max_seconds if steps[0].kind is PhaseKind.LOBBY else 0
    return starts_at - timedelta(seconds=lobby)


def opens_early(opens: datetime, now: datetime) -> bool:
    """Tell whether opening the doors now would be so long before their time that it may be a slip of the hand."""
    return now < opens - EARLY


def require_time_to_open(opens: datetime, now: datetime, *, early: bool) -> None:
    """Refuse to open the doors long before their time, unless the organiser says ``early``."""
    if opens_early(opens, now) and not early:
        raise Conflict("The doors open only later. Say that you want to open them early.", field="early")


def standing(
    steps: Sequence[Step], advance: Advance, state: DialogueState, place: Place | None, opens: datetime, now: datetime
) -> Standing:
    """Tell where the dialogue stands at ``now``.

    By the clock, each stage follows the one before without anybody writing anything down; a planned dialogue counts
    from ``opens``. By hand, it stays where it was put.
    """
    if state is DialogueState.CLOSED:
        return Standing(Stage.CLOSED)
    if place is None:
        if advance is Advance.HAND or now < opens:
            return Standing(Stage.PLANNED, ends_at=opens if advance is Advance.CLOCK else None)
        place = Place(0, in_tail=False, since=opens)
    while True:
        if place.paused_at is not None:
            return Standing(stage_of(steps, place), place, left=left(steps, place, now))
        due_at = place.since + timedelta(seconds=length(steps, place))
        if advance is Advance.HAND:
            return Standing(stage_of(steps, place), place, due_at=due_at)
        if now < due_at:
            return Standing(stage_of(steps, place), place, due_at, due_at)
        following = after(steps, place, due_at)
        if following is None:
            return Standing(Stage.CLOSING, place, due_at, due_at, finished=True)
        place = following


def later_rounds(steps: Sequence[Step], place: Place) -> list[Place]:
    """Give where each later round of days begins by the clock, from ``place`` on, ``place`` itself included.

    A round of days is a question that stays open for a day or more; the first question of a script is no later round.
    """
    first = next(position for position, step in enumerate(steps) if step.kind is PhaseKind.QUESTION)
    found: list[Place] = []
    here: Place | None = place
    while here is not None:
        step = steps[here.position]
        if not here.in_tail and here.position > first and step.kind is PhaseKind.QUESTION and lasts_days(step):
            found.append(here)
        here = after(steps, here, here.since + timedelta(seconds=length(steps, here)))
    return found


def length(steps: Sequence[Step], place: Place) -> int:
    """Give the length in seconds of the stage at ``place``, with what was added."""
    step = steps[place.position]
    return (step.tail_seconds if place.in_tail else step.max_seconds) + place.extra


def left(steps: Sequence[Step], place: Place, now: datetime) -> timedelta:
    """Give what is left of the planned length of the stage at ``place``; never less than nothing."""
    return max(timedelta(seconds=length(steps, place)) - place.elapsed(now), timedelta(0))


def stage_of(steps: Sequence[Step], place: Place) -> Stage:
    """Name the stage at ``place``."""
    if place.in_tail:
        return Stage.TAIL
    return Stage(steps[place.position].kind.value)


def after(steps: Sequence[Step], place: Place, since: datetime) -> Place | None:
    """Give the stage that follows ``place``, None at the end: a question is followed by its tail if it has one."""
    if not place.in_tail and steps[place.position].tail_seconds:
        return Place(place.position, in_tail=True, since=since)
    if place.position + 1 < len(steps):
        return Place(place.position + 1, in_tail=False, since=since)
    return None


def require_writing(here: Standing) -> None:
    """Refuse a new statement unless a question is open for writing."""
    _require_running(here)
    if here.stage is Stage.TAIL:
        raise Conflict("The round for writing was just closed. You can still rate.")
    if here.stage is not Stage.QUESTION:
        raise Conflict("No question is open for writing now.")


def require_rating(here: Standing) -> None:
    """Refuse a rating unless a question or its tail is open."""
    _require_running(here)
    if here.stage not in (Stage.QUESTION, Stage.TAIL):
        raise Conflict("No question is open for rating now.")


def _require_running(here: Standing) -> None:
    if here.paused:
        raise Conflict("The dialogue is paused. What you typed stays, and you can go on when it does.")


def told_of(counts: Mapping[Recognition, int]) -> dict[str, int]:
    """Give what is told of the counts of a statement, under the names of its columns."""
    return {
        "told_raters": sum(counts.values()),
        "told_recognised": sum(counts[level] for level in RECOGNISED),
        "told_does_not_occur": counts[Recognition.DOES_NOT_OCCUR],
    }


def pseudonym(key: bytes, dialogue_id: UUID, member_id: UUID) -> UUID:
    """Give the name under which a member is known in one dialogue: HMAC-SHA256 of the member under the dialogue's key.

    Without the key nobody can compute it or find the member back from it.
    """
    digest = hmac.new(key, dialogue_id.bytes + member_id.bytes, hashlib.sha256).digest()
    return UUID(bytes=digest[:16], version=4)
