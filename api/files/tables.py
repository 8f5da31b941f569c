"""Tables as CSV (RFC 4180) in which no spreadsheet finds a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from api.domain import cells

Cell = str | int | float | None


def written(header: Sequence[str], rows: Iterable[Sequence[Cell]], *, for_spreadsheets: bool = False) -> bytes:
    """Write a table as UTF-8; spreadsheets need a byte order mark to read accents."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig" if for_spreadsheets else "utf-8")


def harmless(cell: Cell) -> Cell:
    """Put an apostrophe in a text before what a spreadsheet would calculate; numbers stay."""
    return cells.harmless(cell) if isinstance(cell, str) else cell
