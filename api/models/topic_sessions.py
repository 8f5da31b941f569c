"""Follow-up: proposed topic sessions and who says "count me in"."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Text, Uuid, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from api.domain.vocabulary import SourceKind, TopicSessionStatus
from api.models.base import Base, Identified, Instant, words
from api.models.members import Member


class TopicSession(Identified, Base):
    """A follow-up proposed from a report statement, a thread or a lesson; scheduled, it becomes an event.

    A ``draft`` is not proposed yet: it is for who drafted it, and for organisers.
    """

    __tablename__ = "topic_session"
    __table_args__ = (
        ForeignKeyConstraint(["source_dialogue_id", "source_statement_id"], ["statement.dialogue_id", "statement.id"]),
        CheckConstraint(
            "(source_kind = 'statement') = (source_statement_id IS NOT NULL AND source_dialogue_id IS NOT NULL)"
            " AND (source_kind = 'thread' OR source_thread_id IS NULL)"
            " AND (source_kind = 'lesson' OR source_lesson_id IS NULL)",
            name="has_source",  # a thread or lesson that its author took away leaves the session without its source
        ),
        CheckConstraint("(status = 'scheduled') = (event_id IS NOT NULL)", name="scheduled_has_event"),
        Index(None, "created_at", "id"),
    )

    title: Mapped[str] = mapped_column(String(160))
    motivation: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[TopicSessionStatus] = mapped_column(
        words(TopicSessionStatus, "status"), default=TopicSessionStatus.PROPOSED
    )
    proposed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    source_kind: Mapped[SourceKind] = mapped_column(words(SourceKind, "source_kind"))
    source_dialogue_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    source_statement_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    source_thread_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("thread.id", ondelete="SET NULL"), index=True)
    source_lesson_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("lesson.id", ondelete="SET NULL"), index=True)
    event_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("event.id"), unique=True)
    interest_count: Mapped[int] = mapped_column(default=0)
    draft: Mapped[bool] = mapped_column(default=False, server_default=false())
    minutes: Mapped[int] = mapped_column(default=60, server_default="60")
    created_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column()

    proposed_by: Mapped[Member | None] = relationship()

    __mapper_args__ = {"version_id_col": version}


class Interest(Base):
    """A member says "count me in" to a proposed session."""

    __tablename__ = "interest"

    topic_session_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("topic_session.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    created_at: Mapped[datetime] = mapped_column(Instant)
