"""Choosing and changing a password."""

import subprocess
import sys

import pytest

from api import passwords
from tests import factories
from tests.api.test_accounts_sessions import HASH, PASSWORD, RIGHT, noor, refreshed, session_of, signed
from tests.letters import delivered, token

__all__ = ["noor"]
NEW = "een heel nieuw wachtwoord"


@pytest.fixture
def reset_token(visitor, work, clock, noor) -> str:
    visitor.post("/password-resets", {"email": "noor@example.org"})
    return token(work, clock())


def test_a_reset_link_sets_the_password_and_logs_out_everywhere_else(visitor, work, clock, noor):
    old = session_of(visitor)
    visitor.post("/password-resets", {"email": "noor@example.org"})
    answer = visitor.post("/passwords", {"token": token(work, clock()), "password": NEW})
    assert answer.status_code == 201
    assert visitor.get("/me", headers=signed(answer.json)).status_code == 200
    assert visitor.get("/me", headers=signed(old)).status_code == 401
    assert refreshed(visitor, old).status_code == 401
    assert visitor.post("/tokens", RIGHT).status_code == 401
    assert visitor.post("/tokens", RIGHT | {"password": NEW}).status_code == 201
    assert [mail["template"] for mail in delivered(work, clock())] == ["account_password"]


def test_a_reset_link_works_once_and_sixty_minutes(visitor, work, clock, noor, reset_token):
    visitor.post("/password-resets", {"email": "noor@example.org"})
    other = token(work, clock())
    assert visitor.post("/passwords", {"token": reset_token, "password": NEW}).status_code == 201
    assert visitor.post("/passwords", {"token": reset_token, "password": NEW}).status_code == 400
    assert visitor.post("/passwords", {"token": other, "password": NEW}).status_code == 400
    visitor.post("/password-resets", {"email": "noor@example.org"})
    late = token(work, clock())
    clock.forward(minutes=60)
    assert visitor.post("/passwords", {"token": late, "password": NEW}).status_code == 400


def test_a_weak_new_password_leaves_the_link_good(visitor, reset_token):
    assert visitor.post("/passwords", {"token": reset_token, "password": "kort"}).status_code == 400
    assert visitor.post("/passwords", {"token": reset_token, "password": NEW}).status_code == 201


def test_a_login_link_that_was_mailed_before_a_reset_is_worthless(visitor, work, clock, noor, reset_token):
    visitor.post("/login-links", {"email": "noor@example.org"})
    link = token(work, clock())
    visitor.post("/passwords", {"token": reset_token, "password": NEW})
    assert visitor.post("/tokens", {"grantType": "link", "token": link}).status_code == 401


def test_a_reset_confirms_the_address(visitor, work, clock):
    with work() as session:
        factories.member(session, email="noor@example.org", password_hash=HASH, confirmed_at=None)
    visitor.post("/password-resets", {"email": "noor@example.org"})
    assert visitor.post("/passwords", {"token": token(work, clock()), "password": NEW}).status_code == 201
    assert visitor.post("/tokens", RIGHT | {"password": NEW}).status_code == 201


def test_changing_a_password_needs_the_present_one(call_as, noor, visitor):
    me = call_as(noor)
    wrong = me.put("/me/password", {"currentPassword": "something else", "password": NEW})
    missing = me.put("/me/password", {"password": NEW})
    for answer in (wrong, missing):
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "currentPassword")
    assert visitor.post("/tokens", RIGHT).status_code == 201


def test_changing_a_password_logs_out_elsewhere_and_goes_on_here(visitor, noor):
    here, elsewhere = session_of(visitor), session_of(visitor)
    answer = visitor.put("/me/password", {"currentPassword": PASSWORD, "password": NEW}, headers=signed(here))
    assert answer.status_code == 200
    assert visitor.get("/me", headers=signed(answer.json)).status_code == 200
    assert refreshed(visitor, elsewhere).status_code == 401


def test_the_first_password_needs_no_other(call_as, work, visitor):
    with work() as session:
        member = factories.member(session, email="noor@example.org")
    assert call_as(member).get("/me").json["hasPassword"] is False
    assert call_as(member).put("/me/password", {"password": PASSWORD}).status_code == 200
    assert visitor.post("/tokens", RIGHT).status_code == 201


def test_a_password_is_the_same_however_the_keyboard_composes_it(call_as, work, visitor):
    with work() as session:
        member = factories.member(session, email="noor@example.org")
    call_as(member).put("/me/password", {"password": "cafe\u0301 om de hoek"})
    assert visitor.post("/tokens", RIGHT | {"password": "caf\u00e9 om de hoek"}).status_code == 201


def test_argon2_works_at_the_agreed_cost():
    assert HASH.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.matches(PASSWORD, HASH)
    assert not passwords.matches(NEW, HASH)
    assert not passwords.matches(NEW, None)


def test_hashing_does_not_hold_up_other_requests_under_gevent():
    program = """
from gevent import monkey; monkey.patch_all()
import gevent
from api import passwords

done, beats = [], []

def heart():
    while len(done) < 4:
        beats.append(len(done))
        gevent.sleep(0.002)

hashing = [gevent.spawn(lambda: done.append(passwords.hashed("paard batterij nietje"))) for _ in range(4)]
gevent.joinall([*hashing, gevent.spawn(heart)], raise_error=True)
assert beats.count(0) >= 3, beats
"""
    subprocess.run([sys.executable, "-W", "error", "-c", program], check=True, timeout=60)


def test_nothing_is_hashed_for_a_made_up_link(visitor, monkeypatch):
    def too_dear(_password: str) -> str:
        raise AssertionError("a visitor without a link made the server hash")

    monkeypatch.setattr(passwords, "hashed", too_dear)
    answer = visitor.post("/passwords", {"token": "made up", "password": NEW})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "token")
