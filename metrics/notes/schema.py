"""The tables of ``notes.db``, as the newest migration leaves them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import (
    JSON,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

REVISIONS = (
    "0001",
    "0002",
    "0003",
    "0004",
    "0005",
)  # oldest first; migrations/versions has a file for each

metadata = MetaData()


class Instant(TypeDecorator[dt.datetime]):
    """An instant: kept in UTC, given back with its zone by every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Give UTC to the database; SQLite keeps no zone."""
        if value is None:
            return None
        moment = value.astimezone(dt.UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(
        self, value: dt.datetime | None, dialect: Dialect
    ) -> dt.datetime | None:
        """Say that what comes back is UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


# A note is never changed: a correction is a new row that replaces it, and a note can be replaced
# once only, which is what tells two people who correct it at the same time.
notes = Table(
    "notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("week", Date, nullable=False),
    Column("metric", String(120), nullable=False),
    Column("text", Text, nullable=False),
    Column("author", String(120), nullable=False),
    Column("written_at", Instant, nullable=False),
    Column("replaces", Integer, ForeignKey("notes.id"), unique=True),
    Index("notes_week", "week"),
)

actions = Table(
    "actions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("week", Date, nullable=False),
    Column("metric", String(120), nullable=False),
    Column("text", Text, nullable=False),
    Column("owner", String(120), nullable=False),
    Column("due", Date),
    Column("author", String(120), nullable=False),
    Column("written_at", Instant, nullable=False),
    Column("state", String(12), nullable=False),
    Column("closed_at", Instant),
    Column("closed_by", String(120)),
    Column("closed_week", Date),
    Column("outcome", Text, nullable=False, server_default=""),
    Index("actions_closed_week", "closed_week"),
)

reviews = Table(
    "reviews",
    metadata,
    Column("week", Date, primary_key=True),
    Column("snapshot", Integer, nullable=False),
    Column("as_of", Instant, nullable=False),
    Column("frozen_at", Instant, nullable=False),
    Column("frozen_by", String(120), nullable=False),
    Column("contents", JSON, nullable=False),
    Column("definitions", JSON, nullable=False),
)

# Counted, never listed: a row is a day's sum, and names a role, no person. The metric is empty in
# the row that counts the page itself.
openings = Table(
    "openings",
    metadata,
    Column("day", Date, primary_key=True),
    Column("page", String(40), primary_key=True),
    Column("metric", String(120), primary_key=True),
    Column("role", String(20), primary_key=True),
    Column("opened", Integer, nullable=False),
    Column("shown", Integer, nullable=False),
)

# A page and its parameters under a name, which is everybody's: two views cannot share one. The
# account is that of who saved it, empty where nobody was signed in.
views = Table(
    "views",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(120), nullable=False, unique=True),
    Column("page", String(40), nullable=False),
    Column("params", JSON, nullable=False),
    Column("owner", String(120), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("account", String(200), nullable=False, server_default=""),
)

# Views that were removed, until somebody puts them back; their names are free meanwhile.
removed_views = Table(
    "removed_views",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(120), nullable=False),
    Column("page", String(40), nullable=False),
    Column("params", JSON, nullable=False),
    Column("owner", String(120), nullable=False),
    Column("account", String(200), nullable=False, server_default=""),
    Column("created_at", Instant, nullable=False),
    Column("removed_at", Instant, nullable=False),
    Column("removed_by", String(120), nullable=False),
)
