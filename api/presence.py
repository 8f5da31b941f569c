"""Who has the dialogue on a screen right now: counted in memory, by pseudonym, and forgotten with the connection.

Each process counts its own; with a Redis URL it tells the others its number, never who. A process that stops telling
is left out after a few seconds.
"""

import threading
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from uuid import UUID

import redis

CHANNEL = "koppen:present:"
BEAT = 2.0  # seconds between two numbers that a process tells of one dialogue
SILENT = 15.0  # seconds after which a process that tells nothing does not count


class Presence:
    """Counts the people whose screens are connected to a dialogue."""

    def __init__(self, redis_url: str | None = None, clock: Callable[[], float] = time.time) -> None:
        self._here: dict[UUID, Counter[UUID]] = defaultdict(Counter)
        self._told: dict[UUID, float] = {}
        self._lock = threading.Lock()
        self._me = uuid.uuid4().hex
        self._clock = clock
        self._redis = redis.Redis.from_url(redis_url, socket_timeout=1.0) if redis_url else None

    @contextmanager
    def at(self, dialogue_id: UUID, who: UUID | None) -> Iterator[Callable[[], None]]:
        """Count ``who`` as present while the block lasts; call what it gives now and then, to say so to other processes."""
        if who is None:
            yield lambda: None
            return
        with self._lock:
            self._here[dialogue_id][who] += 1
        self._tell(dialogue_id, at_once=True)
        try:
            yield lambda: self._tell(dialogue_id)
        finally:
            with self._lock:
                here = self._here[dialogue_id]
                here[who] -= 1
                if here[who] <= 0:
                    del here[who]
                if not here:
                    del self._here[dialogue_id]
            self._tell(dialogue_id, at_once=True)

    def count(self, dialogue_id: UUID) -> int:
        """Tell how many people are present, in this process and in others; who has two screens here counts once."""
        own = len(self._here.get(dialogue_id, ()))
        if self._redis is None:
            return own
        told: dict[bytes, bytes] = {}
        with suppress(redis.RedisError):
            told = self._redis.hgetall(CHANNEL + str(dialogue_id))  # type: ignore[assignment]
        others = [value.split(b" ") for name, value in told.items() if name.decode() != self._me]
        return own + sum(int(count) for count, at in others if self._clock() - float(at) < SILENT)

    def _tell(self, dialogue_id: UUID, *, at_once: bool = False) -> None:
        if self._redis is None:
            return
        now = self._clock()
        if not at_once and now - self._told.get(dialogue_id, 0.0) < BEAT:
            return
        self._told[dialogue_id] = now
        name, count = CHANNEL + str(dialogue_id), len(self._here.get(dialogue_id, ()))
        with suppress(redis.RedisError):
            self._redis.hset(name, self._me, f"{count} {now}")
            self._redis.expire(name, 60)
        if not count:
            self._told.pop(dialogue_id, None)
