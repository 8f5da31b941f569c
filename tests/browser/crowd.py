"""Simulated people in one dialogue of the running house: they live in a thread, over the public API like anybody else."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import httpx

from api.models import Member
from koppen.client import ApiClient
from koppen.conversation import Conversation, Participant
from koppen.rounds import Lengths
from tests.browser.site import Site

QUICK = Lengths(question=6)
THINK = 0.4


class Crowd:
    """People who register for an event, come to its dialogue, write and rate."""

    def __init__(self, site: Site, members: Sequence[Member], watcher: Member) -> None:
        self.http = httpx.Client(timeout=30)
        self.people = [self._client(site, member) for member in members]
        self.watcher = self._client(site, watcher)

    def _client(self, site: Site, member: Member) -> ApiClient:
        client = ApiClient(site.url, self.http)
        client.tokens = {"accessToken": site.token(member)}
        return client

    def leave(self) -> None:
        """Let go of the house."""
        self.http.close()

    def everybody(self, method: str, path: str, body: Any = None) -> None:
        """Let everybody ask the same of the API."""
        for person in self.people:
            person.call(method, path, body)

    @contextmanager
    def talking(self, dialogue: str, given: Mapping[str, Any]) -> Iterator[None]:
        """Let everybody come in, and take part beside the test until it leaves this block or the dialogue closes."""
        self.everybody("POST", f"{dialogue}/participants")
        stop, people = threading.Event(), [Participant(person) for person in self.people]
        talk = Conversation(dialogue, given, people, lengths=QUICK, think=THINK, rng=random.Random(12))
        with ThreadPoolExecutor(1) as beside:
            playing = beside.submit(talk.play, self.watcher, stop)
            try:
                yield
            finally:
                stop.set()
            playing.result()
