"""What somebody can work out who has the report, and knows everybody who attended with their true traits."""

from collections import Counter
from itertools import chain, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.domain.anonymity import DIMENSIONS, SMALLEST_GROUP, Traits
from api.domain.vocabulary import SizeClass
from tests.crowds import JOBS, PROVINCES, SIZES, Crowd, Kept

Sets = dict[tuple[str, str], frozenset[int]]
anybody = st.builds(Traits, st.sampled_from(SIZES), st.sampled_from(PROVINCES), st.sampled_from(JOBS)) | st.builds(
    Traits,
    job_function=st.sampled_from(JOBS),  # of a partnership
)
nested = st.builds(Traits, st.just(SizeClass.SMALL), st.just(PROVINCES[0]), st.sampled_from(JOBS)) | st.builds(
    Traits, st.sampled_from(SIZES), st.sampled_from(PROVINCES[1:3]), st.sampled_from(JOBS)
)
alike = st.builds(Traits, st.sampled_from(SIZES[:2]), st.just(PROVINCES[0]), st.just(JOBS[0]))


def crowds(size: int) -> st.SearchStrategy[Crowd]:
    """People without pattern, with a province that lies in one size class, or nearly alike."""
    people = st.one_of(*(st.lists(kind, min_size=size, max_size=size) for kind in (anybody, nested, alike)))
    return st.builds(Crowd, people, st.integers(0, 2**32))


def shown(crowd: Crowd, kept: Kept) -> Sets:
    """Find who is in each group that is shown: let one person at a time be the only one who recognises."""
    members: dict[tuple[str, str], set[int]] = {}
    for who in kept.raters:
        content = crowd.report(crowd.counted(kept, lambda other, who=who: other == who))
        [statement] = content["questions"][0]["statements"]
        for name, rows in statement["groups"].items():
            for row in rows:
                members.setdefault((name, row["value"]), set())
                if row["recognised"]:
                    members[name, row["value"]].add(who)
    return {group: frozenset(people) for group, people in members.items()}


def unions(sets: dict[tuple[str, str], frozenset[int]], dimension: str) -> set[frozenset[int]]:
    """Give every union of the groups of one dimension."""
    some = [people for (name, _), people in sets.items() if name == dimension]
    every = chain.from_iterable(combinations(some, number) for number in range(1, len(some) + 1))
    return {frozenset(chain(*each)) for each in every}


def attack(crowd: Crowd, kept: Kept) -> None:
    """Try every union, difference and overlap of shown groups, of the whole and of the profile."""
    groups = shown(crowd, kept)
    places = Counter(frozenset(name for name, people in groups.items() if who in people) for who in kept.raters)
    if groups:  # whatever can be computed is a sum of these places
        assert min(places.values()) >= SMALLEST_GROUP
    content = crowd.report(crowd.counted(kept, lambda _: True))
    profile: Sets = {
        (name, row["value"]): frozenset(
            who for who, traits in enumerate(crowd.kept) if getattr(traits, trait) == row["value"]
        )
        for name, trait in DIMENSIONS.items()
        for row in content["hour"]["profile"][name]
    }
    everybody = {frozenset(range(len(crowd.truly)))}
    for larger in everybody.union(*(unions(profile, name) for name in DIMENSIONS)):
        for smaller in set().union(*(unions(groups, name) for name in DIMENSIONS)):
            assert not smaller < larger or len(larger - smaller) >= SMALLEST_GROUP
    [statement] = content["questions"][0]["statements"]
    for name, rows in statement["groups"].items():
        for row in rows:
            assert row["raters"] == row["recognised"] == len(groups[name, row["value"]]) >= SMALLEST_GROUP
            assert row["people"] - row["raters"] >= SMALLEST_GROUP
            assert not 0 < len(profile[name, row["value"]]) - row["people"] < SMALLEST_GROUP
        left = statement["raters"] - sum(row["raters"] for row in rows)
        assert left == 0 or left >= SMALLEST_GROUP


@pytest.mark.parametrize("size", [5, 6, 12, 40])
def test_no_union_or_difference_of_what_is_shown_covers_one_to_four_people(size):
    @settings(max_examples=25)
    @given(crowds(size), st.data())
    def play(crowd, data):
        raters = data.draw(st.sets(st.integers(0, size - 1), min_size=5))
        attack(crowd, crowd.rated(raters, given=len(raters) == size))

    play()


@pytest.mark.parametrize("size", [6, 12, 40, 61])
def test_neither_where_everybody_but_the_author_rates_everything(size):
    @settings(max_examples=10)
    @given(crowds(size), st.integers(0, size - 1))
    def play(crowd, author):
        attack(crowd, crowd.rated(set(range(size)) - {author}))

    play()


def test_where_everybody_rates_everything_groups_still_show():
    people = [Traits(SIZES[number % 3], PROVINCES[0], JOBS[0]) for number in range(60)]
    crowd = Crowd(people, seed=1)
    attack(crowd, kept := crowd.rated(set(range(1, 60))))
    groups = shown(crowd, kept)
    assert {name: len(people) for name, people in groups.items() if name[0] == "sizeClass"} == {
        ("sizeClass", size): 15 for size in SIZES
    }


def test_a_province_within_a_size_class_is_not_told_apart_by_fewer_than_five():
    inside = [Traits(SizeClass.SMALL, PROVINCES[0], JOBS[0])] * 17
    beside = [Traits(SizeClass.SMALL, PROVINCES[1], JOBS[0])] * 6
    large, partners = [Traits(SizeClass.LARGE, PROVINCES[1], JOBS[0])] * 20, [Traits()] * 10
    crowd = Crowd([*inside, *beside, *large, *partners], seed=2)
    kept = crowd.rated({*range(10), *range(17, 20), *range(23, 48)})  # 3 of those beside it
    attack(crowd, kept)
    groups = shown(crowd, kept)
    assert groups["province", PROVINCES[0]] == groups["sizeClass", SizeClass.SMALL] == set(range(10))
