"""What a rehearsal advises, and how far behind a moderator would be."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.rehearsals import Played, assess, behind, reading_seconds, told

GOOD = Played(
    number=1,
    position=1,
    prompt="What?",
    seconds=480,
    tail_seconds=90,
    wanted=20,
    posted=20,
    needed=(),
    raters=(12, 9, 15),
    idle=60.0,
    present=10_000.0,
    arrivals=((100.0, 120), (200.0, 80), (300.0, 100)),
)


def advised(*played: Played, people: int = 30, over: int = 0) -> list[tuple[str, dict]]:
    outcome = assess(played, people=people, over=over)
    return [(each["code"], each["params"]) for each in outcome["advice"]]


def test_a_script_that_suits_is_told_to_suit():
    assert advised(GOOD) == [("good", {"people": 30})]


def test_people_who_were_still_writing_ask_for_the_minutes_that_help_nine_in_ten_of_them():
    late = replace(GOOD, number=3, posted=10, needed=[10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 100.0, 900.0])
    [(code, params)] = advised(GOOD, late)
    assert (code, params["number"], params["minutes"]) == ("longer", 3, 2)
    assert (params["still"], params["wanted"]) == (10, 20)


def test_one_slow_writer_is_no_reason_to_let_all_wait():
    assert advised(replace(GOOD, needed=[30.0])) == [("good", {"people": 30})]


def test_statements_with_too_few_raters_ask_for_a_longer_tail():
    thin = replace(GOOD, raters=(2, 3, 6, 9))
    [(code, params)] = advised(thin)
    assert (code, params["few"], params["statements"]) == ("longer_tail", 2, 4)
    # five ratings are missing at a pace of 20 in 570 seconds
    assert params["minutes"] == 3


def test_so_few_people_that_no_figure_is_possible_are_told_so_once():
    assert [code for code, _params in advised(replace(GOOD, raters=(3, 4)), people=5)] == ["no_figures"]


def test_so_few_people_that_there_is_hardly_anything_to_read_are_no_reason_for_a_shorter_window():
    late = replace(GOOD, number=2, needed=[30.0, 60.0, 90.0], wanted=4)
    assert [code for code, _params in advised(replace(GOOD, idle=9_000.0), late, people=5)] == ["no_figures", "longer"]


def test_a_window_in_which_people_have_nothing_to_do_may_be_shorter_by_half_at_most():
    [(code, params)] = advised(replace(GOOD, idle=9_000.0))
    assert (code, params["minutes"], params["share"]) == ("shorter", 4, 90)


def test_a_script_that_is_longer_than_its_event_is_told_with_the_minutes():
    assert advised(GOOD, over=61) == [("too_long", {"minutes": 2})]


def test_more_moderators_are_advised_when_one_falls_behind():
    stream = [(second * 4.0, 160) for second in range(120)]  # twelve seconds of reading every four seconds
    outcome = assess([replace(GOOD, arrivals=stream)], people=30, over=0)
    [advice] = outcome["advice"]
    assert advice["code"] == "moderators"
    assert outcome["moderator"]["moderators"] == advice["params"]["people"] == 3
    assert outcome["moderator"]["peak_per_minute"] == 15
    assert outcome["moderator"]["behind_seconds"] > 120


@given(st.lists(st.tuples(st.floats(0, 600), st.integers(1, 280)), max_size=60))
def test_more_moderators_are_never_further_behind_and_none_is_faster_than_reading(arrivals):
    came = sorted((at, reading_seconds(length)) for at, length in arrivals)
    lags = [behind(came, many) for many in (1, 2, 3, 60)]
    assert all(after <= before + 1e-6 for before, after in pairwise(lags))
    assert lags[-1] == pytest.approx(max((seconds for _at, seconds in came), default=0.0))


@given(st.lists(st.integers(0, 30), max_size=20), st.integers(2, 60))
def test_the_figures_of_a_question_add_up(raters, people):
    [question] = assess([replace(GOOD, raters=raters)], people=people, over=0)["questions"]
    assert question["statements"] == len(raters)
    assert question["ratings"] == sum(raters)
    assert question["too_few"] == sum(count < 5 for count in raters)
    assert question["lowest_raters"] == (min(raters) if raters else None)


def test_every_outcome_can_be_told_in_lines():
    quiet = replace(GOOD, raters=(), wanted=0, posted=0, arrivals=(), idle=0.0, present=0.0)
    outcome = assess([GOOD, quiet], people=30, over=0) | {"script_seconds": 1140, "took_seconds": 19.0}
    lines = [text % params for text, params in told(outcome)]
    assert lines[0] == "30 simulated people, 19 minutes, 60 times as fast as it will be."
    assert lines[-1] == "This script suits 30 people."
    assert len(lines) == 1 + 4 + 3
