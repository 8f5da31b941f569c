"""How busy a dialogue is, minute by minute: totals of the whole room, in memory, forgotten at the close.

A total names nobody, and nothing of it reaches the database: a rate per minute that stayed beside the order of arrival
would tell when somebody wrote. With a Redis URL the totals are shared with the other processes, for two hours at most.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import redis

CHANNEL = "koppen:pulse:"
SHOWN = 15  # minutes
KEPT = 64  # dialogues in memory
HOURS = 2 * 60 * 60

Totals = tuple[int, int]


@dataclass(frozen=True)
class Minute:
    """What came in during one minute; ``ago`` 0 is the present one. None where the total before it is not known."""

    ago: int
    statements: int | None
    ratings: int | None


class Pulse:
    """Keeps the last totals of each minute."""

    def __init__(self, redis_url: str | None = None) -> None:
        self._minutes: dict[UUID, dict[int, Totals]] = {}
        self._redis = redis.Redis.from_url(redis_url, socket_timeout=1.0) if redis_url else None

    def note(self, dialogue_id: UUID, now: datetime, totals: Totals) -> None:
        """Note the totals of a dialogue as they are now."""
        minute = _minute(now)
        if dialogue_id not in self._minutes and len(self._minutes) >= KEPT:
            self._minutes.pop(next(iter(self._minutes)))
        own = self._minutes.setdefault(dialogue_id, {})
        own[minute] = totals
        for old in [each for each in own if each < minute - SHOWN - 1]:
            del own[old]
        if self._redis is not None:
            name = CHANNEL + str(dialogue_id)
            with suppress(redis.RedisError):
                self._redis.hset(name, str(minute), f"{totals[0]} {totals[1]}")
                self._redis.expire(name, HOURS)

    def minutes(self, dialogue_id: UUID, now: datetime) -> list[Minute]:
        """Give the last quarter of an hour, the oldest minute first."""
        known, last = self._known(dialogue_id), _minute(now)
        rows = []
        for minute in range(last - SHOWN + 1, last + 1):
            before, after = _latest(known, minute - 1), _latest(known, minute)
            if before is None or after is None:
                rows.append(Minute(last - minute, None, None))
            else:
                rows.append(Minute(last - minute, max(after[0] - before[0], 0), max(after[1] - before[1], 0)))
        return rows

    def forget(self, dialogue_id: UUID) -> None:
        """Forget a dialogue that is over."""
        self._minutes.pop(dialogue_id, None)
        if self._redis is not None:
            with suppress(redis.RedisError):
                self._redis.delete(CHANNEL + str(dialogue_id))

    def _known(self, dialogue_id: UUID) -> Mapping[int, Totals]:
        own = dict(self._minutes.get(dialogue_id, {}))
        if self._redis is None:
            return own
        told: dict[bytes, bytes] = {}
        with suppress(redis.RedisError):
            told = self._redis.hgetall(CHANNEL + str(dialogue_id))  # type: ignore[assignment]
        for name, value in told.items():
            statements, ratings = (int(part) for part in value.split(b" "))
            mine = own.get(int(name), (0, 0))
            own[int(name)] = max(mine[0], statements), max(mine[1], ratings)
        return own


def _minute(now: datetime) -> int:
    return int(now.timestamp() // 60)


def _latest(known: Mapping[int, Totals], minute: int) -> Totals | None:
    """Give the totals at the end of a minute: what is not noted did not change."""
    found = max((each for each in known if each <= minute), default=None)
    return None if found is None else known[found]
