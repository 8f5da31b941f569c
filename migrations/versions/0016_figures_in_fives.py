"""Keep beside the counts of a statement those that are told during the hour: they follow when five more people rated.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

TOLD = {
    "told_raters": "not_at_all + a_little + largely + fully + does_not_occur",
    "told_recognised": "largely + fully",
    "told_does_not_occur": "does_not_occur",
}


def upgrade() -> None:
    for name in TOLD:
        op.add_column("statement", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    # What was rated by fewer than five people is not told.
    op.execute(
        f"UPDATE statement SET {', '.join(f'{name} = {sum_}' for name, sum_ in TOLD.items())} "  # noqa: S608
        f"WHERE {TOLD['told_raters']} >= 5"
    )


def downgrade() -> None:
    with op.batch_alter_table("statement") as table:
        for name in TOLD:
            table.drop_column(name)
