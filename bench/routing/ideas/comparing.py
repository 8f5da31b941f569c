"""The tables of ideas: paired differences in misses and regret, by what was tuned on and how votes were filled in."""

import csv
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.routing.conversations import TUNED_ON
from bench.routing.ideas.everything import DEFINED, FAMILIES, MANY, SHIPPED
from bench.routing.ideas.levels import TOLD_FOUR, TOLD_TWO
from bench.routing.marks import between
from bench.routing.run import Row
from bench.routing.tables import EACH, by_router, markdown

HERE = Path(__file__).parents[1]
PLAYED = ("conversation", "kind", "seed")
SCALES = {"misses": 1e3, "regret": 1e4}
CLEAR = 2.0  # standard errors
Played = Mapping[tuple[str, ...], Row]
GROUPS = {
    f"{whose}, {kind}": (tuned, kind)
    for tuned, whose in ((True, "tuned on"), (False, "held out"))
    for kind in ("core", "completed")
}


def report(rows: Sequence[Row], seeds: int) -> str:
    """Write both tables in Markdown."""
    ideas = _by_idea(rows)
    families = {name: family for family, some in FAMILIES.items() for name in some}
    parts = [
        f"Seeds 0 to {seeds - 1}, and {MANY} times as many for what decided on the engine (in the CSV: hours); {EACH} ratings "
        f"a person; `make bench-ideas`. Differences are idea less reference, paired "
        f"hour by hour, ± one standard error: misses in thousandths, regret@10 in ten-thousandths; less is better. "
        f"Bold is better and italic is worse, both by more than {CLEAR:.0f} standard errors; the last column is the "
        "lowest number of ratings as a share of the mean, over all hours and in the worst.\n"
    ]
    for reference, title in ((SHIPPED, "the engine"), (DEFINED, "the definition")):
        body = [
            (families.get(name, ""), name, *_cells(played, ideas[reference]), _lowest(played))
            for name, played in ideas.items()
            if name != reference
        ]
        head = ("about", "idea", *(f"{group}: misses, regret" for group in GROUPS), "lowest / mean")
        parts.append(f"\n### Ideas against {title}\n\n{markdown(head, body)}")
    return "".join(parts)


def of_levels(rows: Sequence[Row], seeds: int) -> str:
    """Write what the engine gains when it is told four levels."""
    two, four = TOLD_TWO, TOLD_FOUR
    lines, routers = [], by_router(rows, lambda row: True)
    for truth in sorted({row["kind"] for row in rows}):
        for tuned, whose in ((True, "tuned on"), (False, "held out")):
            one, other = (each.where(partial(_belongs, truth, tuned)) for each in (routers[four], routers[two]))
            change = {
                "misses": other.of("precision") - one.of("precision"),
                "regret": one.of("regret") - other.of("regret"),
            }
            cells = [f"{SCALES[name] * v.mean():+.1f} ± {SCALES[name] * error(v):.1f}" for name, v in change.items()]
            lines.append((truth, whose, f"{other.mean('precision'):.3f}", f"{one.mean('precision'):.3f}", *cells))
    head = (
        "truth",
        "conversations",
        f"precision@10 {two}",
        four,
        "misses (thousandths)",
        "regret@10 (ten-thousandths)",
    )
    return f"\n### Four levels instead of two (synthetic levels), seeds 0 to {seeds - 1}\n\n{markdown(head, lines)}"


def write(text: str, rows: Sequence[Row]) -> None:
    """Put the tables into RESULTS.md between the marks, and write all differences as CSV."""
    between("ideas", text, HERE / "RESULTS.md")
    ideas = _by_idea(rows)
    with (HERE / "ideas.csv").open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("idea", "conversations", "against", "figure", "hours", "mean", "difference", "standard_error"))
        for name, played in ideas.items():
            for reference in (SHIPPED, DEFINED):
                for group in GROUPS:
                    for figure in SCALES:
                        mine, theirs = _pair(played, ideas[reference], group, figure)
                        found = float(mine.mean()), float((mine - theirs).mean()), error(mine - theirs)
                        writer.writerow((name, group, reference, figure, len(mine), *(f"{each:.5g}" for each in found)))


def error(values: NDArray[np.float64]) -> float:
    """Give the standard error of the mean."""
    return float(values.std(ddof=1) / len(values) ** 0.5) if len(values) > 1 else 0.0


def _belongs(kind: str, tuned: bool, row: Row) -> bool:
    return row["kind"] == kind and (row["conversation"] in TUNED_ON) == tuned


def _by_idea(rows: Sequence[Row]) -> dict[str, dict[tuple[str, ...], Row]]:
    ideas: dict[str, dict[tuple[str, ...], Row]] = {SHIPPED: {}, DEFINED: {}}
    for row in rows:
        ideas.setdefault(row["idea"], {})[tuple(row[key] for key in PLAYED)] = row
    return ideas


def _pair(mine: Played, theirs: Played, group: str, figure: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    tuned, kind = GROUPS[group]
    keys = sorted(key for key in mine if (key[0] in TUNED_ON) == tuned and key[1] == kind and key in theirs)

    def values(played: Played) -> NDArray[np.float64]:
        if figure == "misses":
            return 1 - np.array([float(played[key]["precision"]) for key in keys])
        return np.array([float(played[key]["regret"]) for key in keys])

    return values(mine), values(theirs)


def _cells(mine: Played, theirs: Played) -> list[str]:
    cells = []
    for group in GROUPS:
        parts = []
        for figure, scale in SCALES.items():
            one, other = _pair(mine, theirs, group, figure)
            change, wide = float((one - other).mean()), error(one - other)
            text = f"{scale * change:+.1f} ± {scale * wide:.1f}"
            if wide and abs(change) > CLEAR * wide:
                text = f"**{text}**" if change < 0 else f"*{text}*"
            parts.append(text)
        cells.append(", ".join(parts))
    return cells


def _lowest(played: Played) -> str:
    share = np.array([float(row["lowest"]) / float(row["mean"]) for row in played.values()])
    return f"{share.mean():.2f}, {share.min():.2f}"
