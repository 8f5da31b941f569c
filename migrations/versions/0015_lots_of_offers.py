"""Keep the lot of the next step of each figure about offers, so that it is drawn once and not at every count.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("offers_told", sa.Column("lots", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
    with op.batch_alter_table("offers_told") as table:
        table.alter_column("lots", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("offers_told") as table:
        table.drop_column("lots")
