"""Cells of a table that a spreadsheet must not calculate (OWASP, CSV Injection).

A program that takes another separator than the one the file is written with reads a text such as "x;=1+1;y" as three
cells, whatever stands in quotes: so a sign that begins a formula is guarded at the start and behind every separator.
"""

import re

GUARD = "'"
SIGNS = "=+@＝＋－＠-"  # how a spreadsheet recognises a formula
SEPARATORS = ";,\t\r\n"
_BEGINS = re.compile(rf"^(?=\s*[{SIGNS}]|[\t\r])|(?<=[{SEPARATORS}])(?=[{SIGNS}])")


def harmless(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would calculate."""
    return _BEGINS.sub(GUARD, text)
