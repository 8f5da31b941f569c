"""The rules of a date poll: which moments can be asked about, and which suits the interested best."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.domain.errors import Invalid

MOST_MOMENTS = 10


@dataclass(frozen=True)
class Tally:
    """How many said what of one moment."""

    yes: int = 0
    if_need_be: int = 0
    no: int = 0


def require_moments(moments: Sequence[datetime], now: datetime, kept: Sequence[datetime] = ()) -> None:
    """Refuse a moment that is given twice, or a new one that has passed; ``kept`` were asked about already."""
    seen: set[datetime] = set()
    for place, moment in enumerate(moments):
        if moment in seen:
            raise Invalid("This moment is given twice.", field=f"startsAt.{place}")
        if moment <= now and moment not in kept:
            raise Invalid("This moment has passed already.", field=f"startsAt.{place}")
        seen.add(moment)


def favourites(tallies: Mapping[UUID, Tally]) -> frozenset[UUID]:
    """Name the moments that suit best: most yes, then most "if need be"; none when nobody can come at any.

    Several when they are equal: then a person chooses.
    """
    best = max(((each.yes, each.if_need_be) for each in tallies.values()), default=(0, 0))
    if best == (0, 0):
        return frozenset()
    return frozenset(id_ for id_, each in tallies.items() if (each.yes, each.if_need_be) == best)
