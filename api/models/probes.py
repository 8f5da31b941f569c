"""Probing questions: what the facilitators asked the room beside an open question."""

import uuid

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from api.models.base import Base


class Probe(Base):
    """A probing question with a question of the script; the newest one that is ``shown`` stands on every screen."""

    __tablename__ = "probe"
    __table_args__ = (
        ForeignKeyConstraint(["dialogue_id", "phase_id"], ["phase.dialogue_id", "phase.id"], ondelete="CASCADE"),
        UniqueConstraint("dialogue_id", "phase_id", "number"),
        CheckConstraint("length(text) BETWEEN 1 AND 280", name="text_length"),
    )

    dialogue_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    phase_id: Mapped[uuid.UUID]
    number: Mapped[int]
    text: Mapped[str] = mapped_column(String(280))
    shown: Mapped[bool] = mapped_column(default=True)
