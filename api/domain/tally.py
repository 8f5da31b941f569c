"""What was given out and what was answered in one dialogue, kept in arrays with a place for every statement."""

import numpy as np
from numpy.typing import NDArray

from api.domain.ranking import Prior

Mask = NDArray[np.bool_]
FIRST = 64  # places to begin with; they double when they are full


class Tally:
    """Count per statement, in arrays of shape (places,), and remember per participant what they have seen.

    ``ids`` holds the statements in the order of their arrival, which is their place in the arrays. A place that is not
    ``live`` is empty or withdrawn. ``assigned``, ``raters``, ``recognition``, ``waiting`` and ``leaning`` are what the
    functions of ``turns`` take.
    """

    def __init__(self) -> None:
        self.ids: list[int] = []
        self.ratings = 0
        self.assigned, self.raters, self.recognition, self.waiting = (np.zeros(FIRST) for _ in range(4))
        self.leaning = np.zeros(FIRST)
        self.live: Mask = np.zeros(FIRST, dtype=bool)
        self._places: dict[int, int] = {}
        self._seen: dict[int, Mask] = {}
        self._given: dict[int, tuple[int, float]] = {}
        self._surprise: dict[int, float] = {}
        self._answers: dict[int, dict[int, float]] = {}
        self._written: dict[int, list[int]] = {}
        self._changed: set[int] = set()

    @property
    def people(self) -> int:
        """Give the number of people who asked for a turn or rated."""
        return len(self._seen)

    @property
    def statements(self) -> int:
        """Give the number of live statements."""
        return int(np.count_nonzero(self.live))

    @property
    def total(self) -> int:
        """Give the number of ratings, those on their way included."""
        return self.ratings + len(self._given)

    def add(self, statement: int, author: int | None) -> None:
        """Make a statement live, in a new place unless it had one."""
        place = self._places.setdefault(statement, len(self.ids))
        if place == len(self.ids):
            self.ids.append(statement)
            if place == len(self.live):
                self._grow()
        self.live[place] = True
        self._changed.add(place)
        if author is not None:
            self._written.setdefault(author, []).append(place)
            if author in self._seen:
                self._row(author)[place] = True

    def hide(self, statement: int) -> None:
        """Take a statement out and keep its counts."""
        self.live[self._place(statement)] = False

    def unseen(self, participant: int) -> Mask:
        """Tell which live statements a participant neither wrote nor was given nor rated."""
        return self.live & ~self._row(participant)

    def surprise(self, participant: int) -> tuple[float, int]:
        """Give how much more a participant recognised than was expected, summed, and over how many ratings."""
        return self._surprise.get(participant, 0.0), len(self._answers.get(participant, ()))

    def give(self, participant: int, place: int, leniency: float = 0.0) -> int:
        """Count a statement as given out to a participant, with an answer on its way, and tell which it is."""
        self._row(participant)[place] = True
        self._given[participant] = place, leniency
        self.assigned[place] += 1
        self.waiting[place] += 1
        self.leaning[place] += leniency
        self._changed.add(place)
        return self.ids[place]

    def skip(self, participant: int) -> None:
        """Expect no answer any more on what a participant was given last."""
        if participant in self._given:
            place, leniency = self._given.pop(participant)
            self.waiting[place] -= 1
            self.leaning[place] -= leniency
            self._changed.add(place)

    def rate(self, participant: int, statement: int, recognition: float, prior: Prior) -> None:
        """Count a rating, instead of an earlier one by the same participant."""
        place, row = self._place(statement), self._row(participant)
        answers = self._answers.setdefault(participant, {})
        earlier = answers.get(place)
        if self._given.get(participant, (None,))[0] == place:
            self.waiting[place] -= 1
            del self._given[participant]
        if not row[place]:
            row[place] = True
            self.assigned[place] += 1
        expected = earlier if earlier is not None else self._mean(place, prior)
        self._surprise[participant] = self._surprise.get(participant, 0.0) + recognition - expected
        if earlier is None:
            self.raters[place] += 1
            self.ratings += 1
        total = float(self.recognition[place]) + recognition - (earlier or 0.0)
        self.recognition[place] = min(max(total, 0.0), float(self.raters[place]))  # thirds do not add up exactly
        answers[place] = recognition
        self._changed.add(place)

    def changed(self) -> NDArray[np.intp]:
        """Give the places whose counts changed since this was last asked."""
        places = np.fromiter(self._changed, dtype=np.intp, count=len(self._changed))
        self._changed.clear()
        return places

    def _mean(self, place: int, prior: Prior) -> float:
        return (prior.a + float(self.recognition[place])) / (prior.a + prior.b + float(self.raters[place]))

    def _place(self, statement: int) -> int:
        if statement not in self._places:
            raise KeyError(f"statement {statement} never arrived")
        return self._places[statement]

    def _row(self, participant: int) -> Mask:
        row = self._seen.get(participant)
        if row is None or len(row) < len(self.live):
            wider = np.zeros(len(self.live), dtype=bool)
            if row is None:
                wider[self._written.get(participant, [])] = True
            else:
                wider[: len(row)] = row
            self._seen[participant] = row = wider
        return row

    def _grow(self) -> None:
        self.assigned, self.raters, self.recognition, self.waiting, self.leaning = (
            np.concatenate([column, np.zeros(len(column))])
            for column in (self.assigned, self.raters, self.recognition, self.waiting, self.leaning)
        )
        self.live = np.concatenate([self.live, np.zeros(len(self.live), dtype=bool)])
