"""Attendance and evaluation: who came is known, what they thought is not theirs any more."""

import csv
import io
import random
from datetime import timedelta
from itertools import pairwise
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from api.db import Database
from api.domain import evaluations as rules
from api.domain.vocabulary import EventKind, JobFunction, RegistrationStatus, Role
from api.models import Evaluation, EvaluationMark, Programme, Registration
from api.services import evaluations, events, housekeeping
from tests import factories
from tests.api.conftest import Caller
from tests.api.test_close import texts
from tests.api.test_seats import without_lock
from tests.gatherings import published, register, words
from tests.hour import begin
from tests.tables import whole_database

GOOD = {"usefulness": 4, "recommendation": 5, "different": ""}


@pytest.fixture
def lecture(work, call_as, clock):
    """Give an event without a dialogue that is over, its organiser, and seven people who had a seat."""
    with work() as session:
        organiser = factories.member(session, Role.ORGANISER)
        members = [factories.member(session, name=f"Jan de {name}") for name in "ABCDEFG"]
        event = factories.event(session, kind=EventKind.LECTURE, starts_at=clock.now - timedelta(hours=2))
        seats = [factories.seat(session, event, member) for member in members]
    return event, call_as(organiser), [call_as(member) for member in members], seats


def look_back(person: Caller, event_id: Any, **given: Any) -> Any:
    return person.post(f"/events/{event_id}/evaluations", GOOD | given)


def figures(organiser: Caller, event_id: Any) -> Any:
    answer = organiser.get(f"/events/{event_id}/figures")
    assert answer.status_code == 200, answer.text
    return answer.json


def test_nothing_is_shown_below_five_answers_and_then_five_at_a_time(lecture):
    event, organiser, people, _ = lecture
    shown = []
    for place, person in enumerate(people):
        assert look_back(person, event.id, usefulness=1 + place % 5, different=f"Words {place}").status_code == 204
        found = figures(organiser, event.id)["evaluation"]
        shown.append((found["answers"], found["usefulness"] and found["usefulness"]["counts"], len(found["different"])))
    nothing, five = (0, None, 0), (5, [1, 1, 1, 1, 1], 5)
    assert shown == [nothing] * 4 + [five] * 3


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 5), min_size=1, max_size=17))
def test_whoever_looks_after_every_answer_and_subtracts_learns_of_no_fewer_than_five(work, clock, values):
    seen = [(0, 0)]
    with work() as session:
        event = factories.event(session, kind=EventKind.LECTURE, starts_at=clock.now - timedelta(hours=2))
        for value in values:
            given = {"usefulness": value, "recommendation": value, "different": ""}
            evaluations._add(session, event, given, random.Random(1))
            shown = select(func.count(), func.coalesce(func.sum(Evaluation.usefulness), 0)).where(
                Evaluation.event_id == event.id, Evaluation.shown.is_(True)
            )
            seen.append(tuple(session.execute(shown).one()))
        kept = session.scalars(select(Evaluation.usefulness).where(Evaluation.event_id == event.id)).all()
    assert sorted(kept) == sorted(values)  # nothing is lost
    steps = {later[0] - sooner[0] for sooner, later in pairwise(seen)}
    assert all(step == 0 or step >= 5 for step in steps)


def test_an_answer_is_taken_once_and_leaves_no_trace_to_who_gave_it(lecture, database):
    event, _, people, seats = lecture
    for place, person in enumerate(people):
        look_back(person, event.id, different=f"Words {place}")
    assert look_back(people[0], event.id).status_code == 409
    dump = whole_database(database)
    assert len(dump["evaluation"]) == len(dump["evaluation_mark"]) == 7
    answers = {UUID(str(row["id"])).hex for row in dump["evaluation"]} | {f"Words {place}" for place in range(7)}
    persons = {seat.id.hex for seat in seats} | {person.member.id.hex for person in people}
    for name, rows in dump.items():
        for row in rows:
            found = set(texts(row))
            assert not (found & answers and found & persons), name
    assert all(set(row) == {"registration_id"} for row in dump["evaluation_mark"])
    assert not [value for row in dump["evaluation"] for value in row.values() if hasattr(value, "isoformat")]


