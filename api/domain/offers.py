"""What a report may tell of how many people offered to think along at a statement: steps of five people, by lot.

An offer is for the writer of a statement alone, so no figure may point at one person. A step of five counts once
between five and nine people offered, and a lot decides at how many. The lot of a step is drawn once, kept until the
step is told, and then forgotten: drawn again at every count, one of many counts would tell a step at its fifth person
for certain, and who offers in other names could count the others. What was told is never taken back: that an offer went
(answered, taken back, its account erased) does not show. At least five of the people who took
part are in no figure, so that it never says of everybody that they offered.
"""

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from api.domain.anonymity import SMALLEST_GROUP
from api.domain.report_words import whole

STEP = SMALLEST_GROUP
PATIENCE = timedelta(days=7)  # between two counts: who makes versions all day learns no day on which somebody offered


def told(offers: int, before: int, lot: int | None, people: int, rng: random.Random) -> tuple[int, int]:
    """Give how many people are told to have offered, 0 for nothing, and the lot of the next step.

    The figure is a multiple of ``STEP`` and at most ``offers``, or what was told ``before``. ``lot`` is the one of the
    next step, None when it has not been drawn; ``people`` is how many took part in the dialogue.
    """
    figure, lot = before, rng.randrange(STEP) if lot is None else lot
    while figure + STEP + lot <= offers and figure + STEP <= most(people):
        figure, lot = figure + STEP, rng.randrange(STEP)
    return figure, lot


def most(people: int) -> int:
    """Give the largest figure in a dialogue of so many people."""
    return max((people - SMALLEST_GROUP) // STEP * STEP, 0)


def count_again(counted_at: datetime | None, now: datetime) -> bool:
    """Tell whether a version that is made now counts anew, or tells what was counted last."""
    return counted_at is None or now - counted_at >= PATIENCE


def section(people: int, statements: Mapping[str, int], content: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a report says of offers: ``people`` who offered anywhere, and the statements with a figure, most first.

    ``statements`` has a figure by id; those that are not in the report are left out. Equal figures stay in the order of
    the report.
    """
    shown = [each["id"] for each in whole(content) if statements.get(each["id"])]
    shown.sort(key=lambda each: -statements[each])
    return {
        "step": STEP,
        "people": people,
        "statements": [{"statementId": each, "people": statements[each]} for each in shown],
    }
