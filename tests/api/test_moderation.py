"""Flags, hiding with a reason, restoring, and the log of it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from api.db import Database
from api.domain.vocabulary import Role
from api.models import DialogueKey, Flag, FlagCount, ModerationEntry, Participant, Review, Statement
from tests import factories
from tests.api.conftest import Caller
from tests.hour import Hour, begin

HIDING = {"reason": "identifies", "words": "Er staat een naam in."}


@pytest.fixture
def moderator(app: Flask, database: Database) -> Caller:
    with database.unit_of_work() as session:
        return Caller(app, factories.member(session, Role.MODERATOR))


def flag(hour: Hour, who: int, statement: str, reason: str = "offensive") -> Any:
    return hour.people[who].put(f"{hour.path}/statements/{statement}/flag", {"reason": reason})


def hide(hour: Hour, statement: str, by: Caller | None = None, **body: Any) -> Any:
    return (by or hour.organiser).put(f"{hour.path}/statements/{statement}/hiding", HIDING | body)


def restore(hour: Hour, statement: str, by: Caller | None = None) -> Any:
    return (by or hour.organiser).delete(f"{hour.path}/statements/{statement}/hiding")


def worklist(hour: Hour, by: Caller | None = None) -> dict[str, Any]:
    answer = (by or hour.organiser).get(f"{hour.path}/moderation")
    assert answer.status_code == 200, answer.text
    return answer.json


def log(hour: Hour) -> list[dict[str, Any]]:
    answer = hour.organiser.get(f"{hour.path}/moderation-log")
    assert answer.status_code == 200, answer.text
    return answer.json["items"]


def test_a_moderator_sees_how_many_flagged_for_which_reason_and_never_who(app, database, moderator):
    hour = begin(app, database, people=4)
    statement = hour.say(0, "They are all fools.")
    for who, reason in ((1, "offensive"), (2, "offensive"), (3, "off_topic")):
        assert flag(hour, who, statement, reason).status_code == 200
    [watched] = worklist(hour, moderator)["watched"]
    assert watched["statement"]["text"] == "They are all fools."
    assert watched["flags"] == [{"reason": "offensive", "people": 2}, {"reason": "off_topic", "people": 1}]
    with database.read() as session:
        people = {str(person) for person in session.scalars(select(Participant.id))}
    assert not any(person in str(worklist(hour, moderator)) for person in people)


def test_flagging_again_replaces_the_reason_and_counts_once(app, database):
    hour = begin(app, database)
    statement = hour.say(0, "They are all fools.")
    flag(hour, 1, statement, "offensive")
    assert flag(hour, 1, statement, "off_topic").json == {"statementId": statement, "reason": "off_topic"}
    assert worklist(hour)["watched"][0]["flags"] == [{"reason": "off_topic", "people": 1}]
    assert hour.people[1].get(f"{hour.path}/flags/mine").json["items"] == [
        {"statementId": statement, "reason": "off_topic", "text": "They are all fools."}
    ]
    assert hour.people[2].get(f"{hour.path}/flags/mine").json["items"] == []


def test_a_flag_can_be_taken_back(app, database):
    hour = begin(app, database)
    statement = hour.say(0, "They are all fools.")
    flag(hour, 1, statement)
    for _again in range(2):
        assert hour.people[1].delete(f"{hour.path}/statements/{statement}/flag").status_code == 204
    assert worklist(hour)["watched"] == []


def test_nobody_flags_their_own_words_or_what_is_hidden_or_not_there(app, database):
    hour = begin(app, database)
    own, hidden = hour.say(0, "Mine"), hour.say(1, "Hidden")
    hide(hour, hidden)
    assert flag(hour, 0, own).status_code == 409
    assert flag(hour, 0, hidden).status_code == 404
    assert flag(hour, 0, hour.id).status_code == 404
    assert flag(hour, 1, own, "boring").json["errors"][0]["field"] == "reason"


def test_what_most_people_flagged_stands_first_and_what_the_rules_found_after_it(app, database):
    hour = begin(app, database, people=4)
    found = hour.say(0, "Onze collega Jan wilde niet.", acknowledged=["person"])
    once, twice = hour.say(0, "Once"), hour.say(0, "Twice")
    for who in (1, 2):
        flag(hour, who, twice)
    flag(hour, 3, once)
    listed = worklist(hour)
    assert [each["statement"]["id"] for each in listed["watched"]] == [twice, once, found]
    assert listed["waiting"] == 3
    [finding] = listed["watched"][2]["findings"]
    assert (finding["kind"], finding["quote"]) == ("person", "Jan")


def test_what_a_moderator_lets_stand_asks_for_attention_again_only_when_somebody_else_flags_it(
    app, database, moderator
):
    hour = begin(app, database, people=4)
    statement = hour.say(0, "Bij ons in Zwolle lukte het.", acknowledged=["municipality"])
    flag(hour, 1, statement)
    path = f"{hour.path}/statements/{statement}/approval"
    for _again in range(2):
        assert moderator.put(path).status_code == 204
    assert worklist(hour)["watched"] == []
    flag(hour, 1, statement, "off_topic")  # the same person once more
    assert worklist(hour)["watched"] == []
    flag(hour, 2, statement)
    assert len(worklist(hour)["watched"]) == 1
    assert [entry["action"] for entry in log(hour)] == ["let_stand"]


def test_a_hidden_statement_is_given_to_nobody_and_its_writer_reads_why(app, database, moderator):
    hour = begin(app, database)
    statement, other = hour.say(0, "The council did it."), hour.say(0, "Nobody asked us.")
    first = {who: hour.turn(who)["id"] for who in (1, 2)}
    hidden, stays = (statement, other) if first[1] == statement else (other, statement)
    assert hide(hour, hidden, moderator).json == {"statementId": hidden, **HIDING}
    assert hour.turn(1)["id"] == stays
    assert hour.rate(1, hidden, "fully").status_code == 404
    mine = {row["id"]: row for row in hour.people[0].get(f"{hour.path}/statements/mine").json["items"]}
    assert (mine[hidden]["hidden"], mine[hidden]["hideReason"], mine[hidden]["hideWords"]) == (True, *HIDING.values())
    assert (mine[stays]["hidden"], mine[stays]["hideReason"]) == (False, None)
    assert hour.organiser.get(hour.path).json["statementCount"] == 1


def test_restoring_brings_a_statement_back_with_the_ratings_it_had(app, database):
    hour = begin(app, database, people=3)
    statement = hour.say(0, "The pilot worked.")
    assert hour.rate(1, hour.turn(1)["id"], "fully").status_code == 200
    hide(hour, statement)
    assert hour.turn(2) is None
    [hidden] = worklist(hour)["hidden"]
    assert (hidden["statement"]["id"], hidden["reason"], hidden["words"]) == (statement, *HIDING.values())
    for _again in range(2):
        assert restore(hour, statement).status_code == 204
    assert hour.turn(2)["id"] == statement
    assert worklist(hour)["hidden"] == []
    with database.read() as session:
        assert session.get_one(Statement, (UUID(hour.id), UUID(statement))).fully == 1
    [mine] = hour.people[0].get(f"{hour.path}/statements/mine").json["items"]
    assert (mine["hidden"], mine["hideReason"], mine["hideWords"]) == (False, None, "")


def test_every_act_stands_in_the_log_under_a_pseudonym_that_is_not_the_participants(app, database, moderator):
    hour = begin(app, database)
    with database.unit_of_work() as session:
        factories.seat(session, hour.event, moderator.member)
    moderator.post(f"{hour.path}/participants")
    statement = hour.say(0, "Jan did it.", acknowledged=["person"])
    hide(hour, statement, moderator)
    hide(hour, statement, moderator)  # the same again changes nothing
    restore(hour, statement)
    entries = log(hour)
    assert [(entry["action"], entry["mine"], entry["reason"], entry["words"]) for entry in entries] == [
        ("restore", True, None, ""),
        ("hide", False, *HIDING.values()),
    ]
    assert entries[0]["moderator"] != entries[1]["moderator"]
    with database.read() as session:
        acting = set(session.scalars(select(ModerationEntry.moderator_id)))
        assert not acting & set(session.scalars(select(Participant.id)))
        assert moderator.member.id not in acting


def test_the_log_is_read_page_by_page(app, database):
    hour = begin(app, database)
    statement = hour.say(0, "One")
    for _round in range(3):
        hide(hour, statement)
        restore(hour, statement)
    page = hour.organiser.get(f"{hour.path}/moderation-log?limit=4")
    rest = hour.organiser.get(page.headers["Link"].partition(">")[0].removeprefix("</api/v1"))
    assert [row["action"] for row in page.json["items"] + rest.json["items"]] == ["restore", "hide"] * 3


def test_likely_duplicates_are_shown_in_pairs_until_a_moderator_keeps_them_apart(app, database, moderator):
    hour = begin(app, database)
    one = hour.say(0, "Na het projectgeld was niemand meer eigenaar.")
    other = hour.say(1, "Niemand was nog eigenaar toen het projectgeld op was.", acknowledged=["duplicate"])
    hour.say(1, "Inkoop duurde langer dan de pilot.")
    [pair] = worklist(hour, moderator)["alike"]
    assert {pair["statement"]["id"], pair["other"]["id"]} == {one, other}
    for first, second in ((one, other), (other, one)):
        assert moderator.put(f"{hour.path}/statements/{first}/differences/{second}").status_code == 204
    assert worklist(hour, moderator)["alike"] == []
    assert [entry["action"] for entry in log(hour)] == ["keep_apart"]
    same = moderator.put(f"{hour.path}/statements/{one}/differences/{one}")
    assert (same.status_code, same.json["errors"][0]["field"]) == (400, "otherId")


def test_a_hidden_statement_is_in_no_pair(app, database):
    hour = begin(app, database)
    one = hour.say(0, "Na het projectgeld was niemand meer eigenaar.")
    hour.say(1, "Niemand was nog eigenaar toen het projectgeld op was.", acknowledged=["duplicate"])
    hide(hour, one)
    assert worklist(hour)["alike"] == []


def test_before_the_doors_open_nothing_is_moderated_and_after_the_close_only_what_is_in_the_report(app, database):
    hour = begin(app, database, joined=False)
    assert hide(hour, hour.id).status_code == 409
    hour = begin(app, database)
    statement = hour.say(0, "One")
    hour.move("close")
    assert hide(hour, statement).status_code == 404  # the ids of the hour are gone
    assert flag(hour, 1, statement).status_code == 409
    assert worklist(hour)["watched"] == []


@pytest.fixture
def closed(app: Flask, database: Database) -> Callable[[], Hour]:
    """Give a dialogue that was moderated and closed: "Fools" hidden and flagged by six, two of them for another reason."""

    def make() -> Hour:
        hour = begin(app, database, people=12)
        fools, stands = hour.say(0, "Fools"), hour.say(1, "It stands")
        for who in range(2, 8):
            flag(hour, who, fools, "offensive")
            flag(hour, who, stands, "off_topic" if who < 5 else "offensive")
        for who in (8, 9):
            flag(hour, who, fools, "off_topic")
        hide(hour, fools, words="Dit ging over Jan.")
        hour.organiser.put(f"{hour.path}/statements/{stands}/approval")
        return hour

    return make


def test_rule_1_unlinkable_flags_and_the_log_say_nothing_of_anybody_after_the_close(app, database, closed):
    hour = closed()
    with database.read() as session:
        live = {each.hex for each in session.scalars(select(Participant.id))}
        live |= {each.hex for each in session.scalars(select(ModerationEntry.moderator_id))}
        live |= {each.hex for each in session.scalars(select(ModerationEntry.id))}
        live |= {each.hex for each in session.scalars(select(Statement.id))}
        live |= {key.hex() for key in session.scalars(select(DialogueKey.key))}
    hour.move("close")
    with database.read() as session:
        assert session.scalars(select(Flag)).all() == []
        entries, reviews = session.scalars(select(ModerationEntry)).all(), session.scalars(select(Review)).all()
        assert {(entry.moderator_id, entry.number, entry.words) for entry in entries} == {(None, None, "")}
        assert {review.words for review in reviews} == {""}
        left = {value.hex for row in (*entries, *reviews) for value in vars(row).values() if isinstance(value, UUID)}
    assert left & live == set()


def test_after_the_close_it_can_be_read_what_was_hidden_and_why_and_no_count_under_five(app, database, closed):
    hour = closed()
    hour.move("close")
    [hidden] = worklist(hour)["hidden"]
    assert (hidden["statement"]["text"], hidden["reason"], hidden["words"]) == ("Fools", "identifies", "")
    assert hidden["flags"] == [{"reason": "offensive", "people": 6}]  # of the two others nothing is kept
    with database.read() as session:
        assert session.scalars(select(FlagCount.people)).all() == [6]
    entries = log(hour)
    assert sorted(entry["action"] for entry in entries) == ["hide", "let_stand"]
    assert {(entry["moderator"], entry["mine"]) for entry in entries} == {(None, False)}


def test_participants_learn_nothing_of_moderation(app, database):
    hour = begin(app, database)
    statement = hour.say(0, "One")
    for path in ("moderation", "moderation-log"):
        assert hour.people[0].get(f"{hour.path}/{path}").status_code == 403
    assert hide(hour, statement, hour.people[1]).status_code == 403
    assert restore(hour, statement, hour.people[1]).status_code == 403


def test_who_rates_a_reaction_reads_nothing_of_a_hidden_statement_that_it_is_about(app, database):
    hour = begin(app, database)
    hidden = hour.say(0, "Bij Jan ging het mis.", acknowledged=["person"])
    reaction = hour.say(1, "With us too.", kind="reaction", reactsToId=hidden)
    hour.people[2].post(f"{hour.path}/turns")
    hide(hour, hidden)
    given = hour.people[2].post(f"{hour.path}/turns").json
    assert (given["statement"]["id"], given["reactsTo"]) == (reaction, None)
