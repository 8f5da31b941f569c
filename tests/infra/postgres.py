"""Find a PostgreSQL server for the tests, or start one that lives as long as they do."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy.engine import make_url

from tests.infra.servers import give_to, unprivileged

OPTIONS = {
    "listen_addresses": "",
    "max_connections": "200",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_size": "128MB",
    "max_wal_senders": "0",
}


def why_not() -> str | None:
    """Say why there is no PostgreSQL to test with; None when there is one."""
    if os.environ.get("TEST_DATABASE_URL") or binaries():
        return None
    return "its server is not on this machine (apt-get install postgresql) and TEST_DATABASE_URL is not set"


def binaries() -> Path | None:
    """Find the folder that holds initdb and pg_ctl, the newest version first."""
    on_path = shutil.which("initdb")
    if on_path and shutil.which("pg_ctl"):
        return Path(on_path).parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return versions[-1].parent if versions else None


def url(shared: Path) -> str:
    """Give the address of the server as a superuser sees it, and start it for the whole session if that is needed."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return make_url(given).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    home = shared / "postgres"
    with (shared / "postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "data" / "postmaster.pid").exists():
            start(home)
    return f"postgresql+psycopg://postgres@/postgres?host={home}"


def start(home: Path) -> None:
    """Make a cluster that forgets everything and listens on a socket in its own folder."""
    home.mkdir()
    give_to(unprivileged(), home)
    run("initdb", "--pgdata", home / "data", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8",
        "--no-sync", "--no-instructions")  # fmt: skip
    settings = " ".join(f"-c {name}='{value}'" for name, value in OPTIONS.items())
    run("pg_ctl", "start", "--wait", "--pgdata", home / "data", "--log", home / "log", "--options",
        f"{settings} -c unix_socket_directories='{home}'")  # fmt: skip


def stop(shared: Path) -> None:
    """End the server that these tests started, if they did."""
    if (shared / "postgres" / "data" / "postmaster.pid").exists():
        run("pg_ctl", "stop", "--wait", "--mode=immediate", "--pgdata", shared / "postgres" / "data")


def run(program: str, *arguments: str | Path) -> None:
    """Run one of PostgreSQL's programs and pass its own words on when it fails."""
    folder = binaries()
    if folder is None:
        raise RuntimeError("PostgreSQL's programs have gone from this machine")
    done = subprocess.run(
        [folder / program, *arguments], cwd="/", text=True, check=False,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **unprivileged(),
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{program} failed: {done.stderr.strip()}")
