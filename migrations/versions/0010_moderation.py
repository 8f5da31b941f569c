"""Flags, decisions and the log of moderators.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

HIDING = ("identifies", "offensive", "off_topic", "other")
FLAGGING = ("identifies", "offensive", "off_topic", "duplicate")
ACTIONS = ("hide", "restore", "let_stand", "merge", "unmerge", "keep_apart")


def words(name: str, *allowed: str) -> sa.Enum:
    """Give the type of a closed list of words: text with a CHECK."""
    return sa.Enum(*allowed, name=name, native_enum=False, create_constraint=True, length=32)


def to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    """Give the key that leads within the dialogue to a row of ``other``."""
    name = f"fk_{table}_dialogue_id_{column}"
    return sa.ForeignKeyConstraint(["dialogue_id", column], [f"{other}.dialogue_id", f"{other}.id"], name=op.f(name))


def of_a_dialogue(table: str) -> sa.ForeignKeyConstraint:
    """Give the key that makes a row go with its dialogue."""
    name = op.f(f"fk_{table}_dialogue_id")
    return sa.ForeignKeyConstraint(["dialogue_id"], ["dialogue.id"], name=name, ondelete="CASCADE")


def upgrade() -> None:
    op.create_table(
        "flag",
        sa.Column("dialogue_id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("reason", words("reason", *FLAGGING), nullable=False),
        to("flag", "participant_id", "participant"),
        to("flag", "statement_id", "statement"),
        of_a_dialogue("flag"),
        sa.PrimaryKeyConstraint("dialogue_id", "participant_id", "statement_id", name=op.f("pk_flag")),
    )
    op.create_index(op.f("ix_flag_dialogue_id_statement_id"), "flag", ["dialogue_id", "statement_id"])
    op.create_table(
        "flag_count",
        sa.Column("dialogue_id", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("reason", words("reason", *FLAGGING), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint("people >= 5", name=op.f("ck_flag_count_no_small_group")),
        to("flag_count", "statement_id", "statement"),
        of_a_dialogue("flag_count"),
        sa.PrimaryKeyConstraint("dialogue_id", "statement_id", "reason", name=op.f("pk_flag_count")),
    )
    op.create_table(
        "review",
        sa.Column("dialogue_id", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("reason", words("reason", *HIDING), nullable=True),
        sa.Column("words", sa.String(length=280), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.CheckConstraint("reason IS NOT NULL OR words = ''", name=op.f("ck_review_words_have_a_reason")),
        to("review", "statement_id", "statement"),
        of_a_dialogue("review"),
        sa.PrimaryKeyConstraint("dialogue_id", "statement_id", name=op.f("pk_review")),
    )
    op.create_table(
        "moderation_entry",
        sa.Column("dialogue_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("moderator_id", sa.Uuid(), nullable=True),
        sa.Column("action", words("action", *ACTIONS), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=True),
        sa.Column("reason", words("reason", *HIDING), nullable=True),
        sa.Column("words", sa.String(length=280), nullable=False),
        to("moderation_entry", "statement_id", "statement"),
        to("moderation_entry", "other_id", "statement"),
        of_a_dialogue("moderation_entry"),
        sa.PrimaryKeyConstraint("dialogue_id", "id", name=op.f("pk_moderation_entry")),
    )
    for columns in (["dialogue_id", "number", "id"], ["dialogue_id", "statement_id"], ["dialogue_id", "other_id"]):
        op.create_index(op.f(f"ix_moderation_entry_{'_'.join(columns)}"), "moderation_entry", columns)


def downgrade() -> None:
    for table in ("moderation_entry", "review", "flag_count", "flag"):
        op.drop_table(table)
