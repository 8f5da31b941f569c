"""Simulated people in one dialogue, over the public API: each lives by their own time, and the clock jumps from act to act."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from koppen.client import ApiClient, ApiError
from koppen.judgement import recognition
from koppen.rehearsal.habits import Habits
from koppen.rehearsal.script import Window
from koppen.rounds import once

Life = Generator[float, None, None]
"""What somebody does; each yield is the moment, in seconds since the announced start, of their next act."""

NOT_NOW = 409
FILLER = "dit is een oefening en er staat dus niets echts want niemand heeft dit geschreven maar het is even lang als een bijdrage"


@dataclass
class Seen:
    """What happened at one question."""

    window: Window
    wanted: set[int] = field(default_factory=set)
    posted: set[int] = field(default_factory=set)
    needed: list[float] = field(default_factory=list)
    arrivals: list[tuple[float, int]] = field(default_factory=list)
    raters: dict[str, int] = field(default_factory=dict)
    idle: float = 0.0
    present: float = 0.0


@dataclass
class Person:
    """Somebody who takes part."""

    number: int
    client: ApiClient
    turn: dict[str, Any] | None = None


class Crowd:
    """Plays a dialogue; ``go`` sets the clock to a moment, ``now`` reads it."""

    def __init__(
        self,
        path: str,
        clients: Sequence[ApiClient],
        windows: Sequence[Window],
        *,
        habits: Habits,
        rng: random.Random,
        go: Callable[[float], None],
    ) -> None:
        self.path, self.habits, self.rng, self.go = path, habits, rng, go
        self.people = [Person(number, client) for number, client in enumerate(clients)]
        self.seen = [Seen(window) for window in windows]
        self.now = float("-inf")
        self.appeal: dict[str, float] = {}
        self.written = count(1)

    def play(self, lobby: float) -> list[Seen]:
        """Let everybody live through the script, each act in the order of its moment."""
        order = count()
        waiting: list[tuple[float, int, Life]] = []
        for person in self.people:
            life = self._life(person, lobby)
            heapq.heappush(waiting, (next(life), next(order), life))
        while waiting:
            moment, _order, life = heapq.heappop(waiting)
            self.now = max(self.now, moment)
            self.go(self.now)
            following = next(life, None)
            if following is not None:
                heapq.heappush(waiting, (max(following, self.now), next(order), life))
        return self.seen

    def _life(self, person: Person, lobby: float) -> Life:
        habits, rng = self.habits, self.rng
        late = rng.random() < habits.late or not lobby
        yield 1 + rng.expovariate(1 / habits.lateness) if late else -rng.uniform(0.02, 0.98) * lobby
        person.client.call("POST", f"{self.path}/participants")
        for seen in self.seen:
            if seen.window.ends > self.now:
                visits = self._visits(seen.window) if seen.window.is_slow else [(seen.window.opens, seen.window.ends)]
                yield from self._question(person, seen, visits)

    def _visits(self, window: Window) -> list[tuple[float, float]]:
        """Draw when somebody looks in at a question that is open for hours or days."""
        habits, rng = self.habits, self.rng
        number = 1
        while rng.random() < 1 - 1 / max(habits.visits, 1.0):
            number += 1
        first = rng.uniform(window.opens, window.closes)  # who comes at all, comes while there is something to say
        begins = sorted([first, *(rng.uniform(first, window.ends - 60) for _visit in range(number - 1))])
        found: list[tuple[float, float]] = []
        for begin in begins:
            begin = max(begin, found[-1][1] + 60 if found else begin)
            found.append((begin, min(begin + rng.lognormvariate(0, 0.5) * habits.visit, window.ends)))
        return [(begin, end) for begin, end in found if begin < end]

    def _question(self, person: Person, seen: Seen, visits: Sequence[tuple[float, float]]) -> Life:
        person.turn = None
        habits, rng, window = self.habits, self.rng, seen.window
        wants = habits.wants(rng)
        if wants and visits[0][0] < window.closes:
            seen.wanted.add(person.number)
        reads_first = rng.random() < habits.reads_first
        for begin, end in visits:
            yield (
                max(begin + rng.expovariate(1 / habits.noticing), self.now + 0.5) + len(window.prompt) / habits.reading
            )
            came = self.now
            while self.now < end:
                if wants and self.now < window.closes and not reads_first:
                    wants = (yield from self._write(person, seen, end, None)) and wants - 1
                else:
                    reads_first = not (yield from self._read(person, seen, end)) and reads_first
                    reads_first = reads_first and rng.random() < 0.5
            seen.present += max(0.0, min(self.now, end) - came)

    def _write(self, person: Person, seen: Seen, end: float, reacts_to: str | None) -> Generator[float, None, bool]:
        """Write something; tell whether it was placed. Who is still writing when the window closes is noted."""
        habits, window = self.habits, seen.window
        characters = habits.characters(self.rng)
        done = self.now + habits.writing(characters, self.rng)
        last = min(window.closes, end)
        yield min(done, last)
        if done > last:
            if reacts_to is None and last == window.closes and person.number not in seen.posted:
                seen.needed.append(done - last)
            return False
        text = f"Oefening {next(self.written)}: {FILLER} {FILLER} {FILLER}"[:characters].strip()
        body = {"text": text, "kind": "reaction" if reacts_to else "answer", "reactsToId": reacts_to}
        try:
            made = person.client.call("POST", f"{self.path}/statements", body, once())
        except ApiError as error:
            if error.status != NOT_NOW:
                raise
            return False
        seen.arrivals.append((self.now - window.opens, len(text)))
        seen.raters[made["id"]] = 0
        self.appeal[made["id"]] = self.rng.betavariate(3, 2)
        if reacts_to is None:
            seen.posted.add(person.number)
        return True

    def _read(self, person: Person, seen: Seen, end: float) -> Generator[float, None, bool]:
        """Rate what is given, and react now and then; tell whether there was anything to rate."""
        habits, rng = self.habits, self.rng
        try:
            if person.turn is None:
                person.turn = person.client.call("POST", f"{self.path}/turns")["statement"]
            if person.turn is None:
                pause = min(rng.expovariate(1 / habits.looking), end - self.now)
                seen.idle += pause
                yield self.now + max(pause, 0.5)
                return False
            statement = person.turn
            done = self.now + habits.rating(len(statement["text"]), rng)
            yield min(done, end)
            if done > end:
                return True
            word = recognition({"appeal": self.appeal.get(statement["id"], 0.5)}, rng)
            answer = person.client.call(
                "PUT", f"{self.path}/statements/{statement['id']}/rating", {"recognition": word}
            )
        except ApiError as error:
            if error.status != NOT_NOW:
                raise
            person.turn = None
            yield self.now + 1
            return False
        seen.raters[statement["id"]] += 1
        person.turn = answer["turn"]["statement"]
        may_react = word in ("largely", "fully") and self.now < seen.window.closes
        if may_react and rng.random() < habits.reacting:
            yield from self._write(person, seen, end, statement["id"])
        return True
