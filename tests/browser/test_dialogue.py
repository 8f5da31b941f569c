"""The live dialogue in real browsers, over a real server."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.site import Site


def enter(visit: Visit, hour, who: int, **options) -> Page:
    """Join as person ``who``."""
    page = visit(hour.path, hour.members[who], **options)
    page.get_by_role("button", name="Doe anoniem mee").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Fijn dat je er bent")
    return page


def question(page: Page, text: str):
    """Wait for a question."""
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def write(page: Page, text: str) -> None:
    page.get_by_label("Wat is jouw ervaring?").fill(text)
    page.get_by_role("button", name="Deel anoniem").click()
    expect(page.get_by_text("Je bijdrage staat erin.")).to_be_visible()


FIRST = "Waar liep jouw laatste vernieuwing op vast, ná de geslaagde pilot?"
HIDE = """asleep => {
  Object.defineProperty(document, "hidden", {value: asleep, configurable: true});
  document.getElementById("live").toggleAttribute("data-asleep", asleep);
  document.dispatchEvent(new Event("visibilitychange"));
}"""
TURN = "#turn .koppen-stem--groot"


def test_what_one_writes_becomes_anothers_turn_without_a_reload_and_all_read_the_same_report(site: Site, visit: Visit):
    hour = site.hour(people=3)
    one, two, three = people = [enter(visit, hour, who) for who in range(3)]
    for page in people:
        page.evaluate("window.neverReloaded = true")
    hour.move("next")
    for page in people:
        question(page, FIRST)
    write(one, "Na het projectgeld was niemand meer eigenaar.")
    for page in (two, three):
        expect(page.locator(TURN)).to_have_text("Na het projectgeld was niemand meer eigenaar.")
    write(two, "Inkoop duurde langer dan de pilot.")
    three.get_by_role("button", name="grotendeels").click()
    expect(three.locator(TURN)).to_have_text("Inkoop duurde langer dan de pilot.")
    expect(three.get_by_text("Vorige: je koos grotendeels.")).to_be_visible()
    expect(three.locator("#turn-who")).to_be_focused()
    expect(three.locator("#spoken")).to_have_text("Een collega schrijft: Na het projectgeld was niemand meer eigenaar.")
    expect(one.locator(TURN)).to_have_text("Inkoop duurde langer dan de pilot.")
    one.get_by_text("Reageer op deze bijdrage").click()
    one.get_by_label("Wat hielp bij jou, of juist niet?").fill("Hier ook.")
    one.get_by_role("button", name="Reageer anoniem").click()
    expect(one.get_by_text("Je reactie staat erin.")).to_be_visible()
    hour.move("next")
    for page in people:
        expect(page.locator("#band")).to_contain_text("Alleen nog herkennen")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Help de laatste aan hun stemmen")
    expect(three.get_by_text("Vorige: je koos grotendeels.")).to_be_visible()
    hour.move("close")
    reports = []
    for page in people:
        expect(page.get_by_text("De sleutel is gewist")).to_be_visible()
        assert page.evaluate("window.neverReloaded")
        page.get_by_role("link", name="Lees de rapportage").click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        reports.append(page.locator("main").inner_text())
    assert "Na het projectgeld was niemand meer eigenaar." in reports[0]
    assert reports[0] == reports[1] == reports[2]


def test_a_lost_connection_loses_nothing_and_shows_on_return_where_the_dialogue_is(site: Site, visit: Visit):
    hour = site.hour(people=2)
    page = enter(visit, hour, 0)
    hour.people[1].post(f"{hour.path}/participants")
    hour.move("next")
    question(page, FIRST)
    hour.say(1, "Een")
    expect(page.locator(TURN)).to_have_text("Een")
    page.get_by_role("button", name="een beetje").click()
    expect(page.get_by_text("Vorige: je koos een beetje.")).to_be_visible()
    field = page.get_by_label("Wat is jouw ervaring?")
    field.fill("Half af")
    page.context.set_offline(True)
    expect(page.locator("#lost")).to_contain_text("Je bent even los van de groep.")
    expect(page.locator("#lost-band")).to_contain_text("Geen verbinding")
    expect(page.locator("#safe")).to_contain_text("Keuzes: 1")
    expect(field).to_have_value("Half af")
    hour.move("next")
    hour.move("next")
    page.context.set_offline(False)
    expect(page.locator("#lost-band")).to_be_hidden()
    question(page, "Wat hielp?")
    expect(page.get_by_label("Wat is jouw ervaring?")).to_have_value("Half af")
    expect(page.get_by_text("Deze tekst begon je bij een eerdere vraag.")).to_be_visible()


def test_a_text_that_was_sent_without_connection_goes_by_itself_and_once(site: Site, visit: Visit):
    hour = site.hour(people=2)
    page = enter(visit, hour, 0)
    hour.move("next")
    question(page, FIRST)
    page.get_by_label("Wat is jouw ervaring?").fill("In de trein")
    page.context.set_offline(True)
    page.get_by_role("button", name="Deel anoniem").click()
    expect(page.get_by_text("Nog niet verstuurd.")).to_be_visible()
    expect(page.get_by_label("Wat is jouw ervaring?")).to_have_value("In de trein")
    page.context.set_offline(False)
    expect(page.get_by_text("Je bijdrage staat erin.")).to_be_visible()
    expect(page.get_by_label("Wat is jouw ervaring?")).to_have_value("")
    rows = hour.organiser.get(f"{hour.path}/statements").json["items"]
    assert [row["text"] for row in rows] == ["In de trein"]


def test_what_is_typed_survives_a_new_phase_a_reload_and_the_next_question(site: Site, visit: Visit):
    hour = site.hour(people=1)
    page = enter(visit, hour, 0)
    hour.move("next")
    question(page, FIRST)
    page.get_by_label("Wat is jouw ervaring?").press_sequentially("Ik was nog bez")
    hour.move("next")
    kept = page.get_by_label("Nog niet geplaatst")
    expect(kept).to_have_value("Ik was nog bez")
    expect(kept).to_be_focused()
    page.keyboard.type("ig")
    page.reload()
    expect(kept).to_have_value("Ik was nog bezig")
    hour.move("next")
    question(page, "Wat hielp?")
    expect(page.get_by_label("Wat is jouw ervaring?")).to_have_value("Ik was nog bezig")
    page.get_by_role("button", name="Deel anoniem").click()
    expect(page.get_by_text("Je bijdrage staat erin.")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Wat is jouw ervaring?")).to_have_value("")


def test_a_phone_that_was_locked_shows_on_waking_where_the_dialogue_is(site: Site, visit: Visit):
    hour = site.hour(people=1)
    page = enter(visit, hour, 0)
    hour.move("next")
    question(page, FIRST)
    page.get_by_label("Wat is jouw ervaring?").fill("Voor het slot")
    page.evaluate(HIDE, True)
    expect(page.locator("#live")).to_have_attribute("data-asleep", "")
    hour.move("next")
    hour.move("next")
    question(page, FIRST)
    page.evaluate(HIDE, False)
    question(page, "Wat hielp?")
    expect(page.get_by_label("Wat is jouw ervaring?")).to_have_value("Voor het slot")


def test_a_reaction_that_was_not_sent_in_time_is_kept_for_the_next_question(site: Site, visit: Visit):
    hour = site.hour(people=2)
    page = enter(visit, hour, 0)
    hour.people[1].post(f"{hour.path}/participants")
    hour.move("next")
    question(page, FIRST)
    hour.say(1, "Een")
    page.get_by_text("Reageer op deze bijdrage").click()
    page.get_by_label("Wat hielp bij jou, of juist niet?").fill("Half getypt")
    hour.move("next")
    expect(page.get_by_label("Nog niet geplaatst")).to_have_value("Half getypt")


def test_a_new_turn_waits_while_somebody_is_typing(site: Site, visit: Visit):
    hour = site.hour(people=2)
    page = enter(visit, hour, 0)
    hour.people[1].post(f"{hour.path}/participants")
    hour.move("next")
    question(page, FIRST)
    field = page.get_by_label("Wat is jouw ervaring?")
    field.press_sequentially("Even den")
    hour.say(1, "Nieuw binnen")
    expect(page.get_by_text("Er is iets nieuws. Het wacht tot je klaar bent met typen.")).to_be_visible()
    field.press_sequentially("ken")
    field.blur()
    expect(page.locator(TURN)).to_have_text("Nieuw binnen")
    expect(field).to_have_value("Even denken")


def test_the_keyboard_alone_is_enough(site: Site, visit: Visit):
    hour = site.hour(people=2)
    page = enter(visit, hour, 0, width=1280)
    hour.people[1].post(f"{hour.path}/participants")
    hour.move("next")
    question(page, FIRST)
    hour.say(1, "Een")
    hour.say(1, "Twee")
    expect(page.locator(TURN)).to_have_text(re.compile("Een|Twee"))
    first = page.locator(TURN).inner_text()
    page.get_by_role("button", name="helemaal niet").focus()
    page.keyboard.press("Enter")
    expect(page.locator(TURN)).to_have_text("Twee" if first == "Een" else "Een")
    expect(page.locator("#turn-who")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="helemaal niet").first).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_text("Je bent bij")).to_be_visible()


def test_the_whole_dialogue_works_without_javascript(site: Site, visit: Visit):
    hour = site.hour(people=2)
    page = visit(hour.path, hour.members[0], java_script_enabled=False)
    page.get_by_role("button", name="Doe anoniem mee").click()
    hour.people[1].post(f"{hour.path}/participants")
    hour.move("next")
    page.get_by_role("link", name="Ververs").click()
    question(page, FIRST)
    hour.say(1, "Een")
    page.get_by_label("Wat is jouw ervaring?").fill("Van mij")
    page.get_by_role("button", name="Ververs. Je tekst blijft staan.").click()
    expect(page.get_by_label("Wat is jouw ervaring?")).to_have_value("Van mij")
    page.get_by_role("button", name="Deel anoniem").click()
    expect(page.get_by_text("Je bijdrage staat erin.")).to_be_visible()
    page.locator(".koppen-beurt").get_by_role("button", name="grotendeels").click()
    expect(page.get_by_text("Vorige: je koos grotendeels.")).to_be_visible()
    page.get_by_text("Vorige: je koos").click()
    page.locator(".koppen-vorige").get_by_role("button", name="een beetje").click()
    expect(page.get_by_text("Vorige: je koos een beetje.")).to_be_visible()
    page.get_by_label("Wat is jouw ervaring?").fill("Te laat")
    hour.move("next")
    page.get_by_role("button", name="Deel anoniem").click()
    expect(page.get_by_text("De ronde was net gesloten.")).to_be_visible()
    hour.move("next")
    page.get_by_role("button", name="Kijk of de volgende vraag open is").click()
    question(page, "Wat hielp?")
    page.get_by_role("button", name="Deel anoniem").click()
    expect(page.locator("#mine")).to_contain_text("Te laat")
    hour.move("close")
    page.get_by_role("button", name="Ververs. Je tekst blijft staan.").click()
    expect(page.get_by_text("De sleutel is gewist")).to_be_visible()
    expect(page.get_by_role("link", name="Lees de rapportage")).to_be_visible()
