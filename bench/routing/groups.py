"""How small groups pass statements on, as in Synthetron."""

import numpy as np

from bench.routing.rivals import Places, Rival

MEMBERS, GROUPS_EACH = 10, 2
ENOUGH, HALF, ONWARD = 5, 0.5, 2


class Groups(Rival):
    """People in overlapping groups of about ten, as in Synthetron: a statement starts in its author's groups.

    Once five members of a group have rated it and half of them or more recognise it, two more groups get it, chosen by
    lot. In a group the least assigned goes first. Whoever has rated all that their groups have is given any other.
    """

    def __init__(self, participants: int, top: int, seed: int) -> None:
        super().__init__(participants, top, seed)
        groups = max(1, round(participants * GROUPS_EACH / MEMBERS))
        seats = np.concatenate([self.rng.permutation(participants) % groups for _ in range(GROUPS_EACH)])
        self._groups = seats.reshape(GROUPS_EACH, participants)
        self._pool = np.zeros((groups, 64), dtype=bool)
        self._raters, self._recognised = np.zeros((groups, 64)), np.zeros((groups, 64))

    def arrive(self, statement: int, author: int | None = None) -> None:
        """Bring the statement to its author's groups, or to as many drawn by lot."""
        super().arrive(statement, author)
        while statement >= self._pool.shape[1]:
            self._pool, self._raters, self._recognised = (
                np.hstack([each, np.zeros_like(each)]) for each in (self._pool, self._raters, self._recognised)
            )
        home = self.rng.integers(len(self._pool), size=GROUPS_EACH) if author is None else self._groups[:, author]
        self._pool[home, statement] = True

    def choose(self, participant: int, unseen: Places) -> int:
        """Take the least assigned of what the participant's groups have."""
        mine = unseen[self._pool[self._groups[:, participant]][:, unseen].any(axis=0)]
        places = mine if len(mine) else unseen
        return int(places[np.argmin(self.tally.assigned[places] + self.rng.random(len(places)))])

    def hear(self, participant: int, statement: int, vote: int) -> None:
        """Count a vote in the groups that have the statement, and pass it on where a group recognises it."""
        super().hear(participant, statement, vote)
        for group in {group for group in self._groups[:, participant].tolist() if self._pool[group, statement]}:
            self._raters[group, statement] += 1
            self._recognised[group, statement] += vote == 1
            enough = self._raters[group, statement] == ENOUGH
            if enough and self._recognised[group, statement] >= HALF * ENOUGH:
                others = np.flatnonzero(~self._pool[:, statement])
                self._pool[self.rng.permutation(others)[:ONWARD], statement] = True
