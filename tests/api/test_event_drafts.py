"""Events that begin with a template or an earlier event, what they lack, and doors that do not open by a slip."""

from datetime import timedelta

from sqlalchemy import func, select

from api.models import Event, RegistrationQuestion
from tests import factories
from tests.api.test_polls import MARK, YES_NO
from tests.dialogues import Said, closed
from tests.gatherings import draft, published, tag
from tests.hour import SCRIPT, begin

STARTS = factories.START + timedelta(days=30)
NEW = {"title": "Heads together", "startsAt": STARTS.isoformat()}


def from_template(organiser, template="hour", **values):
    answer = organiser.post(f"/event-templates/{template}/events", NEW | values)
    assert answer.status_code == 201, answer.json
    return answer


def lacking(organiser, event):
    return [item["code"] for item in organiser.get(f"/events/{event['id']}/readiness").json["items"]]


def test_the_templates_are_told_in_the_language_of_the_caller(organiser):
    english = organiser.get("/event-templates").json["items"]
    dutch = organiser.get("/event-templates", headers={"Accept-Language": "nl"}).json["items"]
    assert [each["id"] for each in dutch] == ["hour", "check_in", "two_rounds"]
    assert english[0]["name"] == "Dialogue of 60 minutes"
    assert dutch[0]["name"] == "Dialoog van 60 minuten"
    assert dutch[0]["phases"][1]["prompt"] != english[0]["phases"][1]["prompt"]
    assert dutch[0]["phases"][0]["prompt"] == ""


def test_an_event_and_its_dialogue_are_made_in_one_go(organiser):
    answer = from_template(organiser)
    event = answer.json
    assert event["status"] == "draft"
    assert event["endsAt"] == (STARTS + timedelta(hours=1)).isoformat().replace("+00:00", "Z")
    assert answer.headers["Location"] == f"/api/v1/events/{event['id']}"
    phases = organiser.get(f"/dialogues/{event['dialogueId']}").json["phases"]
    assert [phase["kind"] for phase in phases] == ["lobby", *["question"] * 6, "closing"]
    assert phases[1]["prompt"] == "What gives you energy in your work now?"


def test_a_refused_template_leaves_nothing_behind(organiser, work):
    assert organiser.post("/event-templates/nothing/events", NEW).status_code == 404
    refused = organiser.post("/event-templates/hour/events", NEW | {"endsAt": NEW["startsAt"]})
    assert refused.status_code == 400
    assert refused.json["errors"][0]["field"] == "endsAt"
    with work() as session:
        assert session.scalar(select(func.count()).select_from(Event)) == 0


def test_a_copy_has_texts_programme_questions_and_script_and_nothing_of_people(organiser, people, work):
    programme = organiser.post("/programmes", {"title": "A series"}).json["id"]
    earlier = published(
        organiser,
        kind="dialogue",
        programmeId=programme,
        summary="Why it stops.",
        onlineUrl="https://meet.example/old",
        capacity=40,
        facilitators=[{"name": "Sam"}],
        contact={"name": "Noor", "email": "noor@example.org"},
        questions=[{"kind": "choice", "label": "Which?", "options": ["A", "B"]}],
    )
    made = organiser.post("/dialogues", {"eventId": earlier["id"], "advance": "hand", "phases": SCRIPT})
    [guest] = people(1)
    guest.post(f"/events/{earlier['id']}/registrations", {})
    answer = organiser.post(f"/events/{earlier['id']}/copies", {"startsAt": STARTS.isoformat(), "title": "Once more"})
    assert answer.status_code == 201, answer.json
    copy = answer.json
    assert (copy["title"], copy["status"], copy["summary"]) == ("Once more", "draft", "Why it stops.")
    assert (copy["programme"]["id"], copy["capacity"]) == (programme, 40)
    assert (copy["onlineUrl"], copy["facilitators"], copy["contact"]["name"]) == (None, [], "")
    assert (copy["confirmedCount"], copy["waitingCount"]) == (0, 0)
    assert copy["endsAt"] == (STARTS + timedelta(hours=1)).isoformat().replace("+00:00", "Z")
    assert [question["label"] for question in copy["questions"]] == ["Which?"]
    assert copy["questions"][0]["id"] != earlier["questions"][0]["id"]
    dialogue = organiser.get(f"/dialogues/{copy['dialogueId']}").json
    assert copy["dialogueId"] != made.json["id"]
    assert dialogue["advance"] == "hand"
    assert [phase["prompt"] for phase in dialogue["phases"]] == [phase.get("prompt", "") for phase in SCRIPT]
    with work() as session:
        assert session.scalar(select(func.count()).select_from(RegistrationQuestion)) == 2


