"""Where a dialogue stands, and who may do what when."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.dialogues import (
    Place,
    Step,
    check_script,
    opens_at,
    pseudonym,
    require_rating,
    require_writing,
    standing,
)
from api.domain.errors import Conflict, Invalid
from api.domain.moves import next_by_hand
from api.domain.vocabulary import Advance, DialogueState, PhaseKind, Stage

START = datetime(2026, 9, 9, 12, 0, tzinfo=UTC)
SCRIPT = [
    Step(PhaseKind.LOBBY, 0, 600),
    Step(PhaseKind.QUESTION, 60, 300, 60, "What got stuck?"),
    Step(PhaseKind.QUESTION, 60, 300, 0, "What helped?"),
    Step(PhaseKind.CLOSING, 0, 120),
]
OPENS = opens_at(SCRIPT, START)


def at(seconds: float, advance: Advance = Advance.CLOCK, place: Place | None = None):
    return standing(SCRIPT, advance, DialogueState.LIVE, place, OPENS, START + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("seconds", "stage", "position"),
    [
        (-601, Stage.PLANNED, None),
        (-600, Stage.LOBBY, 0),
        (0, Stage.QUESTION, 1),
        (299, Stage.QUESTION, 1),
        (300, Stage.TAIL, 1),
        (360, Stage.QUESTION, 2),
        (660, Stage.CLOSING, 3),
    ],
)
def test_the_clock_moves_a_dialogue_through_its_script(seconds: int, stage: Stage, position: int | None):
    here = at(seconds)
    assert (here.stage, here.position) == (stage, position)


def test_the_first_question_starts_when_the_event_was_announced():
    assert at(0).since == START


def test_a_script_that_has_run_out_waits_to_be_closed():
    here = at(10_000)
    assert here.finished
    with pytest.raises(Conflict):
        require_rating(here)


def test_by_hand_a_dialogue_stays_where_it_was_put():
    place = Place(1, in_tail=False, since=START)
    assert at(99_999, Advance.HAND, place).stage is Stage.QUESTION


def test_by_hand_nothing_opens_by_itself():
    assert at(10, Advance.HAND).stage is Stage.PLANNED


def test_a_question_cannot_be_left_before_its_minimum():
    with pytest.raises(Conflict):
        next_by_hand(SCRIPT, at(59), START + timedelta(seconds=59))
    assert next_by_hand(SCRIPT, at(60), START + timedelta(seconds=60)).in_tail


def test_after_the_last_phase_there_is_only_the_close():
    with pytest.raises(Conflict):
        next_by_hand(SCRIPT, at(700), START + timedelta(seconds=700))


def test_in_the_tail_people_rate_and_do_not_write():
    require_rating(at(301))
    with pytest.raises(Conflict):
        require_writing(at(301))


@pytest.mark.parametrize(
    ("steps", "field"),
    [
        ([Step(PhaseKind.LOBBY, 0, 60)], "phases"),
        ([Step(PhaseKind.QUESTION, 61, 60, 0, "q")], "phases.0.maxSeconds"),
        ([Step(PhaseKind.QUESTION, 0, 60, 0, "")], "phases.0.prompt"),
        ([Step(PhaseKind.QUESTION, 0, 60, 0, "q"), Step(PhaseKind.LOBBY, 0, 60)], "phases.1.kind"),
        ([Step(PhaseKind.CLOSING, 0, 60), Step(PhaseKind.QUESTION, 0, 60, 0, "q")], "phases.0.kind"),
        ([Step(PhaseKind.LOBBY, 0, 60, 5), Step(PhaseKind.QUESTION, 0, 60, 0, "q")], "phases.0.tailSeconds"),
    ],
)
def test_a_script_that_cannot_be_played_is_refused_by_phase(steps: list[Step], field: str):
    with pytest.raises(Invalid) as refusal:
        check_script(steps)
    assert refusal.value.field == field


@given(st.integers(-1000, 5000), st.integers(0, 1000))
def test_the_clock_never_runs_back(seconds: int, later: int):
    order = [Stage.PLANNED, Stage.LOBBY, Stage.QUESTION, Stage.TAIL, Stage.CLOSING]

    def rank(here):
        return (-1 if here.position is None else here.position, order.index(here.stage))

    assert rank(at(seconds)) <= rank(at(seconds + later))


@given(st.integers(-599, 700))
def test_a_stage_lasts_until_the_moment_it_tells(seconds: int):
    here = at(seconds)
    moment = START + timedelta(seconds=seconds)
    assert here.since <= moment < here.ends_at
    following = standing(SCRIPT, Advance.CLOCK, DialogueState.LIVE, None, OPENS, here.ends_at)
    assert following.finished or following.since == here.ends_at


def test_a_pseudonym_depends_on_key_dialogue_and_member():
    key, dialogue, member = b"k" * 32, uuid4(), uuid4()
    name = pseudonym(key, dialogue, member)
    assert name == pseudonym(key, dialogue, member)
    assert (
        len(
            {
                name,
                pseudonym(b"l" * 32, dialogue, member),
                pseudonym(key, uuid4(), member),
                pseudonym(key, dialogue, uuid4()),
            }
        )
        == 4
    )
