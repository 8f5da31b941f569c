"""Play real conversations through the real application, with its own router and with the least rated statement first.

Each hour is `koppen replay` on a fresh SQLite database, with `koppen serve` and `koppen work` as processes of their own.
Ends with 1 when a report differs from what was cast.
"""

import argparse
import os
import platform
import random
import shlex
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path

from bench.live.house import ORGANISER, ROOT, SERVERS, served
from bench.live.tables import Play, table
from bench.routing.marks import between
from koppen import replaying
from koppen.mailbox import Mailbox
from koppen.polis import Conversation, read
from koppen.replaying import Outcome, Plan

RESULTS = Path(__file__).parent / "RESULTS.md"
CONVERSATIONS = ("scoop-hivemind.biodiversity", "scoop-hivemind.ubi")  # those of docs/replay.md


def main(arguments: Sequence[str] | None = None) -> int:
    """Play every hour, print the table and, when asked, write it into RESULTS.md."""
    arguments = sys.argv[1:] if arguments is None else arguments
    options = _parser().parse_args(arguments)
    missing = [path for path in options.conversations if not path.is_dir()]
    if missing:
        print(f"The benchmark of live hours was skipped: there is no {', '.join(map(str, missing))}.")
        return 0
    begun, loads, plays = time.monotonic(), [], []
    for play in hours(options):
        plays.append(play)
        loads.append(os.getloadavg()[0])
        print(_told(play), file=sys.stderr, flush=True)
    text = f"{_about(arguments, options, time.monotonic() - begun, loads)}\n{table(plays)}"
    if options.write:
        between(options.write, text, RESULTS)
    print(text)
    return int(any(play.outcome.differences for play in plays))


def hours(options: argparse.Namespace) -> Iterator[Play]:
    """Play each conversation with each seed, by one router right after the other."""
    for path in options.conversations:
        conversation = read(path)
        for seed in range(options.seeds):
            few = conversation.sample(options.people, random.Random(seed))
            for router in SERVERS:
                yield Play(path.name, router, seed, _played(few, router, options, seed))


def _played(conversation: Conversation, router: str, options: argparse.Namespace, seed: int) -> Outcome:
    with tempfile.TemporaryDirectory() as folder, served(router, Path(folder)) as house:
        each = options.ratings_per_person
        plan = Plan(house.url, ORGANISER, house.password, each, workers=options.workers, seed=seed)
        return replaying.run(conversation, plan, Mailbox(house.mail), lambda _what, _total: nullcontext(_ignore))


def _ignore(_number: int) -> None:
    """Show no progress: a line for each hour will do."""


def _parser() -> argparse.ArgumentParser:
    data = Path(os.environ.get("KOPPEN_DATA", ROOT.parent / "shared" / "data")) / "polis"
    usual = [data / name for name in CONVERSATIONS]
    parser = argparse.ArgumentParser(prog="python -m bench.live", description=__doc__)
    parser.add_argument("conversations", nargs="*", type=Path, default=usual, help="exports of Polis")
    parser.add_argument("--ratings-per-person", type=int, help="(default: as many as each really gave)")
    parser.add_argument("--people", type=int, help="take so many participants, by lot (default: everybody)")
    parser.add_argument("--seeds", type=int, default=3, help="hours of each conversation and router")
    parser.add_argument("--workers", type=int, default=8, help="requests at once")
    parser.add_argument("--write", metavar="NAME", help="write the table between the marks of this name in RESULTS.md")
    return parser


def _told(play: Play) -> str:
    one = play.outcome
    return (
        f"{play.conversation}, seed {play.seed}, {play.router}: {one.ratings} ratings in {one.seconds:.0f} s "
        f"after {one.preparation:.0f} s for accounts, precision@10 {one.precision}, {len(one.differences)} differences"
    )


def _about(arguments: Sequence[str], options: argparse.Namespace, seconds: float, loads: Sequence[float]) -> str:
    return (
        f"`python -m bench.live {shlex.join(arguments)}`: seeds 0 to {options.seeds - 1}, the same for both routers; "
        f"{options.workers} requests at once; {platform.machine()}, {os.cpu_count()} processors (load average "
        f"{min(loads):.1f} to {max(loads):.1f}, ours included), Python {platform.python_version()}, SQLite; "
        f"{seconds / 60:.0f} minutes.\n"
    )


if __name__ == "__main__":
    sys.exit(main())
