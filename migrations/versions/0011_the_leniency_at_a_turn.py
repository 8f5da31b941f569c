"""Keep with an open turn how lenient its rater seemed to be, so that this can be put right when more is known.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("turn") as table:
        table.add_column(sa.Column("leniency", sa.Double(), nullable=False, server_default="0"))
    with op.batch_alter_table("turn") as table:
        table.alter_column("leniency", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("turn") as table:
        table.drop_column("leniency")
