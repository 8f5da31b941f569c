"""What a report says, and what it never says."""

import json
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from uuid import UUID, uuid4

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain import ranking
from api.domain.anonymity import Traits
from api.domain.attention import distribution, profile
from api.domain.reports import Occasion, Question, compose
from api.domain.standings import Counted
from api.domain.vocabulary import JobFunction, Province, Recognition, SizeClass, StatementKind

OCCASION = Occasion(
    uuid4(),
    uuid4(),
    "From pilot to practice",
    datetime(2026, 11, 12, 13, tzinfo=UTC),
    datetime(2026, 11, 12, 14, tzinfo=UTC),
)
FIRST = Question(uuid4(), 1, "What got stuck?", "")
SECOND = Question(uuid4(), 2, "What helped?", "Small things too.")
PEOPLE = [Traits(SizeClass.SMALL, Province.UTRECHT, JobFunction.INNOVATION_ADVISOR)] * 40
traits = st.builds(
    Traits,
    st.sampled_from([*SizeClass, None]),
    st.sampled_from([*Province, None]),
    st.sampled_from([*JobFunction, None]),
)


def statement(fully: int = 0, not_at_all: int = 0, question: Question = FIRST, **values) -> Counted:
    """A statement that so many people recognise fully and not at all."""
    counts = {Recognition.FULLY: fully, Recognition.NOT_AT_ALL: not_at_all} | values.pop("counts", {})
    values = {"kind": StatementKind.ANSWER, "text": "Text", "reacts_to": None} | values
    return Counted(id=uuid4(), question_id=question.id, counts=counts, **values)


def reaction_to(target: Counted, **values) -> Counted:
    return statement(kind=StatementKind.REACTION, reacts_to=target.id, **values)


def composed(*statements: Counted, people=PEOPLE):
    return compose(OCCASION, [SECOND, FIRST], statements, people)


def shown(content, question: int = 0):
    return content["questions"][question]["statements"]


def test_largely_and_fully_are_recognised_and_what_does_not_occur_counts_as_a_rater():
    every = {word: number for number, word in enumerate(Recognition, start=1)}
    [only] = shown(composed(statement(counts=every)))
    assert (only["recognised"], only["raters"], only["rate"]) == (3 + 4, 15, 7 / 15)
    assert only["counts"] == {"notAtAll": 1, "aLittle": 2, "largely": 3, "fully": 4, "doesNotOccur": 5}


def test_each_question_has_its_own_order_and_the_whole_has_one():
    a, b = statement(fully=20, not_at_all=2), statement(fully=3, not_at_all=19)
    c = statement(fully=12, not_at_all=10, question=SECOND)
    content = composed(b, c, a)
    assert [each["id"] for each in shown(content)] == [str(a.id), str(b.id)]
    assert [each["id"] for each in shown(content, 1)] == [str(c.id)]
    assert content["overall"] == [str(a.id), str(c.id), str(b.id)]


def test_reactions_stand_below_their_statement_with_their_own_figures():
    top = statement(fully=10, not_at_all=10)
    weak, strong = reaction_to(top, fully=2, not_at_all=8), reaction_to(top, fully=9, not_at_all=1)
    deeper = reaction_to(strong, fully=5, not_at_all=5)
    [only] = shown(composed(weak, top, deeper, strong))
    assert [each["id"] for each in only["reactions"]] == [str(strong.id), str(deeper.id), str(weak.id)]
    assert [each["rate"] for each in only["reactions"]] == [0.9, 0.5, 0.2]
    assert only["reactions"][1]["reactsToId"] == str(strong.id)


def test_a_reaction_to_something_hidden_stands_on_its_own():
    orphan = Counted(uuid4(), FIRST.id, StatementKind.REACTION, "Same here", uuid4(), {Recognition.FULLY: 6})
    assert [each["id"] for each in shown(composed(orphan))] == [str(orphan.id)]


def test_too_few_raters_give_no_figure_and_come_last():
    few, enough = statement(fully=4), statement(fully=1, not_at_all=4)
    content = composed(few, enough)
    assert content["overall"] == [str(enough.id), str(few.id)]
    last = shown(content)[1]
    assert last["raters"] == 4
    assert [last[name] for name in ("rate", "low", "high", "expected", "recognised", "counts")] == [None] * 6


def test_statements_that_do_not_clearly_differ_share_a_band_within_the_list_they_are_in():
    best, near = statement(fully=18, not_at_all=4), statement(fully=17, not_at_all=5)
    weak, few = statement(fully=3, not_at_all=19), statement(fully=2)
    between = statement(fully=16, not_at_all=6, question=SECOND)
    content = composed(weak, few, near, between, best)
    assert [each["band"] for each in shown(content)] == [1, 1, 2, None]
    assert [each["band"] for each in shown(content, 1)] == [1]
    bands = {each["id"]: each["overallBand"] for number in (0, 1) for each in shown(content, number)}
    assert [bands[number] for number in content["overall"]] == [1, 1, 1, 2, None]


