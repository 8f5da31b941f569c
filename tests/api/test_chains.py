"""The chain of a programme: what grew from what, and each part for whoever may see it."""

from datetime import timedelta

import pytest

from api.domain.vocabulary import EventKind, EventStatus, RegistrationStatus, Role
from api.models import Programme
from tests import factories
from tests.dialogues import Said, closed

LESSON = {"title": "Name an owner first", "situation": "Nobody owned it.", "tried": "We named one."}


@pytest.fixture
def people(work):
    with work() as session:
        return {
            "ada": factories.member(session, name="Ada Vos"),
            "bo": factories.member(session),
            "waiting": factories.member(session),
            "moderator": factories.member(session, Role.MODERATOR),
            "organiser": factories.member(session, Role.ORGANISER),
        }


@pytest.fixture
def series(work, people) -> dict:
    """A lecture, a dialogue with a report, and an event that is not announced yet."""
    with work() as session:
        programme = Programme(title="Front runners", created_at=factories.START)
        session.add(programme)
        session.flush()
        lecture = factories.event(
            session,
            title="The lecture",
            kind=EventKind.LECTURE,
            programme_id=programme.id,
            starts_at=factories.START - timedelta(days=8),
        )
        made = closed(
            session,
            [Said("Nobody owned it.", fully=20)],
            registered=[people["ada"]],
            title="The dialogue",
            programme_id=programme.id,
        )
        factories.seat(session, made.event, people["waiting"], RegistrationStatus.WAITING)
        draft = factories.event(session, title="A draft", status=EventStatus.DRAFT, programme_id=programme.id)
        factories.event(session, title="Of no programme")
        return {
            "path": f"/programmes/{programme.id}/chain",
            "lecture": str(lecture.id),
            "dialogue": str(made.event.id),
            "dialogue_id": str(made.dialogue.id),
            "statement": str(made.statements["Nobody owned it."].id),
            "draft": str(draft.id),
        }


def propose(caller, series: dict, title: str = "Who owns it?") -> dict:
    source = {"kind": "statement", "dialogueId": series["dialogue_id"], "statementId": series["statement"]}
    return caller.post("/topic-sessions", {"title": title, "source": source}).json


def links(caller, series: dict) -> dict[str, dict]:
    return {link["event"]["title"]: link for link in caller.get(series["path"]).json["items"]}


def schedule(caller, session: dict, **more) -> dict:
    when = {
        "startsAt": (factories.START + timedelta(days=14)).isoformat(),
        "endsAt": (factories.START + timedelta(days=14, hours=1)).isoformat(),
    }
    return caller.post(f"/topic-sessions/{session['id']}/event", when | more).json


def test_a_chain_goes_from_the_first_event_to_what_grew_from_the_last(call_as, people, series):
    ada, organiser = call_as(people["ada"]), call_as(people["organiser"])
    session = propose(ada, series)
    ada.post("/lessons", LESSON | {"eventId": series["dialogue"]})
    event = schedule(organiser, session)["eventId"]
    found = ada.get(series["path"]).json["items"]
    assert [link["event"]["title"] for link in found] == ["The lecture", "The dialogue", "Who owns it?"]
    lecture, dialogue, follow_up = found
    assert (lecture["dialogue"], lecture["sessions"], lecture["lessons"], lecture["grewFrom"]) == (None, [], [], None)
    assert dialogue["dialogue"] == {"id": series["dialogue_id"], "state": "closed", "reportNumber": 1}
    assert [(row["id"], row["status"], row["eventId"]) for row in dialogue["sessions"]] == [
        (session["id"], "scheduled", event)
    ]
    assert [row["title"] for row in dialogue["lessons"]] == [LESSON["title"]]
    assert follow_up["grewFrom"] == {
        "eventId": series["dialogue"],
        "title": "The dialogue",
        "sessionId": session["id"],
    }


def test_a_session_that_grew_from_a_lesson_of_an_event_is_in_the_chain_too(call_as, people, series):
    ada = call_as(people["ada"])
    lesson = ada.post("/lessons", LESSON | {"eventId": series["lecture"]}).json["id"]
    new = {"title": "Try it together", "source": {"kind": "lesson", "lessonId": lesson}}
    session = ada.post("/topic-sessions", new).json
    assert [row["id"] for row in links(ada, series)["The lecture"]["sessions"]] == [session["id"]]
    schedule(call_as(people["organiser"]), session)
    assert links(ada, series)["Try it together"]["grewFrom"]["eventId"] == series["lecture"]


