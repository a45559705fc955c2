"""How often pages and metrics are opened."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table: one row for a day, a page, a metric and a role."""
    op.create_table(
        "openings",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("page", sa.String(40), primary_key=True),
        sa.Column("metric", sa.String(120), primary_key=True),
        sa.Column("role", sa.String(20), primary_key=True),
        sa.Column("opened", sa.Integer, nullable=False),
        sa.Column("shown", sa.Integer, nullable=False),
    )
