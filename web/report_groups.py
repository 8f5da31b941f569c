"""The groups of a report in words: tie bands of statements, groups of people, and where these differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    """Statements of which nobody can say which is recognised more; ``total`` counts those that are not shown here too."""

    place: str
    statements: Sequence[Mapping[str, Any]]
    total: int
    quiet: bool = False  # every other band has the other tint

    @property
    def title(self) -> Any:
        """Name the band, without a number: within it nobody wins."""
        return TITLES[self.place]


def in_bands(shown: Sequence[Mapping[str, Any]], listed: Sequence[Mapping[str, Any]], name: str) -> list[Band]:
    """Divide what is ``shown`` of a list that is in order by the band that each statement is in.

    A document of before there were bands is one band without a place.
    """
    found = []
    for band, some in groupby(shown, key=lambda each: each.get(name)):
        statements = list(some)
        if name not in statements[0]:
            place = "none"
        elif band is None:
            place = "few"
        elif statements[0] is not next(each for each in listed if each[name] == band):
            place = "more"
        else:
            place = "first" if band == 1 else "next"
        total = sum(each.get(name) == band for each in listed)
        found.append(Band(place, statements, total, quiet=band is None or band % 2 == 0))
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


def differences(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give where groups clearly differ, with the words of the statement and of the group."""
    known = {
        each["id"]: each
        for question in content["questions"]
        for top in question["statements"]
        for each in (top, *top["reactions"])
    }
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
