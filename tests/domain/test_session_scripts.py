"""A draft loses no chosen statement, asks nothing twice, and fits the forms that it goes into."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.errors import Invalid
from api.domain.session_scripts import MOST_QUESTIONS, Chosen, Question, Wording, draft, require_once

WORDING = Wording("About: %(text)s", "At %(title)s.", "‘%(text)s’ What helped?", "At ‘%(text)s’. What helped?", "Tell.")
texts = st.text(st.characters(categories=("L", "N", "P", "Zs")), min_size=1, max_size=280)
chosen = st.lists(
    st.builds(Chosen, st.uuids(version=4), texts, st.integers(1, 6), texts),
    min_size=1,
    max_size=20,
    unique_by=lambda each: each.id,
)


@given(chosen, texts, st.none() | texts)
def test_every_chosen_statement_is_asked_again_once_and_everything_fits(statements, title, theme):
    made = draft(statements, WORDING, title[:160], theme)
    asked = [id_ for question in made.questions for id_ in question.statements]
    assert sorted(asked) == sorted(each.id for each in statements)
    assert 1 <= len(made.questions) <= MOST_QUESTIONS
    assert len(made.title) <= 160
    assert len(made.motivation) <= 2000
    assert all(1 <= len(question.prompt) <= 280 and len(question.explanation) <= 600 for question in made.questions)
    require_once(made.questions)


@given(chosen)
def test_statements_of_one_question_stay_together_in_the_order_of_choice(statements):
    asked = [id_ for question in draft(statements, WORDING, "T").questions for id_ in question.statements]
    for position in {each.position for each in statements}:
        together = [each.id for each in statements if each.position == position]
        places = [asked.index(id_) for id_ in together]
        assert places == list(range(places[0], places[0] + len(places)))


def test_percent_signs_in_what_people_wrote_stay_what_they_are():
    made = draft([Chosen(uuid4(), "100%(text)s of %s", 1, "50%?")], WORDING, "5% %(title)s")
    assert made.questions[0].prompt == "‘100%(text)s of %s’ What helped?"
    assert made.motivation == "At 5% %(title)s."


def test_nothing_chosen_is_no_draft():
    with pytest.raises(Invalid) as refused:
        draft([], WORDING, "T")
    assert refused.value.field == "statementIds"


def test_a_script_with_a_statement_twice_or_without_a_question_is_refused():
    again = UUID(int=1)
    with pytest.raises(Invalid) as refused:
        require_once([Question("A?", "", (again,)), Question("B?", "", (uuid4(), again))])
    assert refused.value.field == "questions.1.statementIds.1"
    with pytest.raises(Invalid):
        require_once([])
    with pytest.raises(Invalid):
        require_once([Question("A?", "", tuple(uuid4() for _ in range(21)))])
