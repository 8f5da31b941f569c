"""The command that shows everything on one machine: fills a community once, serves it, keeps a dialogue live."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import httpx

HOST = "127.0.0.1"
PASSWORD = "koppen-bij-elkaar"  # noqa: S105 - printed for every visitor of a demo that only this machine can reach
ROLES = {"advisor": "advisor", "organiser": "organiser", "administrator": "administrator"}
PATIENCE = 60  # seconds for the server to answer for the first time
STOP = (signal.SIGINT, signal.SIGTERM)


@click.command()
@click.option("--port", default=8000, show_default=True)
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("var"),
    show_default=True,
    help="The folder for everything.",
)
def demo(port: int, data: Path) -> None:
    """Fill a community with invented people the first time, and serve it on this machine."""
    data = data.resolve()
    data.mkdir(parents=True, exist_ok=True)
    _require_free(port)
    environment = _environment(data, port)
    accounts = _community(data, environment)
    stop = threading.Event()
    for number in STOP:
        signal.signal(number, lambda *_arguments: stop.set())
    with _served(data, port, environment) as server:
        _welcome(port, data, accounts)
        _keep_live(f"http://{HOST}:{port}", accounts, stop, server)
    click.echo("Stopped. Everything is kept; start it again with the same command.")


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        if probe.connect_ex((HOST, port)) == 0:
            raise click.ClickException(f"Port {port} is in use. Choose another: make demo PORT={port + 137}")


def _environment(data: Path, port: int) -> dict[str, str]:
    """Give the settings of the demo: everything below its folder, and a secret that is made once."""
    secret = data / "secret"
    if not secret.exists():
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_urlsafe(48), encoding="utf-8")
    own = {name: value for name, value in os.environ.items() if not name.startswith("KOPPEN_")}
    return own | {
        "KOPPEN_SECRET_KEY": secret.read_text(encoding="utf-8"),
        "KOPPEN_DATABASE_URL": f"sqlite:///{data / 'koppen.sqlite3'}",
        "KOPPEN_MAIL_URL": f"file:{data / 'mail'}",
        "KOPPEN_BASE_URL": f"http://{HOST}:{port}",
        "KOPPEN_SECURE_COOKIES": "no",  # plain http on this machine
        "KOPPEN_WORKER_INSIDE": "yes",
    }


def _community(data: Path, environment: Mapping[str, str]) -> dict[str, Any]:
    """Give the accounts; the first time, fill a database beside the real one and move it into place when it is whole."""
    from api.clock import utcnow
    from api.db import migrate
    from api.settings import Settings
    from koppen.seed import fill

    accounts, database, fresh = data / "accounts.json", data / "koppen.sqlite3", data / "filling.sqlite3"
    if accounts.exists() and database.exists():
        migrate(environment["KOPPEN_DATABASE_URL"])
        known: dict[str, Any] = json.loads(accounts.read_text(encoding="utf-8"))
        return known
    click.echo("Filling a community of invented people, this takes a moment ...")
    for left in data.glob("filling.sqlite3*"):
        left.unlink()
    own = {"KOPPEN_DATABASE_URL": f"sqlite:///{fresh}", "KOPPEN_MAIL_URL": f"file:{data / 'mail-before-today'}"}
    settings = Settings.from_environment({**environment, **own})
    migrate(settings.database_url)
    made = fill(settings, PASSWORD, utcnow())
    accounts.write_text(json.dumps(made, indent=1), encoding="utf-8")
    fresh.rename(database)
    return made


@contextmanager
def _served(data: Path, port: int, environment: Mapping[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """Run the server as a child that ends with us; what it has to say goes to a file."""
    command = [sys.executable, "-m", "koppen", "serve", "--host", HOST, "--port", str(port)]
    with (data / "server.log").open("ab") as log:
        server = subprocess.Popen(  # noqa: S603 - our own program
            command, env=dict(environment), stdin=subprocess.DEVNULL, stderr=log, start_new_session=True
        )
    try:
        _wait_for(server, port, data)
        yield server
    finally:
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def _wait_for(server: "subprocess.Popen[bytes]", port: int, data: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            if httpx.get(f"http://{HOST}:{port}/api/v1/organisations?limit=1", timeout=5).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise click.ClickException(f"The server did not start. What it said is in {data / 'server.log'}")


def _welcome(port: int, data: Path, accounts: Mapping[str, Any]) -> None:
    lines = [f"    {role:<14} {accounts['accounts'][role]}" for role in ROLES]
    click.echo(
        "\n".join(
            [
                "",
                f"  Koppen bij Elkaar runs on http://{HOST}:{port}",
                "",
                "  Log in as one of these; everybody, the fund and all texts are invented:",
                *lines,
                f"    {'password':<14} {accounts['password']}",
                "",
                "  One dialogue is live now, kept going by simulated participants: it is on the start page.",
                f"  Outgoing mail is in {data / 'mail'}",
                "  Stop with Ctrl-C.",
                "",
            ]
        )
    )


def _keep_live(url: str, accounts: Mapping[str, Any], stop: threading.Event, server: "subprocess.Popen[bytes]") -> None:
    """Simulate participants until stopped; a server that ends by itself ends the demo."""
    from koppen.simulate import run

    crowd = threading.Thread(target=run, args=(url, accounts, stop), name="koppen-crowd", daemon=True)
    crowd.start()
    while not stop.wait(1.0):
        if server.poll() is not None:
            stop.set()
            raise click.ClickException("The server ended by itself. What it said is in server.log.")
    crowd.join(5)
