"""Events on the screen, for visitors, members and organisers, without JavaScript and by htmx."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from flask.testing import FlaskClient

from api.domain.vocabulary import EventStatus, QuestionKind
from api.models import Event, EventTopic, RegistrationQuestion
from tests import factories
from tests.dialogues import closed
from tests.web.exchange import Person, add_topic, work
from web.wsgi import TwoRooms

SOON = datetime.now(UTC).replace(microsecond=0) + timedelta(days=7)
QUESTIONS = (
    ("Eet je mee?", QuestionKind.YES_NO, False, []),
    ("Welke ronde?", QuestionKind.CHOICE, True, ["Vroeg", "Laat"]),
    ("Dieet?", QuestionKind.TEXT, False, []),
)


def add_event(house: TwoRooms, *, questions: Any = (), **values: Any) -> str:
    """Add an event and give the path of its page."""
    values.setdefault("starts_at", SOON)
    with work(house) as session:
        event = factories.event(session, **values)
        for position, (label, kind, required, options) in enumerate(questions):
            session.add(
                RegistrationQuestion(
                    event_id=event.id, position=position, label=label, kind=kind, required=required, options=options
                )
            )
        return f"/events/{event.id}"


def seated(house: TwoRooms, path: str) -> int:
    """Count the seats that were given out."""
    with work(house) as session:
        return session.query(Event.confirmed_count).filter_by(id=UUID(path.rsplit("/", 1)[1])).scalar()


def register(person: Person, path: str, **answers: str) -> Any:
    return person.send_to(path, f"{path}/registration", answers)


def test_a_visitor_finds_the_agenda_and_the_past(house: TwoRooms, browser: FlaskClient):
    coming = add_event(house, title="Straks", summary="Kort verhaal.")
    add_event(house, title="Geweest", starts_at=SOON - timedelta(days=30))
    add_event(house, title="Concept", status=EventStatus.DRAFT)
    page = browser.get("/events").text
    assert f'<a href="{coming}">Straks</a>' in page
    assert "Kort verhaal." in page
    assert "Geweest" not in page
    assert "Concept" not in page
    assert "Geweest" in browser.get("/events/past").text


def test_the_agenda_continues_where_the_page_ends(house: TwoRooms, browser: FlaskClient):
    for number in range(21):
        add_event(house, title=f"Uur {number:02}", starts_at=SOON + timedelta(hours=number))
    page = browser.get("/events").text
    assert "Uur 19" in page
    assert "Uur 20" not in page
    more = html.unescape(re.search(r'href="(/events\?cursor=[^"]+)"', page)[1])  # type: ignore[index]
    rest = browser.get(more, headers={"HX-Request": "true", "HX-Request-Type": "partial"}).text
    assert "Uur 20" in rest
    assert "<html" not in rest


def test_the_agenda_is_narrowed_by_topic(house: TwoRooms, browser: FlaskClient):
    topic = add_topic(house, slug="data", name_nl="Data", name_en="Data")
    path = add_event(house, title="Over data")
    with work(house) as session:
        session.add(EventTopic(event_id=UUID(path.removeprefix("/events/")), topic_id=topic.id))
    add_event(house, title="Over zorg")
    page = browser.get("/events?topic=data").text
    assert "Over data" in page
    assert "Over zorg" not in page
    assert "Niets over dit thema" in browser.get("/events?topic=niets").text


def test_an_empty_agenda_says_what_to_do(browser: FlaskClient):
    assert "Er staat nu niets gepland" in browser.get("/events").text
    assert "Er is nog geen bijeenkomst geweest" in browser.get("/events/past").text


def test_an_event_shows_everything_about_it_and_nothing_that_can_run(house: TwoRooms, browser: FlaskClient):
    path = add_event(
        house,
        title="Van pilot <b>naar</b> praktijk",
        description="Een *uur*.\n\n<script>alert(1)</script>",
        capacity=400,
        location="Stadhuis",
        contact_email="noor@example.org",
        audience="Adviseurs",
        online_url="https://meet.example.org/geheim",
    )
    page = browser.get(path).text
    for text in ("Van pilot &lt;b&gt;naar&lt;/b&gt; praktijk", "<em>uur</em>", "Nog 400 van de 400", "Stadhuis"):
        assert text in page
    for text in ("mailto:noor@example.org", "Adviseurs", "&lt;script&gt;"):
        assert text in page
    assert "geheim" not in page


def test_a_visitor_is_led_to_the_login_page_and_back(house: TwoRooms, browser: FlaskClient):
    path = add_event(house)
    page = browser.get(path).text
    assert f'href="/log-in?next={path}"' in page
    assert "Schrijf me in" not in page
    answer = browser.post(f"{path}/registration", headers={"Referer": f"http://localhost{path}"})
    assert answer.status_code == 303
    assert parse_qs(urlsplit(answer.headers["Location"]).query)["next"] == [path]


def test_registering_takes_one_screen_with_the_organisers_questions(house: TwoRooms, jip: Person):
    path = add_event(house, questions=QUESTIONS)
    page = jip.get(path).text
    assert "Je schrijft je in als Jip Verhoef" in page
    for text in ("Eet je mee? (mag leeg blijven)", "Welke ronde?", "Dieet?", "Vroeg", "Laat"):
        assert text in page
    answer = register(jip, path, **{"answers.0.answer": "yes", "answers.1.answer": "Laat"})
    assert answer.status_code == 303
    after = jip.get(path).text
    assert "Je hebt een plek. De bevestiging vind je in je mail." in after
    assert "Je bent erbij" in after
    assert "Schrijf me in" not in after
    assert seated(house, path) == 1


def test_a_missing_answer_is_named_at_its_question_and_the_rest_stays(house: TwoRooms, jip: Person):
    path = add_event(house, questions=QUESTIONS)
    answer = register(jip, path, **{"answers.0.answer": "yes", "answers.2.answer": "Geen noten"})
    assert answer.status_code == 400
    assert "Beantwoord de vraag: Welke ronde?" in answer.text
    assert 'href="#f-answers-1-answer"' in answer.text
    assert "Geen noten" in answer.text
    assert re.search(r'value="yes" checked', answer.text)
    assert seated(house, path) == 0


def test_the_form_is_answered_alone_when_htmx_asks(house: TwoRooms, jip: Person):
    path = add_event(house, questions=QUESTIONS)
    refused = jip.post(f"{path}/registration", {}, htmx=True)
    assert refused.status_code == 400
    assert refused.text.lstrip().startswith('<section class="utrecht-card koppen-stapel" id="registration"')
    accepted = jip.post(f"{path}/registration", {"answers.1.answer": "Laat"}, htmx=True)
    assert accepted.headers["HX-Redirect"] == path


def test_a_second_tap_registers_once(house: TwoRooms, jip: Person):
    path = add_event(house)
    for _ in range(2):
        assert jip.post(f"{path}/registration", {"idempotencyKey": "thumb"}).status_code == 303
    assert seated(house, path) == 1


def test_a_full_event_offers_the_waiting_list_and_says_how_it_goes(house: TwoRooms, jip: Person, sam: Person):
    path = add_event(house, capacity=1)
    register(jip, path)
    page = sam.get(path).text
    assert "Vol (1)" in page
    assert "Zet me op de wachtlijst" in page
    register(sam, path)
    assert (
        "Het is vol. Je staat op plek 1 van de wachtlijst. Valt er iemand af, dan schuif je vanzelf door. "
        "Je krijgt dan een mail." in sam.get(path).text
    )
    assert jip.post(f"{path}/registration/cancellation", {}).status_code == 303
    assert "Je bent niet meer ingeschreven." in jip.get(path).text
    assert "Je bent erbij" in sam.get(path).text


def test_only_who_has_a_seat_sees_the_link(house: TwoRooms, jip: Person, sam: Person):
    path = add_event(house, capacity=1, online_url="https://meet.example.org/geheim")
    register(jip, path)
    register(sam, path)
    assert 'href="https://meet.example.org/geheim"' in jip.get(path).text
    assert "geheim" not in sam.get(path).text


def test_a_cancelled_event_says_why(house: TwoRooms, jip: Person):
    path = add_event(house, status=EventStatus.CANCELLED, cancel_reason="De spreker is ziek.")
    page = jip.get(path).text
    assert "Deze bijeenkomst gaat niet door" in page
    assert "De spreker is ziek." in page
    assert "Schrijf me in" not in page


def test_a_past_event_leads_to_its_report(house: TwoRooms, browser: FlaskClient):
    with work(house) as session:
        made = closed(session, [], starts_at=datetime.now(UTC) - timedelta(days=3))
    page = browser.get(f"/events/{made.event.id}").text
    assert f'href="/dialogues/{made.dialogue.id}/report"' in page
    assert "Deze bijeenkomst is voorbij" in page


def test_a_colleague_is_invited_and_a_wrong_address_is_named(house: TwoRooms, jip: Person):
    path = add_event(house)
    wrong = jip.send_to(path, f"{path}/invitations", {"email": "niemand"})
    assert wrong.status_code == 400
    assert "Geef een mailadres zoals naam@example.org." in wrong.text
    assert 'value="niemand"' in wrong.text
    assert "Schrijf me in" in wrong.text
    right = jip.send_to(path, f"{path}/invitations", {"email": "collega@example.org"})
    assert right.status_code == 303
    assert "Je collega krijgt één mail over deze bijeenkomst." in jip.get(path).text


def test_the_calendar_file_comes_from_the_page(house: TwoRooms, browser: FlaskClient):
    answer = browser.get(f"{add_event(house)}/calendar.ics")
    assert answer.mimetype == "text/calendar"
    assert "BEGIN:VEVENT" in answer.text


def test_ones_own_registrations_are_on_one_page_with_a_calendar_to_follow(house: TwoRooms, jip: Person):
    path = add_event(house, title="Mijn uur")
    assert "Je bent nergens voor ingeschreven" in jip.get("/registrations").text
    register(jip, path)
    page = jip.get("/registrations").text
    assert f'<a href="{path}">Mijn uur</a>' in page
    assert "/api/v1/calendars/" in page
    assert "Je was nog niet bij een bijeenkomst" in jip.get("/registrations?period=past").text


def test_what_is_over_is_told_as_over(house: TwoRooms, jip: Person):
    path = add_event(house, title="Mijn uur")
    register(jip, path)
    with work(house) as session:
        event = session.get_one(Event, UUID(path.rsplit("/", 1)[1]))
        event.starts_at, event.ends_at = SOON - timedelta(days=40), SOON - timedelta(days=40) + timedelta(hours=1)
    past = jip.get("/registrations?period=past").text
    assert ("Mijn uur" in past, "Je was ingeschreven" in past, "Je bent ingeschreven" in past) == (True, True, False)
    agenda = jip.get("/events/past").text
    assert "Wat er was, en wat het opleverde." in agenda
    assert "Meedoen kost niets." not in agenda


def test_related_events_are_on_the_page(house: TwoRooms, browser: FlaskClient, noor: Person):
    programme = noor.send("/programmes/new", {"title": "Koplopers"}).headers["Location"].rsplit("/", 1)[1]
    one, other = (add_event(house, title=title, programme_id=UUID(programme)) for title in "AB")
    assert f'<a href="{other}">B</a>' in browser.get(one).text
    page = browser.get(f"/programmes/{programme}").text
    assert "<h1>Koplopers</h1>" in page
    assert f'<a href="{one}">A</a>' in page


def test_a_page_is_there_in_english(house: TwoRooms, jip: Person):
    path = add_event(house)
    assert "Register me" in jip.get(f"{path}?lang=en").text


def test_an_event_that_does_not_exist_has_an_error_page(browser: FlaskClient):
    assert browser.get("/events/00000000-0000-4000-8000-000000000000").status_code == 404
    assert browser.get("/events/nowhere").status_code == 404
