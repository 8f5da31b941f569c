"""Reports: for whom, what is in them, and who is told."""

import json

import pytest
from sqlalchemy import select

from api.domain import ranking
from api.domain.vocabulary import DialogueState, RegistrationStatus, Role
from api.jobs.handlers import HANDLERS
from api.models import Dialogue, Job
from api.services import reports
from api.settings import Settings
from tests import factories
from tests.dialogues import Said, closed

OWNER = Said(
    "Nobody owned it after the project money.",
    fully=20, largely=7, a_little=2, not_at_all=1, does_not_occur=2,
    reactions=[Said("We named an owner first.", fully=9, largely=2, not_at_all=1)],
)  # fmt: skip
SAID = [
    OWNER,
    Said("The line had no time.", fully=4, a_little=20),
    Said("Few read this.", fully=3),
    Said("A name that must not be here.", fully=30, hidden=True),
    Said("A small party helped.", fully=12, not_at_all=10, question=2),
]


@pytest.fixture
def people(work):
    with work() as session:
        roles = {role.value: factories.member(session, role) for role in Role}
        return roles | {"other": factories.member(session), "waiting": factories.member(session)}


@pytest.fixture
def dialogue(work, people):
    with work() as session:
        made = closed(session, SAID, registered=[people["member"]], title="From pilot to practice")
        factories.seat(session, made.event, people["waiting"], RegistrationStatus.WAITING)
        return made


def address(dialogue, number: int = 1) -> str:
    return f"/dialogues/{dialogue.dialogue.id}/reports/{number}"


@pytest.mark.parametrize(
    ("reader", "status"),
    [("member", 200), ("organiser", 200), ("moderator", 200), ("administrator", 200), ("other", 403), ("waiting", 403)],
)
def test_a_report_is_for_who_had_a_seat_and_for_who_organises_or_moderates(call_as, people, dialogue, reader, status):
    caller = call_as(people[reader])
    assert caller.get(address(dialogue)).status_code == status
    assert caller.get(f"/dialogues/{dialogue.dialogue.id}/reports").status_code == status


def test_a_visitor_reads_no_report(visitor, dialogue):
    assert visitor.get(address(dialogue)).status_code == 401


def test_the_versions_are_listed_without_their_content(call_as, people, dialogue):
    page = call_as(people["member"]).get(f"/dialogues/{dialogue.dialogue.id}/reports").json
    assert [(row["number"], "content" in row) for row in page["items"]] == [(1, False)]


def test_there_is_no_report_before_the_close(work, call_as, people):
    with work() as session:
        event = factories.event(session)
        planned = Dialogue(event=event, state=DialogueState.PLANNED, created_at=factories.START)
        session.add(planned)
    caller = call_as(people["organiser"])
    assert caller.get(f"/dialogues/{planned.id}/reports").json["items"] == []
    assert caller.get(f"/dialogues/{planned.id}/reports/1").status_code == 404


def test_a_dialogue_that_does_not_exist_has_no_report(call_as, people):
    assert (
        call_as(people["organiser"]).get("/dialogues/00000000-0000-0000-0000-000000000000/reports").status_code == 404
    )


def test_each_figure_comes_with_raters_and_an_interval(call_as, people, dialogue):
    content = call_as(people["member"]).get(address(dialogue)).json["content"]
    owner = content["questions"][0]["statements"][0]
    assert (owner["text"], owner["recognised"], owner["raters"]) == (OWNER.text, 27, 32)
    assert owner["rate"] == 27 / 32
    assert owner["low"] < owner["expected"] < owner["high"]
    assert owner["counts"] == {"notAtAll": 1, "aLittle": 2, "largely": 7, "fully": 20, "doesNotOccur": 2}
    assert [(each["text"], each["recognised"]) for each in owner["reactions"]] == [("We named an owner first.", 11)]


def test_statements_are_ordered_per_question_and_over_all(call_as, people, dialogue):
    content = call_as(people["member"]).get(address(dialogue)).json["content"]
    texts = [[each["text"] for each in question["statements"]] for question in content["questions"]]
    assert texts == [[OWNER.text, "The line had no time.", "Few read this."], ["A small party helped."]]
    known = {each["id"]: each["text"] for question in content["questions"] for each in question["statements"]}
    assert [known[each] for each in content["overall"]] == [texts[0][0], texts[1][0], texts[0][1], texts[0][2]]


