"""A report as one table: a row for every statement and reaction, in the order of the report."""

from collections.abc import Iterator, Mapping
from typing import Any

from api.files import tables

FIGURES = ("couldRate", "raters", "recognised", "rate", "low", "high", "expected")
COUNTS = ("notAtAll", "aLittle", "largely", "fully", "doesNotOccur")
HEADER = (
    "question",
    "prompt",
    "place",
    "band",
    "id",
    "kind",
    "reactsToId",
    "theme",
    "text",
    *FIGURES,
    *COUNTS,
    "offeredAtLeast",
    "why",
    "alsoSaidAs",
)


def written(report: Mapping[str, Any]) -> bytes:
    """Write the table of a report as the API answers it."""
    return tables.written(HEADER, _rows(report), for_spreadsheets=True)


def _rows(report: Mapping[str, Any]) -> Iterator[list[tables.Cell]]:
    themes = {each: theme["name"] for theme in report["themes"] for each in theme["statements"]}
    offered = {
        each["statementId"]: each["people"] for each in report["content"].get("offers", {}).get("statements", [])
    }
    for number, question in enumerate(report["content"]["questions"], start=1):
        for place, statement in enumerate(question["statements"], start=1):
            for each in (statement, *statement["reactions"]):
                counts = each["counts"] or {}
                yield [
                    number,
                    question["prompt"],
                    place,
                    each.get("band"),
                    each["id"],
                    each["kind"],
                    each["reactsToId"],
                    themes.get(statement["id"]),
                    each["text"],
                    *(each[name] for name in FIGURES),
                    *(counts.get(name) for name in COUNTS),
                    offered.get(each["id"]),
                    report["why"].get(each["id"]),
                    " / ".join(wording["text"] for wording in each.get("alsoSaidAs", ())),
                ]
