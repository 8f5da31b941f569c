"""Every state of the live dialogue is accessible, at both widths, in light and dark; and fits a small phone."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import Visit
from tests.browser.site import SCRIPT, Site
from tests.hour import Hour

TOO_WIDE = """() => document.documentElement.scrollWidth <= 320 ? [] : [...document.querySelectorAll("body *")]
  .filter(element => element.getBoundingClientRect().right > 320 && !element.closest("svg, .alleen-voorlezen"))
  .map(element => `${element.tagName}.${element.className}: ${element.textContent.trim().slice(0, 40)}`)"""
SHOTS = os.environ.get("KOPPEN_SCREENSHOTS")
TEXTS = [
    "De pilot was een succes. Maar toen het projectgeld op was, was niemand meer eigenaar. Ik beheer het nu zelf, naast mijn werk.",
    "Inkoop duurde bij ons langer dan de pilot zelf.",
]
NEW_TEXTS = iter([  # who writes the same twice is asked whether they mean it
    "Na de pilot was het geld op.", "Niemand durfde te stoppen.", "Juristen kwamen pas aan het eind kijken.",
    "Vakantie, en daarna begon alles opnieuw.", "De leverancier ging failliet.", "Wij misten cijfers over gebruik.",
    "Bewoners belden liever dan dat ze klikten.", "Het college wisselde midden in de proef.",
])  # fmt: skip
MARK: dict[str, object] = {
    "kind": "scale", "prompt": "Hoe zeker weet je dat jouw laatste pilot over een jaar nog draait?", "scale": "0-10",
    "lowLabel": "helemaal niet", "highLabel": "heel zeker",
}  # fmt: skip
CHOICE: dict[str, object] = {
    "kind": "single", "prompt": "Wie beheert het na de pilot?",
    "options": ["De afdeling die erom vroeg", "Wij zelf, naast ons eigenlijke werk en zonder dat het ergens staat", "Niemand"],
}  # fmt: skip
VIEWS = [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")]


@pytest.fixture(scope="session")
def hours(site: Site) -> dict[str, Hour]:
    """Lend an hour in every stage; person 0 takes part and wrote, person 1 did not join."""
    # Long enough for a slow machine: no stage may end while the states are looked at.
    slow = [phase | {"maxSeconds": 7200} if phase["kind"] == "question" else phase for phase in SCRIPT]
    clock = {"advance": "clock", "starts": timedelta(minutes=14, seconds=30)}
    running = {"advance": "clock", "starts": -timedelta(minutes=2), "script": slow}
    made = {
        "planned": site.hour(advance="clock"),
        "lobby": site.hour(people=6, **clock),
        "question": site.hour(people=9, **running),
        "alone": site.hour(people=2, **running),
        "tail": site.hour(people=4),
        "closing": site.hour(people=4),
        "closed": site.hour(people=4),
        "paused": site.hour(people=4),
        "polled": site.hour(people=7),
        "told": site.hour(people=7),
        "deskless": site.hour(people=2, opened=False),
    }
    for name, hour in made.items():
        if name in ("planned", "deskless"):
            continue
        for place, person in enumerate(hour.people):
            if place != 1:
                assert person.post(f"{hour.path}/participants").status_code == 201
    fill(made["question"])
    for name, moves in (("tail", 2), ("closing", 5), ("closed", 2), ("paused", 1)):
        hour = made[name]
        hour.move("next")
        for text in TEXTS:
            hour.say(2, text)
        hour.say(0, "Iedereen was enthousiast, tot de lijn het moest gaan doen.")
        for _move in range(moves - 1):
            hour.move("next")
    made["closed"].move("close")
    asked = made["paused"].organiser.post(f"{made['paused'].path}/probes", {"text": "Wie betaalde dat, denk je?"})
    assert asked.status_code == 201, asked.text
    made["paused"].move("pause")
    for name, poll in (("polled", MARK), ("told", CHOICE)):
        poll_in(made[name], poll, closed=name == "told")
    return made


def poll_in(hour: Hour, poll: dict[str, object], *, closed: bool) -> None:
    """Ask a poll in the first question; all but two answer."""
    hour.move("next")
    hour.say(2, TEXTS[0])
    asked = hour.organiser.post(f"{hour.path}/polls", poll)
    path = f"{hour.path}/polls/{asked.json['id']}"
    assert hour.organiser.put(f"{path}/state", {"state": "open"}).status_code == 200
    for who, value in zip((0, 2, 3, 4, 5), (2, 1, 1, 3, 1), strict=True):
        assert hour.people[who].put(f"{path}/answer", {"value": value}).status_code == 200
    if closed:
        assert hour.organiser.put(f"{path}/state", {"state": "closed"}).status_code == 200


def fill(hour: Hour) -> None:
    """Let colleagues write, rate and react, so that the screen of person 0 is full."""
    mine = hour.say(0, "Iedereen was enthousiast, tot de lijn het moest gaan doen. Daar had niemand tijd voor gepland.")
    for who in range(2, 9):
        given = hour.turn(who)
        assert given is not None
        assert given["id"] == mine
        hour.rate(who, mine, "largely" if who < 7 else "a_little" if who < 8 else "does_not_occur")
    hour.say(
        2,
        "Bij ons ging het pas rijden toen de teamleider mee mocht kiezen wat we níet meer doen.",
        kind="reaction",
        reactsToId=mine,
    )
    for text in TEXTS:
        hour.say(3, text)
    hour.say(0, "We hebben de buurgemeente nooit gevraagd. Die had het al twee jaar draaien.")


def show(site: Site, visit: Visit, hours: dict[str, Hour], state: str, **options: object) -> Page:
    """Open the screen in one state."""
    return STATES[state](site, visit, hours, options)


def plain(name: str, who: int = 0, path: str = "") -> Callable[..., Page]:
    def open_page(site: Site, visit: Visit, hours: dict[str, Hour], options: dict) -> Page:
        return visit(hours[name].path + path, hours[name].members[who], **options)

    return open_page


def desk(name: str, path: str = "/desk") -> Callable[..., Page]:
    def open_page(site: Site, visit: Visit, hours: dict[str, Hour], options: dict) -> Page:
        page = visit("/about/accessibility", **options)
        page.context.add_cookies([{"name": "koppen-access", "value": hours[name].organiser.token, "url": site.url}])
        page.goto(hours[name].path + path)
        return page

    return open_page


def rated(site: Site, visit: Visit, hours: dict[str, Hour], options: dict) -> Page:
    page = plain("question", 4)(site, visit, hours, options)
    page.locator("#turn .koppen-beurt").get_by_role("button", name="een beetje").click()
    expect(page.locator(".koppen-vorige")).to_be_visible()
    page.locator(".koppen-vorige > summary").click()
    page.get_by_text("Reageer op deze bijdrage").first.click()
    return page


def refused(site: Site, visit: Visit, hours: dict[str, Hour], options: dict) -> Page:
    page = plain("question")(site, visit, hours, options)
    page.get_by_label("Wat is jouw ervaring?").fill("Wij hadden een prachtige proef met sensoren. " * 8)
    page.get_by_role("button", name="Deel anoniem").click()
    expect(page.locator("#statement-error")).to_be_visible()
    return page


def placed(site: Site, visit: Visit, hours: dict[str, Hour], options: dict) -> Page:
    page = plain("question")(site, visit, hours, options)
    page.get_by_label("Wat is jouw ervaring?").fill(next(NEW_TEXTS))
    page.get_by_role("button", name="Deel anoniem").click()
    expect(page.get_by_text("Je bijdrage staat erin.")).to_be_visible()
    return page


def lost(site: Site, visit: Visit, hours: dict[str, Hour], options: dict) -> Page:
    page = plain("question")(site, visit, hours, options)
    expect(page.locator("#safe")).to_contain_text("Keuzes:")
    page.get_by_label("Wat is jouw ervaring?").fill("Inkoop duurde bij ons langer dan de pilot zelf. Toen we")
    page.context.set_offline(True)
    expect(page.locator("#lost-band")).to_be_visible()
    return page


def kept(site: Site, visit: Visit, hours: dict[str, Hour], options: dict) -> Page:
    page = plain("tail")(site, visit, hours, options)
    page.evaluate(
        "id => sessionStorage.setItem(`koppen-draft:${id}:answer`, JSON.stringify({text: 'Nog niet af', position: '1'}))",
        hours["tail"].id,
    )
    page.reload()
    expect(page.get_by_label("Nog niet geplaatst")).to_be_visible()
    return page


def shutting(site: Site, visit: Visit, hours: dict[str, Hour], options: dict) -> Page:
    page = desk("question")(site, visit, hours, options)
    page.get_by_role("link", name="Sluit de dialoog").click()
    expect(page.get_by_role("heading", name="Deze dialoog nu sluiten?")).to_be_focused()
    return page


STATES: dict[str, Callable[..., Page]] = {
    "planned": plain("planned"),
    "door": plain("lobby", 1),
    "lobby": plain("lobby"),
    "practice": plain("lobby", path="?practice=largely"),
    "question": plain("question"),
    "rated": rated,
    "refused": refused,
    "placed": placed,
    "up-to-date": plain("alone"),
    "tail": plain("tail"),
    "kept": kept,
    "closing": plain("closing"),
    "closed": plain("closed"),
    "lost": lost,
    "desk": desk("question"),
    "paused": plain("paused"),
    "polled": plain("polled"),
    "polled-late": plain("polled", 6),
    "told": plain("told"),
    "desk-polled": desk("polled"),
    "desk-told": desk("told"),
    "polls": desk("told", "/polls"),
    "desk-paused": desk("paused"),
    "desk-shutting": shutting,
    "desk-shutting-page": desk("question", "/desk/close"),
    "desk-planned": desk("deskless"),
    "desk-closed": desk("closed"),
    "watching": desk("question", ""),
    "script": desk("deskless", "/script"),
}


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_accessible(site: Site, visit: Visit, hours: dict[str, Hour], state: str):
    page = show(site, visit, hours, state)
    for width, scheme in VIEWS:
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=scheme)
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{state}-{width}-{scheme}.png", full_page=True)
        assert (width, scheme, violations(page)) == (width, scheme, [])


@pytest.mark.parametrize("state", STATES)
def test_every_state_fits_a_small_phone_with_large_letters(
    site: Site, visit: Visit, hours: dict[str, Hour], state: str
):
    page = show(site, visit, hours, state, width=320, height=640)
    for size in ("100%", "200%"):
        page.evaluate("size => document.documentElement.style.fontSize = size", size)
        assert page.evaluate(TOO_WIDE) == [], size


@pytest.mark.parametrize("state", ["question", "lobby", "desk"])
def test_forced_colours_and_stilled_motion_stay_accessible(
    site: Site, visit: Visit, hours: dict[str, Hour], state: str
):
    page = show(site, visit, hours, state, forced_colors="active", reduced_motion="reduce")
    assert violations(page) == []
    assert (
        page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--koppen-time-turn')").strip()
        == "1ms"
    )


def test_the_first_view_stays_light(site: Site, visit: Visit, hours: dict[str, Hour]):
    page = visit("/about/accessibility", hours["question"].members[2])
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url))
    page.goto(hours["question"].path)
    expect(page.locator("#turn-who")).to_be_visible()
    own = [url for url in seen if not url.endswith(("/live", "/safe"))]
    assert len(own) < 10, "\n".join(own)
