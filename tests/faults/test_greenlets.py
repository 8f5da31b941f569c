"""Greenlets that wait for each other's database connection do not wait for ever."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_writer_that_gives_way_blocks_neither_readers_nor_the_process(database_url: str):
    command = [sys.executable, "-m", "tests.faults.greenlets", database_url]
    done = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, timeout=60, check=True)
    written, finished, ticks = map(int, done.stdout.split())
    assert (written, finished) == (60, 260)
    assert ticks > 20
