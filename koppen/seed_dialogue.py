"""The dialogue that is over: played from door to report, statement by statement."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.domain.vocabulary import Recognition, SizeClass, StatementKind
from api.models import Statement
from api.services import live, rooms, turns
from api.services.scoreboard import Scoreboard
from koppen import seed_looking_back
from koppen.judgement import recognition
from koppen.stage import Stage
from koppen.texts import written


def said(session: Session, dialogue_id: UUID, beginning: str) -> dict[str, UUID]:
    """Find a statement by how it begins; the ids of the hour itself are gone."""
    query = select(Statement.id).where(Statement.dialogue_id == dialogue_id, Statement.text.startswith(beginning))
    return {"dialogue_id": dialogue_id, "statement_id": session.scalars(query).one()}


class Hour:
    """The people in the dialogue, and what they said."""

    def __init__(self, stage: Stage, dialogue_id: UUID, names: list[str]) -> None:
        self.stage, self.dialogue_id, self.names = stage, dialogue_id, names
        self.known: dict[str, dict[str, Any]] = {}
        self.said: dict[str, tuple[UUID, str]] = {}
        self.scores = Scoreboard(lambda _dialogue: len(self.known), seed=stage.rng.getrandbits(32))

    def play(self, seconds: int, tail_seconds: int) -> None:
        """Let everybody in, play each question of so many ``seconds`` and its tail, and leave the rest to the clock."""
        begun = self.stage.now
        for name in self.names:
            with self.stage.database.unit_of_work() as session:
                live.join(session, self.dialogue_id, self.stage.member(session, name), self.stage.now)
        for place, question in enumerate(written("past_dialogue")):
            self.stage.forward(begun + timedelta(seconds=place * (seconds + tail_seconds) + 40))
            seed_looking_back.ask(self.stage, self.dialogue_id, place + 1, self.names)
            self._question(question["statements"], seconds)
        self._offers()
        self.stage.forward(begun + timedelta(hours=2))

    def _question(self, statements: list[dict[str, Any]], seconds: int) -> None:
        """Let each statement be written by somebody, its reactions a little later, and everybody rate in between."""
        rng, step = self.stage.rng, timedelta(seconds=(seconds - 120) / (len(statements) + 2))
        late: list[tuple[dict[str, Any], UUID]] = []
        before = len(self.known)
        for place, statement in enumerate(statements):
            about = self._say(self.names[place * 8 % len(self.names)], statement, None)
            for reaction in statement.get("reactions", []):
                if place % 2:
                    self._say(rng.choice(self.names), reaction, about)
                else:
                    late.append((reaction, about))
            for name in rng.sample(self.names, len(self.names) // 6):
                self._rate(name, 4)
            self.stage.forward(self.stage.now + step)
        for reaction, about in late:
            self._say(rng.choice(self.names), reaction, about)
        for name in self.names:
            self._rate(name, len(self.known) - before - rng.randrange(4))

    def _offers(self) -> None:
        """Let people offer to think along where the file says how many."""
        for text, statement in self.known.items():
            statement_id, writer = self.said[text]
            others = [name for name in self.names if name != writer]
            offering = self.stage.rng.sample(others, statement.get("offers", 0))
            seed_looking_back.offer(self.stage, self.dialogue_id, statement_id, offering)

    def _say(self, name: str, statement: dict[str, Any], reacts_to: UUID | None) -> UUID:
        kind = StatementKind.ANSWER if reacts_to is None else StatementKind.REACTION
        words = {"text": statement["text"], "kind": kind, "reacts_to_id": reacts_to, "client_key": None}
        with self.stage.database.unit_of_work() as session:
            room = rooms.enter(session, self.dialogue_id, self.stage.member(session, name), self.stage.now)
            statement_id = live.post(session, room, **words).id
        self.known[statement["text"]] = statement
        self.said[statement["text"]] = (statement_id, name)
        return statement_id

    def _rate(self, name: str, number: int) -> None:
        """Let one participant rate up to ``number`` statements, one turn after the other."""
        stage = self.stage
        with stage.database.unit_of_work() as session:
            member = stage.member(session, name)
            room = rooms.enter(session, self.dialogue_id, member, stage.now)
            size = member.organisation.size_class
            sizes = {"small": size is SizeClass.SMALL, "large": size is SizeClass.LARGE}
            turn = turns.turn(session, room, self.scores, stage.now)
            for _each in range(number):
                if turn is None:
                    break
                word = Recognition(recognition(self.known[turn.text], stage.rng, **sizes))
                turn = turns.rate(session, room, turn.id, word, self.scores, stage.now).turn
