"""Merging loses no rating and counts nobody twice, and taking apart restores what was."""

from collections import Counter
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.errors import Conflict, Invalid
from api.domain.merging import counted, group_of, require_mergeable, root_of, said
from api.domain.vocabulary import Recognition

PEOPLE = [UUID(int=number) for number in range(100, 106)]
STATEMENTS = [UUID(int=number) for number in (3, 1, 4, 2, 5)]
A, B, C, D, _E = STATEMENTS
RATINGS = st.dictionaries(
    st.tuples(st.sampled_from(PEOPLE), st.sampled_from(STATEMENTS)), st.sampled_from(list(Recognition))
)
PAIRS = st.lists(st.tuples(st.sampled_from(STATEMENTS), st.sampled_from(STATEMENTS)), max_size=8)


def merged(pairs: list[tuple[UUID, UUID]]) -> dict[UUID, UUID]:
    """Merge pair by pair, leaving out what is refused."""
    parents: dict[UUID, UUID] = {}
    for statement, into in pairs:
        try:
            require_mergeable(statement, into, parents)
        except (Conflict, Invalid):
            continue
        parents[statement] = into
    return parents


@given(PAIRS)
def test_however_one_merges_every_statement_is_in_one_group_with_one_kept(pairs):
    parents = merged(pairs)
    roots = {root_of(each, parents) for each in STATEMENTS}
    assert not roots & set(parents)
    assert Counter(each for root in roots for each in group_of(root, parents)) == Counter(STATEMENTS)


@given(PAIRS, RATINGS)
def test_each_rater_of_a_group_counts_once_and_nobody_else_does(pairs, ratings):
    parents = merged(pairs)
    answers = [(person, statement, level) for (person, statement), level in ratings.items()]
    for root in {root_of(each, parents) for each in STATEMENTS}:
        group = group_of(root, parents)
        mine = [answer for answer in answers if answer[1] in group]
        assert sum(counted(mine, root).values()) == len({person for person, _, _ in mine})


@given(PAIRS, st.data())
def test_taking_apart_gives_back_the_groups_of_before(pairs, data):
    parents = merged(pairs)
    statement, into = data.draw(st.tuples(st.sampled_from(STATEMENTS), st.sampled_from(STATEMENTS)))
    after = merged([*pairs, (statement, into)])
    if after != parents:
        after.pop(statement)
    assert {each: root_of(each, after) for each in STATEMENTS} == {each: root_of(each, parents) for each in STATEMENTS}


def test_the_rating_of_the_kept_wording_counts_before_that_of_another():
    answers = {A: Recognition.FULLY, B: Recognition.NOT_AT_ALL}
    assert said(answers, A) is Recognition.FULLY
    assert said(answers, B) is Recognition.NOT_AT_ALL
    assert said(answers, C) is Recognition.NOT_AT_ALL  # neither is kept: the smaller id
    assert said({}, A) is None


def test_what_is_merged_already_goes_into_no_other_and_nothing_into_itself():
    parents = {B: A}
    with pytest.raises(Conflict):
        require_mergeable(B, C, parents)
    with pytest.raises(Invalid):
        require_mergeable(A, A, parents)
    with pytest.raises(Invalid):
        require_mergeable(A, B, parents)  # into one that went into it
    assert require_mergeable(D, B, parents) == A