def test_neither_the_order_of_rows_nor_the_transaction_leads_from_a_mark_to_an_answer(lecture, database):
    event, _, people, _ = lecture
    for place, person in enumerate(people):
        look_back(person, event.id, different=f"Words {place}")
    column = "rowid" if database.url.get_backend_name() == "sqlite" else "ctid"
    with database.reader.connect() as connection:
        lying = connection.exec_driver_sql(f"SELECT different FROM evaluation ORDER BY {column}").scalars().all()
        if column == "ctid":
            writers = connection.exec_driver_sql("SELECT count(DISTINCT xmin::text) FROM evaluation").scalar_one()
            assert writers == 1
    assert sorted(lying) == [f"Words {place}" for place in range(7)]
    assert lying != sorted(lying)  # drawn by lot: one time in 5040 this fails


def test_two_answers_at_once_are_both_kept(lecture, database):
    assert _answers_at_once(lecture, database) == (7, 7)


def test_without_the_lock_on_the_event_an_answer_is_lost_or_doubled(lecture, database, monkeypatch):
    if database.url.get_backend_name() == "sqlite":
        pytest.skip("SQLite has one writer at a time: there is no lock to take out")
    met = Barrier(6, timeout=10)

    def joins(waiting: int) -> bool:
        met.wait()  # all have read what there is, and nobody has written it anew
        return rules.joins(waiting)

    monkeypatch.setattr(events, "locked", without_lock)
    monkeypatch.setattr(evaluations, "joins", joins)
    assert _answers_at_once(lecture, database) != (7, 7)


def _answers_at_once(lecture, database: Database) -> tuple[int, int]:
    """Let one person answer, and six in the same moment; give the marks and the answers that are kept."""
    event, _, (first, *people), _ = lecture
    look_back(first, event.id)
    begun = Barrier(6)

    def answer(person: Caller) -> None:
        begun.wait(10)
        look_back(person, event.id)

    threads = [Thread(target=answer, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        marks = session.scalar(select(func.count()).select_from(EvaluationMark)) or 0
        return marks, session.scalar(select(func.count()).select_from(Evaluation)) or 0


def test_only_who_came_to_a_dialogue_is_asked(app, database, clock):
    hour = begin(app, database, people=3, joined=False)
    hour.move("open")
    hour.people[0].post(f"{hour.path}/participants")
    path = f"/events/{hour.event.id}"
    assert hour.people[0].get(path).json["evaluation"] is None
    assert look_back(hour.people[0], hour.event.id).status_code == 409
    hour.move("close")
    assert [person.get(path).json["evaluation"] for person in hour.people] == ["open", None, None]
    assert look_back(hour.people[1], hour.event.id).status_code == 409
    assert look_back(hour.people[0], hour.event.id).status_code == 204
    assert hour.people[0].get(path).json["evaluation"] == "answered"


def test_nobody_looks_back_after_thirty_days_or_from_the_waiting_list(lecture, work, call_as, clock, people):
    event, _, seated, _ = lecture
    with work() as session:
        waiting = factories.member(session)
        factories.seat(session, event, waiting, RegistrationStatus.WAITING)
    assert look_back(call_as(waiting), event.id).status_code == 409
    [stranger] = people(1)
    assert look_back(stranger, event.id).status_code == 409
    clock.forward(days=31)
    assert look_back(seated[0], event.id).status_code == 409


@pytest.mark.parametrize(
    "wrong", [{"usefulness": 0}, {"recommendation": 6}, {"usefulness": "4"}, {"different": "x" * 1001}]
)
def test_an_answer_off_the_scale_is_refused_and_changes_nothing(lecture, database, wrong):
    event, _, people, _ = lecture
    answer = look_back(people[0], event.id, **wrong)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, next(iter(wrong)))
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(EvaluationMark)) == 0


def test_who_came_to_an_event_without_a_dialogue_is_noted_by_hand(lecture):
    event, organiser, people, seats = lecture
    assert figures(organiser, event.id)["attendance"] == {"registered": 7, "came": None, "showUpRate": None}
    version = people[0].get(f"/registrations/{seats[0].id}").json
    for seat in seats[:3]:
        answer = organiser.put(f"/registrations/{seat.id}/attendance", {"attended": True})
        assert (answer.status_code, answer.json["attended"]) == (200, True)
    assert organiser.put(f"/registrations/{seats[2].id}/attendance", {"attended": False}).json["attended"] is False
    assert figures(organiser, event.id)["attendance"] == {"registered": 7, "came": 2, "showUpRate": 2 / 7}
    assert people[0].get(f"/registrations/{seats[0].id}").json == version | {"attended": True}


