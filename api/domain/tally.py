"""What was given out and what was answered in one dialogue, kept in memory."""

import numpy as np

from api.domain.board import Board, Mask


class Tally(Board):
    """A board that remembers per participant what they wrote, what they were given and what they answered.

    ``ids`` holds the statements in the order of their arrival, which is their place on the board.
    """

    def __init__(self, top: int) -> None:
        super().__init__(top)
        self.ids: list[int] = []
        self.ratings = 0
        self._places: dict[int, int] = {}
        self._seen: dict[int, Mask] = {}
        self._given: dict[int, tuple[int, float]] = {}
        self._leniency: dict[int, float] = {}
        self._answers: dict[int, dict[int, float]] = {}
        self._written: dict[int, list[int]] = {}

    @property
    def people(self) -> int:
        """Give the number of people who asked for a turn or rated."""
        return len(self._seen)

    @property
    def total(self) -> int:
        """Give the number of ratings, those on their way included."""
        return self.ratings + len(self._given)

    def add(self, statement: int, author: int | None) -> None:
        """Make a statement live, in a new place unless it had one."""
        if statement not in self._places:
            self._places[statement] = int(self.open()[0])
            self.ids.append(statement)
        place = self._places[statement]
        self.live[place] = True
        self.stale()
        if author is not None:
            self._written.setdefault(author, []).append(place)
            if author in self._seen:
                self._row(author)[place] = True

    def hide(self, statement: int) -> None:
        """Take a statement out and keep its counts."""
        self.live[self._place(statement)] = False
        self.stale()

    def unseen(self, participant: int) -> Mask:
        """Tell which live statements a participant neither wrote nor was given nor rated."""
        return self.live & ~self._row(participant)

    def relearn(self, participant: int) -> float:
        """Give how much more a participant recognised than others did, and count it where they answered before."""
        answers = self._answers.get(participant, {})
        places = np.fromiter(answers, dtype=np.intp, count=len(answers))
        given = np.fromiter(answers.values(), dtype=np.float64, count=len(answers))
        own, _ = self.lean(places, given, self._leniency.pop(participant, None))
        return own

    def give(self, participant: int, place: int, leniency: float = 0.0) -> int:
        """Count a statement as given out to a participant, with an answer on its way, and tell which it is."""
        self._row(participant)[place] = True
        self._given[participant] = place, leniency
        self._leniency[participant] = leniency
        self.change(place, assigned=1, waiting=1, leaning=leniency)
        return self.ids[place]

    def skip(self, participant: int) -> None:
        """Expect no answer any more on what a participant was given last."""
        if participant in self._given:
            place, leniency = self._given.pop(participant)
            self.change(place, waiting=-1, leaning=-leniency)

    def rate(self, participant: int, statement: int, recognition: float) -> None:
        """Count a rating, instead of an earlier one by the same participant."""
        place, row = self._place(statement), self._row(participant)
        answers = self._answers.setdefault(participant, {})
        earlier = answers.get(place)
        if self._given.get(participant, (None,))[0] == place:
            del self._given[participant]
            self.change(place, waiting=-1)
        elif earlier is None:
            self.change(place, leaning=self._leniency.get(participant, 0.0))
        if not row[place]:
            row[place] = True
            self.change(place, assigned=1)
        first = earlier is None
        self.ratings += first
        self.change(place, raters=first, recognition=recognition - (earlier or 0.0))
        answers[place] = recognition

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
