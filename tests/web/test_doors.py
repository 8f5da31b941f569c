"""Who comes in: other sites, visitors without a token, and where a login leads back to."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.wrappers import Request, Response

from tests.web.wire import Wire, json
from web.app import create_web
from web.client import Client
from web.session import api, current_user, login_required, safe_path
from web.settings import SettingsError, WebSettings

SETTINGS = WebSettings("a-secret-for-these-tests-only-0123456789")
ME = {"id": "m-1", "name": "Jip van der Meer", "email": "jip@example.org", "role": "organiser", "organisation": None}


def build(wire: Wire, settings: WebSettings = SETTINGS) -> Flask:
    app = create_web(settings, Client.in_process(wire))
    app.testing = True
    app.add_url_rule("/change", "change", lambda: "changed", methods=["POST"])
    app.add_url_rule("/mine", "mine", login_required(lambda: "mine"))
    app.add_url_rule("/me", "me", lambda: f"{current_user.initials} {current_user.first_name} {bool(current_user)}")
    app.add_url_rule("/asks", "asks", lambda: api.get("/secret").data)
    return app


def answering(request: Request) -> Response:
    if request.path == "/api/v1/tokens":
        return json({"accessToken": "a2", "refreshToken": "r2", "expiresIn": 600}, 201)
    return json(ME) if request.headers.get("Authorization") == "Bearer a2" else json({"title": "Log in"}, 401)


@pytest.fixture
def wire() -> Wire:
    return Wire(answering)


@pytest.fixture
def visitor(wire: Wire) -> FlaskClient:
    return build(wire).test_client()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://localhost"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost.evil.example"}, 403),
        ({}, 200),
    ],
)
def test_another_site_cannot_make_a_browser_change_anything(visitor, headers, status):
    assert visitor.post("/change", headers=headers).status_code == status


def test_a_visitor_is_led_to_the_login_page_and_back(visitor):
    answer = visitor.get("/mine?tab=2")
    assert (answer.status_code, answer.location) == (303, "/log-in?next=/mine?tab%3D2")


def test_htmx_loads_the_login_page_instead_of_swapping_it_in(visitor):
    answer = visitor.get("/mine", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, "/log-in?next=/mine")


def test_a_page_that_the_api_refuses_to_a_stranger_leads_to_the_login_page(visitor):
    assert visitor.get("/asks").location == "/log-in?next=/asks"


@pytest.mark.parametrize(
    "hostile", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", "", None, "/a\nb"]
)
def test_a_login_never_leads_to_another_site(hostile):
    assert safe_path(hostile) == "/"
    assert safe_path("/events/1?tab=2") == "/events/1?tab=2"


def test_renewed_tokens_reach_the_browser_in_cookies_that_scripts_and_other_sites_cannot_use(visitor):
    visitor.set_cookie("__Host-koppen-refresh", "r1", domain="localhost")
    answer = visitor.get("/me")
    assert answer.text == "JM Jip True"
    cookies = answer.headers.getlist("Set-Cookie")
    assert [cookie.partition(";")[0] for cookie in cookies] == ["__Host-koppen-access=a2", "__Host-koppen-refresh=r2"]
    for cookie in cookies:
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
        assert "Domain" not in cookie
    assert "Max-Age=600" in cookies[0]


def test_plain_cookie_names_without_https(wire):
    browser = build(wire, WebSettings(SETTINGS.secret_key, secure_cookies=False)).test_client()
    browser.set_cookie("koppen-refresh", "r1")
    assert "koppen-access=a2" in browser.get("/me").headers["Set-Cookie"]


def test_ended_tokens_are_taken_out_of_the_browser():
    browser = build(Wire(lambda _: json({"title": "Log in"}, 401))).test_client()
    browser.set_cookie("__Host-koppen-refresh", "r1", domain="localhost")
    answer = browser.get("/asks")
    assert all("Max-Age=0" in cookie for cookie in answer.headers.getlist("Set-Cookie"))


def test_the_member_is_asked_of_the_api_once_a_page_and_not_at_all_for_a_visitor(wire):
    browser = build(wire).test_client()
    browser.get("/about/privacy")
    assert wire.seen == []
    browser.set_cookie("__Host-koppen-access", "a2", domain="localhost")
    assert "JM" in browser.get("/about/privacy").text
    assert wire.paths() == ["GET /api/v1/me"]


def test_a_short_secret_stops_the_start_with_a_sentence_that_helps():
    with pytest.raises(SettingsError, match=r"KOPPEN_SECRET_KEY.*python"):
        WebSettings.from_environment({"KOPPEN_SECRET_KEY": "short"})


def test_a_flag_that_is_no_yes_or_no_stops_the_start():
    with pytest.raises(SettingsError, match="KOPPEN_SECURE_COOKIES"):
        WebSettings.from_environment({"KOPPEN_SECRET_KEY": "x" * 32, "KOPPEN_SECURE_COOKIES": "perhaps"})


def test_the_address_of_the_visitor_comes_from_the_proxy_only_when_there_is_one(wire):
    seen = []
    for count in (0, 1):
        app = build(wire, WebSettings(SETTINGS.secret_key, trusted_proxies=count))
        browser = app.test_client()
        browser.set_cookie("__Host-koppen-access", "a2", domain="localhost")
        browser.get("/me", headers={"X-Forwarded-For": "203.0.113.9"})
        seen.append(wire.seen[-1].headers["X-Forwarded-For"])
    assert seen == ["127.0.0.1", "203.0.113.9"]
