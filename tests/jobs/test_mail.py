"""Mails: what they say, how they leave, and that a second try is not a second mail."""

import random
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import select

from api.db import Database
from api.jobs import queue
from api.jobs.queue import LEASE
from api.jobs.worker import Worker
from api.mail import letters
from api.models import Job
from api.services import outbox
from api.settings import Settings
from tests.api.conftest import Clock
from tests.infra.smtp import Mailbox

Make = Callable[..., Worker]
TEMPLATE = """Subject: {{ _("Hello %(name)s", name=name) }}

{{ _("Hello %(name)s,", name=name) }}

[{{ _("Open") }}]({{ base_url }}/open?token={{ token }})

Until {{ until|amsterdam }}.

- {{ name }}
- **two**
"""
CONTEXT = {"name": "Anna", "token": "a_b-c", "until": "2026-10-25T01:30:00Z"}


@pytest.fixture(autouse=True)
def template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One template of our own beside the real layout."""
    folder = tmp_path / "templates"
    folder.mkdir()
    for name in ("_layout.html", "_layout.txt"):
        (folder / name).write_bytes((letters.FOLDER / name).read_bytes())
    (folder / "hello.md").write_text(TEMPLATE)
    monkeypatch.setattr(letters, "FOLDER", folder)


def put(database: Database, clock: Clock, to: str = "anna@example.org", **context: str) -> None:
    with database.unit_of_work() as session:
        outbox.mail(session, "hello", to, "nl", CONTEXT | context, now=clock())


def mails(folder: Path) -> list[EmailMessage]:
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(folder.glob("*.eml"))]  # type: ignore[misc]


def job(database: Database) -> Job:
    with database.read() as session:
        return session.scalars(select(Job)).one()


def test_a_mail_has_text_and_html_and_says_that_a_machine_sent_it(
    database, clock: Clock, worker: Make, mail_folder: Path
):
    put(database, clock)
    worker().run_until_empty()
    [mail] = mails(mail_folder)
    assert (mail["To"], mail["Subject"], mail["Auto-Submitted"]) == ("anna@example.org", "Hello Anna", "auto-generated")
    assert mail.get_content_type() == "multipart/alternative"
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert "Open: http://127.0.0.1:8000/open?token=a_b-c\n" in text
    assert "\n- Anna\n- two\n" in text
    assert 'href="http://127.0.0.1:8000/open?token=a_b-c"' in html
    assert "<strong>two</strong>" in html


def test_a_time_in_a_mail_is_that_of_amsterdam_in_the_language_of_the_receiver():
    dutch = letters.render("hello", "nl", CONTEXT, "").text
    english = letters.render("hello", "en", CONTEXT | {"until": "2026-10-25T00:30:00Z"}, "").text
    assert "Until zondag 25 oktober 2026 om 02.30 uur." in dutch  # after the change to winter time
    assert "Until Sunday 25 October 2026 at 02:30." in english  # and an hour earlier, before it


@pytest.mark.parametrize(
    "name",
    ["<script>alert(1)</script>", "[x](javascript:alert(1))", "# big\n\n---\n1. one", "*a* _b_ `c` &amp; 50%", "a\\b"],
)
def test_what_a_person_wrote_stays_what_they_wrote(name: str):
    letter = letters.render("hello", "nl", CONTEXT | {"name": name}, "")
    assert all(line in letter.text for line in name.split("\n"))
    assert letter.html.count("<a ") == 2
    assert not any(tag in letter.html.split("</title>")[1] for tag in ("<script", "<h1", "<hr", "<em", "<code", "<ol"))


def test_a_line_break_in_a_name_makes_no_header(database: Database, clock: Clock, worker: Make, mail_folder: Path):
    put(database, clock, name="Anna\r\nBcc: everyone@example.org\n\nMore")
    worker().run_until_empty()
    [mail] = mails(mail_folder)
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Hello Anna Bcc: everyone@example.org More"


def test_a_name_that_the_context_lacks_is_an_error(database: Database, clock: Clock, worker: Make, mail_folder: Path):
    with database.unit_of_work() as session:
        outbox.mail(session, "hello", "anna@example.org", "nl", {"name": "Anna"}, now=clock())
    worker().run_until_empty()
    assert "UndefinedError" in (job(database).last_error or "")
    assert not mails(mail_folder)


def test_a_mail_that_was_sent_by_a_worker_that_died_is_still_one_mail(
    database: Database,
    clock: Clock,
    worker: Make,
    mail_folder: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
):
    put(database, clock)
    dying = worker()
    monkeypatch.setattr(queue, "finish", lambda *_arguments: (_ for _ in ()).throw(SystemExit))
    with pytest.raises(SystemExit):
        dying.run_one()
    monkeypatch.undo()
    assert len(list(mail_folder.iterdir())) == 1
    clock.forward(seconds=LEASE.total_seconds())
    monkeypatch.setattr(letters, "FOLDER", mail_folder.parent / "templates")
    assert worker().run_until_empty() == 1
    assert len(list(mail_folder.iterdir())) == 1


def test_a_sent_mail_leaves_no_secret_and_no_address_in_the_database(database: Database, clock: Clock, worker: Make):
    put(database, clock, token="very-secret")
    worker().run_until_empty()
    assert job(database).payload == {"template": "hello"}


def smtp(settings: Settings, mailbox: Mailbox) -> Settings:
    return replace(settings, mail_url=f"smtp://{mailbox.host}:{mailbox.port}")


def test_mails_leave_over_smtp(database: Database, clock: Clock, worker: Make, settings: Settings, mailbox: Mailbox):
    for number in range(3):
        put(database, clock, to=f"person{number}@example.org", name="Zoë")
    assert worker(settings=smtp(settings, mailbox)).run_until_empty() == 3
    assert sorted(to for [to] in mailbox.recipients) == [f"person{number}@example.org" for number in range(3)]
    assert {mail["Subject"] for mail in mailbox.messages} == {"Hello Zoë"}
    assert len({mail["Message-ID"] for mail in mailbox.messages}) == 3


def test_a_mail_waits_for_a_server_that_refuses_and_comes_back(
    database: Database, clock: Clock, worker: Make, settings: Settings, mailbox: Mailbox
):
    put(database, clock)
    sending = worker(settings=smtp(settings, mailbox), rng=random.Random(1))
    mailbox.refusal = "451 4.3.0 try again later"
    assert sending.run_until_empty() == 1
    assert (mailbox.refused, mailbox.messages, job(database).done_at) == (1, [], None)
    mailbox.refusal = None
    clock.forward(seconds=10)
    assert sending.run_until_empty() == 1
    assert (len(mailbox.messages), job(database).done_at) == (1, clock())


def test_a_mail_that_is_refused_for_good_is_put_aside_at_once(
    database: Database, clock: Clock, worker: Make, settings: Settings, mailbox: Mailbox
):
    put(database, clock)
    mailbox.refusal = "550 5.1.1 no such person"
    worker(settings=smtp(settings, mailbox)).run_until_empty()
    assert (job(database).parked_at, job(database).attempts) == (clock(), 1)


def test_no_mail_server_at_all_is_tried_again(database: Database, clock: Clock, worker: Make, settings: Settings):
    put(database, clock)
    worker(settings=replace(settings, mail_url="smtp://127.0.0.1:1")).run_until_empty()
    assert (job(database).parked_at, job(database).done_at) == (None, None)
    assert "ConnectionRefusedError" in (job(database).last_error or "")


@pytest.mark.parametrize("url", ["", "mail.example.org", "http://mail.example.org"])
def test_a_mail_url_that_names_no_way_out_is_refused(url: str, database: Database, settings: Settings):
    with pytest.raises(ValueError, match="KOPPEN_MAIL_URL"):
        Worker(database, replace(settings, mail_url=url))
