"""The benchmark of live hours plays the real application with both routers, and tells what came of it."""

from pathlib import Path

import numpy as np
import pytest

from api.settings import Settings
from bench.live.__main__ import main
from bench.live.fewest_first import FewestFirst, FewestFirstHouse
from bench.live.house import SERVERS
from bench.live.tables import Play, table
from koppen.replaying import Outcome
from tests.koppen.exports import lively

HOUR = {
    "people": 3, "statements": 2, "ratings": 4, "nothing_left": 0, "preparation": 1.0, "seconds": 2.0, "closing": 0.1,
    "latencies": [0.002, 0.004, 0.006, 0.02], "raters": [1, 3], "precision": 0.9, "differences": [],
}  # fmt: skip


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


@pytest.mark.slow
def test_one_conversation_is_played_through_the_real_application_with_each_router(tmp_path: Path, capsys):
    export = lively(tmp_path / "parking", people=16, statements=16)
    assert main([str(export), "--ratings-per-person", "9", "--seeds", "1", "--workers", "4"]) == 0
    head, _line, *body = [cells(line) for line in capsys.readouterr().out.splitlines() if line.startswith("|")]
    rows = {row[1]: dict(zip(head, row, strict=True)) for row in body}
    assert list(rows) == list(SERVERS)
    for row in rows.values():
        assert (row["conversation"], row["hours"], row["people"], row["statements"]) == ("parking", "1", "16", "16")
        assert (row["ratings"], row["differences in report"]) == ("144", "0")
        assert 0 <= float(row["precision@10"]) <= 1
        assert float(row["p50, ms"]) <= float(row["p95, ms"])
    share = {name: float(row["lowest / mean raters"].split("(")[1].rstrip(")")) for name, row in rows.items()}
    assert share["the engine"] < 0.75 <= share["fewest first"]  # each hour had the router that its row names


def test_the_least_rated_goes_first_by_lot_and_never_what_was_seen_or_is_not_live():
    board = FewestFirst(None, 10, None, 0)
    places = board.open(5)
    board.raters[places], board.waiting[places] = [2, 1, 0, 0, 0], [0, 0, 2, 1, 0]
    board.live[4] = False
    rng = np.random.default_rng(0)
    unseen = np.zeros(len(board.live), dtype=bool)
    unseen[places] = True
    assert {board.choose(unseen, 0.0, 99.0, 10, rng) for _ in range(50)} == {1, 3}
    unseen[[1, 3]] = False
    assert {board.choose(unseen, 0.0, 99.0, 10, rng) for _ in range(50)} == {0, 2}
    unseen[:] = False
    assert board.choose(unseen, 0.0, 99.0, 10, rng) is None


def test_the_rival_replaces_the_scoreboard_and_nothing_else(databases, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("KOPPEN_SECRET_KEY", "a secret for tests that is long enough")
    with databases("sqlite").fresh() as url:
        settings = Settings("a secret for tests that is long enough", url)
        house = FewestFirstHouse(settings, host="127.0.0.1", port=0, workers=1).load()
        parts = house.api.extensions["koppen"]
        parts.database.dispose()
    assert parts.scores.kind is FewestFirst
    assert parts.settings is settings
    assert parts.scores._news == parts.hub.news_count


def test_a_row_tells_means_over_hours_and_every_difference():
    hours = [
        Play("parking", "the engine", 0, Outcome(**HOUR)),
        Play("parking", "the engine", 1, Outcome(**HOUR | {"precision": 0.7, "raters": [2, 4], "differences": ["a", "b"]})),
        Play("parking", "fewest first", 0, Outcome(**HOUR | {"precision": None})),
    ]  # fmt: skip
    engine, fewest = [cells(line) for line in table(hours).splitlines()[2:]]
    assert engine == [
        "parking", "the engine", "2", "3", "2", "4", "0.80 ± 0.10", "0.9, 0.7", "2 / 2 (0.60)", "2", "2", "4.0", "20.0",
    ]  # fmt: skip
    assert (fewest[6], fewest[7]) == ("", "")


def test_without_the_conversations_the_benchmark_says_that_it_did_not_run(tmp_path: Path, capsys):
    assert main([str(tmp_path / "nowhere")]) == 0
    assert "was skipped: there is no" in capsys.readouterr().out