def test_the_report_is_named_only_to_who_may_read_it(visitor, call_as, people, series):
    def number(caller) -> int | None:
        return links(caller, series)["The dialogue"]["dialogue"]["reportNumber"]

    assert {name: number(call_as(member)) for name, member in people.items()} == {
        "ada": 1,
        "bo": None,
        "waiting": None,
        "moderator": 1,
        "organiser": 1,
    }
    assert number(visitor) is None


def test_visitors_see_events_and_lessons_and_no_session(visitor, call_as, people, series):
    ada = call_as(people["ada"])
    session = propose(ada, series)
    ada.post("/lessons", LESSON | {"eventId": series["dialogue"]})
    schedule(call_as(people["organiser"]), session)
    answer = visitor.get(series["path"])
    assert session["id"] not in answer.text
    seen = links(visitor, series)
    assert [row["title"] for row in seen["The dialogue"]["lessons"]] == [LESSON["title"]]
    assert seen["Who owns it?"]["grewFrom"] == {
        "eventId": series["dialogue"],
        "title": "The dialogue",
        "sessionId": None,
    }


def test_a_draft_of_an_event_or_a_session_is_seen_by_who_may_see_it_only(call_as, people, series):
    body = {"dialogueId": series["dialogue_id"], "statementIds": [series["statement"]]}
    draft = call_as(people["ada"]).post("/session-drafts", body).json["id"]

    def drafts(name: str) -> tuple[bool, bool]:
        text = call_as(people[name]).get(series["path"]).text
        return series["draft"] in text, draft in text

    assert {name: drafts(name) for name in people} == {
        "ada": (False, True),
        "bo": (False, False),
        "waiting": (False, False),
        "moderator": (False, False),
        "organiser": (True, True),
    }


def test_a_chain_is_a_keyset_list(call_as, people, series):
    caller = call_as(people["organiser"])
    first = caller.get(f"{series['path']}?limit=2").json
    second = caller.get(f"{series['path']}?limit=2&cursor={first['next']}").json
    titles = [link["event"]["title"] for link in first["items"] + second["items"]]
    assert (titles, second["next"]) == (["The lecture", "The dialogue", "A draft"], None)


def test_ten_sessions_are_shown_those_that_most_want_first_and_it_says_that_there_are_more(call_as, people, series):
    ada, bo = call_as(people["ada"]), call_as(people["bo"])
    made = [propose(ada, series, f"Session {number}") for number in range(11)]
    bo.put(f"/topic-sessions/{made[7]['id']}/interest")
    link = links(bo, series)["The dialogue"]
    assert (len(link["sessions"]), link["more"]) == (10, True)
    assert link["sessions"][0]["title"] == "Session 7"


def test_a_programme_that_does_not_exist_has_no_chain(visitor):
    assert visitor.get("/programmes/00000000-0000-4000-8000-000000000000/chain").status_code == 404


def test_a_lesson_tells_which_event_it_grew_from_and_can_be_loosened(visitor, call_as, people, series):
    ada = call_as(people["ada"])
    made = ada.post("/lessons", LESSON | {"eventId": series["dialogue"]})
    path = f"/lessons/{made.json['id']}"
    assert visitor.get(path).json["event"] == {"id": series["dialogue"], "title": "The dialogue"}
    listed = visitor.get(f"/lessons?eventId={series['dialogue']}").json["items"]
    assert [row["id"] for row in listed] == [made.json["id"]]
    assert visitor.get(f"/lessons?eventId={series['lecture']}").json["items"] == []
    for event_id in (series["lecture"], None):
        etag = ada.get(path).headers["ETag"]
        answer = ada.patch(path, {"eventId": event_id}, headers={"If-Match": etag})
        assert answer.status_code == 200
        assert (answer.json["event"] or {}).get("id") == event_id
    assert ada.post("/lessons", LESSON).json["event"] is None


@pytest.mark.parametrize("name", ["draft", "statement"])
def test_a_lesson_grows_from_an_announced_event_only(call_as, people, series, name):
    answer = call_as(people["organiser"]).post("/lessons", LESSON | {"eventId": series[name]})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "eventId")
