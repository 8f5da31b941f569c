"""The front door tells a visitor what this is, and a member what waits."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask.testing import FlaskClient

from api.domain.dialogues import Place
from api.domain.vocabulary import Advance, PhaseKind
from api.models import Event
from api.services import dialogues
from api.services.dialogues import Script
from tests import factories
from tests.web.exchange import Person, work
from web.wsgi import TwoRooms


def _an_evening(house: TwoRooms, title: str, days: float, **values: Any) -> Event:
    starts_at = datetime.now(UTC) + timedelta(days=days)
    with work(house) as session:
        return factories.event(session, title=title, starts_at=starts_at, **values)


def _go_live(house: TwoRooms, event: Event) -> str:
    now = datetime.now(UTC)
    with work(house) as session:
        script = [Script(PhaseKind.QUESTION, 0, 3600, prompt="What got stuck?")]
        dialogue = dialogues.create(session, session.get_one(Event, event.id), script, advance=Advance.HAND, now=now)
        dialogues.open_doors(session, dialogue, Place(0, in_tail=False, since=now))
        return str(dialogue.id)


def _take_seat(house: TwoRooms, event: Event, person: Person) -> None:
    with work(house) as session:
        factories.seat(session, session.get_one(Event, event.id), person.member)


def test_a_visitor_reads_what_this_is_and_can_join(browser: FlaskClient):
    page = browser.get("/").text
    assert "Je bent niet de enige die vastloopt ná de pilot" in page
    assert 'href="/sign-up"' in page


def test_a_member_finds_the_dialogue_that_is_going_on_before_anything_else(house: TwoRooms):
    noor = Person(house, "Noor Veldkamp")
    _an_evening(house, "Sooner lecture", days=0.5)
    live = _an_evening(house, "Live now", days=1)
    dialogue_id = _go_live(house, live)
    assert f'href="/dialogues/{dialogue_id}"' not in noor.get("/").text
    _take_seat(house, live, noor)
    page = noor.get("/").text
    assert '<h1 id="now">Live now</h1>' in page
    assert f'href="/dialogues/{dialogue_id}"' in page
    assert "Je doet mee." in page


def test_without_events_and_lessons_the_page_says_so(house: TwoRooms):
    page = Person(house, "Noor Veldkamp").get("/").text
    assert "Er staat nog geen bijeenkomst gepland" in page
    assert "Nog niemand schreef een leerervaring op" in page


def test_a_full_event_says_that_there_is_a_waiting_list(house: TwoRooms):
    event = _an_evening(house, "Small table", days=2, capacity=1)
    _take_seat(house, event, Person(house, "Somebody Else"))
    assert "Vol, er is een wachtlijst." in Person(house, "Noor Veldkamp").get("/").text
