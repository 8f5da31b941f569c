"""Hand-raises: an offer under one's own name, an answer by who holds the claim, and nothing that ties before both say yes."""

import logging
from datetime import timedelta
from threading import Barrier, Event, Thread
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from api import create_app, rates
from api.db import Database
from api.domain import claims as rules
from api.models import Claim, HandRaise, Introduction, Job, Statement
from api.services import claims, closing, hand_raises, housekeeping
from api.settings import Settings
from tests.api.conftest import Caller
from tests.api.test_close import texts
from tests.claims import accept, code, hash_of, look_up, raise_hand, say, statement_named
from tests.community import build
from tests.gatherings import words
from tests.hour import Hour, begin
from tests.tables import whole_database

WORDS = "Nobody owned it after the project money."


@pytest.fixture
def closed(app, database) -> tuple[Hour, str, str]:
    """Give an hour that is over, the id of a statement of person 0 in its report, and the claim that goes with it."""
    hour = begin(app, database, people=3)
    _, held = say(hour, 0, WORDS)
    say(hour, 1, "Something else.")
    hour.move("close")
    return hour, statement_named(hour.people[1], hour, WORDS), held


def test_after_the_close_a_writer_and_a_colleague_find_each_other_by_mutual_consent(closed, visitor, post_office):
    hour, statement, held = closed
    offered = raise_hand(hour.people[1], hour, statement, "We did this twice.")
    assert (offered.status_code, offered.json["raised"], offered.json["text"]) == (200, True, WORDS)
    found = look_up(visitor, held).json
    assert (found["text"], found["title"]) == (WORDS, hour.event.title)
    [offer] = found["offers"]
    one = hour.members[1]
    assert (offer["name"], offer["note"], offer["setAside"]) == (one.name, "We did this twice.", False)
    assert one.email not in str(found)  # how to reach each other comes with the yes of both
    assert hour.people[1].get("/introductions").json["items"] == []
    post_office.deliver()
    met = accept(visitor, held, offer["id"], message="Call me on Thursday.")
    assert (met.status_code, met.json["name"], met.json["email"]) == (200, one.name, one.email)
    [introduction] = hour.people[1].get("/introductions").json["items"]
    assert {name: introduction[name] for name in ("name", "contact", "message")} == {
        "name": "Sanne Visser",
        "contact": "sanne@example.org",
        "message": "Call me on Thursday.",
    }
    [mail] = post_office.deliver()
    assert mail["To"] == one.email
    assert not [each for each in (WORDS, "Sanne", "sanne@", held, hour.event.title) if each in mail.as_string()]
    assert "/hand-raises" in words(mail)
    again = look_up(visitor, held).json
    assert (again["offers"], [each["id"] for each in again["introductions"]]) == ([], [met.json["id"]])


def test_during_the_dialogue_a_hand_can_be_raised_and_the_offer_and_the_claim_move_along_at_the_close(
    app, database, visitor
):
    hour = begin(app, database, people=3)
    statement, held = say(hour, 0, WORDS)
    assert raise_hand(hour.people[1], hour, statement, "During.").status_code == 200
    assert [each["note"] for each in look_up(visitor, held).json["offers"]] == ["During."]
    hour.move("close")
    [mine] = hour.people[1].get("/hand-raises").json["items"]
    assert mine["statementId"] == statement_named(hour.people[1], hour, WORDS) != statement
    [offer] = look_up(visitor, held).json["offers"]
    assert accept(visitor, held, offer["id"]).status_code == 200


def test_rule_1_unlinkable_before_a_yes_nothing_in_the_whole_database_ties_a_statement_to_its_writer(closed, database):
    hour, statement, held = closed
    raise_hand(hour.people[1], hour, statement, "We did this twice.")
    raise_hand(hour.people[2], hour, statement)
    assert ties(database, hour, held) == []