def test_hidden_statements_do_not_count(call_as, people, dialogue):
    answer = call_as(people["member"]).get(address(dialogue))
    assert "must not be here" not in answer.text
    assert answer.json["content"]["hour"]["statements"] == 5


def test_the_method_is_told_in_the_language_of_the_reader(call_as, people, dialogue):
    caller = call_as(people["member"])
    english = caller.get(address(dialogue)).json["method"]
    dutch = caller.get(address(dialogue), headers={"Accept-Language": "nl"}).json["method"]
    assert english[0].startswith("Recognised means")
    assert dutch[0].startswith("Herkend betekent")
    assert len(english) == len(dutch) == len(set(dutch))


def mails(session) -> list[dict]:
    found = session.scalars(select(Job).where(Job.kind == "mail")).all()
    return [job.payload for job in found if job.payload["template"] == "report_ready"]


def test_everybody_with_a_seat_gets_a_mail_present_or_absent_and_nobody_else(work, dialogue, people):
    with work() as session:
        [mail] = mails(session)
    assert mail["to"] == people["member"].email
    assert mail["context"]["dialogue_id"] == str(dialogue.dialogue.id)


def test_an_address_that_was_never_confirmed_gets_no_mail(work):
    with work() as session:
        closed(session, [], registered=[factories.member(session, confirmed_at=None)])
        assert mails(session) == []


def test_a_large_event_is_told_in_several_transactions_and_nobody_twice(work, monkeypatch):
    monkeypatch.setattr(reports, "CHUNK", 2)
    settings = Settings(secret_key="not used here")
    with work() as session:
        members = [factories.member(session) for _ in range(5)]
        closed(session, [], registered=members)
    for _round in range(3):
        with work() as session:
            for job in session.scalars(select(Job).where(Job.kind == reports.ANNOUNCE_JOB)).all():
                HANDLERS[job.kind](session, job.payload, factories.START, settings)
    with work() as session:
        told = [mail["to"] for mail in mails(session)]
    assert sorted(told) == sorted(member.email for member in members)


def test_the_rates_can_be_computed_again_from_the_report_itself(call_as, people, dialogue):
    content = call_as(people["member"]).get(address(dialogue)).json["content"]
    tops = [each for question in content["questions"] for each in question["statements"]]
    everything = tops + [reaction for each in tops for reaction in each["reactions"]]
    rated = [each for each in everything if each["raters"] >= content["enoughRaters"]]
    recognised, raters = [each["recognised"] for each in rated], [each["raters"] for each in rated]
    prior = ranking.fit_prior(recognised, raters)
    again = ranking.rank(recognised, raters, [each["couldRate"] for each in rated], prior)
    assert content["prior"] == {"a": prior.a, "b": prior.b}
    assert [(each["low"], each["high"]) for each in rated] == list(zip(again.low, again.high, strict=True))


def test_the_stored_content_is_what_is_answered(work, call_as, people, dialogue):
    answered = call_as(people["member"]).get(address(dialogue)).json["content"]
    assert json.loads(json.dumps(dialogue.report.content)) == answered


def test_why_a_statement_is_where_it_is_is_told_in_the_language_of_the_reader(call_as, people, dialogue):
    caller = call_as(people["member"])
    report = caller.get(address(dialogue)).json
    owner = report["content"]["questions"][0]["statements"][0]
    assert report["why"][owner["id"]].startswith("27 of the 32 readers recognise it. Of all 39 who could have read it")
    assert report["why"][owner["reactions"][0]["id"]].startswith("It stands below what it reacts to. 11 of the 12")
    dutch = caller.get(address(dialogue), headers={"Accept-Language": "nl"}).json["why"]
    assert dutch[owner["id"]].startswith("27 van de 32 lezers herkennen het.")
    assert set(dutch) == {each["id"] for each in everything(report["content"])}


def everything(content) -> list[dict]:
    tops = [each for question in content["questions"] for each in question["statements"]]
    return tops + [reaction for each in tops for reaction in each["reactions"]]
