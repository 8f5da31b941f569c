"""The places in RESULTS.md that are written by the benchmark."""

from pathlib import Path


def between(name: str, text: str, path: Path) -> None:
    """Put text between the marks of this name."""
    begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->\n"
    before, rest = path.read_text().split(begin)
    path.write_text(before + begin + text + end + rest.split(end)[1])
