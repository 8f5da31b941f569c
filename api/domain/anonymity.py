"""What may stay in the database about participants once a dialogue is closed, and what may be told about groups of them."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from api.domain.vocabulary import JobFunction, Province, SizeClass

SMALLEST_GROUP = 5


class Traits(NamedTuple):
    """What is kept of a participant, None where it is not told or where too few others share it."""

    size_class: SizeClass | None = None
    province: Province | None = None
    job_function: JobFunction | None = None


NOTHING = Traits()
DIMENSIONS = {"sizeClass": "size_class", "province": "province", "jobFunction": "job_function"}
LOST_FIRST = ("province", "job_function", "size_class")


def generalise(people: Sequence[Traits], smallest: int = SMALLEST_GROUP) -> list[Traits]:
    """Coarsen the traits until every combination that remains is shared by at least ``smallest`` people.

    Somebody who knows who attended, and their traits, can then narrow a participant down to no fewer than
    ``smallest`` members (k-anonymity; Sweeney 2002). Give the people in an order drawn by lot: it can decide who loses
    their traits. With fewer than ``smallest`` people in all, no trait remains.
    """
    numbers = Counter(people)
    became = coarsening(numbers, lambda group: sum(numbers[each] for each in group), smallest)
    return filled([became[each] for each in people], smallest)


def coarsening(
    found: Iterable[Traits], size: Callable[[Collection[Traits]], int], smallest: int = SMALLEST_GROUP
) -> dict[Traits, Traits]:
    """Give what remains of each combination: nothing, or what ``smallest`` people or more share.

    ``size`` counts the people in a group of combinations. Rare combinations first lose the province, then the job
    function, then the size class.
    """
    became = {each: each for each in found}
    for trait in LOST_FIRST:
        for remains, group in groups_of(became).items():
            if size(group) < smallest:
                became |= dict.fromkeys(group, remains._replace(**{trait: None}))
    return became


def filled(left: Sequence[Traits], smallest: int = SMALLEST_GROUP) -> list[Traits]:
    """Let those without traits be nobody, or ``smallest`` people or more.

    When they are fewer, the last people in the largest group lose theirs too; where that would leave too few of it, the
    whole smallest group does.
    """
    sizes = Counter(left)
    short = smallest - sizes.pop(NOTHING, 0)
    if not sizes or not 0 < short < smallest:
        return list(left)
    largest = max(sizes, key=lambda each: (sizes[each], str(each)))
    if sizes[largest] - short >= smallest:
        join = [at for at, each in enumerate(left) if each == largest][-short:]
    else:
        least = min(sizes, key=lambda each: (sizes[each], str(each)))
        join = [at for at, each in enumerate(left) if each == least]
    joined = set(join)
    return [NOTHING if at in joined else each for at, each in enumerate(left)]


def groups_of(became: Mapping[Traits, Traits]) -> dict[Traits, list[Traits]]:
    """Gather the combinations by what remains of them."""
    groups: dict[Traits, list[Traits]] = {}
    for before, after in became.items():
        groups.setdefault(after, []).append(before)
    return groups


def showable(raters: int, people: int) -> int:
    """Give of how many ``raters`` in a group of ``people`` the ratings may show: at least five people's must be missing.

    Nobody rates their own statement: where all the others did, the missing one would name its author. And where all
    who show chose alike, nobody can say of one person of the group that they did.
    """
    return max(min(raters, people - SMALLEST_GROUP), 0)
