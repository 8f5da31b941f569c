"""Let statements that say the same be merged into one.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

LINKS = ("statement_id", "into_id", "kept_id")


def upgrade() -> None:
    op.create_table(
        "merger",
        sa.Column("dialogue_id", sa.Uuid(), nullable=False),
        *(sa.Column(link, sa.Uuid(), nullable=False) for link in LINKS),
        sa.ForeignKeyConstraint(
            ["dialogue_id"], ["dialogue.id"], name=op.f("fk_merger_dialogue_id"), ondelete="CASCADE"
        ),
        *(
            sa.ForeignKeyConstraint(
                ["dialogue_id", link],
                ["statement.dialogue_id", "statement.id"],
                name=op.f(f"fk_merger_dialogue_id_{link}"),
            )
            for link in LINKS
        ),
        sa.PrimaryKeyConstraint("dialogue_id", "statement_id", name=op.f("pk_merger")),
    )
    for link in LINKS[1:]:
        op.create_index(op.f(f"ix_merger_dialogue_id_{link}"), "merger", ["dialogue_id", link])


def downgrade() -> None:
    op.drop_table("merger")
