"""Logging in, staying in and logging out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from flask_jwt_extended import create_access_token
from sqlalchemy import func, select

from api import passwords
from api.models import Job, Member, RefreshToken
from tests import factories
from tests.api.conftest import Caller
from tests.letters import delivered, token

PASSWORD = "paard batterij nietje"
HASH = passwords.hashed(PASSWORD)
WRONG = {"grantType": "password", "email": "noor@example.org", "password": "not this one at all"}
RIGHT = WRONG | {"password": PASSWORD}


@pytest.fixture
def noor(work) -> Member:
    with work() as session:
        return factories.member(session, email="noor@example.org", password_hash=HASH)


def session_of(visitor: Caller) -> dict[str, Any]:
    answer = visitor.post("/tokens", RIGHT)
    assert answer.status_code == 201
    return answer.json


def signed(tokens: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens['accessToken']}"}


def refreshed(visitor: Caller, tokens: dict[str, Any]) -> Any:
    return visitor.post("/tokens", {"grantType": "refresh", "refreshToken": tokens["refreshToken"]})


def everything_but_the_clock(answer: Any) -> Any:
    return answer.status_code, answer.data, list(answer.headers)


def test_address_and_password_log_in(visitor, noor):
    tokens = session_of(visitor)
    assert (tokens["tokenType"], tokens["expiresIn"]) == ("Bearer", 900)
    assert visitor.get("/me", headers=signed(tokens)).json["id"] == str(noor.id)


def test_the_address_may_be_typed_in_capitals(visitor, noor):
    assert visitor.post("/tokens", RIGHT | {"email": " NOOR@Example.ORG "}).status_code == 201


def test_login_answers_a_stranger_as_it_answers_a_wrong_password(visitor, noor):
    wrong = visitor.post("/tokens", WRONG)
    stranger = visitor.post("/tokens", WRONG | {"email": "stranger@example.org"})
    assert wrong.status_code == 401
    assert everything_but_the_clock(wrong) == everything_but_the_clock(stranger)


def test_a_password_is_checked_for_a_stranger_too(visitor, monkeypatch):
    checked = []
    real = passwords._verify
    monkeypatch.setattr(passwords, "_verify", lambda *given: checked.append(given) or real(*given))
    visitor.post("/tokens", WRONG)
    assert len(checked) == 1
    assert passwords.HASHER.check_needs_rehash(passwords.NOBODY) is False


def test_an_unconfirmed_member_gets_the_same_answer_and_a_fresh_mail(visitor, work, clock):
    with work() as session:
        factories.member(session, email="noor@example.org", password_hash=HASH, confirmed_at=None)
    wrong, right = visitor.post("/tokens", WRONG), visitor.post("/tokens", RIGHT)
    assert everything_but_the_clock(wrong) == everything_but_the_clock(right)
    assert [mail["template"] for mail in delivered(work, clock())] == ["account_confirm"]


def test_a_member_without_a_password_cannot_log_in_with_one(visitor, work):
    with work() as session:
        factories.member(session, email="noor@example.org")
    assert visitor.post("/tokens", RIGHT).status_code == 401


@pytest.mark.parametrize("path", ["/login-links", "/password-resets"])
def test_asking_for_a_link_answers_a_stranger_as_it_answers_a_member(visitor, work, clock, noor, path):
    known = visitor.post(path, {"email": "noor@example.org"})
    stranger = visitor.post(path, {"email": "stranger@example.org"})
    assert known.status_code == 202
    assert everything_but_the_clock(known) == everything_but_the_clock(stranger)
    with work() as session:  # and the same work was done: one job each
        assert session.scalar(select(func.count()).select_from(Job)) == 2
    assert [mail["to"] for mail in delivered(work, clock())] == ["noor@example.org"]


def test_a_mailed_link_logs_in_once(visitor, work, clock, noor):
    visitor.post("/login-links", {"email": "noor@example.org"})
    body = {"grantType": "link", "token": token(work, clock())}
    assert visitor.post("/tokens", body).status_code == 201
    assert visitor.post("/tokens", body).status_code == 401


def test_a_login_link_is_good_for_thirty_minutes(visitor, work, clock, noor):
    visitor.post("/login-links", {"email": "noor@example.org"})
    body = {"grantType": "link", "token": token(work, clock())}
    clock.forward(minutes=30)
    assert visitor.post("/tokens", body).status_code == 401


def test_two_clicks_on_one_link_in_the_same_moment_log_in_once(app, work, clock, noor):
    Caller(app).post("/login-links", {"email": "noor@example.org"})
    body = {"grantType": "link", "token": token(work, clock())}
    assert sorted(at_once(app, lambda caller: caller.post("/tokens", body).status_code)) == [201, 401]


def test_a_login_link_for_an_unconfirmed_address_confirms_it_without_the_password_of_the_sign_up(visitor, work, clock):
    with work() as session:
        factories.member(session, email="noor@example.org", password_hash=HASH, confirmed_at=None)
    visitor.post("/login-links", {"email": "noor@example.org"})
    mail = delivered(work, clock())[0]
    assert mail["template"] == "account_confirm"
    visitor.post("/email-confirmations", {"token": mail["context"]["token"]})
    assert visitor.post("/tokens", RIGHT).status_code == 401


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"grantType": "password", "email": "noor@example.org"}, "password"),
        ({"grantType": "link"}, "token"),
        ({"grantType": "refresh", "token": "x"}, "refreshToken"),
        ({"grantType": "magic"}, "grantType"),
        ({}, "grantType"),
    ],
)
def test_an_incomplete_login_names_the_field(visitor, body, field):
    answer = visitor.post("/tokens", body)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, field)


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer a.b.c", "Basic bm9vcjpub29y"])
def test_a_forged_access_token_is_a_problem(visitor, header):
    answer = visitor.get("/me", headers={"Authorization": header})
    assert (answer.status_code, answer.content_type) == (401, "application/problem+json")


def test_an_expired_access_token_is_a_problem(app, visitor, noor):
    with app.app_context():
        old = create_access_token(str(noor.id), additional_claims={"epoch": 0}, expires_delta=timedelta(seconds=-1))
    answer = visitor.get("/me", headers={"Authorization": f"Bearer {old}"})
    assert (answer.status_code, answer.content_type) == (401, "application/problem+json")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_refresh_token_gives_the_next_pair(visitor, noor):
    first = session_of(visitor)
    second = refreshed(visitor, first)
    assert second.status_code == 201
    assert second.json["refreshToken"] != first["refreshToken"]
    assert refreshed(visitor, second.json).status_code == 201


def test_a_parallel_request_may_use_the_same_refresh_token_for_a_moment(visitor, clock, noor):
    first = session_of(visitor)
    early = refreshed(visitor, first)
    clock.forward(seconds=10)
    late = refreshed(visitor, first)
    assert (early.status_code, late.status_code) == (201, 201)
    assert refreshed(visitor, early.json).status_code == 201


def test_a_refresh_token_that_comes_back_later_ends_the_whole_family(visitor, clock, noor):
    first, elsewhere = session_of(visitor), session_of(visitor)
    second = refreshed(visitor, first).json
    clock.forward(seconds=11)
    assert refreshed(visitor, first).status_code == 401
    assert refreshed(visitor, second).status_code == 401
    assert refreshed(visitor, elsewhere).status_code == 201


def test_a_refresh_token_runs_out(visitor, clock, noor):
    tokens = session_of(visitor)
    clock.forward(days=30)
    assert refreshed(visitor, tokens).status_code == 401


def test_an_unknown_refresh_token_is_refused(visitor):
    assert refreshed(visitor, {"refreshToken": "f" * 64}).status_code == 401


def test_two_parallel_refreshes_both_go_on(app, visitor, noor, work):
    tokens = session_of(visitor)
    answers = at_once(app, lambda caller: refreshed(caller, tokens))
    assert [answer.status_code for answer in answers] == [201, 201]
    assert len({answer.json["refreshToken"] for answer in answers}) == 2
    with work() as session:
        families = session.execute(select(RefreshToken.family, func.count()).group_by(RefreshToken.family)).all()
    assert [count for _family, count in families] == [3]


def test_the_end_of_a_stolen_family_outlives_a_parallel_refresh(app, visitor, clock, noor, work):
    first = session_of(visitor)
    second = refreshed(visitor, first).json
    clock.forward(seconds=11)
    stolen, honest = first, second
    at_once(app, lambda caller, tokens: refreshed(caller, tokens), [stolen, honest])
    with work() as session:
        left = session.scalar(select(func.count()).select_from(RefreshToken))
    assert left == 0


def test_logging_out_here_leaves_other_devices_alone(visitor, noor):
    here, elsewhere = session_of(visitor), session_of(visitor)
    assert visitor.delete("/tokens/current", headers=signed(here)).status_code == 204
    assert refreshed(visitor, here).status_code == 401
    assert refreshed(visitor, elsewhere).status_code == 201


def test_logging_out_everywhere_ends_every_token(visitor, noor):
    here, elsewhere = session_of(visitor), session_of(visitor)
    assert visitor.delete("/tokens", headers=signed(here)).status_code == 204
    for tokens in (here, elsewhere):
        assert visitor.get("/me", headers=signed(tokens)).status_code == 401
        assert refreshed(visitor, tokens).status_code == 401
    assert visitor.get("/me", headers=signed(session_of(visitor))).status_code == 200


def test_an_ended_session_is_told_apart_from_a_visitor_on_public_pages(visitor, noor):
    tokens = session_of(visitor)
    visitor.delete("/tokens", headers=signed(tokens))
    assert visitor.get("/topics").status_code == 200


def at_once(app: Any, action: Any, arguments: list[Any] | None = None) -> list[Any]:
    """Run ``action`` twice at the same moment, each with its own client."""
    barrier = Barrier(2)

    def run(*given: Any) -> Any:
        caller = Caller(app)
        barrier.wait()
        return action(caller, *given)

    with ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(run, *([arguments[number]] if arguments else [])) for number in range(2)]
        return [job.result() for job in jobs]
