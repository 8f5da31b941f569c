"""Make a small conversation in the form in which Polis exports one."""

import csv
import random
from collections.abc import Sequence
from pathlib import Path

COLUMNS = ["timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body"]
BEGUN = 1_500_000_000_000


def write(
    folder: Path,
    comments: Sequence[Sequence[object]],
    votes: dict[int, dict[int, int]],
    *,
    summary: Sequence[Sequence[str]] = (("topic", "Parking"), ("conversation-description", "Where do cars\nbelong?")),
) -> Path:
    """Write an export; a comment is (seconds after the begin, id, author, moderated, text)."""
    folder.mkdir(exist_ok=True)
    _write(folder / "summary.csv", summary)
    rows = [
        [BEGUN + 1000 * int(str(seconds)), "once", number, author, 0, 0, moderated, text]
        for seconds, number, author, moderated, text in comments
    ]
    _write(folder / "comments.csv", [COLUMNS, *rows])
    numbers = sorted({int(str(row[1])) for row in comments})
    header = ["participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree", *numbers]
    _write(
        folder / "participants-votes.csv",
        [header, *([person, 0, 0, 0, 0, 0, *(cast.get(n, "") for n in numbers)] for person, cast in votes.items())],
    )
    return folder


def lively(folder: Path, people: int = 14, statements: int = 16, seed: int = 5) -> Path:
    """Write a conversation with a text that was said twice, a rejected statement, one that is too long, and gaps."""
    rng = random.Random(seed)
    texts = [f"Statement {number}" for number in range(statements - 3)] + ["The same", "The same", "Far too long " * 40]
    comments = [(number * 10, number, number % (people + 3), 1, text) for number, text in enumerate(texts)]
    comments.append((5, statements, 0, -1, "Rejected"))
    rng.shuffle(comments)
    votes = {
        person: {number: rng.choice((-1, 0, 1, 1)) for number in range(statements) if rng.random() < 0.7}
        for person in range(people)
    }
    return write(folder, comments, votes)


def _write(path: Path, rows: Sequence[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
