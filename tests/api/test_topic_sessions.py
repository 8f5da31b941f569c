"""Follow-up sessions: proposed from what one may read, counted in on, planned, declined."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from api.domain.vocabulary import DialogueState, EventStatus, PhaseKind, Role
from api.models import Dialogue, Event, Interest, Job, Lesson, Registration, Statement, Thread, TopicSession
from tests import factories
from tests.dialogues import Said, closed

SAID = [
    Said("Nobody owned it after the project money.", fully=20, reactions=[Said("We named an owner first.", fully=9)]),
    Said("The line had no time.", fully=4, a_little=20),
    Said("A name that must not be here.", hidden=True),
]
WHEN = {
    "startsAt": (factories.START + timedelta(days=14)).isoformat(),
    "endsAt": (factories.START + timedelta(days=14, hours=1)).isoformat(),
}


@pytest.fixture
def people(work):
    with work() as session:
        return {
            "ada": factories.member(session, name="Ada Vos"),
            "bo": factories.member(session),
            "outsider": factories.member(session),
            "organiser": factories.member(session, Role.ORGANISER),
            "moderator": factories.member(session, Role.MODERATOR),
        }


@pytest.fixture
def made(work, people):
    with work() as session:
        return closed(session, SAID, registered=[people["ada"], people["bo"]])


@pytest.fixture
def ids(made) -> dict[str, str]:
    return {text: str(statement.id) for text, statement in made.statements.items()}


@pytest.fixture
def proposal(made, ids) -> dict:
    source = {"kind": "statement", "dialogueId": str(made.dialogue.id), "statementId": ids[SAID[0].text]}
    return {"title": "Who owns it after the pilot?", "motivation": "It comes back everywhere.", "source": source}


@pytest.fixture
def proposed(call_as, people, proposal) -> dict:
    return call_as(people["ada"]).post("/topic-sessions", proposal).json


def test_a_session_grows_from_a_statement_in_a_report_and_its_proposer_counts_in(call_as, people, proposal):
    caller = call_as(people["ada"])
    answer = caller.post("/topic-sessions", proposal)
    assert answer.status_code == 201
    there = caller.get(answer.headers["Location"].removeprefix("/api/v1"))
    assert there.json == answer.json
    assert (there.json["status"], there.json["interestCount"], there.json["interested"]) == ("proposed", 1, True)
    assert there.json["proposedBy"]["name"] == "Ada Vos"
    assert there.json["source"]["text"] == SAID[0].text


@pytest.mark.parametrize("kind", ["thread", "lesson"])
def test_a_session_grows_from_a_thread_or_a_lesson(work, call_as, people, kind):
    with work() as session:
        moments = {"created_at": factories.START}
        if kind == "thread":
            row = Thread(title="Where it began", author=people["bo"], last_post_at=factories.START, **moments)
        else:
            row = Lesson(title="Where it began", author=people["bo"], situation="So.", tried="This.", **moments)
        session.add(row)
    new = {"title": "Go on", "source": {"kind": kind, f"{kind}Id": str(row.id)}}
    answer = call_as(people["outsider"]).post("/topic-sessions", new)
    assert (answer.status_code, answer.json["source"]["text"]) == (201, "Where it began")


def test_who_may_not_read_the_report_proposes_nothing_from_it(call_as, people, proposal):
    assert call_as(people["outsider"]).post("/topic-sessions", proposal).status_code == 403
    assert call_as(people["moderator"]).post("/topic-sessions", proposal).status_code == 201


def test_every_member_reads_the_sessions_and_the_statement_they_quote(call_as, people, proposed):
    caller = call_as(people["outsider"])
    seen = caller.get(f"/topic-sessions/{proposed['id']}").json
    assert (seen["source"]["text"], seen["interested"]) == (SAID[0].text, False)
    assert [row["id"] for row in caller.get("/topic-sessions").json["items"]] == [proposed["id"]]


def test_a_visitor_reads_no_sessions(visitor, proposed):
    assert visitor.get("/topic-sessions").status_code == 401
    assert visitor.get(f"/topic-sessions/{proposed['id']}").status_code == 401


@pytest.mark.parametrize(
    ("source", "field"),
    [
        ({"kind": "statement", "statementId": "00000000-0000-0000-0000-000000000000"}, "source.dialogueId"),
        ({"kind": "thread"}, "source.threadId"),
        ({"kind": "lesson", "lessonId": "00000000-0000-0000-0000-000000000000"}, "source.lessonId"),
        ({"kind": "thread", "threadId": "00000000-0000-0000-0000-000000000000"}, "source.threadId"),
        ({"kind": "rumour"}, "source.kind"),
    ],
)
def test_a_session_needs_a_source_that_exists(call_as, people, proposal, source, field):
    answer = call_as(people["ada"]).post("/topic-sessions", proposal | {"source": source})
    assert answer.status_code == 400
    assert [each["field"] for each in answer.json["errors"]] == [field]


def test_a_source_takes_no_ids_of_another_kind(call_as, people, proposal):
    source = proposal["source"] | {"threadId": "00000000-0000-0000-0000-000000000000"}
    answer = call_as(people["ada"]).post("/topic-sessions", proposal | {"source": source})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "source.threadId")


def test_a_hidden_statement_is_no_source(call_as, people, proposal, ids):
    source = proposal["source"] | {"statementId": ids["A name that must not be here."]}
    answer = call_as(people["ada"]).post("/topic-sessions", proposal | {"source": source})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "source.statementId")


def test_a_statement_of_a_dialogue_that_is_not_closed_is_no_source(work, call_as, people, proposal, made):
    with work() as session:
        session.get_one(Dialogue, made.dialogue.id).state = DialogueState.LIVE
    answer = call_as(people["ada"]).post("/topic-sessions", proposal)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (409, "source.statementId")


def test_the_same_proposal_sent_twice_is_one_session(call_as, people, proposal):
    caller = call_as(people["ada"])
    answers = [caller.post("/topic-sessions", proposal, headers={"Idempotency-Key": "thumb"}) for _ in range(2)]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert len(caller.get("/topic-sessions").json["items"]) == 1


def test_sessions_are_listed_newest_first_by_cursor_status_and_report(call_as, people, proposal, clock, made):
    caller = call_as(people["ada"])
    for number in range(3):
        caller.post("/topic-sessions", proposal | {"title": f"Session {number}"})
        clock.forward(minutes=1)
    first = caller.get("/topic-sessions?limit=2").json
    second = caller.get(f"/topic-sessions?limit=2&cursor={first['next']}").json
    titles = [row["title"] for row in first["items"] + second["items"]]
    assert titles == ["Session 2", "Session 1", "Session 0"]
    assert caller.get("/topic-sessions?status=declined").json["items"] == []
    assert len(caller.get(f"/topic-sessions?dialogueId={made.dialogue.id}").json["items"]) == 3
    assert caller.get(f"/topic-sessions?dialogueId={made.event.id}").json["items"] == []


def interest(proposed: dict) -> str:
    return f"/topic-sessions/{proposed['id']}/interest"


def test_counting_in_and_out_is_once_for_everybody(call_as, people, proposed):
    caller = call_as(people["bo"])
    counts = [caller.put(interest(proposed)).json["interestCount"] for _ in range(2)]
    counts += [caller.delete(interest(proposed)).json["interestCount"] for _ in range(2)]
    assert counts == [2, 2, 1, 1]


def test_the_count_is_right_when_many_count_in_at_once(work, app, call_as, proposed):
    with work() as session:
        callers = [call_as(factories.member(session)) for _ in range(12)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda caller: caller.put(interest(proposed)), [*callers, *callers]))
    assert {answer.status_code for answer in answers} == {200}
    with work() as session:
        assert session.get_one(TopicSession, UUID(proposed["id"])).interest_count == 13
        assert len(session.scalars(select(Interest)).all()) == 13


def changed(caller, proposed: dict, changes: dict):
    address = f"/topic-sessions/{proposed['id']}"
    return caller.patch(address, changes, headers={"If-Match": caller.get(address).headers["ETag"]})


def test_the_proposer_and_an_organiser_change_the_words_and_nobody_else(call_as, people, proposed):
    assert changed(call_as(people["ada"]), proposed, {"title": "Better"}).json["title"] == "Better"
    assert changed(call_as(people["organiser"]), proposed, {"motivation": "So."}).json["motivation"] == "So."
    assert changed(call_as(people["bo"]), proposed, {"title": "Mine"}).status_code == 403


def test_a_change_names_the_version_that_it_is_based_on(call_as, people, proposed):
    caller, address = call_as(people["ada"]), f"/topic-sessions/{proposed['id']}"
    old = caller.get(address).headers["ETag"]
    assert caller.patch(address, {"title": "A"}).status_code == 428
    assert caller.patch(address, {"title": "A"}, headers={"If-Match": old}).status_code == 200
    assert caller.patch(address, {"title": "B"}, headers={"If-Match": old}).status_code == 412


def test_somebody_who_counts_in_does_not_spoil_a_change(call_as, people, proposed):
    caller, address = call_as(people["ada"]), f"/topic-sessions/{proposed['id']}"
    old = caller.get(address).headers["ETag"]
    call_as(people["bo"]).put(interest(proposed))
    answer = caller.patch(address, {"title": "A"}, headers={"If-Match": old})
    assert (answer.status_code, answer.json["interestCount"]) == (200, 2)


def test_an_organiser_declines_and_reopens(call_as, people, proposed):
    organiser, bo = call_as(people["organiser"]), call_as(people["bo"])
    assert changed(call_as(people["ada"]), proposed, {"status": "declined"}).status_code == 403
    assert changed(organiser, proposed, {"status": "declined"}).json["status"] == "declined"
    assert bo.put(interest(proposed)).status_code == 409
    assert organiser.post(f"/topic-sessions/{proposed['id']}/event", WHEN).status_code == 409
    assert changed(organiser, proposed, {"status": "proposed"}).json["status"] == "proposed"
    assert bo.put(interest(proposed)).status_code == 200


def test_a_session_is_not_scheduled_by_writing_so(call_as, people, proposed):
    answer = changed(call_as(people["organiser"]), proposed, {"status": "scheduled"})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "status")


def scheduled(call_as, people, proposed: dict, **more):
    return call_as(people["organiser"]).post(f"/topic-sessions/{proposed['id']}/event", WHEN | more)


def test_an_organiser_makes_a_published_event_with_a_dialogue_of_it(work, call_as, people, proposed):
    answer = scheduled(call_as, people, proposed, capacity=30, onlineUrl="https://video.example.org/x")
    assert (answer.status_code, answer.json["status"]) == (201, "scheduled")
    assert answer.headers["Location"] == f"/api/v1/events/{answer.json['eventId']}"
    with work() as session:
        event = session.scalars(select(Event).where(Event.title == proposed["title"])).one()
        dialogue = session.scalars(select(Dialogue).where(Dialogue.event_id == event.id)).one()
        assert (event.status, event.capacity, str(event.id)) == (EventStatus.PUBLISHED, 30, answer.json["eventId"])
        assert [phase.kind for phase in dialogue.phases] == [PhaseKind.LOBBY, PhaseKind.QUESTION, PhaseKind.CLOSING]
        assert dialogue.phases[1].prompt == proposed["title"]
        assert dialogue.state is DialogueState.PLANNED


def first_statements(work, answer) -> list[Statement]:
    with work() as session:
        dialogue = session.scalars(select(Dialogue).join(Event).where(Event.title == answer.json["title"])).one()
        query = select(Statement).where(Statement.dialogue_id == dialogue.id).order_by(Statement.number)
        return list(session.scalars(query).all())


def test_the_dialogue_begins_with_the_statement_that_it_grew_from(work, call_as, people, proposed):
    [first] = first_statements(work, scheduled(call_as, people, proposed))
    assert (first.text, first.author_id, first.fully) == (SAID[0].text, None, 0)


def test_the_organiser_chooses_the_first_statements_from_the_report(work, call_as, people, proposed, ids):
    wanted = [ids["The line had no time."], ids["We named an owner first."]]
    answer = scheduled(call_as, people, proposed, firstStatements=wanted)
    assert [row.text for row in first_statements(work, answer)] == ["The line had no time.", "We named an owner first."]


def test_a_first_statement_from_elsewhere_is_refused_and_nothing_is_made(work, call_as, people, proposed, ids):
    wanted = [ids["The line had no time."], ids["A name that must not be here."]]
    answer = scheduled(call_as, people, proposed, firstStatements=wanted)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "firstStatements.1")
    with work() as session:
        assert session.scalars(select(Event).where(Event.title == proposed["title"])).all() == []


def test_the_interested_are_invited_by_mail_and_nobody_is_registered_unasked(work, call_as, people, proposed):
    call_as(people["bo"]).put(interest(proposed))
    answer = scheduled(call_as, people, proposed)
    with work() as session:
        jobs = session.scalars(select(Job).where(Job.kind == "mail")).all()
        mails = [job.payload for job in jobs if job.payload["template"] == "topic_session_invitation"]
        seats = session.scalars(select(Registration).join(Event).where(Event.title == proposed["title"])).all()
    assert {mail["to"] for mail in mails} == {people["ada"].email, people["bo"].email}
    assert {mail["context"]["event_id"] for mail in mails} == {answer.json["eventId"]}
    assert seats == []


def test_a_session_is_scheduled_once(call_as, people, proposed):
    assert scheduled(call_as, people, proposed).status_code == 201
    assert scheduled(call_as, people, proposed).status_code == 409
    assert call_as(people["bo"]).put(interest(proposed)).status_code == 409
    assert changed(call_as(people["ada"]), proposed, {"title": "Other"}).status_code == 409


def test_the_same_scheduling_sent_twice_answers_the_same(call_as, people, proposed):
    caller, address = call_as(people["organiser"]), f"/topic-sessions/{proposed['id']}/event"
    answers = [caller.post(address, WHEN, headers={"Idempotency-Key": "thumb"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]


def test_only_an_organiser_schedules(call_as, people, proposed):
    for name in ("ada", "moderator"):
        answer = call_as(people[name]).post(f"/topic-sessions/{proposed['id']}/event", WHEN)
        assert answer.status_code == 403


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"endsAt": WHEN["startsAt"]}, "endsAt"),
        ({"startsAt": "2026-01-01T10:00:00Z", "endsAt": "2026-01-01T11:00:00Z"}, "endsAt"),
        ({"capacity": 0}, "capacity"),
        ({"onlineUrl": "javascript:alert(1)"}, "onlineUrl"),
        ({"startsAt": "tomorrow"}, "startsAt"),
    ],
)
def test_an_impossible_event_is_refused_by_its_field(work, call_as, people, proposed, wrong, field):
    answer = scheduled(call_as, people, proposed, **wrong)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, field)
    with work() as session:
        assert session.scalars(select(Event).where(Event.title == proposed["title"])).all() == []


def test_a_session_that_does_not_exist_is_not_found(call_as, people):
    caller = call_as(people["organiser"])
    nowhere = "/topic-sessions/00000000-0000-0000-0000-000000000000"
    answers = [caller.get(nowhere), caller.put(f"{nowhere}/interest"), caller.delete(f"{nowhere}/interest")]
    answers += [caller.post(f"{nowhere}/event", WHEN), caller.patch(nowhere, {}, headers={"If-Match": '"x"'})]
    assert {answer.status_code for answer in answers} == {404}
