"""Keep what the workers of one test run share: a folder, and the server that lives in it.

The folder is in memory where the machine has room for it. Every test has a database of its own, and every commit of
SQLite waits for the disk: on one, a copied database of PostgreSQL takes four times as much, and a commit 5 ms.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from tests.infra import postgres

PREFIX = "koppen-tests-"
MEMORY = Path("/dev/shm")
ROOM = 2 * 1024**3  # bytes; a run needs about 300 MB


def make() -> Path:
    """Make the folder of this run, and tidy up after runs that were killed before they could."""
    for place in (MEMORY, Path(tempfile.gettempdir())):
        for left in place.glob(f"{PREFIX}*"):
            with suppress(OSError, RuntimeError):  # another run may be tidying up the same folder
                if left.stat().st_uid == os.geteuid() and not alive(int(left.name.split("-")[2])):
                    remove(left)
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=MEMORY if roomy(MEMORY) else None))
    folder.chmod(0o711)  # a server that runs as another user has to reach its own folder inside
    return folder


def roomy(place: Path) -> bool:
    """Tell whether there is such a place, with room for a test run."""
    return place.is_dir() and os.access(place, os.W_OK) and shutil.disk_usage(place).free >= ROOM


def alive(process: int) -> bool:
    """Tell whether a process still runs."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def remove(folder: Path) -> None:
    """Stop the server that was started in the folder, and remove both."""
    postgres.stop(folder)
    shutil.rmtree(folder)
