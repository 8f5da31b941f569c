"""The ten rules that never bend, each held through the API; the tests named beside a rule hold it in depth."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from api.db import Database
from api.models import DialogueKey, Job, Participant, Rating, Registration, Statement
from tests import factories
from tests.gatherings import cancel, published, register
from tests.hour import begin
from tests.letters import delivered
from tests.tables import whole_database

SIGN_UP = {"name": "Noor", "jobFunction": "innovation_advisor", "password": "quite a long one"}
LESSON = {"title": "One owner", "situation": "Nobody owned it.", "tried": "We named one."}


def words_of(rows: list[dict[str, Any]]) -> str:
    """Give everything in some rows as one text, ids without dashes."""
    return json.dumps(rows, default=lambda value: value.hex() if isinstance(value, bytes) else str(value)).replace(
        "-", ""
    )


def together(*calls: Any) -> list[Any]:
    """Make calls at the same moment, each from a thread of its own."""
    start = Barrier(len(calls))

    def go(call: Any) -> Any:
        start.wait(10)
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(go, calls))


def test_rule_1_unlinkable(app, database):
    """After the close nothing leads from words or ratings to a member (in depth: tests/api/test_close.py)."""
    hour = begin(app, database, people=6)
    hour.say(0, "Nobody owned it.")
    for who in range(1, 5):
        answer = hour.rate(who, hour.turn(who)["id"], "fully")
    assert answer.status_code == 200
    [own] = hour.people[0].get(f"{hour.path}/statements/mine").json["items"]
    assert own["recognition"] == {"raters": 4, "recognised": None, "doesNotOccur": None}  # four would point at people
    with database.read() as session:
        pseudonyms = [row.hex for row in session.scalars(select(Participant.id))]
        [key] = session.scalars(select(DialogueKey.key))
    hour.move("close")
    rows = whole_database(database)
    assert rows["dialogue_key"] == rows["turn"] == []
    live = words_of(rows["participant"] + rows["statement"] + rows["rating"] + rows["report"])
    assert not [member for member in hour.members if member.id.hex in live or member.email in live]
    everything = words_of([row for table in rows.values() for row in table])
    assert not [secret for secret in [*pseudonyms, key.hex()] if secret in everything]


def test_rule_2_nothing_accepted_is_lost(app, database, database_url, organiser, people):
    """What was answered with 2xx is on disk with its mail, and what was refused left none (tests/faults, tests/jobs)."""
    hour = begin(app, database, people=2)
    statement = hour.say(0, "Nobody owned it.")
    assert hour.rate(1, hour.turn(1)["id"], "largely").status_code == 200
    event = published(organiser)
    seat = register(people(1)[0], event["id"])
    cancelled = published(organiser)
    cancel(organiser, cancelled["id"])
    before = len(whole_database(database)["job"])
    assert people(1)[0].post(f"/events/{cancelled['id']}/registrations", {}).status_code == 409
    elsewhere = Database(database_url)
    with elsewhere.read() as session:
        assert session.get_one(Statement, (UUID(hour.id), UUID(statement))).largely == 1
        assert session.get(Registration, UUID(seat["id"])) is not None
        mails = session.scalars(select(Job).where(Job.kind == "mail")).all()
        assert "registration_confirmed" in {mail.payload["template"] for mail in mails}
    assert len(whole_database(elsewhere)["job"]) == before
    elsewhere.dispose()


def test_rule_3_no_seat_is_given_out_twice(organiser, people, work, clock):
    """Two at once get one seat, and the waiting list moves up with a mail (in depth: tests/api/test_seats.py)."""
    event = published(organiser, capacity=1)
    both = people(2)
    path = f"/events/{event['id']}/registrations"
    answers = together(*(lambda person=person: person.post(path, {}) for person in both))
    assert sorted(answer.json["status"] for answer in answers) == ["confirmed", "waiting"]
    first = next(number for number, answer in enumerate(answers) if answer.json["status"] == "confirmed")
    delivered(work, clock.now)
    assert both[first].delete(f"/registrations/{answers[first].json['id']}").status_code == 204
    moved = both[1 - first].get(f"/registrations/{answers[1 - first].json['id']}").json
    assert (moved["status"], moved["waitingPlace"]) == ("confirmed", None)
    assert [mail["template"] for mail in delivered(work, clock.now)] == ["registration_moved_up"]


def test_rule_4_one_rating_per_participant_per_statement(app, database):
    """Rating again replaces, and the database refuses a second row whatever the code does."""
    hour = begin(app, database, people=2)
    hour.say(0, "Nobody owned it.")
    given = hour.turn(1)["id"]
    for recognition in ("fully", "not_at_all"):
        assert hour.rate(1, given, recognition).status_code == 200
    with database.read() as session:
        rating = session.scalars(select(Rating)).one()
        statement = session.scalars(select(Statement)).one()
        assert (rating.recognition, statement.fully, statement.not_at_all) == ("not_at_all", 0, 1)
        again = {
            name: getattr(rating, name) for name in ("dialogue_id", "participant_id", "statement_id", "recognition")
        }
    with pytest.raises(IntegrityError), database.unit_of_work() as session:
        session.execute(insert(Rating).values(**again))


def test_rule_5_every_statement_gets_its_fair_count(app, database, clock):
    """A late statement is read next, in a tail people rate only, and the report prints the attention."""
    hour = begin(app, database, people=4)
    early = hour.say(0, "Early")
    for who in (1, 2):
        assert hour.rate(who, hour.turn(who)["id"], "fully").status_code == 200
    late = hour.say(0, "Late")
    assert hour.turn(3)["id"] == late
    clock.forward(minutes=2)
    hour.move("next")
    assert hour.people[0].get(hour.path).json["stage"] == "tail"
    assert hour.people[1].post(f"{hour.path}/statements", {"text": "Too late"}).status_code == 409
    assert hour.rate(3, late, "fully").json["turn"]["statement"]["id"] == early
    hour.move("close")
    content = hour.people[0].get(f"{hour.path}/reports/1").json["content"]
    attention = content["hour"]["attention"]
    assert (attention["lowest"], attention["highest"], attention["mean"]) == (1, 2, 1.5)
    assert attention["tooFew"] == 2  # of four people, nothing can be said about either


def test_rule_6_a_figure_carries_its_uncertainty(app, database):
    """Each rate comes with its raters and an interval, whose coverage tests/domain/test_ranking.py tests."""
    hour = begin(app, database, people=20)
    hour.say(0, "Nobody owned it.")
    for who in range(1, 8):
        assert hour.rate(who, hour.turn(who)["id"], "fully" if who % 2 else "not_at_all").status_code == 200
    hour.move("close")
    content = hour.people[0].get(f"{hour.path}/reports/1").json["content"]
    [statement] = content["questions"][0]["statements"]
    assert (statement["raters"], statement["recognised"]) == (7, 4)
    assert 0 <= statement["low"] < statement["rate"] < statement["high"] <= 1
    assert content["interval"] == 0.9


@pytest.mark.parametrize("language", ["nl", "en"])
def test_rule_8_bad_input_gets_a_clear_answer_and_changes_nothing(app, database, language):
    """Each refusal is a problem that names the field in the caller's language (tests/api/test_conformance.py)."""
    hour = begin(app, database, people=2)
    event = f"/events/{hour.event.id}"
    wrong = [
        (hour.people[0], f"{hour.path}/statements", {"text": "x" * 281}, "text"),
        (hour.people[0], f"{hour.path}/statements", {"text": "a\u202eb"}, "text"),
        (hour.people[0], f"{hour.path}/statements", {"text": "Fine", "colour": "red"}, "colour"),
        (hour.people[0], "/lessons", LESSON | {"topicIds": [str(uuid4())]}, "topicIds"),
        (
            hour.people[0],
            f"{event}/registrations",
            {"answers": [{"questionId": "1", "answer": ""}]},
            "answers.0.questionId",
        ),
        (
            hour.organiser,
            "/events",
            {"kind": "lecture", "title": "T", "startsAt": "2026-13-01", "endsAt": "x"},
            "startsAt",
        ),
        (hour.organiser, "/dialogues", {"eventId": str(hour.event.id), "phases": []}, "phases"),
    ]
    before, sentences = whole_database(database), {"nl": "De invoer klopt niet", "en": "The input is not valid"}
    for caller, path, body, field in wrong:
        answer = caller.post(path, body, headers={"Accept-Language": language})
        assert (answer.status_code, answer.content_type) == (400, "application/problem+json"), (path, answer.text)
        assert answer.json["title"] == sentences[language]
        assert answer.json["errors"][0]["field"] == field
        assert answer.json["errors"][0]["message"]
    assert whole_database(database) == before


