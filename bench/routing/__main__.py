"""Run the benchmark of routing and write its results."""

import argparse
import platform
import sys

import numpy as np

from bench.routing import timing
from bench.routing.conversations import MOST_PEOPLE, ROOT, Replayed, folder
from bench.routing.report import report, write
from bench.routing.routers import ROUTERS
from bench.routing.run import Job, fingerprint, loaded, run
from bench.routing.tables import EACH

BUDGETS = (3, 6, 12, 24)
ASIDE = 3  # every third seed plays the hours beside those of the main table


def main(arguments: list[str] | None = None) -> int:
    """Play every hour that was not played yet, print the tables and, for the whole grid, write RESULTS.md."""
    parser = argparse.ArgumentParser(prog="python -m bench.routing", description=__doc__)
    parser.add_argument("--seeds", type=int, default=30, help="paired hours per conversation and budget")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--each", type=int, nargs="+", default=list(BUDGETS), help="ratings a person")
    parser.add_argument("--write", action="store_true", help="write RESULTS.md, results.csv and precision.svg")
    options = parser.parse_args(arguments)
    where = folder()
    if where is None:
        print("The benchmark of routing was skipped: no conversations in $KOPPEN_DATA/polis or ../shared/data/polis.")
        return 0
    out = ROOT / "var" / "bench-routing" / f"{fingerprint()}.csv"
    load = Replayed(where)
    rows = run(load, _jobs(len(loaded(load)), options.seeds, options.each), ROUTERS, out, options.processes)
    about = f"{_about(options)}\n{timing.table()}"
    print(write(rows, about) if options.write else report(rows, about))
    return 0


def _jobs(conversations: int, seeds: int, budgets: list[int]) -> list[Job]:
    """Give the hours of the main table first, then for every third seed those of the other budgets and held votes."""
    modes = [(each, False) for each in sorted(budgets, key=lambda each: each != EACH)]
    modes += [(EACH, True)] if EACH in budgets else []
    return [
        Job(source, each, held, seed)
        for each, held in modes
        for seed in range(0, seeds, 1 if (each, held) == (EACH, False) else ASIDE)
        for source in range(conversations)
    ]


def _about(options: argparse.Namespace) -> str:
    return (
        f"Seeds 0 to {options.seeds - 1}, the same for every router ({EACH} ratings a person; every third of them for other "
        f"budgets and for held votes); at most {MOST_PEOPLE} people an hour; "
        f"`make bench-routing` on {platform.machine()}, Python {platform.python_version()}, numpy {np.__version__}, "
        f"{options.processes} processes. ± is one standard error of the mean.\n"
    )


if __name__ == "__main__":
    sys.exit(main())