def test_who_came_to_a_dialogue_is_noted_by_its_close_alone(app, database, work, call_as, clock):
    hour = begin(app, database, people=6)
    with database.read() as session:
        seat = session.scalars(select(Registration.id).where(Registration.event_id == hour.event.id)).first()
    path = f"/registrations/{seat}/attendance"
    assert hour.organiser.put(path, {"attended": True}).status_code == 409
    assert figures(hour.organiser, hour.event.id)["attendance"]["came"] is None
    hour.say(0, "Nobody owned it.")
    hour.move("close")
    found = figures(hour.organiser, hour.event.id)
    assert found["attendance"] == {"registered": 6, "came": 6, "showUpRate": 1.0}
    assert (found["dialogue"]["people"], found["dialogue"]["statements"]) == (6, 1)


def test_a_dialogue_of_fewer_than_five_people_has_no_figures(app, database):
    hour = begin(app, database, people=4)
    hour.move("close")
    assert figures(hour.organiser, hour.event.id)["dialogue"] is None


def test_nobody_came_to_what_has_not_begun_or_without_a_seat(work, call_as, clock, organiser):
    with work() as session:
        event = factories.event(session, kind=EventKind.LECTURE)
        seat = factories.seat(session, event, factories.member(session))
        past = factories.event(session, kind=EventKind.LECTURE, starts_at=clock.now - timedelta(hours=2))
        waiting = factories.seat(session, past, factories.member(session), RegistrationStatus.WAITING)
    for row in (seat, waiting):
        assert organiser.put(f"/registrations/{row.id}/attendance", {"attended": True}).status_code == 409


def test_the_list_for_a_spreadsheet_tells_who_registered_and_came_and_calculates_nothing(work, call_as, clock):
    with work() as session:
        organiser = call_as(factories.member(session, Role.ORGANISER))
        person = factories.member(session, name="=HYPERLINK(1)", job_function=JobFunction.MANAGER)
        other = factories.member(session, name="Jip;=1+1; Verhoef")
    questions = [{"kind": "text", "label": "Diet?", "required": False, "options": []}]
    event = published(organiser, questions=questions)
    register(call_as(person), event["id"], answers=[{"questionId": event["questions"][0]["id"], "answer": "+1\n@x"}])
    register(call_as(other), event["id"])
    answer = organiser.get(f"/events/{event['id']}/attendance", headers={"Accept-Language": "nl"})
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Naam", "Mailadres", "Organisatie", "Soort functie", "Inschrijving", "Kwam", "Diet?"]
    assert rows[1] == ["'=HYPERLINK(1)", person.email, "Almere", "manager", "confirmed", "no", "'+1\n'@x"]
    assert rows[2][0] == "Jip;'=1+1; Verhoef"


def test_the_figures_of_a_programme_add_up_those_of_its_events(work, call_as, clock):
    with work() as session:
        organiser = call_as(factories.member(session, Role.ORGANISER))
        programme = Programme(title="A series", description="", created_at=clock.now)
        session.add(programme)
        session.flush()
        held = []
        for days in (1, 2, 3):
            starts = clock.now - timedelta(days=days, hours=2)
            event = factories.event(session, kind=EventKind.LECTURE, starts_at=starts, programme_id=programme.id)
            members = [factories.member(session) for _ in range(6)]
            held.append((event, members, [factories.seat(session, event, member) for member in members]))
    for event, members, seats in held[:2]:
        for value, member in enumerate(members[:5], start=1):
            assert look_back(call_as(member), event.id, usefulness=value).status_code == 204
        organiser.put(f"/registrations/{seats[0].id}/attendance", {"attended": True})
    found = organiser.get(f"/programmes/{programme.id}/figures").json
    assert [row["eventId"] for row in found["events"]] == [str(event.id) for event, _, _ in held]
    assert found["attendance"] == {"registered": 12, "came": 2, "showUpRate": 2 / 12}
    assert found["evaluation"]["answers"] == 10
    assert found["evaluation"]["usefulness"] == {"mean": 3.0, "counts": [2, 2, 2, 2, 2]}
    assert found["events"][2]["attendance"]["came"] is None


