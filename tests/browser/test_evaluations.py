"""Looking back at a dialogue, and what an organiser sees of it, in real browsers: with and without JavaScript."""

from __future__ import annotations

from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from api.domain.vocabulary import Role
from api.models import Event, Programme
from tests import factories
from tests.browser.axe import violations
from tests.browser.conftest import Visit
from tests.browser.site import Site
from tests.browser.test_hand_raises import picture
from tests.hour import Hour

VALUES = [1, 3, 4, 5, 5]


def held(site: Site) -> tuple[Hour, UUID]:
    """Hold a dialogue with six people, of whom five come; give it, and the programme that it belongs to."""
    hour = site.hour(people=6)
    for person in hour.people[:5]:
        assert person.post(f"{hour.path}/participants").status_code == 201
    hour.move("next")
    for who in range(5):
        hour.say(who, f"Ervaring {who}")
    hour.move("close")
    with site.database.unit_of_work() as session:
        programme = Programme(title=f"Vernieuwen {hour.id}", description="", created_at=factories.START)
        session.add(programme)
        session.flush()
        session.get_one(Event, hour.event.id).programme_id = programme.id
    return hour, programme.id


def answer(page: Page, hour: Hour, words: str) -> None:
    """Answer the three questions, from the page of the event."""
    page.goto(f"/events/{hour.event.id}")
    page.get_by_role("link", name="Beantwoord drie vragen").click()
    page.get_by_role("button", name="Verstuur zonder mijn naam").click()
    expect(page.get_by_role("alert")).to_contain_text("Er kloppen nog 2 dingen niet.")
    page.get_by_role("group", name="Hoe nuttig was het voor je werk?").get_by_label("heel nuttig").check()
    page.get_by_role("group", name="Zou je het een collega aanraden?").get_by_label("zeker wel").check()
    page.get_by_label("Wat moet de volgende keer anders?").fill(words)
    page.get_by_role("button", name="Verstuur zonder mijn naam").click()
    expect(page.get_by_text("Je antwoorden staan erin, zonder je naam.")).to_be_visible()
    expect(page.get_by_role("link", name="Beantwoord drie vragen")).to_have_count(0)


@pytest.mark.parametrize("width", [390, 1280])
def test_who_came_looks_back_and_the_organiser_sees_it_five_at_a_time(site: Site, visit: Visit, width: int):
    hour, programme_id = held(site)
    path = f"/events/{hour.event.id}"
    for value, person in zip(VALUES[:3], hour.people[:3], strict=True):
        body = {"usefulness": value, "recommendation": value, "different": "Meer tijd per vraag."}
        assert person.post(f"{path}/evaluations", body).status_code == 204
    absent = visit(path, hour.members[5], width=width)
    expect(absent.get_by_role("heading", level=1)).to_be_visible()
    expect(absent.get_by_role("link", name="Beantwoord drie vragen")).to_have_count(0)
    asked = visit(path, hour.members[3], width=width)
    picture(asked, f"event-{width}")
    assert violations(asked) == []
    asked.goto(f"{path}/evaluation")
    picture(asked, f"evaluation-{width}")
    assert violations(asked) == []
    answer(asked, hour, "Begin met een voorbeeld.")
    organiser = visit(f"/organise/events/{hour.event.id}/figures", site.member(Role.ORGANISER), width=width)
    expect(organiser.get_by_text("Te weinig antwoorden om te tonen")).to_be_visible()
    picture(organiser, f"figures-few-{width}")
    answer(visit(path, hour.members[4], width=width, java_script_enabled=False), hour, "Een pauze.")
    organiser.reload()
    expect(organiser.get_by_text("Gemiddeld 3,6 van 5, door 5 mensen.").first).to_be_visible()
    expect(organiser.get_by_text("Begin met een voorbeeld.")).to_be_visible()
    expect(organiser.get_by_text("5 van 6")).to_be_visible()
    organiser.get_by_text("Bekijk dit als tabel").first.click()
    assert violations(organiser) == []
    picture(organiser, f"figures-{width}")
    with organiser.expect_download() as download:
        organiser.get_by_role("link", name="Download de lijst").click()
    assert download.value.suggested_filename == "attendance.csv"
    organiser.goto(f"/programmes/{programme_id}")
    organiser.get_by_role("link", name="Cijfers van dit programma").click()
    expect(organiser.get_by_role("heading", name="Cijfers van dit programma")).to_be_visible()
    assert violations(organiser) == []
    picture(organiser, f"programme-{width}")
