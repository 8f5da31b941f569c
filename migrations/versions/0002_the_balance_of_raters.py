"""Keep per statement how lenient those were who were given it, and drop an index that turns no longer ask for.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INDEX = "ix_statement_dialogue_id_phase_id_assigned"


def upgrade() -> None:
    with op.batch_alter_table("statement") as table:
        table.add_column(sa.Column("leaning", sa.Double(), nullable=False, server_default="0"))
        table.drop_index(INDEX)
    with op.batch_alter_table("statement") as table:
        table.alter_column("leaning", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("statement") as table:
        table.create_index(INDEX, ["dialogue_id", "phase_id", "assigned"])
        table.drop_column("leaning")
