"""A drawing of precision@10 against ratings a person, one line per router, with bands of one standard error."""

from collections.abc import Mapping
from math import log2

from bench.routing.routers import ENGINE, ROUTERS
from bench.routing.tables import Hours

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 860, 460, 60, 20, 620, 410
COLOURS = ("#767676", "#8c564b", "#1f77b4", "#9467bd", "#e377c2", "#2ca02c", "#b8860b", "#c1121f")


def draw(routers: Mapping[str, Hours]) -> str:
    """Give an SVG."""
    points = sorted({int(row["each"]) for hours in routers.values() for row in hours.rows})
    lines = {
        name: [(each, few.mean("precision"), few.error("precision")) for each in points for few in [hours.at(each)]]
        for name, hours in routers.items()
    }
    low = min(mean - error for line in lines.values() for _, mean, error in line) // 0.1 * 0.1

    def place(each: float, value: float) -> str:
        across = (log2(each) - log2(points[0])) / max(log2(points[-1]) - log2(points[0]), 1)
        return f"{LEFT + across * (RIGHT - LEFT):.1f},{BOTTOM - (value - low) / (1 - low) * (BOTTOM - TOP):.1f}"

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" font-family="sans-serif" '
        'font-size="13"><title>Precision@10 against ratings a person</title><rect width="100%" height="100%" fill="#fff"/>'
    ]
    for step in range(round(low * 10), 11):
        y = place(points[0], step / 10).split(",")[1]
        parts.append(
            f'<path d="M{LEFT},{y}H{RIGHT}" stroke="#ddd"/><text x="{LEFT - 32}" y="{y}">{step / 10:.1f}</text>'
        )
    for each in points:
        x = place(each, low).split(",")[0]
        parts.append(f'<text x="{x}" y="{BOTTOM + 20}" text-anchor="middle">{each}</text>')
    parts.append(f'<text x="{(LEFT + RIGHT) / 2}" y="{BOTTOM + 42}" text-anchor="middle">ratings a person</text>')
    middle_y = (TOP + BOTTOM) / 2
    parts.append(f'<text transform="translate(16 {middle_y}) rotate(-90)" text-anchor="middle">precision@10</text>')
    for index, name in enumerate(each for each in ROUTERS if each in lines):
        colour, line = COLOURS[index % len(COLOURS)], lines[name]
        band = [place(e, m + s) for e, m, s in line] + [place(e, m - s) for e, m, s in reversed(line)]
        middle = " ".join(place(e, m) for e, m, _ in line)
        width = 4 if name == ENGINE else 2
        parts.append(f'<polygon points="{" ".join(band)}" fill="{colour}" opacity="0.25"/>')
        parts.append(f'<polyline points="{middle}" fill="none" stroke="{colour}" stroke-width="{width}"/>')
        line_y = TOP + 20 + 22 * index
        parts.append(f'<path d="M{RIGHT + 20},{line_y - 4}h24" stroke="{colour}" stroke-width="{width}"/>')
        parts.append(f'<text x="{RIGHT + 50}" y="{line_y}">{name.replace("&", "&amp;")}</text>')
    below = TOP + 20 + 22 * (len(lines) + 1)
    parts.append(f'<text x="{RIGHT + 20}" y="{below}" fill="#555">band: one standard error</text>')
    return "\n".join([*parts, "</svg>\n"])
