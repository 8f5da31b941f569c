"""The report on paper: a PDF that a screen reader can follow (PDF/UA-1), as far as a program can tell."""

import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise

import pikepdf
import pytest
from flask import Flask

from api.domain import offers
from api.domain.polls import Outcome, section
from api.domain.vocabulary import PollKind
from api.files import pdf, report_html
from api.schemas.reports import ReportSchema
from tests.community import build
from tests.dialogues import Said, closed

TITLE = "Van pilot naar praktijk"
SAID = [
    Said("Niemand was eigenaar na het projectgeld.", fully=20, largely=7, a_little=3, does_not_occur=2,
         reactions=[Said("Wij wezen eerst iemand aan.", fully=9, largely=2, not_at_all=1)]),
    *(Said(f"Ervaring {number} met <b>teken</b> & “aanhaling”, 😀 en Ø", fully=30 - number, not_at_all=number + 1) for number in range(28)),
    Said("Dit las bijna niemand.", fully=3),
    Said("Een klein feest hielp.", fully=12, not_at_all=10, question=2),
]  # fmt: skip
POLLS = [
    Outcome(PollKind.SINGLE, "Is er een eigenaar?", 8, [(1, "Ja", 6), (2, "Nee", 2)]),
    Outcome(PollKind.SCALE, "Hoe zeker ben je?", 3, [(1, "niet", None), (2, "wel", None)]),
]
HEADINGS = {f"/H{level}": level for level in range(1, 7)}
ARTIFACT = -1
PAINTS = {"Tj", "TJ", "'", '"', "f", "f*", "F", "S", "s", "B", "B*", "b", "b*", "Do", "sh", "EI"}


@pytest.fixture(scope="module")
def paper(databases, require) -> Iterator[str]:
    """Write the page of a report."""
    with databases("sqlite").fresh() as url:
        app: Flask = build(url)
        database = app.extensions["koppen"].database
        with database.unit_of_work() as session:
            report = closed(session, SAID, title=TITLE).report
        report.content = report.content | {"polls": section(POLLS)}
        [best] = [each for each in report.content["questions"][0]["statements"] if each["reactions"]]
        figures = {best["id"]: 5, best["reactions"][0]["id"]: 10}
        report.content = report.content | {"offers": offers.section(15, figures, report.content)}
        report.introduction, report.closing = "Een *inleiding*.\n\n- een\n- twee", "Tot in mei."
        with app.test_request_context(headers={"Accept-Language": "nl"}):
            yield report_html.written(ReportSchema().dump(report), "nl", "https://koppen.example")
        database.dispose()


@pytest.fixture(scope="module")
def made(paper: str) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(pdf.of(paper))) as document:
        yield document


def test_the_paper_tells_the_polls_and_of_few_answers_only_how_many_there_were(paper: str):
    told = " ".join(re.sub(r"<[^>]+>", " ", paper).split())
    assert "Is er een eigenaar? Antwoord Keer gekozen Deel Ja 6 75% Nee 2 25%" in told
    assert "Hoe zeker ben je? 3 antwoorden. Onder de 5 antwoorden vertellen we niet welke dat waren." in told.replace(
        "\xa0", " "
    )


def test_the_paper_tells_what_people_offered_beside_a_contribution_and_most_first(paper: str):
    told = " ".join(re.sub(r"<[^>]+>", " ", paper).split())
    assert "Minstens 15 collega’s boden aan mee te denken" in told
    assert re.findall(r"Minstens (\d+) collega’s boden aan hierover mee te denken", told) == ["5", "10", "5"]


