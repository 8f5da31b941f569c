"""The live, anonymous dialogue.

Every live table carries ``dialogue_id`` first in its keys: nothing is shared between two dialogues, so a database that
outgrows one machine is distributed by dialogue. No row here points at a member, and what is
kept carries no clock time that could be laid beside a log: a participant is known only by a pseudonym, and even that is
replaced at the close.
"""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    exists,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from api.domain.dialogues import RECOGNISED
from api.domain.report_words import with_figures
from api.domain.vocabulary import (
    Advance,
    DialogueState,
    JobFunction,
    PhaseKind,
    Province,
    Recognition,
    SizeClass,
    StatementKind,
)
from api.models.base import Base, Identified, Instant, words
from api.models.events import Event

PARTICIPANT = ["participant.dialogue_id", "participant.id"]
STATEMENT = ["statement.dialogue_id", "statement.id"]


class Dialogue(Identified, Base):
    """The conversation of an event: its script, where it stands, and since when.

    ``extra_seconds`` were added to the present stage; pauses that are over were taken out of ``stage_started_at``.
    """

    __tablename__ = "dialogue"

    event_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), unique=True)
    state: Mapped[DialogueState] = mapped_column(words(DialogueState, "state"), default=DialogueState.PLANNED)
    advance: Mapped[Advance] = mapped_column(words(Advance, "advance"), default=Advance.CLOCK)
    position: Mapped[int | None]
    in_tail: Mapped[bool] = mapped_column(default=False)
    stage_started_at: Mapped[datetime | None] = mapped_column(Instant)
    extra_seconds: Mapped[int] = mapped_column(default=0)
    paused_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column()

    event: Mapped[Event] = relationship()
    phases: Mapped[list["Phase"]] = relationship(order_by="Phase.position", cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}


class DialogueKey(Base):
    """The secret that turns members into pseudonyms; its row is destroyed at the close."""

    __tablename__ = "dialogue_key"

    dialogue_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dialogue.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary)


class Phase(Base):
    """One step of the script. A question may be left after ``min_seconds``, ends at ``max_seconds``, then has its tail."""

    __tablename__ = "phase"
    __table_args__ = (
        UniqueConstraint("dialogue_id", "position"),
        CheckConstraint("min_seconds >= 0 AND max_seconds > 0 AND max_seconds >= min_seconds", name="window"),
        CheckConstraint("tail_seconds >= 0 AND (kind = 'question' OR tail_seconds = 0)", name="tail"),
    )

    dialogue_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dialogue.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    position: Mapped[int]
    kind: Mapped[PhaseKind] = mapped_column(words(PhaseKind, "kind"))
    prompt: Mapped[str] = mapped_column(String(280), default="")
    explanation: Mapped[str] = mapped_column(String(600), default="")
    min_seconds: Mapped[int]
    max_seconds: Mapped[int]
    tail_seconds: Mapped[int] = mapped_column(default=0)


class Participant(Base):
    """A member inside one dialogue: a pseudonym and three coarse traits, null where a group would be too small."""

    __tablename__ = "participant"

    dialogue_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dialogue.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    size_class: Mapped[SizeClass | None] = mapped_column(words(SizeClass, "size_class"))
    province: Mapped[Province | None] = mapped_column(words(Province, "province"))
    job_function: Mapped[JobFunction | None] = mapped_column(words(JobFunction, "job_function"))


class Statement(Base):
    """One anonymous contribution with the counts of how it was recognised.

    ``number`` is the order of arrival (two that arrive together may share one); ``leaning`` sums the leniency of those
    who were given it. Both, ``author_id`` and ``client_key`` belong to the live hour and are wiped at the close. A
    ``given`` statement was never somebody's own: the organiser gave it (for a follow-up, from an earlier report). Its
    origin is the statement of that report that is asked again; no foreign key, because nothing ties two dialogues
    together in the database. What is ``told`` of the counts during the hour follows when five more people rated.
    """

    __tablename__ = "statement"
    __table_args__ = (
        ForeignKeyConstraint(["dialogue_id", "phase_id"], ["phase.dialogue_id", "phase.id"]),
        ForeignKeyConstraint(["dialogue_id", "author_id"], PARTICIPANT),
        ForeignKeyConstraint(["dialogue_id", "reacts_to_id"], STATEMENT),
        UniqueConstraint("dialogue_id", "author_id", "client_key"),
        CheckConstraint("(kind = 'reaction') = (reacts_to_id IS NOT NULL)", name="reaction_has_target"),
        CheckConstraint("length(text) BETWEEN 1 AND 280", name="text_length"),
        Index(None, "dialogue_id", "reacts_to_id"),
        Index(None, "dialogue_id", "number", "id"),
    )

    dialogue_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dialogue.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    phase_id: Mapped[uuid.UUID]
    author_id: Mapped[uuid.UUID | None]
    reacts_to_id: Mapped[uuid.UUID | None]
    kind: Mapped[StatementKind] = mapped_column(words(StatementKind, "kind"))
    text: Mapped[str] = mapped_column(String(280))
    number: Mapped[int | None]
    client_key: Mapped[str | None] = mapped_column(String(80))
    given: Mapped[bool] = mapped_column(default=False)
    origin_dialogue_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    origin_statement_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    hidden: Mapped[bool] = mapped_column(default=False)
    assigned: Mapped[int] = mapped_column(default=0)
    leaning: Mapped[float] = mapped_column(default=0.0)
    not_at_all: Mapped[int] = mapped_column(default=0)
    a_little: Mapped[int] = mapped_column(default=0)
    largely: Mapped[int] = mapped_column(default=0)
    fully: Mapped[int] = mapped_column(default=0)
    does_not_occur: Mapped[int] = mapped_column(default=0)
    told_raters: Mapped[int] = mapped_column(default=0)
    told_recognised: Mapped[int] = mapped_column(default=0)
    told_does_not_occur: Mapped[int] = mapped_column(default=0)

    @property
    def raters(self) -> int:
        """Everybody who chose something, "does not occur with us" included."""
        return sum(getattr(self, level.value) for level in Recognition)

    @property
    def recognised(self) -> int:
        """Those who chose largely or fully."""
        return sum(getattr(self, level.value) for level in RECOGNISED)


