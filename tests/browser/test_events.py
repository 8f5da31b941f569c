"""Events in a real browser: every page and state is accessible, fits its screen, and works by keyboard and by htmx."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from api.domain.vocabulary import Role
from api.models import Member
from tests import gatherings
from tests.browser.axe import violations
from tests.browser.site import Remote, Site
from tests.dialogues import closed

OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
WIDTHS = [390, 1280]
QUESTIONS = [
    {"kind": "choice", "label": "In welke fase zit jouw vernieuwing?", "options": ["Idee", "Proef"], "required": True},
    {"kind": "yes_no", "label": "Heb je eerder meegedaan?"},
    {"kind": "text", "label": "Wat wil je zeker bespreken?"},
]
SCRIPT = [
    {"kind": "lobby", "maxSeconds": 900},
    {"kind": "question", "prompt": "Waar liep het op vast?", "maxSeconds": 480, "tailSeconds": 90},
    {"kind": "closing", "maxSeconds": 180},
]


@dataclass
class Scene:
    """Events in every state, and the people who look at them."""

    noor: Member
    jip: Member
    sam: Member
    organiser: Remote
    paths: dict[str, str]


def moment(days: float) -> str:
    at = (datetime.now(UTC) + timedelta(days=days)).replace(hour=13, minute=0, second=0, microsecond=0)
    return at.isoformat()


@pytest.fixture(scope="session")
def scene(site: Site) -> Scene:
    """Fill the house over the API, as an organiser and two members would."""
    noor = site.member(Role.ORGANISER, name="Noor Bakker")
    jip, sam = site.member(name="Jip Verhoef"), site.member(name="Sam de Groot")
    organiser: Any = site.remote(noor)
    programme = organiser.post("/programmes", {"title": "Koplopers 2026", "description": "Zes *uren*."}).json
    about = {
        "summary": "Bijna elke gemeente heeft een geslaagde pilot in de kast. Waar liep het daarna op vast?",
        "description": "We leggen ervaringen naast elkaar:\n\n- wat werkte\n- wat niet\n\nAnoniem, dus ook wat lastig is.",
        "audience": "Innovatieadviseurs en iedereen die een vernieuwing trekt",
        "contact": {"name": "Noor Bakker", "email": "noor.bakker@sectorfonds.example", "phone": "030 123 45 67"},
        "facilitators": [{"name": "Sam de Groot", "biography": "Adviseur bij een middelgrote gemeente."}],
        "programmeId": programme["id"],
        "questions": QUESTIONS,
        "startsAt": moment(10),
        "endsAt": (datetime.fromisoformat(moment(10)) + timedelta(hours=1)).isoformat(),
    }
    coming = gatherings.published(organiser, **about, title="Van pilot naar praktijk: waarom stopt het?", capacity=400)
    organiser.post("/dialogues", {"eventId": coming["id"], "advance": "hand", "phases": SCRIPT})
    plain = {"startsAt": about["startsAt"], "endsAt": about["endsAt"]}
    full = gatherings.published(organiser, **plain, title="Inkoop bij kleine proeven", capacity=1, location="Stadhuis")
    link = "https://meet.example.org/uur"
    online = gatherings.published(organiser, **plain, title="Lezing over data", onlineUrl=link, summary="Een uur.")
    off = gatherings.published(organiser, **plain, title="Dit gaat niet door")
    gatherings.cancel(organiser, off["id"], "De spreker is ziek. We zoeken een nieuwe dag.")
    draft = gatherings.draft(organiser, **about | {"questions": []}, title="Nog een concept")
    for member, event in ((jip, full), (sam, full), (jip, online)):
        gatherings.register(site.remote(member), event["id"])  # type: ignore[arg-type]
    with site.database.unit_of_work() as session:
        past = closed(session, [], registered=[session.merge(jip)], starts_at=datetime.now(UTC) - timedelta(days=9))
        past.event.title, past.event.results = "Wat leerde je van mislukken?", "- *Eén* ding\n- Nog een ding"
    ids = {
        name: event["id"] for name, event in locals().items() if name in ("coming", "full", "online", "off", "draft")
    }
    paths = {name: f"/events/{id_}" for name, id_ in (ids | {"past": past.event.id}).items()}
    return Scene(noor, jip, sam, organiser, paths | {"programme": f"/programmes/{programme['id']}"})


STATES = {
    "agenda": ("/events", None),
    "past": ("/events/past", None),
    "own agenda": ("/events", "jip"),
    "nothing": ("/events?topic=niets", None),
    "visitor": ("{coming}", None),
    "form": ("{coming}", "jip"),
    "full": ("{full}", "noor"),
    "waiting": ("{full}", "sam"),
    "seated": ("{online}", "jip"),
    "cancelled": ("{off}", "jip"),
    "over": ("{past}", "jip"),
    "draft": ("{draft}", "noor"),
    "programme": ("{programme}", "noor"),
    "mine": ("/registrations", "jip"),
    "none of mine": ("/registrations?period=past", "sam"),
    "organise": ("/organise/events", "noor"),
    "desk of a draft": ("/organise{draft}", "noor"),
    "desk": ("/organise{coming}", "noor"),
    "new": ("/organise/events/new", "noor"),
    "edit": ("/organise{coming}/edit", "noor"),
    "cancel": ("/organise{coming}/cancellation", "noor"),
    "results": ("/organise{past}/results", "noor"),
    "registrations": ("/organise{full}/registrations", "noor"),
    "new programme": ("/programmes/new", "noor"),
}


def fits(page: Page) -> None:
    """Hold a page to what every page is held to."""
    assert violations(page) == []
    assert page.evaluate(OVERFLOW) <= 0


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("state", STATES)
def test_every_page_of_events_is_accessible_and_fits(visit, scene: Scene, state: str, width: int):
    path, who = STATES[state]
    member = getattr(scene, who) if who else None
    fits(visit(path.format(**scene.paths), member, width=width))


def test_a_member_registers_answers_and_gives_up_with_the_page_in_place(visit, scene: Scene, site: Site):
    page = visit(scene.paths["coming"], site.member(name="Bo Visser"))
    page.get_by_role("button", name="Schrijf me in").click()
    expect(page.get_by_role("alert")).to_contain_text("Beantwoord de vraag: In welke fase zit jouw vernieuwing?")
    fits(page)
    page.get_by_label("In welke fase zit jouw vernieuwing?").select_option("Proef")
    page.get_by_role("button", name="Schrijf me in").click()
    expect(page.get_by_role("heading", name="Je bent erbij")).to_be_visible()
    expect(page.get_by_role("link", name="Naar de wachtruimte")).to_be_visible()
    fits(page)
    page.get_by_text("Ik kan toch niet").click()
    fits(page)
    page.get_by_role("button", name="Schrijf me uit").click()
    expect(page.get_by_text("Je bent niet meer ingeschreven.")).to_be_visible()


def test_a_member_registers_without_javascript(visit, scene: Scene, site: Site):
    page = visit(scene.paths["coming"], site.member(name="Bo Visser"), java_script_enabled=False)
    page.get_by_label("In welke fase zit jouw vernieuwing?").select_option("Proef")
    page.get_by_role("button", name="Schrijf me in").click()
    expect(page.get_by_role("heading", name="Je bent erbij")).to_be_visible()


def test_a_colleague_is_invited_from_the_page(visit, scene: Scene, site: Site):
    page = visit(scene.paths["coming"], site.member(), width=1280)
    page.get_by_label("Mailadres van je collega").fill("niemand")
    page.get_by_role("button", name="Stuur de mail").click()
    expect(page.get_by_role("alert")).to_contain_text("Geef een mailadres zoals naam@example.org.")
    fits(page)
    page.get_by_label("Mailadres van je collega").fill("collega@example.org")
    page.get_by_role("button", name="Stuur de mail").click()
    expect(page.get_by_text("Je collega krijgt één mail over deze bijeenkomst.")).to_be_visible()


def test_an_organiser_drafts_and_announces_an_event_in_the_browser(visit, scene: Scene):
    page = visit("/organise/events/new", scene.noor, width=1280)
    page.get_by_role("button", name="Bewaar als concept").click()
    expect(page.get_by_role("alert")).to_be_visible()
    fits(page)
    page.get_by_label("Naam", exact=True).fill("Gemaakt in de browser")
    page.get_by_label("Begint").fill("2031-03-03T14:00")
    page.get_by_label("Eindigt").fill("2031-03-03T15:00")
    page.get_by_role("button", name="Nog een vraag").click()
    expect(page.get_by_label("Vraag 2")).to_be_visible()
    expect(page.get_by_label("Naam", exact=True)).to_have_value("Gemaakt in de browser")
    page.get_by_label("Naam", exact=True).press("Enter")  # saves; it does not add a row
    expect(page.get_by_text("Het concept is bewaard.")).to_be_visible()
    page.get_by_role("button", name="Kondig de bijeenkomst aan").click()
    expect(page.get_by_text("De bijeenkomst is aangekondigd.")).to_be_visible()
