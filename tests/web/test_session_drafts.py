"""From the report to a draft of a session on the screen, and the date poll of a proposal."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from api.clock import utcnow
from api.models import Event, Job, TopicSession
from tests.dialogues import Closed, Said, closed
from tests.web.exchange import Person, hidden_fields, work
from web.wsgi import TwoRooms

OWNER, LINE, NAME = "Niemand was eigenaar.", "De lijn had geen tijd.", "Eerst een naam."


@pytest.fixture
def made(house: TwoRooms, jip: Person) -> Closed:
    said = [Said(OWNER, fully=20), Said(LINE, fully=9, a_little=9), Said(NAME, fully=3, question=2)]
    with work(house) as session:
        return closed(session, said, registered=[jip.member])


@pytest.fixture
def report(made: Closed) -> str:
    return f"/dialogues/{made.dialogue.id}/report"


@pytest.fixture
def drafted(jip: Person, made: Closed, report: str) -> str:
    """Give the path of a session that Jip drafted from two contributions."""
    chosen = [str(made.statements[text].id) for text in (OWNER, NAME)]
    return jip.send(f"{report}/follow-up", {"statementIds": chosen}).headers["Location"]


def propose(person: Person, drafted: str) -> None:
    person.post(f"{drafted}/verdict", hidden_fields(person.get(drafted).text) | {"verdict": "propose"})


def moment(hours: int) -> str:
    return (utcnow() + timedelta(days=30, hours=hours)).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture
def asking(jip: Person, drafted: str) -> str:
    """Give the path of a proposal that asks about two moments."""
    propose(jip, drafted)
    answer = jip.send(f"{drafted}/moments", {"startsAt.0": moment(0), "startsAt.2": moment(24)})
    assert answer.status_code == 303
    return drafted


def choices(page: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r'name="(answer\.[^"]+)"', page)))


def test_the_report_leads_to_the_choice_and_a_visitor_to_the_login_page(jip: Person, browser: FlaskClient, report: str):
    assert f'href="{report}/follow-up"' in jip.get(report).text
    answer = browser.get(f"{report}/follow-up")
    assert (answer.status_code, "next=" in answer.headers["Location"]) == (303, True)


def test_every_contribution_can_be_chosen_and_a_theme_comes_in_the_address(jip: Person, made: Closed, report: str):
    chosen = made.statements[LINE].id
    page = jip.get(f"{report}/follow-up?statement={chosen}&title=Eigenaarschap").text
    assert all(text in page for text in (OWNER, LINE, NAME))
    assert re.search(rf'value="{chosen}" checked', page)
    assert page.count(" checked") == 1
    assert 'value="Eigenaarschap"' in page
    assert "Te weinig gelezen om iets te zeggen." in page


def test_nothing_chosen_is_said_at_the_form_and_what_was_typed_stays(jip: Person, report: str):
    answer = jip.send(f"{report}/follow-up", {"title": "Eigenaarschap"})
    assert answer.status_code == 400
    assert "Kies minstens één bijdrage." in answer.text
    assert 'value="Eigenaarschap"' in answer.text


def test_a_draft_is_shown_with_its_script_and_only_to_who_may_see_it(
    jip: Person, sam: Person, noor: Person, drafted: str
):
    page = jip.get(drafted).text
    assert "Nog niet voorgesteld" in page
    assert "Zo gaat de dialoog" in page
    assert OWNER in page
    assert NAME in page
    assert "Ik wil meedoen" not in page
    assert "Nog niet voorgesteld" in noor.get(drafted).text
    assert sam.get(drafted).status_code == 404
    assert drafted not in sam.get("/topic-sessions").text
    assert drafted in jip.get("/topic-sessions").text


def test_the_script_is_changed_and_a_contribution_moves_to_another_question(jip: Person, made: Closed, drafted: str):
    body = {
        "title": "Wie?",
        "motivation": "",
        "minutes": "90",
        "questions.0.prompt": "",
        "questions.1.prompt": "Wie beslist?",
        "questions.2.prompt": "Wie betaalt?",
        f"at.{made.statements[OWNER].id}": "2",
        f"at.{made.statements[NAME].id}": "",
    }
    assert jip.send(f"{drafted}/edit", body).status_code == 303
    page = jip.get(drafted).text
    assert page.index("Wie beslist?") < page.index("Wie betaalt?") < page.index(OWNER)
    assert NAME not in page


def test_a_question_that_has_only_an_explanation_is_named_at_its_own_row(jip: Person, drafted: str):
    body = {"title": "Wie?", "minutes": "x", "questions.0.prompt": "", "questions.1.prompt": "Wie?"}
    answer = jip.send(f"{drafted}/edit", body | {"questions.2.explanation": "Denk aan één geval."})
    assert answer.status_code == 400
    assert 'href="#f-questions-2-prompt"' in answer.text
    assert 'href="#f-minutes"' in answer.text


def test_proposing_a_draft_shows_it_to_everybody(jip: Person, sam: Person, drafted: str):
    propose(jip, drafted)
    assert "Jij doet mee." in jip.get(drafted).text
    assert "Ik wil meedoen" in sam.get(drafted).text
    assert "Nog niet voorgesteld" not in sam.get(drafted).text


def test_a_draft_is_thrown_away(house: TwoRooms, jip: Person, drafted: str):
    answer = jip.post(f"{drafted}/discard", hidden_fields(jip.get(drafted).text))
    assert answer.headers["Location"] == "/topic-sessions"
    with work(house) as session:
        assert session.scalars(select(TopicSession)).all() == []


def test_the_interested_say_when_they_can_and_everybody_sees_the_counts(
    jip: Person, sam: Person, noor: Person, asking: str
):
    first, second = choices(sam.get(asking).text)
    answer = sam.post(f"{asking}/answers", {first: "if_need_be", second: "yes"})
    assert answer.status_code == 303
    page = jip.get(asking).text
    assert "Tot nu toe: 0 ja, 1 als het moet, 0 nee." in page
    assert page.count("past het best") == 1
    assert "2 collega’s willen hierover door" in page
    assert "Sam" not in page
    assert f"{asking}/answers" not in re.findall(r'href="([^"]+)"', page)
    assert "Wie kan wanneer" in noor.get(asking).text
    table = noor.get(f"{asking}/answers").text
    assert re.search(r"Sam[^<]*</th><td[^>]*>als het moet</td><td[^>]*>ja</td>", table)
    assert jip.get(f"{asking}/answers").status_code == 403


def test_what_somebody_chose_stays_chosen(sam: Person, asking: str):
    first, _second = choices(sam.get(asking).text)
    sam.post(f"{asking}/answers", {first: "no"})
    page = sam.get(asking).text
    assert re.search(rf'name="{re.escape(first)}"[^>]*value="no" checked', page)
    assert page.count(" checked") == 1


def test_a_moment_that_has_passed_is_named_at_its_field_and_what_was_typed_stays(jip: Person, drafted: str):
    propose(jip, drafted)
    answer = jip.send(f"{drafted}/moments", {"startsAt.0": moment(0), "startsAt.1": "2020-01-01T10:00"})
    assert answer.status_code == 400
    assert 'href="#f-startsAt-1"' in answer.text
    assert 'value="2020-01-01T10:00"' in answer.text


def test_a_moment_that_is_refused_is_named_at_its_own_row_below_an_empty_one(jip: Person, drafted: str):
    propose(jip, drafted)
    answer = jip.send(f"{drafted}/moments", {"startsAt.0": moment(0), "startsAt.2": "2020-01-01T10:00"})
    assert 'href="#f-startsAt-2"' in answer.text
    assert 'href="#f-startsAt-1"' not in answer.text


def test_an_organiser_plans_the_moment_that_suits_most_and_everybody_is_invited(
    house: TwoRooms, noor: Person, sam: Person, asking: str
):
    _first, second = choices(sam.get(asking).text)
    sam.post(f"{asking}/answers", {second: "yes"})
    form = noor.get(f"{asking}/schedule").text
    id_ = second.removeprefix("answer.")
    assert re.search(rf'value="{id_}" checked', form)
    assert noor.send(f"{asking}/schedule", {"momentId": id_}).headers["Location"] == asking
    page = sam.get(asking).text
    assert "Er is een datum." in page
    assert "Wanneer kun je?" not in page
    when = re.search(r"<strong><time[^>]*>([^<]*)</time>", page)
    assert when
    assert "uur" in when[1]
    assert "/organise/" not in page
    assert "/organise/events/" in noor.get(asking).text
    with work(house) as session:
        event = session.scalars(select(Event).order_by(Event.starts_at.desc())).first()
        assert event is not None
        assert event.ends_at - event.starts_at == timedelta(hours=1)
        jobs = [job.payload for job in session.scalars(select(Job).where(Job.kind == "mail"))]
        told = {each["to"]: each["context"]["answer"] for each in jobs if "invitation" in each["template"]}
    assert told[sam.member.email] == "yes"
