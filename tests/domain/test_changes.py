"""How recognition moved: exact, honest about the people who did not rate, and silent where too few did."""

from itertools import product
from math import gcd
from uuid import uuid4

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.domain.changes import Asked, Direction, Measured, compare, movement
from api.domain.ranking import MASS, Prior, beta_binomial, fit_prior, interval

priors = st.builds(Prior, st.floats(0.1, 20), st.floats(0.1, 20))


@st.composite
def measured(draw: st.DrawFn, most: int = 60) -> Measured:
    """What could be counted in one dialogue."""
    people = draw(st.integers(1, most))
    raters = draw(st.integers(1, people))
    return Measured(draw(st.integers(0, raters)), raters, people, draw(priors))


def spread(each: Measured) -> list[tuple[float, float]]:
    """List the shares that are still possible with their chances."""
    a, b = each.prior.a + each.recognised, each.prior.b + each.raters - each.recognised
    chances = beta_binomial(each.people - each.raters, a, b)
    return [((each.recognised + x) / each.people, float(chance)) for x, chance in enumerate(chances)]


@given(measured(12), measured(12))
def test_the_ends_are_the_mid_p_quantiles_of_every_combination(before, after):
    moved = movement(before, after)
    both = [(y - x, p * q) for (x, p), (y, q) in product(spread(before), spread(after))]

    def middle(end: float) -> float:
        under = sum(chance for value, chance in both if value < end - 1e-9)
        return under + sum(chance for value, chance in both if abs(value - end) <= 1e-9) / 2

    step = gcd(before.people, after.people) / before.people / after.people
    assert middle(moved.low) >= (1 - MASS) / 2 - 1e-9 > middle(moved.low - step) - 2e-9
    assert middle(moved.high) <= (1 + MASS) / 2 + 1e-9 < middle(moved.high + step) + 2e-9


@given(measured(), measured())
def test_looking_back_mirrors_looking_ahead(before, after):
    ahead, back = movement(before, after), movement(after, before)
    assert ahead.difference == pytest.approx(-back.difference)
    assert ahead.low == pytest.approx(-back.high, abs=1e-9)
    assert ahead.high == pytest.approx(-back.low, abs=1e-9)


@given(measured(), measured())
def test_the_interval_holds_only_differences_that_are_still_possible(before, after):
    moved = movement(before, after)
    shares = [[share for share, _ in spread(each)] for each in (before, after)]
    assert moved.low <= moved.high
    assert moved.low >= min(shares[1]) - max(shares[0]) - 1e-9
    assert moved.high <= max(shares[1]) - min(shares[0]) + 1e-9


@given(st.integers(1, 80), st.integers(1, 80), st.data(), priors)
def test_where_everybody_rated_twice_the_difference_is_certain(first, second, data, prior):
    before = Measured(data.draw(st.integers(0, first)), first, first, prior)
    after = Measured(data.draw(st.integers(0, second)), second, second, prior)
    moved = movement(before, after)
    assert moved.low == pytest.approx(moved.difference, abs=1e-9)
    assert moved.high == pytest.approx(moved.difference, abs=1e-9)


@given(measured(), priors, st.integers(1, 60))
def test_against_a_room_that_is_certain_only_the_other_room_is_uncertain(after, prior, people):
    before = Measured(0, people, people, prior)
    low, high = interval([after.recognised], [after.raters], after.people, after.prior)
    moved = movement(before, after)
    assert moved.low == pytest.approx(low[0], abs=1 / after.people + 1e-9)
    assert moved.high == pytest.approx(high[0], abs=1 / after.people + 1e-9)


@given(measured(), measured())
def test_the_direction_is_named_only_when_zero_is_outside_the_interval(before, after):
    moved = movement(before, after)
    assert (moved.direction is Direction.UNCLEAR) == (moved.low <= 0 <= moved.high)
    assert (moved.direction is Direction.MORE) == (moved.low > 0)


