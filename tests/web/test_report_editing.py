"""Writing in a new version of a report on the screen."""

from __future__ import annotations

import re

import pytest

from tests.dialogues import Closed, Said, closed
from tests.web.exchange import Person, work
from web.pages.report_editing import move
from web.wsgi import TwoRooms

SAID = [
    Said("Niemand was eigenaar na het projectgeld.", fully=20, largely=7, not_at_all=3),
    Said("Na de pilot wilde niemand eigenaar zijn.", fully=18, largely=4, not_at_all=8),
    Said("Inkoop duurde langer dan de pilot zelf.", fully=12, not_at_all=18),
    Said("De regels van inkoop hielden ons tegen.", fully=9, not_at_all=20),
    Said("Bewoners merkten niet wat we bouwden.", fully=6, not_at_all=24),
    Said("We vroegen bewoners nooit wat ze nodig hebben.", fully=3),
]
WORDS = {"introduction": "Een uur met veertig collega’s.", "closing": "Tot in mei."}


@pytest.fixture
def made(house: TwoRooms, jip: Person) -> Closed:
    with work(house) as session:
        return closed(session, SAID, registered=[jip.member], title="Van pilot naar praktijk")


@pytest.fixture
def page(made: Closed) -> str:
    return f"/dialogues/{made.dialogue.id}/report"


@pytest.fixture
def editor(noor: Person, page: str) -> str:
    """Begin a new version as the organiser, and give the address of its form."""
    answer = noor.send_to(page, f"{page}/drafts", {})
    assert answer.status_code == 303, answer.text
    return answer.location


def names(form: str) -> dict[str, str]:
    return dict(re.findall(r'name="(themes\.\d+\.name)" type="text" value="([^"]*)"', form))


def test_only_an_organiser_is_offered_a_new_version(noor: Person, jip: Person, page: str):
    assert "Schrijf in een nieuwe versie" in noor.get(page).text
    assert "Schrijf in een nieuwe versie" not in jip.get(page).text


def test_a_draft_is_written_published_and_read(noor: Person, jip: Person, page: str, editor: str):
    assert editor == f"{page}/2/edit"
    assert "Ga verder met het concept" in noor.get(page).text
    found = names(noor.get(editor).text)
    assert found
    typed = WORDS | dict.fromkeys(found, "Eigenaarschap")
    assert noor.send(editor, typed).location.endswith("/report/2/edit")
    assert WORDS["closing"] not in jip.get(page).text
    assert jip.get(f"{page}?version=2").status_code == 404
    assert noor.send(f"{page}/2/publish", {}).location.endswith("/report")
    shown = jip.get(page).text
    assert all(words in shown for words in WORDS.values())
    assert "<h3>Eigenaarschap</h3>" in shown
    assert WORDS["closing"] not in jip.get(f"{page}?version=1").text


@pytest.mark.parametrize(
    ("button", "leads"), [("publish", "/publish"), ("theme:0", "/themes/0"), ("theme:rest", "/themes/rest")]
)
def test_every_button_that_leads_on_saves_what_was_typed_first(noor: Person, editor: str, button: str, leads: str):
    found = names(noor.get(editor).text)
    answer = noor.send(editor, WORDS | found | {"do": button})
    assert answer.location == editor.replace("/edit", leads)
    assert all(words in noor.get(editor).text for words in WORDS.values())
    refused = noor.send(editor, WORDS | {"themes.0.name": " ", "do": button})
    assert refused.status_code == 400


def test_a_theme_without_a_name_is_refused_at_its_field_and_what_was_typed_stays(noor: Person, editor: str):
    answer = noor.send(editor, WORDS | {"themes.0.name": " "})
    assert answer.status_code == 400
    assert '<a class="utrecht-link" href="#f-themes-0-name">' in answer.text
    assert WORDS["introduction"] in answer.text


def test_who_comes_second_hears_it_and_keeps_the_text(noor: Person, house: TwoRooms, editor: str):
    stale = re.findall(r'name="etag" value="([^"]*)"', noor.get(editor).text)[0].replace("&#34;", '"')
    found = names(noor.get(editor).text)
    noor.send(editor, WORDS | found)
    answer = noor.post(editor, {"etag": stale, "introduction": "Mijn tekst", "closing": "", **found})
    assert answer.status_code == 412
    assert "Mijn tekst" in answer.text
    assert noor.send(editor, {"introduction": "Mijn tekst", **found}).status_code == 303


def test_statements_move_to_another_theme_and_an_empty_theme_disappears(noor: Person, editor: str):
    theme = editor.replace("/edit", "/themes/0")
    before = names(noor.get(editor).text)
    answer = noor.send(theme, {"all": "true", "to": "new", "name": "Bij elkaar"})
    assert answer.status_code == 303
    after = names(noor.get(editor).text)
    assert list(after.values()) == [*list(before.values())[1:], "Bij elkaar"]


def test_statements_can_be_in_no_theme(noor: Person, editor: str):
    first = editor.replace("/edit", "/themes/0")
    chosen = re.findall(r'type="checkbox" name="statements" id="f-statements-1" value="([^"]*)"', noor.get(first).text)
    assert noor.send(first, {"statements": chosen, "to": "rest"}).status_code == 303
    assert "Bekijk en verplaats de bijdrage zonder thema" in noor.get(editor).text
    assert chosen[0] in noor.get(editor.replace("/edit", "/themes/rest")).text


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"to": "new"}, "statements"), ({"all": "true", "to": ""}, "to"), ({"all": "true", "to": "new"}, "name")],
)
def test_a_move_says_what_is_missing(noor: Person, editor: str, typed: dict[str, str], field: str):
    answer = noor.send(editor.replace("/edit", "/themes/0"), typed)
    assert (answer.status_code, f'href="#f-{field}"' in answer.text) == (400, True)


def test_a_draft_can_be_thrown_away(noor: Person, page: str, editor: str):
    assert noor.send(f"{page}/2/discard", {}).status_code == 303
    assert noor.get(editor).status_code == 404
    assert "Schrijf in een nieuwe versie" in noor.get(page).text


def test_what_is_published_has_no_form(noor: Person, page: str, editor: str):
    assert noor.get(f"{page}/1/edit").status_code == 404


def test_moving_keeps_every_statement_once():
    themes = [{"name": "A", "statements": ["1", "2"]}, {"name": "B", "statements": ["3"]}]
    assert move(themes, ["2"], "1", "") == [{"name": "A", "statements": ["1"]}, {"name": "B", "statements": ["3", "2"]}]
    assert move(themes, ["3"], "0", "") == [{"name": "A", "statements": ["1", "2", "3"]}]
    assert move(themes, ["1"], "rest", "") == [{"name": "A", "statements": ["2"]}, {"name": "B", "statements": ["3"]}]
    assert move(themes, ["1"], "9", "") is None
    assert themes[0]["statements"] == ["1", "2"]
