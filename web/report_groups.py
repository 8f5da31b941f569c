"""The groups of a report in words: tie bands of statements, groups of people, and where these differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask_babel import lazy_gettext as _l

SIZES = {
    "small": _l("fewer than 50,000 inhabitants"),
    "medium": _l("50,000 to 100,000 inhabitants"),
    "large": _l("100,000 inhabitants or more"),
    None: _l("not told, or too few to tell"),
}
JOBS = {
    "innovation_advisor": _l("innovation advisor"),
    "project_leader": _l("project leader"),
    "information_specialist": _l("information specialist"),
    "policy_officer": _l("policy officer"),
    "manager": _l("manager"),
    "other": _l("something else"),
    None: _l("not told, or too few to tell"),
}
NAMES: Mapping[Any, Any] = SIZES | JOBS  # a province is called as it is
DIMENSIONS = {
    "sizeClass": _l("Size of the municipality"),
    "province": _l("Province"),
    "jobFunction": _l("Kind of job"),
}
WHERE = {
    "small": _l("in municipalities with fewer than 50,000 inhabitants"),
    "medium": _l("in municipalities with 50,000 to 100,000 inhabitants"),
    "large": _l("in municipalities with 100,000 inhabitants or more"),
    "innovation_advisor": _l("among innovation advisors"),
    "project_leader": _l("among project leaders"),
    "information_specialist": _l("among information specialists"),
    "policy_officer": _l("among policy officers"),
    "manager": _l("among managers"),
    "other": _l("among people with another job"),
}


TITLES = {
    "first": _l("Recognised most"),
    "next": _l("After that"),
    "more": _l("Belongs with the group above"),
    "few": _l("Read too little"),
}


@dataclass(frozen=True)
class Band:
    """Statements under one heading, with the number of those that belong there, shown here or not.

    Either nobody can say which is recognised more, or (``ordered``) each is clearly recognised more than the next.
    """

    place: str
    statements: Sequence[Mapping[str, Any]]
    total: int
    ordered: bool
    quiet: bool  # every other one has the other tint

    @property
    def title(self) -> Any:
        """Name the band, without a number: within it nobody wins."""
        return TITLES[self.place]


def in_bands(shown: Sequence[Mapping[str, Any]], listed: Sequence[Mapping[str, Any]], name: str) -> list[Band]:
    """Divide what is ``shown`` of a list that is in order by tie band; bands of one statement in a row stand together.

    A document of before there were bands is one band without a place.
    """
    if not shown or name not in shown[0]:
        return [Band("none", shown, len(shown), ordered=True, quiet=False)] if shown else []
    sizes = Counter(each[name] for each in listed)

    def tie(statement: Mapping[str, Any]) -> Any:
        band = statement[name]
        return band if band is None or sizes[band] > 1 else "alone"

    found: list[Band] = []
    for tied, some in groupby(shown, key=tie):
        statements = list(some)
        band = statements[0][name]
        first = next(each for each in listed if each[name] == band)
        place = "first" if first is listed[0] else "next" if first is statements[0] else "more"
        ordered = tied == "alone" and len(statements) > 1
        found.append(
            Band(
                "few" if band is None else place,
                statements,
                len(statements) if ordered else sizes[band],
                ordered,
                quiet=len(found) % 2 == 1,
            )
        )
    return found


def named(rows: Sequence[Mapping[str, Any]]) -> list[tuple[Any, Mapping[str, Any]]]:
    """Put words to groups."""
    return [(NAMES.get(row["value"], row["value"]), row) for row in rows]


def profile(content: Mapping[str, Any]) -> list[tuple[Any, list[tuple[Any, Mapping[str, Any]]]]]:
    """Give the groups of who took part, for each of the dimensions that the document has."""
    tables = content["hour"]["profile"]
    return [(title, named(tables[name])) for name, title in DIMENSIONS.items() if name in tables]


def groups_of(statement: Mapping[str, Any]) -> list[tuple[Any, list[tuple[Any, Mapping[str, Any]]]]]:
    """Give the groups that are shown of a statement, for each dimension that has any."""
    tables = statement.get("groups", {})
    return [(title, named(tables[name])) for name, title in DIMENSIONS.items() if tables.get(name)]


def all_of(content: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give every statement, reaction and other wording with its id."""
    for question in content["questions"]:
        for top in question["statements"]:
            for each in (top, *top["reactions"]):
                yield each["id"], each
                yield from ((wording["id"], wording) for wording in each.get("alsoSaidAs", []))


def differences(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give where groups clearly differ, with the words of the statement and of the group."""
    known = dict(all_of(content))
    found = content.get("differences", {}).get("found", [])
    return [
        each
        | {"statement": known[each["statementId"]], "where": where(each["value"])}
        | {"name": NAMES.get(each["value"], each["value"])}
        for each in found
    ]


def where(value: str) -> Any:
    """Say where, or among whom, something is recognised."""
    return WHERE.get(value) or _l("in %(province)s", province=value)
