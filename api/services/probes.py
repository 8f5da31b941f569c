"""Probing questions: what organisers and moderators ask the whole room beside the open question."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from api.domain.dialogues import Standing
from api.domain.errors import Conflict
from api.domain.permissions import require_watcher
from api.domain.vocabulary import Stage
from api.models import Dialogue, Member, Phase, Probe
from api.services import dialogues


def ask(session: Session, dialogue: Dialogue, member: Member, text: str, meant_for: int | None, now: datetime) -> Probe:
    """Show a probing question with the open question, to everybody; it takes the place of an earlier one.

    ``dialogue`` is locked; ``meant_for`` is the position that whoever asks sees it at.
    """
    require_watcher(member.role)
    here = dialogues.locate(dialogue, now)
    if here.stage is not Stage.QUESTION or here.position is None:
        raise Conflict("No question is open for writing now.")
    if meant_for not in (None, here.position):
        raise Conflict("The dialogue has moved on already.")
    phase = dialogue.phases[here.position]
    numbers = select(func.coalesce(func.max(Probe.number), 0) + 1).where(
        Probe.dialogue_id == dialogue.id, Probe.phase_id == phase.id
    )
    probe = Probe(dialogue_id=dialogue.id, phase_id=phase.id, number=session.scalar(numbers), text=text)
    session.add(probe)
    session.flush()
    return probe


def take_back(session: Session, dialogue: Dialogue, member: Member, now: datetime) -> None:
    """Take the probing questions of the open question from the screens."""
    require_watcher(member.role)
    here = dialogues.locate(dialogue, now)
    if here.position is not None:
        mine = (Probe.dialogue_id == dialogue.id, Probe.phase_id == dialogue.phases[here.position].id)
        session.execute(update(Probe).where(*mine).values(shown=False))


def standing_with(session: Session, dialogue_id: UUID, here: Standing) -> str | None:
    """Give the probing question that stands on the screens now."""
    if here.stage not in (Stage.QUESTION, Stage.TAIL):
        return None
    newest = (
        select(Probe.text)
        .join(Phase, (Phase.dialogue_id == Probe.dialogue_id) & (Phase.id == Probe.phase_id))
        .where(Probe.dialogue_id == dialogue_id, Probe.shown, Phase.position == here.position)
        .order_by(Probe.number.desc())
        .limit(1)
    )
    return session.scalar(newest)
