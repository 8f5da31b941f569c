"""A report that differs from what was cast in any figure is found out."""

import copy
from collections import Counter
from typing import Any

import pytest

from koppen.comparison import differences, precision, truth
from koppen.polis import Conversation, Said
from koppen.timeline import Say

CAST = [
    ("Often", Counter(fully=5, largely=1, not_at_all=2)),
    ("Seldom", Counter(a_little=4, does_not_occur=3)),
    ("Hardly read", Counter(fully=4)),
]
NO_FIGURES = dict.fromkeys(("recognised", "counts", "rate", "low", "high", "expected"))


def statement(number: str, text: str, raters: int, **figures: Any) -> dict[str, Any]:
    return {"id": number, "text": text, "raters": raters, "reactions": [], **NO_FIGURES, **figures}


def counts(*figures: int) -> dict[str, int]:
    return dict(zip(("notAtAll", "aLittle", "largely", "fully", "doesNotOccur"), figures, strict=True))


@pytest.fixture
def content() -> dict[str, Any]:
    """A report that is right."""
    bounds = {"low": 0.5, "high": 0.9, "expected": 0.7}
    often = statement("a", "Often", 8, recognised=6, rate=0.75, counts=counts(2, 0, 1, 5, 0), **bounds)
    bounds = {"low": 0.0, "high": 0.3, "expected": 0.1}
    seldom = statement("b", "Seldom", 7, recognised=0, rate=0.0, counts=counts(0, 4, 0, 0, 3), **bounds)
    attention = {"lowest": 4, "mean": 6.33, "highest": 8, "tooFew": 1}
    return {
        "questions": [{"statements": [often, seldom, statement("c", "Hardly read", 4)]}],
        "overall": ["a", "b", "c"],
        "enoughRaters": 5,
        "hour": {"people": 9, "statements": 3, "reactions": 0, "ratings": 19, "attention": attention},
    }


def test_a_report_that_is_right_has_no_differences(content: dict[str, Any]):
    assert differences(content, CAST, 9) == []


@pytest.mark.parametrize("name", ["raters", "recognised", "rate"])
def test_one_figure_that_is_off_is_found(content: dict[str, Any], name: str):
    content["questions"][0]["statements"][0][name] += 1
    assert len(differences(content, CAST, 9)) == 1


@pytest.mark.parametrize("name", ["notAtAll", "aLittle", "largely", "fully", "doesNotOccur"])
def test_one_count_that_is_off_is_found(content: dict[str, Any], name: str):
    content["questions"][0]["statements"][1]["counts"][name] += 1
    (line,) = differences(content, CAST, 9)
    assert name in line


def test_figures_of_what_too_few_rated_are_found(content: dict[str, Any]):
    content["questions"][0]["statements"][2] |= {"recognised": 4, "rate": 1.0, "counts": counts(0, 0, 0, 4, 0)}
    assert differences(content, CAST, 9)


@pytest.mark.parametrize("name", ["people", "statements", "ratings", "reactions"])
def test_a_wrong_total_is_found(content: dict[str, Any], name: str):
    content["hour"][name] += 1
    assert len(differences(content, CAST, 9)) == 1


def test_a_statement_that_is_missing_invented_or_doubled_is_found(content: dict[str, Any]):
    statements = content["questions"][0]["statements"]
    for change in (statements[:2], [*statements, statement("d", "Invented", 0)], [*statements, statements[0]]):
        changed = copy.deepcopy(content)
        changed["questions"][0]["statements"] = change
        assert differences(changed, CAST, 9)


def test_the_same_text_said_twice_is_compared_as_often_as_it_was_said(content: dict[str, Any]):
    twin = content["questions"][0]["statements"][2] | {"id": "d", "raters": 2}
    content["questions"][0]["statements"].append(twin)
    content["overall"].append("d")
    content["hour"] |= {"statements": 4, "ratings": 21}
    content["hour"]["attention"] |= {"lowest": 2, "mean": 5.25, "tooFew": 2}
    cast = [*CAST, ("Hardly read", Counter(fully=2))]
    assert differences(content, cast, 9) == []
    twin["raters"] = 3
    assert differences(content, cast, 9)


def test_an_order_or_an_interval_that_cannot_be_is_found(content: dict[str, Any]):
    changed = copy.deepcopy(content)
    changed["overall"] = ["b", "a", "c"]
    assert differences(changed, CAST, 9) == ["overall: the order does not follow the expected rate"]
    content["questions"][0]["statements"][0]["low"] = 0.8
    assert differences(content, CAST, 9) == ["'Often': 0.7 is not within 0.8 to 0.9"]


def test_the_truth_is_the_share_of_everybody_else_who_agreed():
    said = Said(0, 1, 0, "Often")
    conversation = Conversation("Cars", "", (said,), {1: {0: 1}, 2: {0: 1}, 3: {0: -1}, 4: {0: 0}, 5: {}})
    assert truth(conversation, [Say(said, 1)]) == {"Often": 0.25}


def test_precision_counts_what_belongs_at_the_top_ties_included(content: dict[str, Any]):
    assert precision(content, {"Often": 0.9, "Seldom": 0.1, "Hardly read": 0.5}, top=2) == 0.5
    assert precision(content, {"Often": 0.9, "Seldom": 0.5, "Hardly read": 0.5}, top=2) == 1.0
    assert precision(content, {"Often": 0.9, "Seldom": 0.5, "Hardly read": 0.5}, top=3) is None
