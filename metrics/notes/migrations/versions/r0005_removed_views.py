"""Whose a saved view is, and views that were removed."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Keep the account of who saves a view, and a removed view apart until it is put back."""
    op.add_column("views", sa.Column("account", sa.String(200), nullable=False, server_default=""))
    op.create_table(
        "removed_views",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("page", sa.String(40), nullable=False),
        sa.Column("params", sa.JSON, nullable=False),
        sa.Column("owner", sa.String(120), nullable=False),
        sa.Column("account", sa.String(200), nullable=False, server_default=""),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_by", sa.String(120), nullable=False),
    )
