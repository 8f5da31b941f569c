"""Playing the same hours with every idea, in several processes, taken up where it stopped."""

import csv
import inspect
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from bench.routing.conversations import ROOT, Source
from bench.routing.figures import of_choice, of_counts
from bench.routing.ideas.everything import IDEAS
from bench.routing.lockstep import Lockstep
from bench.routing.run import TOP, Load, Row, digest, loaded, spread_out

AT_ONCE = 90  # hours in one lock-step
KEYS = ("code", "idea", "conversation", "kind", "each", "seed")
FOUND = ("precision", "regret", "lowest", "mean", "late", "early")
CODE = ("ranking", "turns", "board")
HARNESS = ("lockstep", "conversations", "hour", "figures", "lowrank")


def code(idea: str) -> str:
    """Tell this version of an idea, and of what it is played with, from others."""
    kind, knobs = IDEAS[idea]
    files = [ROOT / "api" / "domain" / f"{name}.py" for name in CODE]
    files += [ROOT / "bench" / "routing" / f"{name}.py" for name in HARNESS]
    files += [Path(inspect.getfile(each)) for each in kind.__mro__[:-1]]
    return f"{digest(set(files))}{sorted(knobs)}"


def play(source: Source, idea: str, each: int, seeds: Sequence[int]) -> list[Row]:
    """Play some hours of a conversation with an idea, and measure them."""
    drawn = [source.drawn(np.random.default_rng([seed, 1])) for seed in seeds]
    turns = np.repeat(np.arange(len(drawn[0].votes)), each)
    asking = np.stack([np.random.default_rng([seed, 2]).permutation(turns) for seed in seeds])
    kind, knobs = IDEAS[idea]
    hours: Lockstep = kind(drawn, asking, TOP, seed=seeds[0], **knobs).play()
    raters, order = hours.raters.copy(), hours.order()
    rows = []
    for index, seed in enumerate(seeds):
        found = of_choice(order[index, :TOP], drawn[index].truth) | of_counts(raters[index])
        label = (code(idea), idea, source.name, source.kind, str(each), str(seed))
        rows.append(dict(zip(KEYS, label, strict=True)) | {name: f"{found[name]:.6g}" for name in FOUND})
    return rows


def run(load: Load, ideas: Mapping[str, int], each: int, out: Path, processes: int) -> list[Row]:
    """Play every idea on its number of seeds, but for what is in ``out``; add it there, and give all rows asked for."""
    codes, conversations = {idea: code(idea) for idea in ideas}, loaded(load)
    rows = _read(out)
    done = {tuple(row[key] for key in KEYS) for row in rows}
    tasks: list[partial[list[Row]]] = []
    wanted: set[tuple[str, ...]] = set()
    for first in range(0, max(ideas.values()), AT_ONCE):
        for idea, seeds in ideas.items():
            some = range(first, min(first + AT_ONCE, seeds))
            for index, source in enumerate(conversations):
                keys: set[tuple[str, ...]] = {
                    (codes[idea], idea, source.name, source.kind, str(each), str(seed)) for seed in some
                }
                wanted |= keys
                if keys - done:
                    tasks.append(partial(_task, load, index, idea, each, some))
    out.parent.mkdir(parents=True, exist_ok=True)
    for found in _written(out, rows, spread_out("ideas", tasks, load, processes) if tasks else iter(())):
        rows += found
    return list({label: row for row in rows if (label := tuple(row[key] for key in KEYS)) in wanted}.values())


def _task(load: Load, index: int, idea: str, each: int, seeds: Sequence[int]) -> list[Row]:
    return play(loaded(load)[index], idea, each, seeds)


def _written(out: Path, rows: list[Row], more: Iterator[list[Row]]) -> Iterator[list[Row]]:
    with out.open("w", newline="") as file:
        writer = csv.DictWriter(file, [*KEYS, *FOUND], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        file.flush()
        for found in more:
            writer.writerows(found)
            file.flush()
            yield found


def _read(path: Path) -> list[Row]:
    if not path.exists():
        return []
    lines = [line for line in path.read_text().splitlines(keepends=True) if line.endswith("\n")]
    return [row for row in csv.DictReader(lines) if None not in row.values()]
