"""Dialogues: making the script, telling where it stands, and opening the doors. What moves it by hand is in ``moves``."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.attributes import flag_modified

from api.domain.dialogues import Place, Standing, Step, check_script, later_rounds, opens_at, standing
from api.domain.errors import Conflict, Invalid, NotFound
from api.domain.permissions import require_organiser
from api.domain.vocabulary import Advance, DialogueState, EventStatus, PhaseKind, Stage
from api.models import Dialogue, DialogueKey, Event, Member, Phase, Statement
from api.services import outbox

ADVANCE_JOB, ROUND_JOB = "dialogue_advance", "dialogue_round"


@dataclass(frozen=True)
class Script:
    """What an organiser gives for one phase; lengths in seconds. With the id of one that is there, it stays that phase."""

    kind: PhaseKind
    min_seconds: int
    max_seconds: int
    tail_seconds: int = 0
    prompt: str = ""
    explanation: str = ""
    id: UUID | None = None


WRITTEN = ("kind", "min_seconds", "max_seconds", "tail_seconds", "prompt", "explanation")


def steps_of(phases: Sequence[Phase]) -> list[Step]:
    """Give the rules' view of a script."""
    return [
        Step(phase.kind, phase.min_seconds, phase.max_seconds, phase.tail_seconds, phase.prompt) for phase in phases
    ]


def locate(dialogue: Dialogue, now: datetime) -> Standing:
    """Tell where a dialogue stands at ``now``."""
    event = dialogue.event
    return stand(
        steps_of(dialogue.phases),
        dialogue.advance,
        dialogue.state,
        _place(dialogue),
        event.status,
        event.starts_at,
        now,
    )


def stand(
    steps: Sequence[Step],
    advance: Advance,
    state: DialogueState,
    place: Place | None,
    event_status: EventStatus,
    starts_at: datetime,
    now: datetime,
) -> Standing:
    """Tell where a dialogue stands: one whose event is not announced, or was cancelled, does not open."""
    if state is DialogueState.PLANNED and event_status is not EventStatus.PUBLISHED:
        return Standing(Stage.PLANNED)
    return standing(steps, advance, state, place, opens_at(steps, starts_at), now)


def _place(dialogue: Dialogue) -> Place | None:
    if dialogue.position is None or dialogue.stage_started_at is None:
        return None
    return Place(
        dialogue.position, dialogue.in_tail, dialogue.stage_started_at, dialogue.extra_seconds, dialogue.paused_at
    )


def create(session: Session, event: Event, script: Sequence[Script], *, advance: Advance, now: datetime) -> Dialogue:
    """Give an event its dialogue. An event has one at most."""
    if session.scalar(select(Dialogue.id).where(Dialogue.event_id == event.id)) is not None:
        raise Conflict("This event already has a dialogue.", field="eventId")
    dialogue = Dialogue(event=event, advance=advance, created_at=now)
    session.add(dialogue)
    _write_script(session, dialogue, script)
    schedule(session, dialogue, now)
    return dialogue


def create_for(
    session: Session, event_id: UUID, script: Sequence[Script], *, advance: Advance, member: Member, now: datetime
) -> Dialogue:
    """Give an event its dialogue, as an organiser."""
    require_organiser(member.role)
    event = session.get(Event, event_id, with_for_update=True)
    if event is None:
        raise Invalid("This event does not exist.", field="eventId")
    return create(session, event, script, advance=advance, now=now)


def edit(
    session: Session,
    dialogue: Dialogue,
    *,
    script: Sequence[Script] | None,
    advance: Advance | None,
    member: Member,
    now: datetime,
) -> Dialogue:
    """Change the script of a dialogue that has not begun."""
    require_organiser(member.role)
    if locate(dialogue, now).stage is not Stage.PLANNED:
        raise Conflict("The dialogue has begun: its script stays as it is.")
    if advance is not None:
        dialogue.advance = advance
    if script is not None:
        flag_modified(dialogue, "advance")  # another script is a new version too
        _write_script(session, dialogue, script)
    schedule(session, dialogue, now)
    return dialogue


def _write_script(session: Session, dialogue: Dialogue, script: Sequence[Script]) -> None:
    check_script([Step(s.kind, s.min_seconds, s.max_seconds, s.tail_seconds, s.prompt) for s in script])
    known = {phase.id: phase for phase in dialogue.phases}
    kept = []
    for place, given in enumerate(script):
        phase = Phase() if given.id is None else known.pop(given.id, None)
        if phase is None:
            raise Invalid("This phase is not in the script.", field=f"phases.{place}.id")
        for name in WRITTEN:
            setattr(phase, name, getattr(given, name))
        kept.append(phase)
    _require_free(session, dialogue, known.values())
    for place, phase in enumerate(dialogue.phases):
        phase.position = -1 - place  # out of the way, so that two can change places
    dialogue.phases = [phase for phase in dialogue.phases if phase in kept]
    session.flush()
    for place, phase in enumerate(kept):
        phase.position = place
    dialogue.phases = kept
    session.flush()