def test_rule_1_unlinkable_after_a_yes_two_names_are_kept_and_nothing_leads_from_them_to_a_statement(
    closed, database, visitor
):
    hour, statement, held = closed
    raise_hand(hour.people[1], hour, statement)
    raise_hand(hour.people[2], hour, statement)
    [first, second] = look_up(visitor, held).json["offers"]
    writer = hour.members[0]
    accept(visitor, held, first["id"], name=writer.name, contact=writer.email)
    visitor.post("/claims/refusals", {"claim": held, "offerId": second["id"]})
    assert ties(database, hour, held) == []
    dump = whole_database(database)
    [introduction] = dump["introduction"]
    assert introduction["writer_name"] == writer.name
    elsewhere = set(texts({name: rows for name, rows in dump.items() if name != "introduction"}))
    assert not elsewhere & {UUID(str(introduction["id"])).hex, bytes(introduction["writer_key"]).hex()}


def test_a_tie_in_the_database_is_noticed(closed, database):
    """The dump is read well: what would tie a statement to its writer is found wherever it is put."""
    hour, statement, held = closed
    with database.unit_of_work() as session:
        session.add(
            Job(
                kind="x",
                payload={"to": hour.members[0].email, "about": statement},
                created_at=hour.event.starts_at,
                run_at=hour.event.starts_at,
            )
        )
    assert ties(database, hour, held) != []


def ties(database: Database, hour: Hour, held: str) -> list[tuple[str, object]]:
    """Give every row, of any table, that holds something of the writer and something of the statement or its claim."""
    dump = whole_database(database)
    writer = hour.members[0]
    person = {writer.id.hex, writer.name, writer.email}
    [row] = [row for row in dump["statement"] if row["text"] == WORDS]
    secret = rules.read(held)
    said = {UUID(str(row["id"])).hex, WORDS, secret, held.replace("-", ""), held, rules.kept(secret).hex()}
    return [
        (name, each)
        for name, rows in dump.items()
        for each in rows
        if any(part in text for part in person for text in texts(each))
        and any(part in text for part in said for text in texts(each))
    ]


def test_rule_1_unlinkable_the_database_keeps_a_hash_only_and_no_moment(closed, database):
    _, _, held = closed
    dump = whole_database(database)
    assert rules.read(held) not in "".join(texts(dump))
    rows = dump["claim"]
    assert rules.kept(rules.read(held)) in [bytes(row["secret_hash"]) for row in rows]
    assert all(set(row) == {"dialogue_id", "statement_id", "secret_hash"} for row in rows)


def test_rule_1_unlinkable_no_line_of_a_log_tells_of_a_claim(closed, app, visitor, caplog):
    hour, statement, held = closed
    caplog.set_level(logging.DEBUG)
    raise_hand(hour.people[1], hour, statement, "We did this twice.")
    [offer] = look_up(visitor, held).json["offers"]
    look_up(visitor, code())
    visitor.post("/claims", {"claim": held[:-1] + ("0" if held[-1] != "0" else "1")})
    visitor.post("/claims/acceptances", {"claim": held, "offerId": "x", "name": 7})
    accept(visitor, held, offer["id"])
    accept(visitor, held, str(uuid4()))
    lines = "\n".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    secret = rules.read(held)
    for each in (
        held,
        held.replace("-", ""),
        secret,
        rules.kept(secret).hex(),
        "sanne@",
        "Sanne",
        WORDS,
        "We did this",
    ):
        assert each not in lines


def test_requests_with_a_claim_have_no_line_at_all(database_url, database, caplog):
    from api import logs

    app = build(database_url, database)
    logs.register(app)
    caplog.set_level(logging.INFO)
    visitor = Caller(app)
    look_up(visitor, code())
    visitor.get("/topics")
    assert [record.fields["route"] for record in caplog.records] == ["api:/api/v1/topics"]


def test_a_member_who_says_who_they_are_is_stopped_before_anything_is_looked_up(closed):
    hour, _, held = closed
    for path in ("/claims", "/claims/acceptances", "/claims/refusals", "/claims/forgettings"):
        body = {"claim": held} | {
            "/claims/acceptances": {"offerId": str(uuid4()), "name": "S", "contact": "06"},
            "/claims/refusals": {"offerId": str(uuid4())},
            "/claims/forgettings": {"introductionId": str(uuid4())},
        }.get(path, {})
        answer = hour.people[0].post(path, body)
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "Authorization")


