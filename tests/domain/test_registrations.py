"""The rules of registering."""

import uuid

import pytest

from api.domain.errors import Invalid
from api.domain.registrations import Question, checked_answers, require_options
from api.domain.vocabulary import QuestionKind

DIET = Question(uuid.uuid4(), QuestionKind.TEXT, "Diet?", required=False, options=[])
ROUND = Question(uuid.uuid4(), QuestionKind.CHOICE, "Which round?", required=True, options=["Early", "Late"])
FIRST = Question(uuid.uuid4(), QuestionKind.YES_NO, "First time?", required=False, options=[])
FORM = [DIET, ROUND, FIRST]


def refusal(given: list[tuple[uuid.UUID, str]]) -> str | None:
    with pytest.raises(Invalid) as refused:
        checked_answers(FORM, given)
    return refused.value.field


def test_answers_are_kept_by_question_and_empty_ones_left_out():
    given = [(DIET.id, ""), (ROUND.id, "Late"), (FIRST.id, "no")]
    assert checked_answers(FORM, given) == {ROUND.id: "Late", FIRST.id: "no"}


@pytest.mark.parametrize(("given", "field"), [([], "answers"), ([(DIET.id, "x"), (ROUND.id, "")], "answers.1.answer")])
def test_a_required_question_has_to_be_answered(given, field):
    assert refusal(given) == field


def test_a_choice_has_to_be_one_of_the_options():
    assert refusal([(DIET.id, "none"), (ROUND.id, "Never")]) == "answers.1.answer"


def test_yes_or_no_is_answered_by_yes_or_no():
    assert refusal([(ROUND.id, "Late"), (FIRST.id, "perhaps")]) == "answers.1.answer"


def test_a_question_of_another_form_is_refused():
    assert refusal([(uuid.uuid4(), "x")]) == "answers.0.questionId"


def test_a_question_is_answered_once():
    assert refusal([(ROUND.id, "Late"), (ROUND.id, "Early")]) == "answers.1.questionId"


def test_a_choice_needs_two_options_and_other_questions_none():
    require_options(QuestionKind.CHOICE, ["a", "b"], field="options")
    for kind, options in ((QuestionKind.CHOICE, ["a", "a"]), (QuestionKind.TEXT, ["a"])):
        with pytest.raises(Invalid):
            require_options(kind, options, field="options")
