"""Hold the engine to its promises on invented conversations of other shapes, and write what came of it."""

import argparse
import inspect
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bench.routing.conversations import ROOT
from bench.routing.marks import between
from bench.routing.routers import ENGINE, ROUTERS
from bench.routing.run import Job, Row, fingerprint, loaded, run
from bench.routing.shapes import KIND, SHAPES, shapes
from bench.routing.tables import EACH, Hours, by_router, markdown, spread

RANDOM = "uniform random"
COMPARED = (RANDOM, ENGINE)
BUDGETS = (EACH, 3)
FLOOR, LATE, COVERAGE, COVERAGE_TOP = 0.38, 0.9, (0.87, 0.93), 0.85
HERE = Path(__file__).parent


def main(arguments: list[str] | None = None) -> int:
    """Play what was not played yet, print the table and, if asked to, write it into RESULTS.md."""
    parser = argparse.ArgumentParser(prog="python -m bench.routing.robust", description=__doc__)
    parser.add_argument("--seeds", type=int, default=20, help="paired hours per shape and budget")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--write", action="store_true", help="write into RESULTS.md")
    options = parser.parse_args(arguments)
    jobs = [
        Job(source, each, False, seed)
        for each in BUDGETS
        for seed in range(options.seeds)
        for source in range(len(loaded(shapes)))
    ]
    out = ROOT / "var" / "bench-routing" / f"shapes-{fingerprint(inspect.getfile(shapes))}.csv"
    routers = {name: ROUTERS[name] for name in COMPARED}
    text = report(run(shapes, jobs, routers, out, options.processes, "shapes"), options.seeds)
    if options.write:
        between("shapes", text, HERE / "RESULTS.md")
    print(text)
    return 0


def report(rows: Sequence[Row], seeds: int) -> str:
    """Write a table per budget, and what fell short."""
    parts = [
        f"Seeds 0 to {seeds - 1}, `make bench-ideas`. Gains are the engine's less uniform random's in the same hour, ± one "
        "standard error. Lowest / mean is over all hours and, after the comma, in the worst hour.\n"
    ]
    found = by_router(rows, lambda row: True)
    for each in sorted({int(row["each"]) for row in rows}, reverse=True):
        lines, short = [], []
        for name in SHAPES:
            one, random = (found[router].at(each).about(name, KIND) for router in (ENGINE, RANDOM))
            lines.append((name, *_cells(one, random)))
            short += [f"{name}: {what}" for what in shortfalls(one, random)]
        head = (
            "shape",
            "precision@10 of random",
            "gain",
            "regret@10 of random",
            "gain",
            "lowest / mean",
            "recall late / early",
            "coverage, top 10",
        )
        parts.append(f"\n**{each} ratings a person**\n\n{markdown(head, lines)}\n")
        parts.append(f"Short of the promises: {'; '.join(short) or 'nothing'}.\n")
    return "".join(parts)


def shortfalls(ours: Hours, random: Hours) -> list[str]:
    """Tell which promises of the engine were not kept beyond a standard error."""
    found = []
    worse = {
        "precision": random.of("precision") - ours.of("precision"),
        "regret": ours.of("regret") - random.of("regret"),
    }
    for name, values in worse.items():
        if float(values.mean()) > spread(values):
            found.append(f"{name} worse than random by {values.mean():.3g} ± {spread(values):.2g}")
    share = float(np.min(ours.of("lowest") / ours.of("mean")))
    if share < FLOOR:
        found.append(f"lowest exposure {share:.2f} of the mean")
    late = ours.of("late") - LATE * ours.of("early")
    if np.isfinite(late).sum() > 1 and float(np.nanmean(late)) < -spread(late):
        found.append(f"late recall {ours.mean('late'):.2f}, early {ours.mean('early'):.2f}")
    whole, top = ours.of("coverage"), ours.of("coverage_top")
    low, high = COVERAGE
    if whole.mean() < low - spread(whole) or whole.mean() > high + spread(whole):
        found.append(f"coverage {whole.mean():.3f}")
    if top.mean() < COVERAGE_TOP - spread(top):
        found.append(f"coverage of the top 10 {top.mean():.3f}")
    return found


def _cells(ours: Hours, random: Hours) -> tuple[str, ...]:
    def gain(name: str, digits: int, sign: int) -> str:
        values = sign * (ours.of(name) - random.of(name))
        return f"{values.mean():+.{digits}f} ± {spread(values):.{digits}f}"

    share = ours.of("lowest") / ours.of("mean")
    return (
        f"{random.mean('precision'):.3f}",
        gain("precision", 3, 1),
        f"{random.mean('regret'):.4f}",
        gain("regret", 4, -1),
        f"{share.mean():.2f}, {share.min():.2f}",
        f"{ours.mean('late'):.2f} / {ours.mean('early'):.2f}",
        f"{ours.mean('coverage'):.3f}, {ours.mean('coverage_top'):.3f}",
    )


if __name__ == "__main__":
    sys.exit(main())
