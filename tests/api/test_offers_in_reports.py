"""How many people offered to think along, in a report and its files: never who, and nothing about fewer than five."""

import csv
import io
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, select

from api.models import HandRaise, OffersTold, Statement
from koppen.recalculated_offers import CHECKS
from koppen.recalculation import recalculate
from tests.claims import accept, look_up, raise_hand, say, statement_named
from tests.hour import Hour, begin

WORDS, OTHER, THIRD = "Nobody owned it after the project money.", "Procurement took long.", "The line had no time."
WEEK = timedelta(days=7)


@pytest.fixture
def room(app, database) -> tuple[Hour, str]:
    """Give an hour of sixteen people with three statements, and the claim that goes with the first."""
    hour = begin(app, database, people=16)
    _id, held = say(hour, 0, WORDS)
    hour.say(1, OTHER)
    hour.say(1, THIRD)
    return hour, held


def offer_at(hour: Hour, text: str, people: range) -> None:
    """Let people offer at a statement, in the room or with the report."""
    listed = hour.people[0].get(f"{hour.path}/reports").json["items"]
    if listed:
        statement = statement_named(hour.people[0], hour, text)
    else:
        items = hour.organiser.get(f"{hour.path}/statements").json["items"]
        [statement] = [each["id"] for each in items if each["text"] == text]
    for who in people:
        assert raise_hand(hour.people[who], hour, statement, f"Note of {who}").status_code == 200


def told(content: dict[str, Any]) -> dict[str, int]:
    """Give the figures of a report by the text of the statement."""
    texts = {each["id"]: each["text"] for question in content["questions"] for each in question["statements"]}
    return {texts[each["statementId"]]: each["people"] for each in content["offers"]["statements"]}


def version(hour: Hour, number: int) -> Any:
    return hour.people[0].get(f"{hour.path}/reports/{number}").json["content"]


def again(hour: Hour) -> Any:
    """Begin a new version and publish it."""
    made = hour.organiser.post(f"{hour.path}/reports")
    assert made.status_code == 201, made.text
    address = f"{hour.path}/reports/{made.json['number']}/publication"
    assert hour.organiser.post(address, {}, headers={"If-Match": made.headers["ETag"]}).status_code == 200
    return made.json["content"]


def test_offers_at_wordings_that_were_merged_count_at_the_kept_one_and_a_person_once(room):
    hour, _held = room
    for text, people in ((WORDS, range(2, 6)), (OTHER, range(5, 9)), (THIRD, range(8, 11))):
        offer_at(hour, text, people)
    ids = {each["text"]: each["id"] for each in hour.organiser.get(f"{hour.path}/statements").json["items"]}
    for text in (OTHER, THIRD):
        merged = hour.organiser.put(f"{hour.path}/statements/{ids[text]}/merger", {"intoId": ids[WORDS]})
        assert merged.status_code == 200, merged.text
    hour.move("close")
    content = version(hour, 1)
    assert told(content) == {WORDS: 5}  # nine people, eleven offers
    assert content["offers"]["people"] == 5


def test_the_first_version_tells_what_was_offered_during_the_dialogue(room):
    hour, _held = room
    offer_at(hour, WORDS, range(1, 10))
    offer_at(hour, OTHER, range(2, 6))
    hour.move("close")
    content = version(hour, 1)
    assert told(content) == {WORDS: 5}
    assert content["offers"]["people"] == 5


def test_people_who_offer_at_different_statements_count_once_in_the_whole(room):
    hour, _held = room
    offer_at(hour, OTHER, range(2, 6))
    offer_at(hour, THIRD, range(4, 11))
    offer_at(hour, WORDS, range(4, 5))
    hour.move("close")
    content = version(hour, 1)
    assert WORDS not in told(content)
    assert OTHER not in told(content)
    assert content["offers"]["people"] == 5  # nine people, twelve offers


def test_a_new_version_counts_what_was_offered_since_but_not_within_a_week(room, clock):
    hour, _held = room
    hour.move("close")
    assert version(hour, 1)["offers"] == {"step": 5, "people": 0, "statements": []}
    offer_at(hour, WORDS, range(1, 10))
    assert told(again(hour)) == {}
    clock.now += WEEK
    assert told(again(hour)) == {WORDS: 5}
    assert told(version(hour, 1)) == told(version(hour, 2)) == {}


