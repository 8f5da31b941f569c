"""Single ratings that leave the house: what is given, and what nobody can compute from it."""

import uuid
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from api.domain.open_data import AGREE, DISAGREE, PASS, prepare, vote
from api.domain.vocabulary import Recognition

WORDS = list(Recognition)


@st.composite
def hours(draw):
    """People, statements, and who kept which rating after a close: of everybody who rated, or of all but five people."""
    people = [uuid.UUID(int=number) for number in draw(st.sets(st.integers(1, 10_000), max_size=30))]
    statements = {uuid.UUID(int=20_000 + number): f"Text {number}" for number in range(draw(st.integers(0, 6)))}
    ratings, raters = [], {}
    for each in statements:
        rated = [person for person in people if draw(st.booleans())]
        raters[each] = len(rated)
        kept = rated[: max(len(people) - 5, 0)]
        ratings += [(person, each, draw(st.sampled_from(WORDS))) for person in kept]
    return statements, raters, len(people), draw(st.permutations(ratings))


@given(hours())
def test_what_is_given_is_true_and_of_each_statement_at_least_five_people_are_missing(hour):
    statements, _raters, people, ratings = hour
    data = prepare(*hour)
    truly = Counter((statements[what], vote(how)) for _, what, how in ratings)
    for number, text in enumerate(data.texts):
        given_votes = Counter(data.of_statement(number))
        assert 5 <= given_votes.total() <= people - 5
        assert all(given_votes[each] <= truly[text, each] for each in given_votes)


@given(hours())
def test_no_difference_with_the_counts_of_the_report_is_about_fewer_than_five_people(hour):
    statements, raters, _, _ = hour
    data = prepare(*hour)
    by_text = {statements[each]: number for each, number in raters.items()}
    for number, text in enumerate(data.texts):
        left_out = by_text[text] - len(data.of_statement(number))
        assert left_out == 0 or left_out >= 5


@given(hours(), st.randoms(use_true_random=False))
def test_every_copy_is_the_same_so_that_two_tell_no_more_than_one(hour, rng):
    statements, raters, people, ratings = hour
    again = list(ratings)
    rng.shuffle(again)
    assert prepare(statements, raters, people, again) == prepare(*hour)


def test_with_fewer_than_ten_people_there_is_nothing_to_give():
    people = [uuid.UUID(int=number + 1) for number in range(9)]
    what = uuid.UUID(int=99)
    data = prepare({what: "Text"}, {what: 8}, 9, [(each, what, Recognition.FULLY) for each in people[:4]])
    assert (data.texts, data.people, data.votes) == ([], 0, {})


def test_recognising_is_agreeing_and_what_does_not_occur_is_passed():
    assert {word.value: vote(word) for word in Recognition} == {
        "not_at_all": DISAGREE, "a_little": DISAGREE, "largely": AGREE, "fully": AGREE, "does_not_occur": PASS
    }  # fmt: skip
