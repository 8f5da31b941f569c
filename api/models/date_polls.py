"""Date polls: the moments that a topic session could take place at, and who can come at which."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.domain.vocabulary import Availability
from api.models.base import Base, Identified, Instant, words


class SessionMoment(Identified, Base):
    """A moment that a session could start at."""

    __tablename__ = "session_moment"
    __table_args__ = (UniqueConstraint("topic_session_id", "starts_at"),)

    topic_session_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("topic_session.id", ondelete="CASCADE"))
    starts_at: Mapped[datetime] = mapped_column(Instant)


class MomentAnswer(Base):
    """What one member says of one moment: the key allows only one answer."""

    __tablename__ = "moment_answer"

    moment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("session_moment.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    answer: Mapped[Availability] = mapped_column(words(Availability, "answer"))
