"""Tell at the end of a test run what it ran, what it did not, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import pytest

BACKENDS = ("sqlite", "postgresql")


def lines(passed: Iterable[pytest.TestReport], skipped: Iterable[pytest.TestReport], chosen: str) -> Iterator[str]:
    """Write one line on what ran, and one for each reason why something did not."""
    ran = Counter(part(report.nodeid) for report in passed)
    yield "ran: " + (", ".join(f"{name} {count}" for name, count in sorted(ran.items())) or "nothing")
    for reason, count in sorted(Counter(map(why, skipped)).items()):
        yield f"not run: {count} {'test' if count == 1 else 'tests'}, because {reason}"
    for backend in BACKENDS:
        if chosen not in ("all", backend):
            yield f"not run: anything on {backend}, because of --backend {chosen}"


def tables(reports: Iterable[pytest.TestReport]) -> Iterator[tuple[str, str]]:
    """Give what tests wrote down to be read at the end: a title and lines, each as the property `table`."""
    for report in reports:
        for name, value in report.user_properties:
            if name == "table":
                yield report.nodeid.rpartition("::")[2], str(value)


def part(nodeid: str) -> str:
    """Name the folder of a test, and the database it ran on when it ran on one."""
    folder = nodeid.split("/")[1] if nodeid.count("/") > 1 else "other"
    parameters = nodeid.partition("[")[2].rstrip("]").split("-")
    return " on ".join([folder, *(backend for backend in BACKENDS if backend in parameters)])


def why(report: pytest.TestReport) -> str:
    """Read the reason out of the report of a skipped test."""
    told = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return told.removeprefix("Skipped: ")
