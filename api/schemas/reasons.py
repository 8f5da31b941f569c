"""Why a statement stands where it stands in a report: a sentence made of its figures, in the language of the caller."""

from collections.abc import Mapping
from typing import Any

from flask_babel import format_percent, gettext, ngettext


def why(content: Mapping[str, Any]) -> dict[str, str]:
    """Give a sentence for each statement and reaction of a report, by its id."""
    sentences = {}
    for question in content["questions"]:
        for place, statement in enumerate(question["statements"], start=1):
            sentences[statement["id"]] = _placed(statement, place, len(question["statements"]))
            for reaction in statement["reactions"]:
                sentences[reaction["id"]] = _below(reaction)
    return sentences


def _placed(each: Mapping[str, Any], place: int, number: int) -> str:
    if each["rate"] is None:
        return _too_few(each)
    if each.get("band"):
        return gettext(
            "%(measured)s That puts it in group %(band)s of this question.", measured=_measured(each), band=each["band"]
        )
    return gettext(
        "%(measured)s That makes it number %(place)s of the %(number)s contributions to this question.",
        measured=_measured(each), place=place, number=number,
    )  # fmt: skip


def _below(each: Mapping[str, Any]) -> str:
    if each["rate"] is None:
        return gettext("It stands below what it reacts to. %(few)s", few=_too_few(each))
    return gettext("It stands below what it reacts to. %(measured)s", measured=_measured(each))


def _measured(each: Mapping[str, Any]) -> str:
    values = {
        "recognised": each["recognised"],
        "raters": each["raters"],
        "could": each["couldRate"],
        "expected": format_percent(each["expected"]),
        "low": format_percent(each["low"]),
        "high": format_percent(each["high"]),
    }
    if each["low"] == each["high"]:
        return gettext(
            "%(recognised)s of the %(raters)s readers recognise it; everybody who could read it did.", **values
        )
    return gettext(
        "%(recognised)s of the %(raters)s readers recognise it. "
        "Of all %(could)s who could have read it we expect %(expected)s, probably between %(low)s and %(high)s.",
        **values,
    )


def _too_few(each: Mapping[str, Any]) -> str:
    return ngettext(
        "%(num)s person read this: too few to say how far it is recognised.",
        "%(num)s people read this: too few to say how far it is recognised.",
        each["raters"],
    )
