"""Hand-raises: who offers to think along at an anonymous statement, and what lets its writer answer.

Nothing here carries a clock time. A claim knows no member; an introduction, which both have said yes to, knows no
statement.
"""

import uuid
from datetime import date, datetime

from sqlalchemy import JSON, Date, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from api.models.base import Base, Identified, Instant
from api.models.dialogues import STATEMENT
from api.models.members import Member


class Claim(Base):
    """The hash of the secret that the writer of a statement holds; it moves along when the close renews the statement."""

    __tablename__ = "claim"
    __table_args__ = (
        ForeignKeyConstraint(["dialogue_id", "statement_id"], STATEMENT),
        UniqueConstraint("dialogue_id", "secret_hash"),
        Index(None, "secret_hash"),
    )

    dialogue_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dialogue.id", ondelete="CASCADE"), primary_key=True)
    statement_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class HandRaise(Base):
    """A member offers, under their own name, to think along with the writer of a statement.

    ``set_aside`` is the writer's no: the member is never told, so that a no is like no answer.
    """

    __tablename__ = "hand_raise"
    __table_args__ = (
        ForeignKeyConstraint(["dialogue_id", "statement_id"], STATEMENT),
        UniqueConstraint("dialogue_id", "statement_id", "member_id"),
        Index(None, "member_id", "id"),
    )

    dialogue_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dialogue.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    statement_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    note: Mapped[str] = mapped_column(String(280), default="")
    set_aside: Mapped[bool] = mapped_column(default=False)

    member: Mapped[Member] = relationship()


class Introduction(Identified, Base):
    """Two people who both said yes: the member who offered, and the name and address that the writer gave.

    ``writer_key`` is derived from the writer's secret alone: with the claim it is found, without it nothing leads from
    here to a statement. It is kept until the first of a month.
    """

    __tablename__ = "introduction"
    __table_args__ = (Index(None, "member_id", "id"),)

    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    writer_key: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    writer_name: Mapped[str] = mapped_column(String(120))
    writer_contact: Mapped[str] = mapped_column(String(254))
    message: Mapped[str] = mapped_column(String(1000), default="")
    kept_until: Mapped[date] = mapped_column(Date)

    member: Mapped[Member] = relationship()


class OffersTold(Base):
    """What the reports of a dialogue told last of how many people offered: anywhere, and by id of the statement.

    It knows no member, and no number of people below five. ``lots`` has for each statement, offered at or not, and for
    the whole at how many people beyond a step the next one counts.
    """

    __tablename__ = "offers_told"

    dialogue_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dialogue.id", ondelete="CASCADE"), primary_key=True)
    counted_at: Mapped[datetime] = mapped_column(Instant)
    people: Mapped[int]
    statements: Mapped[dict[str, int]] = mapped_column(JSON)
    lots: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
