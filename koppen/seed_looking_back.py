"""What people do beside the dialogue that is over: answer questions in between, offer to think along, look back."""

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.domain.vocabulary import PollKind, PollState, Scale
from api.models import Dialogue, Poll
from api.services import dialogues, evaluations, hand_raises, polls, rooms
from koppen.stage import Stage
from koppen.texts import written

NOTES = ("Wij hebben dit twee keer gedaan.", "Bel me gerust.", "Ik weet hoe het niet moet.", "")
ANSWERED = 0.9  # of the people in the room


def prepare(session: Session, dialogue: Dialogue, organiser: Any) -> None:
    """Put the questions in between ready."""
    for given in written("past_polls"):
        scale = Scale(given["scale"]) if "scale" in given else None
        words = (given.get("options", []), given.get("low", ""), given.get("high", ""))
        polls.create(session, dialogue, organiser, polls.Draft(PollKind(given["kind"]), given["prompt"], *words, scale))


def ask(stage: Stage, dialogue_id: UUID, question: int, names: list[str]) -> None:
    """Open the poll of a question, if it has one, let people answer it with one tap, and close it."""
    organiser = written("people")["organiser"]["name"]
    for given in (each for each in written("past_polls") if each["at"] == question):
        with stage.database.unit_of_work() as session:
            query = select(Poll).where(Poll.dialogue_id == dialogue_id, Poll.prompt == given["prompt"])
            poll = session.scalars(query).one()
            dialogue = dialogues.get(session, dialogue_id, lock=True)
            member = stage.member(session, organiser)
            polls.put(session, dialogue, poll.id, PollState.OPEN, member, stage.now)
            values = [option.value for option in poll.options]
            for name in stage.rng.sample(names, int(len(names) * ANSWERED)):
                room = rooms.enter(session, dialogue_id, stage.member(session, name), stage.now)
                polls.answer(session, room, poll.id, stage.rng.choices(values, given["chosen"])[0])
            polls.put(session, dialogue, poll.id, PollState.CLOSED, member, stage.now)


def offer(stage: Stage, dialogue_id: UUID, statement_id: UUID, names: list[str]) -> None:
    """Let people raise their hand at a statement, under their own names."""
    with stage.database.unit_of_work() as session:
        for name in names:
            member, note = stage.member(session, name), stage.rng.choice(NOTES)
            hand_raises.offer(session, dialogue_id, statement_id, member, note, stage.now)


def plan(stage: Stage, event_id: UUID, ended: Any, names: list[str]) -> None:
    """Let people say afterwards how it was, the days after they were asked."""
    for name in names:
        moment = stage.between(ended + timedelta(days=1), ended + timedelta(days=6))
        stage.plan(moment, partial(_answer, stage, event_id, name))


def _answer(stage: Stage, event_id: UUID, name: str) -> None:
    rng = stage.rng
    said = {
        "usefulness": rng.choices((2, 3, 4, 5), (1, 3, 7, 6))[0],
        "recommendation": rng.choices((2, 3, 4, 5), (1, 2, 6, 8))[0],
        "different": rng.choice(written("evaluations")) if rng.random() < 0.4 else "",
    }
    with stage.database.unit_of_work() as session:
        evaluations.answer(session, event_id, stage.member(session, name), said, now=stage.now, rng=rng)
