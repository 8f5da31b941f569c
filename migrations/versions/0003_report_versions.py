"""Let organisers write in new versions of a report, as drafts until they are published.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
DRAFT = sa.text("published_at IS NULL")


def upgrade() -> None:
    op.add_column("report", sa.Column("closing", sa.Text(), nullable=False, server_default=""))
    op.add_column("report", sa.Column("themes", sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
    op.add_column("report", sa.Column("published_at", INSTANT, nullable=True))
    op.add_column("report", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.execute("UPDATE report SET published_at = created_at")
    op.create_index(
        "uq_report_draft", "report", ["dialogue_id"], unique=True, sqlite_where=DRAFT, postgresql_where=DRAFT
    )


def downgrade() -> None:
    op.drop_index("uq_report_draft", "report")
    op.execute("DELETE FROM report WHERE published_at IS NULL")
    for name in ("version", "published_at", "themes", "closing"):
        op.drop_column("report", name)
