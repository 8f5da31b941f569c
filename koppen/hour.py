"""One replayed hour: the event, the doors, the conversation, the close and the report, all over the public API."""

import secrets
import threading
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

from koppen.audience import Advance, Person, ReplayFailed, each
from koppen.client import MEANT_SO, ApiClient
from koppen.ledger import Ledger, word_for
from koppen.polis import Conversation
from koppen.timeline import Act, Rate, Say

LONG = 24 * 60 * 60  # seconds: the organiser's hand moves this dialogue, not the clock


class Hour:
    """A dialogue in which the participants of a conversation say and choose what they really did."""

    def __init__(self, organiser: ApiClient, people: Iterable[Person], conversation: Conversation) -> None:
        self.organiser, self.conversation = organiser, conversation
        self.people = {person.number: person for person in people}
        self.ledger = Ledger()
        self.nothing_left = 0  # ratings that could not be given: everything was rated
        self.seconds = 0.0
        self.path = ""
        self._waiting: list[Person] = []
        self._failed: list[BaseException] = []

    def announce(self) -> str:
        """Make and publish the event with its dialogue; give the event's path."""
        topic = self.conversation.topic
        starts = datetime.now(UTC) + timedelta(hours=2)
        event = self.organiser.answer(
            "POST",
            "/events",
            {
                "kind": "dialogue",
                "title": f"Replay: {topic}"[:160],
                "startsAt": starts.isoformat(),
                "endsAt": (starts + timedelta(hours=2)).isoformat(),
                "linkDaysBefore": 0,
                "reminderHoursBefore": 0,
            },
            _once(),
        )
        path = f"/events/{event.json_or_none['id']}"
        question = {"kind": "question", "prompt": topic, "explanation": self.conversation.description}
        script = [
            {"kind": "lobby", "maxSeconds": LONG},
            question | {"maxSeconds": LONG, "tailSeconds": LONG},
            {"kind": "closing", "maxSeconds": LONG},
        ]
        dialogue = self.organiser.call(
            "POST", "/dialogues", {"eventId": event.json_or_none["id"], "advance": "hand", "phases": script}, _once()
        )
        self.organiser.call("POST", f"{path}/publication", headers={"If-Match": event.headers["ETag"]})
        self.path = f"/dialogues/{dialogue['id']}"
        return path

    def register(self, event: str, workers: int) -> None:
        """Give everybody a seat."""
        each(lambda person: person.client.call("POST", f"{event}/registrations", {}), [*self.people.values()], workers)

    def enter(self, workers: int) -> None:
        """Open the doors, let everybody in and begin with the question."""
        self._move("open")
        each(lambda person: person.client.call("POST", f"{self.path}/participants"), [*self.people.values()], workers)
        self._move("next")

    def play(self, acts: Iterable[Act], *, workers: int, speed: float | None, advance: Advance) -> None:
        """Play the conversation: statements one after the other in their order, ratings by ``workers`` at once."""
        begun = time.monotonic()
        places = threading.BoundedSemaphore(workers * 2)
        pace = Pace(speed)

        def rate(person: Person, *, again: bool) -> None:
            pace.wait()
            places.acquire()
            pool.submit(self._rate, person, again=again, advance=advance).add_done_callback(lambda _: places.release())

        with ThreadPoolExecutor(workers) as pool:
            for act in acts:
                self._check()
                if isinstance(act, Rate):
                    rate(self.people[act.by], again=True)
                elif isinstance(act, Say):
                    self._say(act)
                else:
                    self._move("next")
        with ThreadPoolExecutor(workers) as pool:
            for person in self._waiting:
                self._check()
                rate(person, again=False)
        self._check()
        self.seconds = time.monotonic() - begun

    def close(self) -> Mapping[str, Any]:
        """Close the dialogue by the organiser's hand, and give the content of its report."""
        self._move("next")
        self._move("close")
        content: Mapping[str, Any] = self.organiser.call("GET", f"{self.path}/reports/1")["content"]
        return content

    def _move(self, move: str) -> None:
        self.organiser.call("POST", f"{self.path}/moves", {"move": move})

    def _say(self, act: Say) -> None:
        author = self.people[act.by]
        with author.busy:
            body = {"text": act.said.text, "acknowledged": MEANT_SO}
            given = author.client.call("POST", f"{self.path}/statements", body, _once())
        self.ledger.stand(given["id"], act.said)

    def _rate(self, person: Person, *, again: bool, advance: Advance) -> None:
        try:
            with person.busy:
                self._take_turn(person, again=again, advance=advance)
        except BaseException as error:  # noqa: BLE001 - told by the thread that plays
            self._failed.append(error)

    def _take_turn(self, person: Person, *, again: bool, advance: Advance) -> None:
        if person.turn is None:
            person.turn = person.client.call("POST", f"{self.path}/turns")["statement"]
        if person.turn is None:
            if again:
                self._waiting.append(person)
            else:
                self.nothing_left += 1
                advance(1)
            return
        number = person.turn["id"]
        said = self.ledger.find(number)
        if said is None or said.text != person.turn["text"]:
            raise ReplayFailed(f"participant {person.number} was given a statement that nobody said: {person.turn}")
        word = word_for(self.conversation.votes[person.number].get(said.id))
        begun = time.perf_counter()
        answer = person.client.call("PUT", f"{self.path}/statements/{number}/rating", {"recognition": word})
        if (answer["statementId"], answer["recognition"]) != (number, word):
            raise ReplayFailed(f"the API answered {answer} to the rating {word} of {number}")
        self.ledger.rated(said, person.number, word, time.perf_counter() - begun)
        person.turn = answer["turn"]["statement"]
        advance(1)

    def _check(self) -> None:
        if self._failed:
            raise self._failed[0]


class Pace:
    """Lets so many through a second, or everybody at once."""

    def __init__(self, speed: float | None) -> None:
        self.gap = 1 / speed if speed else 0.0
        self.next = time.monotonic()

    def wait(self) -> None:
        """Wait for the next moment; time that was lost is not caught up."""
        now = time.monotonic()
        if self.gap and now < self.next:
            time.sleep(self.next - now)
        self.next = max(now, self.next) + self.gap


def _once() -> dict[str, str]:
    return {"Idempotency-Key": secrets.token_hex(16)}
