"""Looking back: who is asked and how long, and that no answer can be computed by subtraction."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain import evaluations
from api.domain.errors import Conflict
from api.domain.vocabulary import DialogueState, EvaluationState
from tests.factories import START

CLOSED, LIVE = DialogueState.CLOSED, DialogueState.LIVE
HERE = {"seated": True, "came": True, "answered": False, "ends_at": START, "dialogue": CLOSED}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, EvaluationState.OPEN),
        ({"answered": True}, EvaluationState.ANSWERED),
        ({"came": False}, None),
        ({"came": False, "dialogue": None}, EvaluationState.OPEN),
        ({"seated": False}, None),
        ({"dialogue": LIVE}, None),
        ({"ends_at": START - timedelta(days=30)}, None),
        ({"ends_at": START - timedelta(days=30), "answered": True}, EvaluationState.ANSWERED),
        ({"ends_at": START + timedelta(minutes=1), "dialogue": None}, None),
    ],
)
def test_who_was_there_is_asked_once_until_thirty_days_after_the_end(given, expected):
    assert evaluations.state_for(**HERE | given, now=START) is expected


def test_only_an_open_question_can_be_answered():
    evaluations.require_open(EvaluationState.OPEN)
    for state in (None, EvaluationState.ANSWERED):
        with pytest.raises(Conflict):
            evaluations.require_open(state)


@given(st.lists(st.integers(1, 5), max_size=40))
def test_a_mean_is_that_of_all_answers_and_none_is_given_below_five(answers):
    found = evaluations.scale(answers)
    if len(answers) < 5:
        assert found is None
        return
    assert sum(found.counts) == len(answers)
    assert found.mean == pytest.approx(sum(value * count for value, count in enumerate(found.counts, 1)) / len(answers))
