"""What can be recalculated of the polls in a report: their counts add up, and are told of enough answers only."""

from api.domain.polls import ENOUGH_ANSWERS
from koppen.recalculation import Sum, Work, Wrong


def _polls(total: Sum) -> Wrong:
    told = total.content.get("polls")
    if told is None:
        return
    yield from total.same("polls, enough answers", told["enoughAnswers"], ENOUGH_ANSWERS)
    for number, poll in enumerate(told["items"], start=1):
        counts = [option["count"] for option in poll["options"]]
        if poll["answers"] < ENOUGH_ANSWERS:
            yield from total.same(f"poll {number}, withheld", counts, [None] * len(counts))
        else:
            yield from total.same(f"poll {number}, answers", poll["answers"], sum(counts))


CHECKS: dict[str, Work] = {"polls": _polls}
