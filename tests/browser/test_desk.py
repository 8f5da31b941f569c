"""An hour at the desk: the organiser steers in one browser, five participants follow in theirs, without a reload."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.site import Site
from tests.browser.test_dialogue import FIRST, TURN, enter, question, write
from tests.hour import Hour


def sit_down(site: Site, visit: Visit, hour: Hour, **options: object) -> Page:
    """Open the desk as the organiser."""
    page = visit("/about/accessibility", **{"width": 1280, "height": 900} | options)
    page.context.add_cookies([{"name": "koppen-access", "value": hour.organiser.token, "url": site.url}])  # type: ignore[attr-defined]
    page.goto(f"{hour.path}/desk")
    return page


def press(desk: Page, name: str) -> None:
    desk.get_by_role("button", name=name, exact=True).click()


def ask_in_between(desk: Page, people: list[Page]) -> None:
    """Make a question in between, let everybody answer, and close it."""
    desk.get_by_role("link", name="Maak een vraag tussendoor").click()
    desk.get_by_label("De vraag", exact=True).fill("Is er nu een eigenaar?")
    desk.get_by_label("Antwoorden om uit te kiezen").fill("Ja\nNee\nDat weet niemand")
    press(desk, "Zet klaar")
    desk.get_by_role("link", name="Naar de regie").click()
    press(desk, "Stel nu")
    for page in people:
        expect(page.locator("#poll")).to_contain_text("Is er nu een eigenaar?")
        expect(page.locator("#spoken")).to_contain_text("Een vraag tussendoor")
    for page, choice in zip(people, ("Ja", "Nee", "Ja", "Ja", "Dat weet niemand"), strict=True):
        button = page.locator("#poll").get_by_role("button", name=choice, exact=True)
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
    expect(people[0].locator("#poll")).not_to_contain_text("%")
    expect(desk.locator("#polls")).to_contain_text("Tot nu toe 5 antwoorden.")
    press(desk, "Sluit en toon de uitkomst")
    for page in (*people, desk):
        expect(page.get_by_role("img", name="60%, 3 van 5")).to_be_visible()
    people[0].locator("#poll").get_by_text("Bekijk dit als tabel").click()
    expect(people[0].locator("#poll-table").get_by_role("row", name="Dat weet niemand 1 20%")).to_be_visible()


@pytest.mark.slow
def test_an_hour_is_started_extended_paused_probed_widened_and_closed_from_the_desk(site: Site, visit: Visit):
    hour = site.hour(people=5, opened=False, starts=timedelta(minutes=20))
    desk = sit_down(site, visit, hour)
    press(desk, "Open de deuren")
    expect(desk.locator("#now")).to_have_text("Wachtruimte")
    people = [enter(visit, hour, who) for who in range(5)]
    for page in people:
        page.evaluate("window.neverReloaded = true")
    expect(desk.locator("#connected")).to_have_text("5")
    press(desk, "Naar het volgende deel")
    for page in people:
        question(page, FIRST)
    one, two, three, *_others = people
    write(one, "Na het projectgeld was niemand meer eigenaar.")
    for page in (two, three):
        expect(page.locator(TURN)).to_have_text("Na het projectgeld was niemand meer eigenaar.")

    before = desk.locator("#clock").get_attribute("data-until")
    press(desk, "2 minuten erbij")
    expect(desk.locator("#clock")).not_to_have_attribute("data-until", before or "")

    two.get_by_label("Wat is jouw ervaring?").fill("Half af")
    two.get_by_text("Reageer op deze bijdrage").click()
    two.get_by_label("Wat hielp bij jou, of juist niet?").fill("Ook half af")
    press(desk, "Pauze")
    expect(desk.locator("#now")).to_contain_text("Pauze")
    for page in people:
        expect(page.locator("#band")).to_contain_text("Pauze")
        expect(page.get_by_text("We nemen even pauze")).to_be_visible()
        expect(page.locator("#spoken")).to_contain_text("Pauze.")
    expect(two.get_by_label("Nog niet geplaatst")).to_have_value("Half af")
    press(desk, "Ga verder")
    for page in people:
        expect(page.locator("#band")).to_contain_text("Vraag 1 van 2")
    expect(two.locator(TURN)).to_have_text("Na het projectgeld was niemand meer eigenaar.")
    expect(two.get_by_label("Wat is jouw ervaring?")).to_have_value("Half af")
    expect(two.get_by_label("Wat hielp bij jou, of juist niet?")).to_have_value("Ook half af")

    desk.get_by_label("Doorvraag").fill("Wie had dat kunnen zien?")
    press(desk, "Stuur naar de zaal")
    expect(desk.get_by_text("Iedereen ziet nu je vraag.")).to_be_visible()
    for page in people:
        expect(page.locator("#probe")).to_contain_text("Wie had dat kunnen zien?")
        expect(page.locator("#spoken")).to_contain_text("De gespreksleiding vraagt: Wie had dat kunnen zien?")
    expect(two.get_by_label("Wat is jouw ervaring?")).to_have_value("Half af")

    ask_in_between(desk, people)
    desk.get_by_text("Voeg een nieuwe vraag toe").click()
    desk.get_by_label("De vraag", exact=True).fill("Wie betaalde het?")
    press(desk, "Meteen")
    for page in people:
        expect(page.locator("#band")).to_contain_text("Alleen nog herkennen")
    press(desk, "Naar het volgende deel")
    for page in people:
        question(page, "Wie betaalde het?")
        expect(page.locator("#band")).to_contain_text("Vraag 2 van 3")
        expect(page.locator("#probe")).to_have_text("")

    desk.get_by_role("link", name="Sluit de dialoog").click()
    expect(desk.get_by_role("heading", name="Deze dialoog nu sluiten?")).to_be_focused()
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("heading", name="Deze dialoog nu sluiten?")).to_be_hidden()
    desk.get_by_role("link", name="Sluit de dialoog").click()
    press(desk, "Sluit en maak de rapportage")
    expect(desk.get_by_text("De sleutel is gewist.")).to_be_visible()
    for page in people:
        expect(page.get_by_text("De sleutel is gewist")).to_be_visible()
        assert page.evaluate("window.neverReloaded")


def test_the_keyboard_stays_where_it_is_while_the_desk_follows_the_hour(site: Site, visit: Visit):
    hour = site.hour(people=2)
    desk = sit_down(site, visit, hour)
    button = desk.get_by_role("button", name="2 minuten erbij")
    button.focus()
    expect(desk.locator("#connected")).to_have_text("0")
    enter(visit, hour, 0)
    expect(desk.locator("#connected")).to_have_text("1")
    button.press("Enter")  # answered by a page that is as it was, with more time
    expect(desk.locator("#clock")).to_contain_text("16:")
    button.focus()
    hour.move("pause")
    expect(desk.locator("#now")).to_contain_text("Pauze")
    expect(button).to_be_focused()


def test_without_javascript_the_desk_steers_as_well(site: Site, visit: Visit):
    hour = site.hour(people=1)
    desk = sit_down(site, visit, hour, java_script_enabled=False)
    press(desk, "Pauze")
    expect(desk.get_by_text("De tijd staat stil.")).to_be_visible()
    press(desk, "Ga verder")
    desk.get_by_role("link", name="Sluit de dialoog").click()
    desk.get_by_role("link", name="Laat lopen").click()
    press(desk, "Naar het volgende deel")
    expect(desk.get_by_role("heading", name="Vraag 1 van 2")).to_be_visible()


def test_the_focus_is_never_lost_when_the_hour_is_steered_by_keyboard_and_what_is_typed_stays(site: Site, visit: Visit):
    hour = site.hour(people=1)
    hour.move("next")
    desk = sit_down(site, visit, hour)
    probe = desk.get_by_label("Doorvraag")
    probe.fill("Nog niet verstuurd")

    def enter_on(name: str) -> None:
        desk.get_by_role("button", name=name, exact=True).focus()
        desk.keyboard.press("Enter")

    enter_on("2 minuten erbij")
    expect(desk.locator("#spoken")).to_contain_text("Er is tijd bij gekomen.")
    expect(desk.get_by_role("button", name="2 minuten erbij")).to_be_focused()
    enter_on("Pauze")
    expect(desk.get_by_role("heading", name="Pauze")).to_be_focused()
    expect(desk.locator("#spoken")).to_contain_text("Pauze.")
    expect(desk.get_by_role("heading", name="Pauze")).to_be_focused()
    enter_on("Ga verder")
    expect(desk.get_by_role("heading", name="Vraag 1 van 2")).to_be_focused()
    expect(probe).to_have_value("Nog niet verstuurd")

    desk.get_by_role("link", name="Maak een vraag tussendoor").click()
    desk.get_by_label("De vraag", exact=True).fill("Is er nu een eigenaar?")
    desk.get_by_label("Antwoorden om uit te kiezen").fill("Ja\nNee")
    press(desk, "Zet klaar")
    desk.get_by_role("link", name="Naar de regie").click()
    for button, said in (
        ("Stel nu", "De vraag staat nu op elk scherm."),
        ("Sluit en toon de uitkomst", "De vraag is gesloten."),
    ):
        enter_on(button)
        expect(desk.locator("#polls-said")).to_contain_text(said)
        expect(desk.locator("#polls-said")).to_be_focused()
