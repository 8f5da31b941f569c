"""How Polis draws the next statement."""

import numpy as np

from bench.routing.rivals import Places, Rival

COMPONENTS = 2


class Polis(Rival):
    """Polis' published priority: w = ((1 - p) (E + 1) a (1 + 8 * 2^(-S / 5)))^2, drawn in proportion.

    With A agrees, P passes and S votes, a = (A + 1) / (S + 2) and p = (P + 1) / (S + 2). E is how far the statement
    lies from the middle in a two-component principal component analysis of the votes (a missing vote counts as the
    statement's mean), times the square root of the number of statements.
    """

    def __init__(self, participants: int, top: int, seed: int) -> None:
        super().__init__(participants, top, seed)
        self._votes = np.zeros((64, 64))  # what a place holds counts where _cast is True
        self._cast = np.zeros((64, 64), dtype=bool)
        self._rows: dict[int, int] = {}
        self._axes = self.rng.normal(size=(64, COMPONENTS))
        self._extremity, self._analysed = np.zeros(64), 0
        self._passes = np.zeros(64)

    def hear(self, participant: int, statement: int, vote: int) -> None:
        """Count a vote, a pass apart."""
        super().hear(participant, statement, vote)
        row = self._rows.setdefault(participant, len(self._rows))
        self._fit(row, statement)
        self._votes[row, statement], self._cast[row, statement] = vote, True
        self._passes[statement] += vote == 0
        if self.tally.ratings >= self._analysed + max(20, self.people // 4):
            self._analyse()

    def choose(self, participant: int, unseen: Places) -> int:
        """Draw in proportion to the priority."""
        self._fit(0, int(unseen.max()))
        agrees, votes = self.tally.recognition[unseen], self.tally.raters[unseen]
        agree, passed = (agrees + 1) / (votes + 2), (self._passes[unseen] + 1) / (votes + 2)
        priority = ((1 - passed) * (self._extremity[unseen] + 1) * agree * (1 + 8 * 2 ** (-votes / 5))) ** 2
        heaped = np.cumsum(priority)
        return int(unseen[np.searchsorted(heaped, self.rng.random() * heaped[-1], side="right")])

    def _analyse(self) -> None:
        """Take a few steps of power iteration from the components that were found before, as Polis does."""
        people, statements = len(self._rows), len(self.tally.ids)
        cast, votes = self._cast[:people, :statements], self._votes[:people, :statements]
        center = (votes * cast).sum(0) / np.maximum(cast.sum(0), 1)
        centered = np.where(cast, votes - center, 0.0)
        axes = self._axes[:statements]
        for _ in range(8):
            axes, _ = np.linalg.qr(centered.T @ (centered @ axes))
        self._axes[:statements] = axes
        reach = np.abs(-1 - center) * np.sqrt(statements)
        self._extremity[:statements] = reach * np.linalg.norm(axes, axis=1)
        self._analysed = self.tally.ratings

    def _fit(self, row: int, statement: int) -> None:
        """Make room for a person and a statement."""
        while row >= len(self._votes):
            self._votes, self._cast = (np.vstack([each, np.zeros_like(each)]) for each in (self._votes, self._cast))
        while statement >= len(self._extremity):
            self._votes, self._cast = (np.hstack([each, np.zeros_like(each)]) for each in (self._votes, self._cast))
            self._axes = np.vstack([self._axes, self.rng.normal(size=self._axes.shape)])
            self._extremity = np.concatenate([self._extremity, np.zeros_like(self._extremity)])
            self._passes = np.concatenate([self._passes, np.zeros_like(self._passes)])
