"""No trait that stays points at fewer than five people."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from api.domain.anonymity import SMALLEST_GROUP, generalise
from api.domain.vocabulary import JobFunction, SizeClass

people = st.lists(
    st.tuples(st.none() | st.sampled_from(SizeClass), st.none() | st.sampled_from(JobFunction)), max_size=120
)


@given(people)
def test_every_combination_that_stays_is_shared_by_five(crowd):
    groups = Counter(generalise(crowd))
    assert all(count >= SMALLEST_GROUP for group, count in groups.items() if group != (None, None) or len(groups) > 1)


@given(people)
def test_coarsening_never_invents_a_trait(crowd):
    for before, after in zip(crowd, generalise(crowd), strict=True):
        assert after[0] in (before[0], None)
        assert after[1] in (before[1], None)


def test_a_common_combination_stays_as_it_is():
    crowd = [(SizeClass.SMALL, JobFunction.INNOVATION_ADVISOR)] * 5
    assert generalise(crowd) == crowd


def test_with_fewer_than_five_people_no_trait_remains():
    assert generalise([(SizeClass.LARGE, JobFunction.MANAGER)] * 4) == [(None, None)] * 4
