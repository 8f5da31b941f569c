"""Polls in between, their options, and the answers while they are open.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

OPEN = sa.text("state = 'open'")


def words(name: str, *allowed: str) -> sa.Enum:
    """Give the type of a closed list of words: text with a CHECK."""
    return sa.Enum(*allowed, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "poll",
        sa.Column("dialogue_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", words("kind", "single", "scale"), nullable=False),
        sa.Column("prompt", sa.String(length=280), nullable=False),
        sa.Column("state", words("state", "prepared", "open", "closed"), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.CheckConstraint("length(prompt) BETWEEN 1 AND 280", name=op.f("ck_poll_prompt_length")),
        sa.CheckConstraint("(state = 'closed') = (answers IS NOT NULL)", name=op.f("ck_poll_counted_when_closed")),
        sa.ForeignKeyConstraint(["dialogue_id"], ["dialogue.id"], name=op.f("fk_poll_dialogue_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("dialogue_id", "id", name=op.f("pk_poll")),
        sa.UniqueConstraint("dialogue_id", "number", name=op.f("uq_poll_dialogue_id_number")),
    )
    op.create_index("ix_poll_open", "poll", ["dialogue_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_table(
        "poll_option",
        sa.Column("dialogue_id", sa.Uuid(), nullable=False),
        sa.Column("poll_id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["dialogue_id", "poll_id"],
            ["poll.dialogue_id", "poll.id"],
            name=op.f("fk_poll_option_dialogue_id_poll_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("dialogue_id", "poll_id", "value", name=op.f("pk_poll_option")),
    )
    op.create_table(
        "poll_answer",
        sa.Column("dialogue_id", sa.Uuid(), nullable=False),
        sa.Column("poll_id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dialogue_id", "participant_id"],
            ["participant.dialogue_id", "participant.id"],
            name=op.f("fk_poll_answer_dialogue_id_participant_id"),
        ),
        sa.ForeignKeyConstraint(
            ["dialogue_id", "poll_id", "value"],
            ["poll_option.dialogue_id", "poll_option.poll_id", "poll_option.value"],
            name=op.f("fk_poll_answer_dialogue_id_poll_id_value"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("dialogue_id", "poll_id", "participant_id", name=op.f("pk_poll_answer")),
    )


def downgrade() -> None:
    op.drop_table("poll_answer")
    op.drop_table("poll_option")
    op.drop_table("poll")
