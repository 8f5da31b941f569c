"""What may stay in the database about participants once a dialogue is closed."""

from collections import Counter
from collections.abc import Callable, Sequence

from api.domain.vocabulary import JobFunction, SizeClass

Traits = tuple[SizeClass | None, JobFunction | None]
SMALLEST_GROUP = 5


def generalise(people: Sequence[Traits], smallest: int = SMALLEST_GROUP) -> list[Traits]:
    """Coarsen the traits until every combination that remains is shared by at least ``smallest`` people.

    Somebody who knows who attended, and their traits, can then narrow a participant down to no fewer than
    ``smallest`` members (k-anonymity; Sweeney 2002). Rare combinations first lose the job function, then the size
    class; when the people without traits are still too few, the smallest other group joins them. With fewer than
    ``smallest`` people in all, no trait remains.
    """
    traits = _coarsen(list(people), smallest, lambda row: (row[0], None))
    traits = _coarsen(traits, smallest, lambda _row: (None, None))
    while 0 < (groups := Counter(traits))[(None, None)] < smallest and len(groups) > 1:
        others = {group: count for group, count in groups.items() if group != (None, None)}
        joined = min(others, key=lambda group: (others[group], str(group)))
        traits = [(None, None) if row == joined else row for row in traits]
    return traits


def _coarsen(traits: list[Traits], smallest: int, coarser: Callable[[Traits], Traits]) -> list[Traits]:
    groups = Counter(traits)
    return [coarser(row) if groups[row] < smallest else row for row in traits]
