"""The script of a topic session before it has an event: its questions, and the statements to begin with."""

import uuid

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from api.models.base import Base


class SessionQuestion(Base):
    """One question of a session's script; a session without any asks what its title says."""

    __tablename__ = "session_question"

    topic_session_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("topic_session.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    prompt: Mapped[str] = mapped_column(String(280))
    explanation: Mapped[str] = mapped_column(String(600), default="")


class SessionStatement(Base):
    """A statement of a report that is asked again at a question; it stands in a script once."""

    __tablename__ = "session_statement"
    __table_args__ = (
        ForeignKeyConstraint(["dialogue_id", "statement_id"], ["statement.dialogue_id", "statement.id"]),
        ForeignKeyConstraint(
            ["topic_session_id", "position"],
            ["session_question.topic_session_id", "session_question.position"],
            ondelete="CASCADE",
        ),
        Index(None, "dialogue_id", "statement_id"),
    )

    topic_session_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    statement_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    dialogue_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    position: Mapped[int]
    place: Mapped[int]
