"""Writing, getting a turn and rating, in the live hour."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from api.models import Rating, Statement
from api.services import live
from tests import factories
from tests.api.conftest import Caller, Clock
from tests.hour import begin


def test_a_statement_becomes_somebody_elses_turn(app, database):
    hour = begin(app, database)
    statement = hour.say(0, "The pilot worked, then nobody owned it.")
    assert hour.turn(1)["id"] == statement
    assert hour.turn(0) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Fill this in."),
        ("   ", "Fill this in."),
        ("x" * 281, "Use between 1 and 280 characters."),
        ("inno\u200bvation", "This text has invisible or direction-changing characters. Remove them."),
        ("\u202eneddohrev", "This text has invisible or direction-changing characters. Remove them."),
        ("a\u0000b", "This has characters that cannot be stored. Remove them."),
        (7, "Send text."),
    ],
)
def test_a_text_that_cannot_stand_is_refused_by_field_and_changes_nothing(app, database, text, message):
    hour = begin(app, database)
    answer = hour.people[0].post(f"{hour.path}/statements", {"text": text})
    assert answer.status_code == 400
    assert answer.json["errors"] == [{"field": "text", "message": message}]
    assert hour.people[0].get(hour.path).json["statementCount"] == 0


@pytest.mark.parametrize(
    "text", ["Proef 👩‍🔧 geslaagd 🎉", "x" * 280, "<b>dik</b><script>alert(1)</script>", "é" * 280]
)
def test_a_text_is_kept_to_the_letter(app, database, text):
    hour = begin(app, database)
    hour.say(0, text)
    assert hour.turn(1)["text"] == text


def test_nobody_buries_what_others_say_under_contributions_of_their_own(app, database):
    hour = begin(app, database)
    for number in range(live.MOST_STATEMENTS):
        hour.say(0, f"Number {number} of one person", acknowledged=["duplicate"])
    one_more = {"text": "And another one", "acknowledged": ["duplicate"]}
    answer = hour.people[0].post(f"{hour.path}/statements", one_more, headers={"Accept-Language": "nl"})
    assert (answer.status_code, answer.json["detail"]) == (409, "Je hebt al 100 bijdragen bij deze vraag geschreven.")
    hour.say(1, "Somebody else's experience")
    assert hour.people[0].get(hour.path).json["statementCount"] == live.MOST_STATEMENTS + 1


def test_an_unknown_field_is_refused_by_name(app, database):
    hour = begin(app, database)
    answer = hour.people[0].post(f"{hour.path}/statements", {"text": "Yes", "author": "me"})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "author")


def test_a_reaction_names_what_it_reacts_to(app, database):
    hour = begin(app, database)
    first = hour.say(0, "Nobody owned it.")
    reaction = hour.say(1, "Here neither.", kind="reaction", reactsToId=first)
    given = hour.people[2].post(f"{hour.path}/turns").json
    other = hour.rate(2, given["statement"]["id"], "fully").json["turn"]
    pair = {turn["statement"]["id"]: turn["reactsTo"] for turn in (given, other)}
    assert pair[first] is None
    assert pair[reaction]["id"] == first
    for body in ({"text": "x", "kind": "reaction"}, {"text": "x", "kind": "theme", "reactsToId": first}):
        answer = hour.people[1].post(f"{hour.path}/statements", body)
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "reactsToId")


def test_another_theme_can_be_opened(app, database):
    hour = begin(app, database)
    hour.say(0, "What about procurement?", kind="theme")
    assert hour.turn(1)["kind"] == "theme"


def test_one_call_stores_the_rating_and_gives_the_next_turn(app, database):
    hour = begin(app, database)
    hour.say(0, "One")
    hour.say(0, "Two")
    first = hour.turn(1)
    answer = hour.rate(1, first["id"], "largely")
    assert answer.status_code == 200
    assert answer.json["recognition"] == "largely"
    second = answer.json["turn"]["statement"]
    assert second["id"] != first["id"]
    assert hour.rate(1, second["id"], "does_not_occur").json["turn"]["statement"] is None


def test_asking_again_gives_the_same_turn(app, database):
    hour = begin(app, database)
    for text in ("One", "Two", "Three"):
        hour.say(0, text)
    assert hour.turn(1) == hour.turn(1) == hour.turn(1)


def test_rating_again_replaces_and_keeps_the_turn(app, database):
    hour = begin(app, database, people=7)
    statement = hour.say(0, "One")
    hour.say(0, "Two")
    for who in range(1, 7):
        given = hour.turn(who)
        while given["id"] != statement:
            given = hour.rate(who, given["id"], "fully").json["turn"]["statement"]
        hour.rate(who, statement, "not_at_all")
    turn = hour.turn(1)
    again = hour.rate(1, statement, "fully")
    assert again.status_code == 200
    assert again.json["turn"]["statement"] == turn
    mine = {row["id"]: row["recognition"] for row in hour.people[0].get(f"{hour.path}/statements/mine").json["items"]}
    assert mine[statement] == {"raters": 5, "recognised": 0, "doesNotOccur": 0}  # a sixth shows with the tenth


def test_who_watches_sees_five_answers_come_in_at_once_and_never_one(app, database):
    hour = begin(app, database, people=13)
    statement = hour.say(0, "One")

    def seen() -> list[tuple[int, int | None]]:
        [mine] = hour.people[0].get(f"{hour.path}/statements/mine").json["items"]
        [streamed] = hour.organiser.get(f"{hour.path}/statements").json["items"]
        desk = hour.organiser.get(f"{hour.path}/figures").json["mostRecognised"]
        told = [mine["recognition"], streamed["recognition"], *(each["recognition"] for each in desk)]
        return [(each["raters"], each["recognised"]) for each in told]

    found = []
    for who in range(1, 13):
        assert hour.turn(who)["id"] == statement
        hour.rate(who, statement, "fully" if who % 2 else "does_not_occur")
        found.append(seen())
    assert found[:4] == [[(number, None)] * 2 for number in range(1, 5)]
    assert found[4:9] == [[(5, 3)] * 3] * 5
    assert found[9:] == [[(10, 5)] * 3] * 3
    hour.rate(12, statement, "fully")
    assert seen() == [(10, 5)] * 3
    hour.move("close")
    [streamed] = hour.organiser.get(f"{hour.path}/statements").json["items"]
    assert streamed["recognition"] == {"raters": 12, "recognised": 7, "doesNotOccur": 5}


def test_nobody_rates_their_own_statement(app, database):
    hour = begin(app, database)
    statement = hour.say(0, "Mine")
    answer = hour.rate(0, statement, "fully")
    assert answer.status_code == 409
    assert "your own" in answer.json["detail"]


def test_nobody_rates_before_it_is_their_turn(app, database):
    hour = begin(app, database)
    assert hour.rate(1, hour.say(0, "One"), "fully").status_code == 409


def test_a_rating_outside_the_scale_is_refused_by_field(app, database):
    hour = begin(app, database)
    hour.say(0, "One")
    answer = hour.rate(1, hour.turn(1)["id"], "totally")
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "recognition")


def test_the_least_read_statement_comes_first(app, database):
    hour = begin(app, database, people=4)
    read = hour.say(0, "Read")
    assert hour.turn(1)["id"] == read
    late = hour.say(0, "Late")
    assert hour.turn(2)["id"] == late


def test_in_the_tail_people_rate_and_do_not_write(app, database, clock: Clock):
    hour = begin(app, database)
    hour.say(0, "One")
    clock.forward(minutes=2)
    hour.move("next")
    assert hour.people[1].post(f"{hour.path}/statements", {"text": "Too late"}).status_code == 409
    assert hour.rate(1, hour.turn(1)["id"], "fully").status_code == 200


def test_a_statement_of_an_earlier_question_is_no_longer_rated(app, database, clock: Clock):
    hour = begin(app, database)
    hour.say(0, "One")
    given = hour.turn(1)
    clock.forward(minutes=2)
    hour.move("next")
    hour.move("next")
    assert hour.rate(1, given["id"], "fully").status_code == 409
    assert hour.turn(1) is None


def test_after_the_close_there_are_no_turns_ratings_or_statements(app, database):
    hour = begin(app, database)
    hour.say(0, "One")
    given = hour.turn(1)
    hour.move("close")
    assert hour.people[1].post(f"{hour.path}/turns").status_code == 409
    assert hour.rate(1, given["id"], "fully").status_code == 409
    assert hour.people[1].post(f"{hour.path}/statements", {"text": "x"}).status_code == 409
    assert hour.people[1].post(f"{hour.path}/participants").status_code == 409


def test_figures_of_fewer_than_five_raters_are_not_shown(app, database):
    hour = begin(app, database)
    hour.say(0, "One")
    hour.rate(1, hour.turn(1)["id"], "fully")
    [mine] = hour.people[0].get(f"{hour.path}/statements/mine").json["items"]
    assert mine["recognition"] == {"raters": 1, "recognised": None, "doesNotOccur": None}


def test_an_impatient_thumb_posts_once(app, database):
    hour = begin(app, database)
    key = {"Idempotency-Key": "thumb-1"}
    first = hour.people[0].post(f"{hour.path}/statements", {"text": "Once"}, headers=key)
    second = hour.people[0].post(f"{hour.path}/statements", {"text": "Once"}, headers=key)
    assert first.json == second.json
    assert hour.people[0].get(hour.path).json["statementCount"] == 1
    other = hour.people[0].post(f"{hour.path}/statements", {"text": "Other"}, headers=key)
    assert (other.status_code, other.json["errors"][0]["field"]) == (409, "Idempotency-Key")


def test_only_who_watches_over_it_sees_the_whole_stream(app, database):
    hour = begin(app, database)
    texts = [f"Statement {number}" for number in range(5)]
    for text in texts:
        hour.say(0, text)
    assert hour.people[0].get(f"{hour.path}/statements").status_code == 403
    page = hour.organiser.get(f"{hour.path}/statements?limit=3")
    rest = hour.organiser.get(page.headers["Link"].partition(">")[0].removeprefix("</api/v1"))
    assert [row["text"] for row in page.json["items"] + rest.json["items"]] == texts
    assert "author" not in page.text


def test_two_simultaneous_ratings_of_one_person_count_once(app, database):
    assert _ratings_after_a_double_tap(app, database) == (1, 1)


def test_without_the_lock_a_double_tap_can_go_wrong(app, database, monkeypatch):
    if database.url.get_backend_name() == "sqlite":
        return  # SQLite has one writer at a time: there is no lock to take out
    monkeypatch.setattr(live, "present", lambda session, room: room.me)
    outcomes = {_ratings_after_a_double_tap(app, database, tolerant=True) for _ in range(5)}
    assert outcomes != {(1, 1)}


def _ratings_after_a_double_tap(app, database, *, tolerant: bool = False) -> tuple[int, int]:
    """Rate the same statement from several threads at once; give the ratings stored and counted."""
    hour = begin(app, database)
    hour.say(0, "One")
    statement = hour.turn(1)["id"]
    barrier, answers = Barrier(6), []

    def tap():
        barrier.wait()
        answers.append(hour.rate(1, statement, "fully").status_code)

    threads = [Thread(target=tap) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if not tolerant:
        assert set(answers) == {200}
    elif set(answers) != {200}:
        return (-1, -1)
    with database.read() as session:
        stored = session.scalar(select(func.count()).select_from(Rating))
        counted = session.scalar(select(func.sum(Statement.fully)))
    return stored, counted


def test_joining_twice_in_the_same_moment_is_joining_once(app, database):
    hour = begin(app, database, people=1, joined=False)
    hour.move("open")

    def join(_: int) -> int:
        return Caller(app, hour.members[0]).post(f"{hour.path}/participants").status_code

    with ThreadPoolExecutor(6) as taps:
        assert set(taps.map(join, range(12))) == {201}
    assert hour.organiser.get(hour.path).json["participantCount"] == 1


def test_after_the_close_nothing_is_counted_as_ones_own(app, database):
    hour = begin(app, database, people=2)
    hour.say(0, "Mine")
    hour.move("close")
    for person in hour.people:
        there = person.get(f"{hour.path}/participants/me").json
        assert (there["joined"], there["statementCount"], there["ratingCount"]) == (False, 0, 0)


def test_nobody_registers_for_the_report_after_the_close(app, database):
    hour = begin(app, database, people=1)
    hour.move("close")
    with database.unit_of_work() as session:
        late = Caller(app, factories.member(session))
    assert late.post(f"/events/{hour.event.id}/registrations", {}).status_code == 409
    assert late.get(f"{hour.path}/reports/1").status_code == 403