def _require_free(session: Session, dialogue: Dialogue, leaving: Iterable[Phase]) -> None:
    """Refuse to take away a question that begins with statements from a report."""
    ids = [phase.id for phase in leaving]
    said = select(Statement.id).where(Statement.dialogue_id == dialogue.id, Statement.phase_id.in_(ids)).limit(1)
    if ids and session.scalar(said) is not None:
        raise Conflict("The question with first statements from a report has to stay.")


def schedule(session: Session, dialogue: Dialogue, now: datetime) -> None:
    """Queue the work of the clock: opening the doors in time, telling of later rounds, and the close at the end.

    While the dialogue is paused there is none: whoever lets it go on queues the close again.
    """
    if dialogue.state is DialogueState.CLOSED or dialogue.paused_at:
        return
    steps = steps_of(dialogue.phases)
    opens = opens_at(steps, dialogue.event.starts_at)
    place = _place(dialogue)
    _schedule_rounds(session, dialogue, steps, place, opens, now)
    if dialogue.advance is not Advance.CLOCK:
        return
    waiting = place is None and now < opens
    due = opens if waiting else _end(steps, place or Place(0, in_tail=False, since=opens))
    outbox.add(
        session,
        ADVANCE_JOB,
        {"dialogueId": str(dialogue.id)},
        now=now,
        run_at=max(due, now),
        key=f"{ADVANCE_JOB}:{dialogue.id}:{due.isoformat()}",
    )


def _schedule_rounds(
    session: Session, dialogue: Dialogue, steps: Sequence[Step], place: Place | None, opens: datetime, now: datetime
) -> None:
    """Queue the mails that tell of a later round of days: when the clock opens it, or now that a hand did."""
    if dialogue.advance is Advance.CLOCK:
        rounds = later_rounds(steps, place or Place(0, in_tail=False, since=opens))
    else:
        rounds = [each for each in later_rounds(steps, place) if each is place] if place else []
    for each in rounds:
        phase_id, since = str(dialogue.phases[each.position].id), each.since.isoformat()
        outbox.add(
            session,
            ROUND_JOB,
            {"dialogueId": str(dialogue.id), "phaseId": phase_id, "since": since},
            now=now,
            run_at=max(each.since, now),
            key=f"{ROUND_JOB}:{phase_id}:{since}",
        )


def _end(steps: Sequence[Step], place: Place) -> datetime:
    """Give the moment when the clock will have played the script from ``place`` to its end."""
    far = datetime.max.replace(tzinfo=place.since.tzinfo)
    ends_at = standing(steps, Advance.CLOCK, DialogueState.LIVE, place, place.since, far).ends_at
    assert ends_at is not None  # noqa: S101 - a script that is played to its end has an end
    return ends_at


def get(session: Session, dialogue_id: UUID, *, lock: bool = False) -> Dialogue:
    """Give a dialogue with its event and script; with ``lock`` nobody else moves it meanwhile."""
    query = select(Dialogue).where(Dialogue.id == dialogue_id)
    if lock:
        # Leaves the key of the row free: who rates meanwhile refers to it, and must not block the close.
        query = query.with_for_update(of=Dialogue, key_share=True).execution_options(populate_existing=True)
    dialogue = session.scalars(query.options(joinedload(Dialogue.event))).one_or_none()
    if dialogue is None:
        raise NotFound("This dialogue does not exist.")
    return dialogue


def open_doors(session: Session, dialogue: Dialogue, place: Place) -> bytes:
    """Make the dialogue live at ``place``, with a fresh key for its pseudonyms; give the key."""
    key = secrets.token_bytes(32)
    session.add(DialogueKey(dialogue_id=dialogue.id, key=key))
    dialogue.state = DialogueState.LIVE
    put(dialogue, place)
    session.flush()
    return key


def put(dialogue: Dialogue, place: Place) -> None:
    """Let the dialogue stand at ``place``."""
    dialogue.position, dialogue.in_tail, dialogue.stage_started_at = place.position, place.in_tail, place.since
    dialogue.extra_seconds, dialogue.paused_at = place.extra, place.paused_at


def open_by_clock(session: Session, dialogue: Dialogue, now: datetime) -> bytes | None:
    """Open the doors when the clock says so; give the key, or None when it is not time."""
    here = locate(dialogue, now)
    if dialogue.state is not DialogueState.PLANNED or here.stage is Stage.PLANNED:
        return None
    opens = opens_at(steps_of(dialogue.phases), dialogue.event.starts_at)
    return open_doors(session, dialogue, Place(0, in_tail=False, since=opens))
