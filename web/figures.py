"""Places of bars in the charts of figures: attributes from the server, in percent and pixels, so that text never scales."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ROW = 56
LONGEST = 70  # percent; beside the bars stand their numbers, on a phone too


@dataclass(frozen=True)
class Line:
    """One line of a chart: a bar, with another one inside it where that means something."""

    label: str
    y: int
    width: str
    inner: str | None
    value: int
    part: int | None

    @property
    def bar_y(self) -> int:
        """Where the bar stands, below its label."""
        return self.y + 24


@dataclass(frozen=True)
class Chart:
    """Lines below each other."""

    lines: Sequence[Line]

    @property
    def height(self) -> int:
        """How high the drawing is, in pixels."""
        return ROW * len(self.lines)


def chart(rows: Sequence[tuple[str, int, int | None]]) -> Chart:
    """Draw rows of a label, a whole, and the part of it that is filled (None: not known, the whole is only outlined)."""
    most = max((whole for _label, whole, _part in rows), default=0) or 1
    return Chart(
        [
            Line(
                label=label,
                y=place * ROW,
                width=f"{LONGEST * whole / most:.1f}%",
                inner=None if part is None else f"{LONGEST * part / most:.1f}%",
                value=whole,
                part=part,
            )
            for place, (label, whole, part) in enumerate(rows)
        ]
    )


def of_scale(scale: Mapping[str, Any] | None, words: Sequence[Any]) -> Chart | None:
    """Draw how often each answer was given."""
    if scale is None:
        return None
    return chart([(str(word), count, count) for word, count in zip(words, scale["counts"], strict=True)])


def of_attendance(events: Sequence[Mapping[str, Any]]) -> Chart:
    """Draw of each event how many had a seat, and inside it how many came."""
    return chart([(row["title"], row["attendance"]["registered"], row["attendance"]["came"]) for row in events])
