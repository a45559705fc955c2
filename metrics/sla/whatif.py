"""What if the policy were another: history replayed under another ``sla.yaml`` (METRICS 1.13).

The clocks are made again from the published snapshot in a database of their own, and asked by the
one query path, metric by metric, beside the published ones. Nothing published changes.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from metrics.config import read_yaml
from metrics.dialects import quoted
from metrics.engine import Store
from metrics.fact import fact_named
from metrics.hub import Snapshot
from metrics.language import later
from metrics.model import Point, Query, QueryError
from metrics.settings import Settings
from metrics.sla.policies import Promises
from metrics.sla.read import read_promises
from metrics.sla.workbench import CLOCKS, workbench


@dataclass(frozen=True)
class Compared:
    """One number as published, and as it would be under the other promises.

    None where only one of the two has the group. `change` is the difference of the values, in the
    metric's own unit; None where either is not known.
    """

    metric: str
    published: Point | None
    what_if: Point | None

    @property
    def point(self) -> Point:
        """Whichever there is, for its members and its period."""
        found = self.published or self.what_if
        assert found is not None  # noqa: S101  made from at least one
        return found

    @property
    def change(self) -> float | None:
        """Return what the other promises would change."""
        if self.published is None or self.what_if is None:
            return None
        if self.published.value is None or self.what_if.value is None:
            return None
        return self.what_if.value - self.published.value


def clock_metrics(store: Store) -> tuple[str, ...]:
    """Return the metrics that count clocks, in the catalogue's order."""
    return tuple(
        name
        for name, metric in store.catalogue.metrics.items()
        if any(half.fact == CLOCKS for half in metric.halves)
    )


@contextmanager
def what_if(store: Store, config: Path, snapshot: int | None = None) -> Iterator[Store]:
    """Lend a store over the clocks as they would be under the calendars and policies of `config`.

    `config` is a whole ``sla.yaml``; its reporting zone, currency and weeks are not used. Only
    metrics of `clock_metrics` can be asked of it. Raises ConfigError for a mistake in the file.
    """
    promises = read_promises(read_yaml(config))
    with (
        store.pinned(snapshot) as pinned,
        tempfile.TemporaryDirectory(prefix="andon-what-if-") as folder,
    ):
        home = Path(folder)
        _make(pinned, store.settings, promises, home)
        other = Store(replace(store.settings, home=home))
        try:
            yield other
        finally:
            other.close()


def compare(
    store: Store, config: Path, query: Query, metrics: Sequence[str] = ()
) -> tuple[Compared, ...]:
    """Ask `query` of each of `metrics` (none: all that count clocks), as published and what-if.

    The metric that `query` names is not looked at. QueryError for a metric that counts no clocks.
    """
    known = clock_metrics(store)
    for name in metrics:
        store.catalogue.metric(name)
        if name not in known:
            raise QueryError(
                later("{name} counts no clocks: other promises would not change it", name=name)
            )
    found: list[Compared] = []
    with store.pinned(query.snapshot) as pinned, what_if(store, config, pinned.number) as other:
        for name in metrics or known:
            asked = replace(query, metric=name, snapshot=pinned.number)
            before = _by_group(store.query(asked).points)
            after = _by_group(other.query(replace(asked, snapshot=None)).points)
            found += [
                Compared(name, before.get(key), after.get(key))
                for key in sorted(before.keys() | after.keys(), key=repr)
            ]
    return tuple(found)


def _by_group(points: Sequence[Point]) -> dict[tuple[object, ...], Point]:
    return {(point.period, *point.members): point for point in points}


def _make(snapshot: Snapshot, settings: Settings, promises: Promises, home: Path) -> None:
    """Publish, in the empty `home`, the clocks of `snapshot` under `promises`."""
    published = home / "published"
    published.mkdir()
    name = f"andon-{snapshot.number}.duckdb"
    with workbench(snapshot, settings, promises, place=published / name) as (con, stage):
        con.execute(f"create table facts.{CLOCKS} as {stage.query(fact_named(CLOCKS))}")
        stage.clear()
        views = con.execute(
            "select schema_name, view_name from duckdb_views() where not internal and not temporary"
        ).fetchall()
        con.execute("create schema meta")
        for (table,) in con.execute(
            "select table_name from duckdb_tables() "
            "where database_name = 'published' and schema_name = 'meta'"
        ).fetchall():
            con.execute(f"create table meta.{quoted(table)} as from published.meta.{quoted(table)}")
        for schema, view in views:
            con.execute(f"drop view {schema}.{quoted(view)}")
        con.execute("create table facts.days as from published.facts.days")
        con.execute("detach published")
        con.execute("checkpoint")
    (published / "CURRENT").write_text(f"{name}\n", encoding="ascii")
