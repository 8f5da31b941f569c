"""How often one address and one client may try."""

from dataclasses import replace

import pytest

from api import create_app
from api.rates import LIMITS, Rates, _network
from tests.api.conftest import Caller
from tests.api.test_accounts_joining import NEW
from tests.api.test_accounts_sessions import WRONG

TRIES = {
    "/tokens": (WRONG, 10, 401),
    "/members": (NEW, 5, 202),
    "/login-links": ({"email": "noor@example.org"}, 5, 202),
    "/password-resets": ({"email": "noor@example.org"}, 5, 202),
}


@pytest.fixture
def limited(app, database, clock) -> Caller:
    return Caller(create_app(replace(app.extensions["koppen"].settings, rate_limits=True), database, clock))


@pytest.mark.parametrize("path", TRIES)
def test_one_address_is_tried_so_often_and_then_told_when_to_come_back(limited, path):
    body, allowed, status = TRIES[path]
    assert [limited.post(path, body).status_code for _ in range(allowed)] == [status] * allowed
    refused = limited.post(path, body)
    assert (refused.status_code, refused.content_type) == (429, "application/problem+json")
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
    assert limited.post(path, body | {"email": "somebody.else@example.org"}).status_code == status


def test_capitals_make_no_other_address(limited):
    for _ in range(5):
        limited.post("/login-links", {"email": "noor@example.org"})
    assert limited.post("/login-links", {"email": "NOOR@example.org"}).status_code == 429


def test_one_client_is_limited_whatever_address_it_tries(limited):
    number = LIMITS["login-link"][1].amount
    for each in range(number):
        assert limited.post("/login-links", {"email": f"p{each}@example.org"}).status_code == 202
    assert limited.post("/login-links", {"email": "one.more@example.org"}).status_code == 429
    other = {"REMOTE_ADDR": "192.0.2.7"}
    answer = limited.client.post("/api/v1/login-links", json={"email": "p@example.org"}, environ_overrides=other)
    assert answer.status_code == 202


def test_an_ipv6_customer_is_one_client():
    assert _network("2001:db8::1") == _network("2001:db8::2:1") != _network("2001:db8:1::1")
    assert _network("192.0.2.1") != _network("192.0.2.2")
    assert _network("") == "unknown"


def test_processes_count_together_in_redis_and_alone_without_it(redis_url):
    one, other = Rates(redis_url), Rates(redis_url)
    for _ in range(5):
        one.spend("sign-up", "noor@example.org", "192.0.2.1")
    with pytest.raises(Exception, match="often"):
        other.spend("sign-up", "noor@example.org", "192.0.2.1")
    unreachable = Rates("redis://127.0.0.1:1/0")
    for _ in range(5):
        unreachable.spend("sign-up", "noor@example.org", "192.0.2.1")
    with pytest.raises(Exception, match="often"):
        unreachable.spend("sign-up", "noor@example.org", "192.0.2.1")
