"""Hiding after the close: the words go from every version of the report and its files, the figures stay."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from api.domain.vocabulary import Role
from api.files import report_html
from api.models import ModerationEntry, Rating, Report, Review, Statement
from api.schemas.reports import ReportSchema
from koppen.recalculated_changes import CHECKS as CHANGES
from koppen.recalculated_groups import CHECKS as GROUPS
from koppen.recalculated_offers import CHECKS as OFFERS
from koppen.recalculated_polls import CHECKS as POLLS
from koppen.recalculated_statements import CHECKS as STATEMENTS
from koppen.recalculation import recalculate
from tests import factories
from tests.api.conftest import Caller
from tests.dialogues import Closed, Said, closed
from tests.hour import Hour, begin

NAME = "Quirijn"
SAID = [
    Said(f"Wethouder {NAME} hield alles tegen.", fully=20, largely=3, not_at_all=4, mostly=None,
         reactions=[Said("Dat herken ik.", fully=6), Said(f"{NAME} luistert wel.", fully=7)]),
    *(Said(f"Niemand was eigenaar van proef {number} na het projectgeld.", fully=9 + number, a_little=9) for number in range(4)),
    *(Said(f"Bewoners merken niets van dienst {number}.", fully=12, not_at_all=3 + number) for number in range(4)),
]  # fmt: skip
HIDDEN = "(Deze bijdrage is verborgen nadat deze rapportage was gemaakt.)"
FIGURES = ("raters", "recognised", "counts", "rate", "low", "high", "expected", "band", "overallBand", "groups")


@pytest.fixture
def made(work, app) -> Closed:
    with work() as session:
        member = factories.member(session)
        done = closed(session, SAID, registered=[member])
        done.reader = Caller(app, member)  # type: ignore[attr-defined]
    return done


@pytest.fixture
def moderator(work, app) -> Caller:
    with work() as session:
        return Caller(app, factories.member(session, Role.MODERATOR))


def path(made: Closed) -> str:
    return f"/dialogues/{made.dialogue.id}"


def hide(caller: Caller, made: Closed, text: str, **fields: Any) -> Any:
    address = f"{path(made)}/statements/{made.statements[text].id}/hiding"
    return caller.put(address, {"reason": "identifies"} | fields)


def version(made: Closed, number: int) -> Any:
    return made.reader.get(f"{path(made)}/reports/{number}", headers={"Accept-Language": "nl"}).json  # type: ignore[attr-defined]


def every(content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for question in content["questions"]:
        for top in question["statements"]:
            yield from (top, *top["reactions"])


def figures(content: dict[str, Any]) -> list[Any]:
    return [[each["id"], *(each.get(name) for name in FIGURES)] for each in every(content)]


def test_the_words_go_from_the_version_that_was_published_and_its_figures_stay(made, moderator):
    before = version(made, 1)["content"]
    assert hide(moderator, made, SAID[0].text).status_code == 200
    report = version(made, 1)
    [masked] = [each for each in every(report["content"]) if each.get("hidden")]
    assert (masked["id"], masked["text"]) == (str(made.statements[SAID[0].text].id), HIDDEN)
    assert figures(report["content"]) == figures(before)
    assert report["content"]["overall"] == before["overall"]
    assert report["content"]["hour"] == before["hour"]
    assert SAID[0].text not in json.dumps(report)


def test_a_new_version_is_published_that_does_not_count_it_and_nobody_is_mailed(made, moderator, post_office):
    post_office.deliver()
    hide(moderator, made, SAID[0].text)
    items = made.reader.get(f"{path(made)}/reports").json["items"]
    assert [each["number"] for each in items] == [2, 1]
    content = version(made, 2)["content"]
    assert str(made.statements[SAID[0].text].id) not in {each["id"] for each in every(content)}
    assert content["hour"]["statements"] == version(made, 1)["content"]["hour"]["statements"] - 1
    assert post_office.deliver() == []


def test_no_file_of_any_version_has_the_words(made, moderator, organiser, app, work):
    for text in (SAID[0].text, f"{NAME} luistert wel."):
        assert hide(moderator, made, text).status_code == 200
    for number in (1, 2, 3):
        files = f"{path(made)}/reports/{number}/files"
        table = made.reader.get(f"{files}/csv").data.decode("utf-8-sig")
        assert len(list(csv.DictReader(io.StringIO(table)))) == [11, 10, 9][number - 1]
        assert NAME not in table
        assert NAME not in made.reader.get(f"{files}/json").text
        polis = organiser.get(f"{files}/polis")
        assert polis.status_code == 200
        with zipfile.ZipFile(io.BytesIO(polis.data)) as archive:
            assert NAME not in "".join(archive.read(name).decode("utf-8-sig") for name in archive.namelist())
        with work() as session, app.test_request_context(headers={"Accept-Language": "nl"}):
            row = session.scalars(select(Report).where(Report.number == number)).one()
            assert NAME not in report_html.written(ReportSchema().dump(row), "nl", "https://koppen.example")


def test_the_words_are_not_left_in_what_is_stored_of_any_report_themes_included(made, moderator, work):
    with work() as session:
        assert NAME in json.dumps([row.content for row in session.scalars(select(Report))])
    for text in (SAID[0].text, f"{NAME} luistert wel."):
        hide(moderator, made, text)
    with work() as session:
        rows = session.scalars(select(Report)).all()
        assert NAME.casefold() not in json.dumps([(row.content, row.themes) for row in rows]).casefold()


def test_a_report_with_hidden_words_can_still_be_recalculated(made, moderator):
    hide(moderator, made, SAID[0].text)
    for number in (1, 2):
        checks = recalculate(version(made, number), STATEMENTS | GROUPS | CHANGES | POLLS | OFFERS)
        assert [line for check in checks for line in check.wrong] == []


def test_a_draft_is_counted_anew_and_stays_a_draft_with_its_words(made, moderator, organiser):
    drafted = organiser.post(f"{path(made)}/reports")
    tag = {"If-Match": drafted.headers["ETag"]}
    organiser.patch(f"{path(made)}/reports/2", {"introduction": "Our words."}, headers=tag)
    hide(moderator, made, SAID[0].text)
    draft = organiser.get(f"{path(made)}/reports/2").json
    assert (draft["publishedAt"], draft["introduction"]) == (None, "Our words.")
    assert str(made.statements[SAID[0].text].id) not in {each["id"] for each in every(draft["content"])}
    assert SAID[0].text not in json.dumps(version(made, 1))


def test_showing_it_again_brings_the_words_back_everywhere_and_counts_it(made, moderator):
    before = version(made, 1)["content"]
    hide(moderator, made, SAID[0].text)
    address = f"{path(made)}/statements/{made.statements[SAID[0].text].id}/hiding"
    assert moderator.delete(address).status_code == 204
    assert list(every(version(made, 1)["content"])) == list(every(before))
    assert figures(version(made, 3)["content"]) == figures(before)


def test_hiding_twice_is_hiding_once(made, moderator):
    assert [hide(moderator, made, SAID[0].text).status_code for _time in range(2)] == [200, 200]
    assert len(made.reader.get(f"{path(made)}/reports").json["items"]) == 2


def test_rule_1_unlinkable_nothing_tells_who_hid_it_nor_in_which_words(made, moderator, work):
    hide(moderator, made, SAID[0].text, words=f"It named {NAME}.")
    with work() as session:
        [entry] = session.scalars(select(ModerationEntry)).all()
        assert (entry.moderator_id, entry.number, entry.words) == (None, None, "")
        assert [review.words for review in session.scalars(select(Review))] == [""]
        assert session.scalars(select(Statement.hidden).where(Statement.hidden)).all() == [True]


def test_a_reader_cannot_hide(made):
    assert hide(made.reader, made, SAID[0].text).status_code == 403
    assert SAID[0].text in json.dumps(version(made, 1))


ONE, OTHER = "Jan de Wit hield het tegen.", "De teamleider hield het tegen."


@pytest.fixture
def merged(app, database) -> Hour:
    """Give a closed dialogue of fourteen people in which ONE is kept and OTHER was merged into it."""
    hour = begin(app, database, people=14)
    one, other = hour.say(0, ONE, acknowledged=["person"]), hour.say(1, OTHER)
    for who in range(2, 12):
        given = hour.turn(who)
        assert given is not None
        assert hour.rate(who, given["id"], "fully" if who < 9 else "not_at_all").status_code == 200
    merger = hour.organiser.put(f"{hour.path}/statements/{other}/merger", {"intoId": one})
    assert merger.status_code == 200, merger.text
    hour.move("close")
    return hour


def hidden_from(hour: Hour, text: str) -> None:
    content = hour.organiser.get(f"{hour.path}/reports/1").json["content"]
    wordings = [each for top in every(content) for each in (top, *top["alsoSaidAs"])]
    [found] = [each["id"] for each in wordings if each["text"] == text]
    answer = hour.organiser.put(f"{hour.path}/statements/{found}/hiding", {"reason": "identifies"})
    assert answer.status_code == 200, answer.text


def test_when_the_kept_wording_is_hidden_another_stands_for_all_with_the_same_figures(merged: Hour, database):
    before = merged.organiser.get(f"{merged.path}/reports/1").json["content"]
    hidden_from(merged, ONE)
    after = merged.organiser.get(f"{merged.path}/reports/2").json["content"]
    [kept], [heir] = list(every(before)), list(every(after))
    assert (kept["text"], heir["text"], heir["alsoSaidAs"]) == (ONE, OTHER, [])
    assert (heir["raters"], heir["counts"]) == (kept["raters"], kept["counts"]) == (10, kept["counts"])
    with database.read() as session:
        assert {str(each) for each in session.scalars(select(Rating.statement_id))} == {heir["id"]}
    stream = merged.organiser.get(f"{merged.path}/statements").json["items"]
    told = {each["text"]: (each["recognition"]["raters"], each["recognition"]["recognised"]) for each in stream}
    assert told == {OTHER: (10, 7), ONE: (0, None)}
    texts = [merged.organiser.get(f"{merged.path}/reports/{number}").text for number in (1, 2)]
    assert not [text for text in texts if "Jan de Wit" in text]
    assert OTHER in texts[0]


def test_when_another_wording_is_hidden_only_its_words_go(merged: Hour):
    hidden_from(merged, OTHER)
    for number in (1, 2):
        report = merged.organiser.get(f"{merged.path}/reports/{number}")
        assert OTHER not in report.text
        [kept] = list(every(report.json["content"]))
        assert (kept["text"], kept["raters"], len(kept["alsoSaidAs"])) == (ONE, 10, 2 - number)
        checks = recalculate(report.json, STATEMENTS | GROUPS | CHANGES | POLLS | OFFERS)
        assert [line for check in checks for line in check.wrong] == []


def test_when_every_wording_is_hidden_nothing_stands_until_one_is_shown_again_for_all(merged: Hour):
    for text in (OTHER, ONE):
        hidden_from(merged, text)
    [none] = merged.organiser.get(f"{merged.path}/reports/3").json["content"]["questions"][:1]
    assert none["statements"] == []
    listed = merged.organiser.get(f"{merged.path}/moderation")
    assert listed.status_code == 200, listed.text
    [other] = [each["statement"]["id"] for each in listed.json["hidden"] if each["statement"]["text"] == OTHER]
    assert merged.organiser.delete(f"{merged.path}/statements/{other}/hiding").status_code == 204
    [heir] = list(every(merged.organiser.get(f"{merged.path}/reports/4").json["content"]))
    assert (heir["text"], heir["raters"]) == (OTHER, 10)
