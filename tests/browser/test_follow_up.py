"""From a report to a session, its date, its dialogue and the report that shows how recognition moved."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from api.domain.vocabulary import Role
from api.models import Dialogue, Event, Registration
from tests.browser.axe import violations
from tests.browser.conftest import Visit
from tests.browser.site import Site
from tests.dialogues import Said, closed
from tests.hour import Hour

OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
SHOTS = os.environ.get("KOPPEN_SCREENSHOTS")
OWNER = "De pilot was een succes. Maar toen het projectgeld op was, was niemand meer eigenaar."
LINE = "De lijn had geen tijd, want het stond in geen enkel jaarplan."
NAME = "Een naam én vier uur per week op papier, vóór we begonnen."
FEW = "Iedereen was enthousiast, tot het moest."


def fits(page: Page, name: str) -> None:
    """Hold a page to what every page is held to, at both widths, and keep a picture when asked."""
    for width, height in ((390, 844), (1280, 900)):
        page.set_viewport_size({"width": width, "height": height})
        assert violations(page) == [], (name, width)
        assert page.evaluate(OVERFLOW) <= 0, (name, width)
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True, caret="initial")


def moment(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).replace(hour=9, minute=0).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture
def begun(site: Site) -> dict[str, Any]:
    """Make a programme with a lecture and a dialogue whose report five members and an organiser may read."""
    organiser = site.member(Role.ORGANISER, name="Noor Bakker")
    names = ("Jip Verhoef", "Sam de Groot", "Bo Visser", "Cas Smit", "Ada Vos", "Eva Mol")
    members = [site.member(name=name) for name in names]
    remote = site.remote(organiser)
    programme = remote.post("/programmes", {"title": f"Koplopers {organiser.id}", "description": "Zes uren."}).json[
        "id"
    ]
    with site.database.unit_of_work() as session:
        made = closed(
            session,
            [
                Said(OWNER, fully=14, largely=6, a_little=2),
                Said(LINE, fully=6, a_little=14, does_not_occur=2),
                Said(NAME, fully=9, a_little=3, question=2),
                Said(FEW, fully=2),
            ],
            registered=[session.merge(member) for member in members],
            title="Van pilot naar praktijk",
            starts_at=datetime.now(UTC) - timedelta(days=9),
        )
    headers = {"If-Match": remote.get(f"/events/{made.event.id}").headers["ETag"]}
    assert remote.patch(f"/events/{made.event.id}", {"programmeId": programme}, headers=headers).status_code == 200
    lecture = {
        "kind": "lecture",
        "title": "Kleiner beginnen",
        "startsAt": (datetime.now(UTC) + timedelta(days=40)).isoformat(),
        "endsAt": (datetime.now(UTC) + timedelta(days=40, hours=1)).isoformat(),
        "programmeId": programme,
    }
    event = remote.post("/events", lecture)
    path = f"/events/{event.json['id']}/publication"
    assert remote.post(path, headers={"If-Match": event.headers["ETag"]}).status_code == 200
    return {
        "noor": organiser,
        "members": members,
        "report": f"/dialogues/{made.dialogue.id}/report",
        "event": str(made.event.id),
        "programme": f"/programmes/{programme}",
        "remote": remote,
    }


def draft(page: Page) -> str:
    """Choose two contributions of the report, look at the draft, and propose it; give its path."""
    page.get_by_role("link", name="Kies meer bijdragen").click()
    fits(page, "choose")
    page.get_by_role("button", name="Maak een concept").click()
    expect(page.get_by_role("alert")).to_contain_text("Kies minstens één bijdrage.")
    page.get_by_label(OWNER).check()
    page.get_by_label(NAME).check()
    page.get_by_label("Wat hebben ze gemeen?").fill("Wie beheert het na de pilot?")
    page.get_by_role("button", name="Maak een concept").click()
    expect(page.get_by_role("heading", name="Nog niet voorgesteld")).to_be_visible()
    fits(page, "draft")
    page.get_by_role("link", name="Wijzig dit concept").click()
    fits(page, "edit")
    page.get_by_label("De vraag").first.fill("Wie werd bij jullie eigenaar?")
    page.get_by_label(LINE).select_option("bij vraag 1")
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_role("heading", name="Wie werd bij jullie eigenaar?")).to_be_visible()
    expect(page.get_by_text(LINE)).to_be_visible()
    page.get_by_role("button", name="Stel voor").click()
    expect(page.get_by_text("Je voorstel staat erin.")).to_be_visible()
    return page.url


def ask(page: Page) -> None:
    """Ask about two moments."""
    page.get_by_role("link", name="Vraag wanneer mensen kunnen").click()
    page.get_by_label("Moment 1").fill(moment(20))
    page.get_by_label("Moment 2").fill(moment(21))
    fits(page, "moments")
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_role("heading", name="Wanneer kun je?")).to_be_visible()


def answer(page: Page, *words: str) -> None:
    """Say when one can come."""
    for place, word in enumerate(words):
        page.get_by_role("group").nth(place).get_by_label(word, exact=True).check()
    page.get_by_role("button", name="Bewaar mijn antwoorden").click()
    expect(page.get_by_text("Je antwoorden zijn bewaard.")).to_be_visible()


def hold(site: Site, visit: Visit, begun: dict[str, Any], event_id: str) -> str:
    """Hold the second dialogue by hand: one in a browser, the others over the API; give the path of its report."""
    remote = begun["remote"]
    with site.database.read() as session:
        event = session.scalars(select(Event).where(Event.id == UUID(event_id))).one()
        dialogue = session.scalars(select(Dialogue.id).where(Dialogue.event_id == event.id)).one()
    hour = Hour(event, str(dialogue), remote, [site.remote(each) for each in begun["members"]], begun["members"])  # type: ignore[arg-type, misc]
    headers = {"If-Match": remote.get(hour.path).headers["ETag"]}
    assert remote.patch(hour.path, {"advance": "hand"}, headers=headers).status_code == 200
    for person in hour.people:
        assert person.post(f"/events/{event_id}/registrations", {}).status_code == 201
    hour.move("open")
    page = visit(hour.path, hour.members[0])
    page.get_by_role("button", name="Doe anoniem mee").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Fijn dat je er bent")
    for person in hour.people[1:]:
        assert person.post(f"{hour.path}/participants").status_code == 201
    hour.move("next")
    expect(page.get_by_role("heading", level=1)).to_have_text("Wie werd bij jullie eigenaar?")
    for who in range(1, len(hour.people)):
        turn = hour.turn(who)
        while turn is not None:
            turn = hour.rate(who, turn["id"], "not_at_all" if turn["text"] == OWNER else "largely").json["turn"][
                "statement"
            ]
    texts = []
    for _turn in range(2):
        words = page.locator("#turn .koppen-stem--groot")
        expect(words).to_be_visible()
        texts.append(words.inner_text())
        page.get_by_role("button", name="helemaal niet").first.click()
        expect(page.get_by_text(texts[-1])).not_to_be_visible() if _turn else expect(words).not_to_have_text(texts[-1])
    assert set(texts) == {OWNER, LINE}
    hour.move("close")
    return f"{hour.path}/report"


@pytest.mark.slow
def test_a_report_leads_to_a_session_with_a_date_whose_report_shows_how_recognition_moved(
    site: Site, visit: Visit, begun: dict[str, Any]
):
    jip, sam, bo = begun["members"][:3]
    proposer = visit(begun["report"], jip)
    session = draft(proposer)
    path = "/" + session.split("/", 3)[3]
    ask(proposer)
    answer(proposer, "ja", "ja")
    answer(visit(path, sam), "nee", "ja")
    last = visit(path, bo)
    fits(last, "poll")
    answer(last, "als het moet", "ja")
    expect(last.get_by_text("Tot nu toe: 3 ja, 0 als het moet, 0 nee.")).to_be_visible()
    expect(last.get_by_text("past het best")).to_have_count(1)
    fits(last, "answered")
    page = visit(path, begun["noor"])
    page.get_by_role("link", name="Wie kan wanneer").click()
    expect(page.get_by_role("row", name="Bo Visser")).to_contain_text("als het moet")
    fits(page, "who")
    page.goto(path)
    page.get_by_role("link", name="Plan een datum").click()
    expect(page.get_by_label("past het best")).to_be_checked()
    fits(page, "schedule")
    page.get_by_role("button", name="Plan en nodig uit").click()
    expect(page.get_by_text("Er is een datum.")).to_be_visible()
    event_id = site.remote(jip).get("/topic-sessions/" + path.rsplit("/", 1)[1].split("#")[0]).json["eventId"]
    with site.database.read() as database:
        assert database.scalars(select(Registration).where(Registration.event_id == UUID(event_id))).all() == []
    for member in (jip, sam, bo):
        [letter] = site.letters(member.email, "Wie beheert het na de pilot?")
        assert "Je zei dat je dan kunt." in letter
        assert event_id in letter
    report = hold(site, visit, begun, event_id)
    page = visit(report, jip)
    moved = page.get_by_role("region", name="Zo verschoof de herkenning")
    expect(moved.get_by_text("Dit wordt nu minder vaak herkend.")).to_have_count(1)
    expect(moved.get_by_role("img", name="Toen: 91%")).to_be_visible()
    expect(moved.get_by_text("Er zaten andere mensen in de zaal.")).to_be_visible()
    moved.get_by_text("Bekijk dit als tabel").click()
    fits(page, "report")
    if SHOTS:
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            moved.screenshot(path=Path(SHOTS) / f"moved-{width}.png", caret="initial")
    chain(visit, begun, jip, event_id)


def chain(visit: Visit, begun: dict[str, Any], member: Any, event_id: str) -> None:
    """Share a lesson from the first dialogue, and look at the chain as a member and as a visitor."""
    page = visit(begun["programme"], member)
    page.get_by_role("link", name="Deel een leerervaring hieruit: Van pilot naar praktijk").click()
    expect(page.get_by_label("Uit welke bijeenkomst komt dit voort?")).to_have_value(begun["event"])
    page.get_by_label("Hoe heet je leerervaring?").fill("Wijs een beheerder aan vóór je begint")
    page.get_by_label("De situatie").fill("Na het projectgeld was niemand eigenaar.")
    page.get_by_label("Wat ik probeerde").fill("Eerst een naam, dan pas beginnen.")
    page.get_by_role("button", name="Deel met iedereen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wijs een beheerder aan vóór je begint")
    fits(page, "lesson")
    page.goto(begun["programme"])
    links = page.get_by_role("main").locator("ol > li")
    expect(links.get_by_role("heading", level=2)).to_have_text(
        ["Van pilot naar praktijk", "Wie beheert het na de pilot?", "Kleiner beginnen"]
    )
    first, second = links.nth(0), page.locator(f"#e-{event_id}")
    expect(first.get_by_role("link", name="Wat gemeenten herkennen")).to_be_visible()
    expect(first.get_by_role("link", name="Wie beheert het na de pilot?")).to_be_visible()
    expect(first.get_by_role("link", name="Wijs een beheerder aan vóór je begint")).to_be_visible()
    expect(second.get_by_text("Kwam voort uit")).to_be_visible()
    fits(page, "chain")
    visitor = visit(begun["programme"])
    expect(visitor.get_by_role("link", name="Wijs een beheerder aan vóór je begint")).to_be_visible()
    expect(visitor.get_by_role("link", name="Wat gemeenten herkennen")).to_have_count(0)
    fits(visitor, "chain-visitor")