def test_rule_9_a_person_owns_their_data(call_as, work, visitor):
    """Export, correction and erasure work, with or without the lessons (tests/api/test_accounts_erasure.py)."""
    with work() as session:
        stays, goes = (call_as(factories.member(session, name=name)) for name in ("Noor Jansen", "Bo Smit"))
    lessons = [person.post("/lessons", LESSON).json["id"] for person in (stays, goes)]
    assert "Noor Jansen" in stays.get("/me/export").text
    tag = stays.get("/me").headers["ETag"]
    assert stays.patch("/me", {"name": "Noor de Vries"}, headers={"If-Match": tag}).json["name"] == "Noor de Vries"
    assert stays.delete("/me?keepContributions=true").status_code == 204
    assert goes.delete("/me?keepContributions=false").status_code == 204
    kept = visitor.get(f"/lessons/{lessons[0]}")
    assert (kept.status_code, kept.json["author"]) == (200, None)
    assert visitor.get(f"/lessons/{lessons[1]}").status_code == 404
    assert {person.get("/me").status_code for person in (stays, goes)} == {401}


def test_rule_10_nobody_learns_who_has_an_account(call_as, work, visitor):
    """Sign-up, login, links, resets and invitations answer a known and an unknown address alike."""
    with work() as session:
        known = factories.member(session, email="known@example.org")
        inviter = call_as(factories.member(session))
        event = str(factories.event(session).id)
        place = {"organisationId": str(known.organisation_id)}
    sent = [
        (visitor, "/members", SIGN_UP | place),
        (visitor, "/tokens", {"grantType": "password", "password": "not the right one"}),
        (visitor, "/login-links", {}),
        (visitor, "/password-resets", {}),
        (inviter, f"/events/{event}/invitations", {}),
    ]
    for caller, path, body in sent:
        answers = [caller.post(path, body | {"email": f"{name}@example.org"}) for name in ("known", "unknown")]
        told = {(answer.status_code, answer.text, str(sorted(answer.headers))) for answer in answers}
        assert len(told) == 1, path
