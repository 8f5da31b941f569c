"""Where groups differ: known p-values, no finds where there is nothing, and finds where there is something."""

from itertools import accumulate
from math import comb
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.anonymity import Traits
from api.domain.differences import RATE, benjamini_hochberg, differences, fisher, stands_apart
from api.domain.groups import Group
from api.domain.vocabulary import SizeClass
from tests.crowds import Crowd

SIZES = list(SizeClass)


def group(value: SizeClass, raters: int, recognised: int) -> Group:
    return Group(value, 2 * raters, raters, recognised, 0.0, 1.0)


@pytest.mark.parametrize(
    ("table", "chance"),
    [((3, 4, 4, 8), 34 / 70), ((1, 10, 12, 24), 0.0027594562), ((10, 10, 10, 20), 2 / comb(20, 10)), ((2, 4, 4, 8), 1)],
    ids=["the lady who tasted tea", "the students' diets", "opposites", "alike"],
)
def test_fishers_test_gives_the_published_chances(table, chance):
    assert fisher(*table) == pytest.approx(chance, rel=1e-7)


@given(st.integers(1, 40), st.integers(1, 40), st.data())
def test_fishers_test_is_the_sum_over_all_tables_that_are_no_more_likely(raters, others, data):
    recognised, elsewhere = data.draw(st.integers(0, raters)), data.draw(st.integers(0, others))
    whole = recognised + elsewhere
    ways = [comb(raters, x) * comb(others, whole - x) if x <= whole else 0 for x in range(raters + 1)]
    exact = sum(way for way in ways if way <= ways[recognised]) / comb(raters + others, whole)
    assert fisher(recognised, raters, whole, raters + others) == pytest.approx(exact, rel=1e-6)


def test_the_step_up_procedure_gives_the_adjusted_chances_of_its_inventors():
    chances = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528]
    chances += [0.7590, 1.0]  # Benjamini and Hochberg 1995, section 4: the four smallest are rejected at 0.05
    adjusted = benjamini_hochberg(chances)
    assert [level <= RATE for level in adjusted] == [True] * 4 + [False] * 11
    assert adjusted[3] == pytest.approx(15 * 0.0095 / 4)
    assert benjamini_hochberg(chances[::-1]) == adjusted[::-1]
    assert list(accumulate(adjusted, max)) == adjusted


def test_three_groups_are_three_looks_and_two_are_one():
    two = [group(SIZES[0], 20, 18), group(SIZES[2], 20, 4)]
    best, others, chance = stands_apart(two)
    assert (best, others, chance) == (two[0], (two[1],), fisher(18, 20, 22, 40))
    three = [*two, group(SIZES[1], 20, 18)]
    best, others, chance = stands_apart(three)
    assert (best, others) == (two[1], (two[0], three[2]))
    assert chance == 3 * fisher(4, 20, 40, 60)


def played(rng: np.random.Generator, statements: int, apart: float, planted: int) -> dict[UUID, dict[str, list[Group]]]:
    """A dialogue of 240 people in three sizes and four kinds of job, some of them lenient, in which all are alike.

    On the first ``planted`` statements people of small towns recognise it ``apart`` more and the others less.
    """
    size, job = rng.integers(0, 3, 240), rng.integers(0, 4, 240)
    lenient = rng.normal(0, 0.15, 240)
    found = {}
    for number in range(statements):
        raters = rng.choice(240, 45, replace=False)
        rates = rng.beta(2, 2) + lenient
        if number < planted:
            rates = 0.5 + np.where(size == 0, apart, -apart)
        chose = rng.random(240) < rates
        found[UUID(int=number + 1)] = {
            name: [
                Group(value, 60, int(here.sum()), int(chose[raters][here].sum()), 0.0, 1.0)
                for value in np.unique(trait)
                if (here := trait[raters] == value).sum() >= 5
            ]
            for name, trait in (("sizeClass", size), ("jobFunction", job))
        }
    return found


def test_where_no_groups_differ_at_most_one_dialogue_in_twenty_lists_anything():
    rng = np.random.default_rng(7)
    dialogues = 400
    false = sum(bool(differences(played(rng, 40, 0, 0))[1]) for _ in range(dialogues))
    assert false / dialogues <= RATE


def test_a_real_difference_is_found_and_no_more_of_the_list_is_chance_than_is_promised():
    rng = np.random.default_rng(11)
    right = wrong = 0
    for _ in range(40):
        tested, found = differences(played(rng, 40, 0.4, 4))
        assert tested == 80
        hits = [each for each in found if each.statement_id.int <= 4 and each.dimension == "sizeClass"]
        assert all(each.group.value == 0 for each in hits)
        assert [abs(each.size) for each in found] == sorted((abs(each.size) for each in found), reverse=True)
        right, wrong = right + len(hits), wrong + len(found) - len(hits)
    assert right >= 0.9 * 40 * 4
    assert wrong / (right + wrong) <= RATE


def test_a_dialogue_in_which_no_two_groups_show_tests_nothing():
    assert differences({UUID(int=1): {"sizeClass": [group(SIZES[0], 9, 3)], "province": []}}) == (0, [])


def test_the_report_lists_where_groups_differ_and_says_what_was_tested():
    people = [Traits(size_class=SIZES[2 * (number % 2)]) for number in range(80)]
    crowd = Crowd(people, seed=3)
    content = crowd.report(
        crowd.counted(crowd.rated(set(range(60))), lambda who: who % 2 == 1 or who < 6),
        crowd.counted(crowd.rated(set(range(60))), lambda who: who % 3 == 0),
    )
    assert (content["differences"]["tested"], content["differences"]["falseDiscoveryRate"]) == (2, RATE)
    [found] = content["differences"]["found"]
    assert found["statementId"] == content["questions"][0]["statements"][0]["id"]
    assert (found["dimension"], found["value"], found["recognised"], found["raters"]) == ("sizeClass", "large", 30, 30)
    assert found["others"] == {"values": ["small"], "raters": 30, "recognised": 3, "rate": pytest.approx(0.1)}
    assert found["difference"] == pytest.approx(0.9)
    assert found["chance"] == fisher(30, 30, 33, 60)
    assert found["adjusted"] == pytest.approx(2 * found["chance"])
