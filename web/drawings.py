"""The two circles, drawn to scale, and the places of dots and intervals on a strip."""

from __future__ import annotations

from dataclasses import dataclass
from math import acos, pi, sqrt

from flask import Flask

STRIP_START, STRIP_END = 2.0, 98.0
"""Where 0 and 100 percent are on a strip, in percent of its width, so that the dots at the ends stay whole."""


@dataclass(frozen=True)
class Resonance:
    """Two equal circles in a box of 240 by 132 whose overlap shows a share."""

    left: float
    right: float
    lens: str
    radius: float = 60.0
    middle: float = 66.0


def init_app(app: Flask) -> None:
    """Make the drawings known to all templates."""
    app.jinja_env.globals["resonance"] = resonance
    app.jinja_env.filters["strip_x"] = strip_x


def lens_area(distance: float, radius: float = 1.0) -> float:
    """Compute the overlap of two equal circles whose centres are `distance` apart (0 to 2 radii).

    Source: the circle-circle intersection, 2 r^2 acos(d / 2r) - d/2 sqrt(4 r^2 - d^2).
    """
    if distance >= 2 * radius:
        return 0.0
    return 2 * radius**2 * acos(distance / (2 * radius)) - distance / 2 * sqrt(4 * radius**2 - distance**2)


def distance_for(share: float, radius: float = 1.0) -> float:
    """Find how far apart two equal circles are when they share this part (0 to 1) of one circle's area."""
    wanted = min(1.0, max(0.0, share)) * pi * radius**2
    near, far = 0.0, 2 * radius
    for _step in range(50):
        between = (near + far) / 2
        near, far = (between, far) if lens_area(between, radius) > wanted else (near, between)
    return (near + far) / 2


def resonance(share: float) -> Resonance:
    """Draw the share of readers who recognise a statement as an overlap to scale."""
    radius, centre, middle = 60.0, 120.0, 66.0
    half = distance_for(share, radius) / 2
    rise = sqrt(max(0.0, radius**2 - half**2))
    top, bottom = round(middle - rise, 2), round(middle + rise, 2)
    arc = f"A{radius:g} {radius:g} 0 0 1 {centre:g}"
    lens = f"M{centre:g} {top:g}{arc} {bottom:g}{arc} {top:g}Z" if share > 0 else ""
    return Resonance(round(centre - half, 1), round(centre + half, 1), lens)


def strip_x(share: float) -> str:
    """Place a share (0 to 1) on a strip."""
    return f"{STRIP_START + (STRIP_END - STRIP_START) * min(1.0, max(0.0, share)):.1f}%"
