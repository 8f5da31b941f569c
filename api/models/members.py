"""Members and what proves who they are."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from api.domain.vocabulary import JobFunction, Locale, MailTokenPurpose, Role
from api.models.base import Base, Identified, Instant, words
from api.models.organisations import Organisation
from api.models.topics import Topic


class Member(Identified, Base):
    """A person with an account. The address is stored in lower case."""

    __tablename__ = "member"
    __table_args__ = (Index(None, "name", "id"),)

    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    organisation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    job_function: Mapped[JobFunction] = mapped_column(words(JobFunction, "job_function"))
    role: Mapped[Role] = mapped_column(words(Role, "role"), default=Role.MEMBER)
    locale: Mapped[Locale] = mapped_column(words(Locale, "locale"), default=Locale.DUTCH)
    session_epoch: Mapped[int] = mapped_column(default=0)  # raised to log out everywhere: older tokens stop working
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column()

    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)
    topics: Mapped[list[Topic]] = relationship(secondary="member_topic", order_by=Topic.slug)

    __mapper_args__ = {"version_id_col": version}


class MemberTopic(Base):
    """A member follows a topic."""

    __tablename__ = "member_topic"

    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class RefreshToken(Identified, Base):
    """One link of a chain of rotating refresh tokens; only its hash is kept."""

    __tablename__ = "refresh_token"
    __table_args__ = (Index(None, "member_id", "family"),)

    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    family: Mapped[uuid.UUID] = mapped_column(Uuid)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class MailToken(Identified, Base):
    """A secret sent by mail that proves the address once; only its hash is kept."""

    __tablename__ = "mail_token"

    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[MailTokenPurpose] = mapped_column(words(MailTokenPurpose, "purpose"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)
