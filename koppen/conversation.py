"""Simulated participants in one dialogue: they write what the file gives them, and rate whatever comes by."""

import random
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from koppen.client import MEANT_SO, ApiClient, ApiError
from koppen.judgement import UNKNOWN, recognition
from koppen.rounds import Lengths, once
from koppen.texts import written

LOOK = 2.0  # seconds between two looks at where the dialogue stands
REACTIONS = 3  # so many to one statement, from all simulated participants together
NOT_NOW = (403, 404, 409)  # the stage changed while somebody was thinking


@dataclass
class Participant:
    """One simulated person: a client, the statement in front of them, and when they act again."""

    client: ApiClient
    next_at: float = 0.0
    turn: Mapping[str, Any] | None = None


@dataclass
class Place:
    """Where the dialogue stands, seen from a client's own clock."""

    stage: str = "planned"
    question: int = -1
    since: float = field(default_factory=time.monotonic)


class Conversation:
    """Plays one dialogue to its end."""

    def __init__(
        self,
        path: str,
        given: Mapping[str, Any],
        people: Sequence[Participant],
        *,
        lengths: Lengths,
        think: float,
        rng: random.Random,
    ) -> None:
        self.path, self.people, self.rng = path, people, rng
        self.lengths, self.think = lengths, think
        self.place = Place()
        self.questions = [list(question["statements"]) for question in given["questions"]]
        self.known = {each["text"]: each for question in self.questions for each in question}
        self.reactions: dict[str, int] = {}
        self.said: set[str] = set()

    def play(self, watcher: ApiClient, stop: threading.Event) -> None:
        """Take part until the dialogue is closed, or until told to stop."""
        self._catch_up(watcher)
        looked = 0.0
        while not stop.is_set():
            now = time.monotonic()
            if now - looked >= min(LOOK, self.think):
                self._look(watcher.call("GET", self.path))
                looked = now
            if self.place.stage == "closed":
                return
            person = min(self.people, key=lambda each: each.next_at)
            if person.next_at <= now and self.place.stage in ("question", "tail"):
                self._act(person)
                person.next_at = time.monotonic() + self.rng.uniform(0.4, 1.6) * self.think
            else:
                stop.wait(min(max(person.next_at - now, 0.05), LOOK, self.think))

    def _catch_up(self, watcher: ApiClient) -> None:
        """Find out what was said before, so that nobody says it again after a restart."""
        cursor = ""
        while True:
            page = watcher.call("GET", f"{self.path}/statements?limit=100{cursor}")
            for each in page["items"]:
                self.said.add(each["text"])
                if each["reactsToId"]:
                    self.reactions[each["reactsToId"]] = self.reactions.get(each["reactsToId"], 0) + 1
            if page["next"] is None:
                return
            cursor = f"&cursor={page['next']}"

    def _look(self, dialogue: Mapping[str, Any]) -> None:
        kinds = [phase["kind"] for phase in dialogue["phases"]]
        position = dialogue["position"]
        question = -1 if position is None else kinds[: position + 1].count("question") - 1
        if (dialogue["stage"], question) != (self.place.stage, self.place.question):
            self.place = Place(dialogue["stage"], question)
            for person in self.people:
                person.turn = None
                person.next_at = time.monotonic() + self.rng.uniform(0.1, 1.5) * self.think

    def _act(self, person: Participant) -> None:
        try:
            if self.place.stage == "question" and self._is_time_to_write():
                self._write(person)
            elif person.turn is None:
                person.turn = person.client.call("POST", f"{self.path}/turns")["statement"]
            else:
                self._rate(person, person.turn)
        except ApiError as error:
            if error.status not in NOT_NOW:
                raise
            person.turn = None

    def _is_time_to_write(self) -> bool:
        """Spread what is to be said over the first four fifths of the question, a few at once."""
        texts = self.questions[self.place.question]
        said = sum(each["text"] in self.said for each in texts)
        gone = (time.monotonic() - self.place.since) / (0.8 * self.lengths.question)
        return said < len(texts) and said < 3 + gone * len(texts)

    def _write(self, person: Participant) -> None:
        waiting = [each["text"] for each in self.questions[self.place.question] if each["text"] not in self.said]
        self._say(person, waiting[0], None)

    def _rate(self, person: Participant, statement: Mapping[str, Any]) -> None:
        word = recognition(self.known.get(statement["text"], UNKNOWN), self.rng)
        answer = person.client.call("PUT", f"{self.path}/statements/{statement['id']}/rating", {"recognition": word})
        person.turn = answer["turn"]["statement"]
        if self.place.stage == "question" and word in ("largely", "fully") and self.rng.random() < 0.3:
            self._react(person, statement)

    def _react(self, person: Participant, statement: Mapping[str, Any]) -> None:
        """React to a statement of ours with what the file has for it, to a visitor's with something general."""
        if statement["reactsToId"] or self.reactions.get(statement["id"], 0) >= REACTIONS:
            return
        known = self.known.get(statement["text"])
        texts = written("live_dialogues")["generic_reactions"] if known is None else known.get("reactions", [])
        waiting = [text for text in texts if text not in self.said]
        if waiting:
            self._say(person, waiting[0] if known else self.rng.choice(waiting), statement["id"])
            self.reactions[statement["id"]] = self.reactions.get(statement["id"], 0) + 1

    def _say(self, person: Participant, text: str, reacts_to: str | None) -> None:
        kind = "answer" if reacts_to is None else "reaction"
        self.said.add(text)
        body = {"text": text, "kind": kind, "reactsToId": reacts_to, "acknowledged": MEANT_SO}
        person.client.call("POST", f"{self.path}/statements", body, once())
