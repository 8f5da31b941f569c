"""What holds for every page: headers, languages, errors, weight."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import Client as Caller
from werkzeug.test import TestResponse

from tests.web.wire import Wire, json
from web.app import create_web
from web.client import Client
from web.problem import ApiUnreachable, FieldError, Problem
from web.settings import WebSettings
from web.wsgi import FromThePages, TwoRooms

ABOUT = ["/about/anonymity", "/about/accessibility", "/about/privacy", "/about/api"]
TEMPLATES = Path(__file__).parents[2] / "web" / "templates"
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.mark.parametrize("path", ABOUT)
def test_every_page_forbids_what_does_not_come_from_this_site(browser: FlaskClient, path: str):
    headers = browser.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert {"default-src 'self'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"} <= set(
        policy.split("; ")
    )
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "HX-Request" in headers["Vary"]


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_no_template_has_inline_script_or_style(template: Path):
    source = template.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|hx-on|javascript:", source)
    assert not re.search(r"<script(?![^>]*\ssrc=)", source)
    assert "|safe" not in source


@pytest.mark.parametrize("path", ABOUT)
def test_every_page_is_there_in_dutch_and_in_english(browser: FlaskClient, path: str):
    dutch = browser.get(path).text
    english = browser.get(f"{path}?lang=en").text
    assert '<html lang="nl">' in dutch
    assert '<html lang="en">' in english
    assert "Ga naar de inhoud" in dutch
    assert "Skip to the content" in english


def test_the_chosen_language_is_remembered_before_that_of_the_browser(browser: FlaskClient):
    assert '<html lang="en">' in browser.get("/about/api", headers={"Accept-Language": "en-GB,en"}).text
    browser.get("/about/api?lang=nl")
    assert '<html lang="nl">' in browser.get("/about/api", headers={"Accept-Language": "en-GB,en"}).text


def test_a_language_we_do_not_have_becomes_dutch(browser: FlaskClient):
    assert '<html lang="nl">' in browser.get("/about/api?lang=xx", headers={"Accept-Language": "fr"}).text


def test_the_switch_keeps_the_rest_of_the_address(browser: FlaskClient):
    assert 'href="/about/api?a=1&amp;a=2&amp;lang=en"' in browser.get("/about/api?a=1&a=2&lang=nl").text


@pytest.mark.parametrize(("path", "method", "status"), [("/nowhere", "GET", 404), ("/about/api", "DELETE", 405)])
def test_an_error_page_says_what_to_do(browser: FlaskClient, path: str, method: str, status: int):
    answer = browser.open(path, method=method)
    assert answer.status_code == status
    assert "Naar de startpagina" in answer.text


def test_an_error_page_keeps_the_allowed_methods(browser: FlaskClient):
    assert "GET" in browser.delete("/about/api").headers["Allow"]


def failing(error: Exception) -> FlaskClient:
    app = create_web(WebSettings("x" * 40), Client.in_process(Wire(lambda _: json({}))))

    def fail() -> str:
        raise error

    app.add_url_rule("/fails", "fails", fail)
    return app.test_client()


def test_a_refusal_of_the_api_is_shown_in_its_own_words():
    answer = failing(Problem(403, "Nee", "Alleen de organisator mag dit.")).get("/fails")
    assert answer.status_code == 403
    assert "Alleen de organisator mag dit." in answer.text


def test_htmx_gets_an_error_as_a_message_that_replaces_nothing():
    answer = failing(Problem(429, "Snel", "Wacht 5 seconden.", retry_after="5")).get("/fails", headers=HTMX)
    assert answer.status_code == 429
    assert answer.headers["HX-Retarget"] == "#messages"
    assert answer.headers["Retry-After"] == "5"
    assert "<html" not in answer.text
    assert "Wacht 5 seconden." in answer.text


def test_an_api_that_does_not_answer_gives_a_page_that_says_so():
    answer = failing(ApiUnreachable("refused")).get("/fails")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert "refused" not in answer.text


def test_a_broken_api_is_not_the_visitors_fault():
    assert failing(Problem(500, "Broken", "")).get("/fails").status_code == 502


def test_a_crash_shows_nothing_of_its_inside():
    answer = failing(RuntimeError("a secret")).get("/fails")
    assert answer.status_code == 500
    assert "a secret" not in answer.text


def test_an_error_shows_the_fields_it_is_about():
    answer = failing(Problem(409, "Vol", "Het is vol.", errors=[FieldError("seat", "Plek 3 is weg.")])).get("/fails")
    assert "Plek 3 is weg." in answer.text


def fetch(browser: FlaskClient, address: str) -> TestResponse:
    with browser.get(address.replace("&amp;", "&"), headers={"Accept-Encoding": "gzip"}) as answer:
        answer.get_data()
        return answer


def test_a_page_weighs_less_than_100_kilobytes_in_less_than_10_requests(browser: FlaskClient):
    page = fetch(browser, "/about/anonymity")
    found = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', gzip.decompress(page.data).decode()))
    found.add("/static/vendor/literata-500.woff2")
    answers = [page, *(fetch(browser, address) for address in found)]
    assert len(answers) < 10
    assert sum(len(answer.data) + len(str(answer.headers)) for answer in answers) < 100_000


def test_a_static_file_with_its_version_may_be_kept_for_ever(browser: FlaskClient):
    versioned = re.search(r'href="(/static/vendor/koppen\.css\?v=\w+)"', browser.get("/about/api").text)
    assert versioned
    assert "immutable" in fetch(browser, versioned[1]).headers["Cache-Control"]
    assert "immutable" not in fetch(browser, "/static/vendor/koppen.css").headers["Cache-Control"]


DIALOGUE = "/dialogues/5d3c1c1e-6f0f-4a53-9a4e-1d5a0c3f8f10"
GONE = (DIALOGUE, *(f"{DIALOGUE}/{page}" for page in ("desk", "flags", "moderation", "poll", "polls")), "/log-in")


@pytest.mark.parametrize(("path", "kept"), [*((path, False) for path in GONE), ("/", True)])
def test_a_shared_computer_keeps_no_page_of_a_dialogue_or_an_account(browser: FlaskClient, path: str, kept: bool):
    assert ("no-store" not in browser.get(path).headers["Cache-Control"]) == kept


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/..%2fapp.py", "/static/vendor/nothing.css"])
def test_nothing_outside_the_static_files_is_served(browser: FlaskClient, path: str):
    assert browser.get(path).status_code == 404


def test_the_api_and_the_pages_live_under_one_roof(house: TwoRooms, browser: FlaskClient):
    caller = Caller(house)
    assert caller.get("/api/v1/nowhere").content_type == "application/problem+json"
    assert caller.get("/api").content_type == "application/problem+json"
    assert caller.get("/about/api").content_type.startswith("text/html")
    assert caller.get("/apiary").content_type.startswith("text/html")


def test_only_the_pages_can_name_the_address_of_a_visitor(house: TwoRooms):
    seen = []

    def api(environ, start_response):
        seen.append((environ["REMOTE_ADDR"], environ.get("HTTP_X_FORWARDED_FOR")))
        start_response("204 No Content", [])
        return []

    inside, outside = Caller(FromThePages(api)), Caller(TwoRooms(house.web, api))
    for caller in (inside, outside):
        caller.get(
            "/api/v1/me", headers={"X-Forwarded-For": "192.0.2.1"}, environ_overrides={"REMOTE_ADDR": "10.0.0.1"}
        )
    assert seen == [("192.0.2.1", None), ("10.0.0.1", "192.0.2.1")]
