"""What hands do to a dialogue under way: nothing is skipped, a pause costs nothing, and the time that is told adds up."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from api.domain.dialogues import Place, Standing, Step, after, left, length, require_rating, require_writing, standing
from api.domain.errors import Conflict, Invalid
from api.domain.moves import (
    MOST_PHASES,
    Seen,
    extend,
    insert,
    next_by_hand,
    pause,
    require_seen,
    resume,
)
from api.domain.vocabulary import Advance, DialogueState, PhaseKind, Stage

START = datetime(2026, 9, 9, 12, 0, tzinfo=UTC)
SCRIPT = [
    Step(PhaseKind.LOBBY, 0, 600),
    Step(PhaseKind.QUESTION, 60, 300, 60, "What got stuck?"),
    Step(PhaseKind.QUESTION, 0, 300, 0, "What helped?"),
    Step(PhaseKind.CLOSING, 0, 120),
]
MORE = Step(PhaseKind.QUESTION, 0, 240, 30, "And who paid?")
BOTH = pytest.mark.parametrize("advance", list(Advance))


@dataclass
class Hour:
    """A dialogue under way, whatever moves it on, and a clock."""

    advance: Advance = Advance.CLOCK
    steps: list[Step] = field(default_factory=lambda: list(SCRIPT))
    place: Place = field(default_factory=lambda: Place(1, in_tail=False, since=START))
    now: datetime = START

    @property
    def here(self) -> Standing:
        return standing(self.steps, self.advance, DialogueState.LIVE, self.place, START, self.now)

    @property
    def to_go(self) -> timedelta:
        """What the script still takes as planned: what is left of this stage, and all that follows."""
        place = self.here.place
        if place is None or self.here.finished:
            return timedelta(0)
        total, following = left(self.steps, place, self.now), after(self.steps, place, self.now)
        while following is not None:
            total += timedelta(seconds=length(self.steps, following))
            following = after(self.steps, following, self.now)
        return total

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def extend(self, seconds: int = 120) -> None:
        self.place = extend(self.steps, self.here, seconds, self.now)

    def pause(self) -> None:
        self.place = pause(self.here, self.now)

    def resume(self) -> None:
        self.place = resume(self.here, self.now)

    def next(self) -> None:
        self.place = next_by_hand(self.steps, self.here, self.now)

    def insert(self) -> None:
        here = self.here
        assert here.place is not None
        self.steps, _position = insert(self.steps, here, MORE)
        self.place = here.place


@BOTH
def test_two_more_minutes_come_on_top_of_what_is_left(advance: Advance):
    hour = Hour(advance)
    hour.wait(200)
    hour.extend()
    assert hour.here.due_at == START + timedelta(seconds=420)
    assert hour.here.ends_at == (hour.here.due_at if advance is Advance.CLOCK else None)


def test_by_hand_a_question_that_runs_late_gets_its_minutes_from_now_on():
    hour = Hour(Advance.HAND)
    hour.wait(1000)
    hour.extend()
    assert hour.here.due_at == hour.now + timedelta(seconds=120)


@BOTH
def test_a_tail_can_be_made_longer_too(advance: Advance):
    hour = Hour(advance, place=Place(1, in_tail=True, since=START))
    hour.extend()
    hour.wait(100)
    assert (hour.here.stage, hour.here.due_at) == (Stage.TAIL, START + timedelta(seconds=180))


def test_what_was_added_belongs_to_one_stage_and_not_to_the_next():
    hour = Hour()
    hour.extend()
    hour.wait(421)
    assert (hour.here.stage, hour.here.extra, hour.here.due_at) == (Stage.TAIL, 0, START + timedelta(seconds=480))


@BOTH
def test_a_pause_keeps_what_is_left_however_long_it_lasts(advance: Advance):
    hour = Hour(advance)
    hour.wait(100)
    hour.pause()
    hour.wait(86_400)
    assert (hour.here.stage, hour.here.left, hour.here.ends_at) == (Stage.QUESTION, timedelta(seconds=200), None)
    hour.resume()
    assert hour.here.due_at == hour.now + timedelta(seconds=200)


def test_while_it_is_paused_nobody_writes_or_rates():
    hour = Hour()
    hour.pause()
    for rule_ in (require_writing, require_rating):
        with pytest.raises(Conflict, match="paused"):
            rule_(hour.here)


def test_a_pause_does_not_count_for_the_least_that_a_question_lasts():
    hour = Hour()
    hour.wait(30)
    hour.pause()
    hour.wait(600)
    with pytest.raises(Conflict, match="at least"):
        hour.next()
    hour.resume()
    hour.wait(30)
    hour.next()
    assert hour.here.stage is Stage.TAIL


def test_going_on_ends_a_pause():
    hour = Hour(place=Place(2, in_tail=False, since=START))
    hour.pause()
    hour.next()
    assert (hour.here.stage, hour.here.paused) == (Stage.CLOSING, False)


def test_a_paused_dialogue_can_get_more_time():
    hour = Hour()
    hour.wait(100)
    hour.pause()
    hour.extend()
    assert hour.here.left == timedelta(seconds=320)


def test_only_what_runs_is_paused_and_only_what_is_paused_goes_on():
    hour = Hour()
    with pytest.raises(Conflict):
        hour.resume()
    hour.pause()
    with pytest.raises(Conflict):
        hour.pause()


@pytest.mark.parametrize("place", [Place(0, False, START), Place(1, False, START), Place(1, True, START)])
def test_a_question_is_put_in_after_the_present_phase_and_its_tail_comes_first(place: Place):
    hour = Hour(Advance.HAND, place=place, now=START + timedelta(seconds=60))
    hour.insert()
    assert (hour.here.position, hour.here.stage is Stage.TAIL) == (place.position, place.in_tail)
    stages = []
    while hour.here.position == place.position:
        hour.next()
        stages.append(hour.here.stage)
    assert hour.steps[hour.here.position].prompt == "And who paid?"
    assert stages == ([Stage.TAIL] if (place.position, place.in_tail) == (1, False) else []) + [Stage.QUESTION]


def test_no_question_is_put_in_while_rounding_off_nor_one_that_cannot_be_played():
    with pytest.raises(Conflict):
        Hour(place=Place(3, False, START)).insert()
    here = Hour().here
    with pytest.raises(Invalid, match="before it may end"):
        insert(SCRIPT, here, Step(PhaseKind.QUESTION, 61, 60, 0, "Why?"))
    with pytest.raises(Invalid):
        insert(SCRIPT, here, Step(PhaseKind.LOBBY, 0, 60))
    with pytest.raises(Conflict, match="at most"):
        insert([*SCRIPT[:-1], *[MORE] * (MOST_PHASES - len(SCRIPT)), SCRIPT[-1]], here, MORE)


@pytest.mark.parametrize("move", [Hour.extend, Hour.pause, Hour.resume, Hour.insert, Hour.next])
def test_a_script_that_has_run_out_is_not_steered_any_more(move):
    hour = Hour()
    hour.wait(10_000)
    with pytest.raises((Conflict, AssertionError)):
        move(hour)
    assert hour.to_go == timedelta(0)


@pytest.mark.parametrize(
    "seen", [Seen(2, Stage.QUESTION), Seen(1, Stage.TAIL), Seen(1), Seen(1, Stage.QUESTION, 120), Seen(extra=120)]
)
def test_a_tap_on_what_has_changed_is_refused(seen: Seen):
    with pytest.raises(Conflict):
        require_seen(Hour().here, seen)


@pytest.mark.parametrize("seen", [Seen(), Seen(1, Stage.QUESTION), Seen(1, Stage.QUESTION, 0), Seen(extra=0)])
def test_a_tap_on_what_stands_goes_through(seen: Seen):
    require_seen(Hour().here, seen)


@given(st.integers(0, 2000), st.integers(0, 5000))
def test_by_the_clock_what_is_to_go_shrinks_as_time_passes_until_nothing_is_left(seconds: int, later: int):
    hour = Hour()
    hour.wait(seconds)
    before = hour.to_go
    hour.wait(later)
    assert hour.to_go == max(before - timedelta(seconds=later), timedelta(0))


class Steering(RuleBasedStateMachine):
    """Any sequence of moves, with any time between them."""

    @initialize(advance=st.sampled_from(list(Advance)))
    def begin(self, advance: Advance) -> None:
        self.hour = Hour(advance, place=Place(0, in_tail=False, since=START))
        self.seen = [(SCRIPT[0], False)]

    def look(self) -> None:
        """Follow the stages in the order in which the script has them, as screens would that looked all the time."""
        here = self.hour.here
        place = here.place
        assert place is not None
        target = (self.hour.steps[place.position], place.in_tail)
        at = Place(self._position(), self.seen[-1][1], START)
        while self.seen[-1] != target:
            following = after(self.hour.steps, at, START)
            assert following is not None, "a stage was skipped, or came back"
            at = following
            self.seen.append((self.hour.steps[at.position], at.in_tail))

    def _position(self) -> int:
        return next(place for place, step in enumerate(self.hour.steps) if step is self.seen[-1][0])

    @rule(seconds=st.floats(0, 400))
    def wait(self, seconds: float) -> None:
        before = self.hour.here
        to_go_before = self.hour.to_go
        self.hour.wait(seconds)
        self.look()
        if before.paused:
            assert (self.hour.here.left, self.hour.to_go) == (before.left, to_go_before), "a pause lost time"

    @rule(seconds=st.integers(10, 600))
    def extend(self, seconds: int) -> None:
        before, finished = self.hour.to_go, self.hour.here.finished
        try:
            self.hour.extend(seconds)
        except Conflict:
            assert finished
            return
        added = self.hour.to_go - before
        assert timedelta(seconds=seconds) <= added < timedelta(seconds=seconds + 1)
        self.look()

    @rule()
    def pause(self) -> None:
        self._keeping_time(self.hour.pause)

    @rule()
    def resume(self) -> None:
        self._keeping_time(self.hour.resume)

    def _keeping_time(self, move) -> None:
        before = self.hour.here.place, self.hour.to_go
        with suppress(Conflict):
            move()
        assert self.hour.to_go == before[1]
        self.look()

    @rule()
    def next(self) -> None:
        before = self.hour.here
        try:
            self.hour.next()
        except Conflict:
            return
        assert before.place is not None
        expected = after(self.hour.steps, before.place, self.hour.now)
        assert self.hour.place == expected
        self.look()

    @rule(prompt=st.uuids())
    def insert(self, prompt) -> None:
        here, before, steps = self.hour.here, self.hour.to_go, list(self.hour.steps)
        question = Step(PhaseKind.QUESTION, 0, 240, 30, str(prompt))
        try:
            self.hour.steps, position = insert(steps, here, question)
        except Conflict:
            return
        assert here.place is not None
        self.hour.place = here.place
        assert [step for step in self.hour.steps if step is not question] == steps
        assert self.hour.to_go - before == timedelta(seconds=270)
        assert position == here.place.position + 1
        self.look()

    @invariant()
    def the_time_that_is_told_is_never_negative_and_adds_up(self) -> None:
        here, now = self.hour.here, self.hour.now
        assert here.left is None or here.left >= timedelta(0)
        assert here.ends_at is None or here.finished or here.ends_at > now
        if here.finished or here.place is None:
            return
        in_this = timedelta(seconds=length(self.hour.steps, here.place)) - here.place.elapsed(now)
        rest, following = timedelta(0), after(self.hour.steps, here.place, now)
        while following is not None:
            rest += timedelta(seconds=length(self.hour.steps, following))
            following = after(self.hour.steps, following, now)
        assert self.hour.to_go == max(in_this, timedelta(0)) + rest >= timedelta(0)
        if here.ends_at is not None:
            assert now + self.hour.to_go == here.ends_at + rest


TestSteering = Steering.TestCase
