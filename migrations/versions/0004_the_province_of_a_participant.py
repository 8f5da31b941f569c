"""Keep the province of a participant, beside size class and job function.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PROVINCES = (
    "Groningen",
    "Fryslân",
    "Drenthe",
    "Overijssel",
    "Flevoland",
    "Gelderland",
    "Utrecht",
    "Noord-Holland",
    "Zuid-Holland",
    "Zeeland",
    "Noord-Brabant",
    "Limburg",
)


def upgrade() -> None:
    province = sa.Enum(*PROVINCES, name="province", native_enum=False, create_constraint=True, length=32)
    with op.batch_alter_table("participant") as table:
        table.add_column(sa.Column("province", province, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("participant") as table:
        table.drop_constraint(op.f("ck_participant_province"), type_="check")
        table.drop_column("province")