def test_a_no_tells_who_offered_nothing_that_no_answer_would_not(closed, visitor):
    hour, statement, held = closed

    def told() -> list[object]:
        person = hour.people[1]
        export = person.get("/me/export").json["records"]
        return [
            person.get(f"{hour.path}/statements/{statement}/hand-raise").json,
            person.get("/hand-raises").json,
            person.get("/introductions").json,
            export["handRaise"],
            export["introduction"],
            export["job"],
        ]

    raise_hand(hour.people[1], hour, statement)
    before = told()
    [offer] = look_up(visitor, held).json["offers"]
    assert visitor.post("/claims/refusals", {"claim": held, "offerId": offer["id"]}).status_code == 204
    assert told() == before
    assert look_up(visitor, held).json["offers"][0]["setAside"] is True
    assert accept(visitor, held, offer["id"]).status_code == 200  # a writer may think again


def test_a_wrong_code_opens_nothing_and_a_typing_error_is_told_apart(closed, visitor):
    _, _, held = closed
    assert look_up(visitor, code()).status_code == 404
    wrong = held[:2] + ("0" if held[2] != "0" else "1") + held[3:]
    answer = look_up(visitor, wrong)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "claim")
    assert "group 1" in answer.json["detail"]
    assert look_up(visitor, "nothing like it").status_code == 400
    assert look_up(visitor, held.lower().replace("-", " ")).status_code == 200


def test_a_claim_answers_offers_at_its_own_statement_only(closed, visitor, database):
    hour, _, held = closed
    other = statement_named(hour.people[1], hour, "Something else.")
    raise_hand(hour.people[2], hour, other)
    with database.read() as session:
        offer_id = str(session.scalars(select(HandRaise.id)).one())
    assert accept(visitor, held, offer_id).status_code == 404
    assert visitor.post("/claims/refusals", {"claim": held, "offerId": offer_id}).status_code == 404


def test_only_who_may_read_a_statement_can_raise_a_hand_at_it(closed, people):
    hour, statement, _ = closed
    [stranger] = people(1)
    assert raise_hand(stranger, hour, statement).status_code == 403
    assert raise_hand(hour.people[1], hour, str(uuid4())).status_code == 404


def test_what_is_hidden_cannot_be_offered_at(closed, database):
    hour, statement, _ = closed
    with database.unit_of_work() as session:
        session.get_one(Statement, (UUID(hour.id), UUID(statement))).hidden = True
    assert raise_hand(hour.people[1], hour, statement).status_code == 404


def test_an_offer_is_made_once_can_be_worded_anew_and_taken_back(closed, visitor):
    hour, statement, held = closed
    for note in ("First.", "Second."):
        assert raise_hand(hour.people[1], hour, statement, note).json["note"] == note
    assert [each["note"] for each in look_up(visitor, held).json["offers"]] == ["Second."]
    path = f"{hour.path}/statements/{statement}/hand-raise"
    assert hour.people[1].delete(path).status_code == 204
    assert hour.people[1].delete(path).status_code == 204
    assert hour.people[1].get(path).json["raised"] is False
    assert look_up(visitor, held).json["offers"] == []


def test_nobody_offers_at_everything(app, database):
    hour = begin(app, database, people=2)
    said = [hour.say(0, f"Experience {number}") for number in range(rules.MOST_OFFERS + 1)]
    statuses = [raise_hand(hour.people[1], hour, each).status_code for each in said]
    assert statuses == [200] * rules.MOST_OFFERS + [409]


def test_a_statement_that_is_sent_again_with_another_claim_answers_to_the_last(app, database, visitor):
    hour = begin(app, database, people=1)
    first, second = code(), code()
    for each in (first, second):
        body = {"text": WORDS, "claimHash": hash_of(each)}
        answer = hour.people[0].post(f"{hour.path}/statements", body, headers={"Idempotency-Key": "thumb"})
        assert answer.status_code == 201
    assert [look_up(visitor, each).status_code for each in (first, second)] == [404, 200]


def test_a_claim_goes_with_one_statement_and_a_second_is_told_so_at_its_field(app, database, visitor):
    hour = begin(app, database, people=2)
    claim = code()
    hour.say(0, WORDS, claimHash=hash_of(claim))
    for who in (0, 1):
        body = {"text": "Something else.", "claimHash": hash_of(claim)}
        answer = hour.people[who].post(f"{hour.path}/statements", body)
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (409, "claimHash")
    assert look_up(visitor, claim).json["text"] == WORDS


