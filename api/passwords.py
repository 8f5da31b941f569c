"""Passwords: hashed and checked with argon2, where waiting does not stop others.

One hash costs tens of milliseconds of CPU. Under gevent it is done in the thread pool of the hub, so that the other
requests of the process go on; never call this with a transaction open.
"""

import sys
from collections.abc import Callable
from typing import Any, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

T = TypeVar("T")

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$DIc+rBdU2HFGu637vjuMnQ$I9KhW1CiTAseCMmfIEFsvOBrYahxWz8AyyTHV34PBKo"


def hashed(password: str) -> str:
    """Give what may be stored of ``password``."""
    return _aside(HASHER.hash, password)


def matches(password: str, stored: str | None) -> bool:
    """Tell whether ``password`` is the one behind ``stored``; without one, the same work is done for nothing."""
    right = _aside(_verify, stored or NOBODY, password)
    return right and stored is not None


def _verify(stored: str, password: str) -> bool:
    try:
        return HASHER.verify(stored, password)
    except VerificationError:
        return False


def _aside(work: Callable[..., T], *arguments: Any) -> T:
    """Do ``work`` in gevent's thread pool when gevent has taken over the threads of this process."""
    monkey = sys.modules.get("gevent.monkey")
    if monkey is None or not monkey.is_module_patched("threading"):
        return work(*arguments)
    import gevent

    answer: T = gevent.get_hub().threadpool.apply(work, arguments)
    return answer
