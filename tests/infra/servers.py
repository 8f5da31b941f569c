"""Run a server of the machine for the time of the tests."""

from __future__ import annotations

import os
import pwd
import socket
from contextlib import suppress
from pathlib import Path
from typing import TypedDict


class Account(TypedDict, total=False):
    """Who a server runs as, in subprocess's words; nobody in particular when empty."""

    user: int
    group: int
    extra_groups: list[int]


def unprivileged() -> Account:
    """Drop root's rights; several servers refuse to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            account = pwd.getpwnam(name)
            return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    raise RuntimeError("running as root, and the machine has neither an account postgres nor nobody to run a server as")


def give_to(account: Account, folder: Path) -> None:
    """Let the account that runs the server own its folder."""
    if account:
        os.chown(folder, account["user"], account["group"])


def free_port() -> int:
    """Find a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
