"""What a report tells of offers: steps of five, by lot, that say nothing of one person."""

import random
from datetime import timedelta
from itertools import pairwise

import pytest

from api.domain.offers import PATIENCE, STEP, count_again, most, section, told
from tests import factories


def drawn(offers: int, *, before: int = 0, people: int = 100) -> set[int]:
    """Give all that can be told, over many lots."""
    return {told(offers, before, None, people, random.Random(seed))[0] for seed in range(300)}


@pytest.mark.parametrize("offers", range(5))
def test_below_five_people_nothing_is_told(offers: int):
    assert drawn(offers) == {0}


@pytest.mark.parametrize(
    ("offers", "figures"), [(5, {0, 5}), (8, {0, 5}), (9, {5}), (10, {5, 10}), (14, {10}), (34, {30})]
)
def test_a_step_counts_by_lot_once_between_five_and_nine_people_offered(offers: int, figures: set[int]):
    assert drawn(offers) == figures


def test_a_figure_is_never_more_than_the_people_who_offered():
    assert all(figure <= offers and figure % STEP == 0 for offers in range(60) for figure in drawn(offers))


def test_one_person_more_or_less_changes_little_of_what_is_likely_to_be_told():
    """Nobody can tell from a figure that one certain person offered: most lots give the same without them."""
    rng = random.Random(7)
    lots = 4000
    shares = [sum(told(offers, 0, None, 100, rng)[0] >= 5 for _lot in range(lots)) / lots for offers in range(3, 12)]
    assert all(abs(later - earlier) < 0.24 for earlier, later in pairwise(shares))


@pytest.mark.parametrize("offers", range(5, 9))
def test_counting_again_and_again_tells_no_more_than_counting_once(offers: int):
    """A lot that is drawn at every count would tell a step at five people for certain, after some weeks."""
    rng, firsts = random.Random(offers), set()
    for _dialogue in range(100):
        first, lot = told(offers, 0, None, 100, rng)
        again, kept = first, lot
        for _week in range(52):
            again, kept = told(offers, again, kept, 100, rng)
        assert again == first
        firsts.add(first)
    assert firsts == {0, 5}


def test_the_lot_of_a_step_that_is_told_is_forgotten():
    rng = random.Random(3)
    lots = {told(9, 0, 4, 100, rng)[1] for _dialogue in range(200)}
    assert lots == set(range(STEP))


def test_what_was_told_is_not_taken_back_when_offers_go():
    assert drawn(0, before=10) == {10}


@pytest.mark.parametrize("people", range(40))
def test_at_least_five_of_those_who_took_part_are_in_no_figure(people: int):
    assert people - max(drawn(people, people=people)) >= min(people, 5)
    assert most(people) <= max(people - 5, 0)


def test_offers_are_counted_at_most_once_a_week():
    at = factories.START
    assert count_again(None, at)
    assert not count_again(at, at + PATIENCE - timedelta(seconds=1))
    assert count_again(at, at + PATIENCE)


def test_what_most_people_offered_at_comes_first_and_what_is_no_longer_in_the_report_is_left_out():
    questions = [
        {"statements": [{"id": "a", "reactions": [{"id": "b"}]}, {"id": "c", "reactions": []}]},
        {"statements": [{"id": "d", "reactions": []}]},
    ]
    found = section(15, {"d": 5, "b": 10, "a": 5, "hidden": 20, "c": 0}, {"questions": questions})
    assert [(each["statementId"], each["people"]) for each in found["statements"]] == [("b", 10), ("a", 5), ("d", 5)]
