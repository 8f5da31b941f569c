"""Moments on the page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask

from web import dates
from web.app import create_web
from web.client import Client
from web.settings import WebSettings


@pytest.fixture
def app() -> Flask:
    return create_web(WebSettings("x" * 40), Client("http://127.0.0.1:9"))


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        ("2026-10-25T00:30:00Z", "02.30\u00a0uur"),
        ("2026-10-25T01:30:00Z", "02.30\u00a0uur"),
        ("2026-10-25T02:30:00Z", "03.30\u00a0uur"),
    ],
)
def test_times_are_amsterdam_time_across_the_change_to_winter_time(app, moment, shown):
    with app.test_request_context("/"):
        assert dates.time(moment) == shown


def test_a_day_and_a_time_read_naturally_in_both_languages(app):
    start, end = "2026-11-12T13:00:00Z", "2026-11-12T14:00:00Z"
    with app.test_request_context("/"):
        assert dates.period(start, end) == "donderdag 12 november 2026, 14.00 tot 15.00\u00a0uur"
        assert dates.date(start, "MMM") == "nov"
        assert dates.number(12418) == "12.418"
        assert dates.percent(0.904) == "90%"
    with app.test_request_context("/?lang=en"):
        assert dates.period(start, end) == "Thursday 12 November 2026, 14:00 to 15:00"
        assert dates.date_time(start) == "Thursday 12 November 2026 at 14:00"


def test_how_far_away_a_moment_is(app):
    now = datetime(2026, 11, 12, 12, 40, tzinfo=UTC)
    with app.test_request_context("/"):
        assert dates.relative("2026-11-12T13:00:00Z", now) == "over 20 minuten"
        assert dates.relative("2026-11-12T12:40:20Z", now) == "nu"
    assert dates.minutes("2026-11-12T12:40:01Z", now) == 1
    assert dates.minutes("2026-11-12T12:00:00Z", now) == 0


def test_a_local_field_becomes_a_moment_with_its_offset():
    assert dates.from_local_input("2026-07-01T14:00") == "2026-07-01T14:00:00+02:00"
    assert dates.from_local_input("2026-12-01T14:00") == "2026-12-01T14:00:00+01:00"


@pytest.mark.parametrize("text", ["2026-03-29T02:30", "31 juni", "2026-02-30T10:00"])
def test_a_moment_that_does_not_exist_is_left_for_the_api_to_refuse(text):
    assert dates.from_local_input(text) == text


def test_an_empty_field_is_no_moment():
    assert dates.from_local_input("  ") is None
    assert dates.local_input(None) == ""


def test_a_moment_goes_into_a_field_and_comes_out_the_same():
    shown = dates.local_input("2026-11-12T13:00:00Z")
    assert shown == "2026-11-12T14:00"
    assert dates.moment(dates.from_local_input(shown) or "") == dates.moment("2026-11-12T13:00:00Z")
    assert dates.local_input("tomorrow") == "tomorrow"
