"""Tables as CSV: what goes in comes out, and a spreadsheet calculates nothing."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.files.tables import FORMULA, written

cells = st.one_of(st.none(), st.integers(), st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@given(st.lists(st.lists(cells, min_size=2, max_size=2)))
def test_every_cell_can_be_read_back(rows):
    for row, found in zip(rows, read(written(("a", "b"), rows))[1:], strict=True):
        for cell, text in zip(row, found, strict=True):
            assert text.removeprefix("'") == ("" if cell is None else str(cell)).removeprefix("'")


@given(st.lists(st.lists(cells, min_size=1, max_size=1)))
def test_no_text_begins_like_a_formula(rows):
    for row, found in zip(rows, read(written(("a",), rows, for_spreadsheets=True))[1:], strict=True):
        if isinstance(row[0], str) and found:
            assert not found[0].lstrip(" ").startswith(FORMULA)


@pytest.mark.parametrize("text", ["=1+1", "+31 6", "-dash", "@SUM(A1)", "\t=1", " =HYPERLINK(1)", "＝1"])
def test_what_a_spreadsheet_would_calculate_gets_an_apostrophe(text):
    assert read(written(("a",), [(text,)]))[1] == [f"'{text}"]


def test_numbers_stay_numbers():
    assert read(written(("a", "b"), [(-1, 0.5)]))[1] == ["-1", "0.5"]


def test_a_spreadsheet_is_told_how_to_read_accents():
    assert written(("a",), [("coördinatie",)], for_spreadsheets=True).startswith(b"\xef\xbb\xbf")
