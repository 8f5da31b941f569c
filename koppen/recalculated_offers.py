"""What can be checked of the offers in a report: steps of five people, at statements of the report, most first.

How many offered exactly is in no report, so the figures themselves are taken as they are told.
"""

from api.domain.offers import STEP, most, section
from koppen.recalculation import Sum, Work, Wrong


def _offers(total: Sum) -> Wrong:
    told = total.content.get("offers")
    if told is None:
        return
    figures = {each["statementId"]: each["people"] for each in told["statements"]}
    yield from total.same("offers", told, section(told["people"], figures, total.content))
    highest = max(figures.values(), default=0)
    for number in (told["people"], *figures.values()):
        total.compared += 1
        if number % STEP or not 0 <= number <= most(total.people):
            yield f"offers: {number} people is no figure that is told of {total.people}"
    if told["people"] < highest:
        yield f"offers: {told['people']} people in all, and {highest} at one contribution"


CHECKS: dict[str, Work] = {"offers": _offers}