@pytest.mark.parametrize("wrong", ["x" * 64, "a" * 63, "A" * 64, 7, ""])
def test_what_is_no_hash_is_refused(app, database, wrong):
    hour = begin(app, database, people=1)
    answer = hour.people[0].post(f"{hour.path}/statements", {"text": WORDS, "claimHash": wrong})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "claimHash")


def test_who_asks_too_often_waits_and_no_counter_stands_beside_a_claim(closed, database, database_url, clock, tmp_path):
    _, _, held = closed
    settings = Settings(secret_key="x" * 32, database_url=database_url, mail_url=f"file:{tmp_path}")
    strict = create_app(settings, database, clock)
    visitor = Caller(strict)
    most = rates.LIMITS["claim"][1].amount
    answers = [look_up(visitor, held).status_code for _ in range(most)] + [look_up(visitor, code()).status_code]
    assert answers == [200] * most + [429]
    counters = strict.extensions["koppen-rates"]._here.storage.storage
    assert [key for key in counters if "claim" in key] == list(counters)
    assert len(counters) == 1


def test_two_answers_at_once_make_one_introduction_and_one_mail(app, database):
    statuses = _two_answers(app, database)
    assert statuses == [200, 200]


def test_without_the_lock_on_the_offer_one_of_two_answers_fails(app, database, monkeypatch):
    if database.url.get_backend_name() == "sqlite":
        pytest.skip("SQLite has one writer at a time: there is no lock to take out")
    met = Barrier(2, timeout=10)
    locked = claims._locked

    def unlocked(session, claim, offer_id):
        with monkeypatch.context() as context:
            context.setattr("sqlalchemy.sql.Select.with_for_update", lambda self, **_: self)
            found = locked(session, claim, offer_id)
        met.wait()
        return found

    monkeypatch.setattr(claims, "_locked", unlocked)
    assert sorted(_two_answers(app, database)) == [200, 409]


def _two_answers(app, database: Database) -> list[int]:
    """Say yes twice in the same moment; give the statuses, after counting what came of it."""
    hour = begin(app, database, people=2)
    statement, held = say(hour, 0, WORDS)
    raise_hand(hour.people[1], hour, statement)
    [offer] = look_up(Caller(app), held).json["offers"]
    begun, statuses = Barrier(2), []

    def answer() -> None:
        begun.wait(10)
        statuses.append(accept(Caller(app), held, offer["id"]).status_code)

    threads = [Thread(target=answer) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Introduction)) == 1
        assert session.scalar(select(func.count()).select_from(HandRaise)) == 0
        assert (
            session.scalar(select(func.count()).where(Job.payload["template"].as_string() == "hand_raise_accepted"))
            == 1
        )
    return statuses


def test_rule_2_no_offer_is_lost_that_is_made_while_the_dialogue_closes(app, database):
    accepted, stored = _close_while_offering(app, database)
    assert accepted == stored > 0


def test_without_the_lock_on_the_key_an_offer_that_comes_between_is_lost(app, database, monkeypatch):
    if database.url.get_backend_name() == "sqlite":
        pytest.skip("SQLite has one writer at a time: there is no lock to take out")
    hour = begin(app, database, people=2)
    statement = hour.say(0, WORDS)
    rows, accepted = closing._rows, []

    def interrupted(session, table, dialogue_id, **lock):
        found = rows(session, table, dialogue_id, **lock)
        if table is HandRaise:
            accepted.append(raise_hand(hour.people[1], hour, statement).status_code)
        return found

    monkeypatch.setattr(hand_raises, "_hold_off_the_close", lambda *_: None)
    monkeypatch.setattr(closing, "_rows", interrupted)
    hour.move("close")
    assert (accepted, hour.people[1].get("/hand-raises").json["items"]) == ([200], [])


