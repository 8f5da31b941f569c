"""An organiser sets an event up in a real browser: by keyboard alone, and with a mouse that drags."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from api.domain.vocabulary import Role
from api.models import Member
from tests.browser.axe import violations
from tests.browser.site import Site

OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
FOCUSED = "() => document.activeElement.value || document.activeElement.name || document.activeElement.tagName"
PRESSES = 40  # of Tab, at most, to reach something on a page


@pytest.fixture
def noor(site: Site) -> Member:
    return site.member(Role.ORGANISER, name="Noor Bakker")


class Keyboard:
    """Somebody without a mouse: tabs to things by their name, types, and counts what is pressed."""

    def __init__(self, page: Page) -> None:
        self.page, self.activations = page, 0

    def reach(self, role: str, name: str) -> None:
        """Tab until the thing with this role and name has the focus."""
        wanted = self.page.get_by_role(role, name=name, exact=False).first  # type: ignore[arg-type]
        expect(wanted).to_be_visible()
        for _press in range(PRESSES * 3):
            if wanted.evaluate("(node) => node === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not reach {name}")

    def press(self, role: str, name: str) -> None:
        self.reach(role, name)
        self.page.keyboard.press("Enter")
        self.activations += 1

    def type(self, name: str, text: str) -> None:
        self.reach("textbox", name)
        self.page.keyboard.type(text)


def shot(page: Page, name: str) -> None:
    """Check the page, and keep a picture where somebody asked for one."""
    assert page.evaluate(OVERFLOW) <= 0, name
    assert violations(page) == [], name
    folder = os.environ.get("KOPPEN_SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}-{page.viewport_size['width']}.png", full_page=True)  # type: ignore[index]


def drafted(site: Site, noor: Member, template: str = "hour", title: str = "Koppen bij elkaar") -> dict[str, str]:
    starts = (datetime.now(UTC) + timedelta(days=14)).replace(hour=13, minute=0, second=0, microsecond=0)
    body = {"title": title, "startsAt": starts.isoformat()}
    made = site.remote(noor).post(f"/event-templates/{template}/events", body)
    assert made.status_code == 201, made.text
    return made.json


def test_from_a_template_to_an_announced_event_by_keyboard_alone(visit, site: Site, noor: Member):
    """Three buttons and a link: the rest is typing."""
    page = visit("/organise/events", noor, width=1280)
    keyboard = Keyboard(page)
    keyboard.press("link", "Nieuwe bijeenkomst")
    expect(page).to_have_url(re.compile("/organise/events/start$"))
    keyboard.reach("radio", "Dialoog van 60 minuten")
    keyboard.type("Naam", "Van proef naar gewoon werk")
    keyboard.reach("textbox", "Begint")
    page.keyboard.type("12112027")
    page.keyboard.press("Tab")
    page.keyboard.type("1400")
    keyboard.press("button", "Maak het concept")
    expect(page.get_by_role("heading", name="Van proef naar gewoon werk")).to_be_visible()
    expect(page.get_by_text("Dit kun je nog toevoegen")).to_be_visible()
    keyboard.press("link", "Vul het in")
    expect(page).to_have_url(re.compile("/edit#f-summary$"))
    page.keyboard.press("Tab") if page.evaluate("() => document.activeElement.name") != "summary" else None
    keyboard.type("In twee zinnen", "Waarom stopt het na de proef? We leggen ervaringen naast elkaar.")
    keyboard.type("Wat jullie gaan doen", "Een uur anoniem praten.")
    keyboard.type("Naam van de contactpersoon", "Noor")
    page.keyboard.press("Enter")
    keyboard.activations += 1
    expect(page.get_by_text("Je wijziging is bewaard.")).to_be_visible()
    keyboard.press("button", "Kondig de bijeenkomst aan")
    expect(page.get_by_text("De bijeenkomst is aangekondigd.")).to_be_visible()
    assert keyboard.activations == 5
    [event] = [
        each
        for each in site.remote(noor).get("/events?period=upcoming&limit=100").json["items"]
        if each["title"] == "Van proef naar gewoon werk"
    ]
    assert (event["status"], event["dialogueState"]) == ("published", "planned")


def test_a_question_is_moved_by_keyboard_keeping_the_focus_and_saying_so(visit, site: Site, noor: Member):
    event = drafted(site, noor)
    page = visit(f"/dialogues/{event['dialogueId']}/script", noor, width=390)
    keyboard = Keyboard(page)
    second = page.get_by_label("De vraag").nth(1).input_value()
    keyboard.press("button", "Omhoog vraag 2")
    expect(page.locator("#script-said")).to_have_text("Vraag 2 staat nu op plek 1 van 6.")
    expect(page.get_by_label("De vraag").nth(0)).to_have_value(second)
    assert page.evaluate(FOCUSED) == "down:1"
    page.keyboard.press("Enter")
    expect(page.locator("#script-said")).to_have_text("Vraag 1 staat nu op plek 2 van 6.")
    expect(page.get_by_label("De vraag").nth(1)).to_have_value(second)
    assert page.evaluate(FOCUSED) == "down:2"
    keyboard.press("button", "Verdubbel vraag 2")
    expect(page.get_by_label("De vraag")).to_have_count(7)
    assert page.evaluate(FOCUSED) == second
    expect(page.locator("#total")).to_contain_text("te lang")


def test_a_question_is_dragged_to_another_place_and_saved(visit, site: Site, noor: Member):
    event = drafted(site, noor, "check_in")
    page = visit(f"/dialogues/{event['dialogueId']}/script", noor, width=1280, height=2400)
    first = page.get_by_label("De vraag").nth(0).input_value()
    third = page.locator("[data-row='3']")
    grip = page.locator("[data-row='1'] [data-grip]").bounding_box()
    target = third.bounding_box()
    assert grip is not None
    assert target is not None
    page.mouse.move(grip["x"] + 20, grip["y"] + 20)
    page.mouse.down()
    page.mouse.move(grip["x"] + 20, target["y"] + target["height"] * 0.6, steps=12)
    page.keyboard.press("Escape")  # changed their mind
    page.mouse.up()
    expect(page.get_by_label("De vraag").nth(0)).to_have_value(first)
    page.mouse.move(grip["x"] + 20, grip["y"] + 20)
    page.mouse.down()
    page.mouse.move(grip["x"] + 20, target["y"] + target["height"] * 0.6, steps=12)
    page.mouse.up()
    expect(page.locator("#script-said")).to_have_text("Vraag 1 staat nu op plek 3 van 4.")
    expect(page.get_by_label("De vraag").nth(2)).to_have_value(first)
    page.get_by_role("button", name="Bewaar het draaiboek").click()
    expect(page.get_by_text("Het draaiboek is aangepast.")).to_be_visible()
    phases = site.remote(noor).get(f"/dialogues/{event['dialogueId']}").json["phases"]
    assert phases[3]["prompt"] == first


def test_the_total_follows_while_typing_and_does_not_take_the_focus(visit, site: Site, noor: Member):
    event = drafted(site, noor)
    page = visit(f"/dialogues/{event['dialogueId']}/script", noor, width=1280)
    expect(page.locator("#total")).to_contain_text("Het past.")
    page.get_by_label("Schrijven en herkennen").nth(2).fill("12")
    expect(page.locator("#total")).to_contain_text("4 minuten te lang.")
    assert page.evaluate(FOCUSED) == "12"
    page.get_by_label("Schrijven en herkennen").nth(2).fill("2 dagen")
    expect(page.locator("#total")).to_contain_text("2 dagen")


@pytest.mark.parametrize("width", [390, 1280])
def test_every_page_of_setting_up_is_accessible_and_fits(visit, site: Site, noor: Member, width: int):
    event = drafted(site, noor)
    slow = drafted(site, noor, "two_rounds", "Tien dagen samen")
    page = visit("/organise/events/start", noor, width=width)
    shot(page, "start")
    page.goto(f"/organise/events/{event['id']}")
    shot(page, "organise")
    for name, made in (("script", event), ("script-days", slow)):
        page.goto(f"/dialogues/{made['dialogueId']}/script")
        shot(page, name)
    for made, count in ((event, 17), (slow, 7)):
        page.goto(f"/dialogues/{made['dialogueId']}/script/preview")
        page.get_by_text("Alle stappen").click()
        steps = page.locator(".koppen-voorbeeld__kop li a")
        expect(steps).to_have_count(count)
        addresses = [steps.nth(place).get_attribute("href") for place in range(count)]
        for place, address in enumerate(addresses):
            page.goto(str(address))
            expect(page.get_by_role("heading", name="Voorbeeld:")).to_be_visible()
            shot(page, f"preview-{made['title'].split()[0]}-{place}") if place in (
                0,
                1,
                2,
                3,
                4,
                count - 2,
                count - 1,
            ) else None


def test_a_rehearsal_is_asked_for_and_its_outcome_appears_by_itself(visit, site: Site, noor: Member):
    event = drafted(site, noor, "check_in")
    path = f"/dialogues/{event['dialogueId']}"
    short = [
        {"kind": "lobby", "maxSeconds": 60},
        {"kind": "question", "prompt": "Waar liep het vast?", "maxSeconds": 60, "tailSeconds": 30},
        {"kind": "question", "prompt": "Wat hielp?", "maxSeconds": 180, "tailSeconds": 30},
    ]
    api = site.remote(noor)
    assert api.patch(path, {"phases": short}, headers={"If-Match": api.get(path).headers["ETag"]}).status_code == 200
    page = visit(f"/organise/events/{event['id']}/rehearsal", noor, width=1280)
    shot(page, "rehearsal-before")
    page.get_by_label("Hoeveel mensen?").fill("12")
    page.get_by_role("button", name="Oefen het draaiboek").click()
    expect(page.get_by_role("heading", name="Per vraag")).to_be_visible(timeout=180_000)
    expect(page.get_by_role("heading", name="Advies")).to_be_visible()
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        shot(page, "rehearsal")
