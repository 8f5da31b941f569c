"""The same statement in two dialogues: its origin survives the close, and the later report tells how it moved."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from api.domain.vocabulary import Role
from api.models import Dialogue, Event, Rating, Statement
from tests import factories
from tests.dialogues import Said, closed

OWNER, TIME, RARE = "Nobody owned it after the project money.", "The line had no time.", "Nobody was asked."
LATER = factories.START + timedelta(days=14)


@pytest.fixture
def organiser(work, call_as):
    with work() as session:
        return call_as(factories.member(session, Role.ORGANISER))


@pytest.fixture
def earlier(work):
    with work() as session:
        return closed(
            session,
            [Said(OWNER, fully=20, not_at_all=2), Said(TIME, fully=6, a_little=14), Said(RARE, fully=3)],
            title="The first dialogue",
        )


def again(work, earlier, *said: Said):
    """Make a later dialogue that is over, in which statements of the earlier one were asked again."""
    with work() as session:
        return closed(session, said, title="The second dialogue", starts_at=factories.START)


def changes(organiser, made) -> list[dict]:
    return organiser.get(f"/dialogues/{made.dialogue.id}/reports/1").json["content"]["changes"]


def test_the_later_report_tells_how_recognition_moved(work, organiser, earlier):
    origin = earlier.statements
    made = again(
        work,
        earlier,
        Said("New here.", fully=9),
        Said(OWNER, fully=4, not_at_all=20, origin=origin[OWNER]),
        Said(TIME, fully=7, a_little=14, origin=origin[TIME]),
    )
    told = {each["text"]: each for each in changes(organiser, made)}
    assert set(told) == {OWNER, TIME}
    moved = told[OWNER]
    assert moved["origin"] == {
        "dialogueId": str(earlier.dialogue.id),
        "statementId": str(origin[OWNER].id),
        "eventId": str(earlier.event.id),
        "title": "The first dialogue",
        "startsAt": "2026-09-08T12:00:00Z",
    }
    before = earlier.report.content["questions"][0]["statements"][0]
    for name in ("raters", "recognised", "rate", "low", "high", "couldRate"):
        assert moved["before"][name] == before[name]
    assert (moved["after"]["raters"], moved["after"]["recognised"]) == (24, 4)
    assert moved["difference"] == pytest.approx(4 / 24 - 20 / 22, abs=1e-6)
    assert moved["low"] <= moved["difference"] <= moved["high"] < 0
    assert (moved["direction"], told[TIME]["direction"]) == ("less", "unclear")


def test_who_may_read_the_later_report_needs_no_seat_at_the_earlier_dialogue(work, call_as, earlier):
    with work() as session:
        reader = factories.member(session)
        made = closed(session, [Said(OWNER, fully=9, origin=earlier.statements[OWNER])], registered=[reader])
    caller = call_as(reader)
    assert caller.get(f"/dialogues/{earlier.dialogue.id}/reports").status_code == 403
    assert changes(caller, made)[0]["before"]["raters"] == 22


@pytest.mark.parametrize(("text", "raters"), [(RARE, 20), (OWNER, 4), (RARE, 4)])
def test_nothing_under_five_raters_is_shown_or_can_be_computed(work, organiser, earlier, text, raters):
    made = again(work, earlier, Said(text, fully=raters, origin=earlier.statements[text]))
    [told] = changes(organiser, made)
    assert [told[name] for name in ("difference", "low", "high", "direction")] == [None, None, None, "too_few"]
    for figures in (told["before"], told["after"]):
        hidden = figures["raters"] < 5
        assert [figures[name] is None for name in ("recognised", "rate", "low", "high")] == [hidden] * 4


def test_what_was_hidden_now_is_not_compared(work, organiser, earlier):
    made = again(work, earlier, Said(OWNER, fully=9, hidden=True, origin=earlier.statements[OWNER]))
    assert changes(organiser, made) == []


def test_a_report_without_anything_asked_again_says_so(organiser, earlier):
    assert changes(organiser, earlier) == []


def test_a_statement_travels_from_the_first_report_through_a_live_hour_to_the_second(
    work, organiser, call_as, clock, earlier
):
    with work() as session:
        members = [factories.member(session) for _ in range(7)]
    people = [call_as(member) for member in members]
    body = {"dialogueId": str(earlier.dialogue.id), "statementIds": [str(earlier.statements[OWNER].id)]}
    draft = organiser.post("/session-drafts", body).json
    when = {"startsAt": LATER.isoformat(), "endsAt": (LATER + timedelta(hours=1)).isoformat()}
    event_id = organiser.post(f"/topic-sessions/{draft['id']}/event", when).json["eventId"]
    for person in people:
        assert person.post(f"/events/{event_id}/registrations", {}).status_code == 201
    dialogue = people[0].get(f"/events/{event_id}").json["dialogueId"]
    clock.now = LATER + timedelta(minutes=1)
    for person in people:
        assert person.post(f"/dialogues/{dialogue}/participants").status_code == 201
        turn = person.post(f"/dialogues/{dialogue}/turns").json["statement"]
        assert turn["text"] == OWNER
        path = f"/dialogues/{dialogue}/statements/{turn['id']}/rating"
        assert person.put(path, {"recognition": "not_at_all"}).status_code == 200
    live = turn["id"]
    assert organiser.post(f"/dialogues/{dialogue}/moves", {"move": "close"}).status_code == 201
    with work() as session:
        row = session.scalars(select(Statement).join(Dialogue).where(Dialogue.event_id == people_event(session))).one()
        assert str(row.id) != live
        assert (row.origin_dialogue_id, row.origin_statement_id) == (
            earlier.dialogue.id,
            earlier.statements[OWNER].id,
        )
        assert (row.author_id, row.number, row.client_key) == (None, None, None)
        ratings = session.scalars(select(Rating).where(Rating.statement_id == row.id)).all()
        assert len(ratings) == 2
    content = people[0].get(f"/dialogues/{dialogue}/reports/1").json["content"]
    [told] = content["changes"]
    assert (told["before"]["raters"], told["after"]["raters"], told["direction"]) == (22, 7, "less")
    assert told["after"]["rate"] == 0
    assert told["low"] < told["high"] < 0


def people_event(session):
    return session.scalars(select(Event.id).where(Event.starts_at == LATER)).one()
