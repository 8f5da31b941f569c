"""A worker that is killed in the middle of its work loses nothing and doubles nothing."""

import subprocess
import sys
from collections.abc import Callable
from email import message_from_bytes
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import func, select

from api.clock import utcnow
from api.db import Database
from api.mail import letters
from api.models import Job, Topic
from api.services import outbox

ROOT = Path(__file__).parents[2]
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    folder = tmp_path / "templates"
    folder.mkdir()
    for name in ("_layout.html", "_layout.txt"):
        (folder / name).write_bytes((letters.FOLDER / name).read_bytes())
    (folder / "hello.md").write_text("Subject: Hello {{ name }}\n\nHello.\n")
    return folder


@pytest.fixture
def start(database_url: str, tmp_path: Path, templates: Path) -> Start:
    """Start a worker process; one that will be stopped is a lease later than the one before."""
    ahead = count(3, 3)

    def run(stopping: str = "stop", care: str = "careful") -> "subprocess.Popen[str]":
        minutes = next(ahead) if stopping == "stop" else 0
        arguments = [database_url, str(tmp_path / "mail"), str(templates), str(minutes), stopping, care]
        return subprocess.Popen(
            [sys.executable, "-m", "tests.faults.labourer", *arguments],
            cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    return run


def put(database_url: str, number: int, *, mails: bool = True) -> None:
    database = Database(database_url)
    with database.unit_of_work() as session:
        for name in (f"piece-{each}" for each in range(number)):
            outbox.add(session, "add_topic", {"name": name}, now=utcnow())
            if mails:
                outbox.mail(session, "hello", f"{name}@example.org", "nl", {"name": name}, now=utcnow())
    database.dispose()


def kill_until_done(start: Start, care: str = "careful") -> int:
    """Kill every worker that is in the middle of something, until one has nothing left; count the dead."""
    for deaths in range(50):
        process = start("stop", care)
        said = process.stdout.readline() if process.stdout else ""
        if said.startswith("middle"):
            process.kill()
        process.communicate()
        if said.startswith("done"):
            return deaths
    raise AssertionError("the work never ended")


def topics(database_url: str) -> int:
    database = Database(database_url)
    with database.read() as session:
        number = session.scalar(select(func.count()).select_from(Topic)) or 0
        open_jobs = session.scalars(select(Job).where(Job.done_at.is_(None))).all()
    database.dispose()
    assert not open_jobs
    return number


def receivers(folder: Path) -> list[str]:
    return sorted(message_from_bytes(path.read_bytes())["To"] for path in folder.iterdir())


@pytest.mark.slow
def test_killed_workers_lose_nothing_and_double_nothing(database_url: str, start: Start, tmp_path: Path):
    put(database_url, 8)
    assert kill_until_done(start) >= 4
    assert topics(database_url) == 8
    assert receivers(tmp_path / "mail") == [f"piece-{each}@example.org" for each in range(8)]


def test_the_check_above_notices_a_worker_that_marks_before_it_works(database_url: str, start: Start):
    put(database_url, 8, mails=False)
    deaths = kill_until_done(start, "careless")
    assert topics(database_url) == 8 - deaths < 8


def test_two_workers_at_once_share_the_work(database_url: str, start: Start, tmp_path: Path):
    put(database_url, 30)
    outputs = [process.communicate()[0] for process in [start("go"), start("go")]]
    assert sum(int(output.split()[1]) for output in outputs) == 60
    assert topics(database_url) == 30
    assert len(receivers(tmp_path / "mail")) == len(set(receivers(tmp_path / "mail"))) == 30
