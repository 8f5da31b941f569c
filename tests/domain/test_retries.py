"""Failed work waits longer each time, within reason."""

import random
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from api.domain.retries import ATTEMPTS, LONGEST, is_hopeless, pause


@given(attempts=st.integers(1, 10_000), seed=st.integers())
def test_a_pause_is_never_shorter_than_moments_nor_longer_than_hours(attempts: int, seed: int):
    assert timedelta(seconds=2) < pause(attempts, random.Random(seed)) <= LONGEST * 1.5


def test_what_failed_together_does_not_come_back_together():
    rng = random.Random(1)
    assert len({pause(3, rng) for _each in range(50)}) == 50


def test_all_attempts_together_outlast_a_night():
    rng = random.Random(1)
    together = sum((pause(attempts, rng) for attempts in range(1, ATTEMPTS)), timedelta())
    assert timedelta(hours=8) < together < timedelta(hours=14)
    assert [is_hopeless(ATTEMPTS - 1), is_hopeless(ATTEMPTS)] == [False, True]
