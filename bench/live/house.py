"""The real application on a fresh database: `koppen serve`, `koppen work`, mail in a folder, and an organiser."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from api.db import migrate
from koppen.client import ApiClient
from koppen.mailbox import Mailbox

HOST = "127.0.0.1"
ORGANISER = "organiser@example.org"
PATIENCE = 60  # seconds for a server to answer for the first time, or for a process to end
KOPPEN = (sys.executable, "-m", "koppen")
SERVERS = {
    "the engine": (*KOPPEN, "serve", "--port"),
    "fewest first": (sys.executable, "-m", "bench.live.serve"),
}  # each takes the port
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Served:
    """A running application: its address, the folder of its mail, and an organiser's password."""

    url: str
    mail: Path
    password: str


@contextmanager
def served(router: str, folder: Path) -> Iterator[Served]:
    """Run the application with one of the routers in an empty folder; what it has to say goes to a file there."""
    port = _free_port()
    here = Served(f"http://{HOST}:{port}", folder / "mail", secrets.token_urlsafe(12))
    environment = _environment(here, folder)
    migrate(environment["KOPPEN_DATABASE_URL"])
    with (
        _started((*SERVERS[router], str(port)), environment, folder / "server.log") as server,
        _started((*KOPPEN, "work"), environment, folder / "worker.log"),
    ):
        _wait_for(server, here.url, folder / "server.log")
        _make_organiser(here, environment)
        yield here


def _environment(here: Served, folder: Path) -> dict[str, str]:
    """Give the settings of a server for a replay; nothing of what this machine has set."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("KOPPEN_")}
    return own | {
        "KOPPEN_SECRET_KEY": secrets.token_urlsafe(48),
        "KOPPEN_DATABASE_URL": f"sqlite:///{folder / 'koppen.sqlite3'}",
        "KOPPEN_MAIL_URL": f"file:{here.mail}",
        "KOPPEN_BASE_URL": here.url,
        "KOPPEN_RATE_LIMITS": "no",
    }


@contextmanager
def _started(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    with log.open("wb") as file:
        process = subprocess.Popen(
            command, env=dict(environment), cwd=ROOT, stdin=subprocess.DEVNULL, stderr=file, start_new_session=True
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_for(server: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            if httpx.get(f"{url}/api/v1/organisations?limit=1", timeout=5).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError(f"The server did not start. It said:\n{log.read_text()}")


def _make_organiser(here: Served, environment: Mapping[str, str]) -> None:
    """Sign somebody up as everybody does, and appoint them as an administrator does."""
    with httpx.Client(timeout=30) as http:
        client, mailbox = ApiClient(here.url, http), Mailbox(here.mail)
        town = client.call("GET", "/organisations?kind=municipality&limit=1")["items"][0]
        form = {"email": ORGANISER, "name": "Organiser", "password": here.password, "organisationId": town["id"]}
        client.call("POST", "/members", form | {"jobFunction": "other"})
        mailbox.wait([ORGANISER], 1, lambda _number: None)
        client.call("POST", "/email-confirmations", {"token": mailbox.links[ORGANISER]})
    command = [*KOPPEN, "appoint", ORGANISER, "--role", "organiser"]
    subprocess.run(command, env=dict(environment), cwd=ROOT, check=True, capture_output=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