def _close_while_offering(app, database: Database) -> tuple[int, int]:
    """Close under the hands of who offers; give how many offers were accepted, and how many kept."""
    hour = begin(app, database, people=8)
    said = [hour.say(0, f"Experience {number}") for number in range(18)]
    begun, accepted = Event(), []

    def offer(who: int) -> None:
        for statement in said:
            if raise_hand(hour.people[who], hour, statement).status_code == 200:
                accepted.append(statement)
            if len(accepted) > 8:
                begun.set()

    threads = [Thread(target=offer, args=(who,)) for who in range(1, 6)]
    for thread in threads:
        thread.start()
    begun.wait(30)
    closed = hour.organiser.post(f"{hour.path}/moves", {"move": "close"})
    for thread in threads:
        thread.join()
    assert closed.status_code == 201, closed.text
    with database.read() as session:
        kept = select(func.count()).select_from(HandRaise).where(HandRaise.dialogue_id == UUID(hour.id))
        return len(accepted), session.scalar(kept) or 0


def test_an_introduction_is_deleted_by_either_of_the_two(closed, visitor):
    hour, statement, held = closed
    for delete in ("writer", "offerer"):
        raise_hand(hour.people[1], hour, statement)
        [offer] = look_up(visitor, held).json["offers"]
        met = accept(visitor, held, offer["id"]).json["id"]
        if delete == "writer":
            body = {"claim": held, "introductionId": met}
            assert visitor.post("/claims/forgettings", body).status_code == 204
            assert visitor.post("/claims/forgettings", body).status_code == 404
        else:
            assert hour.people[2].delete(f"/introductions/{met}").status_code == 404
            assert hour.people[1].delete(f"/introductions/{met}").status_code == 204
        assert hour.people[1].get("/introductions").json["items"] == []
        assert look_up(visitor, held).json["introductions"] == []


def test_erasing_the_account_of_who_offered_takes_offers_and_introductions_along(closed, visitor, database):
    hour, statement, held = closed
    raise_hand(hour.people[1], hour, statement)
    [offer] = look_up(visitor, held).json["offers"]
    accept(visitor, held, offer["id"])
    raise_hand(hour.people[1], hour, statement, "And again.")
    assert hour.people[1].delete("/me?keepContributions=true").status_code == 204
    found = look_up(visitor, held).json
    assert (found["offers"], found["introductions"]) == ([], [])


def test_erasing_the_account_of_the_writer_takes_the_introduction_with_their_address_along(closed, visitor):
    hour, statement, held = closed
    writer = hour.members[0]
    raise_hand(hour.people[1], hour, statement)
    [offer] = look_up(visitor, held).json["offers"]
    accept(visitor, held, offer["id"], name=writer.name, contact=writer.email.upper())
    assert [each["writerName"] for each in hour.people[0].get("/me/export").json["records"]["introduction"]] == [
        writer.name
    ]
    assert hour.people[0].delete("/me?keepContributions=true").status_code == 204
    assert hour.people[1].get("/introductions").json["items"] == []
    assert look_up(visitor, held).status_code == 200  # the claim knows no account


def test_taking_along_gives_no_key_that_leads_to_the_writer(closed, visitor):
    hour, statement, held = closed
    raise_hand(hour.people[1], hour, statement)
    [offer] = look_up(visitor, held).json["offers"]
    accept(visitor, held, offer["id"])
    [row] = hour.people[1].get("/me/export").json["records"]["introduction"]
    assert set(row) == {"id", "memberId", "writerName", "writerContact", "message", "keptUntil"}


def test_what_has_served_its_purpose_goes(closed, visitor, database, clock):
    hour, statement, held = closed
    raise_hand(hour.people[1], hour, statement)
    raise_hand(hour.people[2], hour, statement)
    accept(visitor, held, look_up(visitor, held).json["offers"][0]["id"])

    def left(**later: int) -> list[int]:
        with database.unit_of_work() as session:
            housekeeping.tidy(session, clock.now + timedelta(**later))
            return [
                session.scalar(select(func.count()).select_from(each)) or 0 for each in (Claim, HandRaise, Introduction)
            ]

    assert left(days=180) == [2, 1, 1]
    assert left(days=215) == [2, 1, 0]
    assert left(days=364) == [2, 1, 0]
    assert left(days=366) == [0, 0, 0]
