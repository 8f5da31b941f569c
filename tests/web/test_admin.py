"""The outbox on the screen of an administrator."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from api.clock import utcnow
from api.domain.vocabulary import Role
from api.models import Job
from api.services import outbox
from tests.web.exchange import Person, work
from web.pages.admin import duration
from web.wsgi import TwoRooms


@pytest.fixture
def admin(house: TwoRooms) -> Person:
    return Person(house, "Ada Beheer", Role.ADMINISTRATOR)


def put(house: TwoRooms, **values: Any) -> None:
    """Queue a mail and give it this history."""
    with work(house) as session:
        context = {"name": "Noor", "organisation": "Oeverland", "token": "the-secret"}
        outbox.mail(session, "account_login", "noor@oeverland.example", "nl", context, now=utcnow())
        session.flush()
        job = session.scalars(select(Job).where(Job.attempts == 0)).one()
        job.attempts = 1
        for name, value in values.items():
            setattr(job, name, value)


def test_an_administrator_reads_that_it_goes_and_not_what_it_says(house: TwoRooms, admin: Person):
    put(house)
    page = admin.get("/admin/jobs").text
    assert "Mail: account_login" in page
    assert "oeverland.example" in page
    assert "noor" not in page.lower()
    assert "the-secret" not in page


def test_the_page_says_how_long_mails_really_take(house: TwoRooms, admin: Person):
    assert "ging er geen mail de deur uit" in admin.get("/admin/jobs").text
    now = utcnow()
    put(house, run_at=now - timedelta(minutes=46), done_at=now - timedelta(minutes=1))
    page = admin.get("/admin/jobs").text
    assert "De helft binnen 45 minuten" in page
    assert "1 mail deed er langer over dan het halfuur" in page


def test_what_was_put_aside_is_tried_again_by_one_button(house: TwoRooms, admin: Person):
    put(house, parked_at=utcnow(), attempts=20, last_error="ConnectionRefusedError: …")
    assert "1 taak mislukte te vaak" in admin.get("/admin/jobs").text
    page = admin.get("/admin/jobs?state=parked").text
    assert "ConnectionRefusedError" in page
    [action] = re.findall(r'action="(/admin/jobs/[^"]+/retry)"', page)
    answer = admin.post(action, {"state": "parked"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/admin/jobs?state=parked")
    page = admin.get("/admin/jobs?state=parked").text
    assert "We proberen het nu opnieuw." in page
    assert "Er is geen werk in deze stand." in page
    admin.post(action, {"state": "parked"})
    assert "Alleen werk dat mislukte, kun je opnieuw proberen." in admin.get("/admin/jobs").text


def test_a_long_list_goes_on(house: TwoRooms, admin: Person):
    for _each in range(21):
        put(house)
    page = admin.get("/admin/jobs").text
    [address] = re.findall(r'hx-get="([^"]+cursor=[^"]+)"', page)
    rest = admin.get(address.replace("&amp;", "&"), htmx=True).text
    assert (page.count("Mail: account_login"), rest.count("Mail: account_login")) == (20, 1)
    assert "<html" not in rest


def test_nobody_else_comes_in(house: TwoRooms):
    organiser = Person(house, "Otto", Role.ORGANISER)
    assert organiser.get("/admin/jobs").status_code == 403
    assert "/admin/jobs" not in organiser.get("/about/privacy").text


def test_only_an_administrator_is_shown_the_way(admin: Person):
    assert 'href="/admin/jobs"' in admin.get("/about/privacy").text


def test_durations_are_written_in_words(house: TwoRooms):
    web: Any = house.web
    with web.test_request_context(headers={"Accept-Language": "nl"}):
        assert [duration(each) for each in (0.2, 61, 1800)] == ["een seconde", "61 seconden", "30 minuten"]
