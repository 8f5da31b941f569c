"""Whose statement comes next: never unfair, never twice, the same every time, whatever order the calls come in."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.domain import turns
from api.domain.ranking import Prior, beta_binomial, expectation
from api.domain.routing import Engine, Ranked

PEOPLE, STATEMENTS = 7, 90
LEVELS = [0.0, 1 / 3, 2 / 3, 1.0]
moves = st.one_of(
    st.tuples(st.just("arrive"), st.integers(0, STATEMENTS), st.one_of(st.none(), st.integers(0, PEOPLE))),
    st.tuples(st.just("withdraw"), st.integers(0, STATEMENTS), st.none()),
    st.tuples(st.just("turn"), st.integers(0, PEOPLE), st.none()),
    st.tuples(st.just("turn and rate"), st.integers(0, PEOPLE), st.sampled_from(LEVELS)),
    st.tuples(st.just("rate"), st.tuples(st.integers(0, PEOPLE), st.integers(0, STATEMENTS)), st.sampled_from(LEVELS)),
)
opening = [("arrive", number, number % 5) for number in range(12)]
hours = st.lists(moves, max_size=120).map(lambda more: opening + more)


@dataclass
class Witness:
    """Drives an engine and keeps its own account of what was given out, to hold the engine to."""

    engine: Engine
    live: set[int] = field(default_factory=set)
    known: set[int] = field(default_factory=set)
    authors: set[tuple[int, int]] = field(default_factory=set)
    seen: set[tuple[int, int]] = field(default_factory=set)
    assigned: Counter[int] = field(default_factory=Counter)
    answers: dict[tuple[int, int], float] = field(default_factory=dict)
    given: list[int | None] = field(default_factory=list)

    def play(self, hour):
        """Carry out the moves one by one."""
        for move, subject, detail in hour:
            if move == "arrive":
                self.arrive(subject, detail)
            elif move == "withdraw" and subject in self.known:
                self.engine.withdraw(subject)
                self.live.discard(subject)
            elif move.startswith("turn"):
                statement = self.turn(subject)
                if statement is not None and detail is not None:
                    self.rate(subject, statement, detail)
            elif move == "rate" and subject[1] in self.known:
                self.rate(*subject, detail)

    def arrive(self, statement: int, author: int | None):
        """Let a statement arrive."""
        self.engine.arrive(statement, author)
        self.live.add(statement)
        self.known.add(statement)
        self.authors.add((author, statement))

    def turn(self, participant: int) -> int | None:
        """Ask for a turn and hold it to the rules."""
        fits = {s for s in self.live if not {(participant, s)} & (self.seen | self.authors)}
        statement = self.engine.turn(participant)
        self.given.append(statement)
        if statement is None:
            assert not fits
            return None
        assert statement in fits, "withdrawn, seen before or one's own"
        least = min(self.assigned[s] for s in fits)
        if least < max(1.0, 0.4 * len(self.answers) / len(self.live)):
            assert self.assigned[statement] == least, "a statement below the floor was passed over"
        self.seen.add((participant, statement))
        self.assigned[statement] += 1
        return statement

    def rate(self, participant: int, statement: int, recognition: float):
        """Rate a statement, given out or not; an author's own rating is counted, but not as given out."""
        self.engine.rate(participant, statement, recognition)
        if (participant, statement) not in self.seen | self.authors:
            self.seen.add((participant, statement))
            self.assigned[statement] += 1
        self.answers[participant, statement] = recognition


@settings(deadline=None)
@given(hours, st.integers(0, 9))
def test_never_ones_own_never_twice_never_a_withdrawn_one_and_the_floor_holds_at_every_moment(hour, announced):
    Witness(Engine(announced, top=3, seed=1)).play(hour)


@settings(deadline=None)
@given(hours)
def test_the_same_seed_gives_the_same_hour(hour):
    first, second = Witness(Engine(PEOPLE, top=3, seed=5)), Witness(Engine(PEOPLE, top=3, seed=5))
    first.play(hour)
    second.play(hour)
    assert first.given == second.given
    assert first.engine.ranking() == second.engine.ranking()


@settings(deadline=None)
@given(hours)
def test_the_ranking_counts_every_live_statement_and_every_last_rating_once(hour):
    witness = Witness(Engine(PEOPLE, top=3, seed=5))
    witness.play(hour)
    ranked = witness.engine.ranking()
    raters = Counter(statement for _, statement in witness.answers)
    assert {row.statement: row.raters for row in ranked} == {s: raters[s] for s in witness.live}
    assert len(ranked) == len(witness.live)
    assert all(0 <= row.low <= row.high <= 1 and 0 <= row.rate <= 1 for row in ranked)
    assert [row.rate for row in ranked] == sorted((row.rate for row in ranked), reverse=True)
    assert all(0 <= below.band - above.band <= 1 for above, below in pairwise(ranked))


