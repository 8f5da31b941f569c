"""Find the system's Chromium and say how to start it."""

from __future__ import annotations

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def find() -> str | None:
    """Give the path of the browser: CHROMIUM when it is set, else the first that is installed."""
    named = os.environ.get("CHROMIUM")
    return next((found for name in ([named] if named else NAMES) if (found := shutil.which(name))), None)


def why_not() -> str | None:
    """Say why there is no browser to test with; None when there is one."""
    return None if find() else "no Chromium was found (apt-get install chromium, or set CHROMIUM to its path)"


def launch_arguments() -> list[str]:
    """Keep the browser from calling home; root has no user namespace to build its sandbox with."""
    return [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else QUIET
