"""The figures of groups: who counts in which, and whether their intervals hold what they promise."""

from uuid import UUID

import numpy as np
import pytest

from api.domain.anonymity import Traits
from api.domain.groups import Part, groups
from api.domain.vocabulary import Province, SizeClass
from tests.crowds import JOBS, Crowd

STATEMENT = UUID(int=1)
SMALL = Traits(SizeClass.SMALL, Province.DRENTHE, JOBS[0])
LARGE = Traits(SizeClass.LARGE, Province.UTRECHT, JOBS[0])


def test_a_group_is_the_sum_of_its_parts_and_the_largest_comes_first():
    divided = [Part(SMALL, 20, 8, 2), Part(LARGE, 30, 10, 9), Part(Traits(SizeClass.SMALL), 11, 6, 1)]
    found = groups({STATEMENT: divided})[1][STATEMENT]
    rows = [(group.value, group.people, group.raters, group.recognised) for group in found["sizeClass"]]
    assert rows == [("small", 31, 14, 3), ("large", 30, 10, 9)]
    assert [(group.value, group.raters, group.rate) for group in found["jobFunction"]] == [(JOBS[0], 18, 11 / 18)]


def test_a_group_of_which_fewer_than_five_show_is_not_there():
    crowd = Crowd([SMALL] * 20 + [LARGE] * 20 + [Traits()] * 10, seed=1)
    content = crowd.report(
        crowd.counted(crowd.rated({*range(12), *range(20, 24), *range(40, 45)}), lambda who: who < 4)
    )
    [statement] = content["questions"][0]["statements"]
    assert statement["raters"] == 21
    assert [(row["value"], row["raters"]) for row in statement["groups"]["sizeClass"]] == [("small", 12)]


@pytest.mark.parametrize(("small", "shown"), [(12, [("small", 11)]), (5, [])])
def test_to_four_people_who_are_left_over_a_fifth_is_added_by_lot_or_else_a_whole_group(small, shown):
    crowd = Crowd([SMALL] * 20 + [LARGE] * 20, seed=1)
    content = crowd.report(crowd.counted(crowd.rated({*range(small), *range(20, 24)}), lambda _: True))
    rows = content["questions"][0]["statements"][0]["groups"]["sizeClass"]
    assert [(row["value"], row["raters"]) for row in rows] == shown


def test_what_too_few_rated_has_no_groups():
    crowd = Crowd([SMALL] * 40, seed=1)
    [statement] = crowd.report(crowd.counted(crowd.rated({1, 2, 3, 4}), lambda _: True))["questions"][0]["statements"]
    assert statement["groups"] == {"sizeClass": [], "province": [], "jobFunction": []}


def test_the_figures_of_groups_hold_no_counts_of_each_level():
    crowd = Crowd([SMALL] * 40, seed=1)
    content = crowd.report(crowd.counted(crowd.rated(set(range(20))), lambda who: who % 2 == 0))
    [[row]] = [rows for name, rows in content["questions"][0]["statements"][0]["groups"].items() if name == "sizeClass"]
    assert set(row) == {"value", "people", "raters", "recognised", "rate", "low", "high"}


@pytest.mark.parametrize(("people", "raters"), [(12, 5), (30, 8), (30, 22), (130, 20)])
@pytest.mark.parametrize("apart", [0.0, 0.15, 0.3])
def test_nine_in_ten_intervals_hold_the_share_among_all_people_of_the_group(people, raters, apart):
    rng, statements = np.random.default_rng(people + raters), 3000
    rates = rng.beta(2, 2, (statements, 1)) + np.array([[-apart, apart]])  # how far two groups differ from the whole
    chosen = rng.random((statements, 2, people)) < np.clip(rates, 0, 1)[:, :, None]
    seen = chosen[:, :, :raters].sum(axis=2)
    _, found = groups(
        {
            UUID(int=number): [
                Part(traits, people, raters, int(recognised))
                for traits, recognised in zip((SMALL, LARGE), row, strict=True)
            ]
            for number, row in enumerate(seen)
        }
    )
    truth = dict(enumerate(chosen.mean(axis=2)))
    covered = [
        group.low - 1e-9 <= truth[statement_id.int][int(group.value == "large")] <= group.high + 1e-9
        for statement_id, dimensions in found.items()
        for group in dimensions["sizeClass"]
    ]
    assert 0.86 <= np.mean(covered) <= 0.965
