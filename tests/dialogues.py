"""Make a dialogue that is over, as the close leaves it: without authors, numbers, keys or turns."""

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.domain.vocabulary import (
    DialogueState,
    JobFunction,
    PhaseKind,
    Recognition,
    SizeClass,
    StatementKind,
)
from api.models import Dialogue, Event, Member, Participant, Phase, Rating, Report, Statement
from api.services import reports
from tests import factories


@dataclass
class Said:
    """A statement to put in: its text and how many chose what."""

    text: str
    fully: int = 0
    largely: int = 0
    a_little: int = 0
    not_at_all: int = 0
    does_not_occur: int = 0
    hidden: bool = False
    question: int = 1
    kind: StatementKind = StatementKind.ANSWER
    reactions: Sequence["Said"] = field(default_factory=list)
    mostly: SizeClass | None = None  # who recognises it; otherwise who chose what is drawn by lot
    origin: Statement | None = None  # the statement of an earlier dialogue that this one asks again


@dataclass
class Closed:
    """What was made."""

    event: Event
    dialogue: Dialogue
    report: Report
    statements: dict[str, Statement]


def closed(
    session: Session, said: Sequence[Said], *, registered: Sequence[Member] = (), people: int = 40, **event: Any
) -> Closed:
    """A closed dialogue with two questions, a report, and seats for ``registered``."""
    day = event.pop("starts_at", factories.START - timedelta(days=1))
    gathering = factories.event(session, starts_at=day, **event)
    for member in registered:
        factories.seat(session, gathering, member)
    dialogue = Dialogue(
        event=gathering, state=DialogueState.CLOSED, closed_at=day + timedelta(hours=1), created_at=factories.START
    )
    dialogue.phases = [
        Phase(position=0, kind=PhaseKind.LOBBY, min_seconds=0, max_seconds=600),
        Phase(position=1, kind=PhaseKind.QUESTION, prompt="What got stuck?", min_seconds=0, max_seconds=900),
        Phase(position=2, kind=PhaseKind.QUESTION, prompt="What helped?", min_seconds=0, max_seconds=900),
    ]
    session.add(dialogue)
    session.flush()
    crowd = [
        Participant(
            dialogue_id=dialogue.id,
            id=uuid.uuid4(),
            size_class=list(SizeClass)[number % 3],
            job_function=list(JobFunction)[number % 2],
        )
        for number in range(people)
    ]
    session.add_all(crowd)
    statements: dict[str, Statement] = {}
    for each in said:
        _say(session, dialogue, each, statements)
        if each.mostly:
            _rate(session, each, statements[each.text], crowd)
    report = reports.store(session, dialogue, factories.START, random.Random(1))
    return Closed(gathering, dialogue, report, statements)


def _say(
    session: Session, dialogue: Dialogue, said: Said, statements: dict[str, Statement], target: Statement | None = None
) -> None:
    counts = ("fully", "largely", "a_little", "not_at_all", "does_not_occur")
    row = Statement(
        dialogue_id=dialogue.id,
        id=uuid.uuid4(),
        phase_id=dialogue.phases[said.question].id,
        kind=StatementKind.REACTION if target else said.kind,
        reacts_to_id=target.id if target else None,
        text=said.text,
        hidden=said.hidden,
        given=said.origin is not None,
        origin_dialogue_id=said.origin and said.origin.dialogue_id,
        origin_statement_id=said.origin and said.origin.id,
        **{name: getattr(said, name) for name in counts},
    )
    session.add(row)
    session.flush()
    if not said.mostly:
        _rate_by_lot(session, row)
    statements[said.text] = row
    for reaction in said.reactions:
        _say(session, dialogue, reaction, statements, row)


def _rate(session: Session, said: Said, statement: Statement, crowd: Sequence[Participant]) -> None:
    """Keep the ratings of a statement: who recognises it comes from ``mostly`` first, the others from elsewhere first."""
    order = sorted(crowd, key=lambda each: each.size_class is not said.mostly)
    yes, no = said.fully + said.largely, said.a_little + said.not_at_all + said.does_not_occur
    chosen = dict.fromkeys(order[:yes], Recognition.FULLY) | dict.fromkeys(order[-no:], Recognition.NOT_AT_ALL)
    for participant, recognition in chosen.items():
        session.add(
            Rating(
                dialogue_id=statement.dialogue_id,
                participant_id=participant.id,
                statement_id=statement.id,
                recognition=recognition,
            )
        )
    session.flush()


def _rate_by_lot(session: Session, statement: Statement) -> None:
    """Leave the single ratings of a statement behind, as the close does: those of five people or more are missing."""
    by_traits = (Participant.size_class, Participant.job_function)  # ids are random: what groups say should not be
    here = Participant.dialogue_id == statement.dialogue_id
    people = session.scalars(select(Participant.id).where(here).order_by(*by_traits)).all()
    lot = random.Random(statement.text)
    given = [word for word in Recognition for _time in range(getattr(statement, word.value))]
    kept = lot.sample(given, min(len(given), max(len(people) - 5, 0)))
    for person, word in zip(lot.sample(people, len(kept)), kept, strict=True):
        rating = Rating(dialogue_id=statement.dialogue_id, statement_id=statement.id, participant_id=person)
        rating.recognition = word
        session.add(rating)
    session.flush()