def hour_of(rates, people, each, *, top=10, seed=0, late=()):
    """Play an hour in which people answer at once; gives the engine and how often each statement was given out."""
    rng = np.random.default_rng(seed)
    engine, counts = Engine(people, top, seed), Counter()
    votes = rng.random((people, len(rates))) < np.asarray(rates)
    for statement in set(range(len(rates))) - set(late):
        engine.arrive(statement)
    order = rng.permutation(np.repeat(np.arange(people), each))
    for index, person in enumerate(order.tolist()):
        if index == len(order) // 2:
            for statement in late:
                engine.arrive(statement)
        statement = engine.turn(person)
        if statement is not None:
            counts[statement] += 1
            engine.rate(person, statement, float(votes[person, statement]))
    return engine, counts, votes.mean(axis=0)


def test_a_statement_that_arrives_late_catches_up():
    rates = np.random.default_rng(3).uniform(0.2, 0.9, 40)
    _, counts, _ = hour_of(rates, people=80, each=12, late=range(35, 40))
    mean = sum(counts.values()) / 40
    assert min(counts[statement] for statement in range(35, 40)) >= turns.SHARE * mean - 1


def test_late_statements_are_given_out_before_all_else_until_they_have_what_every_statement_is_owed():
    engine, _, _ = hour_of([0.5] * 20, people=60, each=10)
    for statement in (100, 101):
        engine.arrive(statement)
    given_out = [engine.turn(person) for person in range(40)]
    owed = turns.floor(600, 22)
    assert owed > 10
    assert set(given_out[: 2 * int(owed)]) == {100, 101}
    assert len(set(given_out)) > 2


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10**6), st.floats(0.1, 0.5), st.integers(2, 12))
def test_the_floor_is_kept_in_answers_too_when_people_cannot_answer_all_that_they_are_given(seed, silent, each):
    """People pass over what they cannot answer; a statement is owed answers until it was given out PRESSED times as often."""
    rng = np.random.default_rng(seed)
    people, statements = 60, 30
    can, votes = rng.random((people, statements)) > silent, rng.random((people, statements)) < 0.5
    engine, asked = Engine(people, 5, seed), Counter()
    answers = Counter()
    for statement in range(statements):
        engine.arrive(statement)
    for person in rng.permutation(np.repeat(np.arange(people), each)).tolist():
        statement = engine.turn(person)
        while statement is not None and not can[person, statement]:
            asked[statement] += 1
            statement = engine.turn(person)
        if statement is not None:
            asked[statement] += 1
            answers[statement] += 1
            engine.rate(person, statement, float(votes[person, statement]))
    owed = 0.38 * sum(answers.values()) / statements
    for statement in range(statements):
        pressed = asked[statement] >= turns.PRESSED * max(1.0, owed)
        everybody = asked[statement] == people
        assert answers[statement] >= owed - 1 or pressed or everybody


def test_a_hundred_people_who_ask_at_once_are_not_all_sent_to_one_statement():
    engine = Engine(200, seed=4)
    for statement in range(20):
        engine.arrive(statement)
    assert max(Counter(engine.turn(person) for person in range(100)).values()) <= 15


def test_an_answer_on_its_way_makes_the_statement_less_urgent():
    recognition, raters = np.array([5.0, 5.0]), np.array([10.0, 10.0])
    waiting = np.array([0.0, 6.0])
    first, second = turns.values(recognition, raters, waiting, 100, Prior(2, 2), 0.5)
    assert first > second


def test_what_lies_near_the_border_is_worth_more_than_what_is_certain():
    raters = np.full(3, 20.0)
    worth = turns.values(np.array([12.0, 2.0, 19.0]), raters, np.zeros(3), 100, Prior(2, 2), 0.6)
    assert worth[0] > worth[1]
    assert worth[0] > worth[2]


def test_the_value_is_the_expected_gain_of_choosing_the_right_side_of_the_border():
    """Against the sum over every outcome of a block of ratings that the formula approximates with a normal one."""
    prior, people, raters, recognition, between = Prior(3.0, 3.0), 400, 24.0, 14.0, 0.62
    block = 15
    chances = beta_binomial(block, prior.a + recognition, prior.b + raters - recognition)
    after = [
        float(expectation(np.array([recognition + x]), np.array([raters + block]), people, prior)[0])
        for x in range(block + 1)
    ]
    now = float(expectation(np.array([recognition]), np.array([raters]), people, prior)[0])
    gain = sum(chances * np.maximum(after, between)) - max(now, between)
    one = turns.values(np.array([recognition]), np.array([raters]), np.zeros(1), people, prior, between)
    assert np.exp(one[0]) * block == pytest.approx(gain, rel=0.1)


