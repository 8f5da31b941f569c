"""Rehearsals as work: a child process plays the script in a house of its own, and knows nothing of this one.

The child gets the script and a number of people, no address of a database and no secret; what it prints is the outcome.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from api.db import Database
from api.services import rehearsals

TOO_LONG_CODE = 3  # with which the command tells that its time was up
LIMIT = 600.0  # seconds that a rehearsal may take
BREATH = 20.0  # seconds between two signs of life
TOO_LONG, BROKEN = "too_long", "broken"

Result = tuple[dict[str, Any] | None, str | None]


def play(
    database: Database, payload: dict[str, Any], alive: Callable[[], None], *, limit: float = LIMIT
) -> Result | None:
    """Play the rehearsal in a child; ``alive`` is called now and then, and may raise to end it."""
    with database.unit_of_work() as session:
        script = rehearsals.to_play(session, payload)
    if script is None:
        return None
    command = [sys.executable, "-m", "koppen", "rehearse", "--script", "-", "--json", "--limit", f"{limit:.0f}"]
    command += ["--people", str(script["people"])]
    own = {name: value for name, value in os.environ.items() if not name.startswith("KOPPEN_")}
    with subprocess.Popen(  # noqa: S603 - our own program
        command, env=own, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as child:
        try:
            said = _wait(child, json.dumps(script), alive, time.monotonic() + limit + BREATH)
        finally:
            child.kill()
    if said is None or child.returncode == TOO_LONG_CODE:
        return None, TOO_LONG
    return (json.loads(said), None) if child.returncode == 0 else (None, BROKEN)


def _wait(child: "subprocess.Popen[str]", script: str, alive: Callable[[], None], until: float) -> str | None:
    """Give what the child says, None when it takes too long."""
    given: str | None = script
    while time.monotonic() < until:
        with suppress(subprocess.TimeoutExpired):
            return child.communicate(given, timeout=min(BREATH, max(until - time.monotonic(), 0.1)))[0]
        given = None
        alive()
    return None


def keep(session: Session, payload: dict[str, Any], result: Result | None, now: datetime) -> None:
    """Keep what came of it, in the transaction that marks the job as done."""
    if result is not None:
        rehearsals.keep(session, payload, *result, now)


LENGTHY = {rehearsals.JOB: (play, keep)}
