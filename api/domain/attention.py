"""How the attention was spread over the statements, and who gave it, in groups that point at nobody."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from api.domain.anonymity import DIMENSIONS, SMALLEST_GROUP, Traits, generalise
from api.domain.dialogues import ENOUGH_RATERS

BUCKETS = 8


def distribution(raters: Sequence[int], buckets: int = BUCKETS) -> list[dict[str, int]]:
    """Count the statements by how often they were rated, in at most ``buckets`` ranges of a round width.

    The first range ends where a figure begins, so that none mixes statements with and without one.
    """
    if not raters:
        return []
    width = next(size for size in _round_widths() if ENOUGH_RATERS + (buckets - 1) * size > max(*raters, ENOUGH_RATERS))
    starts = [0, *range(ENOUGH_RATERS, max(raters) + 1, width)]
    ends = [*(start - 1 for start in starts[1:]), starts[-1] + (width if len(starts) > 1 else ENOUGH_RATERS) - 1]
    return [
        {"from": start, "to": end, "statements": sum(start <= count <= end for count in raters)}
        for start, end in zip(starts, ends, strict=True)
    ]


def _round_widths() -> Iterable[int]:
    size = 1
    while True:
        yield from (5 * size, 10 * size, 20 * size)
        size *= 10


def profile(people: Sequence[Traits]) -> dict[str, list[dict[str, object]]]:
    """Count the people by size class, province and job function, from the coarsened traits that stay in the database.

    Every combination in those is shared by at least five people, so every sum of them, and every difference with the
    database, is too. People without the trait are counted under None. With fewer than five people there is no profile.
    """
    coarse = generalise(people) if len(people) >= SMALLEST_GROUP else []
    tables: dict[str, Mapping[StrEnum | None, int]] = {
        name: Counter(getattr(each, trait) for each in coarse) for name, trait in DIMENSIONS.items()
    }
    return {
        name: [
            {"value": value.value if value else None, "people": count}
            for value, count in sorted(table.items(), key=lambda row: (row[0] is None, -row[1], str(row[0])))
        ]
        for name, table in tables.items()
    }