def elements(node: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    """Walk the tags of a document in their order, which is the order in which it is read aloud."""
    if isinstance(node, pikepdf.Array):
        for each in node:
            yield from elements(each)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield node
        yield from elements(node.get("/K", pikepdf.Array()))


def tags(document: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    return list(elements(document.Root.StructTreeRoot.K))


def marks(node: pikepdf.Dictionary) -> Iterator[tuple[int, int]]:
    """Give the marked content of one tag: the page's number as an object, and the mark."""
    inside = node.get("/K")
    for each in inside if isinstance(inside, pikepdf.Array) else [inside]:
        if isinstance(each, pikepdf.Dictionary):
            if each.get("/Type") == pikepdf.Name.MCR:
                yield each.get("/Pg", node.get("/Pg")).objgen[0], int(each.MCID)
        elif each is not None:
            yield node.Pg.objgen[0], int(each)


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u00ad]+", "", unicodedata.normalize("NFC", text))


def spoken(document: pikepdf.Pdf) -> str:
    """Give the text of a document in the order of its tags, without white space."""
    texts: dict[tuple[int, int], str] = {}
    for page in document.pages:
        letters = {str(name): alphabet(font) for name, font in page.Resources.Font.items()}
        font, mark = {}, ARTIFACT
        for operands, operator in pikepdf.parse_content_stream(page):
            match str(operator):
                case "BDC":
                    mark = int(operands[1].MCID)
                case "BMC":
                    mark = ARTIFACT
                case "Tf":
                    font = letters[str(operands[0])]
                case "TJ":
                    codes = b"".join(bytes(each) for each in operands[0] if isinstance(each, pikepdf.String))
                    text = "".join(font[codes[at : at + 2]] for at in range(0, len(codes), 2))
                    texts[page.objgen[0], mark] = texts.get((page.objgen[0], mark), "") + text
    return squeezed("".join(texts.get(mark, "") for tag in tags(document) for mark in marks(tag)))


def alphabet(font: pikepdf.Object) -> dict[bytes, str]:
    """Read which letters the codes of a font stand for."""
    table = bytes(font.ToUnicode.read_bytes()).decode("latin-1")
    pairs = re.findall(r"<([0-9a-fA-F]{4})> <([0-9a-fA-F]*)>", table)
    return {bytes.fromhex(code): bytes.fromhex(letters).decode("utf-16-be") for code, letters in pairs}


class Reader(HTMLParser):
    """Collects what a page says, and the heads of its columns."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.heads: list[str] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"meta", "img", "br"}:
            self._inside.append(f"{tag} {dict(attrs).get('scope')}")

    def handle_endtag(self, tag: str) -> None:
        while self._inside and self._inside.pop().split()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        piece = squeezed(data)
        if piece and not {"style None", "title None"} & set(self._inside):
            self.pieces.append(piece)
            if "th col" in self._inside:
                self.heads.append(piece)


def written(paper: str) -> list[str]:
    reader = Reader()
    reader.feed(paper)
    return reader.pieces


def column_heads(paper: str) -> set[str]:
    reader = Reader()
    reader.feed(paper)
    return set(reader.heads)


def test_it_says_that_it_is_tagged_in_which_language_and_shows_its_title(made):
    assert made.Root.MarkInfo.Marked
    assert str(made.Root.Lang) == "nl"
    assert made.Root.ViewerPreferences.DisplayDocTitle
    with made.open_metadata() as about:
        assert about["pdfuaid:part"] == "1"
        assert about["dc:title"] == f"Rapportage: {TITLE}"


def test_everything_that_is_painted_is_tagged_or_an_artifact(made):
    tagged = {mark for tag in tags(made) for mark in marks(tag)}
    for page in made.pages:
        depth: list[tuple[str, int | None]] = []
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name in {"BDC", "BMC"}:
                mark = (
                    operands[1].get("/MCID") if name == "BDC" and isinstance(operands[1], pikepdf.Dictionary) else None
                )
                depth.append((str(operands[0]), None if mark is None else int(mark)))
            elif name == "EMC":
                depth.pop()
            elif name in PAINTS:
                assert depth, f"{name} is neither tagged nor an artifact"
                kinds = {kind for kind, _ in depth}
                assert "/Artifact" in kinds or any((page.objgen[0], mark) in tagged for _, mark in depth)
        assert depth == []


def test_it_is_read_in_the_order_of_the_page_and_nothing_is_left_out(made, paper):
    words = spoken(made)
    bullets_and_repeated_heads = re.compile(rf"^(•|{'|'.join(map(re.escape, column_heads(paper)))})*$")
    place = 0
    for piece in written(paper):
        found = words.find(piece, place)
        assert found >= 0, f"{piece} is not read after {words[max(place - 40, 0) : place]}"
        assert bullets_and_repeated_heads.match(words[place:found]), words[place:found]
        place = found + len(piece)
    assert bullets_and_repeated_heads.match(words[place:])


def test_headings_begin_at_one_and_skip_no_level(made):
    levels = [HEADINGS[str(tag.S)] for tag in tags(made) if str(tag.S) in HEADINGS]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(lower - higher <= 1 for higher, lower in pairwise(levels))


def test_every_picture_has_words(made):
    figures = [tag for tag in tags(made) if str(tag.S) == "/Figure"]
    assert len(figures) > 20
    assert all(str(figure.get("/Alt", "")).strip() for figure in figures)


def test_every_heading_of_a_table_says_what_it_heads(made):
    heads = [tag for tag in tags(made) if str(tag.S) == "/TH"]
    scopes = Counter(str(tag.A.Scope) for tag in heads)
    assert set(scopes) == {"/Column", "/Row"}
    assert all(str(tag.S) != "/TD" or "/Headers" in tag.A for tag in tags(made))


def test_lists_quotes_and_links_are_what_they_are(made):
    found = Counter(str(tag.S) for tag in tags(made))
    assert found["/BlockQuote"] > 10
    assert found["/L"] > 5
    assert found["/LI"] > 20
    assert found["/Link"] == sum(len(page.get("/Annots", [])) for page in made.pages) > 0
    assert all(str(annotation.get("/Contents", "")) for page in made.pages for annotation in page.get("/Annots", []))


def test_every_letter_is_inside_the_document(made):
    fonts = [font for page in made.pages for font in page.Resources.Font.values()]
    for font in fonts:
        described = font.DescendantFonts[0].FontDescriptor if "/DescendantFonts" in font else font.FontDescriptor
        assert any(name in described for name in ("/FontFile", "/FontFile2", "/FontFile3"))
        assert "/ToUnicode" in font
    names = {str(font.BaseFont) for font in fonts}
    assert any("Atkinson" in name for name in names)
    assert any("Literata" in name for name in names)


def test_what_people_wrote_is_text_and_nothing_else(paper):
    assert "&lt;b&gt;teken&lt;/b&gt; &amp;" in paper
    assert "<script" not in paper
    assert 'src="http' not in paper


def test_a_whole_event_that_asks_at_once_waits_for_one_printing(paper, monkeypatch):
    pressed = []
    press = pdf._press
    monkeypatch.setattr(pdf, "_press", lambda page: pressed.append(page) or press(page))
    page = paper.replace(TITLE, "Nog een keer")
    assert pdf.of(page) == pdf.of(page)
    assert len(pressed) == 1


def test_a_page_that_cannot_be_printed_says_why():
    with pytest.raises(pdf.NotPrinted, match="nowhere"):
        pdf.of('<html lang="nl"><img alt="x" src="https://nowhere.invalid/x.png"></html>')
