"""Which moments can be asked about, and which suits best."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.date_polls import Tally, favourites, require_moments
from api.domain.errors import Invalid

NOW = datetime(2026, 9, 9, 12, tzinfo=UTC)
tallies = st.dictionaries(
    st.uuids(version=4), st.builds(Tally, st.integers(0, 20), st.integers(0, 20), st.integers(0, 20)), max_size=10
)


@given(tallies)
def test_no_moment_suits_more_people_than_a_favourite_and_its_equals_are_favourites_too(counted):
    best = favourites(counted)
    for id_, tally in counted.items():
        for chosen in best:
            winner = counted[chosen]
            assert (tally.yes, tally.if_need_be) <= (winner.yes, winner.if_need_be)
        equal = any((tally.yes, tally.if_need_be) == (counted[each].yes, counted[each].if_need_be) for each in best)
        assert (id_ in best) == equal


@given(tallies)
def test_a_moment_at_which_nobody_can_come_is_no_favourite(counted):
    assert all(counted[id_].yes + counted[id_].if_need_be > 0 for id_ in favourites(counted))


def test_a_yes_weighs_more_than_any_number_of_if_need_be():
    one, many = uuid4(), uuid4()
    assert favourites({one: Tally(yes=2), many: Tally(yes=1, if_need_be=9)}) == {one}


def test_a_moment_that_passed_stays_when_it_was_asked_about_and_is_refused_when_it_is_new():
    past, coming = NOW - timedelta(hours=1), NOW + timedelta(hours=1)
    require_moments([past, coming], NOW, kept=[past])
    with pytest.raises(Invalid) as refused:
        require_moments([coming, past], NOW)
    assert refused.value.field == "startsAt.1"
    with pytest.raises(Invalid):
        require_moments([coming, coming], NOW)
