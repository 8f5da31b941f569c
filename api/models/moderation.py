"""What keeps a dialogue safe: flags of participants, what moderators decided, and the log of it.

All of it belongs to the live hour. At the close flags become counts of five or more, and the log loses who, when and
the moderator's own words (``api/services/closing.py``).
"""

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from api.domain.vocabulary import FlagReason, HideReason, ModeratorAction
from api.models.base import Base, words
from api.models.dialogues import PARTICIPANT, STATEMENT


class Flag(Base):
    """One participant's request to look at one statement: the key allows only one."""

    __tablename__ = "flag"
    __table_args__ = (
        ForeignKeyConstraint(["dialogue_id", "participant_id"], PARTICIPANT),
        ForeignKeyConstraint(["dialogue_id", "statement_id"], STATEMENT),
        Index(None, "dialogue_id", "statement_id"),
    )

    dialogue_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dialogue.id", ondelete="CASCADE"), primary_key=True)
    participant_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    statement_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    reason: Mapped[FlagReason] = mapped_column(words(FlagReason, "reason"))


class FlagCount(Base):
    """What is left of flags after the close: how many people gave this reason, where five or more did."""

    __tablename__ = "flag_count"
    __table_args__ = (
        ForeignKeyConstraint(["dialogue_id", "statement_id"], STATEMENT),
        CheckConstraint("people >= 5", name="no_small_group"),
    )

    dialogue_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dialogue.id", ondelete="CASCADE"), primary_key=True)
    statement_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    reason: Mapped[FlagReason] = mapped_column(words(FlagReason, "reason"), primary_key=True)
    people: Mapped[int]


class Review(Base):
    """What moderators made of a statement. ``reason`` and ``words`` tell its writer why it is hidden.

    ``settled`` tells that a moderator looked at its flags and at what the rules found, and let it stand.
    """

    __tablename__ = "review"
    __table_args__ = (
        ForeignKeyConstraint(["dialogue_id", "statement_id"], STATEMENT),
        CheckConstraint("reason IS NOT NULL OR words = ''", name="words_have_a_reason"),
    )

    dialogue_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dialogue.id", ondelete="CASCADE"), primary_key=True)
    statement_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    reason: Mapped[HideReason | None] = mapped_column(words(HideReason, "reason"))
    words: Mapped[str] = mapped_column(String(280), default="")
    settled: Mapped[bool] = mapped_column(default=False)


class ModerationEntry(Base):
    """One line of the moderators' log. ``moderator_id`` is a pseudonym; it, ``number`` and ``words`` go at the close."""

    __tablename__ = "moderation_entry"
    __table_args__ = (
        ForeignKeyConstraint(["dialogue_id", "statement_id"], STATEMENT),
        ForeignKeyConstraint(["dialogue_id", "other_id"], STATEMENT),
        Index(None, "dialogue_id", "number", "id"),
        Index(None, "dialogue_id", "statement_id"),
        Index(None, "dialogue_id", "other_id"),
    )

    dialogue_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dialogue.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    number: Mapped[int | None]
    moderator_id: Mapped[uuid.UUID | None]
    action: Mapped[ModeratorAction] = mapped_column(words(ModeratorAction, "action"))
    statement_id: Mapped[uuid.UUID]
    other_id: Mapped[uuid.UUID | None]
    reason: Mapped[HideReason | None] = mapped_column(words(HideReason, "reason"))
    words: Mapped[str] = mapped_column(String(280), default="")
