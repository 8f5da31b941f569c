"""Lessons on the screen, for visitors and members, without JavaScript and by htmx."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from api.domain.vocabulary import Role
from tests.web.exchange import Person, add_topic
from web.wsgi import TwoRooms

TEXTS = {
    "title": "Wijs een beheerder aan vóór je begint",
    "situation": "We hingen sensoren in veertig afvalbakken.",
    "tried": "De start een maand uitgesteld.",
    "works": "- Vraag om uren\n- Laat de beheerder kiezen",
    "avoid": "- Beheer later regelen",
    "tip": "Begin pas als er een naam op papier staat.",
}


@pytest.fixture
def lesson(jip: Person) -> str:
    """Give the path of a lesson that Jip shared."""
    return jip.send("/lessons/new", TEXTS).headers["Location"]


def test_a_visitor_reads_lessons_without_an_account(browser: FlaskClient, lesson: str):
    listed = browser.get("/lessons").text
    assert f'<a href="{lesson}">Wijs een beheerder aan vóór je begint</a>' in listed
    assert "Door Jip Verhoef, Almere." in listed
    page = browser.get(lesson).text
    assert "<h1>Wijs een beheerder aan vóór je begint</h1>" in page
    assert "Begin pas als er een naam op papier staat." in page
    assert re.search(r"<li>Vraag om uren</li>\s*<li>Laat de beheerder kiezen</li>", page)
    assert "Log in om te laten weten dat je dit herkent." in page
    assert "/recognition" not in page
    assert "/edit" not in page


def test_sharing_asks_to_log_in_first(browser: FlaskClient):
    answer = browser.get("/lessons/new")
    assert answer.status_code == 303
    assert "/log-in?next=" in answer.headers["Location"]


def test_who_shares_is_told_that_everybody_can_read_it(jip: Person):
    assert "Iedereen kan je leerervaring lezen, ook zonder account." in jip.get("/lessons/new").text


def test_a_lesson_without_optional_parts_shows_no_empty_boxes(jip: Person):
    path = jip.send("/lessons/new", TEXTS | {"works": "", "avoid": "", "tip": ""}).headers["Location"]
    page = jip.get(path).text
    assert "Dit werkt" not in page
    assert "Doe dit niet" not in page
    assert "De tip in één zin" not in page


def test_a_refused_lesson_keeps_every_text_and_choice(jip: Person, house: TwoRooms):
    topic = add_topic(house, name_nl="Beheer")
    answer = jip.send("/lessons/new", TEXTS | {"situation": " ", "tip": "x" * 401, "topicIds": [str(topic.id)]})
    assert answer.status_code == 400
    assert "Er kloppen nog 2 dingen niet." in answer.text
    assert "De start een maand uitgesteld.</textarea>" in answer.text
    assert f'value="{topic.id}" checked' in answer.text
    for name in ("situation", "tip"):
        assert f'href="#f-{name}"' in answer.text


def test_a_direction_trick_is_refused_at_its_field(jip: Person):
    answer = jip.send("/lessons/new", TEXTS | {"tried": "abc\u202edef"}, htmx=True)
    assert answer.status_code == 400
    assert "<html" not in answer.text
    assert 'href="#f-tried"' in answer.text


def test_an_impatient_thumb_shares_one_lesson(jip: Person, browser: FlaskClient):
    data = TEXTS | {"idempotencyKey": "thumb"}
    first, second = (jip.post("/lessons/new", data).headers["Location"] for _time in range(2))
    assert first == second
    assert browser.get("/lessons").text.count(TEXTS["title"]) == 1


def test_lessons_are_found_by_topic_and_come_in_parts(jip: Person, browser: FlaskClient, house: TwoRooms):
    topic = add_topic(house, slug="beheer", name_nl="Beheer")
    for number in range(21):
        jip.send("/lessons/new", TEXTS | {"title": f"Les nummer {number:02}", "topicIds": [str(topic.id)]})
    jip.send("/lessons/new", TEXTS | {"title": "Iets anders"})
    page = browser.get("/lessons?topic=beheer").text
    assert "Iets anders" not in page
    assert page.count("Les nummer") == 20
    more = re.search(r'class="koppen-meer".*?href="([^"]+)"', page)
    assert more
    rest = browser.get(more[1].replace("&amp;", "&"), headers={"HX-Request": "true"}).text
    assert rest.count("Les nummer") == 1
    assert "<html" not in rest


def test_recognising_works_without_javascript_and_by_htmx(sam: Person, lesson: str):
    assert "Nog niemand" in sam.get(lesson).text
    answer = sam.post(f"{lesson}/recognition", {"recognised": "yes"})
    assert answer.headers["Location"].startswith(f"{lesson}#")
    assert "1 collega herkent dit" in sam.get(lesson).text
    part = sam.post(f"{lesson}/recognition", {"recognised": "no"}, htmx=True).text
    assert "<html" not in part
    assert 'aria-pressed="false"' in part


def test_my_own_lesson_can_be_changed_and_not_recognised(jip: Person, sam: Person, lesson: str, house: TwoRooms):
    topic = add_topic(house, name_nl="Beheer")
    assert "/recognition" not in jip.get(lesson).text
    assert "/edit" not in sam.get(lesson).text
    form = jip.get(f"{lesson}/edit").text
    assert "We hingen sensoren in veertig afvalbakken.</textarea>" in form
    assert jip.send(f"{lesson}/edit", TEXTS | {"avoid": "", "topicIds": [str(topic.id)]}).headers["Location"] == lesson
    page = sam.get(lesson).text
    assert "Doe dit niet" not in page
    assert "Beheer</li>" in page
    assert "Gewijzigd op" in page
    assert sam.send(f"{lesson}/edit", TEXTS).status_code == 403


def test_a_change_in_two_tabs_keeps_the_text_and_can_be_saved_after_the_warning(jip: Person, lesson: str):
    old = re.search(r'name="etag" value="([^"]+)"', jip.get(f"{lesson}/edit").text)
    assert old
    jip.send(f"{lesson}/edit", TEXTS | {"tip": "Uit de eerste tab"})
    answer = jip.post(f"{lesson}/edit", TEXTS | {"tip": "Uit de tweede tab", "etag": old[1].replace("&#34;", '"')})
    assert answer.status_code == 412
    assert "Uit de tweede tab" in answer.text
    again = re.search(r'name="etag" value="([^"]+)"', answer.text)
    assert again
    data = TEXTS | {"tip": "Uit de tweede tab", "etag": again[1].replace("&#34;", '"')}
    assert jip.post(f"{lesson}/edit", data).status_code == 303


def test_a_lesson_is_deleted_after_asking_once_more(jip: Person, sam: Person, lesson: str, house: TwoRooms):
    assert sam.send(f"{lesson}/delete", {}).status_code == 403
    assert "Verwijder" in Person(house, "Mo", Role.MODERATOR).get(lesson).text
    assert "Je kunt dit niet terugdraaien." in jip.get(f"{lesson}/delete").text
    assert jip.send(f"{lesson}/delete", {}).headers["Location"] == "/lessons"
    assert sam.get(lesson).status_code == 404


def test_what_somebody_wrote_is_text_and_never_markup(jip: Person, browser: FlaskClient):
    evil = {name: f"<script>alert('{name}')</script>" for name in TEXTS}
    path = jip.send("/lessons/new", evil).headers["Location"]
    for page in (browser.get(path).text, browser.get("/lessons").text, jip.get(f"{path}/edit").text):
        assert "<script>alert" not in page
    assert browser.get(path).text.count("&lt;script&gt;") >= len(TEXTS)


def test_a_lesson_leads_to_a_follow_up_session(browser: FlaskClient, lesson: str):
    assert f'href="/topic-sessions/new?lesson={lesson.rsplit("/", 1)[1]}"' in browser.get(lesson).text


def test_a_lesson_that_is_not_there_is_said_so(browser: FlaskClient):
    assert browser.get("/lessons/no-such-lesson").status_code == 404
