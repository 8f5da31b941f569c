"""A dialogue hour for tests: an event with its dialogue, and people in it, over the real API."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import Flask

from api.db import Database
from api.domain.vocabulary import Role
from api.models import Event, Member
from tests import factories
from tests.api.conftest import Caller

SCRIPT: list[dict[str, Any]] = [
    {"kind": "lobby", "maxSeconds": 600},
    {"kind": "question", "prompt": "What got stuck?", "minSeconds": 60, "maxSeconds": 300, "tailSeconds": 60},
    {"kind": "question", "prompt": "What helped?", "minSeconds": 60, "maxSeconds": 300, "tailSeconds": 60},
    {"kind": "closing", "maxSeconds": 120},
]


@dataclass
class Hour:
    """One dialogue with its organiser and the callers of its participants."""

    event: Event
    id: str
    organiser: Caller
    people: list[Caller]
    members: list[Member] = field(default_factory=list)

    @property
    def path(self) -> str:
        return f"/dialogues/{self.id}"

    def move(self, move: str) -> None:
        """Push the dialogue on by hand."""
        body = {"move": move} | ({"early": True} if move == "open" else {})
        answer = self.organiser.post(f"{self.path}/moves", body)
        assert answer.status_code == 201, answer.text

    def say(self, who: int, text: str, **fields: Any) -> str:
        """Post a statement as person ``who`` and give its id."""
        answer = self.people[who].post(f"{self.path}/statements", {"text": text, **fields})
        assert answer.status_code == 201, answer.text
        return str(answer.json["id"])

    def turn(self, who: int) -> dict[str, Any] | None:
        """Give the statement whose turn it is for person ``who``."""
        answer = self.people[who].post(f"{self.path}/turns")
        assert answer.status_code == 200, answer.text
        return answer.json["statement"]

    def rate(self, who: int, statement_id: str, recognition: str) -> Any:
        """Rate as person ``who`` and give the whole answer."""
        return self.people[who].put(f"{self.path}/statements/{statement_id}/rating", {"recognition": recognition})


def begin(
    app: Flask,
    database: Database,
    people: int = 3,
    *,
    advance: str = "hand",
    script: Sequence[dict[str, Any]] = SCRIPT,
    joined: bool = True,
    traits: Sequence[dict[str, Any]] = (),
) -> Hour:
    """Make an event with a dialogue and registered people; by hand it is opened and everyone joins, ready for question 1."""
    with database.unit_of_work() as session:
        organiser = factories.member(session, Role.ORGANISER)
        members = [factories.member(session, **(traits[i % len(traits)] if traits else {})) for i in range(people)]
        event = factories.event(session)
        for member in members:
            factories.seat(session, event, member)
    hour = Hour(event, "", Caller(app, organiser), [Caller(app, member) for member in members], members)
    body = {"eventId": str(event.id), "advance": advance, "phases": list(script)}
    answer = hour.organiser.post("/dialogues", body)
    assert answer.status_code == 201, answer.text
    hour.id = str(UUID(answer.json["id"]))
    if advance == "hand" and joined:
        hour.move("open")
        for person in hour.people:
            assert person.post(f"{hour.path}/participants").status_code == 201
        hour.move("next")
    return hour