def test_who_came_is_asked_by_mail_the_day_after_and_who_did_not_is_left_alone(
    app, database, clock, organiser, people, post_office
):
    came, absent = people(2)
    event = published(organiser, kind="dialogue")
    script = [{"kind": "question", "prompt": "What helped?", "maxSeconds": 600}]
    dialogue = organiser.post("/dialogues", {"eventId": event["id"], "phases": script, "advance": "hand"}).json["id"]
    for person in (came, absent):
        register(person, event["id"])
    opened = organiser.post(f"/dialogues/{dialogue}/moves", {"move": "open", "early": True})
    assert opened.status_code == 201, opened.text
    assert came.post(f"/dialogues/{dialogue}/participants").status_code == 201
    clock.now = factories.START.replace(month=10, day=27, hour=15)
    assert not [each for each in post_office.subjects() if "How was" in each or "Hoe was" in each]
    closed = organiser.post(f"/dialogues/{dialogue}/moves", {"move": "close"})
    assert closed.status_code == 201, closed.text
    clock.forward(days=1, minutes=1)
    asked = [mail for mail in post_office.deliver() if "Hoe was" in mail["Subject"]]
    assert [mail["To"] for mail in asked] == [came.member.email]
    assert f"/events/{event['id']}/evaluation" in words(asked[0])
    clock.forward(days=3)
    assert post_office.deliver() == []


def test_after_an_event_without_a_dialogue_everybody_with_a_seat_is_asked_unless_it_was_noted_who_came(
    clock, organiser, people, post_office
):
    for noted in (False, True):
        one, two = people(2)
        event = published(
            organiser,
            startsAt=(clock.now + timedelta(hours=1)).isoformat(),
            location="The town hall",
            endsAt=(clock.now + timedelta(hours=2)).isoformat(),
        )
        seat = register(one, event["id"])["id"]
        register(two, event["id"])
        clock.forward(hours=3)
        if noted:
            assert organiser.put(f"/registrations/{seat}/attendance", {"attended": True}).status_code == 200
        post_office.deliver()
        clock.forward(days=1)
        asked = {mail["To"] for mail in post_office.deliver() if "Hoe was" in mail["Subject"]}
        assert asked == ({one.member.email} if noted else {one.member.email, two.member.email})


def test_an_event_that_moved_is_asked_about_at_its_new_time_only(clock, organiser, people, post_office):
    from tests.gatherings import change

    [person] = people(1)
    event = published(organiser)
    register(person, event["id"])
    change(organiser, event["id"], startsAt="2026-10-28T14:00:00+01:00", endsAt="2026-10-28T15:00:00+01:00")
    asked = []
    for day in (27, 28, 29):
        clock.now = factories.START.replace(month=10, day=day, hour=14, minute=1)
        asked.append([mail["To"] for mail in post_office.deliver() if "Hoe was" in mail["Subject"]])
    assert asked == [[], [], [person.member.email]]


def test_marks_go_when_nobody_can_answer_any_more_and_answers_stay(lecture, database, clock):
    event, organiser, people, _ = lecture
    for person in people[:5]:
        look_back(person, event.id)
    for days, left in ((59, 5), (61, 0)):
        with database.unit_of_work() as session:
            housekeeping.tidy(session, clock.now + timedelta(days=days))
            assert session.scalar(select(func.count()).select_from(EvaluationMark)) == left
    assert figures(organiser, event.id)["evaluation"]["answers"] == 5


def test_what_one_takes_along_tells_that_one_answered_and_not_what(lecture):
    event, _, people, _ = lecture
    look_back(people[0], event.id, different="My own words.")
    answer = people[0].get("/me/export")
    assert answer.json["records"]["evaluationMark"] == [{"event": event.title}]
    assert "My own words." not in answer.text


def test_erasing_an_account_takes_the_mark_and_leaves_the_answer(lecture, database):
    event, _, people, _ = lecture
    look_back(people[0], event.id)
    assert people[0].delete("/me?keepContributions=true").status_code == 204
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(EvaluationMark)) == 0
        assert session.scalar(select(func.count()).select_from(Evaluation)) == 1
