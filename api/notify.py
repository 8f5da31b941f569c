"""Live fan-out: who waits for news about a dialogue hears that there is some.

News carries no content: listeners read the state themselves, so a lost or doubled notice does no harm. Within one
process it travels in memory; with a Redis URL it reaches the other processes as well.
"""

import threading
import uuid
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import redis

CHANNEL = "koppen:dialogue:"


class Listener:
    """One waiting stream."""

    def __init__(self) -> None:
        self._news = threading.Event()

    def wait(self, seconds: float) -> bool:
        """Wait for news for at most ``seconds``; tell whether there was any, and forget it."""
        heard = self._news.wait(max(seconds, 0))
        self._news.clear()
        return heard

    def wake(self) -> None:
        """Let the stream know that there is news."""
        self._news.set()


class Hub:
    """Carry news about dialogues to the streams of this process, and through Redis to those of others."""

    def __init__(self, redis_url: str | None = None) -> None:
        self._listeners: dict[uuid.UUID, set[Listener]] = defaultdict(set)
        self._news_count: dict[uuid.UUID, int] = defaultdict(int)
        self._lock = threading.Lock()
        self._redis = redis.Redis.from_url(redis_url) if redis_url else None
        self._relay: threading.Thread | None = None

    @contextmanager
    def listen(self, dialogue_id: uuid.UUID) -> Iterator[Listener]:
        """Hear news about one dialogue for as long as the block lasts."""
        listener = Listener()
        with self._lock:
            self._listeners[dialogue_id].add(listener)
            if self._redis is not None and self._relay is None:
                self._relay = threading.Thread(target=self._relay_from_redis, name="koppen-relay", daemon=True)
                self._relay.start()
        try:
            yield listener
        finally:
            with self._lock:
                self._listeners[dialogue_id].discard(listener)
                if not self._listeners[dialogue_id]:
                    del self._listeners[dialogue_id]

    def announce(self, dialogue_id: uuid.UUID) -> None:
        """Tell everyone who listens to this dialogue, in every process, that something changed."""
        if self._redis is None:
            self._wake(dialogue_id)
            return
        try:
            self._redis.publish(CHANNEL + str(dialogue_id), b"")
        except redis.RedisError:
            self._wake(dialogue_id)  # the others find out at their next heartbeat

    def news_count(self, dialogue_id: uuid.UUID) -> int:
        """Tell how often there was news: who read the state at this count need not read it again."""
        return self._news_count[dialogue_id]

    def _wake(self, dialogue_id: uuid.UUID) -> None:
        with self._lock:
            self._news_count[dialogue_id] += 1
            listeners = list(self._listeners.get(dialogue_id, ()))
        for listener in listeners:
            listener.wake()

    def _relay_from_redis(self) -> None:
        assert self._redis is not None  # noqa: S101 - tells mypy what the caller checked
        pause = threading.Event()
        while True:
            with suppress(redis.RedisError), self._redis.pubsub() as channel:
                channel.psubscribe(CHANNEL + "*")
                for message in channel.listen():
                    if message["type"] == "pmessage":
                        self._wake(uuid.UUID(message["channel"].decode().removeprefix(CHANNEL)))
            pause.wait(1.0)  # the connection broke: try again, without spinning
