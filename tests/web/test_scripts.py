"""The script as a list whose rows move, its total beside the time of the event, and its preview; without JavaScript."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.web.hall import Chair, Hall, Halls, halls
from tests.web.test_desk import filled

SCRIPT = [
    {"kind": "lobby", "maxSeconds": 600},
    {"kind": "question", "prompt": "Eén?", "minSeconds": 60, "maxSeconds": 300, "tailSeconds": 60},
    {"kind": "question", "prompt": "Twee?", "minSeconds": 60, "maxSeconds": 360, "tailSeconds": 60},
    {"kind": "question", "prompt": "Drie?", "explanation": "Kort.", "maxSeconds": 420},
    {"kind": "closing", "maxSeconds": 120},
]


@pytest.fixture
def hall(databases, tmp_path):
    with halls(databases, tmp_path) as open_hall:
        yield lambda: open_hall(advance="clock", script=SCRIPT)


def fields(room: Hall) -> dict[str, str]:
    return filled(room.organiser.get(f"{room.path}/script").text)


def pressed(room: Hall, typed: dict[str, str], button: str, *, htmx: bool = False) -> str:
    answer = room.organiser.post(f"{room.path}/script", typed | {"do": button}, htmx=htmx)
    assert answer.status_code == 200, answer.text
    return answer.text


def prompts(page: str) -> list[str]:
    found = filled(page)
    return [found[name] for name in sorted(found) if name.endswith(".prompt")]


def stored(room: Hall) -> list[dict]:
    return room.hour.organiser.get(room.path).json["phases"]


@pytest.mark.parametrize(
    ("button", "order", "said"),
    [
        ("up:2", ["Twee?", "Eén?", "Drie?"], "Vraag 2 staat nu op plek 1 van 3."),
        ("down:2", ["Eén?", "Drie?", "Twee?"], "Vraag 2 staat nu op plek 3 van 3."),
        ("move:3:1", ["Drie?", "Eén?", "Twee?"], "Vraag 3 staat nu op plek 1 van 3."),
        ("move:1:3", ["Twee?", "Drie?", "Eén?"], "Vraag 1 staat nu op plek 3 van 3."),
        ("copy:1", ["Eén?", "Eén?", "Twee?", "Drie?"], "Vraag 1 staat er nu twee keer."),
        ("remove:2", ["Eén?", "Drie?"], "Vraag 2 is eruit gehaald."),
        ("add", ["Eén?", "Twee?", "Drie?", ""], "Vraag 4 is toegevoegd."),
    ],
)
def test_rows_move_are_doubled_added_and_taken_out_without_being_saved(hall: Halls, button, order, said):
    room = hall()
    page = pressed(room, fields(room), button)
    assert prompts(page) == order
    assert said in page
    assert page.count(" data-focus") == 1
    assert [phase["prompt"] for phase in stored(room)][1:-1] == ["Eén?", "Twee?", "Drie?"]


def test_a_moved_row_takes_along_what_was_typed_and_stays_the_same_question(hall: Halls):
    room = hall()
    before = {phase["prompt"]: phase["id"] for phase in stored(room)}
    typed = fields(room) | {"phases.1.maxSeconds": "7,5", "phases.1.explanation": "Net getypt."}
    page = filled(pressed(room, typed, "down:1"))
    assert (page["phases.2.maxSeconds"], page["phases.2.explanation"]) == ("7,5", "Net getypt.")
    assert room.organiser.post(f"{room.path}/script", page).status_code == 303
    after = stored(room)
    assert [phase["prompt"] for phase in after][1:-1] == ["Twee?", "Eén?", "Drie?"]
    assert {phase["prompt"]: phase["id"] for phase in after} == before
    assert (after[2]["maxSeconds"], after[2]["explanation"]) == (450, "Net getypt.")


def test_a_doubled_row_is_a_question_of_its_own(hall: Halls):
    room = hall()
    page = filled(pressed(room, fields(room), "copy:3"))
    assert room.organiser.post(f"{room.path}/script", page).status_code == 303
    after = stored(room)
    assert [phase["prompt"] for phase in after][1:-1] == ["Eén?", "Twee?", "Drie?", "Drie?"]
    assert len({phase["id"] for phase in after}) == 6


def test_the_last_question_stays_and_nonsense_moves_nothing(hall: Halls):
    room = hall()
    one = filled(pressed(room, filled(pressed(room, fields(room), "remove:1")), "remove:1"))
    page = pressed(room, one, "remove:1")
    assert prompts(page) == ["Drie?"]
    assert "Eén vraag moet blijven staan." in page
    for nonsense in ("up:9", "move:1:99", "move:x:y", "fly:1", "up", "move:1", "add:1:2", "up:1:2"):
        assert prompts(pressed(room, fields(room), nonsense)) == ["Eén?", "Twee?", "Drie?"]


def test_the_total_is_shown_against_the_time_of_the_event_and_warns(hall: Halls):
    room = hall()
    page = room.organiser.get(f"{room.path}/script").text
    assert "Het past." in page
    assert "Het draaiboek duurt 22 minuten, de bijeenkomst 1 uur." in page
    typed = fields(room) | {"phases.1.maxSeconds": "45"}
    total = pressed(room, typed, "check", htmx=True)
    assert "<form" not in total
    assert "2 minuten te lang." in total
    assert "Het draaiboek duurt 1 uur en 2 minuten" in total
    unreadable = pressed(room, typed | {"phases.2.maxSeconds": "een poosje"}, "check", htmx=True)
    assert "geen getal" in unreadable
    assert room.organiser.post(f"{room.path}/script", typed).status_code == 303  # a warning, and the organiser decides


def test_lengths_of_days_are_written_and_read_as_days(hall: Halls):
    room = hall()
    typed = fields(room) | {
        "phases.1.maxSeconds": "2 dagen",
        "phases.1.tailSeconds": "3 uur",
        "phases.2.maxSeconds": "1 day",
    }
    assert room.organiser.post(f"{room.path}/script", typed).status_code == 303
    assert [phase["maxSeconds"] for phase in stored(room)][1:3] == [2 * 86400, 86400]
    again = fields(room)
    assert (again["phases.1.maxSeconds"], again["phases.1.tailSeconds"], again["phases.2.maxSeconds"]) == (
        "2 dagen",
        "3 uur",
        "1 dag",
    )


def test_an_empty_waiting_room_is_left_out_and_complaints_still_name_their_row(hall: Halls):
    room = hall()
    typed = fields(room) | {"phases.0.maxSeconds": "", "phases.2.prompt": ""}
    refused = room.organiser.post(f"{room.path}/script", typed)
    assert refused.status_code == 400
    assert 'href="#f-phases-2-prompt"' in refused.text
    assert room.organiser.post(f"{room.path}/script", typed | {"phases.2.prompt": "Toch?"}).status_code == 303
    assert [phase["kind"] for phase in stored(room)] == ["question"] * 3 + ["closing"]
    assert fields(room)["phases.0.maxSeconds"] == ""


def test_a_length_that_cannot_be_read_is_complained_of_with_its_question_and_how_to_write_one(hall: Halls):
    room = hall()
    refused = room.organiser.post(f"{room.path}/script", fields(room) | {"phases.2.maxSeconds": "een poosje"})
    assert refused.status_code == 400
    assert "Vraag 2, Schrijven en herkennen: Schrijf minuten, zoals 8 of 7,5." in refused.text.replace("\xa0", " ")
    too_long = room.organiser.post(f"{room.path}/script", fields(room) | {"phases.2.maxSeconds": "900 dagen"})
    assert too_long.status_code == 400
    assert "Schrijf minuten" not in too_long.text


def steps(chair: Chair, path: str) -> list[str]:
    """Read every step of the preview."""
    page = chair.get(f"{path}/script/preview").text
    addresses = re.findall(r'href="([^"]*/script/preview\?step=\d+)"', page[page.index("<ol>") :])
    return [unescape(chair.get(unescape(address)).text).replace("\xa0", " ") for address in dict.fromkeys(addresses)]


def test_every_stage_is_previewed_with_the_participants_own_templates_and_nothing_can_be_sent(hall: Halls):
    room = hall()
    room.organiser.get(f"{room.path}/script")
    pages = steps(room.organiser, room.path)
    # planned, at the door, waiting room, three questions of which two have a tail, rounding off, closed
    assert len(pages) == 10
    assert all("Dit zien deelnemers straks." in page for page in pages)
    questions = [page for page in pages if "Deel anoniem" in page]
    assert [re.search(r'<h1 class="koppen-vraag">([^<]+)', page)[1] for page in questions] == ["Eén?", "Twee?", "Drie?"]  # type: ignore[index]
    assert "Doe anoniem mee" in pages[1]
    assert "Nog <b>4 minuten</b>" in questions[0]
    for page in pages:
        before, _fieldset, inside = page.partition('<div hx-ignore><fieldset class="koppen-voorbeeld" disabled>')
        assert "<form" not in before
        assert "</fieldset>" in inside
        assert "hx-sse:connect" not in page
        assert "dialogue.js" not in page
    assert room.people[0].get(f"{room.path}/script/preview").status_code == 403


def test_saving_can_lead_to_the_preview(hall: Halls):
    room = hall()
    answer = room.organiser.post(f"{room.path}/script", fields(room) | {"do": "preview", "phases.1.prompt": "Anders?"})
    assert answer.headers["Location"] == f"{room.path}/script/preview"
    assert stored(room)[1]["prompt"] == "Anders?"


def test_a_phase_of_days_says_so_on_the_screens(hall: Halls):
    room = hall()
    typed = fields(room) | {"phases.1.maxSeconds": "4 dagen", "phases.1.minSeconds": ""}
    room.organiser.post(f"{room.path}/script", typed)
    room.clock.now = room.hour.event.starts_at
    room.people[0].post(f"{room.path}/participants", {})
    assert re.search(r"Nog <b>4 dagen</b>, tot zondag 20 september om 14.00 uur", room.screen())
    assert 'koppen-klok--ver">4 dagen</p>' in room.organiser.get(f"{room.path}/desk").text.replace("\xa0", " ")
    room.clock.forward(days=3, hours=1)
    assert "Nog <b>23 uur</b>" in room.screen()
    room.clock.forward(hours=22)
    assert "Nog <b>60 minuten</b>" in room.screen()
