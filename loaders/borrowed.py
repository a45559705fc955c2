"""SQLAlchemy on a DuckDB connection that is somebody else's, inside their transaction.

Two things differ from duckdb-engine's own way. All statements run on the connection that the load
has open, so that rows that are not committed yet are seen; nothing begins or ends a transaction
there. And Great Expectations reads results after it has given the connection back, when DuckDB has
dropped them and returns nothing, silently: so each cursor fetches at once what it may be asked for.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar

import duckdb_engine
import sqlalchemy as sa
from sqlalchemy.dialects import registry

from loaders.warehouse import Connection
from metrics.model import InternalError

FETCHED = 1000  # rows that a cursor keeps; checks ask for counts, so that none needs more
_lent: dict[str, Connection] = {}
_numbers = itertools.count(1)


@contextmanager
def lent(con: Connection) -> Iterator[str]:
    """Lend `con` to SQLAlchemy; yields the URL that leads to it until the end of the block."""
    registry.register("duckdb.lent", __name__, "Dialect")
    name = f"con{next(_numbers)}"
    _lent[name] = con
    try:
        yield f"duckdb+lent:///{name}"
    finally:
        del _lent[name]


class Cursor:
    """A DB-API cursor whose rows outlive the next statement of its connection."""

    arraysize = 1
    rowcount = -1

    def __init__(self, owner: Borrowed, con: Connection) -> None:
        self.connection, self._con = owner, con
        self.description: Any = None
        self._rows: list[Any] = []
        self._whole = True

    def execute(self, sql: str, params: Sequence[Any] = (), context: object = None) -> None:
        """Run a statement and fetch its first rows."""
        self._con.execute(sql, list(params))
        self.description = self._con.description
        self._rows = self._con.fetchmany(FETCHED + 1) if self.description else []
        self._whole = len(self._rows) <= FETCHED

    def fetchmany(self, size: int = 1) -> list[Any]:
        """Return the next `size` rows."""
        if not self._whole and size >= len(self._rows):
            raise InternalError(f"a check asked for more than {FETCHED} rows")
        taken, self._rows = self._rows[:size], self._rows[size:]
        return taken

    def fetchone(self) -> Any:
        """Return the next row, or None."""
        return next(iter(self.fetchmany(1)), None)

    def fetchall(self) -> list[Any]:
        """Return all rows left."""
        return self.fetchmany(len(self._rows)) if self._whole else self.fetchmany(FETCHED + 1)

    def close(self) -> None:
        """Drop the rows."""
        self._rows = []


class Borrowed:
    """The lender's connection, as a DB-API one that cannot be closed, committed or rolled back."""

    notices: ClassVar[list[str]] = []

    def __init__(self, con: Connection) -> None:
        self._con = con

    def cursor(self) -> Cursor:
        """Return a cursor on the connection itself, not on a second one beside it."""
        return Cursor(self, self._con)

    def close(self) -> None:
        """Leave the connection open: it is not ours."""

    commit = rollback = close


class Dialect(duckdb_engine.Dialect):
    """DuckDB's dialect on a borrowed connection; transactions are the lender's."""

    supports_statement_cache = False

    def connect(self, *args: Any, **params: Any) -> Any:
        """Return the connection that the URL's database part names."""
        return Borrowed(_lent[params["database"]])

    @classmethod
    def get_pool_class(cls, url: Any) -> type[sa.Pool]:
        """Use the one connection for everything."""
        return sa.StaticPool

    def do_begin(self, dbapi_connection: Any) -> None:
        """Leave transactions to the lender."""

    def do_commit(self, dbapi_connection: Any) -> None:
        """Leave transactions to the lender."""

    def do_rollback(self, connection: Any) -> None:
        """Leave transactions to the lender."""
