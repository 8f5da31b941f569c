"""The whole grid of hours, in several processes, taken up where it stopped."""

import csv
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bench.routing.conversations import ROOT, Source
from bench.routing.figures import NAMES, figures
from bench.routing.hour import Router, play

TOP = 10
KEYS = ("conversation", "kind", "each", "held", "seed", "router")
CODE = (
    "api/domain/ranking.py",
    "api/domain/turns.py",
    "api/domain/board.py",
    "api/domain/tally.py",
    "api/domain/routing.py",
    "bench/routing",
)

UNLIKE = (
    "__main__.py",
    "report.py",
    "tables.py",
    "drawing.py",
    "timing.py",
    "lockstep.py",
)  # these only show what was measured


@dataclass(frozen=True)
class Job:
    """One hour to be played: which conversation, ratings a person, when votes come in, and seed."""

    source: int
    each: int
    held: bool
    seed: int


Factory = Callable[[int, int, int], Router]  # participants, top, seed
Load = Callable[[], Sequence[Source]]
Row = dict[str, str]
T = TypeVar("T")

_loaded: dict[Load, Sequence[Source]] = {}


def fingerprint(*more: str) -> str:
    """Tell this version of the engine, the benchmark and ``more`` files from others: results are never mixed."""
    found = [path for name in CODE for path in ([ROOT / name] if name.endswith(".py") else (ROOT / name).glob("*.py"))]
    return digest([*(path for path in found if path.name not in UNLIKE), *map(Path, more)])


def digest(files: Iterable[Path]) -> str:
    """Tell one version of some files from another."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(files))).hexdigest()[:10]


def run(
    load: Load, jobs: Sequence[Job], routers: Mapping[str, Factory], out: Path, processes: int, what: str = "hours"
) -> list[Row]:
    """Play what is not in ``out`` yet, add it there hour by hour, and give all rows that were asked for."""
    known = loaded(load)
    labels = {job: label(known[job.source], job) for job in jobs}
    rows = _read(out)
    done = {tuple(row[key] for key in KEYS) for row in rows}
    wanted = {(*labels[job], name) for job in jobs for name in routers}
    left = {
        job: few for job in jobs if (few := {n: make for n, make in routers.items() if (*labels[job], n) not in done})
    }
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("w", newline="") as file:
        writer = csv.DictWriter(file, [*KEYS, *NAMES])
        writer.writeheader()
        writer.writerows(rows)
        file.flush()
        for found in _played(load, left, processes, what):
            rows += found
            writer.writerows(found)
            file.flush()
    return [row for row in rows if tuple(row[key] for key in KEYS) in wanted]


def hours(source: Source, job: Job, routers: Mapping[str, Factory]) -> Iterator[Row]:
    """Play one hour with each router: the same people, order, arrivals and votes."""
    for name, make in routers.items():
        drawn = source.drawn(np.random.default_rng([job.seed, 1]))
        people = len(drawn.votes)
        router = make(people, TOP, job.seed)
        outcome = play(drawn, router, job.each, np.random.default_rng([job.seed, 2]), held=job.held)
        measured = figures(outcome, drawn.truth, people, TOP)
        yield dict(zip(KEYS, (*label(source, job), name), strict=True)) | {
            key: f"{value:.6g}" for key, value in measured.items()
        }


def label(source: Source, job: Job) -> tuple[str, ...]:
    """Name an hour as its row in the CSV does."""
    return source.name, source.kind, str(job.each), str(int(job.held)), str(job.seed)


def loaded(load: Load) -> Sequence[Source]:
    """Read the conversations once in this process."""
    if load not in _loaded:
        _loaded[load] = load()
    return _loaded[load]


def _played(load: Load, left: Mapping[Job, Mapping[str, Factory]], processes: int, what: str) -> Iterator[list[Row]]:
    yield from spread_out(what, [partial(_play, load, job, routers) for job, routers in left.items()], load, processes)


def spread_out(what: str, tasks: Sequence[Callable[[], T]], load: Load, processes: int) -> Iterator[T]:
    """Carry out tasks in several processes that have read the conversations, with a progress bar, and give each result."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns) as progress, ProcessPoolExecutor(processes, initializer=loaded, initargs=(load,)) as pool:
        bar = progress.add_task(what, total=len(tasks))
        for future in as_completed([pool.submit(task) for task in tasks]):
            yield future.result()
            progress.advance(bar)


def _play(load: Load, job: Job, routers: Mapping[str, Factory]) -> list[Row]:
    return list(hours(loaded(load)[job.source], job, routers))


def _read(path: Path) -> list[Row]:
    """Give the rows that were written whole."""
    if not path.exists():
        return []
    lines = [line for line in path.read_text().splitlines(keepends=True) if line.endswith("\n")]
    return [row for row in csv.DictReader(lines) if None not in row.values()]
