"""Programmes, events and who comes to them."""

import uuid
from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from api.domain.vocabulary import EventKind, EventStatus, QuestionKind, RegistrationStatus
from api.models.base import Base, Identified, Instant, words
from api.models.members import Member
from api.models.topics import Topic


class Programme(Identified, Base):
    """A series that events belong to."""

    __tablename__ = "programme"

    title: Mapped[str] = mapped_column(String(160), unique=True)
    description: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class Event(Identified, Base):
    """Something with a date. ``confirmed_count`` is kept beside the capacity so that the database can guard it."""

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity_positive"),
        CheckConstraint("confirmed_count >= 0 AND (capacity IS NULL OR confirmed_count <= capacity)", name="seats"),
        Index(None, "status", "starts_at", "id"),
    )

    programme_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("programme.id", ondelete="SET NULL"), index=True)
    kind: Mapped[EventKind] = mapped_column(words(EventKind, "kind"))
    status: Mapped[EventStatus] = mapped_column(words(EventStatus, "status"), default=EventStatus.DRAFT)
    title: Mapped[str] = mapped_column(String(160))
    summary: Mapped[str] = mapped_column(String(400), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    audience: Mapped[str] = mapped_column(String(400), default="")
    starts_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    capacity: Mapped[int | None]
    confirmed_count: Mapped[int] = mapped_column(default=0)
    online_url: Mapped[str | None] = mapped_column(String(500))
    location: Mapped[str | None] = mapped_column(String(200))
    contact_name: Mapped[str] = mapped_column(String(120), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    link_days_before: Mapped[int] = mapped_column(default=3)
    reminder_hours_before: Mapped[int] = mapped_column(default=24)
    results: Mapped[str] = mapped_column(Text, default="")
    results_sent_at: Mapped[datetime | None] = mapped_column(Instant)
    cancel_reason: Mapped[str | None] = mapped_column(String(400))
    calendar_sequence: Mapped[int] = mapped_column(default=0)
    created_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column()

    programme: Mapped[Programme | None] = relationship()
    facilitators: Mapped[list["Facilitator"]] = relationship(
        order_by="Facilitator.position", cascade="all, delete-orphan", back_populates="event"
    )
    questions: Mapped[list["RegistrationQuestion"]] = relationship(
        order_by="RegistrationQuestion.position", cascade="all, delete-orphan", back_populates="event"
    )
    topics: Mapped[list[Topic]] = relationship(secondary="event_topic", order_by=Topic.slug)

    __mapper_args__ = {"version_id_col": version}


class EventTopic(Base):
    """An event is about a topic."""

    __tablename__ = "event_topic"

    event_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Facilitator(Identified, Base):
    """A person who leads an event, with a short biography."""

    __tablename__ = "facilitator"
    __table_args__ = (UniqueConstraint("event_id", "position"),)

    event_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    biography: Mapped[str] = mapped_column(String(600), default="")

    event: Mapped[Event] = relationship(back_populates="facilitators")


class RegistrationQuestion(Identified, Base):
    """A question of the organiser's own on the registration form."""

    __tablename__ = "registration_question"
    __table_args__ = (UniqueConstraint("event_id", "position"),)

    event_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    position: Mapped[int]
    kind: Mapped[QuestionKind] = mapped_column(words(QuestionKind, "kind"))
    label: Mapped[str] = mapped_column(String(200))
    required: Mapped[bool] = mapped_column(default=False)
    options: Mapped[list[str]] = mapped_column(JSON, default=list)

    event: Mapped[Event] = relationship(back_populates="questions")


class Registration(Identified, Base):
    """A member's seat or waiting-list place at an event; ``queued_at`` orders the waiting list."""

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("event_id", "member_id"),
        Index(None, "event_id", "status", "queued_at", "id"),
        Index(None, "member_id", "created_at", "id"),
    )

    event_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    status: Mapped[RegistrationStatus] = mapped_column(words(RegistrationStatus, "status"))
    queued_at: Mapped[datetime] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    attended: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column()

    event: Mapped[Event] = relationship()
    member: Mapped[Member] = relationship()
    answers: Mapped[list["RegistrationAnswer"]] = relationship(cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}


class RegistrationAnswer(Base):
    """What a member answered to one of the organiser's questions."""

    __tablename__ = "registration_answer"

    registration_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True
    )
    question_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("registration_question.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    answer: Mapped[str] = mapped_column(String(1000))


class Invitation(Identified, Base):
    """A colleague was told about an event by mail; one mail a person and event, whoever asks."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("event_id", "email"),)

    event_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    inviter_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    created_at: Mapped[datetime] = mapped_column(Instant)
