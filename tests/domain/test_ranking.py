"""Rates, intervals and order: honest about the people who did not rate."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain import ranking
from api.domain.ranking import Prior, beta_binomial, fit_prior, interval, posterior, rank

priors = st.builds(Prior, st.floats(0.1, 20), st.floats(0.1, 20))


@st.composite
def ratings(draw: st.DrawFn) -> tuple[list[int], list[int], int]:
    """Recognised and raters of some statements among some people."""
    people = draw(st.integers(1, 200))
    raters = draw(st.lists(st.integers(0, people), min_size=1, max_size=12))
    return [draw(st.integers(0, count)) for count in raters], raters, people


@given(ratings(), priors)
def test_the_expected_rate_lies_between_nobody_and_everybody_else_recognising_it(given_ratings, prior):
    recognised, raters, people = given_ratings
    mean, variance = posterior(recognised, raters, people, prior)
    lowest = np.array(recognised) / people
    highest = (np.array(recognised) + people - np.array(raters)) / people
    assert np.all(mean >= lowest - 1e-9)
    assert np.all(mean <= highest + 1e-9)
    assert np.all(variance >= 0)


@given(ratings(), priors)
def test_the_interval_holds_only_rates_that_are_still_possible(given_ratings, prior):
    recognised, raters, people = given_ratings
    low, high = interval(recognised, raters, people, prior)
    assert np.all(low <= high)
    assert np.all(low >= np.array(recognised) / people - 1e-9)
    assert np.all(high <= (np.array(recognised) + people - np.array(raters)) / people + 1e-9)


@given(ratings(), priors)
def test_recognising_and_not_recognising_are_mirror_images(given_ratings, prior):
    recognised, raters, people = given_ratings
    other = [count - yes for yes, count in zip(recognised, raters, strict=True)]
    low, high = interval(recognised, raters, people, prior)
    mirrored_low, mirrored_high = interval(other, raters, people, Prior(prior.b, prior.a))
    np.testing.assert_allclose(low, 1 - mirrored_high, atol=1e-9)
    np.testing.assert_allclose(high, 1 - mirrored_low, atol=1e-9)


@given(st.integers(1, 300), st.data(), priors)
def test_a_statement_that_everybody_rated_is_certain(people, data, prior):
    recognised = data.draw(st.integers(0, people))
    low, high = interval([recognised], [people], people, prior)
    mean, variance = posterior([recognised], [people], people, prior)
    assert low[0] == high[0] == recognised / people
    assert mean[0] == pytest.approx(recognised / people)
    assert variance[0] == 0


@given(ratings(), priors)
def test_one_more_recognition_never_lowers_the_expected_rate(given_ratings, prior):
    recognised, raters, people = given_ratings
    before, _ = posterior(recognised, raters, people, prior)
    more = [min(yes + 1, count) for yes, count in zip(recognised, raters, strict=True)]
    after, _ = posterior(more, raters, people, prior)
    assert np.all(after >= before)


@given(ratings(), priors)
def test_the_order_is_by_expected_rate_whatever_order_the_statements_come_in(given_ratings, prior):
    recognised, raters, people = given_ratings
    ranked = rank(recognised, raters, people, prior)
    backwards = rank(recognised[::-1], raters[::-1], people, prior)
    assert sorted(ranked.order) == list(range(len(raters)))
    assert np.all(np.diff(ranked.expected[ranked.order]) <= 0)
    np.testing.assert_allclose(ranked.expected, backwards.expected[::-1])


def test_five_of_five_does_not_beat_ninety_of_a_hundred():
    ranked = rank([5, 90, 30], [5, 100, 100], people=120, prior=Prior(1.5, 2.5))
    assert list(ranked.order) == [1, 0, 2]


@given(st.integers(0, 60), st.floats(0.2, 30), st.floats(0.2, 30))
def test_the_posterior_has_the_moments_of_the_beta_binomial(others, a, b):
    chances = beta_binomial(others, a, b)
    counts = np.arange(others + 1)
    mean, variance = posterior([0], [0], max(others, 1), Prior(a, b))
    assert chances.sum() == pytest.approx(1)
    if others:
        assert mean[0] == pytest.approx((chances * counts).sum() / others, abs=1e-9)
        spread = (chances * counts**2).sum() - (chances * counts).sum() ** 2
        assert variance[0] == pytest.approx(spread / others**2, abs=1e-9)


def test_the_logarithm_of_gamma_is_that_of_the_standard_library():
    points = np.concatenate([np.linspace(0.01, 12, 400), np.array([100.0, 5000.0])])
    np.testing.assert_allclose(ranking._log_gamma(points), [math.lgamma(x) for x in points], atol=1e-11, rtol=1e-13)


def test_the_prior_follows_the_conversation_it_is_fitted_to():
    rng = np.random.default_rng(7)
    rates = rng.beta(6, 2, 300)
    prior = fit_prior(rng.binomial(20, rates), np.full(300, 20))
    assert prior.a / (prior.a + prior.b) == pytest.approx(0.75, abs=0.06)
    assert 4 < prior.a + prior.b < 16


def test_without_ratings_the_prior_takes_no_side():
    prior = fit_prior([], [])
    assert prior.a == prior.b


@pytest.mark.parametrize(
    ("recognised", "raters", "people"), [([3], [2], 5), ([-1], [2], 5), ([1], [6], 5), ([0], [0], 0)]
)
def test_impossible_counts_are_refused(recognised, raters, people):
    with pytest.raises(ValueError, match=r"recognition must lie|more than once"):
        posterior(recognised, raters, people, Prior(1, 1))


def conversation(rng: np.random.Generator, statements: int, people: int, each: int, a: float, b: float):
    """Simulate people who each rate a random few: gives recognised, raters and the true rates."""
    votes = rng.random((people, statements)) < rng.beta(a, b, statements)
    seen = np.zeros((people, statements), dtype=bool)
    for person in range(people):
        seen[person, rng.permutation(statements)[:each]] = True
    enough = seen.sum(0) >= 5
    return (votes & seen).sum(0)[enough], seen.sum(0)[enough], votes.mean(0)[enough]


def test_nine_of_ten_intervals_hold_the_true_rate_over_all_and_in_the_top_ten():
    rng = np.random.default_rng(2026)
    inside, inside_top = [], []
    for statements, people, each, a, b in (
        (60, 100, 20, 2, 3),
        (60, 40, 12, 2, 3),
        (25, 400, 5, 4, 1.5),
        (150, 500, 12, 3, 6),
    ):
        for _repeat in range(25):
            recognised, raters, truth = conversation(rng, statements, people, each, a, b)
            ranked = rank(recognised, raters, people, fit_prior(recognised, raters))
            held = (truth >= ranked.low - 1e-9) & (truth <= ranked.high + 1e-9)
            inside.extend(held)
            inside_top.extend(held[ranked.order[:10]])
    assert 0.87 <= np.mean(inside) <= 0.93
    assert np.mean(inside_top) >= 0.85


@given(ratings(), priors)
def test_statements_in_one_band_are_never_certain_to_be_below_its_first(given_ratings, prior):
    recognised, raters, people = given_ratings
    expected, variance = posterior(recognised, raters, people, prior)
    order = rank(recognised, raters, people, prior).order
    numbers = ranking.bands(order, expected, variance)
    assert numbers[order[0]] == 1
    for band in range(1, numbers.max() + 1):
        members = [i for i in order if numbers[i] == band]
        spread = np.sqrt(variance[members] + variance[members[0]])
        assert np.all(expected[members[0]] - expected[members] <= 1.645 * spread + 1e-9)


def test_what_is_plainly_less_recognised_is_in_a_lower_band():
    expected, variance = posterior([90, 88, 40, 5], [100, 100, 100, 100], 120, Prior(1, 1))
    assert list(ranking.bands(np.arange(4), expected, variance)) == [1, 1, 2, 3]
    assert list(ranking.bands(np.empty(0, dtype=np.intp), np.empty(0), np.empty(0))) == []
