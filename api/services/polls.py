"""Polls in between: making, opening, answering, closing. An answer shares its poll, whoever closes it waits for all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from api.domain import polls as rules
from api.domain.dialogues import Standing
from api.domain.errors import Conflict, Invalid, NotFound
from api.domain.permissions import may_watch, require_organiser
from api.domain.polls import Outcome
from api.domain.vocabulary import DialogueState, PollKind, PollState, Scale
from api.models import Dialogue, Member, Poll, PollAnswer, PollOption
from api.models.inserts import insert_once
from api.services import dialogues, live
from api.services.rooms import Room

MOST_POLLS = 40


@dataclass(frozen=True)
class Draft:
    """What an organiser gives for one poll."""

    kind: PollKind
    prompt: str
    options: Sequence[str]
    low_label: str
    high_label: str
    scale: Scale | None = None


def create(session: Session, dialogue: Dialogue, member: Member, draft: Draft) -> Poll:
    """Prepare a poll for a dialogue that is not over; ``dialogue`` is locked."""
    require_organiser(member.role)
    if dialogue.state is DialogueState.CLOSED:
        raise Conflict("This dialogue is closed.")
    options = rules.options_of(draft.kind, draft.options, draft.scale, draft.low_label, draft.high_label)
    made = session.scalar(select(func.count()).select_from(Poll).where(Poll.dialogue_id == dialogue.id)) or 0
    if made >= MOST_POLLS:
        raise Conflict("A dialogue has at most %(count)s polls.", params={"count": MOST_POLLS})
    poll = Poll(dialogue_id=dialogue.id, number=_next_number(session, dialogue), kind=draft.kind, prompt=draft.prompt)
    poll.options = [PollOption(value=value, label=label) for value, label in options]
    session.add(poll)
    session.flush()
    return poll


def copy(session: Session, earlier: Dialogue, to: Dialogue) -> None:
    """Prepare in ``to`` every poll of an earlier dialogue: its question and options, never what was answered."""
    for place, poll in enumerate(
        session.scalars(select(Poll).where(Poll.dialogue_id == earlier.id).order_by(Poll.number))
    ):
        fresh = Poll(dialogue_id=to.id, number=place + 1, kind=poll.kind, prompt=poll.prompt)
        fresh.options = [PollOption(value=option.value, label=option.label) for option in poll.options]
        session.add(fresh)
    session.flush()


def listing(session: Session, room: Room, member: Member) -> Sequence[Poll]:
    """Give the polls of a dialogue in the order in which they were opened, or made; what is prepared only to who watches."""
    query = select(Poll).where(Poll.dialogue_id == room.id).order_by(Poll.number)
    if not may_watch(member.role):
        query = query.where(Poll.state != PollState.PREPARED)
    return session.scalars(query).all()


def get(session: Session, dialogue_id: UUID, poll_id: UUID, *, share: bool = False, lock: bool = False) -> Poll:
    """Give a poll; with ``share`` it cannot be closed meanwhile, with ``lock`` nobody answers it meanwhile."""
    query = select(Poll).where(Poll.dialogue_id == dialogue_id, Poll.id == poll_id)
    if share or lock:
        query = query.with_for_update(read=share).execution_options(populate_existing=True)
    poll = session.scalars(query).one_or_none()
    if poll is None:
        raise NotFound("This poll does not exist.")
    return poll


def found(session: Session, room: Room, poll_id: UUID, member: Member) -> Poll:
    """Give a poll to somebody in the room; one that is only prepared to who watches."""
    poll = get(session, room.id, poll_id)
    if poll.state is PollState.PREPARED and not may_watch(member.role):
        raise NotFound("This poll does not exist.")
    return poll


def remove(session: Session, dialogue: Dialogue, poll_id: UUID, member: Member) -> None:
    """Throw a poll away that was never opened."""
    require_organiser(member.role)
    poll = get(session, dialogue.id, poll_id)
    if poll.state is not PollState.PREPARED:
        raise Conflict("This poll was opened already: it stays.")
    session.delete(poll)
    session.flush()


def put(session: Session, dialogue: Dialogue, poll_id: UUID, state: PollState, member: Member, now: datetime) -> Poll:
    """Open or close a poll of the locked ``dialogue``; what is open already stays open, what is closed stays closed."""
    require_organiser(member.role)
    poll = get(session, dialogue.id, poll_id)
    here = dialogues.locate(dialogue, now)
    if dialogue.state is not DialogueState.LIVE:
        raise Conflict("The dialogue is not under way.")
    if state is PollState.PREPARED or (state is PollState.CLOSED and poll.state is PollState.PREPARED):
        raise Conflict("A poll is opened first and closed then.")
    if state is PollState.CLOSED:
        return close(session, get(session, dialogue.id, poll_id, lock=True), here.position)
    if poll.state is not PollState.OPEN:
        others = select(Poll.id).where(Poll.dialogue_id == dialogue.id, Poll.state == PollState.OPEN).limit(1)
        rules.require_openable(poll.state, another_is_open=session.scalar(others) is not None)
        poll.state, poll.number = PollState.OPEN, _next_number(session, dialogue)
        session.flush()
    return poll


def _next_number(session: Session, dialogue: Dialogue) -> int:
    return (session.scalar(select(func.max(Poll.number)).where(Poll.dialogue_id == dialogue.id)) or 0) + 1


def close(session: Session, poll: Poll, position: int | None) -> Poll:
    """Close a locked poll: count its answers, and delete them. What too few chose is not written down."""
    if poll.state is PollState.CLOSED:
        return poll
    mine = (PollAnswer.dialogue_id == poll.dialogue_id, PollAnswer.poll_id == poll.id)
    rows = session.execute(select(PollAnswer.value, func.count()).where(*mine).group_by(PollAnswer.value))
    counts = {row[0]: row[1] for row in rows}
    told = rules.counted([option.value for option in poll.options], counts)
    for option in poll.options:
        option.count = told[option.value]
    poll.state, poll.answers, poll.position = PollState.CLOSED, sum(counts.values()), position
    session.execute(delete(PollAnswer).where(*mine), execution_options={"synchronize_session": False})
    session.flush()
    return poll


def settle(session: Session, dialogue_id: UUID) -> None:
    """Close what is open when the dialogue closes. Nobody is answering any more: every participant is locked."""
    query = select(Poll).where(Poll.dialogue_id == dialogue_id, Poll.state == PollState.OPEN).with_for_update()
    for poll in session.scalars(query):
        close(session, poll, None)


def answer(session: Session, room: Room, poll_id: UUID, value: int) -> Poll:
    """Store what the caller chose, instead of what they chose before, while the poll is open."""
    me = live.present(session, room)
    poll = get(session, room.id, poll_id, share=True)
    if poll.state is PollState.PREPARED:
        raise NotFound("This poll does not exist.")
    if poll.state is PollState.CLOSED:
        raise Conflict("This poll was just closed.")
    if value not in {option.value for option in poll.options}:
        raise Invalid("Choose one of the options.", field="value")
    key = {"dialogue_id": room.id, "poll_id": poll_id, "participant_id": me}
    if not insert_once(session, PollAnswer, {**key, "value": value}):
        conditions = (getattr(PollAnswer, name) == part for name, part in key.items())
        session.execute(update(PollAnswer).where(*conditions).values(value=value))
    return poll


def own(session: Session, room: Room, polls: Sequence[Poll]) -> Mapping[UUID, int]:
    """Give what the caller chose in the polls that are open."""
    if room.me is None:
        return {}
    rows = session.execute(
        select(PollAnswer.poll_id, PollAnswer.value).where(
            PollAnswer.dialogue_id == room.id,
            PollAnswer.participant_id == room.me,
            PollAnswer.poll_id.in_([poll.id for poll in polls]),
        )
    )
    return {row.poll_id: row.value for row in rows}


def answered(session: Session, room: Room, polls: Sequence[Poll]) -> Mapping[UUID, int]:
    """Count the answers to some polls: the one thing that is told while they are open."""
    rows = session.execute(
        select(PollAnswer.poll_id, func.count())
        .where(PollAnswer.dialogue_id == room.id, PollAnswer.poll_id.in_([poll.id for poll in polls]))
        .group_by(PollAnswer.poll_id)
    )
    return {poll.id: poll.answers or 0 for poll in polls} | {row[0]: row[1] for row in rows}


def standing_with(session: Session, dialogue_id: UUID, here: Standing) -> tuple[UUID, PollState] | None:
    """Give the poll that belongs on the screens now: the open one, or the one that was closed last in this phase."""
    if here.position is None:
        return None
    on_screen = (Poll.state == PollState.OPEN) | ((Poll.state == PollState.CLOSED) & (Poll.position == here.position))
    query = select(Poll.id, Poll.state).where(Poll.dialogue_id == dialogue_id, on_screen)
    row = session.execute(query.order_by(Poll.state.desc(), Poll.number.desc()).limit(1)).one_or_none()
    return None if row is None else (row.id, row.state)


def outcomes(session: Session, dialogue_id: UUID) -> list[Outcome]:
    """Give the closed polls of a dialogue, for its report."""
    query = select(Poll).where(Poll.dialogue_id == dialogue_id, Poll.state == PollState.CLOSED).order_by(Poll.number)
    return [
        Outcome(
            poll.kind,
            poll.prompt,
            poll.answers or 0,
            [(option.value, option.label, option.count) for option in poll.options],
        )
        for poll in session.scalars(query)
    ]