def test_nobody_and_nothing():
    engine = Engine(0)
    assert engine.ranking() == []
    assert engine.turn(1) is None
    engine.arrive(3)
    [only] = engine.ranking()
    assert (only.statement, only.raters, only.band) == (3, 0, 1)
    assert 0 <= only.low <= only.rate <= only.high <= 1


def test_one_participant_and_one_statement():
    engine = Engine(1)
    engine.arrive(7, author=2)
    assert engine.turn(2) is None
    assert engine.turn(1) == 7
    engine.rate(1, 7, 2 / 3)
    assert engine.turn(1) is None
    [only] = engine.ranking()
    assert only.raters == 1


def test_when_everybody_has_rated_the_rate_is_certain():
    engine = Engine(2)
    engine.arrive(7)
    for person, recognition in ((1, 2 / 3), (2, 1.0)):
        engine.rate(person, engine.turn(person), recognition)
    assert engine.ranking() == [Ranked(7, pytest.approx(5 / 6), pytest.approx(5 / 6), pytest.approx(5 / 6), 2, 1)]


@pytest.mark.parametrize("rate", [0.0, 0.5, 1.0])
def test_statements_that_nobody_can_tell_apart_share_the_attention_and_the_band(rate):
    engine, counts, _ = hour_of([rate] * 15, people=30, each=8, top=5)
    assert min(counts.values()) >= turns.SHARE * 30 * 8 / 15
    if rate in (0.0, 1.0):
        assert {row.band for row in engine.ranking()} == {1}


def test_those_who_come_beyond_the_announced_number_count_too():
    engine = Engine(2)
    engine.arrive(1)
    for person in range(10):
        engine.rate(person, engine.turn(person), 1.0)
    assert engine.participants == 10
    [only] = engine.ranking()
    assert (only.raters, only.rate) == (10, 1.0)


def test_a_second_rating_replaces_the_first():
    engine = Engine(3)
    engine.arrive(1)
    for recognition in (1 / 3, 1.0, 0.0, 2 / 3, 0.0):
        engine.rate(1, 1, recognition)
    engine.rate(2, 1, 0.0)
    engine.rate(3, 1, 0.0)
    [only] = engine.ranking()
    assert (only.raters, only.rate) == (3, 0.0)


def test_a_withdrawn_statement_that_comes_back_has_kept_its_ratings():
    engine = Engine(5)
    engine.arrive(1)
    engine.rate(1, 1, 1.0)
    engine.withdraw(1)
    assert engine.ranking() == []
    assert engine.turn(2) is None
    engine.rate(3, 1, 1.0)
    engine.arrive(1)
    assert engine.ranking()[0].raters == 2


def test_what_was_skipped_is_not_waited_for():
    engine = Engine(50, seed=1)
    for statement in range(4):
        engine.arrive(statement)
    given_out = [engine.turn(1) for _ in range(5)]
    assert sorted(given_out[:4]) == [0, 1, 2, 3]
    assert given_out[4] is None
    assert engine._tally.waiting.sum() == 0


@pytest.mark.parametrize("recognition", [-0.1, 1.01, float("nan"), float("inf")])
def test_a_recognition_outside_the_scale_is_refused_and_changes_nothing(recognition):
    engine = Engine(3)
    engine.arrive(1)
    with pytest.raises(ValueError, match="between 0 and 1"):
        engine.rate(1, 1, recognition)
    assert engine.ranking()[0].raters == 0


def test_a_statement_that_never_arrived_is_refused():
    engine = Engine(3)
    with pytest.raises(KeyError, match="never arrived"):
        engine.rate(1, 8, 1.0)
    with pytest.raises(KeyError, match="never arrived"):
        engine.withdraw(8)


@pytest.mark.parametrize(("participants", "top"), [(-1, 10), (5, 0)])
def test_impossible_sizes_are_refused(participants, top):
    with pytest.raises(ValueError, match="fewer than"):
        Engine(participants, top)


def test_five_thousand_people_and_two_thousand_statements():
    engine, counts, truth = hour_of(np.random.default_rng(5).beta(2, 3, 2000), people=5000, each=4)
    assert sum(counts.values()) == 20_000
    assert min(counts.values()) >= turns.SHARE * 10
    best = set(np.argsort(-truth)[:100].tolist())
    assert len(best & {row.statement for row in engine.ranking()[:10]}) >= 8