def test_a_copy_of_a_closed_dialogue_has_its_script_and_none_of_its_statements(organiser, work):
    with work() as session:
        past = closed(session, [Said("It stopped at the pilot.", fully=20)])
    copy = organiser.post(f"/events/{past.event.id}/copies", {"startsAt": STARTS.isoformat()}).json
    dialogue = organiser.get(f"/dialogues/{copy['dialogueId']}").json
    assert (dialogue["statementCount"], dialogue["participantCount"], dialogue["state"]) == (0, 0, "planned")
    assert [phase["prompt"] for phase in dialogue["phases"]] == ["", "What got stuck?", "What helped?"]


def test_a_copy_has_the_polls_ready_to_be_opened_and_none_of_their_outcomes(organiser, app, database):
    hour = begin(app, database, people=6)
    opened = hour.organiser.post(f"{hour.path}/polls", YES_NO).json["id"]
    assert hour.organiser.put(f"{hour.path}/polls/{opened}/state", {"state": "open"}).status_code == 200
    for person in hour.people:
        assert person.put(f"{hour.path}/polls/{opened}/answer", {"value": 1}).status_code == 200
    hour.organiser.put(f"{hour.path}/polls/{opened}/state", {"state": "closed"})
    hour.organiser.post(f"{hour.path}/polls", MARK)
    still_open = hour.organiser.post(f"{hour.path}/polls", YES_NO | {"prompt": "And now?"}).json["id"]
    hour.organiser.put(f"{hour.path}/polls/{still_open}/state", {"state": "open"})
    earlier = hour.organiser.get(f"{hour.path}/polls").json["items"]
    copy = organiser.post(f"/events/{hour.event.id}/copies", {"startsAt": STARTS.isoformat()}).json
    found = organiser.get(f"/dialogues/{copy['dialogueId']}/polls").json["items"]
    assert [asked(poll) for poll in found] == [asked(poll) for poll in earlier]
    assert len(found) == 3
    assert {(poll["state"], poll["answerCount"]) for poll in found} == {("prepared", 0)}
    assert {option["count"] for poll in found for option in poll["options"]} == {None}
    assert not {poll["id"] for poll in found} & {poll["id"] for poll in earlier}


def asked(poll):
    """Give the words of a poll."""
    return poll["kind"], poll["prompt"], [(option["value"], option["label"]) for option in poll["options"]]


def test_what_a_draft_lacks_is_listed_until_it_is_there(organiser):
    event = from_template(organiser).json
    assert lacking(organiser, event) == ["no_summary", "no_description", "no_contact", "not_rehearsed"]
    texts = {"summary": "Why.", "description": "What.", "contact": {"name": "Noor"}}
    organiser.patch(f"/events/{event['id']}", texts, headers=tag(organiser, event["id"]))
    ready = organiser.get(f"/events/{event['id']}/readiness").json
    assert ([item["code"] for item in ready["items"]], ready["mayPublish"]) == (["not_rehearsed"], True)
    assert (ready["fit"]["scriptSeconds"], ready["fit"]["eventSeconds"], ready["fit"]["verdict"]) == (
        3600,
        3600,
        "fits",
    )
    end = (STARTS + timedelta(minutes=50)).isoformat()
    organiser.patch(f"/events/{event['id']}", {"endsAt": end}, headers=tag(organiser, event["id"]))
    late, _rehearse = organiser.get(f"/events/{event['id']}/readiness").json["items"]
    assert (late["code"], late["place"], late["blocking"]) == ("script_too_long", "script", False)
    assert "10 minutes" in late["text"]


def test_what_blocks_is_refused_at_the_announcement_in_the_same_words(organiser):
    tomorrow = factories.START + timedelta(days=1)
    moments = {"startsAt": tomorrow.isoformat(), "endsAt": (tomorrow + timedelta(hours=1)).isoformat()}
    event = draft(organiser, kind="dialogue", **moments)
    ready = organiser.get(f"/events/{event['id']}/readiness").json
    assert not ready["mayPublish"]
    blocking = [item["text"] for item in ready["items"] if item["blocking"]]
    answer = organiser.post(f"/events/{event['id']}/publication", headers=tag(organiser, event["id"]))
    assert answer.status_code == 400
    assert [answer.json["detail"]] == blocking
    assert organiser.get(f"/events/{event['id']}").json["status"] == "draft"
    organiser.post("/dialogues", {"eventId": event["id"], "phases": SCRIPT})
    assert organiser.post(f"/events/{event['id']}/publication", headers=tag(organiser, event["id"])).status_code == 200


