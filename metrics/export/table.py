"""What Explore shows as a file: CSV that no spreadsheet takes for formulas, XLSX, the SQL.

A file has every member, also those that a page hides; its columns are the command line's.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace

from metrics.analysis.explore import Board, board
from metrics.compile import Compiled
from metrics.engine import Store
from metrics.language import tr
from metrics.literal import readable
from metrics.model import Grain, Query
from metrics.show import Table, points_table, result_table, written

CHANGE = ("before", "change", "no_change_because", "low_n")


def explored(store: Store, query: Query, versus: str, grain: Grain | None = None) -> Table:
    """Return the answer to `query` as a table: over time by `grain`, else with its changes.

    `change` is a difference of rates, a fraction of volumes, as on the page.
    """
    if grain is not None:
        return result_table(store.query(replace(query, grain=grain)))
    return board_table(board(store, query, versus))


def board_table(found: Board) -> Table:
    """Return a leaderboard as the command line's columns, then what it is compared with."""
    columns, rows = points_table(found.by, [row.point for row in found.rows])
    more = [
        [row.before.value if row.before else None, row.change, row.why or None, row.low_n]
        for row in found.rows
    ]
    return [*columns, *CHANGE], [[*cells, *added] for cells, added in zip(rows, more, strict=True)]


def sql_text(store: Store, query: Query) -> str:
    """Return the exact SQL of `query` on its snapshot, its values written in their places."""
    told = store.explain(query)
    return readable(Compiled(told.sql, told.params))


def as_csv(table: Table) -> bytes:
    """Return `table` as CSV that Excel reads as UTF-8; texts that begin a formula are quoted."""
    return written(table, "csv").encode("utf-8-sig")


def as_sheet(table: Table, title: str, about: Sequence[tuple[str, object]]) -> bytes:
    """Return `table` as a workbook: a sheet of it, and one that says what it is."""
    from metrics.export.book import Book  # its library is needed for a file alone

    out, (columns, rows) = io.BytesIO(), table
    book = Book(out, title, title)
    book.sheet(tr("Table"), list(columns), rows)
    book.sheet(tr("About"), (tr("What"), tr("Says")), about)
    book.book.close()
    return out.getvalue()
