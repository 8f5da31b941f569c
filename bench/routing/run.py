"""The whole grid of hours, in several processes, taken up where it stopped."""

import csv
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bench.routing.conversations import ROOT, Source, sources
from bench.routing.figures import NAMES, figures
from bench.routing.hour import play
from bench.routing.routers import ROUTERS

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


@dataclass(frozen=True)
class Job:
    """One hour to be played with every router: which conversation, ratings a person, when votes come in, and seed."""

    source: int
    each: int
    held: bool
    seed: int


_loaded: list[Source] = []


def fingerprint() -> str:
    """Tell this version of the engine and the benchmark from others, so that results are never mixed."""
    files = sorted(
        path for name in CODE for path in ([ROOT / name] if name.endswith(".py") else (ROOT / name).glob("*.py"))
    )
    unlike = ("__main__.py", "report.py", "tables.py", "drawing.py", "timing.py")  # these only show what was measured
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in files if path.name not in unlike))
    return digest.hexdigest()[:10]


def run(folder: Path, jobs: Sequence[Job], out: Path, processes: int) -> list[dict[str, str]]:
    """Play what is not in ``out`` yet, add it there hour by hour, and give all rows."""
    loaded = load(folder)
    labels = {job: _label(loaded[job.source], job) for job in jobs}
    rows = _complete(_read(out))
    done = {tuple(row[key] for key in KEYS[:-1]) for row in rows}
    left = [job for job in jobs if labels[job] not in done]
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("w", newline="") as file:
        writer = csv.DictWriter(file, [*KEYS, *NAMES])
        writer.writeheader()
        writer.writerows(rows)
        file.flush()
        for found in _played(folder, left, processes):
            rows += found
            writer.writerows(found)
            file.flush()
    wanted = set(labels.values())
    return [row for row in rows if tuple(row[key] for key in KEYS[:-1]) in wanted]


def load(folder: Path) -> list[Source]:
    """Read the conversations once in this process."""
    if not _loaded:
        _loaded.extend(sources(folder))
    return _loaded


def hours(source: Source, job: Job, routers: Sequence[str] = tuple(ROUTERS)) -> Iterator[dict[str, str]]:
    """Play one hour with each router: the same people, order, arrivals and votes."""
    for name in routers:
        drawn = source.drawn(np.random.default_rng([job.seed, 1]))
        people = len(drawn.votes)
        router = ROUTERS[name](people, TOP, job.seed)
        outcome = play(drawn, router, job.each, np.random.default_rng([job.seed, 2]), held=job.held)
        measured = figures(outcome, drawn.truth, people, TOP)
        yield dict(zip(KEYS, (*_label(source, job), name), strict=True)) | {
            key: f"{value:.6g}" for key, value in measured.items()
        }


def _played(folder: Path, jobs: Sequence[Job], processes: int) -> Iterator[list[dict[str, str]]]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns) as progress, ProcessPoolExecutor(processes, initializer=load, initargs=(folder,)) as pool:
        bar = progress.add_task("hours", total=len(jobs))
        for future in as_completed([pool.submit(_play, job) for job in jobs]):
            yield future.result()
            progress.advance(bar)


def _play(job: Job) -> list[dict[str, str]]:
    return list(hours(_loaded[job.source], job))


def _label(source: Source, job: Job) -> tuple[str, ...]:
    return source.name, source.kind, str(job.each), str(int(job.held)), str(job.seed)


def _complete(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Leave out hours that were interrupted before every router had played them."""
    played = Counter(tuple(row[key] for key in KEYS[:-1]) for row in rows)
    return [row for row in rows if played[tuple(row[key] for key in KEYS[:-1])] == len(ROUTERS)]


def _read(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(newline="") as file:
        return [row for row in csv.DictReader(file) if None not in row.values()]
