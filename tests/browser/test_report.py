"""The report with its groups is accessible and fits, at both widths, in light and dark, open and closed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from api.domain.vocabulary import SizeClass
from tests.browser.axe import namesakes, violations
from tests.browser.conftest import Visit
from tests.browser.site import Site
from tests.dialogues import Said, closed

SHOTS = os.environ.get("KOPPEN_SCREENSHOTS")
SAID = [
    Said("Wij wachten al maanden op het samenwerkingsverband. Zelf kunnen we niets beginnen.",
         fully=24, not_at_all=30, mostly=SizeClass.SMALL),
    Said("Teams bij ons weten niets van elkaar. Ik kwam er laatst achter dat er drie proeven met hetzelfde liepen.",
         fully=26, not_at_all=34, mostly=SizeClass.LARGE,
         reactions=[Said("Bij ons ook, zelfs op dezelfde gang.", fully=20, a_little=6), Said("Vier.", fully=18, a_little=9)]),
    Said("Na het projectgeld was niemand meer eigenaar.", fully=50, largely=14, a_little=2),
    *(Said(f"Inkoop duurde bij ons langer dan de pilot zelf, keer {number}.", fully=30, a_little=28) for number in range(9)),
    Said("Dit las bijna niemand.", fully=3),
]  # fmt: skip


@pytest.fixture(scope="session")
def report(site: Site) -> tuple[str, object]:
    """Lend the report of a dialogue of ninety people, in which two statements divide small towns and large ones."""
    reader = site.member()
    with site.database.unit_of_work() as session:
        made = closed(session, SAID, registered=[reader], people=90, title="Van pilot naar praktijk")
    return f"/dialogues/{made.dialogue.id}/report", reader


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_report_is_accessible_with_everything_opened(site: Site, visit: Visit, report, width: int, scheme: str):
    path, reader = report
    page = visit(path, reader, width=width, color_scheme=scheme)
    assert page.locator("#differences li svg").first.is_visible()
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"report-{width}-{scheme}.png"), full_page=True)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert violations(page) == []
    assert namesakes(page) == []
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"report-open-{width}-{scheme}.png"), full_page=True)


def test_the_report_fits_a_phone_of_320_pixels_with_everything_opened(site: Site, visit: Visit, report):
    path, reader = report
    page = visit(path, reader, width=320)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_difference_leads_to_the_statement_it_is_about(site: Site, visit: Visit, report):
    path, reader = report
    page = visit(path, reader)
    link = page.locator("#differences .koppen-plot a").first
    text = link.inner_text().removesuffix("…")[:30]
    link.click()
    assert text in page.locator(":target").inner_text()
