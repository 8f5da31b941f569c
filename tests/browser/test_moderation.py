"""Keeping a dialogue safe in real browsers, by keyboard only; every state is accessible."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from api.domain.vocabulary import Role
from tests.browser.axe import violations
from tests.browser.conftest import Visit
from tests.browser.site import Site
from tests.hour import Hour

SHOTS = os.environ.get("KOPPEN_SCREENSHOTS")
NAMED = "Onze projectleider Van Dam heeft het gewoon laten lopen."
PILOT = "Na het projectgeld was niemand meer eigenaar."
ALIKE = "Niemand was nog eigenaar toen het projectgeld op was."


@pytest.fixture
def hour(site: Site) -> Hour:
    """Lend an hour in its first question, with everybody in it."""
    hour = site.hour(people=3)
    for person in hour.people:
        assert person.post(f"{hour.path}/participants").status_code == 201
    hour.move("next")
    return hour


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    """Walk with Tab from where the focus is to something on the page, and press a key there."""
    expect(target).to_be_visible()
    for _step in range(120):
        if target.evaluate("element => element === document.activeElement"):
            page.keyboard.press(key)
            return
        page.keyboard.press("Tab")
    raise AssertionError("the keyboard does not reach it")


def picture(page: Page, name: str) -> None:
    """Check that what is shown is accessible, and keep a picture of it when asked."""
    assert violations(page) == []
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"moderation-{name}.png", full_page=True, caret="initial")


@pytest.mark.parametrize("width", [390, 1280])
def test_by_keyboard_a_flag_leads_to_hiding_with_a_reason_that_the_writer_reads_and_to_showing_it_again(
    site: Site, visit: Visit, hour: Hour, width: int
):
    hour.say(0, NAMED, acknowledged=["person"])
    reader = visit(hour.path, hour.members[1], width=width)
    expect(reader.locator("#turn .koppen-stem--groot")).to_have_text(NAMED)
    press(reader, reader.get_by_text("Meld dit aan de moderator"))
    picture(reader, f"flag-{width}")
    press(reader, reader.get_by_role("button", name="Iemand of een gemeente is te herkennen"))
    expect(reader.get_by_text("Niemand ziet dat jij het was.")).to_be_visible()
    picture(reader, f"flagged-{width}")

    desk = visit(f"{hour.path}/moderation", site.member(Role.MODERATOR), width=width)
    expect(desk.locator("#watched")).to_contain_text("Iemand of een gemeente is te herkennen: 1 persoon meldde dit")
    expect(desk.locator("#watched")).to_contain_text("Lijkt een naam: Van Dam")
    press(desk, desk.locator("#watched summary").first)
    desk.keyboard.press("Tab")
    desk.keyboard.press("Tab")
    desk.keyboard.type("Schrijf liever: onze projectleider.")
    picture(desk, f"hiding-{width}")
    press(desk, desk.get_by_role("button", name="Verberg deze bijdrage"))
    expect(desk.get_by_text("Verborgen. De schrijver ziet waarom.")).to_be_visible()
    expect(desk.locator("[data-focus]")).to_be_focused()
    picture(desk, f"hidden-{width}")

    writer = visit(hour.path, hour.members[0], width=width)
    expect(writer.locator("#mine")).to_contain_text("De moderator heeft dit verborgen.")
    expect(writer.locator("#mine")).to_contain_text("Schrijf liever: onze projectleider.")
    picture(writer, f"writer-{width}")
    press(desk, desk.get_by_role("button", name="Laat weer zien"))
    expect(desk.get_by_text("Weer te zien, met de herkenning die er al was.")).to_be_visible()
    writer.reload()
    expect(writer.locator("#mine")).not_to_contain_text("De moderator heeft dit verborgen.")


@pytest.mark.parametrize("width", [390, 1280])
def test_by_keyboard_a_writer_is_shown_a_name_and_a_likely_duplicate_and_decides(visit: Visit, hour: Hour, width: int):
    hour.say(1, PILOT)
    page = visit(hour.path, hour.members[0], width=width)
    field = page.get_by_label("Wat is jouw ervaring?")
    field.focus()
    page.keyboard.type(f"{ALIKE} Vraag maar aan collega Jan.")
    press(page, page.get_by_role("button", name="Deel anoniem"))
    expect(page.get_by_text("Dit lijkt de naam van iemand: Jan.")).to_be_visible()
    expect(field).to_be_focused()
    expect(field).to_have_value(f"{ALIKE} Vraag maar aan collega Jan.")
    picture(page, f"named-{width}")
    page.keyboard.press("Control+a")
    page.keyboard.type(ALIKE)
    press(page, page.get_by_role("button", name="Deel anoniem"))
    expect(page.locator("#write")).to_contain_text(f"Dit lijkt op wat een collega al schreef: “{PILOT}”")
    expect(field).to_be_focused()
    picture(page, f"alike-{width}")
    press(page, page.get_by_role("button", name="Ik bedoel het zo. Deel het toch."))
    expect(page.get_by_text("Je bijdrage staat erin.")).to_be_visible()
    expect(page.locator("#mine")).to_contain_text(ALIKE)
