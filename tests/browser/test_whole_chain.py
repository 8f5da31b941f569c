"""The whole chain in real browsers: from a template to an event, its hour, its report, and the session that follows.

Noor organises, Mo moderates and Jip takes part, each in a browser; eleven others are simulated, over the public API. At the end of a run
a table tells what each step asked of Noor and Mo: real clicks, fields that they filled in, and seconds, most of them the test's own waiting.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pikepdf
import pytest
from playwright.sync_api import Locator, Page, expect

from api.domain.anonymity import SMALLEST_GROUP
from api.domain.vocabulary import Role
from api.models import Member
from koppen.texts import written
from tests.browser.axe import namesakes, violations
from tests.browser.conftest import Visit
from tests.browser.crowd import Crowd
from tests.browser.site import Site
from tests.browser.tally import Tally

OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
SHOTS = os.environ.get("KOPPEN_SCREENSHOTS")
GIVEN = written("live_dialogues")["rounds"][0]
FIRST, SECOND = GIVEN["questions"][0]["prompt"], GIVEN["questions"][1]["prompt"]
TITLE = "Van proef naar vast werk"
TURN = "#turn .koppen-stem--groot"
NAMED = "Onze projectleider Van Dam liet het lopen."
PHONE = " Bel hem op 06 12345678."
SAME = ("Na het projectgeld was niemand meer eigenaar.", "Niemand was nog eigenaar toen het projectgeld op was.")
PEOPLE = 12


def look(page: Page, name: str) -> None:
    """Hold a page to what every page is held to, and keep pictures of it when somebody asked for them."""
    assert violations(page) == [], name
    assert namesakes(page) == [], name
    own = page.viewport_size
    for width, height in ((390, 844), (1280, 900)) if SHOTS else ():
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=Path(str(SHOTS)) / f"chain-{name}-{width}.png", full_page=True, caret="initial")
        assert page.evaluate(OVERFLOW) <= 0, (name, width)
    if own:
        page.set_viewport_size(own)
    assert page.evaluate(OVERFLOW) <= 0, name


def press(page: Page | Locator, name: str | re.Pattern[str]) -> None:
    page.get_by_role("button", name=name, exact=isinstance(name, str)).first.click()


def follow(page: Page | Locator, name: str) -> None:
    page.get_by_role("link", name=name).first.click()


def local(**later: float) -> str:
    """Give a moment as a field for moments takes it: in Amsterdam time."""
    return (datetime.now(UTC) + timedelta(**later)).astimezone(ZoneInfo("Europe/Amsterdam")).strftime("%Y-%m-%dT%H:%M")


class Chain:
    """The people of the chain, and where they are in it."""

    def __init__(self, site: Site, visit: Visit) -> None:
        self.site, self.visit, self.tally = site, visit, Tally()
        self.noor, self.mo = (
            site.member(Role.ORGANISER, name="Noor Bakker"),
            site.member(Role.MODERATOR, name="Mo Aziz"),
        )
        self.jip = site.member(name="Jip Verhoef")
        self.others = [site.member(name=f"Collega {number}") for number in range(1, PEOPLE)]
        answer = site.remote(self.noor).post("/programmes", {"title": "Koplopers", "description": "Zes uren."})
        self.programme = f"/programmes/{answer.json['id']}"
        self.organiser, self.moderator = self._watched(self.noor), self._watched(self.mo)
        self.crowd = Crowd(site, self.others, self.noor)
        self.event = self.dialogue = ""

    def _watched(self, member: Member) -> Page:
        return self.tally.watch(self.visit("/about/accessibility", member, width=1280, height=900))


@pytest.fixture
def chain(site: Site, visit: Visit) -> Iterator[Chain]:
    chain = Chain(site, visit)
    yield chain
    chain.crowd.leave()


def test_an_organiser_goes_from_a_template_to_a_scheduled_follow_up(
    chain: Chain, tmp_path: Path, record_property: Callable[[str, object], None]
):
    step = chain.tally.step
    with step("from a template to an announced event", clicks=8):
        announce(chain)
    with step("a rehearsal, and what came of it", clicks=3):
        rehearse(chain)
    jip = register(chain)
    with step("opening the doors", clicks=2):
        open_doors(chain)
    with chain.crowd.talking(chain.dialogue, GIVEN):
        with step("the first question", clicks=1):
            begin(chain, jip)
        with step("moderation: two hidden, one shown again", clicks=6):
            moderate(chain, jip)
        with step("moderation: two merged", clicks=1):
            merge(chain)
        with step("more time, pause, probe, poll", clicks=7):
            steer(chain, jip)
        with step("the next question, and the close", clicks=4):
            finish(chain, jip)
    with step("the report: written and published", clicks=4):
        publish(chain)
    with step("the report in every format", clicks=4):
        take_along(chain, tmp_path)
    with step("a follow-up drafted, and moments asked", clicks=5):
        session = propose(chain)
    answer(jip, session)
    with step("the follow-up scheduled", clicks=2):
        schedule(chain, session)
    record_property("table", chain.tally.table())


def announce(chain: Chain) -> None:
    """Draft an event from a template, mend what it lacks, change two questions, and announce it."""
    page = chain.organiser
    page.goto("/organise/events")
    follow(page, "Nieuwe bijeenkomst")
    page.get_by_label("Check-in van 40 minuten").check()
    page.get_by_label("Naam").fill(TITLE)
    page.get_by_label("Begint").fill(local(minutes=20))
    look(page, "start")
    press(page, "Maak het concept")
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    look(page, "draft")
    follow(page, "Vul het in")
    page.get_by_label("Programma").select_option("Koplopers")
    page.get_by_label("In twee zinnen").fill("Waarom stopt het na de proef? We leggen ervaringen naast elkaar.")
    page.get_by_label("Wat jullie gaan doen").fill("Een uur anoniem praten over wat er na de proef gebeurt.")
    page.get_by_label("Naam van de contactpersoon").fill("Noor Bakker")
    look(page, "edit")
    press(page, "Bewaar")
    expect(page.get_by_text("Je wijziging is bewaard.")).to_be_visible()
    look(page, "filled")
    follow(page, "Pas het draaiboek aan")
    for row, question in enumerate(GIVEN["questions"][:2]):
        page.get_by_label("De vraag").nth(row).fill(question["prompt"])
        page.get_by_label("Duurt minstens").nth(row).fill("")
    look(page, "script")
    press(page, "Bewaar het draaiboek")
    expect(page.get_by_text("Het draaiboek is aangepast.")).to_be_visible()
    look(page, "scripted")
    press(page, "Kondig de bijeenkomst aan")
    expect(page.get_by_text("De bijeenkomst is aangekondigd.")).to_be_visible()
    look(page, "announced")
    chain.event = "/events/" + page.url.rsplit("/", 1)[1]
    chain.dialogue = f"/dialogues/{chain.site.remote(chain.noor).get(chain.event).json['dialogueId']}"


def rehearse(chain: Chain) -> None:
    """Let a few simulated people play the script, and read what came of it."""
    page = chain.organiser
    follow(page, "Oefen het")
    page.get_by_label("Hoeveel mensen?").fill("2")
    press(page, "Oefen het draaiboek")
    expect(page.get_by_role("heading", name="Advies")).to_be_visible(timeout=60_000)
    look(page, "rehearsed")
    follow(page, "Terug naar de bijeenkomst")
    expect(page.get_by_role("heading", name="Dit kun je nog toevoegen")).to_have_count(0)


def register(chain: Chain) -> Page:
    """Let twelve people register: eleven over the API, one on the page of the event."""
    chain.crowd.everybody("POST", f"{chain.event}/registrations", {})
    jip = chain.visit(chain.event, chain.jip, reduced_motion="reduce")  # a turn that fades in has too little contrast
    press(jip, "Schrijf me in")
    expect(jip.get_by_role("heading", name="Je bent erbij")).to_be_visible()
    look(jip, "registered")
    return jip


def open_doors(chain: Chain) -> None:
    page = chain.organiser
    follow(page, "Regie van de dialoog")
    look(page, "desk-planned")
    press(page, "Open de deuren")
    expect(page.locator("#now")).to_have_text("Wachtruimte")
    look(page, "desk-lobby")


def begin(chain: Chain, jip: Page) -> None:
    """Start the first question; Jip writes, and is warned first."""
    desk = chain.organiser
    jip.goto(chain.dialogue)
    look(jip, "jip-door")
    press(jip, "Doe anoniem mee")
    expect(jip.get_by_role("heading", level=1)).to_contain_text("Fijn dat je er bent")
    look(jip, "jip-lobby")
    expect(desk.locator("#connected")).to_have_text("1")
    press(desk, "Naar het volgende deel")
    expect(jip.get_by_role("heading", level=1)).to_have_text(FIRST)
    field = jip.get_by_label("Wat is jouw ervaring?")
    field.fill(NAMED + PHONE)
    press(jip, "Deel anoniem")
    expect(jip.locator("#write")).to_contain_text("06 12345678")
    expect(jip.locator("#write")).to_contain_text("Van Dam")
    look(jip, "jip-warned")
    field.fill(NAMED)
    press(jip, "Deel anoniem")
    expect(jip.locator("#write")).not_to_contain_text("06 12345678")
    press(jip, "Ik bedoel het zo. Deel het toch.")
    expect(jip.get_by_text("Je bijdrage staat erin.")).to_be_visible()
    look(jip, "jip-placed")


def moderate(chain: Chain, jip: Page) -> None:
    """Jip flags what somebody else wrote; Mo hides that and what Jip wrote, Jip reads why, and Mo shows the first again."""
    text = jip.locator(TURN).inner_text()
    turn = jip.locator("#turn")
    turn.get_by_text("Meld dit aan de moderator").click()
    press(turn, "Iemand of een gemeente is te herkennen")
    expect(jip.get_by_text("Niemand ziet dat jij het was.")).to_be_visible()
    look(jip, "jip-flagged")
    mo = chain.moderator
    mo.goto(chain.event)
    follow(mo, "Moderatie")
    watched, hidden = mo.locator("#watched"), mo.locator("#hidden")
    expect(watched.locator("li").first).to_contain_text(text)
    expect(watched).to_contain_text("Lijkt een naam: Van Dam")
    look(mo, "moderation")
    hide(mo, text)
    hide(mo, NAMED, "Schrijf liever: onze projectleider.")
    look(mo, "moderation-hidden")
    jip.reload()
    expect(jip.locator("#mine")).to_contain_text("De moderator heeft dit verborgen.")
    expect(jip.locator("#mine")).to_contain_text("Schrijf liever: onze projectleider.")
    look(jip, "jip-hidden")
    press(hidden.locator("li").filter(has_text=text), re.compile("Laat weer zien"))
    expect(mo.get_by_text("Weer te zien, met de herkenning die er al was.")).to_be_visible()
    expect(hidden).not_to_contain_text(text)


def merge(chain: Chain) -> None:
    """Two people say the same; Mo keeps the words of the first for both."""
    kept, other = SAME
    for member, text in zip(chain.others, SAME, strict=False):
        sent = {"text": text, "acknowledged": ["duplicate"]}
        assert chain.site.remote(member).post(f"{chain.dialogue}/statements", sent).status_code == 201
    mo = chain.moderator
    mo.reload()
    pair = mo.locator("#alike li").filter(has_text=kept).filter(has_text=other).first
    look(mo, "moderation-alike")
    press(pair, re.compile(f"houd deze woorden.*{kept}"))
    expect(mo.locator("#merged")).to_contain_text(other)
    expect(mo.locator("#alike").get_by_text(other)).to_have_count(0)
    look(mo, "moderation-merged")


def hide(mo: Page, text: str, words: str = "") -> None:
    item = mo.locator("#watched li").filter(has_text=text)
    item.locator("summary").click()
    if words:
        item.get_by_label("Wil je er iets bij zeggen?").fill(words)
    press(item, "Verberg deze bijdrage")
    expect(mo.locator("#hidden")).to_contain_text(text)


def steer(chain: Chain, jip: Page) -> None:
    """Give more time, pause, and ask the room a probing question and one in between."""
    desk = chain.organiser
    before = desk.locator("#clock").get_attribute("data-until")
    press(desk, "2 minuten erbij")
    expect(desk.locator("#clock")).not_to_have_attribute("data-until", before or "")
    press(desk, "Pauze")
    expect(jip.get_by_text("We nemen even pauze")).to_be_visible()
    look(desk, "desk-paused")
    press(desk, "Ga verder")
    expect(jip.locator("#band")).to_contain_text("Vraag 1 van 4")
    desk.get_by_label("Doorvraag").fill("Wie had dat kunnen zien?")
    press(desk, "Stuur naar de zaal")
    expect(jip.locator("#probe")).to_contain_text("Wie had dat kunnen zien?")
    rate(jip)
    offer(jip)
    look(desk, "desk-question")
    ask_in_between(chain, jip)


def finish(chain: Chain, jip: Page) -> None:
    desk = chain.organiser
    press(desk, "Stop het schrijven: nu alleen nog herkennen")
    expect(jip.locator("#band")).to_contain_text("Alleen nog herkennen")
    press(desk, "Naar het volgende deel")
    expect(jip.get_by_role("heading", level=1)).to_have_text(SECOND)
    write(jip, "Toen de balie een keer belde om te bedanken.")
    rate(jip)
    look(jip, "jip-second")
    read_enough(chain)
    look(desk, "desk-second")
    follow(desk, "Sluit de dialoog")
    press(desk, "Sluit en maak de rapportage")
    expect(desk.get_by_text("De sleutel is gewist.")).to_be_visible()
    expect(jip.get_by_text("De sleutel is gewist")).to_be_visible()
    look(desk, "desk-closed")
    look(jip, "jip-closed")


def write(page: Page, text: str) -> None:
    page.get_by_label("Wat is jouw ervaring?").fill(text)
    press(page, "Deel anoniem")
    expect(page.get_by_text("Je bijdrage staat erin.")).to_be_visible()


def rate(jip: Page) -> None:
    text = jip.locator(TURN).inner_text()
    press(jip.locator("#turn"), "grotendeels")
    expect(jip.locator(TURN)).not_to_have_text(text)
    expect(jip.get_by_text("Vorige: je koos grotendeels.")).to_be_visible()


def offer(jip: Page) -> None:
    """Offer to think along about what one reads."""
    turn = jip.locator("#turn")
    turn.get_by_text("Ik kan hierover sparren").click()
    turn.get_by_label("Wat is jouw ervaring hiermee?").fill("Bij ons is de teamleider eigenaar.")
    press(turn, "Bied aan om te sparren")
    expect(turn.get_by_role("heading", name="Je biedt aan om te sparren")).to_be_visible()
    look(jip, "jip-offered")


def ask_in_between(chain: Chain, jip: Page) -> None:
    desk = chain.organiser
    follow(desk, "Maak een vraag tussendoor")
    desk.get_by_label("De vraag", exact=True).fill("Is er nu een eigenaar?")
    desk.get_by_label("Antwoorden om uit te kiezen").fill("Ja\nNee\nDat weet niemand")
    look(desk, "poll-form")
    press(desk, "Stel meteen")
    press(jip.locator("#poll"), "Nee")
    expect(jip.get_by_text("Je antwoord staat erin.")).to_be_visible()
    [poll] = chain.site.remote(chain.noor).get(f"{chain.dialogue}/polls").json["items"]
    chain.crowd.everybody("PUT", f"{chain.dialogue}/polls/{poll['id']}/answer", {"value": 1})
    expect(desk.locator("#polls")).to_contain_text(f"Tot nu toe {PEOPLE} antwoorden.")
    press(desk, "Sluit en toon de uitkomst")
    for page in (desk, jip):
        expect(page.get_by_role("img", name=f"8%, 1 van {PEOPLE}")).to_be_visible()
    look(desk, "desk-poll")


def read_enough(chain: Chain) -> None:
    """Wait until what came in at this question has been read by enough people; what is shown may be of the one before."""
    chain.organiser.reload()
    expect(chain.organiser.locator("#figures")).to_contain_text("Elke bijdrage is genoeg gelezen.", timeout=30_000)


def publish(chain: Chain) -> None:
    """Read the report, write an introduction and closing words, and publish them as a new version."""
    page = chain.organiser
    follow(page, "Lees de rapportage")
    expect(page.get_by_role("heading", name="Dit wordt het meest herkend")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text(NAMED)
    look(page, "report")
    press(page, "Schrijf in een nieuwe versie")
    page.get_by_label("Inleiding").fill("Een proef laten slagen lukt. **Wat daarna komt**, is niet geregeld.")
    page.get_by_label("Naam van thema 1", exact=True).fill("Wie betaalt het daarna?")
    page.get_by_label("Slotwoord").fill("In de volgende sessie gaan we hierop door.")
    look(page, "report-edit")
    press(page, "Bewaar en ga naar publiceren")
    look(page, "report-publish")
    press(page, "Publiceer versie 2")
    expect(page.get_by_text("Versie 2 is gepubliceerd.")).to_be_visible()
    expect(page.get_by_text("In de volgende sessie gaan we hierop door.")).to_be_visible()


def take_along(chain: Chain, folder: Path) -> None:
    """Download every format, and open each with a program of its own."""
    for link, name in (
        ("Pdf, om te lezen", "report.pdf"), ("Csv, voor", "statements.csv"), ("Json, voor", "report.json"), ("(zip)", "polis.zip")
    ):  # fmt: skip
        with chain.organiser.expect_download(timeout=60_000) as download:
            follow(chain.organiser, link)
        download.value.save_as(folder / name)
    with pikepdf.open(folder / "report.pdf") as paper:
        assert paper.Root.MarkInfo.Marked
        assert paper.Root.StructTreeRoot.K
        assert str(paper.Root.Lang) == "nl"
    assert "Toen de balie een keer belde om te bedanken." in (folder / "statements.csv").read_text("utf-8-sig")
    content = json.loads((folder / "report.json").read_text())["content"]
    wordings = {each["text"]: each["alsoSaidAs"] for each in content["questions"][0]["statements"]}
    assert [each["text"] for each in wordings[SAME[0]]] == [SAME[1]]
    assert (content["hour"]["people"], content["polls"]["items"][0]["answers"]) == (PEOPLE, PEOPLE)
    with zipfile.ZipFile(folder / "polis.zip") as files:
        votes = files.read("participants-votes.csv").decode().splitlines()
    assert SMALLEST_GROUP < len(votes) <= PEOPLE + 1, (
        "whoever rated little may be left out by lot, and there is a heading"
    )
    verify = [sys.executable, "-c", "from koppen.cli import main; main()", "verify-report", str(folder / "report.json")]
    assert subprocess.run(verify, check=False, stdout=subprocess.DEVNULL).returncode == 0


def propose(chain: Chain) -> str:
    """Go on about a theme of the report: draft a session, propose it, and ask when people can come."""
    page = chain.organiser
    follow(page, "Ga verder met dit thema: Wie betaalt het daarna?")
    look(page, "choose")
    press(page, "Maak een concept")
    expect(page.get_by_role("heading", name="Nog niet voorgesteld")).to_be_visible()
    look(page, "session-draft")
    press(page, "Stel voor")
    expect(page.get_by_text("Je voorstel staat erin.")).to_be_visible()
    follow(page, "Vraag wanneer mensen kunnen")
    page.get_by_label("Moment 1").fill(local(days=20))
    page.get_by_label("Moment 2").fill(local(days=21))
    look(page, "moments")
    press(page, "Bewaar")
    expect(page.get_by_role("heading", name="Wanneer kun je?")).to_be_visible()
    look(page, "session")
    return "/" + page.url.split("/", 3)[3].split("#")[0]


def answer(jip: Page, session: str) -> None:
    """Say when one can come, on the way from the report."""
    follow(jip, "Lees de rapportage")
    follow(jip.locator("#follow-up"), "Wie betaalt het daarna?")
    for place, word in enumerate(("nee", "ja")):
        jip.get_by_role("group").nth(place).get_by_label(word, exact=True).check()
    look(jip, "jip-when")
    press(jip, "Bewaar mijn antwoorden")
    expect(jip.get_by_text("Je antwoorden zijn bewaard.")).to_be_visible()
    assert jip.url.split("#")[0].endswith(session)


def schedule(chain: Chain, session: str) -> None:
    """Plan what suits most; who counted in gets a mail, and the programme shows how it hangs together."""
    page, site = chain.organiser, chain.site
    page.reload()
    follow(page, "Plan een datum")
    expect(page.get_by_label("past het best")).to_be_checked()
    look(page, "schedule")
    press(page, "Plan en nodig uit")
    expect(page.get_by_text("Er is een datum.")).to_be_visible()
    look(page, "scheduled")
    event = site.remote(chain.jip).get(f"/topic-sessions/{session.rsplit('/', 1)[1]}").json["eventId"]
    [letter] = site.letters(chain.jip.email, "Wie betaalt het daarna?")
    assert "Je zei dat je dan kunt." in letter
    assert event in letter
    page.goto(chain.programme)
    links = page.get_by_role("main").locator("ol > li")
    expect(links.get_by_role("heading", level=2)).to_have_text([TITLE, "Wie betaalt het daarna?"])
    expect(page.locator(f"#e-{event}").get_by_text("Kwam voort uit")).to_be_visible()
    look(page, "programme")
