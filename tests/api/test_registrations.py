"""Registering over HTTP: seats, the waiting list, answers, one's own list and the organiser's."""

import uuid
from datetime import UTC, datetime, timedelta

from tests import factories
from tests.api.conftest import Caller
from tests.dialogues import closed
from tests.gatherings import cancel, change, published, register

QUESTIONS = [
    {"kind": "choice", "label": "Which round?", "options": ["Early", "Late"], "required": True},
    {"kind": "yes_no", "label": "First time?"},
]


def status_of(person: Caller, event: dict) -> tuple[str, int | None]:
    mine = person.get(f"/events/{event['id']}").json["registration"]
    return mine["status"], mine["waitingPlace"]


def test_registering_gives_a_seat_and_leads_to_it(organiser: Caller, people):
    event, person = published(organiser), people(1)[0]
    answer = person.post(f"/events/{event['id']}/registrations", {})
    assert answer.status_code == 201
    assert answer.json["status"] == "confirmed"
    assert person.get(answer.headers["Location"].removeprefix("/api/v1")).json == answer.json


def test_a_full_event_puts_the_next_person_on_the_waiting_list_in_order(organiser: Caller, people):
    event = published(organiser, capacity=1)
    first, second, third = people(3)
    places = [register(person, event["id"])["waitingPlace"] for person in (first, second, third)]
    assert places == [None, 1, 2]
    assert status_of(third, event) == ("waiting", 2)


def test_registering_again_gives_the_same_registration(organiser: Caller, people):
    event = published(organiser, capacity=1)
    for person in people(2):
        made = register(person, event["id"])
        again = person.post(f"/events/{event['id']}/registrations", {})
        assert (again.status_code, again.json) == (200, made)
    assert organiser.get(f"/events/{event['id']}").json["confirmedCount"] == 1


def test_the_same_request_sent_twice_registers_once(organiser: Caller, people):
    event, person = published(organiser), people(1)[0]
    path, thumb = f"/events/{event['id']}/registrations", {"Idempotency-Key": "thumb"}
    first, second = person.post(path, {}, headers=thumb), person.post(path, {}, headers=thumb)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json == second.json
    assert organiser.get(f"/events/{event['id']}").json["confirmedCount"] == 1


def test_giving_up_a_seat_moves_the_first_who_waits_up(organiser: Caller, people):
    event = published(organiser, capacity=1)
    first, second, third = people(3)
    made = [register(person, event["id"]) for person in (first, second, third)]
    assert first.delete(f"/registrations/{made[0]['id']}").status_code == 204
    assert status_of(second, event) == ("confirmed", None)
    assert status_of(third, event) == ("waiting", 1)
    assert organiser.get(f"/events/{event['id']}").json["confirmedCount"] == 1


def test_giving_up_twice_is_giving_up_once(organiser: Caller, people):
    event = published(organiser, capacity=2)
    first, _second = people(2)
    made = [register(person, event["id"]) for person in (first, _second)]
    for _ in range(2):
        assert first.delete(f"/registrations/{made[0]['id']}").status_code == 204
    assert organiser.get(f"/events/{event['id']}").json["confirmedCount"] == 1


def test_leaving_the_waiting_list_moves_nobody_up(organiser: Caller, people):
    event = published(organiser, capacity=1)
    first, second, third = people(3)
    made = [register(person, event["id"]) for person in (first, second, third)]
    second.delete(f"/registrations/{made[1]['id']}")
    assert status_of(first, event) == ("confirmed", None)
    assert status_of(third, event) == ("waiting", 1)


def test_who_comes_back_joins_the_end_of_the_queue_with_new_answers(organiser: Caller, people):
    event = published(organiser, capacity=1, questions=QUESTIONS)
    choice = event["questions"][0]["id"]
    first, second, third = people(3)
    made = [
        register(person, event["id"], answers=[{"questionId": choice, "answer": "Early"}])
        for person in (first, second, third)
    ]
    first.delete(f"/registrations/{made[0]['id']}")
    back = register(first, event["id"], answers=[{"questionId": choice, "answer": "Late"}])
    assert (back["id"], back["waitingPlace"]) == (made[0]["id"], 2)
    assert back["answers"] == [{"questionId": choice, "answer": "Late"}]


def test_a_higher_capacity_moves_people_up_in_order(organiser: Caller, people):
    event = published(organiser, capacity=1)
    everybody = people(4)
    for person in everybody:
        register(person, event["id"])
    assert change(organiser, event["id"], capacity=3).json["confirmedCount"] == 3
    assert [status_of(person, event) for person in everybody] == [("confirmed", None)] * 3 + [("waiting", 1)]
    assert change(organiser, event["id"], capacity=None).json["waitingCount"] == 0


def test_a_capacity_below_the_seats_that_were_given_is_refused_by_name(organiser: Caller, people):
    event = published(organiser, capacity=3)
    for person in people(2):
        register(person, event["id"])
    answer = change(organiser, event["id"], capacity=1)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (409, "capacity")
    assert "2" in answer.json["detail"]
    assert organiser.get(f"/events/{event['id']}").json["capacity"] == 3
    assert change(organiser, event["id"], capacity=2).status_code == 200


