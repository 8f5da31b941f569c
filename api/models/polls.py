"""Polls in between. Answers belong to the time that a poll is open: at its close only the counts stay.

A poll's answers carry no time and no order; their key allows one a participant.
"""

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from api.domain.vocabulary import PollKind, PollState
from api.models.base import Base, words

POLL = ["poll.dialogue_id", "poll.id"]
OPEN = text("state = 'open'")


class Poll(Base):
    """A question with one tap. ``answers`` is their number, known at its close; ``position`` is where that was."""

    __tablename__ = "poll"
    __table_args__ = (
        UniqueConstraint("dialogue_id", "number"),
        CheckConstraint("length(prompt) BETWEEN 1 AND 280", name="prompt_length"),
        CheckConstraint("(state = 'closed') = (answers IS NOT NULL)", name="counted_when_closed"),
        Index("ix_poll_open", "dialogue_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
    )

    dialogue_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dialogue.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    number: Mapped[int]
    kind: Mapped[PollKind] = mapped_column(words(PollKind, "kind"))
    prompt: Mapped[str] = mapped_column(String(280))
    state: Mapped[PollState] = mapped_column(words(PollState, "state"), default=PollState.PREPARED)
    answers: Mapped[int | None]
    position: Mapped[int | None]

    options: Mapped[list["PollOption"]] = relationship(
        order_by="PollOption.value", cascade="all, delete-orphan", passive_deletes=True, lazy="selectin"
    )


class PollOption(Base):
    """One thing to choose; ``count`` is null while the poll is open, and when too few answered to tell."""

    __tablename__ = "poll_option"
    __table_args__ = (ForeignKeyConstraint(["dialogue_id", "poll_id"], POLL, ondelete="CASCADE"),)

    dialogue_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    poll_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    value: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    label: Mapped[str] = mapped_column(String(80))
    count: Mapped[int | None]


class PollAnswer(Base):
    """What one participant chose while the poll is open: the key allows only one; gone at the close of the poll."""

    __tablename__ = "poll_answer"
    __table_args__ = (
        ForeignKeyConstraint(["dialogue_id", "participant_id"], ["participant.dialogue_id", "participant.id"]),
        ForeignKeyConstraint(
            ["dialogue_id", "poll_id", "value"],
            ["poll_option.dialogue_id", "poll_option.poll_id", "poll_option.value"],
            ondelete="CASCADE",
        ),
    )

    dialogue_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    poll_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    participant_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    value: Mapped[int]
