"""What a report says of its statements, recalculated: counts, rates, intervals, order, tie bands, totals, themes."""

from collections.abc import Sequence

import numpy as np

from api.domain import ranking
from api.domain.anonymity import SMALLEST_GROUP
from api.domain.dialogues import ENOUGH_RATERS
from api.domain.masking import is_masked
from api.domain.polls import ENOUGH_ANSWERS
from api.domain.remedies import sought
from api.domain.report_words import with_figures
from api.domain.reports import SCHEMA_VERSION, TOP, attention
from api.domain.standings import could_rate
from koppen.recalculation import Document, Sum, Work, Wrong, figures, numbers, short

FIGURES = ("recognised", "counts", "rate", "low", "high", "expected")
SHARES = {
    *("rate", "low", "high", "expected", "a", "b", "interval", "mean", "shareTooFew", "leastExpected", "leastAlike"),
    *("falseDiscoveryRate", "difference", "chance", "adjusted"),
}


def _fixed(total: Sum) -> Wrong:
    content = total.content
    right = {"top": TOP, "enoughRaters": ENOUGH_RATERS, "interval": ranking.MASS}
    yield from total.same("the document", {name: content[name] for name in right}, right)
    if "polls" in content:
        yield from total.same("polls", content["polls"]["enoughAnswers"], ENOUGH_ANSWERS)
    for name, each in numbers(content):
        total.compared += 1
        if name not in SHARES and not isinstance(each, int):
            yield f"{name}: {each} is no whole number"
    if content["schemaVersion"] not in range(1, SCHEMA_VERSION + 1):
        yield f"schemaVersion {content['schemaVersion']} is not one that this program knows"


def _counts(total: Sum) -> Wrong:
    for each in total.all:
        if each["raters"] < ENOUGH_RATERS:
            yield from total.same(short(each), {name: each[name] for name in FIGURES}, dict.fromkeys(FIGURES))
            continue
        counts = each["counts"]
        yield from total.same(f"{short(each)}, raters", each["raters"], sum(counts.values()))
        yield from total.same(f"{short(each)}, recognised", each["recognised"], counts["largely"] + counts["fully"])
        yield from total.same(f"{short(each)}, rate", each["rate"], each["recognised"] / each["raters"])


def _crowds(total: Sum) -> Wrong:
    for each in total.all:
        givens = [each["given"]] if "given" in each else [True, False]
        crowds = [could_rate(total.people, each["raters"], given=given) for given in givens]
        total.compared += 1
        if each["couldRate"] not in crowds:
            yield f"{short(each)}, couldRate: {each['couldRate']} instead of {crowds[0]}"


def _prior(total: Sum) -> Wrong:
    prior = ranking.fit_prior([each["recognised"] for each in total.rated], [each["raters"] for each in total.rated])
    yield from total.same("prior", total.content["prior"], {"a": prior.a, "b": prior.b})


def _intervals(total: Sum) -> Wrong:
    expected, _variance, low, high = figures(total.rated, ranking.Prior(**total.content["prior"]), "couldRate")
    for at, each in enumerate(total.rated):
        right = {"expected": round(float(expected[at]), 6), "low": float(low[at]), "high": float(high[at])}
        yield from total.same(short(each), {name: each[name] for name in right}, right)


def _order(total: Sum) -> Wrong:
    for number, question in enumerate(total.content["questions"], start=1):
        yield from total.same(f"question {number}", *_sorted(question["statements"]))
        for each in question["statements"]:
            yield from total.same(f"the reactions to {short(each)}", *_sorted(each["reactions"]))
    positions = [question["position"] for question in total.content["questions"]]
    yield from total.same("the questions", positions, sorted(set(positions)))
    yield from total.same("overall", total.content["overall"], _sorted(total.tops)[1])


def _sorted(statements: Sequence[Document]) -> tuple[list[str], list[str]]:
    def place(each: Document) -> tuple[float, int, str]:
        return (1.0 if each["expected"] is None else -each["expected"], -each["raters"], each["id"])

    return [each["id"] for each in statements], [each["id"] for each in sorted(statements, key=place)]


def _bands(total: Sum) -> Wrong:
    if not any("band" in each for each in total.all):
        return
    known = {each["id"]: each for each in total.tops}
    lists = [(question["statements"], "band") for question in total.content["questions"]]
    lists += [(each["reactions"], "band") for each in total.tops]
    lists.append(([known[each] for each in total.content["overall"]], "overallBand"))
    prior = ranking.Prior(**total.content["prior"])
    for statements, name in lists:
        rated = [each for each in statements if each["raters"] >= ENOUGH_RATERS]
        _expected, variance, *_ = figures(rated, prior, "couldRate")
        numbers = ranking.bands(np.arange(len(rated)), np.array([each["expected"] for each in rated]), variance)
        right = dict(zip((each["id"] for each in rated), numbers.tolist(), strict=True))
        for each in statements:
            yield from total.same(f"{short(each)}, {name}", each[name], right.get(each["id"]))


def _attention(total: Sum) -> Wrong:
    raters = [each["raters"] for each in total.all]
    yield from total.same("attention", total.hour["attention"], attention(raters))
    reactions = sum(each["kind"] == "reaction" for each in total.all)
    counts = {"statements": len(raters), "reactions": reactions, "ratings": sum(raters)}
    yield from total.same("the hour", {name: total.hour[name] for name in counts}, counts)


def _profile(total: Sum) -> Wrong:
    for name, rows in total.hour["profile"].items():
        right = total.people if total.people >= SMALLEST_GROUP else 0
        yield from total.same(f"profile, {name}", sum(row["people"] for row in rows), right)
        yield from (f"profile, {name}: a group of {row['people']}" for row in rows if row["people"] < SMALLEST_GROUP)


def _themes(total: Sum) -> Wrong:
    known = {each["id"] for each in total.tops}
    for where, themes in (
        ("themes", total.report.get("themes", [])),
        ("suggested themes", total.content.get("themes", [])),
    ):
        named = [each for theme in themes for each in theme["statements"]]
        yield from total.same(f"{where}: statements named once", len(named), len(set(named) & known))
    told = total.report.get("themes", [])
    bare = [{"name": theme["name"], "statements": theme["statements"]} for theme in told]
    yield from total.same("themes", told, with_figures(bare, total.content))


def _remedies(total: Sum) -> Wrong:
    """A remedy in a lesson is taken as it is told: the lesson is not in the report."""
    told = total.content.get("remedies")
    if told is None or is_masked(total.content):  # who looks for words needs all of them
        return
    taught = {row["statementId"] for row in told["found"] if row["by"] == "lesson"}
    right = sought(total.content["questions"])
    without = [each for each in right["without"] if each not in taught]
    rest = [row for row in told["found"] if row["by"] != "lesson"]
    yield from total.same("remedies", {**told, "found": rest}, {**right, "without": without})
    yield from (f"remedies: {each} has one already" for each in sorted(taught - set(right["without"])))


CHECKS: dict[str, Work] = {
    "what is fixed": _fixed,
    "counts and rates": _counts,
    "people who could rate": _crowds,
    "prior": _prior,
    "expected rates and intervals": _intervals,
    "order": _order,
    "tie bands": _bands,
    "attention and totals": _attention,
    "profile": _profile,
    "themes": _themes,
    "remedies": _remedies,
}
