"""The script of a dialogue, where it stands, and who comes in."""

from tests import factories
from tests.api.conftest import Caller, Clock
from tests.hour import SCRIPT, begin


def test_only_organisers_make_a_dialogue(app, database, work, call_as):
    with work() as session:
        member, event = factories.member(session), factories.event(session)
    answer = call_as(member).post("/dialogues", {"eventId": str(event.id), "phases": SCRIPT})
    assert answer.status_code == 403


def test_an_event_has_one_dialogue_at_most(app, database):
    hour = begin(app, database)
    answer = hour.organiser.post("/dialogues", {"eventId": str(hour.event.id), "phases": SCRIPT})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (409, "eventId")


def test_a_phase_that_ends_before_it_may_end_is_refused_by_name(app, database, work, call_as):
    hour = begin(app, database, advance="clock")
    script = [{"kind": "question", "prompt": "Why?", "minSeconds": 90, "maxSeconds": 60}]
    etag = hour.organiser.get(hour.path).headers["ETag"]
    answer = hour.organiser.patch(hour.path, {"phases": script}, headers={"If-Match": etag})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "phases.0.maxSeconds")
    assert len(hour.organiser.get(hour.path).json["phases"]) == 4


def test_a_script_can_change_until_the_doors_open(app, database, clock: Clock):
    hour = begin(app, database, advance="clock")
    etag = hour.organiser.get(hour.path).headers["ETag"]
    script = [{"kind": "question", "prompt": "Why?", "maxSeconds": 60}]
    assert hour.organiser.patch(hour.path, {"phases": script}).status_code == 428
    changed = hour.organiser.patch(hour.path, {"phases": script}, headers={"If-Match": etag})
    assert [phase["prompt"] for phase in changed.json["phases"]] == ["Why?"]
    clock.now = hour.event.starts_at
    etag = hour.organiser.get(hour.path).headers["ETag"]
    assert hour.organiser.patch(hour.path, {"phases": SCRIPT}, headers={"If-Match": etag}).status_code == 409


def test_two_who_change_a_script_at_once_do_not_overwrite_each_other(app, database):
    hour = begin(app, database, advance="clock")
    seen = {"If-Match": hour.organiser.get(hour.path).headers["ETag"]}
    for prompt, status in (("First?", 200), ("Second?", 412)):
        script = [{"kind": "question", "prompt": prompt, "maxSeconds": 60}]
        assert hour.organiser.patch(hour.path, {"phases": script}, headers=seen).status_code == status
    assert [phase["prompt"] for phase in hour.organiser.get(hour.path).json["phases"]] == ["First?"]


def test_a_member_of_another_event_stays_outside(app, database, call_as, work):
    hour = begin(app, database)
    with work() as session:
        stranger = factories.member(session)
        factories.seat(session, factories.event(session), stranger)
    caller = call_as(stranger)
    for answer in (
        caller.get(hour.path),
        caller.post(f"{hour.path}/participants"),
        caller.post(f"{hour.path}/statements", {"text": "Hello"}),
        caller.post(f"{hour.path}/turns"),
        caller.get(f"{hour.path}/stream"),
    ):
        assert answer.status_code == 403
        assert answer.json["detail"] == "Register for this event first."


def test_a_visitor_has_to_log_in(app, database, visitor: Caller):
    assert visitor.get(begin(app, database).path).status_code == 401


def test_the_doors_open_by_the_clock_when_the_lobby_begins(app, database, clock: Clock):
    hour = begin(app, database, advance="clock")
    person = hour.people[0]
    assert person.post(f"{hour.path}/participants").status_code == 409
    clock.now = hour.event.starts_at
    clock.forward(minutes=-10)
    assert person.post(f"{hour.path}/participants").json["joined"]
    assert person.get(hour.path).json["stage"] == "lobby"
    clock.forward(minutes=10)
    assert person.get(hour.path).json["stage"] == "question"


def test_joining_twice_is_joining_once(app, database):
    hour = begin(app, database)
    assert hour.people[0].post(f"{hour.path}/participants").status_code == 201
    assert hour.people[0].get(hour.path).json["participantCount"] == 3


def test_what_is_kept_of_a_participant_is_coarse_and_shown(app, database):
    hour = begin(app, database)
    kept = hour.people[0].get(f"{hour.path}/participants/me").json
    assert kept == {
        "joined": True,
        "sizeClass": "large",
        "province": "Flevoland",
        "jobFunction": "innovation_advisor",
        "ratingCount": 0,
        "statementCount": 0,
    }


def test_two_taps_move_a_dialogue_once(app, database, clock: Clock):
    hour = begin(app, database)
    clock.forward(minutes=2)
    body = {"move": "next", "fromPosition": 1, "fromStage": "question"}
    assert hour.organiser.post(f"{hour.path}/moves", body).json["stage"] == "tail"
    assert hour.organiser.post(f"{hour.path}/moves", body).status_code == 409


def test_a_participant_cannot_move_the_dialogue(app, database):
    hour = begin(app, database)
    assert hour.people[0].post(f"{hour.path}/moves", {"move": "close"}).status_code == 403


def test_a_cancelled_event_does_not_open(app, database, clock: Clock, work):
    hour = begin(app, database, advance="clock")
    with work() as session:
        event = session.get(type(hour.event), hour.event.id)
        event.status = "cancelled"
    clock.now = hour.event.starts_at
    assert hour.people[0].post(f"{hour.path}/participants").status_code == 409
