"""The date poll: who asks about which moments, who answers, who sees what, and the invitations that follow."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from api.domain.vocabulary import Role
from api.models import Event, Job, MomentAnswer, Registration
from tests import factories
from tests.dialogues import Said, closed

MOMENTS = [factories.START + timedelta(days=days, hours=2) for days in (20, 21, 22)]
MADE_UP = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def people(work):
    with work() as session:
        return {
            "ada": factories.member(session, name="Ada Vos"),
            "bo": factories.member(session, name="Bo Visser"),
            "cas": factories.member(session, name="Cas Smit"),
            "moderator": factories.member(session, Role.MODERATOR),
            "organiser": factories.member(session, Role.ORGANISER),
        }


@pytest.fixture
def proposed(work, call_as, people) -> dict:
    with work() as session:
        made = closed(session, [Said("Nobody owned it.", fully=20)], registered=[people["ada"]])
    source = {
        "kind": "statement",
        "dialogueId": str(made.dialogue.id),
        "statementId": str(made.statements["Nobody owned it."].id),
    }
    return call_as(people["ada"]).post("/topic-sessions", {"title": "Who owns it?", "source": source}).json


def put_moments(caller, session: dict, moments=MOMENTS, etag: str | None = None):
    path = f"/topic-sessions/{session['id']}"
    headers = {"If-Match": etag or caller.get(path).headers["ETag"]}
    return caller.put(f"{path}/moments", {"startsAt": [each.isoformat() for each in moments]}, headers=headers)


@pytest.fixture
def asking(call_as, people, proposed) -> dict:
    """Give the session with three moments to choose from."""
    answer = put_moments(call_as(people["ada"]), proposed)
    assert answer.status_code == 200, answer.text
    return answer.json


def say(caller, session: dict, *words: str | None):
    given = [
        {"momentId": moment["id"], "answer": word}
        for moment, word in zip(session["moments"], words, strict=False)
        if word is not None
    ]
    return caller.put(f"/topic-sessions/{session['id']}/answers", {"answers": given})


def counts(session: dict) -> list[tuple[int, int, int]]:
    return [(each["yes"], each["ifNeedBe"], each["no"]) for each in session["moments"]]


def test_the_proposer_and_an_organiser_ask_about_moments_and_nobody_else(call_as, people, proposed):
    assert put_moments(call_as(people["bo"]), proposed).status_code == 403
    assert put_moments(call_as(people["moderator"]), proposed).status_code == 403
    first = put_moments(call_as(people["ada"]), proposed, MOMENTS[:1]).json
    assert [each["mine"] for each in first["moments"]] == [None]
    assert len(put_moments(call_as(people["organiser"]), proposed).json["moments"]) == 3


@pytest.mark.parametrize(
    ("moments", "field"),
    [
        ([MOMENTS[0], MOMENTS[0]], "startsAt.1"),
        ([MOMENTS[0], factories.START - timedelta(days=1)], "startsAt.1"),
        ([MOMENTS[0] + timedelta(hours=number) for number in range(11)], "startsAt"),
    ],
)
def test_an_impossible_moment_is_refused(call_as, people, proposed, moments, field):
    answer = put_moments(call_as(people["ada"]), proposed, moments)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, field)


def test_who_answers_is_counted_and_counts_in(call_as, people, asking):
    answer = say(call_as(people["bo"]), asking, "yes", "if_need_be", "no")
    assert (answer.status_code, answer.json["interestCount"], answer.json["interested"]) == (200, 2, True)
    assert counts(answer.json) == [(1, 0, 0), (0, 1, 0), (0, 0, 1)]
    assert [each["mine"] for each in answer.json["moments"]] == ["yes", "if_need_be", "no"]
    assert [each["favourite"] for each in answer.json["moments"]] == [True, False, False]


def test_an_answer_counts_once_and_can_be_changed_and_taken_back(call_as, people, asking):
    caller = call_as(people["bo"])
    for _ in range(2):
        say(caller, asking, "yes", "yes", "yes")
    assert counts(say(caller, asking, "no", "yes").json) == [(0, 0, 1), (1, 0, 0), (0, 0, 0)]
    assert counts(say(caller, asking).json) == [(0, 0, 0)] * 3


def test_an_answer_about_two_times_the_same_moment_or_another_sessions_is_refused(call_as, people, asking):
    caller, path = call_as(people["bo"]), f"/topic-sessions/{asking['id']}/answers"
    twice = [{"momentId": asking["moments"][0]["id"], "answer": word} for word in ("yes", "no")]
    answer = caller.put(path, {"answers": twice})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "answers.1.momentId")
    answer = caller.put(path, {"answers": [{"momentId": MADE_UP, "answer": "yes"}]})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "answers.0.momentId")
    assert caller.get(f"/topic-sessions/{asking['id']}").json["interestCount"] == 1


def test_counting_out_takes_back_what_was_said(call_as, people, asking):
    caller = call_as(people["bo"])
    say(caller, asking, "yes", "yes", "yes")
    answer = caller.call("DELETE", f"/topic-sessions/{asking['id']}/interest")
    assert (answer.json["interestCount"], counts(answer.json)) == (1, [(0, 0, 0)] * 3)


def test_a_moment_that_stays_keeps_its_answers_and_one_that_goes_loses_them(work, call_as, people, asking):
    say(call_as(people["bo"]), asking, "yes", "if_need_be", "no")
    later = [*MOMENTS[1:], MOMENTS[2] + timedelta(days=1)]
    answer = put_moments(call_as(people["ada"]), asking, later)
    assert counts(answer.json) == [(0, 1, 0), (0, 0, 1), (0, 0, 0)]
    assert answer.json["moments"][0]["id"] == asking["moments"][1]["id"]
    with work() as session:
        assert len(session.scalars(select(MomentAnswer)).all()) == 2


def test_a_change_of_the_moments_names_the_version_that_it_is_based_on(call_as, people, proposed):
    caller, path = call_as(people["ada"]), f"/topic-sessions/{proposed['id']}"
    old = caller.get(path).headers["ETag"]
    say(call_as(people["bo"]), proposed)
    assert put_moments(caller, proposed, etag=old).status_code == 200
    assert put_moments(caller, proposed, MOMENTS[:1], etag=old).status_code == 412
    assert caller.put(f"{path}/moments", {"startsAt": []}).status_code == 428


def test_everybody_sees_the_counts_and_only_an_organiser_who_said_what(call_as, people, asking):
    say(call_as(people["bo"]), asking, "yes", "no", "no")
    say(call_as(people["cas"]), asking, "if_need_be", None, "yes")
    seen = call_as(people["moderator"]).get(f"/topic-sessions/{asking['id']}")
    assert counts(seen.json) == [(1, 1, 0), (0, 0, 1), (1, 0, 1)]
    assert "Bo Visser" not in seen.text
    for name in ("ada", "bo", "moderator"):
        assert call_as(people[name]).get(f"/topic-sessions/{asking['id']}/answers").status_code == 403
    rows = call_as(people["organiser"]).get(f"/topic-sessions/{asking['id']}/answers").json["items"]
    assert [(row["member"]["name"], [each["answer"] for each in row["answers"]]) for row in rows] == [
        ("Ada Vos", []),
        ("Bo Visser", ["yes", "no", "no"]),
        ("Cas Smit", ["if_need_be", "yes"]),
    ]


def test_who_answered_is_a_keyset_list(call_as, people, asking):
    for name in ("bo", "cas"):
        say(call_as(people[name]), asking, "yes")
    caller, path = call_as(people["organiser"]), f"/topic-sessions/{asking['id']}/answers?limit=2"
    first = caller.get(path).json
    second = caller.get(f"{path}&cursor={first['next']}").json
    names = [row["member"]["name"] for row in first["items"] + second["items"]]
    assert (names, second["next"]) == (["Ada Vos", "Bo Visser", "Cas Smit"], None)


def test_many_who_answer_at_once_are_all_counted(work, call_as, asking):
    with work() as session:
        callers = [call_as(factories.member(session)) for _ in range(8)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda caller: say(caller, asking, "yes", "no"), [*callers, *callers]))
    assert {answer.status_code for answer in answers} == {200}
    seen = callers[0].get(f"/topic-sessions/{asking['id']}").json
    assert (seen["interestCount"], counts(seen)) == (9, [(8, 0, 0), (0, 0, 8), (0, 0, 0)])


def schedule(call_as, people, asking: dict, place: int = 0, **more):
    body = {"momentId": asking["moments"][place]["id"]} | more
    return call_as(people["organiser"]).post(f"/topic-sessions/{asking['id']}/event", body)


def invitations(work) -> dict[str, dict]:
    with work() as session:
        jobs = session.scalars(select(Job).where(Job.kind == "mail").order_by(Job.created_at)).all()
        return {
            job.payload["to"]: job.payload["context"]
            for job in jobs
            if job.payload["template"] == "topic_session_invitation"
        }


def test_scheduling_picks_a_moment_and_invites_the_interested_with_their_own_answer(work, call_as, people, asking):
    say(call_as(people["bo"]), asking, "no", "yes")
    call_as(people["cas"]).put(f"/topic-sessions/{asking['id']}/interest")
    answer = schedule(call_as, people, asking, place=1, capacity=2)
    assert (answer.status_code, answer.json["status"]) == (201, "scheduled")
    with work() as session:
        event = session.scalars(select(Event).where(Event.title == "Who owns it?")).one()
        assert (event.starts_at, event.ends_at) == (MOMENTS[1], MOMENTS[1] + timedelta(hours=1))
        assert session.scalars(select(Registration).where(Registration.event_id == event.id)).all() == []
    said = {to: context["answer"] for to, context in invitations(work).items()}
    assert said == {people["ada"].email: None, people["bo"].email: "yes", people["cas"].email: None}
    assert {context["interested"] for context in invitations(work).values()} == {3}


def test_the_invitations_leave_together_in_an_order_drawn_by_lot(work, app, call_as, people, asking):
    for name in ("bo", "cas"):
        say(call_as(people[name]), asking, "yes")
    drawn: list[list[str]] = []

    class Wheel(random.Random):
        def shuffle(self, x):
            drawn.append([each.name for each in x])
            x.sort(key=lambda each: each.name, reverse=True)

    app.extensions["koppen"] = replace(app.extensions["koppen"], rng=Wheel())
    schedule(call_as, people, asking)
    assert [sorted(names) for names in drawn] == [["Ada Vos", "Bo Visser", "Cas Smit"]]
    with work() as session:
        jobs = [job for job in session.scalars(select(Job)) if "topic-session:" in (job.key or "")]
    assert len(jobs) == 3
    assert len({job.run_at for job in jobs}) == 1


def test_a_date_is_a_moment_of_the_poll_or_another_and_not_both(call_as, people, asking):
    other = {"startsAt": MOMENTS[0].isoformat(), "endsAt": (MOMENTS[0] + timedelta(hours=1)).isoformat()}
    answer = schedule(call_as, people, asking, **other)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "momentId")
    answer = call_as(people["organiser"]).post(f"/topic-sessions/{asking['id']}/event", {"momentId": MADE_UP})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "momentId")
    answer = call_as(people["organiser"]).post(f"/topic-sessions/{asking['id']}/event", {})
    assert {each["field"] for each in answer.json["errors"]} == {"startsAt", "endsAt"}


def test_after_the_date_is_set_nobody_answers_any_more(call_as, people, asking):
    schedule(call_as, people, asking)
    assert say(call_as(people["bo"]), asking, "yes").status_code == 409
    assert put_moments(call_as(people["ada"]), asking).status_code == 409


def test_answers_go_with_the_account_and_the_counts_follow(call_as, people, asking):
    say(call_as(people["bo"]), asking, "yes", "yes", "yes")
    exported = call_as(people["bo"]).get("/me/export").json["records"]
    assert len(exported["momentAnswer"]) == 3
    call_as(people["bo"]).call("DELETE", "/me?keepContributions=true")
    assert counts(call_as(people["ada"]).get(f"/topic-sessions/{asking['id']}").json) == [(0, 0, 0)] * 3
