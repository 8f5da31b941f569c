"""Questions in between: made and asked by the organiser, answered by participants, in browsers without JavaScript."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.dialogues import Said, closed
from tests.web.hall import Hall, Halls, halls

TYPED = {"prompt": "Is er een eigenaar?", "kind": "single", "options": "Ja\n\nNee\n"}
SCALE = {"prompt": "Hoe zeker ben je?", "kind": "scale", "scale": "0-10", "lowLabel": "niet", "highLabel": "heel"}


@pytest.fixture
def hall(databases, tmp_path):
    with halls(databases, tmp_path) as open_hall:
        yield open_hall


def make(room: Hall, **data: Any) -> Any:
    return room.organiser.post(f"{room.path}/polls", TYPED | data, follow=True)


def desk(room: Hall) -> str:
    return room.organiser.get(f"{room.path}/desk").text.replace("\xa0", " ")


def do(room: Hall, verb: str, *, htmx: bool = False) -> Any:
    """Press a button at the first poll that has it."""
    found = re.search(rf'id="{verb}-([0-9a-f-]+)"', desk(room))
    assert found, f"nothing to {verb}"
    return room.organiser.post(f"{room.path}/polls/{found[1]}", {"do": verb}, htmx=htmx, follow=not htmx)


def tap(room: Hall, who: int, value: int, *, htmx: bool = False) -> Any:
    found = re.search(r'name="pollId" value="([^"]+)"', room.screen(who))
    assert found
    data = {"pollId": found[1], "value": str(value)}
    return room.people[who].post(f"{room.path}/poll", data, htmx=htmx, follow=not htmx)


def test_a_question_in_between_is_made_asked_answered_and_closed_with_its_outcome_for_everybody(hall: Halls):
    room = hall(people=6)
    assert "De vraag staat klaar." in make(room).text
    assert "Is er een eigenaar?" not in room.screen(0)
    assert "Tot nu toe 0 antwoorden." in do(room, "open").text.replace("\xa0", " ")
    assert room.screen(0).count("Is er een eigenaar?") == 1
    for who, value in enumerate([1, 1, 1, 2, 2]):
        answered = tap(room, who, value)
        assert "Je antwoord staat erin." in answered.text
        assert re.search(rf'value="{value}" aria-pressed="true"', answered.text)
    assert "Tot nu toe 5 antwoorden." in desk(room)
    for page in (desk(room), room.screen(5)):
        assert "60%" not in page
    for page in (do(room, "close").text, room.screen(5)):
        assert "60%, 3 van 5" in page
        assert "40%, 2 van 5" in page
    assert "De losse antwoorden zijn gewist." in room.screen(0)


def test_a_question_is_made_and_asked_with_one_button_and_waits_when_another_is_open(hall: Halls):
    room = hall(people=1)
    assert "Stel meteen" in room.organiser.get(f"{room.path}/polls").text
    assert "Tot nu toe 0 antwoorden." in make(room, do="open").text.replace("\xa0", " ")
    assert "Is er een eigenaar?" in room.screen(0)
    assert "Stel meteen" not in room.organiser.get(f"{room.path}/polls").text
    second = make(room, prompt="Nog een?", do="open").text
    assert 'role="status"' in second
    assert "Nog een?" in second
    assert "Nog een?" not in room.screen(0)


def test_before_the_doors_open_a_question_can_only_be_put_ready(hall: Halls):
    room = hall(joined=False)
    assert "Stel meteen" not in room.organiser.get(f"{room.path}/polls").text


def test_a_scale_is_a_row_of_numbers_with_its_ends_named(hall: Halls):
    room = hall(people=5)
    make(room, **SCALE)
    do(room, "open")
    page = room.screen(0)
    assert re.findall(r'id="poll-(\d+)"', page) == [str(value) for value in range(11)]
    assert "0 · niet" in page
    assert "10 · heel" in page
    for who in range(5):
        tap(room, who, 7 if who else 2)
    do(room, "close")
    assert "Gemiddeld 6" in room.screen(0)


def test_below_five_answers_the_outcome_says_so_and_nothing_else(hall: Halls):
    room = hall(people=4)
    make(room)
    do(room, "open")
    for who in range(4):
        tap(room, who, 1)
    do(room, "close")
    for page in (desk(room), room.screen(0)):
        assert "Onder de 5 antwoorden vertellen we niet welke dat waren." in page
        assert "van 4" not in page


def test_a_tap_after_the_close_says_that_it_came_too_late(hall: Halls):
    room = hall(people=5)
    make(room)
    do(room, "open")
    found = re.search(r'name="pollId" value="([^"]+)"', room.screen(0))
    assert found
    do(room, "close")
    late = {"pollId": found[1], "value": "1"}
    assert "Deze vraag tussendoor is net gesloten." in room.people[0].post(f"{room.path}/poll", late, follow=True).text
    assert room.people[0].post(f"{room.path}/poll", late, htmx=True).status_code == 200
    assert room.people[0].post(f"{room.path}/poll", {"pollId": found[1], "value": "x"}).status_code == 400


def test_htmx_gets_the_card_and_the_list_alone(hall: Halls):
    room = hall(people=5)
    make(room)
    assert "<html" not in do(room, "open", htmx=True).text
    card = tap(room, 0, 1, htmx=True)
    assert 'id="poll"' in card.text
    assert "<html" not in card.text
    assert "Is er een eigenaar?" in room.people[1].get(f"{room.path}/poll", htmx=True).text
    assert room.people[1].get(f"{room.path}/poll").status_code == 303
    counted = room.organiser.get(f"{room.path}/polls/list", htmx=True)
    assert "Tot nu toe 1 antwoord." in counted.text.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"prompt": ""}, 'id="f-prompt-error"'),
        ({"options": "Ja"}, "Geef 2 tot 8 antwoorden."),
        ({"options": "Ja\nNee\nja"}, "ja: Dit antwoord staat er twee keer."),
    ],
)
def test_a_question_that_cannot_be_asked_comes_back_with_what_was_typed(hall: Halls, data, words):
    room = hall()
    answer = make(room, **data)
    assert answer.status_code == 400
    assert words in answer.text
    assert answer.text.count("<textarea") == 2


def test_a_question_can_be_put_ready_before_the_doors_open_and_thrown_away(hall: Halls):
    room = hall(advance="clock")
    make(room)
    page = desk(room)
    assert "Is er een eigenaar?" in page
    assert "Stel nu" not in page
    assert "Is er een eigenaar?" not in do(room, "remove").text


def test_a_second_question_waits_until_the_first_is_closed(hall: Halls):
    room = hall()
    make(room)
    make(room, prompt="Nog een?")
    do(room, "open")
    assert "Stel nu" not in desk(room)


def test_what_a_button_did_to_a_poll_is_said_where_the_focus_goes(hall: Halls):
    room = hall(people=6)
    assert "De vraag staat nu op elk scherm." in make(room, do="open").text
    closed_one = do(room, "close", htmx=True).text
    assert re.search(r'id="polls-said" tabindex="-1" data-focus>.*?De vraag is gesloten\.', closed_one, re.DOTALL)
    make(room)
    assert "De vraag is weggegooid." in do(room, "remove", htmx=True).text


def test_who_has_not_joined_reads_that_only_participants_answer(hall: Halls):
    room = hall(people=2)
    make(room, do="open")
    watching = room.organiser.get(room.path).text
    assert "Wie meedoet, kan antwoorden." in watching
    assert "Eén tik is genoeg." not in watching
    assert "Eén tik is genoeg." in room.screen(0)


def test_participants_do_not_handle_polls(hall: Halls):
    room = hall()
    make(room)
    found = re.search(r'id="open-([0-9a-f-]+)"', desk(room))
    assert found
    assert room.people[0].post(f"{room.path}/polls/{found[1]}", {"do": "open"}).status_code == 403
    assert room.people[0].post(f"{room.path}/polls", TYPED).status_code == 403


def test_the_report_tells_the_outcome_of_the_whole_room(hall: Halls):
    room = hall(people=5)
    make(room)
    do(room, "open")
    for who in range(5):
        tap(room, who, 1)
    room.hour.move("close")
    page = room.people[0].get(f"{room.path}/report").text.replace("\xa0", " ")
    assert 'href="#polls"' in page
    assert "100%, 5 van 5" in page


def test_a_report_without_polls_says_nothing_of_them(hall: Halls):
    room = hall()
    with room.database.unit_of_work() as session:
        found = closed(session, [Said("Niemand was eigenaar.", fully=9)], registered=[room.hour.members[0]])
    page = room.people[0].get(f"/dialogues/{found.dialogue.id}/report").text
    assert 'href="#polls"' not in page
