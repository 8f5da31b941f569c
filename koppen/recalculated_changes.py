"""How recognition moved since an earlier dialogue, recalculated from the counts of both that a report carries."""

from typing import Any

from api.domain import ranking
from api.domain.changes import FIGURES, measured_in, told_of
from api.domain.dialogues import ENOUGH_RATERS
from koppen.recalculation import Document, Sum, Work, Wrong, figures, short


def _changes(total: Sum) -> Wrong:
    known = {each["id"]: each for each in total.all}
    for each in total.content.get("changes", []):
        where = short(each)
        now = known[each["statementId"]]
        right = {name: now[name] for name in FIGURES} | {"prior": total.content["prior"]}
        yield from total.same(f"{where}, now", each["after"], right)
        yield from total.same(f"{where}, before", each["before"], _before(each["before"]))
        sides = [measured_in(side, side["prior"]) for side in (each["before"], each["after"])]
        told = {name: each[name] for name in ("difference", "low", "high", "direction")}
        yield from total.same(where, told, told_of(*sides))


def _before(told: Document) -> dict[str, Any]:
    """Give what follows from the counts of the earlier dialogue."""
    if told["raters"] < ENOUGH_RATERS:
        return dict(told) | dict.fromkeys(("recognised", "rate", "low", "high"))
    prior = ranking.Prior(told["prior"]["a"], told["prior"]["b"])
    _expected, _variance, low, high = figures([told], prior, "couldRate")
    rate = told["recognised"] / told["raters"]
    return dict(told) | {"rate": rate, "low": float(low[0]), "high": float(high[0])}


CHECKS: dict[str, Work] = {"how recognition moved": _changes}
