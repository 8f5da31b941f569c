"""Steering a live dialogue by hand: opening, going on, more time, a pause, a question that was not in the script."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from api.domain import moves
from api.domain.dialogues import Place, Standing, Step, opens_at, require_time_to_open
from api.domain.errors import Conflict
from api.domain.moves import Seen
from api.domain.permissions import require_organiser
from api.domain.vocabulary import DialogueState, EventStatus
from api.models import Dialogue, Member, Phase
from api.services import dialogues
from api.services.dialogues import Script


def open_by_hand(session: Session, dialogue: Dialogue, member: Member, now: datetime, *, early: bool = False) -> None:
    """Open the doors now, whatever the clock says; long before their time only when the organiser says ``early``."""
    require_organiser(member.role)
    if dialogue.event.status is not EventStatus.PUBLISHED:
        raise Conflict("Publish the event first.")
    if dialogue.state is not DialogueState.PLANNED:
        raise Conflict("The dialogue has been opened already.")
    opens = opens_at(dialogues.steps_of(dialogue.phases), dialogue.event.starts_at)
    require_time_to_open(opens, now, early=early)
    dialogues.open_doors(session, dialogue, Place(0, in_tail=False, since=now))
    dialogues.schedule(session, dialogue, now)


def go_on(session: Session, dialogue: Dialogue, member: Member, now: datetime, seen: Seen) -> None:
    """Go to the next stage."""
    _move(session, dialogue, member, now, seen, moves.next_by_hand)


def extend(session: Session, dialogue: Dialogue, member: Member, now: datetime, seen: Seen, seconds: int) -> None:
    """Give the present stage more time."""
    _move(session, dialogue, member, now, seen, lambda steps, here, at: moves.extend(steps, here, seconds, at))


def pause(session: Session, dialogue: Dialogue, member: Member, now: datetime, seen: Seen) -> None:
    """Let time stand still, and with it writing and rating."""
    _move(session, dialogue, member, now, seen, lambda _steps, here, at: moves.pause(here, at))


def resume(session: Session, dialogue: Dialogue, member: Member, now: datetime, seen: Seen) -> None:
    """Let time run again."""
    _move(session, dialogue, member, now, seen, lambda _steps, here, at: moves.resume(here, at))


def insert(
    session: Session, dialogue: Dialogue, member: Member, now: datetime, seen: Seen, script: Script, *, at_once: bool
) -> None:
    """Put a question in after the present one; ``at_once`` ends the writing in the present one."""
    here = _under_way(session, dialogue, member, now, seen)
    question = Step(script.kind, script.min_seconds, script.max_seconds, script.tail_seconds, script.prompt)
    steps, position = moves.insert(dialogues.steps_of(dialogue.phases), here, question)
    dialogues.put(dialogue, moves.next_by_hand(steps, here, now) if at_once else _place(here))
    _make_room(session, dialogue, position)
    session.add(
        Phase(
            dialogue_id=dialogue.id,
            position=position,
            kind=script.kind,
            prompt=script.prompt,
            explanation=script.explanation,
            min_seconds=script.min_seconds,
            max_seconds=script.max_seconds,
            tail_seconds=script.tail_seconds,
        )
    )
    flag_modified(dialogue, "advance")  # another script is a new version too
    session.flush()
    session.expire(dialogue, ["phases"])
    dialogues.schedule(session, dialogue, now)


def _make_room(session: Session, dialogue: Dialogue, position: int) -> None:
    """Move the phases from ``position`` on one further; by way of negative numbers, since each position is unique."""
    session.flush()
    mine = Phase.dialogue_id == dialogue.id
    away = update(Phase).where(mine, Phase.position >= position).values(position=-Phase.position - 1)
    back = update(Phase).where(mine, Phase.position < 0).values(position=-Phase.position)
    for step in (away, back):
        session.execute(step, execution_options={"synchronize_session": False})


def _move(
    session: Session,
    dialogue: Dialogue,
    member: Member,
    now: datetime,
    seen: Seen,
    rule: Callable[[list[Step], Standing, datetime], Place],
) -> None:
    here = _under_way(session, dialogue, member, now, seen)
    dialogues.put(dialogue, rule(dialogues.steps_of(dialogue.phases), here, now))
    dialogues.schedule(session, dialogue, now)


def _under_way(session: Session, dialogue: Dialogue, member: Member, now: datetime, seen: Seen) -> Standing:
    """Tell where the locked dialogue stands, to an organiser who saw it there."""
    require_organiser(member.role)
    dialogues.open_by_clock(session, dialogue, now)
    here = dialogues.locate(dialogue, now)
    moves.require_seen(here, seen)
    if dialogue.state is not DialogueState.LIVE:
        raise Conflict("The dialogue is not under way.")
    return here


def _place(here: Standing) -> Place:
    assert here.place is not None  # noqa: S101 - the rule of inserting refused what is not under way
    return here.place
