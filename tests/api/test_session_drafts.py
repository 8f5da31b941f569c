"""From statements in a report to a draft with a script, and from the draft to a dialogue that asks them again."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from api.domain.vocabulary import PhaseKind, Role
from api.models import Dialogue, Event, Interest, Programme, SessionQuestion, SessionStatement, Statement, TopicSession
from tests import factories
from tests.dialogues import Said, closed

OWNER, TIME, HELPED = "Nobody owned it after the project money.", "The line had no time.", "We named an owner first."
HIDDEN = "A name that must not be here."
SAID = [
    Said(OWNER, fully=20),
    Said(TIME, fully=4, a_little=20),
    Said(HELPED, fully=9, question=2),
    Said(HIDDEN, hidden=True),
]
MADE_UP = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def people(work):
    with work() as session:
        return {
            "ada": factories.member(session, name="Ada Vos"),
            "outsider": factories.member(session),
            "organiser": factories.member(session, Role.ORGANISER),
        }


@pytest.fixture
def made(work, people):
    with work() as session:
        return closed(session, SAID, registered=[people["ada"]], title="From pilot to practice")


@pytest.fixture
def body(made):
    """Choose statements of the report by their texts."""

    def choose(*texts: str, **more) -> dict:
        return {
            "dialogueId": str(made.dialogue.id),
            "statementIds": [str(made.statements[text].id) for text in texts],
        } | more

    return choose


@pytest.fixture
def drafted(call_as, people, body) -> dict:
    answer = call_as(people["ada"]).post("/session-drafts", body(OWNER, TIME, HELPED))
    assert answer.status_code == 201, answer.text
    return answer.json


def address(drafted: dict) -> str:
    return f"/topic-sessions/{drafted['id']}"


def changed(caller, drafted: dict, changes: dict):
    return caller.patch(address(drafted), changes, headers={"If-Match": caller.get(address(drafted)).headers["ETag"]})


def asked(script: list[dict]) -> list[list[str]]:
    return [[each["text"] for each in step["statements"]] for step in script if step["kind"] == "question"]


def test_chosen_statements_become_a_draft_with_a_title_a_description_and_a_script(call_as, people, body):
    caller = call_as(people["ada"])
    answer = caller.post("/session-drafts", body(OWNER, TIME, HELPED))
    draft = answer.json
    assert answer.headers["Location"] == f"/api/v1/topic-sessions/{draft['id']}"
    assert (draft["status"], draft["interestCount"], draft["interested"]) == ("draft", 0, False)
    assert OWNER in draft["title"]
    assert "From pilot to practice" in draft["motivation"]
    assert [step["kind"] for step in draft["script"]] == ["lobby", "question", "question", "closing"]
    assert asked(draft["script"]) == [[OWNER, TIME], [HELPED]]
    assert "What got stuck?" in draft["script"][1]["prompt"]
    assert HELPED in draft["script"][2]["prompt"]
    assert sum(step["maxSeconds"] + step["tailSeconds"] for step in draft["script"][1:]) == draft["minutes"] * 60
    assert draft["script"][1]["tailSeconds"] > 0


def test_a_theme_names_the_draft(call_as, people, body):
    answer = call_as(people["ada"]).post("/session-drafts", body(OWNER, TIME, title="Ownership"))
    assert answer.json["title"] == "Ownership"


def test_the_sentences_of_a_draft_are_in_the_language_of_who_asks(call_as, people, body):
    caller = call_as(people["ada"])
    dutch = caller.post("/session-drafts", body(OWNER), headers={"Accept-Language": "nl"}).json
    english = caller.post("/session-drafts", body(OWNER), headers={"Accept-Language": "en"}).json
    assert "Wat hielp jou" in dutch["script"][1]["prompt"]
    assert "What helped you" in english["script"][1]["prompt"]


def test_the_sources_of_a_draft_are_the_statements_of_the_report(work, made, drafted):
    with work() as session:
        rows = session.scalars(select(SessionStatement).order_by(SessionStatement.position, SessionStatement.place))
        pointed = [(row.dialogue_id, row.statement_id) for row in rows]
    assert pointed == [(made.dialogue.id, made.statements[text].id) for text in (OWNER, TIME, HELPED)]
    assert drafted["source"]["statementId"] == str(made.statements[OWNER].id)


def test_a_draft_is_seen_by_who_drafted_it_and_by_organisers_only(call_as, people, drafted):
    outsider = call_as(people["outsider"])
    assert outsider.get(address(drafted)).status_code == 404
    assert outsider.get("/topic-sessions").json["items"] == []
    assert outsider.get("/topic-sessions?status=draft").json["items"] == []
    assert outsider.put(f"{address(drafted)}/interest").status_code == 404
    assert outsider.put(f"{address(drafted)}/answers", {"answers": []}).status_code == 404
    assert outsider.patch(address(drafted), {"title": "Mine"}, headers={"If-Match": "*"}).status_code == 404
    for name in ("ada", "organiser"):
        assert [row["id"] for row in call_as(people[name]).get("/topic-sessions?status=draft").json["items"]] == [
            drafted["id"]
        ]
    assert call_as(people["ada"]).get("/topic-sessions?status=proposed").json["items"] == []


def test_who_may_not_read_the_report_drafts_nothing_from_it(call_as, people, body):
    assert call_as(people["outsider"]).post("/session-drafts", body(OWNER)).status_code == 403


@pytest.mark.parametrize(
    ("texts", "more", "field"),
    [
        ((), {}, "statementIds"),
        ((OWNER, HIDDEN), {}, "statementIds.1"),
        ((OWNER,), {"dialogueId": MADE_UP}, "dialogueId"),
        ((), {"statementIds": [MADE_UP]}, "statementIds.0"),
    ],
)
def test_a_draft_needs_statements_of_the_report(call_as, people, body, texts, more, field):
    answer = call_as(people["ada"]).post("/session-drafts", body(*texts, **more))
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, field)


def test_the_script_of_a_draft_can_be_rewritten(call_as, people, made, drafted):
    questions = [
        {"prompt": "Who pays?", "statementIds": [str(made.statements[TIME].id)]},
        {"prompt": "Who decides?", "explanation": "Think of one case."},
    ]
    answer = changed(call_as(people["ada"]), drafted, {"minutes": 90, "questions": questions, "title": "Who?"})
    steps = [step for step in answer.json["script"] if step["kind"] == "question"]
    assert [(step["prompt"], step["explanation"]) for step in steps] == [
        ("Who pays?", ""),
        ("Who decides?", "Think of one case."),
    ]
    assert asked(answer.json["script"]) == [[TIME], []]
    assert sum(step["maxSeconds"] + step["tailSeconds"] for step in answer.json["script"][1:]) == 90 * 60


@pytest.mark.parametrize(
    ("questions", "field"),
    [
        ([], "questions"),
        ([{"prompt": ""}], "questions.0.prompt"),
        ([{"prompt": "A?", "statementIds": [MADE_UP]}], "questions.0.statementIds.0"),
        ([{"prompt": "A?", "statementIds": ["{hidden}"]}], "questions.0.statementIds.0"),
        (
            [{"prompt": "A?", "statementIds": ["{owner}"]}, {"prompt": "B?", "statementIds": ["{owner}"]}],
            "questions.1.statementIds.0",
        ),
    ],
)
def test_an_impossible_script_is_refused_and_the_old_one_stays(call_as, people, made, drafted, questions, field):
    ids = {"hidden": made.statements[HIDDEN].id, "owner": made.statements[OWNER].id}
    for question in questions:
        question["statementIds"] = [id_.format_map(ids) for id_ in question.get("statementIds", [])]
    caller = call_as(people["ada"])
    answer = changed(caller, drafted, {"questions": questions})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, field)
    assert caller.get(address(drafted)).json["script"] == drafted["script"]


def test_two_who_change_the_script_at_once_do_not_overwrite_each_other(call_as, people, drafted):
    caller = call_as(people["ada"])
    old = {"If-Match": caller.get(address(drafted)).headers["ETag"]}
    assert caller.patch(address(drafted), {"questions": [{"prompt": "A?"}]}, headers=old).status_code == 200
    assert caller.patch(address(drafted), {"questions": [{"prompt": "B?"}]}, headers=old).status_code == 412


def test_proposing_a_draft_shows_it_to_all_and_counts_its_drafter_in(call_as, people, drafted, clock):
    clock.forward(days=1)
    answer = changed(call_as(people["ada"]), drafted, {"status": "proposed"})
    assert (answer.json["status"], answer.json["interestCount"], answer.json["interested"]) == ("proposed", 1, True)
    assert answer.json["createdAt"] > drafted["createdAt"]
    seen = call_as(people["outsider"]).get(address(drafted)).json
    assert asked(seen["script"]) == [[OWNER, TIME], [HELPED]]
    assert changed(call_as(people["organiser"]), drafted, {"status": "draft"}).status_code == 409


def test_an_organiser_who_proposes_somebodys_draft_counts_that_person_in(call_as, people, drafted):
    answer = changed(call_as(people["organiser"]), drafted, {"status": "proposed"})
    assert (answer.json["interestCount"], answer.json["interested"]) == (1, False)
    assert call_as(people["ada"]).get(address(drafted)).json["interested"] is True


def test_a_draft_is_thrown_away_with_all_that_belongs_to_it_and_a_proposal_is_not(work, call_as, people, drafted):
    caller = call_as(people["ada"])
    moments = {"startsAt": [(factories.START + timedelta(days=30)).isoformat()]}
    assert caller.put(f"{address(drafted)}/moments", moments, headers={"If-Match": "*"}).status_code == 200
    assert caller.call("DELETE", address(drafted), headers={"If-Match": "*"}).status_code == 204
    with work() as session:
        for table in (TopicSession, SessionQuestion, SessionStatement):
            assert session.scalars(select(table)).all() == []


def test_a_proposal_is_declined_and_not_thrown_away(call_as, people, drafted):
    caller = call_as(people["ada"])
    changed(caller, drafted, {"status": "proposed"})
    assert caller.call("DELETE", address(drafted), headers={"If-Match": "*"}).status_code == 409


def test_a_draft_goes_with_the_account_of_who_drafted_it(work, call_as, people, drafted):
    assert call_as(people["ada"]).call("DELETE", "/me?keepContributions=true").status_code == 204
    with work() as session:
        assert session.scalars(select(TopicSession)).all() == []


WHEN = {
    "startsAt": (factories.START + timedelta(days=14)).isoformat(),
    "endsAt": (factories.START + timedelta(days=14, hours=1)).isoformat(),
}


def test_the_dialogue_follows_the_script_and_asks_the_statements_again_knowing_their_origin(
    work, call_as, people, made, drafted
):
    with work() as session:
        event = session.get_one(Event, made.event.id)
        event.programme = Programme(title="A series", created_at=factories.START)
    changed(call_as(people["ada"]), drafted, {"status": "proposed"})
    answer = call_as(people["organiser"]).post(f"{address(drafted)}/event", WHEN)
    assert (answer.status_code, answer.json["status"]) == (201, "scheduled")
    with work() as session:
        dialogue = session.scalars(select(Dialogue).join(Event).where(Event.title == drafted["title"])).one()
        assert dialogue.event.programme.title == "A series"
        questions = [phase for phase in dialogue.phases if phase.kind is PhaseKind.QUESTION]
        assert [phase.prompt for phase in questions] == [step["prompt"] for step in drafted["script"][1:3]]
        query = select(Statement).where(Statement.dialogue_id == dialogue.id).order_by(Statement.number)
        rows = session.scalars(query).all()
        assert [(row.text, row.given, row.author_id, row.fully) for row in rows] == [
            (text, True, None, 0) for text in (OWNER, TIME, HELPED)
        ]
        assert [row.phase_id for row in rows] == [questions[0].id, questions[0].id, questions[1].id]
        assert [(row.origin_dialogue_id, row.origin_statement_id) for row in rows] == [
            (made.dialogue.id, made.statements[text].id) for text in (OWNER, TIME, HELPED)
        ]


def test_what_was_hidden_after_the_choice_is_not_asked_again(work, call_as, people, made, drafted):
    with work() as session:
        session.get_one(Statement, (made.dialogue.id, made.statements[TIME].id)).hidden = True
    assert asked(call_as(people["ada"]).get(address(drafted)).json["script"]) == [[OWNER], [HELPED]]
    assert call_as(people["organiser"]).post(f"{address(drafted)}/event", WHEN).status_code == 201
    with work() as session:
        given = session.scalars(select(Statement.text).where(Statement.given)).all()
    assert sorted(given) == sorted([OWNER, HELPED])


def test_an_organiser_plans_a_draft_at_once_and_nobody_is_counted_in_unasked(work, call_as, people, drafted):
    assert call_as(people["organiser"]).post(f"{address(drafted)}/event", WHEN).status_code == 201
    seen = call_as(people["outsider"]).get(address(drafted)).json
    assert (seen["status"], seen["interestCount"]) == ("scheduled", 0)
    with work() as session:
        assert session.scalars(select(Interest)).all() == []


def test_statements_are_not_replaced_at_the_last_moment_in_a_script_of_several_questions(
    call_as, people, made, drafted
):
    body = WHEN | {"firstStatements": [str(made.statements[OWNER].id)]}
    answer = call_as(people["organiser"]).post(f"{address(drafted)}/event", body)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "firstStatements")
