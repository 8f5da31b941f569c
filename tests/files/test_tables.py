"""Tables as CSV: what goes in comes out, and a spreadsheet calculates nothing."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.cells import SEPARATORS, SIGNS
from api.files.tables import written

cells = st.one_of(st.none(), st.integers(), st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@given(st.lists(st.lists(cells, min_size=2, max_size=2)))
def test_every_cell_can_be_read_back(rows):
    for row, found in zip(rows, read(written(("a", "b"), rows))[1:], strict=True):
        for cell, text in zip(row, found, strict=True):
            assert text.replace("'", "") == ("" if cell is None else str(cell)).replace("'", "")


@given(st.lists(st.lists(cells, min_size=1, max_size=1)))
def test_no_text_begins_like_a_formula(rows):
    for row, found in zip(rows, read(written(("a",), rows, for_spreadsheets=True))[1:], strict=True):
        if isinstance(row[0], str) and found:
            assert not found[0].lstrip(" ").startswith((*SIGNS, "\t", "\r"))


@given(st.lists(st.text("a=+-@ ;,\t\r\n\"'", min_size=1), min_size=1), st.sampled_from(SEPARATORS))
def test_no_text_hides_a_formula_from_a_program_that_takes_another_separator(texts, separator):
    """A Dutch spreadsheet divides at semicolons: it finds three cells in "x;=1+1;y", also where that stands in quotes."""
    for text in (row[0] for row in read(written(("a",), [(text,) for text in texts]))[1:]):
        assert not any(part.startswith(tuple(SIGNS)) for part in text.split(separator))


@pytest.mark.parametrize("text", ["=1+1", "+31 6", "-dash", "@SUM(A1)", "\tx", " =HYPERLINK(1)", "＝1"])
def test_what_a_spreadsheet_would_calculate_gets_an_apostrophe(text):
    assert read(written(("a",), [(text,)]))[1] == [f"'{text}"]


@pytest.mark.parametrize(
    ("text", "guarded"),
    [("x;=cmd|' /C calc'!A0;y", "x;'=cmd|' /C calc'!A0;y"), ("a,@b", "a,'@b"), ("one\n-two", "one\n'-two")],
)
def test_a_formula_behind_a_separator_gets_one_too(text, guarded):
    assert read(written(("a",), [(text,)]))[1] == [guarded]


@pytest.mark.parametrize("text", ["5-10; 3 + 4 = 7, and so on", "wij/zij-verhaal", "mail ons: a@b.nl"])
def test_an_ordinary_text_stays_as_it_is(text):
    assert read(written(("a",), [(text,)]))[1] == [text]


def test_numbers_stay_numbers():
    assert read(written(("a", "b"), [(-1, 0.5)]))[1] == ["-1", "0.5"]


def test_a_spreadsheet_is_told_how_to_read_accents():
    assert written(("a",), [("coördinatie",)], for_spreadsheets=True).startswith(b"\xef\xbb\xbf")
