"""The screens of the live dialogue, on the real API, without JavaScript and with htmx."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.web.hall import Halls, halls

SCRIPTED = "<b>dik</b><script>alert(1)</script>\"' onload=x"
ESCAPED = "&lt;b&gt;dik&lt;/b&gt;&lt;script&gt;alert(1)&lt;/script&gt;"


@pytest.fixture
def hall(databases, tmp_path):
    with halls(databases, tmp_path) as open_hall:
        yield open_hall


def test_before_the_doors_open_the_screen_says_when_and_what_is_kept(hall: Halls):
    screen = hall(advance="clock").screen()
    assert "Nog niet open" in screen
    assert "woensdag 16 september" in screen
    assert "13.50 uur" in screen
    assert "Wel bewaard:" in screen


def test_what_is_stored_is_told_before_the_first_word_can_be_typed(hall: Halls):
    room = hall(joined=False)
    room.hour.move("open")
    screen = room.screen()
    assert screen.index("Wel bewaard:") < screen.index("Doe anoniem mee")
    assert "<textarea" not in screen
    assert room.people[0].post(f"{room.path}/participants", {}).status_code == 303
    assert "Fijn dat je er bent" in room.screen()


def test_the_waiting_room_counts_the_colleagues_and_the_minutes(hall: Halls):
    room = hall(advance="clock", people=4)
    room.clock.now = room.hour.event.starts_at - timedelta(minutes=4)
    for person in room.hour.people:
        person.post(f"{room.path}/participants")
    screen = room.screen()
    assert "Straks schuif je aan bij 3 collega’s." in screen
    assert "Start om <b>14.00 uur</b>, over 4 minuten" in screen


def test_practice_answers_and_stores_nothing(hall: Halls):
    room = hall(joined=False)
    room.hour.move("open")
    room.people[0].post(f"{room.path}/participants", {})
    screen = room.people[0].get(f"{room.path}?practice=largely").text
    assert 'value="largely" aria-pressed="true"' in screen
    assert room.hour.people[0].get(f"{room.path}/participants/me").json["ratingCount"] == 0


def test_a_question_shows_whole_minutes_and_the_end_in_amsterdam_time(hall: Halls):
    room = hall(advance="clock")
    room.clock.now = room.hour.event.starts_at + timedelta(seconds=20)
    room.people[0].post(f"{room.path}/participants", {})
    screen = room.screen()
    assert "Vraag 1 van 2" in screen
    assert "Nog <b>5 minuten</b>, tot 14.05 uur" in screen
    assert "What got stuck?" in screen


def test_one_tap_rates_and_brings_the_next_turn_and_the_previous_can_change(hall: Halls):
    room = hall()
    room.hour.say(0, "Een")
    room.hour.say(0, "Twee")
    first = room.fields(1)["statementText"]
    answer = room.rate(1, "largely", htmx=True)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    other = "Twee" if first == "Een" else "Een"
    assert f'koppen-stem--groot">{other}<' in answer.text
    assert "je koos <strong>grotendeels</strong>" in answer.text
    assert 'value="largely" aria-pressed="true"' in answer.text


def test_changing_the_previous_choice_keeps_the_turn(hall: Halls):
    room = hall()
    room.hour.say(0, "Een")
    room.hour.say(0, "Twee")
    before = room.fields(1)
    room.rate(1, "largely")
    turn = room.fields(1)["statementId"]
    changed = room.people[1].post(f"{room.path}/rating", before | {"recognition": "fully"})
    assert "je koos <strong>helemaal</strong>" in changed.text
    assert room.fields(1)["statementId"] == turn


def test_a_typed_reaction_survives_a_tap_on_the_scale(hall: Halls):
    room = hall()
    room.hour.say(0, "Een")
    assert "half af" in room.rate(1, "fully", text="half af", htmx=True).text
    room.hour.say(0, "Twee")
    assert "half af" in room.rate(1, "fully", text="half af").text


def test_who_has_read_all_is_told_and_can_look_again(hall: Halls):
    room = hall()
    assert "Je bent bij" in room.screen()
    room.hour.say(1, "Nieuw")
    assert "Nieuw" in room.people[0].get(f"{room.path}/turn", htmx=True).text


def test_a_contribution_is_placed_and_the_field_is_empty(hall: Halls):
    room = hall()
    answer = room.write(0, "Niemand was eigenaar.", htmx=True)
    assert answer.status_code == 200
    assert "Je bijdrage staat erin." in answer.text
    assert answer.text.count("Niemand was eigenaar.") == 1
    assert "Jouw bijdragen" in answer.text
    assert room.hour.turn(1)["text"] == "Niemand was eigenaar."


def test_without_javascript_a_contribution_leads_back_to_the_screen(hall: Halls):
    room = hall()
    screen = room.write(0, "Gewoon", follow=True)
    assert "Je bijdrage staat erin." in screen.text
    assert "Gewoon" in screen.text


def test_an_impatient_thumb_places_once(hall: Halls):
    room = hall()
    fields = room.fields(0) | {"text": "Eén keer"}
    for _tap in range(2):
        assert room.people[0].post(f"{room.path}/statements", fields).status_code == 303
    assert room.hour.people[0].get(room.path).json["statementCount"] == 1


def test_another_theme_and_a_reaction_are_placed_as_what_they_are(hall: Halls):
    room = hall()
    room.write(0, "Iets anders", otherTheme="true")
    answer = room.write(1, "Hier ook", kind="reaction", htmx=True)
    assert "Je reactie staat erin." in answer.text
    rows = room.hour.organiser.get(f"{room.path}/statements").json["items"]
    assert [row["kind"] for row in rows] == ["theme", "reaction"]
    assert "1 reactie" in room.screen(0)


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize("kind", ["answer", "reaction"])
def test_a_text_that_is_refused_comes_back_with_what_is_wrong(hall: Halls, htmx: bool, kind: str):
    room = hall()
    room.hour.say(1, "Een")
    answer = room.write(0, "x" * 281, kind=kind, htmx=htmx)
    assert answer.status_code == 400
    assert "x" * 281 in answer.text
    assert "Je tekst staat hier nog." in answer.text
    assert ("<html" in answer.text) is not htmx


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize("moves", [1, 2])
def test_a_text_that_comes_too_late_is_ready_at_the_next_question(hall: Halls, htmx: bool, moves: int):
    room = hall()
    fields = room.fields(0) | {"text": "Net te laat"}
    for _move in range(moves):
        room.next()
    answer = room.people[0].post(f"{room.path}/statements", fields, htmx=htmx)
    assert answer.status_code == 409
    assert "De ronde was net gesloten. Je tekst staat klaar bij de volgende vraag." in answer.text
    assert "Net te laat</textarea>" in answer.text
    assert room.hour.people[0].get(room.path).json["statementCount"] == 0
    if htmx:
        assert answer.headers["HX-Retarget"] == "#scene"


def test_without_javascript_a_kept_text_goes_along_to_the_next_question(hall: Halls):
    room = hall()
    room.next()
    room.next()
    screen = room.people[0].post(f"{room.path}/draft", {"text": "Bewaard"}).text
    assert "What helped?" in screen
    assert "Bewaard</textarea>" in screen


def test_a_key_that_was_used_for_another_text_asks_before_placing_twice(hall: Halls):
    room = hall()
    fields = room.fields(0)
    room.people[0].post(f"{room.path}/statements", fields | {"text": "Eerst"})
    answer = room.people[0].post(f"{room.path}/statements", fields | {"text": "Anders"})
    assert answer.status_code == 409
    assert "Wat je eerder stuurde, is wel aangekomen." in answer.text
    assert fields["idempotencyKey"] not in answer.text


@pytest.mark.parametrize("who", [0, 1])
def test_what_people_write_is_never_read_as_html(hall: Halls, who: int):
    room = hall()
    room.hour.say(0, SCRIPTED)
    screen = room.screen(who)
    assert ESCAPED in screen
    assert "<script>alert" not in screen
    assert "<script>alert" not in room.rate(1, "fully", htmx=True).text
    assert ESCAPED in room.organiser.get(f"{room.path}/desk").text


def test_resonance_is_drawn_to_scale_once_five_have_read(hall: Halls):
    room = hall(people=8)
    room.hour.say(0, "Veel herkend")
    for who, word in enumerate(("fully", "fully", "fully", "does_not_occur"), start=1):
        room.hour.rate(who, room.hour.turn(who)["id"], word)
    assert "Nog te weinig gelezen om iets te zeggen." in room.screen(0)
    room.hour.rate(5, room.hour.turn(5)["id"], "a_little")
    screen = room.screen(0)
    assert "3 van de 4 collega’s herkennen dit grotendeels of helemaal." in screen
    assert "Twee cirkels die voor 75% overlappen" in screen
    assert "Bij 1 andere lezer komt het niet voor." in screen


def test_news_about_own_statements_waits_behind_a_button(hall: Halls):
    room = hall()
    room.hour.say(0, "Mijn tekst")
    mark = room.screen(0).partition("mine?seen=")[2][:16]
    assert room.people[0].get(f"{room.path}/mine?seen={mark}", htmx=True).status_code == 204
    room.hour.rate(1, room.hour.turn(1)["id"], "fully")
    news = room.people[0].get(f"{room.path}/mine?seen={mark}", htmx=True)
    assert "Toon wat er nieuw is" in news.text
    assert "1 keer gelezen" not in news.text
    assert "1 keer gelezen" in room.people[0].get(f"{room.path}/mine", htmx=True).text


def test_it_is_news_that_an_own_statement_was_merged(hall: Halls):
    room = hall()
    mine, other = room.hour.say(0, "Mijn tekst"), room.hour.say(1, "Zijn tekst")
    mark = room.screen(0).partition("mine?seen=")[2][:16]
    merged = room.hour.organiser.put(f"{room.path}/statements/{mine}/merger", {"intoId": other})
    assert merged.status_code == 200, merged.text
    assert room.people[0].get(f"{room.path}/mine?seen={mark}", htmx=True).status_code == 200


def test_in_the_tail_people_rate_and_do_not_write(hall: Halls):
    room = hall()
    room.hour.say(0, "Laat")
    room.next()
    screen = room.screen(1)
    assert "Nieuwe bijdragen zijn klaar. Help de laatste aan hun stemmen." in screen
    assert "Alleen nog herkennen" in screen
    assert "Deel anoniem" not in screen
    assert "Reageer op deze bijdrage" not in screen
    assert "Je tekst staat klaar bij de volgende vraag." in screen
    assert room.rate(1, "fully", htmx=True).status_code == 200


def test_a_rating_after_the_round_shows_where_the_dialogue_is_now(hall: Halls):
    room = hall()
    room.hour.say(0, "Een")
    fields = room.fields(1)
    room.next()
    room.next()
    answer = room.people[1].post(f"{room.path}/rating", fields | {"recognition": "fully"}, htmx=True)
    assert answer.status_code == 409
    assert answer.headers["HX-Retarget"] == "#scene"
    assert "What helped?" in answer.text


def test_rounding_off_thanks_and_counts(hall: Halls):
    room = hall()
    room.hour.say(0, "Een")
    for _move in range(4):
        room.next()
    screen = room.screen(0)
    assert "Jullie hebben 1 ervaring" in screen
    assert "Je woog er 0 en schreef er 1." in screen


def test_after_the_close_the_key_is_gone_and_the_report_is_there(hall: Halls):
    room = hall()
    room.hour.say(0, "Een")
    room.hour.move("close")
    screen = room.screen(0)
    assert "De sleutel is gewist om 14.00 uur." in screen
    assert f'href="{room.path}/report"' in screen
    assert "hx-sse:connect" not in screen
    assert "<textarea" not in screen


def test_what_is_safely_in_is_told(hall: Halls):
    room = hall()
    room.hour.say(1, "Een")
    room.rate(0, "fully")
    safe = room.people[0].get(f"{room.path}/safe", htmx=True).text
    assert 'data-count="ratings">1<' in safe
    assert 'data-count="statements">0<' in safe


def test_a_late_comer_can_still_join_and_a_watcher_cannot(hall: Halls):
    room = hall(joined=False)
    room.hour.move("open")
    room.hour.move("next")
    assert "Doe anoniem mee" in room.screen()
    watching = room.organiser.get(room.path).text
    assert "Doe anoniem mee" not in watching
    assert f'href="{room.path}/desk"' in watching


def test_a_reload_after_a_form_leads_to_the_screen(hall: Halls):
    room = hall()
    for step in ("participants", "draft", "statements", "rating", "turn", "mine", "safe"):
        assert room.people[0].get(f"{room.path}/{step}").headers["Location"] == room.path


def test_a_visitor_is_led_to_the_login_and_back(hall: Halls):
    room = hall()
    room.people[0].browser.delete_cookie("koppen-access")
    answer = room.people[0].get(room.path)
    assert answer.status_code == 303
    assert room.hour.id in answer.headers["Location"]


def test_the_page_asks_the_api_at_most_three_things(hall: Halls, monkeypatch):
    room = hall()
    from web.client import Client

    seen: list[str] = []
    send = Client.send
    monkeypatch.setattr(
        Client, "send", lambda self, *args, **options: (seen.append(args[1]), send(self, *args, **options))[1]
    )
    room.screen()
    assert len(seen) == 3
    seen.clear()
    room.hour.say(1, "Een")
    fields = room.fields(0)
    seen.clear()
    room.people[0].post(f"{room.path}/rating", fields | {"recognition": "fully"}, htmx=True)
    assert len(seen) == 1
