"""A rehearsal on the screen: a button, waiting, and plain sentences; without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest

from api.jobs.queue import Lane
from api.jobs.worker import Worker
from tests.web.exchange import Person
from tests.web.test_event_drafts import begun
from web.wsgi import TwoRooms


@pytest.fixture
def desk(noor: Person) -> str:
    """Draft an event with a short script and give the path of its desk."""
    desk = begun(noor, begin="check_in")
    script = {
        "shown": "1", "advance": "clock", "phases.0.maxSeconds": "1", "phases.1.prompt": "Waar liep het vast?",
        "phases.1.maxSeconds": "2", "phases.1.tailSeconds": "0,5", "phases.2.maxSeconds": "",
    }  # fmt: skip
    page = noor.get(desk).text
    path = page[page.index("/dialogues/") :].partition('"')[0].replace("/desk", "/script")
    assert noor.send(path, script).status_code == 303
    return desk


def play(house: TwoRooms) -> None:
    api: Any = house.api
    state = api.extensions["koppen"]
    assert Worker(state.database, state.settings, lane=Lane.LENGTHY).run_until_empty() == 1


def test_a_button_on_the_page_of_the_event_asks_for_a_rehearsal_and_its_outcome_is_read_there(
    house: TwoRooms, noor: Person, jip: Person, desk: str
):
    page = noor.get(desk).text
    assert "Dit draaiboek is nog niet geoefend." in page
    assert f'action="{desk}/rehearsal"' in page
    answer = noor.post(f"{desk}/rehearsal", {"people": "6"})
    assert answer.headers["Location"] == f"{desk}/rehearsal"
    waiting = noor.get(f"{desk}/rehearsal").text
    assert "6 nagespeelde mensen spelen het draaiboek." in waiting
    assert 'hx-trigger="every 4s"' in waiting
    assert "De oefening is klaar." not in noor.get(f"{desk}/rehearsal", htmx=True).text
    play(house)
    done = noor.get(f"{desk}/rehearsal", htmx=True).text
    assert "<html" not in done
    assert '<hx-partial hx-target="#rehearsal-said"' in done, "a screen reader is told that it can be read"
    assert "hx-trigger" not in done
    for text in (
        "Geen cijfer gaat over echte mensen.",
        "Advies",
        "Waar liep het vast?",
        "De moderator",
        "Oefen opnieuw",
    ):
        assert text in done
    assert 'name="people" type="text" value="6"' in noor.get(f"{desk}/rehearsal").text
    assert "nog niet geoefend" not in noor.get(desk).text
    assert jip.get(f"{desk}/rehearsal").status_code == 403


def test_a_rehearsal_of_an_older_script_says_so(house: TwoRooms, noor: Person, desk: str):
    noor.post(f"{desk}/rehearsal", {"people": "4"})
    play(house)
    page = noor.get(desk).text
    path = page[page.index("/dialogues/") :].partition('"')[0].replace("/desk", "/script")
    noor.send(path, {"shown": "1", "advance": "hand", "phases.1.prompt": "Anders?", "phases.1.maxSeconds": "3"})
    assert "Het draaiboek is daarna aangepast." in noor.get(f"{desk}/rehearsal").text


@pytest.mark.parametrize("people", ["", "1", "veel", "500"])
def test_a_number_of_people_that_cannot_be_is_named(noor: Person, desk: str, people: str):
    refused = noor.post(f"{desk}/rehearsal", {"people": people})
    assert refused.status_code == 400
    assert 'href="#f-people"' in refused.text


def test_a_second_tap_is_told_that_one_is_under_way(noor: Person, desk: str):
    noor.post(f"{desk}/rehearsal", {"people": "6"})
    again = noor.post(f"{desk}/rehearsal", {"people": "6"})
    assert again.status_code == 409
    assert "Er wordt al geoefend." in again.text
