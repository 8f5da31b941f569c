"""How long to wait before failed work is tried again."""

import random
from datetime import timedelta

ATTEMPTS = 20
FIRST = timedelta(seconds=5)
LONGEST = timedelta(hours=1)


def pause(attempts: int, rng: random.Random) -> timedelta:
    """Give the pause after ``attempts`` failures (1 or more).

    It doubles from 5 seconds up to an hour and is then spread between half and one and a half times, so that what
    failed together does not come back together. Twenty attempts take about ten hours: a mail server may be down for a night.
    """
    doubled: timedelta = min(FIRST * 2 ** min(attempts - 1, 20), LONGEST)
    return doubled * rng.uniform(0.5, 1.5)


def is_hopeless(attempts: int) -> bool:
    """Tell whether work that failed this often is put aside for a person to look at."""
    return attempts >= ATTEMPTS
