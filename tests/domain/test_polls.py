"""What can be asked in a poll, and what may be told of its outcome."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.errors import Conflict, Invalid
from api.domain.polls import ENOUGH_ANSWERS, Outcome, counted, options_of, require_openable, section
from api.domain.vocabulary import PollKind, PollState, Scale

SINGLE, SCALE = PollKind.SINGLE, PollKind.SCALE


def test_a_single_choice_numbers_its_options():
    assert options_of(SINGLE, ["Yes", "No"], None, "", "") == [(1, "Yes"), (2, "No")]


@pytest.mark.parametrize(("scale", "first", "last"), [(Scale.ONE_TO_FIVE, 1, 5), (Scale.ZERO_TO_TEN, 0, 10)])
def test_a_scale_names_its_two_ends(scale: Scale, first: int, last: int):
    options = options_of(SCALE, [], scale, "never", "always")
    assert [value for value, _label in options] == list(range(first, last + 1))
    assert [label for _value, label in options if label] == ["never", "always"]


@pytest.mark.parametrize(
    ("kind", "labels", "scale", "field"),
    [
        (SINGLE, ["Only"], None, "options"),
        (SINGLE, [str(number) for number in range(9)], None, "options"),
        (SINGLE, ["Yes", "No", "yes"], None, "options.2"),
        (SINGLE, ["Yes", "No"], Scale.ONE_TO_FIVE, "scale"),
        (SCALE, [], None, "scale"),
        (SCALE, ["Yes", "No"], Scale.ONE_TO_FIVE, "options"),
    ],
)
def test_a_poll_that_cannot_be_asked_is_refused_at_its_field(kind, labels, scale, field):
    with pytest.raises(Invalid) as refusal:
        options_of(kind, labels, scale, "", "")
    assert refusal.value.field == field


def test_what_was_closed_stays_closed_and_one_is_open_at_most():
    require_openable(PollState.PREPARED, another_is_open=False)
    for state, other in ((PollState.CLOSED, False), (PollState.PREPARED, True)):
        with pytest.raises(Conflict):
            require_openable(state, another_is_open=other)


@given(st.dictionaries(st.integers(1, 5), st.integers(1, 20)))
def test_below_five_answers_nothing_of_an_outcome_is_told(counts: dict[int, int]):
    told = counted(range(1, 6), counts)
    if sum(counts.values()) < ENOUGH_ANSWERS:
        assert set(told.values()) == {None}
    else:
        assert {value: count for value, count in told.items() if count} == counts
        assert sum(count or 0 for count in told.values()) == sum(counts.values())


def test_the_section_of_a_report_tells_the_counts_and_nothing_else():
    poll = Outcome(SINGLE, "Is there an owner?", 6, [(1, "Yes", 1), (2, "No", 5)])
    assert section([poll]) == {
        "enoughAnswers": 5,
        "items": [
            {
                "kind": "single",
                "prompt": "Is there an owner?",
                "answers": 6,
                "options": [{"value": 1, "label": "Yes", "count": 1}, {"value": 2, "label": "No", "count": 5}],
            }
        ],
    }
