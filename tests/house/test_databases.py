"""The tests' own ground: every test gets an empty database, and mail goes over the wire."""

import smtplib
import subprocess
import sys
import tempfile
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from redis import Redis
from sqlalchemy import create_engine, func, inspect, select, text

from api.models import Member
from api.settings import Settings
from tests import factories
from tests.infra import postgres, shared, standing

KILLED = """
import os, signal
from tests.infra import postgres, shared
folder = shared.make()
postgres.url(folder)
print((folder / "postgres" / "data" / "postmaster.pid").read_text().split()[0], folder, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("turn", [1, 2])
def test_a_test_never_sees_what_another_wrote(database_url, turn):
    engine = create_engine(database_url)
    with engine.begin() as connection:
        assert "marker" not in inspect(connection).get_table_names()
        assert connection.scalar(text("SELECT count(*) FROM organisation")) >= 342
        connection.execute(text("CREATE TABLE marker (id integer)"))
    engine.dispose()


def test_a_database_is_given_on_the_backend_that_the_test_names(database_url, backend):
    assert database_url.startswith(backend)


@pytest.mark.parametrize("turn", [1, 2])
def test_connections_that_are_lent_again_go_to_the_new_database_and_to_no_work_of_the_last_one(database_url, turn):
    heard = []
    with standing.database(database_url) as database:
        with database.unit_of_work() as session:
            assert session.scalar(select(func.count()).select_from(Member)) == 0
            factories.member(session)
            session.info["queued"] = True
        with database.read() as session:
            assert session.scalar(select(func.count()).select_from(Member)) == 1
        database.on_queued(lambda: heard.append(turn))
        database.writer = None
    with standing.database(database_url) as database, database.unit_of_work() as session:
        session.info["queued"] = True
    assert heard == []


def test_a_house_that_is_lent_again_remembers_nothing_and_two_at_once_are_two(databases):
    with databases("sqlite").fresh() as url, standing.database(url) as database:
        settings = Settings(standing.SECRET, url, rate_limits=True)
        with standing.api(settings, database) as one, standing.house(settings, database) as other:
            assert other.api is not one
            with pytest.raises(AssertionError, match="no longer be called"):
                one.before_request(print)
            known = one.extensions["koppen"], one.extensions["koppen-board"], one.extensions["koppen-rates"]
            one.extensions["kept"] = one.config["KEPT"] = other.web.extensions["kept"] = True
        with standing.api(replace(settings, secret_key="k" * 40, rate_limits=False), database) as again:
            with standing.house(settings, database) as house:
                for app in (again, house.api, house.web):
                    assert "kept" not in app.extensions
                    assert "KEPT" not in app.config
            assert {one, other.api} == {again, house.api}
            assert again.config["JWT_SECRET_KEY"] == "k" * 40
            assert again.extensions["koppen-rates"] is None
            assert not {*map(id, known)} & {*map(id, again.extensions.values())}


def test_the_mailbox_keeps_what_comes_in_over_the_wire(mailbox):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.org", "b@example.org", "Gemeente Súdwest-Fryslân"
    mail.set_content("Tot straks")
    with smtplib.SMTP(mailbox.host, mailbox.port) as client:
        client.send_message(mail)
    assert mailbox.wait_for(1)[0]["Subject"] == "Gemeente Súdwest-Fryslân"
    assert mailbox.to("b@example.org") == mailbox.messages
    assert mailbox.to("c@example.org") == []


def test_the_mailbox_can_refuse_so_that_retries_are_tested_against_a_real_server(mailbox):
    mailbox.refusal = "451 4.3.0 try again later"
    with smtplib.SMTP(mailbox.host, mailbox.port) as client, pytest.raises(smtplib.SMTPDataError, match="try again"):
        client.sendmail("a@example.org", ["b@example.org"], "Subject: x\r\n\r\nx")
    assert (mailbox.refused, mailbox.messages) == (1, [])


def test_redis_answers(redis_url):
    with Redis.from_url(redis_url) as client:
        assert client.ping()


def test_a_run_keeps_its_databases_in_memory_where_there_is_room_and_else_on_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(shared, "MEMORY", tmp_path)
    for room, place in ((1, tmp_path), (1 << 60, Path(tempfile.gettempdir()))):
        monkeypatch.setattr(shared, "ROOM", room)
        folder = shared.make()
        assert folder.parent == place
        shared.remove(folder)
    assert not shared.roomy(tmp_path / "not there")


def test_a_test_run_that_was_killed_leaves_no_server_behind(require, monkeypatch):
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    require("PostgreSQL", postgres.why_not())
    root = Path(__file__).parent.parent.parent
    killed = subprocess.run([sys.executable, "-c", KILLED], cwd=root, capture_output=True, text=True, check=False)
    server, folder = killed.stdout.split()
    command_line = Path("/proc") / server / "cmdline"
    assert b"postgres" in command_line.read_bytes()
    shared.remove(shared.make())
    assert not Path(folder).exists()
    assert (
        not command_line.exists() or command_line.read_bytes() == b""
    )  # empty: ended, and not collected by its parent yet
