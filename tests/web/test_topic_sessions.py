"""Follow-up sessions on the screen, by a browser without JavaScript and by htmx."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from api.clock import utcnow
from api.models import Dialogue, Event, Lesson, Statement
from tests import factories
from tests.dialogues import Closed, Said, closed
from tests.web.exchange import Person, work
from web.wsgi import TwoRooms

OWNER, LINE = "Niemand was eigenaar.", "De lijn had geen tijd."
WORDS = {"title": "Wie beheert het na de pilot?", "motivation": "Het komt overal terug."}


@pytest.fixture
def made(house: TwoRooms, jip: Person) -> Closed:
    with work(house) as session:
        return closed(session, [Said(OWNER, fully=20), Said(LINE, fully=9, a_little=9)], registered=[jip.member])


@pytest.fixture
def start(made: Closed) -> str:
    """Give the address where a proposal from the report begins."""
    return f"/topic-sessions/new?dialogue={made.dialogue.id}&statement={made.statements[OWNER].id}"


@pytest.fixture
def proposed(jip: Person, start: str) -> str:
    """Give the path of a session that Jip proposed."""
    return jip.send(start, WORDS).headers["Location"]


def test_a_visitor_is_led_to_the_login_page(browser: FlaskClient, proposed: str, start: str):
    for path in ("/topic-sessions", proposed, start, f"{proposed}/schedule"):
        answer = browser.get(path)
        assert (answer.status_code, "next=" in answer.headers["Location"]) == (303, True)


def test_a_member_proposes_a_session_from_the_report_and_counts_in(jip: Person, start: str, proposed: str):
    page = jip.get(proposed).text
    assert "Je voorstel staat erin." in page
    assert "<h1>Wie beheert het na de pilot?</h1>" in page
    assert "Voorgesteld door Jip Verhoef, Almere." in page
    assert "1 collega wil hierover door" in page
    assert "Jij doet mee." in page
    assert OWNER in page
    assert OWNER in jip.get(start).text


def test_the_report_shows_what_it_led_to(jip: Person, made: Closed, proposed: str):
    page = jip.get(f"/dialogues/{made.dialogue.id}/report").text
    assert f'href="{proposed}">Wie beheert het na de pilot?</a>' in page


def test_a_proposal_without_a_title_keeps_the_rest_of_what_was_typed(jip: Person, start: str):
    answer = jip.send(start, WORDS | {"title": ""})
    assert answer.status_code == 400
    assert "Het komt overal terug." in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_a_session_grows_from_a_lesson_or_a_conversation(house: TwoRooms, jip: Person):
    with work(house) as session:
        lesson = Lesson(
            title="Wijs een naam aan", author=jip.member, situation="Zo.", tried="Dit.", created_at=factories.START
        )
        session.add(lesson)
    thread = jip.send("/threads/new", {"title": "Wie doet het beheer?", "body": "Wij niet."}).headers["Location"]
    for name, id_, title in (
        ("lesson", lesson.id, "Wijs een naam aan"),
        ("thread", thread.rsplit("/")[-1], "Wie doet het beheer?"),
    ):
        there = jip.send(f"/topic-sessions/new?{name}={id_}", WORDS).headers["Location"]
        assert title in jip.get(there).text


def test_without_something_to_begin_from_a_proposal_leads_to_the_list(jip: Person):
    assert jip.get("/topic-sessions/new").headers["Location"] == "/topic-sessions"


@pytest.mark.parametrize(
    "query", ["dialogue={dialogue}&statement=00000000-0000-0000-0000-000000000000", "lesson=x/../y"]
)
def test_a_source_that_is_not_there_is_not_found(jip: Person, made: Closed, query: str):
    assert jip.get(f"/topic-sessions/new?{query.format(dialogue=made.dialogue.id)}").status_code == 404


def test_others_count_in_and_out_without_javascript(sam: Person, proposed: str):
    page = sam.browser.post(f"{proposed}/interest", data={"interested": "yes"}, follow_redirects=True).text
    assert "2 collega’s willen hierover door" in page
    assert 'name="interested" value="no"' in page
    page = sam.browser.post(f"{proposed}/interest", data={"interested": "no"}, follow_redirects=True).text
    assert "1 collega wil hierover door" in page


def test_with_htmx_only_the_count_is_replaced(sam: Person, proposed: str):
    answer = sam.post(f"{proposed}/interest", {"interested": "yes"}, htmx=True)
    assert answer.text.lstrip().startswith("<section")
    assert "<h1>" not in answer.text
    assert "Jij doet mee." in answer.text


def test_the_list_shows_every_session_with_its_count(sam: Person, proposed: str):
    page = sam.get("/topic-sessions").text
    assert f'<a href="{proposed}">Wie beheert het na de pilot?</a>' in page
    assert OWNER in page


def test_the_proposer_changes_the_words_and_others_see_no_link_to_do_so(jip: Person, sam: Person, proposed: str):
    assert f"{proposed}/edit" not in sam.get(proposed).text
    assert f"{proposed}/edit" in jip.get(proposed).text
    question = {"minutes": "60", "questions.0.prompt": "Wie beheert het?", "questions.0.explanation": ""}
    jip.send(f"{proposed}/edit", {"title": "Beter", "motivation": ""} | question)
    assert "<h1>Beter</h1>" in sam.get(proposed).text


def test_an_organiser_declines_and_reopens(noor: Person, sam: Person, proposed: str):
    assert "Voor de organisator" not in sam.get(proposed).text
    noor.browser.post(f"{proposed}/verdict", data={"etag": etag(noor, proposed), "verdict": "decline"})
    assert "plant deze sessie niet" in sam.get(proposed).text
    noor.browser.post(f"{proposed}/verdict", data={"etag": etag(noor, proposed), "verdict": "reopen"})
    assert "Ik wil meedoen" in sam.get(proposed).text


def etag(person: Person, path: str) -> str:
    found = re.search(r'name="etag" value="([^"]*)"', person.get(path).text)
    assert found is not None
    return found[1].replace("&#34;", '"')


def moment(hours: int) -> str:
    return (utcnow() + timedelta(days=30, hours=hours)).strftime("%Y-%m-%dT%H:%M")


def test_an_organiser_plans_a_date_with_what_is_asked_again_and_the_page_leads_to_the_event(
    house: TwoRooms, noor: Person, jip: Person, made: Closed, proposed: str
):
    form = noor.get(f"{proposed}/edit").text
    assert re.search(
        rf'name="at.{made.statements[OWNER].id}">\s*<option value="">[^<]*</option>\s*<option value="0" sel', form
    )
    again = {f"at.{made.statements[text].id}": "0" for text in (OWNER, LINE)}
    question = {"minutes": "60", "questions.0.prompt": "Wie beheert het?", "questions.0.explanation": ""}
    assert noor.send(f"{proposed}/edit", WORDS | question | again).status_code == 303
    filled = {"startsAt": moment(0), "endsAt": moment(1), "capacity": "30"}
    assert noor.send(f"{proposed}/schedule", filled).headers["Location"] == proposed
    page = jip.get(proposed).text
    assert "Er is een datum." in page
    assert "Ik wil meedoen" not in page
    with work(house) as session:
        event = session.scalars(select(Event).where(Event.title == WORDS["title"])).one()
        texts = select(Statement.text).join(Dialogue).where(Dialogue.event_id == event.id).order_by(Statement.number)
        assert (event.capacity, list(session.scalars(texts))) == (30, [OWNER, LINE])


def test_an_impossible_date_is_named_at_its_field_and_what_was_typed_stays(noor: Person, proposed: str):
    answer = noor.send(
        f"{proposed}/schedule", {"startsAt": moment(1), "endsAt": moment(0), "onlineUrl": "https://x.example.org"}
    )
    assert answer.status_code == 400
    assert 'href="#f-endsAt"' in answer.text
    assert "https://x.example.org" in answer.text


def test_a_session_with_a_date_is_not_planned_again(noor: Person, proposed: str):
    noor.send(f"{proposed}/schedule", {"startsAt": moment(0), "endsAt": moment(1)})
    assert noor.get(f"{proposed}/schedule").headers["Location"] == proposed
