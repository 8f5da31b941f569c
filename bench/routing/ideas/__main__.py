"""Try every idea on the same hours and write the tables of ideas."""

import argparse
import sys

from bench.routing.conversations import ROOT, Replayed, folder
from bench.routing.ideas import levels
from bench.routing.ideas.comparing import of_levels, report, write
from bench.routing.ideas.everything import DECISIVE, DEFINED, IDEAS, MANY, SHIPPED
from bench.routing.ideas.trying import run
from bench.routing.run import Job, fingerprint, loaded
from bench.routing.run import run as play
from bench.routing.tables import EACH

ASIDE = 3  # every third seed is played with four levels, by the engine itself
OUT = ROOT / "var" / "bench-routing"


def main(arguments: list[str] | None = None) -> int:
    """Play what was not played yet, print the tables and, if asked to, write them."""
    parser = argparse.ArgumentParser(prog="python -m bench.routing.ideas", description=__doc__)
    parser.add_argument("--seeds", type=int, default=30, help="paired hours per conversation")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--only", default="", help="ideas whose name has this in it, and no levels")
    parser.add_argument("--write", action="store_true", help="write into RESULTS.md, and ideas.csv")
    options = parser.parse_args(arguments)
    where = folder()
    if where is None:
        print("The ideas were skipped: no conversations in $KOPPEN_DATA/polis or ../shared/data/polis.")
        return 0
    read = Replayed(where)
    ideas = [name for name in IDEAS if options.only in name or name in (SHIPPED, DEFINED)]
    many = {idea: options.seeds * (MANY if idea in DECISIVE else 1) for idea in ideas}
    rows = run(read, many, EACH, OUT / "ideas.csv", options.processes)
    text = report(rows, options.seeds)
    if not options.only:
        graded, seeds = levels.LevelledFrom(read), range(0, options.seeds, ASIDE)
        jobs = [Job(source, EACH, False, seed) for seed in seeds for source in range(len(loaded(graded)))]
        out = OUT / f"levels-{fingerprint(levels.__file__)}.csv"
        text += of_levels(play(graded, jobs, levels.ROUTERS, out, options.processes, "levels"), len(seeds))
    if options.write:
        write(text, rows)
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