def test_reactions_have_bands_of_their_own():
    top = statement(fully=10, not_at_all=10)
    reactions = [reaction_to(top, fully=18, not_at_all=2), reaction_to(top, fully=17, not_at_all=3)]
    [only] = shown(composed(top, *reactions, reaction_to(top, fully=1, not_at_all=19)))
    assert [each["band"] for each in only["reactions"]] == [1, 1, 2]


def test_the_bands_can_be_computed_again_from_the_report():
    content = composed(*(statement(fully=yes, not_at_all=20 - yes) for yes in range(0, 21, 2)))
    rows = shown(content)
    columns = ([row[name] for row in rows] for name in ("recognised", "raters", "couldRate"))
    _, variance = ranking.posterior(*columns, ranking.Prior(**content["prior"]))
    bands = ranking.bands(np.arange(len(rows)), np.array([row["expected"] for row in rows]), variance)
    assert [row["band"] for row in rows] == bands.tolist()
    assert 1 < max(bands) < len(rows)


def test_a_statement_that_all_rated_has_an_interval_without_width():
    [only] = shown(composed(statement(fully=30, not_at_all=10)))
    assert only["low"] == only["rate"] == only["high"] == 0.75


def test_every_interval_lies_around_the_expected_rate():
    content = composed(*(statement(fully=yes, not_at_all=20 - yes) for yes in range(21)))
    assert all(each["low"] <= each["expected"] <= each["high"] for each in shown(content))
    assert all(one["expected"] >= other["expected"] for one, other in pairwise(shown(content)))


def test_the_hour_is_told_in_figures():
    top = statement(fully=6)
    hour = composed(top, statement(fully=2), reaction_to(top, fully=1, not_at_all=9))["hour"]
    assert (hour["people"], hour["statements"], hour["reactions"], hour["ratings"]) == (40, 3, 1, 18)
    attention = hour["attention"]
    assert (attention["lowest"], attention["mean"], attention["highest"]) == (2, 6.0, 10)
    assert (attention["tooFew"], attention["shareTooFew"]) == (1, 0.3333)


def test_an_hour_in_which_nothing_was_said_has_a_report_too():
    content = composed(people=[])
    assert content["overall"] == []
    assert content["hour"]["attention"] == {
        "lowest": 0, "mean": 0.0, "highest": 0, "tooFew": 0, "shareTooFew": 0.0, "distribution": []
    }  # fmt: skip


def test_a_report_is_json_that_names_no_moment_but_that_of_the_event_and_no_id_but_those_it_is_about():
    top = statement(fully=6)
    text = json.dumps(composed(top))
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[0-9:]+Z?", text)) == {"2026-11-12T13:00:00Z", "2026-11-12T14:00:00Z"}
    ids = {UUID(found) for found in re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", text)}
    assert ids == {top.id, OCCASION.dialogue_id, OCCASION.event_id}


@given(st.lists(traits, max_size=80))
def test_the_profile_shows_no_group_below_five_and_none_can_be_computed_by_subtraction(people):
    for table, position in (("sizeClass", 0), ("province", 1), ("jobFunction", 2)):
        rows = profile(people)[table]
        assert sum(row["people"] for row in rows) == (len(people) if len(people) >= 5 else 0)
        assert all(row["people"] >= 5 for row in rows)
        truly = Counter(person[position].value for person in people if person[position])
        hidden = sum(truly[row["value"]] - row["people"] for row in rows if row["value"])
        assert hidden >= 0


@given(st.lists(st.integers(0, 6000), min_size=1, max_size=200))
def test_the_spread_of_attention_counts_every_statement_once_in_ranges_that_follow_each_other(raters):
    rows = distribution(raters)
    assert sum(row["statements"] for row in rows) == len(raters)
    assert len(rows) <= 8
    assert all(one["to"] + 1 == other["from"] for one, other in pairwise(rows))
    assert rows[0] == {"from": 0, "to": 4, "statements": sum(count < 5 for count in raters)}


@pytest.mark.parametrize(
    ("raters", "ranges"),
    [([3], [(0, 4)]), ([5], [(0, 4), (5, 9)]), ([40], [(0, 4), (5, 14), (15, 24), (25, 34), (35, 44)])],
)
def test_the_ranges_of_attention_are_round(raters, ranges):
    assert [(row["from"], row["to"]) for row in distribution(raters)] == ranges


def test_who_wrote_a_statement_does_not_count_among_those_who_could_rate_it():
    own = Counted(uuid4(), uuid4(), StatementKind.ANSWER, "Mine", None, {Recognition.FULLY: 9})
    from_a_report = replace(own, given=True)
    assert (own.crowd(10), from_a_report.crowd(10)) == (9, 10)
