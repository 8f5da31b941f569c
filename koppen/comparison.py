"""Holding the report of a replayed dialogue against what was cast."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from koppen.ledger import AGREE
from koppen.polis import Conversation
from koppen.timeline import Say

ENOUGH = 5  # raters below which a report gives no figures
ROUNDING = 1e-6
NAMES = {
    "not_at_all": "notAtAll",
    "a_little": "aLittle",
    "largely": "largely",
    "fully": "fully",
    "does_not_occur": "doesNotOccur",
}
FIGURES = ("raters", "recognised", "rate", *NAMES.values())
Figures = tuple[Any, ...]
Tallies = Sequence[tuple[str, Counter[str]]]


def differences(content: Mapping[str, Any], tallies: Tallies, people: int) -> list[str]:
    """Compare every figure of a report with what was cast; give one line for each that differs, none when all is right.

    The close gives statements new ids, so they are matched by text; where several share a text, all their figures are.
    """
    reported = list(_statements(content))
    expected, found = defaultdict(list), defaultdict(list)
    for text, counts in tallies:
        expected[text].append(_expected(counts))
    for statement in reported:
        found[statement["text"]].append(_found(statement))
    lines = [
        f"{text!r}: {line}"
        for text in {**expected, **found}
        for line in _compare(sorted(expected[text], key=repr), sorted(found[text], key=repr))
    ]
    return lines + list(_hour(content, tallies, people)) + list(_order(content, reported))


def precision(content: Mapping[str, Any], truth: Mapping[str, float], top: int = 10) -> float | None:
    """Give the part of the ``top`` that the report puts first which belongs there; None with too few statements.

    ``truth`` is the share of all people who recognise each text; those that tie with the last place belong there too.
    """
    if len(truth) <= top:
        return None
    border = sorted(truth.values(), reverse=True)[top - 1]
    texts = {statement["id"]: statement["text"] for statement in _statements(content)}
    return sum(truth[texts[number]] >= border for number in content["overall"][:top]) / top


def truth(conversation: Conversation, says: Sequence[Say]) -> dict[str, float]:
    """Give for each text the share of all who could rate it that would have recognised it, from the whole vote matrix."""
    shares: dict[str, float] = {}
    for say in says:
        others = [votes for participant, votes in conversation.votes.items() if participant != say.by]
        agreed = sum(votes.get(say.said.id) == AGREE for votes in others)
        shares[say.said.text] = max(agreed / max(len(others), 1), shares.get(say.said.text, 0.0))
    return shares


def _statements(content: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for question in content["questions"]:
        for statement in question["statements"]:
            yield statement
            yield from statement["reactions"]


def _expected(counts: Counter[str]) -> Figures:
    raters, recognised = counts.total(), counts["largely"] + counts["fully"]
    if raters < ENOUGH:
        return (raters, *[None] * (len(FIGURES) - 1))
    return (raters, recognised, recognised / raters, *(counts[word] for word in NAMES))


def _found(statement: Mapping[str, Any]) -> Figures:
    counts = statement["counts"] or dict.fromkeys(NAMES.values())
    return (*(statement[name] for name in FIGURES[:3]), *(counts[name] for name in NAMES.values()))


def _compare(expected: list[Figures], found: list[Figures]) -> Iterator[str]:
    if len(expected) != len(found):
        yield f"said {len(expected)} times, {len(found)} times in the report"
    for right, told in zip(expected, found, strict=False):
        wrong = [
            f"{name} {there} instead of {here}"
            for name, here, there in zip(FIGURES, right, told, strict=True)
            if here != there
        ]
        if wrong:
            yield ", ".join(wrong)


def _hour(content: Mapping[str, Any], tallies: Tallies, people: int) -> Iterator[str]:
    hour = content["hour"]
    raters = [counts.total() for _text, counts in tallies]
    told = {**hour, **hour["attention"], "enough raters": content["enoughRaters"]}
    expected = {
        "people": people,
        "statements": len(tallies),
        "reactions": 0,
        "ratings": sum(raters),
        "lowest": min(raters),
        "highest": max(raters),
        "mean": round(sum(raters) / len(raters), 2),
        "tooFew": sum(count < ENOUGH for count in raters),
        "enough raters": ENOUGH,
    }
    yield from (
        f"the hour: {name} {told[name]} instead of {right}" for name, right in expected.items() if told[name] != right
    )


def _order(content: Mapping[str, Any], reported: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Check that the report orders by the rate it expects, and that this rate is within its interval."""
    known = {statement["id"]: statement for statement in reported}
    if set(content["overall"]) != set(known):
        yield "overall: the list does not name every statement once"
        return
    rates = [known[number]["expected"] for number in content["overall"]]
    figures = [-1.0 if rate is None else rate for rate in rates]
    if figures != sorted(figures, reverse=True):
        yield "overall: the order does not follow the expected rate"
    for statement in reported:
        low, expected, high = (statement[name] for name in ("low", "expected", "high"))
        if expected is not None and not 0 <= low <= expected + ROUNDING <= high + 2 * ROUNDING <= 1 + 2 * ROUNDING:
            yield f"{statement['text']!r}: {expected} is not within {low} to {high}"
