"""Steering the hour from the desk, and what participants see of it, in browsers without JavaScript."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from api.domain.vocabulary import Role
from tests import factories
from tests.api.conftest import Caller
from tests.web.hall import Chair, Hall, Halls, halls
from tests.web.test_desk import filled


@pytest.fixture
def hall(databases, tmp_path):
    with halls(databases, tmp_path) as open_hall:
        yield open_hall


def desk(room: Hall) -> str:
    return room.organiser.get(f"{room.path}/desk").text.replace("\xa0", " ")


def press(room: Hall, move: str) -> str:
    """Press a button of the desk as it is shown, and give the desk afterwards."""
    form = re.search(rf'<form[^>]*id="move-{move}"[^>]*>(.*?)</form>', desk(room), re.DOTALL)
    assert form, f"the desk has no button for {move}"
    data = {name: unescape(value) for name, value in re.findall(r'name="(from\w+)" value="([^"]*)"', form[1])}
    answer = room.organiser.post(f"{room.path}/desk", data | {"move": move}, follow=True)
    return answer.text.replace("\xa0", " ")


def clock_of(page: str) -> str:
    found = re.search(r'<time id="clock"[^>]*>([^<]*)<', page)
    assert found
    return found[1]


def test_a_pause_stops_the_clock_of_the_desk_and_going_on_keeps_what_was_left(hall: Halls):
    room = hall()
    room.clock.forward(seconds=61)
    paused = press(room, "pause")
    assert (clock_of(paused), "De tijd staat stil." in paused) == ("3:59", True)
    room.clock.forward(hours=1)
    assert clock_of(press(room, "resume")) == "3:59"


def test_two_minutes_more_show_on_the_clock(hall: Halls):
    room = hall()
    assert clock_of(desk(room)) == "5:00"
    assert clock_of(press(room, "extend")) == "7:00"


def test_a_move_draws_the_hour_alone_so_that_what_is_typed_and_opened_elsewhere_on_the_desk_stays(hall: Halls):
    room = hall()
    form = re.search(r'<form[^>]*id="move-pause"[^>]*>', desk(room))
    assert form
    assert 'hx-target="#hour"' in form[0]
    paused = room.organiser.post(f"{room.path}/desk", {"move": "pause"}, htmx=True).text
    assert "De tijd staat stil." in paused
    assert "data-focus" in paused
    assert "<textarea" not in paused
    extended = room.organiser.post(f"{room.path}/desk", {"move": "extend"}, htmx=True).text
    assert "Er is tijd bij gekomen." in extended
    assert "data-focus" not in extended, "the button that was pressed is still there"


def test_a_move_that_came_second_is_told_and_leaves_the_desk_as_it_is(hall: Halls):
    room = hall()
    press(room, "pause")
    refused = room.organiser.post(f"{room.path}/desk", {"move": "pause"}, htmx=True)
    assert (refused.status_code, refused.headers["HX-Retarget"]) == (409, "#messages")


def test_participants_read_that_there_is_a_pause_and_keep_what_they_type(hall: Halls):
    room = hall()
    stale = room.fields(0) | {"text": "Half af"}
    press(room, "pause")
    page = room.screen(0)
    assert "Pauze" in page
    assert "We nemen even pauze" in page
    assert "Deel anoniem" not in page
    refused = room.people[0].post(f"{room.path}/statements", stale)
    assert refused.status_code == 409
    assert "De dialoog heeft even pauze. Je tekst blijft hier staan." in refused.text
    kept = room.people[0].post(f"{room.path}/draft", {"text": "Half af"})
    assert "Half af</textarea>" in kept.text
    press(room, "resume")
    back = room.people[0].post(f"{room.path}/draft", {"text": "Half af"})
    assert "Half af</textarea>" in back.text
    assert "Deel anoniem" in back.text
    assert room.write(0, "Half af", follow=True).status_code == 200


def test_the_turn_that_somebody_had_comes_back_after_a_pause(hall: Halls):
    room = hall()
    room.hour.say(0, "Niemand was eigenaar.")
    assert "Niemand was eigenaar." in room.screen(1)
    press(room, "pause")
    assert "Niemand was eigenaar." not in room.screen(1)
    assert room.rate(1, "fully", statementId="x", stage="question", position="1").status_code in (404, 409)
    press(room, "resume")
    assert "Niemand was eigenaar." in room.screen(1)


def test_a_probing_question_is_above_the_contributions_of_everybody(hall: Halls):
    room = hall()
    fields = filled(desk(room))
    sent = {"idempotencyKey": fields["idempotencyKey"], "text": "Wie betaalde?"}
    asked = room.organiser.post(f"{room.path}/desk/probe", sent, follow=True)
    assert "Iedereen ziet nu je vraag." in asked.text
    for who in range(3):
        assert "De gespreksleiding vraagt" in room.screen(who)
        assert "Wie betaalde?" in room.screen(who)
    room.organiser.post(f"{room.path}/desk/probe/back", {}, follow=True)
    assert "Wie betaalde?" not in room.screen(0)


def test_an_empty_probing_question_is_refused_at_its_field(hall: Halls):
    room = hall()
    for htmx in (False, True):
        answer = room.organiser.post(f"{room.path}/desk/probe", {"text": " "}, htmx=htmx)
        assert answer.status_code == 400
        assert 'id="f-text-error"' in answer.text
        assert ("<html" in answer.text) is not htmx


def insert(room: Hall, **data: Any):
    fields = {"prompt": "Wie betaalde?", "maxSeconds": "4", "tailSeconds": "0,5"} | data
    return room.organiser.post(f"{room.path}/desk/question", fields, follow=True)


def test_a_new_question_stands_in_the_course_of_the_hour(hall: Halls):
    room = hall()
    page = insert(room).text
    assert "De vraag staat in het draaiboek." in page
    course = re.search(r'id="course".*?</ol>', page, re.DOTALL)
    assert course
    assert course[0].index("What got stuck?") < course[0].index("Wie betaalde?") < course[0].index("What helped?")
    assert room.hour.organiser.get(room.path).json["phases"][2]["tailSeconds"] == 30
    assert "Vraag 1 van 3" in room.screen(0)


def test_a_new_question_at_once_ends_the_writing_first(hall: Halls):
    room = hall()
    room.clock.forward(minutes=2)
    insert(room, atOnce="true")
    assert "Alleen nog herkennen" in room.screen(0)
    press(room, "next")
    assert "Wie betaalde?" in room.screen(0)


def test_a_new_question_that_cannot_be_played_comes_back_with_what_was_typed(hall: Halls):
    room = hall()
    answer = insert(room, prompt="", maxSeconds="vier")
    assert answer.status_code == 400
    assert 'id="f-prompt-error"' in answer.text
    assert 'id="f-maxSeconds-error"' in answer.text
    assert 'value="vier"' in answer.text


def test_closing_asks_first_on_a_page_of_its_own(hall: Halls):
    room = hall()
    link = re.search(r'href="([^"]*/desk/close)"', desk(room))
    assert link
    page = room.organiser.get(link[1]).text
    assert "Deze dialoog nu sluiten?" in page
    assert room.hour.organiser.get(room.path).json["state"] == "live"
    closed = room.organiser.post(f"{room.path}/desk", {"move": "close"}, follow=True)
    assert "De sleutel is gewist." in closed.text


def test_a_moderator_finds_what_was_flagged_first_and_no_button_that_is_not_theirs(hall: Halls):
    room = hall()
    statement = room.hour.say(0, "De wethouder deed niets.")
    flag = room.hour.people[1].put(f"{room.path}/statements/{statement}/flag", {"reason": "identifies"})
    with room.database.unit_of_work() as session:
        moderator = factories.member(session, Role.MODERATOR)
    api: Any = room.house.api
    page = Chair(room.house, Caller(api, moderator)).get(f"{room.path}/desk").text
    assert flag.status_code < 300, flag.text
    assert page.index('id="watched"') < page.index('id="stream"')
    assert page.count("De wethouder deed niets.") >= 2
    for label in ("2 minuten erbij", "Sluit de dialoog", "Voeg een nieuwe vraag toe", "Maak een vraag tussendoor"):
        assert label not in page
        assert label in desk(room)
    assert "Stuur naar de zaal" in page


def test_the_course_of_the_hour_tells_when_what_is_to_come_begins(hall: Halls):
    room = hall()
    assert "tot 14.06 uur" in desk(room)  # five minutes for the first question, one for its tail
    assert "tot 14.08 uur" in press(room, "extend")
