"""From plays of conversations to a table: the routers of one conversation side by side."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from koppen.replaying import Outcome

HEAD = (
    "conversation", "router", "hours", "people", "statements", "ratings", "precision@10",
    "of each hour", "lowest / mean raters", "differences in report", "ratings/s", "p50, ms", "p95, ms",
)  # fmt: skip


@dataclass(frozen=True)
class Play:
    """One conversation as it went with one of the routers."""

    conversation: str
    router: str
    seed: int
    outcome: Outcome


def table(plays: Iterable[Play]) -> str:
    """Write means over seeds in Markdown, in the order in which conversations and routers first come."""
    cells: dict[tuple[str, str], list[Play]] = {}
    for play in plays:
        cells.setdefault((play.conversation, play.router), []).append(play)
    lines = [HEAD, ["---"] * len(HEAD), *(_line(*cell, hours) for cell, hours in cells.items())]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def _line(conversation: str, router: str, hours: Sequence[Play]) -> list[str]:
    outcomes = [play.outcome for play in hours]

    def mean(figure: Callable[[Outcome], float]) -> float:
        return fmean(map(figure, outcomes))

    precision = [outcome.precision for outcome in outcomes if outcome.precision is not None]
    lowest, raters = mean(lambda one: one.raters[0]), mean(lambda one: fmean(one.raters))
    return [
        conversation,
        router,
        str(len(hours)),
        f"{mean(lambda one: one.people):.0f}",
        f"{mean(lambda one: one.statements):.0f}",
        f"{mean(lambda one: one.ratings):.0f}",
        with_error(precision),
        ", ".join(f"{one:.1f}" for one in precision),
        f"{lowest:.0f} / {raters:.0f} ({lowest / raters:.2f})",
        str(sum(len(one.differences) for one in outcomes)),
        f"{mean(lambda one: one.ratings / one.seconds):.0f}",
        *(f"{mean(lambda one, part=part: one.latency(part)) * 1000:.1f}" for part in (0.5, 0.95)),
    ]


def with_error(values: Sequence[float]) -> str:
    """Write a mean with its standard error, where several hours tell one."""
    if not values:
        return ""
    error = f" ± {stdev(values) / len(values) ** 0.5:.2f}" if len(values) > 1 else ""
    return f"{fmean(values):.2f}{error}"
