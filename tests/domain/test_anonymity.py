"""No trait that stays points at fewer than five people."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from api.domain.anonymity import NOTHING, SMALLEST_GROUP, Traits, generalise
from api.domain.vocabulary import JobFunction, Province, SizeClass

traits = st.builds(
    Traits,
    st.none() | st.sampled_from(SizeClass),
    st.none() | st.sampled_from(list(Province)[:4]),
    st.none() | st.sampled_from(list(JobFunction)[:3]),
)
people = st.lists(traits, max_size=120)
ADVISOR = Traits(SizeClass.SMALL, Province.DRENTHE, JobFunction.INNOVATION_ADVISOR)


@given(people)
def test_every_combination_that_stays_is_shared_by_five(crowd):
    groups = Counter(generalise(crowd))
    assert all(count >= SMALLEST_GROUP for group, count in groups.items() if group != NOTHING or len(groups) > 1)


@given(people)
def test_coarsening_never_invents_a_trait(crowd):
    for before, after in zip(crowd, generalise(crowd), strict=True):
        assert all(left in (told, None) for told, left in zip(before, after, strict=True))


@given(people)
def test_coarsening_what_was_coarsened_changes_nothing(crowd):
    once = generalise(crowd)
    assert len(crowd) < SMALLEST_GROUP or generalise(once) == once


def test_a_common_combination_stays_as_it_is():
    assert generalise([ADVISOR] * 5) == [ADVISOR] * 5


def test_rare_combinations_first_lose_the_province_then_the_job_then_the_size():
    elsewhere = ADVISOR._replace(province=Province.ZEELAND)
    manager = elsewhere._replace(job_function=JobFunction.MANAGER)
    large = manager._replace(size_class=SizeClass.LARGE)
    left = generalise([ADVISOR] * 5 + [elsewhere] * 3 + [ADVISOR._replace(province=Province.LIMBURG)] * 2)
    assert set(left[5:]) == {ADVISOR._replace(province=None)}
    left = generalise([ADVISOR] * 5 + [elsewhere] * 3 + [manager] * 2)
    assert set(left[5:]) == {Traits(size_class=SizeClass.SMALL)}
    left = generalise([ADVISOR] * 5 + [manager] * 3 + [large] * 2)
    assert set(left[5:]) == {NOTHING}


def test_with_fewer_than_five_people_no_trait_remains():
    assert generalise([ADVISOR] * 4) == [NOTHING] * 4


def test_to_two_rare_people_three_others_are_added_by_lot_and_the_rest_keep_their_traits():
    rare = Traits(SizeClass.LARGE, Province.LIMBURG, JobFunction.MANAGER)
    assert generalise([rare, rare] + [ADVISOR] * 11) == [NOTHING] * 2 + [ADVISOR] * 8 + [NOTHING] * 3


def test_where_a_group_can_spare_nobody_it_joins_the_rare_people_as_a_whole():
    rare = Traits(SizeClass.LARGE, Province.LIMBURG, JobFunction.MANAGER)
    elsewhere = ADVISOR._replace(province=Province.ZEELAND)
    assert generalise([rare] * 2 + [ADVISOR] * 7 + [elsewhere] * 6) == [NOTHING] * 2 + [ADVISOR] * 7 + [NOTHING] * 6
