"""Keep the newest rehearsal of an event.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "rehearsal",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "done", "failed", name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("script_version", sa.Integer(), nullable=False),
        sa.Column("requested_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.Column("outcome", sa.JSON(), nullable=True),
        sa.Column("problem", sa.String(length=40), nullable=True),
        sa.CheckConstraint("people BETWEEN 2 AND 500", name=op.f("ck_rehearsal_people")),
        sa.CheckConstraint("(state = 'done') = (outcome IS NOT NULL)", name=op.f("ck_rehearsal_outcome")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_rehearsal_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_rehearsal")),
    )


def downgrade() -> None:
    op.drop_table("rehearsal")
