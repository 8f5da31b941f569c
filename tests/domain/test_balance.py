"""Lenient and strict raters under every statement: who seems like what, and who is sent where because of it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.domain import turns
from api.domain.routing import Engine

LEVELS = [0.0, 1 / 3, 2 / 3, 1.0]


def test_a_lenient_person_goes_where_strict_people_went_before():
    strict, nobody, lenient = turns.balance(np.array([-1.0, 0.0, 1.0]), np.full(3, 0.6), own=0.1)
    assert strict > nobody > lenient
    assert nobody == 0
    assert turns.balance(np.array([50.0]), np.array([0.5]), own=0.5)[0] >= -turns.STRONGEST


def test_balance_is_what_a_person_adds_to_the_squared_error_in_units_of_the_variance_of_an_answer():
    leaning, own, mean = 0.8, 0.15, 0.3
    [factor] = turns.balance(np.array([leaning]), np.array([mean]), own)
    added = (leaning + own) ** 2 - leaning**2 - own**2
    assert factor == pytest.approx(-added / (mean * (1 - mean)))
    certain = turns.balance(np.full(2, 0.1), np.array([0.0, 1.0]), own)
    assert np.all(np.isfinite(certain))


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10**6), st.floats(0, 0.4))
def test_a_statement_leans_by_what_those_who_were_asked_seemed_like_at_their_last_turn(seed, skips):
    rng = np.random.default_rng(seed)
    engine, people, statements = Engine(12, 5, seed), 12, 60
    for statement in range(statements):
        engine.arrive(statement)
    answered: dict[int, set[int]] = {person: set() for person in range(people)}
    holds: dict[int, int] = {}
    for person in rng.integers(people, size=150).tolist():
        statement = engine.turn(person)
        holds[person] = statement
        if rng.random() > skips:
            engine.rate(person, statement, float(rng.choice(LEVELS)))
            answered[person].add(statement)
        if answered[person] and rng.random() < 0.2:
            again = int(rng.choice(sorted(answered[person])))
            engine.rate(person, again, float(rng.choice(LEVELS)))
    expected = np.zeros(statements)
    for person, statement in holds.items():
        for each in answered[person] | {statement}:
            expected[each] += engine._tally._leniency[person]
    assert engine._tally.leaning[:statements] == pytest.approx(expected, abs=1e-9)


def test_what_a_person_turns_out_to_be_like_counts_where_they_answered_before():
    engine = Engine(30, 2, seed=1)
    for statement in range(12):
        engine.arrive(statement)
    for person in range(10):  # everybody is strict
        for _ in range(6):
            engine.rate(person, engine.turn(person), 0.0)
    first = engine.turn(20)
    assert engine._tally.leaning[first] == pytest.approx(
        sum(engine._tally._leniency[person] for person in range(10) if first in engine._tally._answers[person])
    )
    engine.rate(20, first, 1.0)
    before = float(engine._tally.leaning[first])
    for _ in range(5):
        engine.rate(20, engine.turn(20), 1.0)
    engine.turn(20)
    assert engine._tally.leaning[first] > before + 0.2


def test_a_person_of_whom_little_is_known_is_taken_to_be_like_everybody():
    assert turns.leniency(0.0, 0) == 0
    assert 0 < turns.leniency(0.5, 1) < turns.leniency(6.0, 12) < 6.0 / 12


def imbalance(seed: int) -> float:
    """Play an hour in which half of the people are lenient; gives how far the halves differ among a statement's raters.

    It is the mean over statements of |lenient - half of the raters| / sqrt(raters).
    """
    rng = np.random.default_rng(seed)
    lenient = np.arange(80) % 2
    chances = rng.uniform(0.4, 0.6, 24) + np.where(lenient, 0.35, -0.35)[:, None]
    votes, engine, raters = rng.random(chances.shape) < chances, Engine(80, 5, seed), [[] for _ in range(24)]
    for statement in range(24):
        engine.arrive(statement)
    for person in rng.permutation(np.repeat(np.arange(80), 12)).tolist():
        statement = engine.turn(person)
        engine.rate(person, statement, float(votes[person, statement]))
        raters[statement].append(lenient[person])
    return float(np.mean([abs(sum(each) - len(each) / 2) / len(each) ** 0.5 for each in raters]))


def test_lenient_and_strict_people_are_mixed_more_evenly_than_when_nobody_is_told_apart(monkeypatch):
    mixed = np.mean([imbalance(seed) for seed in range(4)])
    monkeypatch.setattr(turns, "leniency", lambda surprise, ratings: 0.0)
    assert mixed < 0.8 * np.mean([imbalance(seed) for seed in range(4)])
