"""An organiser writes in a report, publishes it, and everybody takes it along, in a real browser."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from api.domain.vocabulary import Role
from tests.browser.axe import violations
from tests.browser.site import Site
from tests.dialogues import Closed, Said, closed

OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
SAID = [
    Said("Na de pilot was niemand meer eigenaar. Ik beheer het nu zelf, naast mijn werk.", fully=20, largely=7, a_little=3,
         reactions=[Said("Bij ons hielp het om vóór de start een beheerder aan te wijzen.", fully=19, largely=3, not_at_all=2)]),
    Said("Iedereen was enthousiast, tot de lijn het moest gaan doen. Daar had niemand tijd voor.", fully=24, largely=3, a_little=3),
    Said("Toen het projectgeld op was, wilde geen afdeling eigenaar zijn.", fully=18, largely=4, not_at_all=8),
    Said("Inkoop duurde langer dan de pilot zelf.", fully=12, not_at_all=18, does_not_occur=3),
    Said("De regels van inkoop hielden ons tegen.", fully=9, not_at_all=20),
    Said("Bewoners merkten er niets van, omdat het niet in het loket zat.", fully=6, not_at_all=24),
    Said("We vroegen bewoners nooit wat ze nodig hebben.", fully=3),
    Said("Een klein feest voor de beheerders hielp meer dan een nota.", fully=12, not_at_all=10, question=2),
    Said("Een bewoner erbij in het team hielp.", fully=15, largely=5, not_at_all=6, question=2),
]  # fmt: skip


@pytest.fixture
def made(site: Site) -> Closed:
    with site.database.unit_of_work() as session:
        return closed(session, SAID, title="Van pilot naar praktijk")


def looked_at(page: Page, name: str) -> None:
    """Hold a page against WCAG 2.2 AA and its window; keep its picture when asked to."""
    assert violations(page) == []
    assert page.evaluate(OVERFLOW) <= 0
    folder = os.environ.get("KOPPEN_SCREENSHOTS")
    if folder:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


@pytest.mark.parametrize("width", [390, 1280])
def test_an_organiser_writes_publishes_and_takes_along_in_every_format(site, visit, made, tmp_path, width):
    noor = site.member(Role.ORGANISER, name="Noor Bakker")
    page: Page = visit(f"/dialogues/{made.dialogue.id}/report", noor, width=width)
    looked_at(page, "report-first")
    page.get_by_role("button", name="Schrijf in een nieuwe versie").click()
    expect(page.get_by_role("heading", name="Schrijven in de rapportage")).to_be_visible()
    page.get_by_label("Inleiding").fill("Een pilot laten slagen lukt. **Wat daarna komt**, is niet geregeld.")
    page.get_by_label("Naam van thema 1", exact=True).fill("Wie is de eigenaar?")
    page.get_by_label("Slotwoord").fill("In mei praten we hierover verder.")
    looked_at(page, "report-edit")
    page.get_by_role("button", name="Bewaar het concept").click()
    expect(page.get_by_text("Bewaard. Lezers zien het zodra je deze versie publiceert.")).to_be_visible()
    page.get_by_role("button", name="van thema 1").click()
    page.get_by_role("checkbox").first.check()
    page.get_by_label("Verplaats naar").select_option("een nieuw thema")
    page.get_by_label("Naam van het nieuwe thema").fill("Iets anders")
    looked_at(page, "report-theme")
    page.get_by_role("button", name="Verplaats").click()
    expect(page.locator("input[value='Iets anders']")).to_be_visible()
    page.get_by_role("button", name="Bewaar en ga naar publiceren").click()
    looked_at(page, "report-publish")
    page.get_by_role("button", name="Publiceer versie 2").click()
    expect(page.get_by_text("Versie 2 is gepubliceerd.")).to_be_visible()
    expect(page.get_by_role("heading", name="Wie is de eigenaar?")).to_be_visible()
    expect(page.get_by_text("In mei praten we hierover verder.")).to_be_visible()
    looked_at(page, "report-published")
    for link, name in (
        ("Pdf, om te lezen", "report.pdf"), ("Csv, voor", "statements.csv"), ("Json, voor", "report.json"), ("(zip)", "polis.zip")
    ):  # fmt: skip
        with page.expect_download(timeout=120_000) as download:
            page.get_by_role("link", name=link).click()
        assert download.value.suggested_filename == f"koppen-2-{name}"
        download.value.save_as(tmp_path / name)
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF-1.7")
    assert "Wie is de eigenaar?" in (tmp_path / "statements.csv").read_text("utf-8-sig")
    assert json.loads((tmp_path / "report.json").read_text())["number"] == 2
    with zipfile.ZipFile(tmp_path / "polis.zip") as files:
        assert "participants-votes.csv" in files.namelist()
    command = [
        sys.executable,
        "-c",
        "from koppen.cli import main; main()",
        "verify-report",
        str(tmp_path / "report.json"),
    ]
    assert subprocess.run(command, check=False).returncode == 0


def test_the_form_works_by_keyboard_alone_and_an_older_version_can_be_opened(site, visit, made):
    noor = site.member(Role.ORGANISER, name="Noor Bakker")
    remote = site.remote(noor)
    path = f"/dialogues/{made.dialogue.id}/reports"
    etag = remote.post(path).headers["ETag"]
    page: Page = visit(f"/dialogues/{made.dialogue.id}/report/2/edit", noor)
    page.get_by_label("Inleiding").focus()
    page.keyboard.type("Met het toetsenbord.")
    page.get_by_role("button", name="Bewaar het concept").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Bewaard.")).to_be_visible()
    saved = remote.get(f"{path}/2")
    assert saved.headers["ETag"] != etag
    assert remote.post(f"{path}/2/publication", {}, headers={"If-Match": saved.headers["ETag"]}).status_code == 200
    page.goto(f"/dialogues/{made.dialogue.id}/report")
    expect(page.get_by_text("Met het toetsenbord.")).to_be_visible()
    page.get_by_role("link", name="versie 1", exact=True).click()
    expect(page.get_by_text("Met het toetsenbord.")).to_have_count(0)
