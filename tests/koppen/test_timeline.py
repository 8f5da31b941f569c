"""A replay keeps the order of the conversation and gives everybody as many ratings as they really gave."""

import random
from collections import Counter

from koppen.polis import Conversation, Said
from koppen.timeline import Rate, Say, Tail, budgets, speakers, timeline

STATEMENTS = tuple(Said(number, author, number, f"Statement {number}") for number, author in enumerate((1, 1, 2, 99)))
CONVERSATION = Conversation("Cars", "", STATEMENTS, {1: {0: 1, 1: 1, 2: 1, 3: 1}, 2: {0: 1}, 3: {}})


def test_a_statement_is_given_by_its_author_or_by_a_participant_drawn_by_lot():
    says = speakers(CONVERSATION, random.Random(1))
    assert [say.by for say in says[:3]] == [1, 1, 2]
    assert says[3].by in CONVERSATION.votes
    assert says == speakers(CONVERSATION, random.Random(1))


def test_who_did_not_vote_on_a_statement_says_it_for_an_author_who_is_not_there():
    votes = {1: {0: 1, 1: 0}, 2: {0: 1}, 3: {0: -1, 1: 1}}
    unknown = tuple(Said(number, -1, number, f"Statement {number}") for number in range(2))
    drawn = [
        [say.by for say in speakers(Conversation("Cars", "", unknown, votes), random.Random(n))] for n in range(30)
    ]
    assert {by for by, _ in drawn} == {1, 2, 3}  # everybody voted on the first
    assert {by for _, by in drawn} == {2}


def test_no_rating_is_lost_to_authors_who_are_not_there():
    rng = random.Random(4)
    unknown = tuple(Said(number, -1, number, f"Statement {number}") for number in range(6))
    votes = {person: {number: 1 for number in range(6) if number != person} for person in range(6)}  # all but one
    says = speakers(Conversation("Cars", "", unknown, votes), rng)
    assert budgets(Conversation("Cars", "", unknown, votes), says, None) == dict.fromkeys(range(6), 5)


def test_everybody_gives_as_many_ratings_as_they_really_gave_and_none_on_their_own_words():
    says = [Say(said, by) for said, by in zip(STATEMENTS, (1, 1, 2, 3), strict=True)]
    assert budgets(CONVERSATION, says, None) == {1: 2, 2: 1, 3: 0}
    assert budgets(CONVERSATION, says, 3) == {1: 2, 2: 3, 3: 3}


def test_statements_keep_their_order_and_the_last_part_is_for_rating_only():
    says = speakers(CONVERSATION, random.Random(1))
    acts = list(timeline(says, {1: 50, 2: 30, 3: 20}, random.Random(2)))
    assert [act.said.id for act in acts if isinstance(act, Say)] == [0, 1, 2, 3]
    assert isinstance(acts[0], Say)
    tail = acts.index(Tail())
    assert sum(isinstance(act, Rate) for act in acts[:tail]) == 80
    assert all(isinstance(act, Rate) for act in acts[tail + 1 :])
    assert Counter(act.by for act in acts if isinstance(act, Rate)) == {1: 50, 2: 30, 3: 20}
