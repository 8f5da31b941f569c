"""Which event a lesson grew from."""

import uuid

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from api.models.base import Base


class LessonEvent(Base):
    """A lesson grew from an event: never from a statement, because a lesson has a name on it and a statement has none."""

    __tablename__ = "lesson_event"

    lesson_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("lesson.id", ondelete="CASCADE"), primary_key=True)
    event_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
