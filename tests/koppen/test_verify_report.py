"""Anybody who has the JSON of a report recalculates every figure; one that was tampered with is found."""

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner

from api.schemas.reports import ReportSchema
from koppen.cli import main
from koppen.recalculated_changes import CHECKS as CHANGES
from koppen.recalculated_groups import CHECKS as GROUPS
from koppen.recalculated_offers import CHECKS as OFFERS
from koppen.recalculated_polls import CHECKS as POLLS
from koppen.recalculated_statements import CHECKS as STATEMENTS
from koppen.recalculation import recalculate
from tests.community import build
from tests.crowds import JOBS, PROVINCES, SIZES, Crowd
from tests.dialogues import Said, closed

CHECKS = STATEMENTS | GROUPS | CHANGES | POLLS | OFFERS
NO_FIGURES = {"position", "number"}  # of a question in the script, and of the version: only their order can be checked
TAKEN_AS_TOLD = ("before", "prior")  # of the earlier dialogue: follows from statements that only its own report has
SAID = [
    Said("Niemand was eigenaar na het projectgeld.", fully=20, largely=7, a_little=3, not_at_all=1, does_not_occur=2,
         reactions=[Said("Wij wezen eerst iemand aan.", fully=9, largely=2, not_at_all=1), Said("Hier ook.", fully=2)]),
    Said("De lijn had geen tijd.", fully=30, not_at_all=2),
    Said("De lijn had er geen tijd voor gepland.", fully=18, not_at_all=9),
    Said("Inkoop duurde langer dan de pilot.", fully=4, a_little=20),
    Said("De regels van inkoop hielden ons tegen.", fully=9, not_at_all=20),
    Said("Dit las bijna niemand.", fully=3),
    Said("Een klein feest hielp.", fully=12, not_at_all=10, question=2),
    Said("Bewoners merkten niets.", fully=12, not_at_all=11, question=2),
]  # fmt: skip


@pytest.fixture(scope="module")
def report(databases) -> Iterator[dict[str, Any]]:
    """Give a report as the API answers it."""
    with databases("sqlite").fresh() as url:
        app = build(url)
        database = app.extensions["koppen"].database
        with database.unit_of_work() as session:
            row = closed(session, SAID).report
        with app.test_request_context(headers={"Accept-Language": "nl"}):
            yield json.loads(ReportSchema().dumps(row))
        database.dispose()


@pytest.fixture(scope="module")
def again(databases) -> Iterator[dict[str, Any]]:
    """Give the content of a report in which two statements of an earlier dialogue were asked again."""
    with databases("sqlite").fresh() as url:
        database = build(url).extensions["koppen"].database
        with database.unit_of_work() as session:
            earlier = closed(session, SAID, people=44).statements
            said = [
                Said(SAID[0].text, fully=4, not_at_all=21, origin=earlier[SAID[0].text]),
                Said(SAID[4].text, fully=8, not_at_all=15, origin=earlier[SAID[4].text]),
                *SAID[5:],
            ]
            content: dict[str, Any] = json.loads(json.dumps(closed(session, said).report.content))
        database.dispose()
        assert {each["direction"] for each in content["changes"]} == {"less", "unclear"}
        yield content


@pytest.fixture(scope="module")
def divided() -> dict[str, Any]:
    """Give the content of a report in which groups differ."""
    rng = random.Random(3)
    people = [(rng.choice(SIZES), rng.choice(PROVINCES), rng.choice(JOBS)) for _person in range(240)]
    crowd = Crowd([type_of_traits(*each) for each in people], seed=5)
    statements = []
    for number in range(6):
        raters = rng.sample(range(len(people)), 150)
        large = {who for who in range(len(people)) if people[who][0] == SIZES[0]}
        chance = {who: 0.9 if number % 2 and who in large else 0.2 for who in range(len(people))}
        says = {who: rng.random() < chance[who] for who in range(len(people))}
        statements.append(crowd.counted(crowd.rated(raters), says.__getitem__))
    content: dict[str, Any] = json.loads(json.dumps(crowd.report(*statements)))
    assert content["differences"]["found"]
    return content


def type_of_traits(*values: Any) -> Any:
    from api.domain.anonymity import Traits

    return Traits(*values)


def numbers(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Name the places of all numbers in a document."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inside:
        yield from numbers(each, (*path, key))
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield path


def tampered(document: Any, path: tuple[Any, ...], change: float) -> Any:
    changed = copy.deepcopy(document)
    inside = changed
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] += change
    return changed


def wrong(document: Any) -> list[str]:
    return [f"{check.name}: {line}" for check in recalculate(document, CHECKS) for line in check.wrong]


