"""Draft topic sessions with a script and a date poll, ask statements again, tie lessons to events.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
AVAILABILITY = sa.Enum("yes", "if_need_be", "no", name="answer", native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.add_column("topic_session", sa.Column("draft", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("topic_session", sa.Column("minutes", sa.Integer(), server_default="60", nullable=False))
    op.add_column("statement", sa.Column("origin_dialogue_id", sa.Uuid(), nullable=True))
    op.add_column("statement", sa.Column("origin_statement_id", sa.Uuid(), nullable=True))
    op.create_table(
        "session_question",
        sa.Column("topic_session_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("prompt", sa.String(length=280), nullable=False),
        sa.Column("explanation", sa.String(length=600), nullable=False),
        sa.ForeignKeyConstraint(
            ["topic_session_id"],
            ["topic_session.id"],
            name=op.f("fk_session_question_topic_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("topic_session_id", "position", name=op.f("pk_session_question")),
    )
    op.create_table(
        "session_statement",
        sa.Column("topic_session_id", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("dialogue_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dialogue_id", "statement_id"],
            ["statement.dialogue_id", "statement.id"],
            name=op.f("fk_session_statement_dialogue_id_statement_id"),
        ),
        sa.ForeignKeyConstraint(
            ["topic_session_id", "position"],
            ["session_question.topic_session_id", "session_question.position"],
            name=op.f("fk_session_statement_topic_session_id_position"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("topic_session_id", "statement_id", name=op.f("pk_session_statement")),
    )
    op.create_index(
        op.f("ix_session_statement_dialogue_id_statement_id"), "session_statement", ["dialogue_id", "statement_id"]
    )
    op.create_table(
        "session_moment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("topic_session_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["topic_session_id"],
            ["topic_session.id"],
            name=op.f("fk_session_moment_topic_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_moment")),
        sa.UniqueConstraint("topic_session_id", "starts_at", name=op.f("uq_session_moment_topic_session_id_starts_at")),
    )
    op.create_table(
        "moment_answer",
        sa.Column("moment_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("answer", AVAILABILITY, nullable=False),
        sa.ForeignKeyConstraint(
            ["moment_id"], ["session_moment.id"], name=op.f("fk_moment_answer_moment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_moment_answer_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("moment_id", "member_id", name=op.f("pk_moment_answer")),
    )
    op.create_index(op.f("ix_moment_answer_member_id"), "moment_answer", ["member_id"])
    op.create_table(
        "lesson_event",
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lesson.id"], name=op.f("fk_lesson_event_lesson_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_lesson_event_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("lesson_id", name=op.f("pk_lesson_event")),
    )
    op.create_index(op.f("ix_lesson_event_event_id"), "lesson_event", ["event_id"])


def downgrade() -> None:
    for table in ("lesson_event", "moment_answer", "session_moment", "session_statement", "session_question"):
        op.drop_table(table)
    op.drop_column("statement", "origin_statement_id")
    op.drop_column("statement", "origin_dialogue_id")
    op.drop_column("topic_session", "minutes")
    op.drop_column("topic_session", "draft")
