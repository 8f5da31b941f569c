"""Let a dialogue be paused and extended, and take probing questions.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dialogue", sa.Column("extra_seconds", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("dialogue", sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "probe",
        sa.Column("dialogue_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("phase_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=280), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.CheckConstraint("length(text) BETWEEN 1 AND 280", name=op.f("ck_probe_text_length")),
        sa.ForeignKeyConstraint(
            ["dialogue_id", "phase_id"],
            ["phase.dialogue_id", "phase.id"],
            name=op.f("fk_probe_dialogue_id_phase_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("dialogue_id", "id", name=op.f("pk_probe")),
        sa.UniqueConstraint("dialogue_id", "phase_id", "number", name=op.f("uq_probe_dialogue_id_phase_id_number")),
    )


def downgrade() -> None:
    op.drop_table("probe")
    op.drop_column("dialogue", "paused_at")
    op.drop_column("dialogue", "extra_seconds")
