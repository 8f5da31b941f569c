"""Organising events on the screen, without JavaScript."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta

from flask.testing import FlaskClient

from api.domain.vocabulary import Role
from tests import factories
from tests.dialogues import closed
from tests.web.exchange import Person, add_topic, work
from tests.web.test_events import SOON, add_event, register, seated
from web.wsgi import TwoRooms

DAY = f"{SOON:%Y-%m-%d}"
FILLED = {
    "title": "Van pilot naar praktijk",
    "kind": "dialogue",
    "startsAt": f"{DAY}T14:00",
    "endsAt": f"{DAY}T15:00",
    "summary": "Waarom stopt het?",
    "capacity": "40",
    "contact.name": "Noor",
    "contact.email": "noor@example.org",
    "linkDaysBefore": "2",
    "reminderHoursBefore": "4",
    "rows.facilitators": "2",
    "facilitators.1.name": "Sam",
    "facilitators.1.biography": "Adviseur.",
    "rows.questions": "2",
    "questions.1.label": "Welke ronde?",
    "questions.1.kind": "choice",
    "questions.1.options": "Vroeg\r\n\r\nLaat\r\n",
    "questions.1.required": "true",
}


def drafted(noor: Person, **values: str) -> str:
    """Draft an event on the screen and give the path of its desk."""
    answer = noor.send("/organise/events/new", FILLED | values)
    assert answer.status_code == 303, re.findall(r'error-message"[^>]*>.*', answer.text)
    return answer.headers["Location"]


def page_of(desk: str) -> str:
    return desk.removeprefix("/organise")


def test_only_organisers_come_here(house: TwoRooms, jip: Person, noor: Person, browser: FlaskClient):
    desk = drafted(noor)
    for path in ("/organise/events", "/organise/events/new", desk, f"{desk}/edit", f"{desk}/registrations"):
        assert jip.get(path).status_code == 403
        assert browser.get(path).headers["Location"].startswith("/log-in?next=")
    assert "/organise/events" not in jip.get("/events").text
    assert "/organise/events" in noor.get("/events").text


def test_an_event_is_drafted_announced_and_open_for_registration(house: TwoRooms, noor: Person, jip: Person):
    desk = drafted(noor)
    assert jip.get(page_of(desk)).status_code == 404
    page = noor.get(desk).text
    assert "Niemand ziet het tot je het aankondigt." in page
    assert "Van pilot naar praktijk" in noor.get("/organise/events").text
    assert noor.send_to(desk, f"{desk}/publication", {}).status_code == 303
    page = jip.get(page_of(desk)).text
    for text in ("Van pilot naar praktijk", "14.00&nbsp;uur", "Nog 40 van de 40", "Sam", "Adviseur.", "Welke ronde?"):
        assert text.replace("&nbsp;", "\u00a0") in page
    assert register(jip, page_of(desk), **{"answers.0.answer": "Laat"}).status_code == 303
    assert seated(house, page_of(desk)) == 1


def test_a_refused_draft_keeps_what_was_typed_and_names_the_fields(noor: Person):
    wrong = {"endsAt": f"{DAY}T13:00", "questions.1.options": "Een"}
    answer = noor.send("/organise/events/new", FILLED | wrong)
    assert answer.status_code == 400
    assert "Het einde moet na het begin komen." in answer.text
    assert 'href="#f-endsAt"' in answer.text
    assert "Van pilot naar praktijk" in answer.text
    assert f'value="{DAY}T13:00"' in answer.text
    again = noor.send("/organise/events/new", FILLED | {"questions.1.options": "Een"})
    assert 'href="#f-questions-1-options"' in again.text  # the row on the page, though an empty row comes before it
    assert "Geef minstens twee verschillende keuzes." in again.text
    for name, value in (("capacity", "veel"), ("startsAt", ""), ("facilitators.1.name", ""), ("title", "")):
        refused = noor.send("/organise/events/new", FILLED | {name: value})
        assert refused.status_code == 400
        assert f'href="#f-{name.replace(".", "-")}"' in refused.text


def test_a_row_is_added_without_saving_and_without_losing_what_was_typed(noor: Person):
    answer = noor.send("/organise/events/new", FILLED | {"add": "questions"})
    assert answer.status_code == 200
    assert 'name="questions.2.label"' in answer.text
    assert 'name="facilitators.2.name"' not in answer.text
    assert "Welke ronde?" in answer.text
    assert "Van pilot naar praktijk" not in noor.get("/organise/events").text


def test_a_change_begins_with_what_is_there_and_keeps_questions_that_stay(house: TwoRooms, noor: Person, jip: Person):
    topic = add_topic(house, name_nl="Data")
    desk = drafted(noor, topicIds=str(topic.id))
    noor.send_to(desk, f"{desk}/publication", {})
    register(jip, page_of(desk), **{"answers.0.answer": "Laat"})
    page = noor.get(f"{desk}/edit").text
    for text in ('value="Sam"', f'value="{DAY}T14:00"', "Vroeg\nLaat</textarea>", f'value="{topic.id}" checked'):
        assert text in page
    question = re.search(r'name="questions.0.id" value="([^"]+)"', page)
    assert question is not None
    changed = FILLED | {
        "title": "Andere naam",
        "questions.0.id": question[1],
        "questions.0.label": "Welke ronde kies je?",
        "questions.0.kind": "choice",
        "questions.0.options": "Vroeg\nLaat",
        "questions.1.label": "",
        "questions.1.options": "",
        "topicIds": str(topic.id),
    }
    assert noor.send(f"{desk}/edit", changed).status_code == 303
    listed = noor.get(f"{desk}/registrations").text
    assert "Welke ronde kies je?" in listed
    assert "<dd>Laat</dd>" in listed
    assert "Andere naam" in jip.get(page_of(desk)).text


def test_two_organisers_do_not_overwrite_each_other(house: TwoRooms, noor: Person):
    desk = drafted(noor)
    sam = Person(house, "Sam", Role.ORGANISER)
    page = noor.get(f"{desk}/edit").text
    etag = re.search(r'name="etag" value="([^"]+)"', page)
    assert etag is not None
    assert sam.send(f"{desk}/edit", FILLED | {"title": "Van Sam"}).status_code == 303
    answer = noor.post(f"{desk}/edit", FILLED | {"title": "Van Noor", "etag": html.unescape(etag[1])})
    assert answer.status_code == 412
    assert "Van Noor" in answer.text
    assert "Van Sam" in noor.get(desk).text


def test_a_capacity_below_the_seats_is_named_at_its_field(house: TwoRooms, noor: Person):
    desk = drafted(noor)
    noor.send_to(desk, f"{desk}/publication", {})
    for name in ("A", "B"):
        register(Person(house, name), page_of(desk), **{"answers.0.answer": "Laat"})
    answer = noor.send(f"{desk}/edit", FILLED | {"capacity": "1"})
    assert answer.status_code == 409
    assert 'href="#f-capacity"' in answer.text
    assert "Er hebben al 2 mensen een plek." in answer.text


def test_an_event_is_cancelled_after_saying_why(noor: Person, jip: Person):
    desk = drafted(noor)
    noor.send_to(desk, f"{desk}/publication", {})
    assert noor.send(f"{desk}/cancellation", {"reason": ""}).status_code == 400
    assert noor.send(f"{desk}/cancellation", {"reason": "De spreker is ziek."}).status_code == 303
    assert "De spreker is ziek." in jip.get(page_of(desk)).text
    assert "Gelast de bijeenkomst af" not in noor.get(desk).text


def test_an_event_that_is_over_cannot_be_announced_and_the_desk_says_why(noor: Person):
    past = datetime.now(UTC) - timedelta(days=2)
    desk = drafted(noor, startsAt=f"{past:%Y-%m-%d}T10:00", endsAt=f"{past:%Y-%m-%d}T11:00")
    answer = noor.send_to(desk, f"{desk}/publication", {})
    assert answer.status_code == 400
    assert "Dit moment is voorbij." in answer.text


def test_results_are_written_and_shown(house: TwoRooms, noor: Person, browser: FlaskClient):
    path = add_event(house, starts_at=datetime.now(UTC) - timedelta(days=1))
    assert noor.send(f"/organise{path}/results", {"results": "- *Eén* ding"}).status_code == 303
    assert "<em>Eén</em> ding" in browser.get(path).text


def test_registrations_are_listed_by_status(house: TwoRooms, noor: Person):
    path = add_event(house, capacity=1)
    for name in ("Eerste", "Tweede"):
        register(Person(house, name), path)
    page = noor.get(f"/organise{path}/registrations").text
    assert page.index("Eerste") < page.index("Tweede")
    assert "Plek 1 op de wachtlijst" in page
    waiting = noor.get(f"/organise{path}/registrations?status=waiting").text
    assert "Eerste" not in waiting
    assert "Tweede" in waiting


def test_the_desk_leads_to_a_script_or_to_the_dialogue_that_is_there(house: TwoRooms, noor: Person):
    desk = drafted(noor)
    assert f"/dialogues/new?event={desk.rsplit('/', 1)[1]}" in noor.get(desk).text
    with work(house) as session:
        made = closed(session, [], starts_at=factories.START)
    assert f"/dialogues/{made.dialogue.id}/desk" in noor.get(f"/organise/events/{made.event.id}").text


def test_a_programme_is_started_and_changed(noor: Person, jip: Person):
    path = noor.send("/programmes/new", {"title": "Koplopers", "description": "Zes *uren*."}).headers["Location"]
    assert "<em>uren</em>" in jip.get(path).text
    assert noor.send(f"{path}/edit", {"title": "Voorlopers", "description": ""}).status_code == 303
    assert "<h1>Voorlopers</h1>" in jip.get(path).text
    assert noor.send("/programmes/new", {"title": "Voorlopers"}).status_code == 409
    assert jip.get("/programmes/new").status_code == 403
