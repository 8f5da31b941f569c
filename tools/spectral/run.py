"""Lint an OpenAPI document with the Dutch government's API Design Rules; any finding fails.

Spectral is installed on demand from the lock file beside this one.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.vendor import find_npm

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
MODULES = HERE / "node_modules"
RULESET = "adr-2.2.0-spectral.yaml"


def main() -> int:
    """Lint the document named on the command line, openapi.yaml when none is."""
    document = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "openapi.yaml")
    rules = ruleset()
    if rules is None:
        print(f"Spectral was skipped: {RULESET} is neither in $KOPPEN_DATA nor in ../shared/data.")
        return 0
    done = lint(document, rules)
    print(done.stdout.strip() or done.stderr.strip())
    return done.returncode


def ruleset() -> Path | None:
    """Find the government's rules; None when this machine does not have them."""
    path = Path(os.environ.get("KOPPEN_DATA") or ROOT.parent / "shared" / "data") / RULESET
    return path if path.is_file() else None


def lint(document: Path, rules: Path) -> subprocess.CompletedProcess[str]:
    """Run Spectral, which leaves with 0 only when it found nothing at all."""
    npm, environment = find_npm()
    install(npm, environment)
    node = shutil.which("node", path=environment.get("PATH"))
    if node is None:
        raise RuntimeError("Node was not found beside npm.")
    program = MODULES / "@stoplight" / "spectral-cli" / "dist" / "index.js"
    command: list[str | Path] = [node, program, "lint", "--fail-severity=hint", "--ruleset", rules, document]
    return subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


def install(npm: list[str], environment: dict[str, str]) -> None:
    """Run npm ci once for every state of the lock file, and never twice at a time."""
    stamp = MODULES / ".koppen-stamp"
    with (HERE / "package-lock.json").open(encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = lock.read()
        if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
            return
        command = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        done = subprocess.run(command, cwd=HERE, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"Spectral could not be installed: {done.stderr.strip()}")
        stamp.write_text(wanted, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