def test_a_draft_that_was_thrown_away_is_no_way_to_count_every_day(room, clock):
    hour, _held = room
    hour.move("close")
    clock.now += WEEK
    first = hour.organiser.post(f"{hour.path}/reports")
    offer_at(hour, WORDS, range(1, 10))
    clock.now += timedelta(days=1)
    gone = hour.organiser.delete(f"{hour.path}/reports/2", headers={"If-Match": first.headers["ETag"]})
    assert gone.status_code == 204
    assert told(again(hour)) == {}


def test_that_an_offer_went_does_not_show(room, clock, visitor, database):
    """A yes, an offer that is taken back and an account that is erased leave the figures as they were."""
    hour, held = room
    offer_at(hour, WORDS, range(1, 10))
    hour.move("close")
    before = version(hour, 1)["offers"]
    [first, *_rest] = look_up(visitor, held).json["offers"]
    assert accept(visitor, held, first["id"]).status_code == 200
    statement = statement_named(hour.people[0], hour, WORDS)
    for who in (1, 2, 3, 4, 5):
        hour.people[who].delete(f"{hour.path}/statements/{statement}/hand-raise")
    with database.unit_of_work() as session:
        session.execute(delete(HandRaise).where(HandRaise.member_id == hour.members[6].id))
    clock.now += WEEK
    assert again(hour)["offers"] == before


def test_a_statement_that_is_hidden_has_no_figure(room, clock, database):
    hour, _held = room
    offer_at(hour, WORDS, range(1, 10))
    hour.move("close")
    with database.unit_of_work() as session:
        session.scalars(select(Statement).where(Statement.text == WORDS)).one().hidden = True
    clock.now += WEEK
    assert told(again(hour)) == {}


def test_what_is_kept_of_the_count_is_what_was_told_and_nothing_of_fewer_than_five(room, database):
    hour, _held = room
    offer_at(hour, WORDS, range(1, 10))
    offer_at(hour, OTHER, range(2, 6))
    hour.move("close")
    with database.read() as session:
        kept = session.get_one(OffersTold, UUID(hour.id))
        assert (kept.people, list(kept.statements.values())) == (5, [5])
        # Of every statement there is a lot, also where nobody offered.
        assert kept.lots.keys() == {"all", *(str(id_) for id_ in session.scalars(select(Statement.id)))}


def test_version_after_version_tells_no_more_than_the_first_that_counted(room, clock):
    hour, _held = room
    offer_at(hour, WORDS, range(1, 7))
    offer_at(hour, OTHER, range(2, 8))
    hour.move("close")
    first = version(hour, 1)["offers"]
    for _week in range(20):
        clock.now += WEEK
        assert again(hour)["offers"] == first


def test_all_files_tell_the_same_as_the_report_and_it_is_what_can_be_checked(room):
    hour, _held = room
    offer_at(hour, WORDS, range(1, 15))
    hour.move("close")
    files = f"{hour.path}/reports/1/files"
    document = json.loads(hour.people[0].get(f"{files}/json").data)
    assert told(document["content"]) == {WORDS: 10}
    table = csv.DictReader(io.StringIO(hour.people[0].get(f"{files}/csv").data.decode("utf-8-sig")))
    assert {row["text"]: row["offeredAtLeast"] for row in table} == {WORDS: "10", OTHER: "", THIRD: ""}
    [check] = recalculate(document, CHECKS)
    assert (check.wrong, check.number > 0) == ([], True)
    assert "Note of" not in json.dumps(document)


@pytest.mark.parametrize("change", [{"people": 5}, {"people": 15}, {"step": 4}, {"statements": []}])
def test_offers_that_were_tampered_with_are_found_where_they_can_be(room, change):
    hour, _held = room
    offer_at(hour, WORDS, range(1, 15))
    hour.move("close")
    content = version(hour, 1)
    content["offers"] |= change
    [check] = recalculate(content, CHECKS)
    assert bool(check.wrong) is (change != {"statements": []})  # what is not told cannot be missed
