"""Make a PDF of the page on the standard input. A program of its own: it imports nothing of the house, and waits for nobody.

It loads nothing from elsewhere: fonts come from the folder beside it, pictures are in the page itself. What WeasyPrint
leaves to be desired for PDF/UA-1 is mended here: what stands in the margin of every page is no content to be read aloud,
and the head of a column or row says which of the two it is.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from weasyprint import HTML
from weasyprint.urls import URLFetcher

FONTS = Path(__file__).parent / "fonts"


def finish(_document: Any, pdf: Any) -> None:
    """Turn the margins into artifacts, and give every head of a table its scope."""
    kinds: dict[str, list[Any]] = {}
    for each in pdf.objects:
        if isinstance(each, dict):
            kinds.setdefault(each.get("Type", ""), []).append(each)
    read = {
        (element["Pg"], mark)
        for root in kinds["/StructTreeRoot"]
        for element in below(root, pdf.objects)
        for mark in element["K"]
        if isinstance(mark, int)
    }
    for page in kinds["/Page"]:
        stream = found(page["Contents"], pdf.objects).stream
        for place, operator in enumerate(stream):
            if operator == b"BDC" and (page.reference, stream[place - 1]["MCID"]) not in read:
                stream[place - 2 : place + 1] = ["/Artifact", b"", b"BMC"]
    for element in kinds["/StructElem"]:
        if element["S"] == "/TH":
            _table, row, _column = element["ID"].string.split("-")
            element["A"]["Scope"] = "/Column" if row == "0" else "/Row"


def below(node: Any, objects: list[Any]) -> Iterator[Any]:
    """Walk the tags that the tree of a document leads to."""
    for kid in node["K"]:
        if isinstance(kid, bytes):
            element = found(kid, objects)
            if element.get("Type") == "/StructElem":
                yield element
                yield from below(element, objects)


def found(reference: bytes, objects: list[Any]) -> Any:
    """Give the object that a reference such as 12 0 R names."""
    return objects[int(reference.split()[0])]


if __name__ == "__main__":
    nowhere_else = URLFetcher(allowed_protocols=("file", "data"), fail_on_errors=True)
    page = HTML(string=sys.stdin.buffer.read().decode(), base_url=f"{FONTS.as_uri()}/", url_fetcher=nowhere_else)
    sys.stdout.buffer.write(page.write_pdf(pdf_variant="pdf/ua-1", finisher=finish))
