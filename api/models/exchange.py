"""The year-round exchange: threads with posts, lessons, and what people recognise in them."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from api.models.base import Base, Identified, Instant
from api.models.events import Event
from api.models.members import Member
from api.models.topics import Topic


class Thread(Identified, Base):
    """An asynchronous conversation; its first post opens it."""

    __tablename__ = "thread"
    __table_args__ = (Index(None, "last_post_at", "id"), Index(None, "topic_id", "last_post_at", "id"))

    title: Mapped[str] = mapped_column(String(160))
    author_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    topic_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("topic.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    last_post_at: Mapped[datetime] = mapped_column(Instant)
    post_count: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column()

    author: Mapped[Member | None] = relationship()
    topic: Mapped[Topic | None] = relationship()

    __mapper_args__ = {"version_id_col": version}


class Post(Identified, Base):
    """One message in a thread. A former member's post has no author."""

    __tablename__ = "post"
    __table_args__ = (Index(None, "thread_id", "created_at", "id"),)

    thread_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"))
    author_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    body: Mapped[str] = mapped_column(Text)
    recognised_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Instant)
    edited_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column()

    author: Mapped[Member | None] = relationship()
    recognised = False  # no column: set by api/services/recognitions.py for the member who looks

    __mapper_args__ = {"version_id_col": version}


class PostRecognition(Base):
    """A member recognises a post."""

    __tablename__ = "post_recognition"

    post_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Lesson(Identified, Base):
    """A structured, reusable experience: situation, what I tried, what works, what to avoid, tip."""

    __tablename__ = "lesson"
    __table_args__ = (Index(None, "created_at", "id"),)

    title: Mapped[str] = mapped_column(String(160))
    author_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    situation: Mapped[str] = mapped_column(Text)
    tried: Mapped[str] = mapped_column(Text)
    works: Mapped[str] = mapped_column(Text, default="")
    avoid: Mapped[str] = mapped_column(Text, default="")
    tip: Mapped[str] = mapped_column(String(400), default="")
    recognised_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Instant)
    edited_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column()

    author: Mapped[Member | None] = relationship()
    topics: Mapped[list[Topic]] = relationship(secondary="lesson_topic", order_by=Topic.slug)
    event: Mapped[Event | None] = relationship(secondary="lesson_event")
    recognised = False  # no column: set by api/services/recognitions.py for the member who looks

    __mapper_args__ = {"version_id_col": version}


class LessonTopic(Base):
    """A lesson is about a topic."""

    __tablename__ = "lesson_topic"

    lesson_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("lesson.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class LessonRecognition(Base):
    """A member recognises a lesson."""

    __tablename__ = "lesson_recognition"

    lesson_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("lesson.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True
    )
