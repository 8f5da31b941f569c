"""The tables and the drawing of RESULTS.md."""

import csv
from collections.abc import Callable, Sequence
from math import inf, isfinite, isinf
from pathlib import Path

from bench.routing.conversations import TUNED_ON
from bench.routing.drawing import draw
from bench.routing.figures import NAMES
from bench.routing.marks import between
from bench.routing.routers import ENGINE, FREE, ROUTERS
from bench.routing.tables import EACH, Hours, Row, by_router, markdown, needed, worst

HERE = Path(__file__).parent
CELL = ("conversation", "kind", "each", "held")
TARGETS = {  # at most this many times the rival's
    "misses": {"uniform random": 0.45, "Polis' priority": 0.52, "Synthetron-like groups": 0.48},
    "regret@10": {"uniform random": 0.22, "Polis' priority": 0.33, "Synthetron-like groups": 0.26},
    "ratings for .8": {"uniform random": 0.50, "Polis' priority": 0.55, "Synthetron-like groups": 0.50},
}


def report(rows: Sequence[Row], about: str) -> str:
    """Write all tables in Markdown; ``about`` tells the machine, the seeds and the command."""
    parts = [about, "\n![Precision@10 against ratings a person](precision.svg)\n"]
    core, completed = (lambda row: row["kind"] == "core"), (lambda row: row["kind"] == "completed")
    parts.append(f"\n### Dense cores, {EACH} ratings a person\n\n{_main(rows, core)}")
    parts.append(f"\n### Completed, {EACH} ratings a person\n\n{_main(rows, completed)}")
    parts.append(f"\n### Precision@10 against ratings a person, both kinds\n\n{_curve(rows)}")
    for title, keep in (
        ("dense cores", core),
        ("completed", completed),
        ("the four conversations tuned on, both kinds", lambda row: row["conversation"] in TUNED_ON),
        ("the three held out, both kinds", lambda row: row["conversation"] not in TUNED_ON),
    ):
        if some := [row for row in rows if keep(row)]:
            parts.append(f"\n### Against the targets: {title}\n\n{_targets(some)}")
    if any(row["held"] == "1" for row in rows):
        parts.append(f"\n### When everybody always holds a statement, {EACH} ratings a person\n\n{_held(rows)}")
    return "".join(parts)


def write(rows: Sequence[Row], about: str) -> str:
    """Put the tables into RESULTS.md between the marks, and write the CSV and the drawing beside it."""
    text = report(rows, about)
    between("measured", text, HERE / "RESULTS.md")
    _summarise(rows, HERE / "results.csv")
    (HERE / "precision.svg").write_text(draw(by_router(rows, _at_once)))
    return text


def _summarise(rows: Sequence[Row], path: Path) -> None:
    """Write the mean and the standard error of every figure, by conversation, budget and router."""
    cells: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        cells.setdefault((*(row[key] for key in CELL), row["router"]), []).append(row)
    order = list(ROUTERS)
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*CELL, "router", "hours", *(f"{name}{end}" for name in NAMES for end in ("", "_se"))])
        for cell in sorted(cells, key=lambda cell: (*cell[:2], int(cell[2]), cell[3], order.index(cell[4]))):
            hours = Hours(tuple(cells[cell]))
            both = (figure for name in NAMES for figure in (hours.mean(name), hours.error(name)))
            writer.writerow([*cell, len(hours.rows), *(f"{figure:.5g}" for figure in both)])


def _at_once(row: Row) -> bool:
    return row["held"] == "0"


def _main(rows: Sequence[Row], keep: Callable[[Row], bool]) -> str:
    routers = by_router(rows, lambda row: keep(row) and _at_once(row) and row["each"] == str(EACH))
    return markdown(
        (
            "router",
            "precision@10",
            "within 2 points",
            "regret@10",
            "lowest / mean",
            "recall late / early",
            "coverage, top 10",
            "least gain on random",
        ),
        [
            (
                _name(name),
                _with_error(hours, "precision", 3),
                f"{hours.mean('near'):.3f}",
                _with_error(hours, "regret", 4),
                f"{hours.mean('lowest'):.0f} / {hours.mean('mean'):.0f} ({hours.lowest_share():.2f})",
                f"{hours.mean('late'):.2f} / {hours.mean('early'):.2f}",
                f"{hours.mean('coverage'):.3f}, {hours.mean('coverage_top'):.3f}",
                ""
                if name == "uniform random"
                else "{}: {:+.3f} ± {:.3f}".format(*worst(hours, routers["uniform random"])),
            )
            for name, hours in _ordered(routers)
        ],
    )


def _curve(rows: Sequence[Row]) -> str:
    routers = by_router(rows, _at_once)
    points = sorted({int(row["each"]) for row in rows})
    return markdown(
        ("router", *map(str, points), "ratings for .8"),
        [
            (
                _name(name),
                *(_with_error(hours.at(each), "precision", 3) for each in points),
                f"{aim:.1f}" if isfinite(aim := needed(hours)) else f"over {points[-1]}",
            )
            for name, hours in _ordered(routers)
        ],
    )


def _targets(rows: Sequence[Row]) -> str:
    curve = by_router(rows, _at_once)
    main = by_router(rows, lambda row: _at_once(row) and row["each"] == str(EACH))

    def figure(name: str, what: str) -> float:
        if what == "misses":
            return 1 - main[name].mean("precision")
        return main[name].mean("regret") if what == "regret@10" else needed(curve[name])

    most = max(int(row["each"]) for row in rows)

    def multiple(name: str, what: str) -> float:
        """Give how many times the rival's ours is; of what the rival does not reach, at most that."""
        ours, rival = figure(ENGINE, what), figure(name, what)
        return ours / (most if isinf(rival) else rival) if rival and isfinite(ours) else inf

    def ratio(name: str, what: str) -> str:
        found = multiple(name, what)
        if isinf(found):
            return "not reached"
        return f"{'under ' if isinf(figure(name, what)) else ''}{found:.2f}"

    over = {
        f"{what} against {name}": multiple(name, what) - aim
        for what, aims in TARGETS.items()
        for name, aim in aims.items()
    }
    short = [f"{where}, by {by:.2f}" if isfinite(by) else where for where, by in over.items() if by > 0]
    table = markdown(
        ("as a multiple of", *TARGETS["misses"], FREE),
        [
            (
                what,
                *(f"{ratio(name, what)} (at most {aim:.2f})" for name, aim in aims.items()),
                ratio(FREE, what),
            )
            for what, aims in TARGETS.items()
        ],
    )
    return f"{table}\nShort of the targets: {'; '.join(short) or 'nothing'}.\n"


def _held(rows: Sequence[Row]) -> str:
    routers = by_router(rows, lambda row: row["held"] == "1")
    return markdown(
        ("router", "precision@10", "regret@10", "lowest / mean"),
        [
            (
                _name(name),
                _with_error(hours, "precision", 3),
                _with_error(hours, "regret", 4),
                f"{hours.mean('lowest'):.0f} / {hours.mean('mean'):.0f} ({hours.lowest_share():.2f})",
            )
            for name, hours in _ordered(routers)
        ],
    )


def _ordered(routers: dict[str, Hours]) -> list[tuple[str, Hours]]:
    return [(name, routers[name]) for name in ROUTERS if name in routers]


def _name(name: str) -> str:
    return f"**{name}**" if name == ENGINE else name


def _with_error(hours: Hours, name: str, digits: int) -> str:
    return f"{hours.mean(name):.{digits}f} ± {hours.error(name):.{digits}f}"
