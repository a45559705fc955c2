"""Frozen reviews."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table: one frozen review a week."""
    op.create_table(
        "reviews",
        sa.Column("week", sa.Date, primary_key=True),
        sa.Column("snapshot", sa.Integer, nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_by", sa.String(120), nullable=False),
        sa.Column("contents", sa.JSON, nullable=False),
        sa.Column("definitions", sa.JSON, nullable=False),
    )
