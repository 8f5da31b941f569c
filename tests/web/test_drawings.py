"""Drawings to scale."""

from __future__ import annotations

from math import isclose, pi

from hypothesis import given
from hypothesis import strategies as st

from web.drawings import distance_for, lens_area, resonance, strip_x

SHARES = st.floats(0, 1)


@given(SHARES)
def test_the_overlap_is_the_share_of_a_circle(share: float):
    assert isclose(lens_area(distance_for(share)), share * pi, abs_tol=1e-6)


@given(SHARES, SHARES)
def test_more_recognition_brings_the_circles_closer(one: float, other: float):
    low, high = sorted((one, other))
    assert distance_for(high) <= distance_for(low) + 1e-9


@given(SHARES)
def test_the_drawing_stays_inside_its_box(share: float):
    drawn = resonance(share)
    assert drawn.left - drawn.radius >= 0
    assert drawn.right + drawn.radius <= 240


def test_29_of_41_is_drawn_as_in_the_design():
    drawn = resonance(29 / 41)
    assert (drawn.left, drawn.right) == (106.1, 133.9)
    assert drawn.lens.startswith("M120 7.6")


def test_nobody_and_everybody():
    assert resonance(0).lens == ""
    assert (resonance(1).left, resonance(1).right) == (120, 120)


def test_a_strip_has_room_for_the_dots_at_its_ends():
    assert [strip_x(share) for share in (-1, 0, 0.5, 1, 2)] == ["2.0%", "2.0%", "50.0%", "98.0%", "98.0%"]
