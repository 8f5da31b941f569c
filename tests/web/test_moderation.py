"""The moderator's screen, telling the moderator, and what a writer is shown before posting."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.web.hall import Hall, Halls, halls

FOUND = "Onze collega Jan hield het tegen."
PILOT = "Na het projectgeld was niemand meer eigenaar."
ALIKE = "Niemand was nog eigenaar toen het projectgeld op was."


@pytest.fixture
def hall(databases, tmp_path):
    with halls(databases, tmp_path) as open_hall:
        yield open_hall


def desk(room: Hall) -> str:
    answer = room.organiser.get(f"{room.path}/moderation")
    assert answer.status_code == 200, answer.text
    return answer.text.replace("\xa0", " ")


def act(room: Hall, action: str, statement: str, *, htmx: bool = False, **data: Any) -> str:
    sent = {"action": action, "statementId": statement} | data
    answer = room.organiser.post(f"{room.path}/moderation", sent, htmx=htmx, follow=True)
    assert answer.status_code == 200, answer.text
    return answer.text.replace("\xa0", " ")


def test_a_writer_is_shown_what_could_identify_somebody_and_the_text_stays(hall: Halls):
    room = hall()
    answer = room.write(0, FOUND, htmx=True)
    assert answer.status_code == 409
    assert "Dit lijkt de naam van iemand: Jan." in answer.text
    assert f">\n{FOUND}</textarea>" in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert room.hour.turn(1) is None
    meant = re.search(r'name="acknowledged" value="([^"]+)"', answer.text)
    assert meant
    assert "Je bijdrage staat erin." in room.write(0, FOUND, htmx=True, acknowledged=meant[1]).text
    assert room.hour.turn(1)["text"] == FOUND


def test_without_javascript_the_writer_is_shown_the_same(hall: Halls):
    room = hall()
    page = room.write(0, FOUND)
    assert page.status_code == 409
    assert "<html" in page.text
    assert "Ik bedoel het zo. Deel het toch." in page.text
    assert f">\n{FOUND}</textarea>" in page.text
    assert "Je bijdrage staat erin." in room.write(0, FOUND, acknowledged="person", follow=True).text


def test_what_is_mended_goes_without_another_question(hall: Halls):
    room = hall()
    room.write(0, FOUND, htmx=True)
    assert "Je bijdrage staat erin." in room.write(0, "Onze collega hield het tegen.", htmx=True).text


def test_a_likely_duplicate_is_shown_beside_the_typed_text(hall: Halls):
    room = hall()
    room.hour.say(1, PILOT)
    answer = room.write(0, ALIKE, htmx=True).text
    assert f"Dit lijkt op wat een collega al schreef: “{PILOT}”" in answer
    assert f">\n{ALIKE}</textarea>" in answer


def test_a_reaction_is_looked_at_too(hall: Halls):
    room = hall()
    about = room.hour.say(1, "Een")
    typed = room.fields(0) | {"text": FOUND, "statementId": about}
    path = f"{room.path}/statements"
    answer = room.people[0].post(path, typed | {"kind": "reaction"}, htmx=True)
    assert "Dit lijkt de naam van iemand: Jan." in answer.text
    assert f">\n{FOUND}</textarea>" in answer.text
    placed = room.people[0].post(f"{path}?meant=reaction", typed | {"acknowledged": "person"}, htmx=True)
    assert "Je reactie staat erin." in placed.text


def test_a_participant_tells_the_moderator_and_takes_it_back(hall: Halls):
    room = hall()
    statement = room.hour.say(1, "Stelletje sukkels")
    assert "Meld dit aan de moderator" in room.screen(0)
    path, sent = f"{room.path}/flags", {"statementId": statement, "reason": "offensive"}
    assert "Niemand ziet dat jij het was." in room.people[0].post(path, sent, htmx=True).text
    assert "Het is kwetsend: 1 persoon meldde dit" in desk(room)
    assert "Stelletje sukkels" in room.people[0].get(path).text
    back = room.people[0].post(path, {"statementId": statement, "reason": "none"}, htmx=True).text
    assert "Meld dit aan de moderator" in back
    assert "Niemand meldde iets" in desk(room)


def test_without_javascript_a_flag_leads_back_to_the_dialogue(hall: Halls):
    room = hall()
    statement = room.hour.say(1, "Stelletje sukkels")
    sent = {"statementId": statement, "reason": "offensive"}
    assert "Niemand ziet dat jij het was." in room.people[0].post(f"{room.path}/flags", sent, follow=True).text
    taken = room.people[0].post(f"{room.path}/flags", sent | {"reason": "none"}, follow=True).text
    assert "Je hebt niets aan de moderator gemeld." in taken


def test_a_moderator_hides_with_a_reason_that_the_writer_reads_and_shows_it_again(hall: Halls):
    room = hall()
    statement = room.hour.say(0, FOUND, acknowledged=["person"])
    assert "Lijkt een naam: Jan" in desk(room)
    done = act(room, "hide", statement, reason="identifies", words="Laat de naam weg.", htmx=True)
    assert "<html" not in done
    assert "Verborgen. De schrijver ziet waarom." in done
    screen = room.screen(0)
    assert "De moderator heeft dit verborgen." in screen
    assert "Iemand of een gemeente is te herkennen. Laat de naam weg." in " ".join(screen.split())
    assert "Weer te zien" in act(room, "restore", statement)
    assert "De moderator heeft dit verborgen." not in room.screen(0)
    assert "Er is niets verborgen." in desk(room)


def test_what_stands_and_what_is_kept_apart_leaves_the_list(hall: Halls):
    room = hall()
    one = room.hour.say(0, PILOT)
    other = room.hour.say(1, ALIKE, acknowledged=["duplicate"])
    named = room.hour.say(0, FOUND, acknowledged=["person"])
    assert "Het blijven twee bijdragen." in act(room, "keep_apart", one, otherId=other)
    page = act(room, "let_stand", named)
    assert "Niemand meldde iets" in page
    assert "Geen twee bijdragen lijken op elkaar." in page
    assert "Apart gehouden</strong> door jou" in page


def test_the_screen_never_shows_a_clock_time(hall: Halls):
    room = hall()
    for number in range(30):
        room.hour.say(number % 2, f"Collega Jan, geval {number}.", acknowledged=["person"])
    page = desk(room)
    for words in ("Net binnen.", "Even geleden.", "Eerder."):
        assert words in page
    assert not re.search(r"\d\d[.:]\d\d uur", page)


def test_news_waits_behind_a_button(hall: Halls):
    room = hall()
    address = re.search(r'hx-get="([^"]*/news\?seen=[^"]*)"', desk(room))
    assert address
    assert room.organiser.get(address[1], htmx=True).status_code == 204
    room.hour.say(0, FOUND, acknowledged=["person"])
    assert "Toon wat er nieuw is" in room.organiser.get(address[1], htmx=True).text


def test_the_log_goes_on_behind_a_button(hall: Halls):
    room = hall()
    statement = room.hour.say(0, "Een")
    for _round in range(12):
        act(room, "hide", statement)
        act(room, "restore", statement)
    more = re.search(r'href="([^"]*cursor=[^"]*)"', desk(room))
    assert more
    rest = room.organiser.get(more[1], htmx=True).text
    assert "<html" not in rest
    assert "Verborgen</strong> door jou" in rest
    assert "<html" in room.organiser.get(more[1]).text


def test_what_can_no_longer_be_done_is_told_and_changes_nothing(hall: Halls):
    room = hall()
    statement = room.hour.say(0, "Een")
    room.hour.move("close")
    assert "De dialoog is niet bezig." in act(room, "let_stand", statement)
    assert room.organiser.post(f"{room.path}/moderation", {"action": "delete"}).status_code == 400


def test_the_moderators_screen_is_closed_for_participants(hall: Halls):
    room = hall()
    assert room.people[0].get(f"{room.path}/moderation").status_code == 403
    sent = {"action": "hide", "statementId": room.hour.say(1, "Een")}
    assert room.people[0].post(f"{room.path}/moderation", sent).status_code == 403


def test_two_that_say_the_same_are_merged_with_the_words_one_chooses_and_taken_apart_again(hall: Halls):
    room = hall()
    pilot, alike = room.hour.say(0, PILOT), room.hour.say(1, ALIKE, acknowledged=["duplicate"])
    assert desk(room).count("Voeg samen, houd deze woorden") == 2
    page = act(room, "merge", alike, otherId=pilot)
    assert "Ze worden vanaf nu als één bijdrage gelezen." in page
    assert "Geen twee bijdragen lijken op elkaar." in page
    assert "Maak los" in page
    assert ">samengevoegd<" in room.organiser.get(f"{room.path}/desk").text
    mine = room.people[1].get(room.path).text.replace("\xa0", " ")
    assert "Een andere bijdrage zegt hetzelfde." in mine
    page = act(room, "take_apart", alike, htmx=True)
    assert "Het zijn weer twee bijdragen" in page
    assert "Maak los" not in page
    assert "Voeg samen, houd deze woorden" in page


def test_before_there_is_a_report_nothing_is_hidden_from_it(hall: Halls):
    room = hall()
    statement = room.hour.say(0, "De proef is mislukt.")
    assert room.organiser.get(f"{room.path}/report/statements/{statement}/hide").status_code == 404
