"""The newest rehearsal of an event: what simulated people made of its script."""

import uuid
from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from api.domain.vocabulary import RehearsalState
from api.models.base import Base, Instant, words


class Rehearsal(Base):
    """One an event at most: a new one takes the place of the one before.

    ``script_version`` is that of the dialogue whose script was played, ``outcome`` the figures; no participant is in it.
    """

    __tablename__ = "rehearsal"
    __table_args__ = (
        CheckConstraint("people BETWEEN 2 AND 500", name="people"),
        CheckConstraint("(state = 'done') = (outcome IS NOT NULL)", name="outcome"),
    )

    event_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[RehearsalState] = mapped_column(words(RehearsalState, "state"))
    people: Mapped[int]
    script_version: Mapped[int]
    requested_at: Mapped[datetime] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    outcome: Mapped[dict[str, object] | None] = mapped_column(JSON(none_as_null=True))
    problem: Mapped[str | None] = mapped_column(String(40))
