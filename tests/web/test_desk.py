"""The organiser's desk and the script of a dialogue."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from api.domain.vocabulary import Role
from tests import factories
from tests.api.conftest import Caller
from tests.web.hall import Chair, Hall, Halls, halls

FIELD = re.compile(r'<input[^>]* name="([^"]+)"[^>]*? value="([^"]*)"')
AREA = re.compile(r'<textarea[^>]* name="([^"]+)"[^>]*>\n?([^<]*)</textarea>')


@pytest.fixture
def hall(databases, tmp_path):
    with halls(databases, tmp_path) as open_hall:
        yield open_hall


def filled(page: str) -> dict[str, str]:
    """Give what a form would send as it stands."""
    fields = {name: unescape(value) for name, value in [*FIELD.findall(page), *AREA.findall(page)]}
    chosen = re.search(r'name="advance"[^>]*value="(\w+)" checked', page)
    return fields | {"advance": chosen[1] if chosen else ""}


def moderator(room: Hall) -> Chair:
    """Let a moderator sit down."""
    with room.database.unit_of_work() as session:
        member = factories.member(session, Role.MODERATOR)
    api: Any = room.house.api
    return Chair(room.house, Caller(api, member))


def press(room: Hall, move: str) -> str:
    """Press a button on the desk and give the desk as it is then."""
    page = room.organiser.get(f"{room.path}/desk").text
    data = {name: value for name, value in filled(page).items() if name.startswith(("from", "early"))} | {"move": move}
    return room.organiser.post(f"{room.path}/desk", data, follow=True).text


def test_the_organiser_moves_the_hour_on_by_hand(hall: Halls):
    room = hall(joined=False)
    assert "Wachtruimte" in press(room, "open")
    assert "Vraag 1 van 2" in press(room, "next")
    room.clock.forward(minutes=2)
    assert "Alleen nog herkennen" in press(room, "next")
    closed = press(room, "close")
    assert "De dialoog is gesloten. De sleutel is gewist." in closed
    assert f'class="utrecht-button utrecht-button--primary-action" href="{room.path}/report"' in closed
    assert "Ververs" not in closed


def test_the_desk_leads_back_to_the_event(hall: Halls):
    room = hall()
    assert (
        f'href="/organise/events/{room.hour.event.id}">Terug naar de bijeenkomst'
        in room.organiser.get(f"{room.path}/desk").text
    )
    page = moderator(room).get(f"{room.path}/desk").text
    assert f'href="/events/{room.hour.event.id}">Terug naar de bijeenkomst' in page


def test_a_moderator_finds_desk_and_moderation_on_the_page_of_the_event(hall: Halls):
    room = hall()
    page = moderator(room).get(f"/events/{room.hour.event.id}").text
    assert f'href="{room.path}/desk"' in page
    assert f'href="{room.path}/moderation"' in page
    assert "/organise/" not in page
    assert "/moderation" not in room.people[0].get(f"/events/{room.hour.event.id}").text


def test_two_taps_on_the_desk_move_once(hall: Halls):
    room = hall()
    room.clock.forward(minutes=2)
    stale = {"move": "next", "fromPosition": "1", "fromStage": "question"}
    room.organiser.post(f"{room.path}/desk", stale)
    answer = room.organiser.post(f"{room.path}/desk", stale, follow=True)
    assert "Alleen nog herkennen" in answer.text
    assert "De dialoog is al een stap verder." in answer.text


def test_the_desk_shows_what_came_in_page_by_page(hall: Halls):
    room = hall()
    for number in range(23):
        room.hour.say(0, f"Bijdrage {number}.")
    page = room.organiser.get(f"{room.path}/desk").text
    assert page.index("Bijdrage 22.") < page.index("Bijdrage 3.")  # the newest first
    assert "Bijdrage 2." not in page
    more = re.search(r'href="([^"]*cursor=[^"]*)"', page)
    assert more
    rest = room.organiser.get(unescape(more[1]), htmx=True).text
    assert "Bijdrage 0." in rest
    assert "<html" not in rest


def test_what_came_in_meanwhile_waits_behind_a_button(hall: Halls):
    room = hall()
    room.hour.say(0, "Eerste.")
    news = re.search(r'hx-get="([^"]*/desk/news[^"]*)"', room.organiser.get(f"{room.path}/desk").text)
    assert news
    assert room.organiser.get(unescape(news[1]), htmx=True).status_code == 204
    for number in range(2):
        room.hour.say(1, f"Nieuw {number}.")
    assert "Toon 2 nieuwe" in room.organiser.get(unescape(news[1]), htmx=True).text.replace("\xa0", " ")


def test_what_came_in_is_news_too_when_meanwhile_as_much_was_hidden(hall: Halls):
    room = hall()
    hidden = room.hour.say(0, "Eerste.")
    news = re.search(r'hx-get="([^"]*/desk/news[^"]*)"', room.organiser.get(f"{room.path}/desk").text)
    assert news
    room.hour.organiser.put(f"{room.path}/statements/{hidden}/hiding", {"reason": "other"})
    assert room.organiser.get(unescape(news[1]), htmx=True).status_code == 204
    room.hour.say(1, "Nieuw.")
    assert "Toon 1 nieuwe" in room.organiser.get(unescape(news[1]), htmx=True).text.replace("\xa0", " ")


def test_no_number_is_too_long_for_the_desk(hall: Halls):
    room = hall()
    sent = {"move": "next", "fromPosition": "9" * 5000, "fromStage": "question", "fromExtraSeconds": "9" * 5000}
    assert room.organiser.post(f"{room.path}/desk", sent).status_code == 303


def test_the_desk_tells_how_the_room_is_doing(hall: Halls):
    room = hall(people=7)
    room.hour.say(0, "Niemand was eigenaar.")
    for who in range(1, 7):
        room.hour.rate(who, room.hour.turn(who)["id"], "fully")
    page = room.organiser.get(f"{room.path}/desk").text.replace("\xa0", " ")
    assert "<dt>binnengekomen</dt><dd>7</dd>" in page
    assert "<dt>keuzes</dt><dd>6</dd>" in page
    assert "Elke bijdrage is genoeg gelezen." in page
    assert "Meest herkend" in page
    fresh = room.organiser.get(f"{room.path}/desk/figures", htmx=True).text
    assert "<html" not in fresh
    assert 'hx-target="#extremes"' in fresh
    assert room.organiser.get(f"{room.path}/desk/figures").status_code == 303


def test_the_desk_is_closed_for_participants(hall: Halls):
    room = hall()
    assert room.people[0].get(f"{room.path}/desk").status_code == 403
    assert room.people[0].post(f"{room.path}/desk", {"move": "close"}).status_code == 403


def test_the_desk_follows_the_hour(hall: Halls):
    room = hall()
    with room.organiser.browser.get(f"{room.path}/desk/live") as answer:
        sent = [bytes(next(answer.response)).decode() for _message in range(2)]
    assert "Vraag 1 van 2" in sent[1]
    assert "Stop het schrijven" in sent[1]


def test_an_event_gets_a_dialogue_of_an_hour_with_six_questions_to_fill_in(hall: Halls):
    room = hall()
    with room.database.unit_of_work() as session:
        event = factories.event(session, title="Nieuw uur")
    address = f"/dialogues/new?event={event.id}"
    page = room.organiser.get(address).text
    fields = filled(page)
    assert "Nieuw uur" in page
    lengths = [
        float(fields[f"phases.{row}.{name}"].replace(",", "."))
        for row in range(1, 7)
        for name in ("maxSeconds", "tailSeconds")
    ]
    assert sum(lengths) + float(fields["phases.7.maxSeconds"]) == 60
    refused = room.organiser.post(address, fields)
    assert refused.status_code == 400
    assert "phases.1.prompt" in refused.text
    for row in range(1, 7):
        fields[f"phases.{row}.prompt"] = f"Vraag nummer {row}?"
    made = room.organiser.post(address, fields)
    assert made.status_code == 303
    assert made.headers["Location"] == f"/organise/events/{event.id}"
    address = re.search(r'href="(/dialogues/[^"]+/script)"', room.organiser.get(made.headers["Location"]).text)
    assert address
    script = filled(room.organiser.get(address[1]).text)
    assert {name: text for name, text in script.items() if text and not name.endswith(".id")} == {
        name: text
        for name, text in (fields | {"idempotencyKey": script["idempotencyKey"], "etag": script["etag"]}).items()
        if text
    }


def test_a_script_is_changed_until_it_begins_and_a_lost_update_is_told(hall: Halls):
    room = hall(advance="clock")
    first, second = (filled(room.organiser.get(f"{room.path}/script").text) for _tab in range(2))
    assert room.organiser.post(f"{room.path}/script", first | {"phases.1.prompt": "Van tab één?"}).status_code == 303
    late = room.organiser.post(f"{room.path}/script", second | {"phases.1.prompt": "Van tab twee?"})
    assert late.status_code == 412
    assert "Van tab twee?" in late.text
    assert room.hour.organiser.get(room.path).json["phases"][1]["prompt"] == "Van tab één?"


@pytest.mark.parametrize(("typed", "seconds"), [("1,5", 90), ("1.5", 90), ("8", 480)])
def test_minutes_are_read_as_people_write_them(hall: Halls, typed: str, seconds: int):
    room = hall(advance="clock")
    fields = filled(room.organiser.get(f"{room.path}/script").text)
    room.organiser.post(f"{room.path}/script", fields | {"phases.1.maxSeconds": typed})
    assert room.hour.organiser.get(room.path).json["phases"][1]["maxSeconds"] == seconds


@pytest.mark.parametrize("typed", ["acht", "-1", "", "inf", "9" * 400])
def test_a_length_that_is_no_number_of_minutes_is_named(hall: Halls, typed: str):
    room = hall(advance="clock")
    fields = filled(room.organiser.get(f"{room.path}/script").text)
    answer = room.organiser.post(f"{room.path}/script", fields | {"phases.1.maxSeconds": typed})
    assert answer.status_code == 400
    assert 'id="f-phases-1-maxSeconds-error"' in answer.text
