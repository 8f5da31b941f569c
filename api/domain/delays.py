"""How long mails really take, against what people were promised."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

PROMISED_SECONDS = 30 * 60


@dataclass(frozen=True)
class Delays:
    """Seconds from the moment a mail was due until it had left; None without any mail."""

    count: int
    median: float | None
    p95: float | None
    longest: float | None
    late: int


def summarise(seconds: Sequence[float]) -> Delays:
    """Summarise delays; ``p95`` is the nearest rank: at least 95 % of the mails took no longer.

    A mail is late when it took more than the half hour that was promised.
    """
    ordered = sorted(max(0.0, each) for each in seconds)
    if not ordered:
        return Delays(0, None, None, None, 0)
    late = sum(each > PROMISED_SECONDS for each in ordered)
    return Delays(len(ordered), _rank(ordered, 0.5), _rank(ordered, 0.95), ordered[-1], late)


def _rank(ordered: Sequence[float], share: float) -> float:
    return ordered[math.ceil(share * len(ordered)) - 1]
