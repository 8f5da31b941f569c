"""Places of bars in a chart: attributes from the server, in percent and pixels, so that text never scales."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

HEIGHT, BASE = 150.0, 170.0
LEAST = 3.0  # the height of a bar that counts something, however little


@dataclass(frozen=True)
class Bar:
    """One range of a histogram."""

    label: str
    count: int
    x: str
    middle: str
    width: str
    y: float
    height: float
    few: bool

    @property
    def count_y(self) -> float:
        """Where the number above the bar stands."""
        return self.y - 6


def bars(ranges: Sequence[Mapping[str, Any]], enough: int) -> list[Bar]:
    """Draw how many statements fall in each range; what is below ``enough`` gets a dashed outline."""
    most = max((row["statements"] for row in ranges), default=0) or 1
    slot = 100 / max(len(ranges), 1)
    drawn = []
    for place, row in enumerate(ranges):
        count = row["statements"]
        height = round(max(LEAST, HEIGHT * count / most), 1) if count else 0.0
        drawn.append(
            Bar(
                label=f"{row['from']}–{row['to']}",
                count=count,
                x=f"{slot * (place + 0.1):.1f}%",
                middle=f"{slot * (place + 0.5):.1f}%",
                width=f"{slot * 0.8:.1f}%",
                y=BASE - height,
                height=height,
                few=row["to"] < enough,
            )
        )
    return drawn
