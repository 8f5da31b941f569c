"""Fail when a file of the project holds what has no place in it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RULES = {
    "a path of one machine": r"(?<![\w.$}/-])/(?:home|root|tmp|work|Users)/\w",
    "the host of a package registry": r"registry\.npm\w+\.org|registry\.yarn\w+\.com|\w+\.pythonhosted\.org|pypi\.org/simple",
    "an index or mirror in a lock file": r"^--(?:extra-)?index-url|^--find-links|^--trusted-host|\"resolved\":",
    "something left undone": r"\b(?:TODO|FIXME|XXX)\b",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "a merge that was not finished": r"^(?:<{7}|>{7}) ",
}
EXPECTED = {"LICENSE", "tools/forbidden.py"}


def main() -> int:
    """Read every file that git keeps or would keep, and print where a rule is broken."""
    found = [line for path in files() for line in broken(path)]
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


def files() -> list[Path]:
    """List the project's files, the ones not committed yet included."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    return [ROOT / name for name in names if name and name not in EXPECTED and (ROOT / name).is_file()]


def broken(path: Path) -> list[str]:
    """Say where a file breaks which rule; a file that is not text breaks none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return []
    return [
        f"{path.relative_to(ROOT)}:{number}: {rule}: {line.strip()[:100]}"
        for number, line in enumerate(lines, 1)
        for rule, pattern in RULES.items()
        if re.search(pattern, line)
    ]


if __name__ == "__main__":
    sys.exit(main())
