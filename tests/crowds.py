"""Make the people of a dialogue with their traits, let them rate, and compose the report as the close would."""

import random
import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from api.domain.anonymity import Traits, generalise, showable
from api.domain.groups import Answer
from api.domain.reports import Occasion, Question, compose
from api.domain.standings import Counted
from api.domain.vocabulary import JobFunction, Province, Recognition, SizeClass, StatementKind

QUESTION = Question(uuid.uuid4(), 1, "What got stuck?", "")
WHEN = datetime(2026, 11, 12, 13, tzinfo=UTC)
OCCASION = Occasion(uuid.uuid4(), uuid.uuid4(), "From pilot to practice", WHEN, WHEN)
SIZES, JOBS = list(SizeClass), list(JobFunction)[:3]
PROVINCES = list(Province)[:4]


@dataclass(frozen=True)
class Kept:
    """A statement as the close leaves it: who rated it, and whose rating stayed in the database."""

    raters: frozenset[int]
    rows: frozenset[int]
    given: bool
    id: uuid.UUID


class Crowd:
    """The people of one dialogue, by number; what is known of each is coarsened as at the close."""

    def __init__(self, people: Sequence[Traits], seed: int) -> None:
        self.truly = list(people)
        self.kept = generalise(self.truly)
        self.rng = random.Random(seed)
        self.ids = [self.rng.getrandbits(128) for _ in people]

    def rated(self, raters: Collection[int], *, given: bool = False) -> Kept:
        """Let the close leave out single ratings by lot."""
        rows = self.rng.sample(sorted(raters), showable(len(raters), len(self.truly)))
        return Kept(frozenset(raters), frozenset(rows), given, uuid.UUID(int=self.rng.getrandbits(128)))

    def counted(self, kept: Kept, recognises: Callable[[int], bool]) -> Counted:
        """Give a statement with its ratings as the report gets them."""
        yes = sum(map(recognises, kept.raters))
        answers = [Answer(self.kept[who], recognises(who), self.ids[who] ^ kept.id.int) for who in sorted(kept.rows)]
        counts = {Recognition.FULLY: yes, Recognition.NOT_AT_ALL: len(kept.raters) - yes}
        return Counted(kept.id, QUESTION.id, StatementKind.ANSWER, "Text", None, counts, kept.given, answers)

    def report(self, *statements: Counted) -> dict[str, Any]:
        """Compose the content of the report."""
        return compose(OCCASION, [QUESTION], statements, self.kept)
