"""Make hand-raises: claims, offers, and introductions.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

STATEMENT = ["statement.dialogue_id", "statement.id"]


def upgrade() -> None:
    op.create_table(
        "claim",
        sa.Column("dialogue_id", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["dialogue_id"], ["dialogue.id"], name=op.f("fk_claim_dialogue_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["dialogue_id", "statement_id"], STATEMENT, name=op.f("fk_claim_dialogue_id_statement_id")
        ),
        sa.PrimaryKeyConstraint("dialogue_id", "statement_id", name=op.f("pk_claim")),
        sa.UniqueConstraint("dialogue_id", "secret_hash", name=op.f("uq_claim_dialogue_id_secret_hash")),
    )
    op.create_index(op.f("ix_claim_secret_hash"), "claim", ["secret_hash"])
    op.create_table(
        "hand_raise",
        sa.Column("dialogue_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.String(length=280), nullable=False),
        sa.Column("set_aside", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dialogue_id"], ["dialogue.id"], name=op.f("fk_hand_raise_dialogue_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["dialogue_id", "statement_id"], STATEMENT, name=op.f("fk_hand_raise_dialogue_id_statement_id")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_hand_raise_member_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("dialogue_id", "id", name=op.f("pk_hand_raise")),
        sa.UniqueConstraint(
            "dialogue_id",
            "statement_id",
            "member_id",
            name=op.f("uq_hand_raise_dialogue_id_statement_id_member_id"),
        ),
    )
    op.create_index(op.f("ix_hand_raise_member_id_id"), "hand_raise", ["member_id", "id"])
    op.create_table(
        "introduction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("writer_key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("writer_name", sa.String(length=120), nullable=False),
        sa.Column("writer_contact", sa.String(length=254), nullable=False),
        sa.Column("message", sa.String(length=1000), nullable=False),
        sa.Column("kept_until", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_introduction_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_introduction")),
    )
    op.create_index(op.f("ix_introduction_member_id_id"), "introduction", ["member_id", "id"])
    op.create_index(op.f("ix_introduction_writer_key"), "introduction", ["writer_key"])


def downgrade() -> None:
    op.drop_table("introduction")
    op.drop_table("hand_raise")
    op.drop_table("claim")
