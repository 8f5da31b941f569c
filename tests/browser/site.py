"""The whole house on a port of this machine, and people who use it over HTTP only."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import policy
from email.parser import BytesParser
from pathlib import Path
from time import monotonic
from typing import Any

import httpx

from api.app import create_app
from api.db import Database
from api.domain.vocabulary import Role
from api.identity import access_token
from api.models import Member
from api.settings import Settings
from tests import factories
from tests.gatherings import words
from tests.hour import Hour
from tests.infra.servers import free_port

SECRET = "only-for-the-tests-in-a-browser-0123456789"
READY = 30.0
SCRIPT: list[dict[str, Any]] = [
    {"kind": "lobby", "maxSeconds": 900},
    {"kind": "question", "prompt": "Waar liep jouw laatste vernieuwing op vast, ná de geslaagde pilot?", "explanation": "Denk aan één geval. Wat er misging is net zo bruikbaar als wat er lukte.", "maxSeconds": 480, "tailSeconds": 90},
    {"kind": "question", "prompt": "Wat hielp?", "maxSeconds": 480, "tailSeconds": 90},
    {"kind": "closing", "maxSeconds": 180},
]  # fmt: skip


@dataclass
class Reply:
    """An answer of the API, as the tests of the API know it."""

    status_code: int
    json: Any
    headers: Mapping[str, str]
    text: str


class Remote:
    """Calls the API of the running house as one member."""

    def __init__(self, url: str, token: str) -> None:
        self.token, self._url = token, f"{url}/api/v1"

    def call(self, method: str, path: str, json: Any = None, headers: Mapping[str, str] | None = None) -> Reply:
        signed = {"Authorization": f"Bearer {self.token}", **(headers or {})}
        answer = httpx.request(method, self._url + path, json=json, headers=signed)
        is_json = "json" in answer.headers.get("Content-Type", "") and answer.content
        return Reply(answer.status_code, answer.json() if is_json else None, answer.headers, answer.text)

    def get(self, path: str, **kwargs: Any) -> Reply:
        return self.call("GET", path, **kwargs)

    def post(self, path: str, json: Any = None, **kwargs: Any) -> Reply:
        return self.call("POST", path, json=json, **kwargs)

    def put(self, path: str, json: Any = None, **kwargs: Any) -> Reply:
        return self.call("PUT", path, json=json, **kwargs)

    def patch(self, path: str, json: Any = None, **kwargs: Any) -> Reply:
        return self.call("PATCH", path, json=json, **kwargs)


class Site:
    """A running house with its database."""

    def __init__(self, url: str, database: Database, settings: Settings) -> None:
        self.url, self.database = url, database
        self.mail = Path(settings.mail_url.removeprefix("file:")) / "mail"
        self._tokens = create_app(settings, database)

    def member(self, role: Role = Role.MEMBER, **values: Any) -> Member:
        """Make a member with an account that is confirmed."""
        with self.database.unit_of_work() as session:
            return factories.member(session, role, **values)

    def token(self, member: Member) -> str:
        """Log a member in."""
        with self._tokens.app_context():
            return access_token(member)

    def remote(self, member: Member) -> Remote:
        """Give a member the API."""
        return Remote(self.url, self.token(member))

    def letters(self, to: str, about: str) -> list[str]:
        """Give the texts of the mails with this subject that were sent to somebody; wait for the first."""
        patience, remote = monotonic() + READY, self.remote(self.member())
        while monotonic() < patience:
            mails = [
                BytesParser(policy=policy.default).parsebytes(path.read_bytes()) for path in self.mail.glob("*.eml")
            ]
            found = [mail for mail in mails if mail["To"] == to and about in mail["Subject"]]
            if found:
                return [words(mail) for mail in found]  # type: ignore[arg-type]
            remote.get("/me")
        return []

    def hour(
        self, people: int = 3, *, advance: str = "hand", script: Sequence[Mapping[str, Any]] = SCRIPT,
        opened: bool = True, starts: timedelta = timedelta(days=7), title: str = "Van pilot naar praktijk",
    ) -> Hour:  # fmt: skip
        """Make an event with a dialogue and people who are registered for it; by hand it is opened."""
        organiser, members = self.member(Role.ORGANISER), [self.member() for _person in range(people)]
        with self.database.unit_of_work() as session:
            event = factories.event(session, title=title, starts_at=datetime.now(UTC) + starts)
            for member in members:
                factories.seat(session, event, member)
        hour = Hour(event, "", self.remote(organiser), [self.remote(member) for member in members], members)  # type: ignore[arg-type]
        body = {"eventId": str(event.id), "advance": advance, "phases": list(script)}
        answer = hour.organiser.post("/dialogues", body)
        assert answer.status_code == 201, answer.text
        hour.id = answer.json["id"]
        if opened and advance == "hand":
            hour.move("open")
        return hour


@contextmanager
def running(folder: Path, url: str) -> Iterator[Site]:
    """Serve the house on a free port, on a database that is migrated."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = os.environ | {
        "KOPPEN_SECRET_KEY": SECRET, "KOPPEN_DATABASE_URL": url, "KOPPEN_BASE_URL": address,
        "KOPPEN_MAIL_URL": f"file:{folder / 'mail'}", "KOPPEN_SECURE_COOKIES": "false", "KOPPEN_RATE_LIMITS": "false",
        "KOPPEN_WORKER_INSIDE": "true",
    }  # fmt: skip
    command = [sys.executable, "-c", "from koppen.cli import main; main()", "serve", "--port", str(port)]
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=log)
    database = Database(url)
    try:
        _wait(server, address, folder / "server.log")
        yield Site(address, database, Settings(secret_key=SECRET, database_url=url, mail_url=f"file:{folder}"))
    finally:
        server.terminate()
        server.wait(30)
        database.dispose()


def _wait(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    """Wait until the house answers, or say why it does not."""
    patience = monotonic() + READY
    while monotonic() < patience:
        with suppress(subprocess.TimeoutExpired):
            server.wait(0.1)
            break
        with suppress(httpx.TransportError):
            httpx.get(f"{address}/about/accessibility").raise_for_status()
            return
    raise RuntimeError(f"The house did not start:\n{log.read_text()}")
