"""What a writer is asked to look at before posting."""

import logging

import pytest
from sqlalchemy import func, select

from api.models import Statement
from tests.hour import begin

PILOT = "Na het projectgeld was niemand meer eigenaar."
ALIKE = "Niemand was nog eigenaar toen het projectgeld op was."


def check(hour, who: int, text: str, **fields):
    answer = hour.people[who].post(f"{hour.path}/statement-checks", {"text": text, **fields})
    assert answer.status_code == 200, answer.text
    return answer.json["findings"]


@pytest.mark.parametrize(
    ("text", "kind", "quote"),
    [
        ("Mail naar jan@zwolle.nl.", "email", "jan@zwolle.nl"),
        ("Bel 06-12345678 even.", "phone", "06-12345678"),
        ("Zie www.gemeentezeist.nl daarover.", "link", "www.gemeentezeist.nl"),
        ("Onze wethouder De Vries wilde niet.", "person", "De Vries"),
        ("In Zeist lukte het wel.", "municipality", "Zeist"),
    ],
)
def test_a_text_that_could_identify_somebody_is_not_posted_before_its_writer_agrees(app, database, text, kind, quote):
    hour = begin(app, database)
    answer = hour.people[0].post(f"{hour.path}/statements", {"text": text})
    assert (answer.status_code, answer.mimetype) == (409, "application/problem+json")
    assert answer.json["type"].endswith("/look-again")
    [finding] = answer.json["findings"]
    assert (finding["kind"], finding["quote"]) == (kind, quote)
    assert text[finding["start"] : finding["end"]] == quote
    assert answer.json["errors"] == [{"field": "text", "message": finding["advice"]}]
    assert [found["kind"] for found in check(hour, 0, text)] == [kind]
    assert hour.organiser.get(hour.path).json["statementCount"] == 0
    assert hour.say(0, text, acknowledged=[kind])


def test_who_agrees_to_one_thing_is_still_asked_about_another(app, database):
    hour = begin(app, database)
    body = {"text": "Collega Jan zit op 06-12345678.", "acknowledged": ["person"]}
    answer = hour.people[0].post(f"{hour.path}/statements", body)
    assert answer.status_code == 409
    assert [finding["kind"] for finding in answer.json["findings"]] == ["person", "phone"]
    assert hour.say(0, body["text"], acknowledged=["person", "phone"])


def test_a_harmless_text_is_posted_in_one_call(app, database):
    hour = begin(app, database)
    assert hour.say(0, "De pilot lukte, en daarna was er niemand meer die hem wilde hebben.")


def test_a_likely_duplicate_is_pointed_out_with_the_words_that_are_there(app, database):
    hour = begin(app, database)
    first = hour.say(0, PILOT)
    answer = hour.people[1].post(f"{hour.path}/statements", {"text": ALIKE})
    [finding] = answer.json["findings"]
    assert (answer.status_code, finding["kind"]) == (409, "duplicate")
    assert (finding["statementId"], finding["quote"], finding["own"]) == (first, PILOT, False)
    assert hour.say(1, ALIKE, acknowledged=["duplicate"])
    own = check(hour, 0, PILOT)
    assert [(each["quote"], each["own"]) for each in own] == [(PILOT, True), (ALIKE, False)]


def test_a_likely_duplicate_that_is_hidden_or_of_another_question_is_none(app, database, clock):
    hour = begin(app, database)
    first = hour.say(0, PILOT)
    assert check(hour, 1, ALIKE)
    hour.organiser.put(f"{hour.path}/statements/{first}/hiding", {"reason": "other"})
    assert check(hour, 1, ALIKE) == []
    hour.organiser.delete(f"{hour.path}/statements/{first}/hiding")
    assert check(hour, 1, ALIKE)
    clock.forward(minutes=2)
    hour.move("next")
    hour.move("next")
    assert check(hour, 1, ALIKE) == []


def test_two_reactions_may_say_the_same_of_two_statements(app, database):
    hour = begin(app, database)
    one, other = hour.say(0, "Nobody asked."), hour.say(0, "Everybody paid.")
    for target in (one, other):
        assert hour.say(1, PILOT, kind="reaction", reactsToId=target)
    assert check(hour, 2, PILOT, kind="reaction") == check(hour, 2, ALIKE) == []


def test_checking_stores_and_logs_nothing(app, database, caplog):
    caplog.set_level(logging.DEBUG)
    hour = begin(app, database)
    assert check(hour, 0, "Collega Wilhelmina zegt dat 0612345678 bezet is.")
    assert "Wilhelmina" not in caplog.text
    assert "0612345678" not in caplog.text
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Statement)) == 0


def test_the_same_request_again_gives_the_statement_and_no_duplicate_of_itself(app, database):
    hour = begin(app, database)
    key = {"Idempotency-Key": "thumb"}
    answers = [hour.people[0].post(f"{hour.path}/statements", {"text": PILOT}, headers=key) for _tap in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json == answers[1].json


def test_advice_is_in_the_callers_language(app, database):
    hour = begin(app, database)
    hour.people[0].headers["Accept-Language"] = "nl"
    [finding] = check(hour, 0, "Bel 06-12345678 even.")
    assert finding["advice"] == "Er staat een telefoonnummer in: 06-12345678. Haal dat weg, dan kan je bijdrage mee."


def test_nothing_is_checked_while_no_question_is_open(app, database):
    hour = begin(app, database)
    hour.move("close")
    assert hour.people[0].post(f"{hour.path}/statement-checks", {"text": "One"}).status_code == 409
