"""From a page to a tagged PDF. WeasyPrint takes seconds of a processor, so it works in a process of its own.

What was asked for lately is kept, so that a whole event that opens the report at once waits for one rendering.
"""

import subprocess
import sys
import threading
from collections import OrderedDict
from hashlib import sha256
from pathlib import Path

PRESS = Path(__file__).with_name("press.py")
PATIENCE = 120  # seconds
KEPT = 16

_made: OrderedDict[bytes, bytes] = OrderedDict()
_one_at_a_time = threading.Lock()


class NotPrinted(Exception):
    """WeasyPrint did not make a PDF; what it said is in the message."""


def of(page: str) -> bytes:
    """Give the PDF of a page of HTML."""
    key = sha256(page.encode()).digest()
    with _one_at_a_time:
        made = _made.pop(key, None) or _press(page)
        _made[key] = made
        if len(_made) > KEPT:
            _made.popitem(last=False)
    return made


def _press(page: str) -> bytes:
    command = [sys.executable, "-W", "ignore", str(PRESS)]
    done = subprocess.run(command, input=page.encode(), capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        raise NotPrinted(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout
