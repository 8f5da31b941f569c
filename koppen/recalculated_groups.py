"""What a report says of groups, recalculated: figures, differences, and that none tells of fewer than five people."""

import re
from collections.abc import Iterator
from uuid import UUID

from api.domain import ranking
from api.domain.anonymity import DIMENSIONS, SMALLEST_GROUP
from api.domain.groups import Group, Groups
from api.domain.reports import where_groups_differ
from api.domain.vocabulary import JobFunction, Province, SizeClass
from koppen.recalculation import Document, Sum, Work, Wrong, figures, short

VALUES = {"sizeClass": SizeClass, "province": Province, "jobFunction": JobFunction}


def _groups(total: Sum) -> Wrong:
    if "groupPriors" not in total.content:
        return
    for name in DIMENSIONS:
        rows = [(each, group) for each in total.rated for group in each["groups"][name]]
        found = [group for _, group in rows]
        prior = ranking.fit_prior([row["recognised"] for row in found], [row["raters"] for row in found])
        yield from total.same(f"prior of {name}", total.content["groupPriors"][name], {"a": prior.a, "b": prior.b})
        _expected, _variance, low, high = figures(found, prior, "people")
        for at, (each, group) in enumerate(rows):
            right = {"rate": group["recognised"] / group["raters"], "low": float(low[at]), "high": float(high[at])}
            told = {figure: group[figure] for figure in right}
            yield from total.same(f"{short(each)}, {group['value']}", told, right)
    for each in total.all:
        if each["raters"] < total.content["enoughRaters"] and any(each["groups"].values()):
            yield f"{short(each)}: groups of a statement that too few rated"


def _sizes(total: Sum) -> Wrong:
    if "groupPriors" not in total.content:
        return
    profile = {(name, row["value"]): row["people"] for name, rows in total.hour["profile"].items() for row in rows}
    for each in total.rated:
        for name in DIMENSIONS:
            yield from _size(total, each, name, profile)


def _size(total: Sum, each: Document, name: str, profile: dict[tuple[str, str | None], int]) -> Wrong:
    """Check that a group, those of it who do not show, and those who are in no group are five people or nobody."""
    for group in each["groups"][name]:
        where = f"{short(each)}, {group['value']}"
        total.compared += 1
        if group["raters"] < SMALLEST_GROUP or group["people"] - group["raters"] < SMALLEST_GROUP:
            yield f"{where}: {group['raters']} of {group['people']} people"
        if group["people"] > profile.get((name, group["value"]), 0):
            yield f"{where}: more people than took part"
    raters = sum(group["raters"] for group in each["groups"][name])
    people = sum(group["people"] for group in each["groups"][name])
    for left, who in ((each["raters"] - raters, "raters"), (total.people - people, "people")):
        if left and left < SMALLEST_GROUP:
            yield f"{short(each)}, {name}: {left} {who} in no group"


def _differences(total: Sum) -> Wrong:
    told = total.content.get("differences")
    if told is None:
        return
    found = {UUID(each["id"]): _shown(each) for each in total.rated}
    yield from total.same("differences", told, where_groups_differ(found))


def _shown(each: Document) -> Groups:
    return {
        name: [
            Group(
                VALUES[name](group["value"]),
                group["people"],
                group["raters"],
                group["recognised"],
                group["low"],
                group["high"],
            )
            for group in each["groups"][name]
        ]
        for name in DIMENSIONS
    }


def _sentences(total: Sum) -> Wrong:
    """Check that the sentences that say why a statement is where it is use no other figures than its own."""
    sentences = total.report.get("why", {})
    for place, number, each in _placed(total):
        if each["id"] not in sentences:
            continue
        allowed = {str(each[name]) for name in ("raters", "recognised", "couldRate")} | {str(place), str(number)}
        allowed |= {str(each.get("band"))}
        shares = [each[name] for name in ("expected", "low", "high") if each[name] is not None]
        for figure in re.findall(r"\d+", sentences[each["id"]]):
            total.compared += 1
            if figure not in allowed and all(abs(int(figure) - 100 * share) > 0.5 + 1e-9 for share in shares):
                yield f"{short(each)}: {figure} is none of its figures"


def _placed(total: Sum) -> Iterator[tuple[int, int, Document]]:
    for question in total.content["questions"]:
        for place, each in enumerate(question["statements"], start=1):
            yield place, len(question["statements"]), each
            for reaction in each["reactions"]:
                yield 0, 0, reaction


CHECKS: dict[str, Work] = {
    "groups": _groups,
    "no group below five": _sizes,
    "differences between groups": _differences,
    "figures in sentences": _sentences,
}
