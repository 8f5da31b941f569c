"""Raising a hand at an anonymous statement, in real browsers: with and without JavaScript for the claim."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from api.domain import claims as rules
from tests.browser.axe import namesakes, violations
from tests.browser.conftest import Visit
from tests.browser.site import Site

WORDS = "Na het projectgeld was niemand meer eigenaar."
SHELF = "JSON.parse(localStorage.getItem('koppen-claims') ?? '[]')"


def picture(page: Page, name: str) -> None:
    """Keep a picture of what the page shows now, when somebody wants to look at it."""
    folder = os.environ.get("KOPPEN_SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def enter(visit: Visit, hour: Any, who: int, **options: Any) -> Page:
    """Join as person ``who`` and go on to the first question."""
    page = visit(hour.path, hour.members[who], **options)
    page.get_by_role("button", name="Doe anoniem mee").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Fijn dat je er bent")
    return page


def write(page: Page, text: str) -> None:
    page.get_by_label("Wat is jouw ervaring?").fill(text)
    page.get_by_role("button", name="Deel anoniem").click()
    expect(page.get_by_text("Je bijdrage staat erin.")).to_be_visible()


def offer(page: Page, hour: Any, width: int) -> None:
    """Offer to think along, from the report."""
    page.goto(f"{hour.path}/report")
    item = page.locator(".koppen-uitspraak").filter(has_text=WORDS)
    expect(item).to_be_visible()
    picture(page, f"report-{width}")
    item.get_by_role("link", name="Ik kan hierover sparren").first.click()
    expect(page.get_by_text("Dit gaat onder je eigen naam.")).to_be_visible()
    assert violations(page) == []
    page.get_by_label("Wat is jouw ervaring hiermee?").fill(
        "Bij ons is de teamleider eigenaar. Dat ging twee keer mis."
    )
    picture(page, f"offer-{width}")
    page.get_by_role("button", name="Bied aan om te sparren").click()
    expect(page.get_by_role("heading", name="Je biedt aan om te sparren")).to_be_visible()
    assert violations(page) == []
    picture(page, f"offered-{width}")


@pytest.mark.parametrize("width", [390, 1280])
def test_the_writer_finds_the_offer_with_the_claim_in_the_browser_and_sends_no_cookie_along(
    site: Site, visit: Visit, width: int
):
    hour = site.hour(people=2)
    writer = enter(visit, hour, 0, width=width)
    other = enter(visit, hour, 1, width=width)
    hour.move("next")
    posted: list[Request] = []
    writer.on("request", lambda request: posted.append(request) if request.method == "POST" else None)
    write(writer, WORDS)
    [kept] = writer.evaluate(SHELF)
    secret = rules.read(kept["code"])
    assert kept["text"] == WORDS
    writer.get_by_text("Bewaar de code van deze bijdrage").click()
    expect(writer.locator("[data-claim-code]")).to_have_text(kept["code"])
    [sent] = [request.post_data or "" for request in posted if request.url.endswith("/statements")]
    assert rules.kept(secret).hex() in sent
    assert not [each for each in (secret, kept["code"], 'name="claim"') if each in sent]
    assert violations(writer) == []
    picture(writer, f"placed-{width}")
    expect(other.locator("#turn .koppen-stem--groot")).to_have_text(WORDS)
    other.get_by_text("Ik kan hierover sparren").click()
    expect(other.get_by_text("Dit gaat onder je eigen naam.")).to_be_visible()
    assert violations(other) == []
    picture(other, f"live-{width}")
    hour.move("close")
    expect(writer.get_by_text("De sleutel is gewist")).to_be_visible()
    offer(other, hour, width)
    writer.goto("/claims")
    picture(writer, f"claims-{width}")
    assert violations(writer) == []
    posted.clear()
    writer.get_by_role("button", name="Kijk of iemand wil sparren").click()
    expect(writer.get_by_text("1 collega biedt aan om te sparren")).to_be_visible()
    assert violations(writer) == []
    picture(writer, f"held-{width}")
    writer.get_by_role("button", name="Ja, laat ons kennismaken").click()
    writer.get_by_label("Je naam").fill("Sanne Visser")
    writer.get_by_label("Hoe kan je collega je bereiken?").fill("sanne@example.org")
    assert violations(writer) == []
    picture(writer, f"yes-{width}")
    writer.get_by_role("button", name="Laat ons kennismaken").click()
    expect(writer.get_by_text("Jullie kennen elkaar nu.")).to_be_visible()
    expect(writer.get_by_role("link", name=hour.members[1].email)).to_be_visible()
    assert violations(writer) == []
    picture(writer, f"met-{width}")
    assert len(posted) == 3
    for request in posted:
        assert "cookie" not in {name.lower() for name in request.all_headers()}
        assert kept["code"] not in request.url + json.dumps(request.all_headers())
    other.goto("/hand-raises")
    expect(other.get_by_role("heading", name="Sanne Visser")).to_be_visible()
    assert violations(other) == []
    picture(other, f"offers-{width}")


def test_the_claim_survives_a_lost_connection_and_is_forgotten_when_asked(site: Site, visit: Visit):
    hour = site.hour(people=2)
    writer = enter(visit, hour, 0)
    hour.move("next")
    expect(writer.get_by_label("Wat is jouw ervaring?")).to_be_visible()
    writer.route("**/statements", lambda route: route.abort(), times=1)
    writer.get_by_label("Wat is jouw ervaring?").fill(WORDS)
    writer.get_by_role("button", name="Deel anoniem").click()
    expect(writer.get_by_text("Je bijdrage staat erin.")).to_be_visible()
    [kept] = writer.evaluate(SHELF)
    hour.move("close")
    writer.goto("/claims")
    writer.get_by_role("button", name="Kijk of iemand wil sparren").click()
    expect(writer.get_by_text("Nog niemand bood aan om te sparren.")).to_be_visible()
    expect(writer.locator("#held .koppen-stem--groot")).to_have_text(WORDS)
    writer.get_by_role("button", name="Vergeet op dit apparaat").click()
    expect(writer.locator("#claims-here")).to_be_hidden()
    expect(writer.get_by_label("Je code")).to_be_focused()
    assert writer.evaluate(SHELF) == []
    writer.get_by_label("Je code").fill(kept["code"].lower())
    writer.get_by_role("button", name="Kijk", exact=True).click()
    expect(writer.locator("#held .koppen-stem--groot")).to_have_text(WORDS)


def test_a_reaction_gets_a_claim_of_its_own(site: Site, visit: Visit):
    hour = site.hour(people=2)
    one, two = (enter(visit, hour, who) for who in range(2))
    hour.move("next")
    write(one, WORDS)
    expect(two.locator("#turn .koppen-stem--groot")).to_have_text(WORDS)
    two.get_by_text("Reageer op deze bijdrage").click()
    two.get_by_label("Wat hielp bij jou, of juist niet?").fill("Hier ook.")
    two.get_by_role("button", name="Reageer anoniem").click()
    expect(two.get_by_text("Je reactie staat erin.")).to_be_visible()
    write(two, "En nog iets.")
    kept = two.evaluate(SHELF)
    assert [each["text"] for each in kept] == ["Hier ook.", "En nog iets."]
    assert len({each["code"] for each in kept}) == 2
    hour.move("close")
    two.goto("/claims")
    expect(two.get_by_role("button", name="Kijk of iemand wil sparren")).to_have_count(2)
    assert namesakes(two) == []
    two.get_by_role("button", name="Kijk of iemand wil sparren").last.click()
    expect(two.locator("#held .koppen-stem--groot")).to_have_text("Hier ook.")


@pytest.mark.parametrize("width", [390, 1280])
def test_the_writer_finds_the_offer_with_a_written_code_without_javascript(site: Site, visit: Visit, width: int):
    hour = site.hour(people=2)
    writer = visit(hour.path, hour.members[0], java_script_enabled=False, width=width)
    writer.get_by_role("button", name="Doe anoniem mee").click()
    other = enter(visit, hour, 1, width=width)
    hour.move("next")
    writer.goto(hour.path)
    write(writer, WORDS)
    code = writer.locator("[data-claim-code]").inner_text()
    rules.read(code)
    expect(writer.get_by_text("Je ziet deze code alleen nu.")).to_be_visible()
    picture(writer, f"bare-placed-{width}")
    writer.reload()
    expect(writer.locator("[data-claim-code]")).to_have_text(code)
    writer.goto(hour.path)
    expect(writer.locator("[data-claim-code]")).to_have_count(0)
    hour.move("close")
    offer(other, hour, width)
    writer.goto("/claims")
    writer.get_by_label("Je code").fill(code[:-1] + ("0" if code[-1] != "0" else "1"))
    writer.get_by_role("button", name="Kijk", exact=True).click()
    expect(writer.get_by_text("typefout in groepje 7")).to_be_visible()
    picture(writer, f"bare-typo-{width}")
    writer.get_by_label("Je code").fill(code.replace("-", " "))
    writer.get_by_role("button", name="Kijk", exact=True).click()
    writer.get_by_role("button", name="Ja, laat ons kennismaken").click()
    writer.get_by_label("Je naam").fill("Sanne Visser")
    writer.get_by_label("Hoe kan je collega je bereiken?").fill("06 12345678")
    writer.get_by_role("button", name="Laat ons kennismaken").click()
    expect(writer.get_by_text(hour.members[1].email)).to_be_visible()
    other.goto("/hand-raises")
    expect(other.get_by_text("06 12345678")).to_be_visible()
