"""The real server: pages and API under one roof, the worker inside, a quick and orderly end."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.house import processes
from tests.house.processes import PROGRAM, wait_for


@pytest.fixture
def environment(database_url: str, tmp_path: Path) -> dict[str, str]:
    return processes.environment(database_url, tmp_path)


@pytest.fixture
def served(environment: dict[str, str], tmp_path: Path) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    with processes.served(environment, tmp_path / "log") as running:
        yield running


def test_one_command_serves_pages_api_and_mail(served, tmp_path: Path):
    address, process = served
    assert httpx.get(f"{address}/about/anonymity").status_code == 200
    organisation = httpx.get(f"{address}/api/v1/organisations?limit=1").json()["items"][0]
    sign_up = {
        "email": "anna@example.org",
        "name": "Anna",
        "password": "a long enough sentence",
        "organisationId": organisation["id"],
        "jobFunction": "innovation_advisor",
    }
    assert httpx.post(f"{address}/api/v1/members", json=sign_up).status_code == 202
    wait_for(lambda: any((tmp_path / "mail").glob("*account_confirm*")))
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
    log = (tmp_path / "log").read_text()
    assert "route=api:/api/v1/members status=202" in log
    assert not re.search(r"anna|127\.0\.0\.1|/organisations\?", log, re.IGNORECASE)


def test_the_worker_ends_when_asked(environment: dict[str, str]):
    with subprocess.Popen([PROGRAM, "work"], env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline().startswith("Working.")
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def test_sqlite_is_not_shared_by_several_processes():
    environment = os.environ | {"KOPPEN_SECRET_KEY": "k" * 40, "KOPPEN_DATABASE_URL": "sqlite:///unused"}
    command = [PROGRAM, "serve", "--workers", "2", "--port", "0"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "--workers 1" in done.stderr


def test_a_missing_secret_is_said_in_a_sentence():
    environment = {name: value for name, value in os.environ.items() if name != "KOPPEN_SECRET_KEY"}
    for command in ("serve", "work"):
        done = subprocess.run([PROGRAM, command], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert "KOPPEN_SECRET_KEY is missing" in done.stderr
        assert "Traceback" not in done.stderr
