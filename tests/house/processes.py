"""Start the real program in a process of its own, and wait for what it does."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.infra.servers import free_port

PROGRAM = str(Path(sys.executable).with_name("koppen"))
SECRET = "a secret for tests that is long enough"


def environment(database_url: str, folder: Path) -> dict[str, str]:
    """Give the settings of an installation whose mail is in a folder."""
    return os.environ | {
        "KOPPEN_SECRET_KEY": SECRET,
        "KOPPEN_DATABASE_URL": database_url,
        "KOPPEN_MAIL_URL": f"file:{folder / 'mail'}",
        "KOPPEN_WORKER_INSIDE": "yes",
        "KOPPEN_LOG_REQUESTS": "yes",
    }


@contextmanager
def served(settings: Mapping[str, str], log_file: Path) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """Run the server; give its address."""
    port = free_port()
    with log_file.open("wb") as log:
        process = subprocess.Popen([PROGRAM, "serve", "--port", str(port)], env=dict(settings), stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: answers(address))
        yield address, process
    finally:
        process.kill()
        process.wait()


def answers(address: str) -> bool:
    """Tell whether there is a server at this address."""
    try:
        return httpx.get(f"{address}/api/v1/organisations?limit=1").is_success
    except httpx.TransportError:
        return False


def wait_for(condition: Callable[[], bool], seconds: float = 40) -> None:
    """Wait until something is so; fail when it takes too long."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)