class Merger(Base):
    """A statement that a moderator found to say the same as another, which it went into.

    ``kept_id`` is the one at the end of the chain: it is given out and shown for all, and the counts of all stand there;
    those of a statement that was merged are zero. Ratings stay with the wording that they were given to.
    """

    __tablename__ = "merger"
    __table_args__ = (
        ForeignKeyConstraint(["dialogue_id", "statement_id"], STATEMENT),
        ForeignKeyConstraint(["dialogue_id", "into_id"], STATEMENT),
        ForeignKeyConstraint(["dialogue_id", "kept_id"], STATEMENT),
        Index(None, "dialogue_id", "into_id"),
        Index(None, "dialogue_id", "kept_id"),
    )

    dialogue_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dialogue.id", ondelete="CASCADE"), primary_key=True)
    statement_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    into_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    kept_id: Mapped[uuid.UUID] = mapped_column(Uuid)


MERGER = (Merger.dialogue_id == Statement.dialogue_id) & (Merger.statement_id == Statement.id)
STANDS = Statement.hidden.is_(False) & ~exists().where(MERGER)
"""A statement that is given out and shown: neither hidden nor merged into another."""


class Rating(Base):
    """One participant's recognition of one statement: the key allows only one."""

    __tablename__ = "rating"
    __table_args__ = (
        ForeignKeyConstraint(["dialogue_id", "participant_id"], PARTICIPANT),
        ForeignKeyConstraint(["dialogue_id", "statement_id"], STATEMENT),
        Index(None, "dialogue_id", "statement_id"),
    )

    dialogue_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dialogue.id", ondelete="CASCADE"), primary_key=True)
    participant_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    statement_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    recognition: Mapped[Recognition] = mapped_column(words(Recognition, "recognition"))


class Turn(Base):
    """The one statement that a participant was given to rate and has not rated yet; gone at the close.

    ``leniency`` is what theirs seemed to be when it was given out, as it counts in the leaning of what they rated.
    """

    __tablename__ = "turn"
    __table_args__ = (
        ForeignKeyConstraint(["dialogue_id", "participant_id"], PARTICIPANT),
        ForeignKeyConstraint(["dialogue_id", "statement_id"], STATEMENT),
        Index(None, "dialogue_id", "statement_id"),
    )

    dialogue_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dialogue.id", ondelete="CASCADE"), primary_key=True)
    participant_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    statement_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    given_at: Mapped[datetime] = mapped_column(Instant)
    leniency: Mapped[float] = mapped_column(default=0.0)


class Report(Identified, Base):
    """A version of the result of a dialogue; ``content`` is the document that page, JSON and files all show.

    A person writes the introduction, the closing words and the names of the themes; nobody changes the content. A version
    that is not published is a draft, of which there is one at most.
    """

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("dialogue_id", "number"),
        Index(
            "uq_report_draft",
            "dialogue_id",
            unique=True,
            sqlite_where=text("published_at IS NULL"),
            postgresql_where=text("published_at IS NULL"),
        ),
    )

    dialogue_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dialogue.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(default=1)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    introduction: Mapped[str] = mapped_column(Text, default="")
    closing: Mapped[str] = mapped_column(Text, default="")
    themes: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(Instant)
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    @property
    def themes_with_figures(self) -> list[dict[str, Any]]:
        """The themes with the figures that follow from those of their statements."""
        return with_figures(self.themes, self.content)