def test_a_script_is_held_against_the_time_without_being_stored(organiser):
    event = from_template(organiser).json
    longer = [{"kind": "question", "maxSeconds": 3600, "tailSeconds": 90}]
    answer = organiser.post(f"/events/{event['id']}/script-checks", {"phases": longer})
    assert (answer.status_code, answer.json["verdict"], answer.json["overSeconds"]) == (200, "too_long", 90)
    assert len(organiser.get(f"/dialogues/{event['dialogueId']}").json["phases"]) == 8
    assert organiser.post(f"/events/{event['id']}/script-checks", {"phases": []}).status_code == 400


def test_a_phase_that_is_sent_back_with_its_id_stays_that_phase(organiser):
    event = from_template(organiser, "check_in").json
    path = f"/dialogues/{event['dialogueId']}"
    found = organiser.get(path)
    phases = [{name: value for name, value in phase.items() if name != "position"} for phase in found.json["phases"]]
    swapped = [phases[0], phases[2], phases[1], *phases[4:]]
    answer = organiser.patch(path, {"phases": swapped}, headers={"If-Match": found.headers["ETag"]})
    assert answer.status_code == 200, answer.json
    assert [phase["id"] for phase in answer.json["phases"]] == [phase["id"] for phase in swapped]
    assert answer.headers["ETag"] != found.headers["ETag"]
    unknown = [phases[0] | {"id": "00000000-0000-4000-8000-000000000000"}, *phases[1:3]]
    refused = organiser.patch(path, {"phases": unknown}, headers={"If-Match": answer.headers["ETag"]})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (400, "phases.0.id")
    twice = [phases[1], phases[1]]
    assert organiser.patch(path, {"phases": twice}, headers={"If-Match": answer.headers["ETag"]}).status_code == 400


def test_doors_do_not_open_a_week_early_by_one_tap(app, database, clock):
    hour = begin(app, database, advance="hand", joined=False)
    hour.organiser.get(hour.path)
    seen = hour.organiser.get(hour.path).json
    assert seen["opensEarly"]
    refused = hour.organiser.post(f"{hour.path}/moves", {"move": "open"})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (409, "early")
    assert hour.organiser.get(hour.path).json["state"] == "planned"
    clock.now = hour.event.starts_at - timedelta(minutes=60)
    assert not hour.organiser.get(hour.path).json["opensEarly"]
    assert hour.organiser.post(f"{hour.path}/moves", {"move": "open"}).status_code == 201


def test_a_question_that_begins_with_statements_from_a_report_stays_and_the_rest_may_change(organiser, people, work):
    [member] = people(1)
    with work() as session:
        past = closed(session, [Said("It stopped at the pilot.", fully=20)], registered=[member.member])
        statement = str(next(iter(past.statements.values())).id)
        dialogue = str(past.dialogue.id)
    source = {"kind": "statement", "dialogueId": dialogue, "statementId": statement}
    proposed = member.post("/topic-sessions", {"title": "Owners", "source": source}).json
    when = {"startsAt": STARTS.isoformat(), "endsAt": (STARTS + timedelta(hours=1)).isoformat()}
    planned = organiser.post(f"/topic-sessions/{proposed['id']}/event", when)
    assert planned.status_code == 201, planned.json
    event = organiser.get(f"/events/{planned.json['eventId']}").json
    path = f"/dialogues/{event['dialogueId']}"
    found = organiser.get(path)
    phases = [{name: value for name, value in phase.items() if name != "position"} for phase in found.json["phases"]]
    gone = organiser.patch(path, {"phases": SCRIPT}, headers={"If-Match": found.headers["ETag"]})
    assert gone.status_code == 409
    more = [*phases[:2], {"kind": "question", "prompt": "And then?", "maxSeconds": 300}, phases[2]]
    kept = organiser.patch(path, {"phases": more}, headers={"If-Match": found.headers["ETag"]})
    assert (kept.status_code, kept.json["statementCount"]) == (200, 1)