def test_the_organisers_questions_have_to_be_answered_as_they_were_asked(organiser: Caller, people):
    event, person = published(organiser, questions=QUESTIONS), people(1)[0]
    choice, first_time = (row["id"] for row in event["questions"])
    wrong = [
        ([], "answers"),
        ([{"questionId": choice, "answer": "Never"}], "answers.0.answer"),
        ([{"questionId": choice, "answer": "Late"}, {"questionId": first_time, "answer": "?"}], "answers.1.answer"),
        ([{"questionId": str(uuid.uuid4()), "answer": "x"}], "answers.0.questionId"),
        ([{"questionId": choice, "answer": "x" * 1001}], "answers.0.answer"),
        ([{"questionId": "x", "answer": "Late"}], "answers.0.questionId"),
        ([{"answer": "Late"}], "answers.0.questionId"),
    ]
    for answers, field in wrong:
        answer = person.post(f"/events/{event['id']}/registrations", {"answers": answers})
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, field)
    assert person.post(f"/events/{event['id']}/registrations", {"name": "x"}).json["errors"][0]["field"] == "name"
    assert organiser.get(f"/events/{event['id']}").json["confirmedCount"] == 0


def test_registering_ends_when_the_event_ends_or_is_cancelled(organiser: Caller, people, clock):
    ended, cancelled, person = published(organiser), published(organiser), people(1)[0]
    cancel(organiser, cancelled["id"])
    assert person.post(f"/events/{cancelled['id']}/registrations", {}).status_code == 409
    clock.now = datetime(2026, 10, 26, 13, 59, tzinfo=UTC)
    register(people(1)[0], ended["id"])
    clock.now = datetime(2026, 10, 26, 14, 0, tzinfo=UTC)
    assert person.post(f"/events/{ended['id']}/registrations", {}).status_code == 409


def test_a_registration_stays_as_it_is_once_the_event_is_over(organiser: Caller, people, clock):
    event, person = published(organiser), people(1)[0]
    made = register(person, event["id"])
    clock.now = datetime(2026, 10, 26, 14, 0, tzinfo=UTC)
    assert person.delete(f"/registrations/{made['id']}").status_code == 409
    assert status_of(person, event) == ("confirmed", None)


def test_a_registration_belongs_to_one_person_and_the_organisers(organiser: Caller, people, visitor: Caller):
    event = published(organiser)
    owner, other = people(2)
    path = f"/registrations/{register(owner, event['id'])['id']}"
    for caller, status in ((other, 404), (visitor, 401)):
        assert caller.get(path).status_code == status
        assert caller.delete(path).status_code == status
    assert owner.get(path).json["status"] == "confirmed"
    assert organiser.delete(path).status_code == 204
    assert owner.get(path).json["status"] == "cancelled"
    assert owner.get(f"/registrations/{uuid.uuid4()}").status_code == 404


def test_a_visitor_logs_in_before_registering(organiser: Caller, visitor: Caller):
    assert visitor.post(f"/events/{published(organiser)['id']}/registrations", {}).status_code == 401


def test_organisers_read_who_comes_in_order_with_their_answers(organiser: Caller, people):
    event = published(organiser, capacity=2, questions=QUESTIONS)
    choice = event["questions"][0]["id"]
    everybody = people(3)
    for person in everybody:
        register(person, event["id"], answers=[{"questionId": choice, "answer": "Late"}])
    path = f"/events/{event['id']}/registrations"
    first = organiser.get(f"{path}?limit=2").json
    second = organiser.get(f"{path}?limit=2&cursor={first['next']}").json
    rows = first["items"] + second["items"]
    assert [row["member"]["email"] for row in rows] == [person.member.email for person in everybody]
    assert rows[0]["member"]["organisationName"] == "Almere"
    assert rows[0]["answers"] == [{"questionId": choice, "answer": "Late"}]
    assert [row["waitingPlace"] for row in rows] == [None, None, 1]
    waiting = organiser.get(f"{path}?status=waiting").json["items"]
    assert [row["id"] for row in waiting] == [rows[2]["id"]]
    assert organiser.get(f"/events/{uuid.uuid4()}/registrations").status_code == 404


def test_ones_own_registrations_come_with_their_events_by_date(organiser: Caller, people, clock):
    person = people(1)[0]
    later = published(organiser, title="Later", startsAt="2026-11-01T10:00:00Z", endsAt="2026-11-01T11:00:00Z")
    sooner, gone = published(organiser, title="Sooner"), published(organiser, title="Given up")
    for event in (later, sooner):
        register(person, event["id"])
    person.delete(f"/registrations/{register(person, gone['id'])['id']}")
    first = person.get("/me/registrations?limit=1").json
    second = person.get(f"/me/registrations?limit=1&cursor={first['next']}").json
    assert [page["items"][0]["event"]["title"] for page in (first, second)] == ["Sooner", "Later"]
    assert second["next"] is None
    clock.now = datetime(2026, 10, 27, tzinfo=UTC)
    titles = {
        period: [row["event"]["title"] for row in person.get(f"/me/registrations?period={period}").json["items"]]
        for period in ("upcoming", "past")
    }
    assert titles == {"upcoming": ["Later"], "past": ["Sooner"]}


def test_a_report_stays_with_who_was_there_after_the_event(work, people, call_as):
    with work() as session:
        member = factories.member(session)
        made = closed(session, [], registered=[member], starts_at=factories.START - timedelta(days=3))
    row = call_as(member).get("/me/registrations?period=past").json["items"][0]
    assert (row["event"]["dialogueId"], row["event"]["dialogueState"]) == (str(made.dialogue.id), "closed")
