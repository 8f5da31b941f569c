"""Keep what the workers of one test run share: a folder, and the server that lives in it."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from tests.infra import postgres

PREFIX = "koppen-tests-"


def make() -> Path:
    """Make the folder of this run, and tidy up after runs that were killed before they could."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError, RuntimeError):  # another run may be tidying up the same folder
            if left.stat().st_uid == os.geteuid() and not alive(int(left.name.split("-")[2])):
                remove(left)
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    folder.chmod(0o711)  # a server that runs as another user has to reach its own folder inside
    return folder


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
