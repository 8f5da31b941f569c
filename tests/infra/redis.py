"""Find a Redis server for the tests, or start one that lives as long as they do."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from redis import Redis
from redis.backoff import ConstantBackoff
from redis.exceptions import BusyLoadingError, ConnectionError
from redis.retry import Retry

from tests.infra.servers import free_port


def why_not() -> str | None:
    """Say why there is no Redis to test with; None when there is one."""
    if os.environ.get("TEST_REDIS_URL") or shutil.which("redis-server"):
        return None
    return "its server is not on this machine (apt-get install redis-server) and TEST_REDIS_URL is not set"


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """Lend the address of a Redis server that keeps nothing."""
    given = os.environ.get("TEST_REDIS_URL")
    if given:
        yield given
        return
    port = free_port()
    command = ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
    with (folder / "redis.log").open("w") as log:
        server = subprocess.Popen([*command, "--dir", str(folder)], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        address = f"redis://127.0.0.1:{port}/0"
        wait_for(address)
        yield address
    finally:
        server.terminate()
        server.wait(10)


def wait_for(address: str) -> None:
    """Return when the server answers; fail when it has not after five seconds."""
    retry = Retry(ConstantBackoff(0.05), 100, supported_errors=(ConnectionError, BusyLoadingError))
    with closing(Redis.from_url(address, retry=retry, socket_connect_timeout=1)) as client:
        client.ping()