def test_the_interval_holds_the_true_difference_in_nine_of_ten_cases():
    """Rooms of other sizes, other ways to agree, other shares of readers: the prior is fitted as a report fits it."""
    rng = np.random.default_rng(11)
    held = tries = 0
    for _pair in range(60):
        rooms = []
        for _room in range(2):
            people = int(rng.integers(12, 120))
            true = rng.beta(rng.uniform(1, 6), rng.uniform(1, 6), 30)
            would = rng.random((30, people)) < true[:, None]
            raters = rng.integers(5, max(6, people // 2), 30)
            recognised = np.array([rng.permutation(row)[:n].sum() for row, n in zip(would, raters, strict=True)])
            rooms.append((people, would.mean(axis=1), raters, recognised, fit_prior(recognised, raters)))
        for index in range(30):
            before, after = (
                Measured(int(recognised[index]), int(raters[index]), people, prior)
                for people, _, raters, recognised, prior in rooms
            )
            moved = movement(before, after)
            truth = rooms[1][1][index] - rooms[0][1][index]
            held += moved.low - 1e-9 <= truth <= moved.high + 1e-9
            tries += 1
    assert tries == 1800
    assert 0.87 <= held / tries <= 0.93


@settings(deadline=None)
@given(st.integers(0, 300))
def test_five_thousand_people_twice_are_no_reason_to_wait(recognised):
    large = Measured(recognised, 300, 5000, Prior(2, 2))
    moved = movement(large, Measured(150, 300, 4999, Prior(2, 2)))
    assert moved.low < moved.high


@pytest.mark.parametrize(("recognised", "raters", "people"), [(3, 2, 5), (-1, 2, 5), (1, 6, 5), (0, 0, 5)])
def test_impossible_counts_are_refused(recognised, raters, people):
    impossible = Measured(recognised, raters, people, Prior(1, 1))
    with pytest.raises(ValueError, match="rates twice"):
        movement(impossible, Measured(1, 2, 5, Prior(1, 1)))


ASKED = Asked(uuid4(), uuid4(), uuid4())


def content(id_, raters: int, recognised: int) -> dict:
    enough = raters >= 5
    statement = {
        "id": str(id_),
        "text": "Nobody owned it.",
        "raters": raters,
        "couldRate": 40,
        "recognised": recognised if enough else None,
        "rate": recognised / raters if enough else None,
        "low": 0.1 if enough else None,
        "high": 0.9 if enough else None,
        "reactions": [],
    }
    event = {"id": str(uuid4()), "title": "Before", "startsAt": "2026-09-01T12:00:00Z"}
    return {"event": event, "prior": {"a": 2.0, "b": 2.0}, "questions": [{"statements": [statement]}]}


def test_a_report_tells_what_was_measured_before_and_after():
    told = compare(ASKED, content(ASKED.origin_statement_id, 20, 18), content(ASKED.id, 20, 4))
    assert told is not None
    assert (told["before"]["rate"], told["after"]["rate"], told["difference"]) == (0.9, 0.2, -0.7)
    assert told["low"] < told["high"] < 0
    assert told["direction"] == "less"
    assert told["origin"]["title"] == "Before"


@pytest.mark.parametrize(("before", "after"), [(4, 20), (20, 4), (4, 4)])
def test_nothing_is_told_of_the_difference_when_fewer_than_five_rated(before, after):
    told = compare(ASKED, content(ASKED.origin_statement_id, before, 2), content(ASKED.id, after, 2))
    assert told is not None
    assert [told[name] for name in ("difference", "low", "high", "direction")] == [None, None, None, "too_few"]
    for raters, figures in ((before, told["before"]), (after, told["after"])):
        assert (figures["recognised"] is None) == (raters < 5)
        assert (figures["rate"] is None) == (raters < 5)


def test_a_statement_that_left_the_earlier_report_is_not_compared():
    assert compare(ASKED, content(uuid4(), 20, 18), content(ASKED.id, 20, 4)) is None
    assert compare(ASKED, content(ASKED.origin_statement_id, 20, 18), content(uuid4(), 20, 4)) is None
