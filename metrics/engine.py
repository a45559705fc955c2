"""Asks: compiles a question, runs it on a pinned snapshot, gives back frozen answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import duckdb

from metrics import dialects
from metrics.answer import points
from metrics.asking import Answers, Table, setting
from metrics.catalogue import Catalogue, load_catalogue
from metrics.compile import Compiled, compile_query
from metrics.compile_members import compile_members
from metrics.compile_rows import Half, compile_fact_rows, compile_rows, page
from metrics.counted import counts
from metrics.fact import Fact, fact_named
from metrics.feeds import Setting
from metrics.hub import Hub, Snapshot
from metrics.model import (
    EVERYTHING,
    Explanation,
    Metric,
    NoDataError,
    Query,
    Result,
    Rows,
    Scope,
    Where,
)
from metrics.settings import Settings

if TYPE_CHECKING:
    from metrics.review import Review


@dataclass(frozen=True)
class Sums:
    """What a question summed: a row a member and period, named as in ``compile.MEASURES``."""

    metric: Metric
    snapshot: Snapshot
    setting: Setting
    rows: list[dict[str, Any]]


class Store:
    """The published data and what can be asked of it; one a process, for all threads."""

    def __init__(self, settings: Settings) -> None:
        """Open the snapshots in ``settings.home/published``; nothing need be there yet."""
        self.settings = settings
        self.catalogue: Catalogue = load_catalogue(settings)
        self._hub = Hub(settings.home / "published")
        self._answers = Answers()

    def close(self) -> None:
        """Let go of the snapshots."""
        self._hub.close()

    def current(self) -> Snapshot:
        """Return the newest snapshot; NoDataError when nothing is published."""
        return self._hub.current()

    def query(self, query: Query) -> Result:
        """Answer `query`: points in order of period, then members, unknown last."""
        answer = self.sums(query)
        found = points(query, answer.metric, answer.rows, answer.setting)
        return Result(query, answer.metric, answer.snapshot.number, answer.snapshot.as_of, found)

    def sums(self, query: Query) -> Sums:
        """Return what `query` sums before anything is divided, for whoever adds it up further."""
        metric = self.catalogue.metric(query.metric)
        shares = self.catalogue.shares_with(metric)
        with self._hub.lease(query.snapshot) as (cursor, snapshot):
            compiled = compile_query(
                query, metric, self.catalogue, snapshot.today, snapshot.rollups, shares
            )
            names, rows = self._answers.run(cursor, snapshot, compiled, metric.name)
            known = setting(partial(self._answers.run, cursor, snapshot), snapshot, metric)
        answered = [dict(zip(names, row, strict=True)) for row in rows]
        for row in answered if shares else ():
            found = row["numerator"]
            row["numerator"] = found and found[shares.index(metric.percentile or 0.0)]
        return Sums(metric, snapshot, known, answered)

    def ask(self, compiled: Compiled, about: str, snapshot: int | None = None) -> Table:
        """Return the columns and rows of `compiled`: for other modules of this package.

        Its SQL is theirs, in the portable subset, with every value bound; the viewer's scope must
        be one of its conditions.
        """
        with self._hub.lease(snapshot) as (cursor, pinned):
            return self._answers.run(cursor, pinned, compiled, about)

    @contextmanager
    def pinned(self, number: int | None = None) -> Iterator[Snapshot]:
        """Hold a snapshot (None: the newest) for several questions that belong together."""
        with self._hub.lease(number) as (_, snapshot):
            yield snapshot

    def rows(
        self,
        query: Query,
        limit: int = 50,
        offset: int = 0,
        half: Half | None = None,
        order: Sequence[str] = (),
    ) -> Rows:
        """Return the rows that `query` counts, oldest first; `limit` 0 returns all.

        Of a ratio these are the rows of the denominator where it counts rows or both halves are one
        scan, else of the numerator, unless `half` says which. `order` as ``compile_rows.page`` has
        it.
        """
        metric = self.catalogue.metric(query.metric)
        with self._hub.lease(query.snapshot) as (cursor, snapshot):
            fact, source = compile_rows(query, metric, self.catalogue, snapshot.today, half)
            return self._page(cursor, snapshot, fact, source, limit, offset, order)

    def fact_rows(
        self,
        fact: str,
        where: Where = (),
        limit: int = 50,
        offset: int = 0,
        *,
        scope: Scope = EVERYTHING,
        snapshot: int | None = None,
    ) -> Rows:
        """Return the rows of a fact, oldest first; `where` may name any of its columns."""
        with self._hub.lease(snapshot) as (cursor, pinned):
            found, source = compile_fact_rows(fact, where, scope)
            return self._page(cursor, pinned, found, source, limit, offset)

    def sql(self, query: Query, engine: str = "duckdb") -> Compiled:
        """Return the SQL that answers `query`, written for `engine`; needs no data."""
        metric = self.catalogue.metric(query.metric)
        try:
            today = self.current().today
        except NoDataError:  # no as-of yet: only a stock would look at it
            today = query.end or dt.datetime.now(self.settings.zone).date()
        compiled = compile_query(query, metric, self.catalogue, today)
        return replace(compiled, sql=dialects.render(compiled.sql, engine))

    def explain(self, query: Query) -> Explanation:
        """Say how the answer to `query` comes about."""
        metric = self.catalogue.metric(query.metric)
        with self._hub.lease(query.snapshot) as (_, snapshot):
            compiled = compile_query(query, metric, self.catalogue, snapshot.today)
        tables = sorted({t for half in metric.halves for t in fact_named(half.fact).tables})
        return Explanation(metric, compiled.sql, compiled.params, counts(metric), tuple(tables))

    def review(
        self,
        week: dt.date | None = None,
        metrics: Sequence[str] | None = None,
        where: Where = (),
        *,
        scope: Scope = EVERYTHING,
        snapshot: int | None = None,
    ) -> Review:
        """Review the week that holds the day `week` (None: the last complete one)."""
        from metrics.review import review  # it asks this store

        return review(self, week, metrics, where, scope=scope, snapshot=snapshot)

    def members(self, dimension: str, scope: Scope = EVERYTHING) -> list[str]:
        """Return the members of `dimension` that `scope` lets be seen, without "unknown"."""
        declared = self.catalogue.dimension(dimension)
        with self._hub.lease() as (cursor, snapshot):
            compiled = compile_members(dimension, scope, snapshot.rollups)
            rows = self._answers.run(cursor, snapshot, compiled, dimension)[1] if compiled else []
        place = {member: number for number, member in enumerate(declared.order)}
        found = [str(row[0]) for row in rows if row[0] is not None]
        return sorted(found, key=lambda member: (place.get(member, len(place)), member))

    def coverage(self) -> list[dict[str, Any]]:
        """Return, for each table with rows, its first day and until when it is complete."""
        return self._meta("select * from meta.coverage order by tbl")

    def missing_days(self) -> list[dict[str, Any]]:
        """Return the days on which a table that should have rows has none."""
        return self._meta("select tbl, day from meta.missing_days order by tbl, day")

    def checks(self) -> list[dict[str, Any]]:
        """Return the results of all checks, newest first."""
        return self._meta("select * from meta.checks order by checked_at desc, tbl, rule")

    def files(self, snapshot: int | None = None) -> list[dict[str, Any]]:
        """Return what was read of each file, newest batch first."""
        return self._meta(
            "select f.*, b.state, b.finished_at from meta.files as f"
            " left join meta.batches as b on b.batch = f.batch"
            " order by b.started_at desc, f.file",
            snapshot,
        )

    def quarantine(self) -> list[dict[str, Any]]:
        """Return the lines in quarantine, by file and line."""
        return self._meta("select * from meta.quarantine order by file, line")

    def _meta(self, sql: str, snapshot: int | None = None) -> list[dict[str, Any]]:
        names, rows = self.ask(Compiled(sql, ()), "meta", snapshot)
        return [dict(zip(names, row, strict=True)) for row in rows]

    def _page(
        self,
        cursor: duckdb.DuckDBPyConnection,
        snapshot: Snapshot,
        fact: Fact,
        source: Compiled,
        limit: int,
        offset: int,
        order: Sequence[str] = (),
    ) -> Rows:
        count = Compiled(f"select count(*) as total\n{source.sql}", source.params)
        total = self._answers.run(cursor, snapshot, count, fact.name)[1][0][0]
        listed = page(fact, source, limit, offset, order)
        names, rows = self._answers.run(cursor, snapshot, listed, fact.name)
        return Rows(names, tuple(rows), int(total), snapshot.number)