def test_a_report_is_what_follows_from_its_counts(report, divided, again):
    assert wrong(report) == []
    assert wrong(divided) == []
    assert wrong(again) == []
    compared = {check.name: check.number for check in recalculate(report, CHECKS)}
    assert {name for name, number in compared.items() if not number} <= {
        "differences between groups",
        "how recognition moved",
    }


@pytest.mark.parametrize("which", ["report", "divided", "again"])
@pytest.mark.parametrize("kind", ["one more", "a little more"])
def test_every_number_that_is_tampered_with_is_found(request, which, kind):
    document = request.getfixturevalue(which)
    places = [path for path in numbers(document) if path[-1] not in NO_FIGURES and path[-3:-1] != TAKEN_AS_TOLD]
    assert len(places) > 200
    missed = []
    for path in places:
        value = document
        for key in path:
            value = value[key]
        change = 1 if kind == "one more" else 0.001
        if not wrong(tampered(document, path, change)):
            missed.append((path, value))
    assert missed == []


def test_a_statement_that_moved_is_found(report):
    moved = copy.deepcopy(report)
    statements = moved["content"]["questions"][0]["statements"]
    statements[0], statements[1] = statements[1], statements[0]
    assert any(line.startswith("order:") for line in wrong(moved))
    swapped = copy.deepcopy(report)
    overall = swapped["content"]["overall"]
    overall[0], overall[1] = overall[1], overall[0]
    assert any(line.startswith("order: overall") for line in wrong(swapped))


def test_a_figure_in_a_sentence_is_checked_too(report):
    changed = copy.deepcopy(report)
    each = changed["content"]["questions"][0]["statements"][0]["id"]
    changed["why"][each] = changed["why"][each].replace("%", "7%", 1)
    assert any(line.startswith("figures in sentences:") for line in wrong(changed))


def test_a_candidate_that_was_left_out_is_found(report):
    changed = copy.deepcopy(report)
    assert changed["content"]["remedies"]["without"].pop()
    assert any(line.startswith("remedies:") for line in wrong(changed))


def test_a_group_below_five_is_found(divided):
    changed = copy.deepcopy(divided)
    group = changed["questions"][0]["statements"][0]["groups"]["sizeClass"][0]
    group["raters"] = 4
    assert any(line.startswith("no group below five:") for line in wrong(changed))


def test_a_document_of_the_first_version_is_recalculated_as_far_as_it_goes(divided):
    old = copy.deepcopy(divided) | {"schemaVersion": 1}
    del old["groupPriors"], old["differences"], old["hour"]["profile"]["province"]
    for each in old["questions"][0]["statements"]:
        del each["band"], each["overallBand"], each["groups"], each["given"]
    assert wrong(old) == []


def run(path) -> Any:
    return CliRunner().invoke(main, ["verify-report", str(path)])


def test_the_command_says_what_is_right_and_ends_well(report, tmp_path):
    (tmp_path / "report.json").write_text(json.dumps(report))
    answer = run(tmp_path / "report.json")
    assert answer.exit_code == 0, answer.output
    assert "counts and rates  right" in answer.output
    assert "wrong" not in answer.output


def test_the_command_says_what_is_wrong_and_ends_with_one(report, tmp_path):
    path = ("content", "questions", 0, "statements", 0, "recognised")
    (tmp_path / "report.json").write_text(json.dumps(tampered(report, path, 1)))
    answer = run(tmp_path / "report.json")
    assert answer.exit_code == 1
    assert "recognised: 33 instead of 32" in answer.output or "recognised: 31 instead of 30" in answer.output


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"content": []}', '{"content": {"hour": 1}}', "7", '"x"'])
def test_what_is_no_report_ends_with_two(tmp_path, text):
    (tmp_path / "report.json").write_text(text)
    assert run(tmp_path / "report.json").exit_code == 2


def test_a_number_that_no_report_has_is_wrong_and_costs_nothing(report):
    for number in (10**12, float("inf"), float("nan"), -(10**9)):
        changed = copy.deepcopy(report)
        changed["content"]["hour"]["people"] = number
        assert wrong(changed)


@pytest.mark.parametrize(
    ("answers", "counts", "wrong"),
    [(6, [5, 1], 0), (6, [5, 2], 1), (4, [None, None], 0), (4, [4, 0], 2)],
)
def test_the_counts_of_a_poll_add_up_and_are_told_of_five_answers_or_more_only(
    report: dict[str, Any], answers: int, counts: list[int | None], wrong: int
):
    told = copy.deepcopy(report)
    options = [{"value": place, "label": "", "count": count} for place, count in enumerate(counts, start=1)]
    told["content"]["polls"]["items"] = [{"kind": "single", "prompt": "?", "answers": answers, "options": options}]
    [check] = recalculate(told, POLLS)
    assert len(check.wrong) == wrong
