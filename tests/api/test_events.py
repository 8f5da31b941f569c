"""Events over HTTP: drafting, announcing, changing, cancelling, results, lists."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from api.domain.vocabulary import EventStatus
from api.models import Event, EventTopic
from tests import factories
from tests.api.conftest import Caller
from tests.dialogues import closed
from tests.gatherings import NEW, cancel, change, draft, published, register, tag


def fields(answer) -> list[str]:
    assert 400 <= answer.status_code < 500, answer.json
    return [error["field"] for error in answer.json.get("errors", [])]


def test_an_organiser_drafts_an_event_with_everything_about_it(organiser: Caller, work):
    with work() as session:
        topic = factories.topic(session)
    programme = organiser.post("/programmes", {"title": "Frontrunners"}).json
    given = {
        "summary": "Why does it stop after the success?",
        "description": "An *hour*.",
        "audience": "Advisors",
        "capacity": 40,
        "onlineUrl": "https://meet.example.org/hour",
        "location": "Online",
        "contact": {"name": "Noor", "email": "Noor@Example.org", "phone": "030"},
        "facilitators": [{"name": "Sam", "biography": "Advisor."}, {"name": "Bo", "biography": ""}],
        "programmeId": programme["id"],
        "topicIds": [str(topic.id)],
        "linkDaysBefore": 2,
        "reminderHoursBefore": 4,
    }
    event = draft(organiser, questions=[{"kind": "text", "label": "Diet?"}], **given)
    read = organiser.get(f"/events/{event['id']}").json
    assert read == event
    assert (read["startsAt"], read["status"]) == ("2026-10-26T13:00:00Z", "draft")
    for name in ("summary", "description", "audience", "capacity", "onlineUrl", "location", "facilitators"):
        assert read[name] == given[name]
    assert read["contact"] == {"name": "Noor", "email": "noor@example.org", "phone": "030"}
    assert read["programme"] == {"id": programme["id"], "title": "Frontrunners"}
    assert [row["id"] for row in read["topics"]] == [str(topic.id)]
    assert [(row["label"], row["required"], row["options"]) for row in read["questions"]] == [("Diet?", False, [])]


def test_a_draft_is_a_secret_of_the_organisers(organiser: Caller, people, visitor: Caller):
    event = draft(organiser)
    for caller in (visitor, people(1)[0]):
        for path in ("", "/calendar", "/related"):
            assert caller.get(f"/events/{event['id']}{path}").status_code == 404
        assert caller.get("/events").json["items"] == []
    assert people(1)[0].post(f"/events/{event['id']}/registrations", {}).status_code == 404
    assert people(1)[0].post(f"/events/{event['id']}/invitations", {"email": "a@b.nl"}).status_code == 404
    assert [row["id"] for row in organiser.get("/events?status=draft").json["items"]] == [event["id"]]


def test_only_organisers_make_and_change_events(organiser: Caller, people, visitor: Caller):
    event = published(organiser)
    path, match = f"/events/{event['id']}", tag(organiser, event["id"])
    for caller, status in ((people(1)[0], 403), (visitor, 401)):
        assert caller.post("/events", NEW).status_code == status
        assert caller.patch(path, {"title": "x"}, headers=match).status_code == status
        assert caller.post(f"{path}/publication", headers=match).status_code == status
        assert caller.post(f"{path}/cancellation", {"reason": "x"}, headers=match).status_code == status
        assert caller.put(f"{path}/results", {"results": "x"}, headers=match).status_code == status
        assert caller.get(f"{path}/registrations").status_code == status
    assert visitor.get(path).json["title"] == NEW["title"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"startsAt": "2026-02-30T14:00:00+01:00"}, "startsAt"),
        ({"startsAt": "2026-10-26T14:00:00"}, "startsAt"),
        ({"startsAt": "9999-12-31T23:59:59-12:00"}, "startsAt"),
        ({"startsAt": "tomorrow"}, "startsAt"),
        ({"endsAt": "2026-10-26T13:59:59+01:00"}, "endsAt"),
        ({"endsAt": NEW["startsAt"]}, "endsAt"),
        ({"title": ""}, "title"),
        ({"title": "x" * 161}, "title"),
        ({"title": "invi\u200bsible"}, "title"),
        ({"title": "turned \u202e around"}, "title"),
        ({"title": None}, "title"),
        ({"kind": "party"}, "kind"),
        ({"capacity": 0}, "capacity"),
        ({"capacity": -1}, "capacity"),
        ({"capacity": 2.5}, "capacity"),
        ({"capacity": 10**30}, "capacity"),
        ({"onlineUrl": "javascript:alert(1)"}, "onlineUrl"),
        ({"onlineUrl": "http://meet.example.org"}, "onlineUrl"),
        ({"contact": {"email": "nobody"}}, "contact.email"),
        ({"contact": {"fax": "1"}}, "contact.fax"),
        ({"facilitators": [{"name": ""}]}, "facilitators.0.name"),
        ({"facilitators": [{"name": "x"}] * 21}, "facilitators"),
        ({"questions": [{"kind": "choice", "label": "Which?", "options": ["one"]}]}, "questions.0.options"),
        ({"questions": [{"kind": "text", "label": "Which?", "options": ["one"]}]}, "questions.0.options"),
        ({"questions": [{"kind": "text", "label": "x", "id": str(uuid.uuid4())}]}, "questions.0.id"),
        ({"topicIds": [str(uuid.uuid4())]}, "topicIds"),
        ({"programmeId": str(uuid.uuid4())}, "programmeId"),
        ({"linkDaysBefore": 61}, "linkDaysBefore"),
        ({"reminderHoursBefore": -1}, "reminderHoursBefore"),
        ({"colour": "red"}, "colour"),
        ({"confirmedCount": 3}, "confirmedCount"),
    ],
)
def test_impossible_input_is_refused_by_name_and_changes_nothing(organiser: Caller, wrong, field):
    assert fields(organiser.post("/events", NEW | wrong)) == [field]
    assert organiser.get("/events").json["items"] == []
    event = published(organiser)
    before = organiser.get(f"/events/{event['id']}")
    assert fields(change(organiser, event["id"], **wrong)) == [field]
    after = organiser.get(f"/events/{event['id']}")
    assert (after.json, after.headers["ETag"]) == (before.json, before.headers["ETag"])


def test_html_and_emoji_are_kept_as_they_were_written(organiser: Caller):
    words = "<script>alert(1)</script> 👩🏽‍🚒 & co"
    assert draft(organiser, title=words, description=words)["title"] == words


def test_a_new_event_needs_a_kind_a_title_and_times(organiser: Caller):
    assert sorted(fields(organiser.post("/events", {}))) == ["endsAt", "kind", "startsAt", "title"]


def test_the_same_draft_sent_twice_makes_one_event(organiser: Caller):
    answers = [organiser.post("/events", NEW, headers={"Idempotency-Key": "thumb"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json == answers[1].json
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert len(organiser.get("/events").json["items"]) == 1


def test_a_change_is_based_on_the_version_that_was_read(organiser: Caller):
    event = draft(organiser)
    path, match = f"/events/{event['id']}", tag(organiser, event["id"])
    assert organiser.patch(path, {"title": "x"}).status_code == 428
    assert organiser.patch(path, {"title": "x"}, headers=match).status_code == 200
    assert organiser.patch(path, {"title": "y"}, headers=match).status_code == 412
    assert organiser.get(path).json["title"] == "x"


def test_a_registration_does_not_get_in_the_way_of_an_organiser_who_is_writing(organiser: Caller, people):
    event = published(organiser, capacity=5)
    match = tag(organiser, event["id"])
    register(people(1)[0], event["id"])
    answer = organiser.patch(f"/events/{event['id']}", {"summary": "New"}, headers=match)
    assert (answer.status_code, answer.json["confirmedCount"]) == (200, 1)


def test_counts_are_never_hidden_behind_an_answer_that_nothing_changed(organiser: Caller, people, visitor: Caller):
    event = published(organiser)
    read = visitor.get(f"/events/{event['id']}")
    register(people(1)[0], event["id"])
    again = visitor.get(f"/events/{event['id']}", headers={"If-None-Match": read.headers["ETag"]})
    assert (again.status_code, again.json["confirmedCount"]) == (200, 1)


def test_an_event_that_is_over_cannot_be_announced(organiser: Caller, clock):
    event = draft(organiser)
    clock.now = datetime(2026, 10, 27, tzinfo=UTC)
    answer = organiser.post(f"/events/{event['id']}/publication", headers=tag(organiser, event["id"]))
    assert fields(answer) == ["endsAt"]


def test_announcing_twice_is_announcing_once(organiser: Caller):
    event = published(organiser)
    answer = organiser.post(f"/events/{event['id']}/publication", headers=tag(organiser, event["id"]))
    assert (answer.status_code, answer.json["status"]) == (200, "published")


def test_a_cancelled_event_stays_readable_with_its_reason_and_never_comes_back(organiser: Caller, visitor: Caller):
    event = published(organiser)
    assert cancel(organiser, event["id"], "The speaker is ill.").json["status"] == "cancelled"
    read = visitor.get(f"/events/{event['id']}").json
    assert (read["status"], read["cancelReason"], read["registrationOpen"]) == (
        "cancelled",
        "The speaker is ill.",
        False,
    )
    assert [row["status"] for row in visitor.get("/events?period=upcoming").json["items"]] == ["cancelled"]
    match = tag(organiser, event["id"])
    assert organiser.post(f"/events/{event['id']}/publication", headers=match).status_code == 409
    assert change(organiser, event["id"], title="x").status_code == 409


def test_a_draft_and_an_event_that_is_over_cannot_be_cancelled(organiser: Caller, clock):
    assert cancel(organiser, draft(organiser)["id"]).status_code == 409
    event = published(organiser)
    clock.now = datetime(2026, 10, 26, 14, 0, tzinfo=UTC)
    assert cancel(organiser, event["id"]).status_code == 409


def test_results_come_once_the_event_has_begun(organiser: Caller, visitor: Caller, clock):
    event = published(organiser)
    path = f"/events/{event['id']}/results"
    assert organiser.put(path, {"results": "x"}, headers=tag(organiser, event["id"])).status_code == 409
    clock.now = datetime(2026, 10, 26, 13, 0, tzinfo=UTC)
    assert fields(organiser.put(path, {"results": " "}, headers=tag(organiser, event["id"]))) == ["results"]
    assert organiser.put(path, {"results": "*Done*"}, headers=tag(organiser, event["id"])).status_code == 200
    assert visitor.get(f"/events/{event['id']}").json["results"] == "*Done*"


def test_the_link_is_only_shown_to_who_has_a_seat_and_to_organisers(organiser: Caller, people, visitor: Caller):
    event = published(organiser, capacity=1, onlineUrl="https://meet.example.org/hour")
    seated, waiting, stranger = people(3)
    for person in (seated, waiting):
        register(person, event["id"])
    seen = [
        caller.get(f"/events/{event['id']}").json["onlineUrl"]
        for caller in (organiser, seated, waiting, stranger, visitor)
    ]
    assert seen == [event["onlineUrl"], event["onlineUrl"], None, None, None]


def test_everybody_sees_the_seats_and_only_organisers_the_length_of_the_waiting_list(
    organiser: Caller, people, visitor: Caller
):
    event = published(organiser, capacity=1)
    for person in people(3):
        register(person, event["id"])
    counts = [
        [caller.get(f"/events/{event['id']}").json[name] for name in ("confirmedCount", "seatsLeft", "waitingCount")]
        for caller in (visitor, organiser)
    ]
    assert counts == [[1, 0, None], [1, 0, 2]]


def test_a_list_replaces_the_whole_list_and_a_question_keeps_its_identity(organiser: Caller):
    questions = [{"kind": "text", "label": "First"}, {"kind": "yes_no", "label": "Second"}]
    event = draft(organiser, questions=questions, facilitators=[{"name": "Sam"}])
    first, second = event["questions"]
    turned = [second, first | {"label": "Last"}, {"kind": "text", "label": "New"}]
    after = change(organiser, event["id"], questions=turned, facilitators=[{"name": "Bo"}, {"name": "Sam"}]).json
    assert [row["label"] for row in after["questions"]] == ["Second", "Last", "New"]
    assert [row["id"] for row in after["questions"]][:2] == [second["id"], first["id"]]
    assert [row["name"] for row in after["facilitators"]] == ["Bo", "Sam"]
    assert change(organiser, event["id"], questions=[]).json["questions"] == []
    assert organiser.get(f"/events/{event['id']}").json["facilitators"] == after["facilitators"]


def test_the_agenda_is_walked_by_date_forwards_and_the_past_backwards(work, visitor: Caller):
    with work() as session:
        for day in range(-5, 6):
            factories.event(session, title=str(day), starts_at=factories.START + timedelta(days=day, hours=1))
    walks = {}
    for period in ("upcoming", "past"):
        titles, path = [], f"/events?period={period}&limit=2"
        while path:
            answer = visitor.get(path)
            titles += [int(row["title"]) for row in answer.json["items"]]
            path = answer.headers.get("Link", "").partition(">")[0].removeprefix("</api/v1")
        walks[period] = titles
    assert walks == {"upcoming": [0, 1, 2, 3, 4, 5], "past": [-1, -2, -3, -4, -5]}


def test_the_agenda_is_narrowed_by_kind_programme_and_topic(organiser: Caller, work, visitor: Caller):
    programme = organiser.post("/programmes", {"title": "Frontrunners"}).json["id"]
    with work() as session:
        topic = factories.topic(session)
    wanted = published(organiser, kind="meetup", programmeId=programme, topicIds=[str(topic.id)])
    published(organiser)
    for narrowed in (f"programmeId={programme}", f"topic={topic.slug}", "kind=meetup"):
        assert [row["id"] for row in visitor.get(f"/events?{narrowed}").json["items"]] == [wanted["id"]]
    for wrong in ("period=soon", "kind=party", "cursor=x"):
        assert fields(visitor.get(f"/events?{wrong}")) == [wrong.partition("=")[0]]


def test_related_events_share_a_topic_or_the_programme_most_alike_first(organiser: Caller, work, visitor: Caller):
    programme = organiser.post("/programmes", {"title": "Frontrunners"}).json["id"]
    with work() as session:
        topics = [str(factories.topic(session).id) for _ in range(2)]
    event = published(organiser, programmeId=programme, topicIds=topics)
    one = published(organiser, topicIds=topics[:1])
    both = published(organiser, topicIds=topics, programmeId=programme)
    published(organiser)
    draft(organiser, topicIds=topics)
    related = visitor.get(f"/events/{event['id']}/related").json
    assert [row["id"] for row in related["items"]] == [both["id"], one["id"]]
    assert related["next"] is None


def test_an_event_leads_to_its_dialogue(work, visitor: Caller):
    with work() as session:
        made = closed(session, [])
    read = visitor.get(f"/events/{made.event.id}").json
    assert (read["dialogueId"], read["dialogueState"]) == (str(made.dialogue.id), "closed")


def test_an_event_whose_dialogue_has_begun_keeps_its_time_and_is_not_cancelled(work, organiser: Caller):
    with work() as session:
        event = closed(session, [], starts_at=factories.START + timedelta(hours=1)).event
    answer = change(organiser, event.id, startsAt="2026-09-15T10:00:00Z", endsAt="2026-09-15T11:00:00Z")
    assert fields(answer) == ["startsAt"]
    assert cancel(organiser, event.id).status_code == 409


def test_times_come_in_with_any_offset_and_go_out_in_utc(organiser: Caller):
    event = draft(organiser, startsAt="2026-10-25T02:30:00+02:00", endsAt="2026-10-25T02:30:00+01:00")
    assert (event["startsAt"], event["endsAt"]) == ("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z")


def test_an_event_that_does_not_exist_is_not_found(visitor: Caller, organiser: Caller):
    nowhere = f"/events/{uuid.uuid4()}"
    assert visitor.get(nowhere).status_code == 404
    assert organiser.patch(nowhere, {"title": "x"}, headers={"If-Match": '"x"'}).status_code == 404


def test_deleting_a_topic_leaves_its_events(work):
    with work() as session:
        topic = factories.topic(session)
        event = factories.event(session, status=EventStatus.DRAFT)
        session.add(EventTopic(event_id=event.id, topic_id=topic.id))
    with work() as session:
        session.delete(session.merge(topic))
    with work() as session:
        assert session.get_one(Event, event.id).topics == []
