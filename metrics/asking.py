"""Runs compiled questions on a cursor and keeps their answers; faults of the data are sentences."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import duckdb

from metrics.compile import Compiled
from metrics.dialects import percentile, quoted
from metrics.feeds import Feeds, Setting, feed_tables
from metrics.hub import Snapshot
from metrics.language import later
from metrics.model import GoneError, Maturing, Metric, QueryError

KEPT_ROWS = 200_000  # of all answers together, about 100 MB: what thirty people look at
LONGEST = 20_000  # rows; a longer answer is not kept
EACH = 10  # an answer's question weighs as so many rows
OUTDATED = later("another version of Andon made this data; make it anew: python -m loaders rebuild")

Table = tuple[tuple[str, ...], list[tuple[Any, ...]]]
Ask = Callable[[Compiled, str], Table]


class Answers:
    """Answers by snapshot, SQL and bound values; thread-safe.

    Beyond `rows` in all, the least used are forgotten.
    """

    def __init__(self, rows: int = KEPT_ROWS) -> None:
        self._answers: OrderedDict[tuple[object, ...], Table] = OrderedDict()
        self._left = rows
        self._lock = threading.Lock()

    def run(
        self,
        cursor: duckdb.DuckDBPyConnection,
        snapshot: Snapshot,
        compiled: Compiled,
        about: str,
    ) -> Table:
        """Return the columns and rows of `compiled`, which is `about` something a reader knows."""
        key = (snapshot.path.name, snapshot.built_at, compiled.sql, compiled.params)
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        try:
            found = cursor.execute(compiled.sql, list(compiled.params))
            names = tuple(column[0] for column in found.description or ())
            answer = (names, found.fetchall())
        except (duckdb.BinderException, duckdb.ConversionException, duckdb.DataError) as problem:
            says = str(problem).splitlines()[0]
            raise QueryError(
                later(
                    "{about} cannot be worked out from this data: {problem}",
                    about=about,
                    problem=says,
                )
            ) from problem
        except duckdb.CatalogException as problem:
            raise GoneError(OUTDATED) from problem
        if len(answer[1]) <= LONGEST:
            self._keep(key, answer)
        return answer

    def _keep(self, key: tuple[object, ...], answer: Table) -> None:
        with self._lock:
            if key in self._answers:  # another reader asked the same meanwhile
                return
            self._answers[key] = answer
            self._left -= len(answer[1]) + EACH
            while self._left < 0:
                _, forgotten = self._answers.popitem(last=False)
                self._left += len(forgotten[1]) + EACH


def setting(ask: Ask, snapshot: Snapshot, metric: Metric) -> Setting:
    """Return how `snapshot` counts time, and what it knows of the feeds of `metric`."""
    tables = feed_tables(metric)
    covered = ask(
        Compiled("select tbl, first_day, covered_until from meta.coverage", ()), "coverage"
    )[1]
    lost = ask(
        Compiled("select day, tbl from meta.missing_days order by day, tbl", ()), "missing days"
    )[1]
    mine = [row for row in covered if row[0] in tables]
    feeds = Feeds(
        first_day=max((row[1] for row in mine if row[1] is not None), default=None),
        covered_until=min((row[2] for row in mine if row[2] is not None), default=None),
        missing=tuple((day, table) for day, table in lost if table in tables),
        absent=tuple(sorted(set(tables) - {row[0] for row in mine})),
    )
    if metric.matures is None:
        return Setting(snapshot.zone, snapshot.calendar, feeds)
    until = _mature_until(ask, snapshot, metric.matures)
    return Setting(snapshot.zone, snapshot.calendar, feeds, matures=True, mature_until=until)


def _mature_until(ask: Ask, snapshot: Snapshot, matures: Maturing) -> dt.datetime | None:
    """Return how long ago a span must have ended; None where no lag was ever seen."""
    lag = f"t.{quoted(matures.lag)}"
    sql = (
        f"select {percentile(lag, matures.at)} as lag_s\n"
        f"from facts.{quoted(matures.fact)} as t\nwhere {lag} is not null"
    )
    ((seconds,),) = ask(Compiled(sql, ()), matures.fact)[1]
    return None if seconds is None else snapshot.as_of - dt.timedelta(seconds=float(seconds))
