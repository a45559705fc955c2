"""One in-memory DuckDB that attaches published snapshots read-only and moves on by itself.

Each query leases a snapshot: it runs on a cursor of its own that uses that file and no other, so
that a query that has begun finishes on the data it began with. A snapshot that is no longer the
newest is let go when its last lease ends.
"""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from metrics.dialects import quoted, text
from metrics.language import later
from metrics.model import GoneError, InternalError, NoDataError
from metrics.periods import Calendar
from metrics.rolled import Rollups
from metrics.rollups import read

THREADS = 2
NAME = re.compile(r"andon-(\d+)\.duckdb")


@dataclass(frozen=True)
class Snapshot:
    """A published state of all data, and the conventions that it was made with.

    `as_of` is the greatest instant in the data, `week_start` 0 for Monday … 6 for Sunday, `stamps`
    what its facts were made by (``metrics.stamps``), `rollups` what may be read in their place.
    """

    number: int
    path: Path
    as_of: dt.datetime
    timezone: str
    currency: str
    week_start: int
    fiscal_year_end_month: int
    built_at: dt.datetime | None
    stamps: str = ""
    rollups: Rollups = field(default_factory=Rollups, compare=False, repr=False)

    @property
    def zone(self) -> ZoneInfo:
        """The reporting time zone."""
        return ZoneInfo(self.timezone)

    @property
    def calendar(self) -> Calendar:
        """How weeks, quarters and years are cut."""
        return Calendar(self.week_start, self.fiscal_year_end_month)

    @property
    def today(self) -> dt.date:
        """The reporting day of the as-of."""
        return self.as_of.astimezone(self.zone).date()


@dataclass
class _Attached:
    alias: str
    identity: tuple[int, int, int]
    snapshot: Snapshot
    users: int = 0


class Hub:
    """Attaches snapshots of the folder `published` and lends cursors on them; thread-safe."""

    def __init__(self, published: Path) -> None:
        self._published = published
        self._lock = threading.RLock()
        self._attached: dict[str, _Attached] = {}
        self._pointer: tuple[tuple[int, int], str] | None = None
        self._count = 0
        self._con = duckdb.connect(":memory:")
        for setting in (
            f"set threads = {THREADS}",
            "set enable_progress_bar = false",
            "set global TimeZone = 'UTC'",
            f"set allowed_directories = [{text(str(published) + '/')}]",
            "set enable_external_access = false",
            "set lock_configuration = true",
        ):
            self._con.execute(setting)

    def current(self) -> Snapshot:
        """Return the newest snapshot; NoDataError when nothing is published."""
        with self._lease(None) as (_, snapshot):
            return snapshot

    @contextmanager
    def lease(
        self, number: int | None = None
    ) -> Iterator[tuple[duckdb.DuckDBPyConnection, Snapshot]]:
        """Lend a cursor on snapshot `number` (None: the newest) for one query at a time."""
        with self._lease(number) as (attached, snapshot):
            with self._lock:
                cursor = self._con.cursor()
            try:
                cursor.execute(f"use {quoted(attached.alias)}")
                yield cursor, snapshot
            finally:
                cursor.close()

    def close(self) -> None:
        """Let go of all files."""
        with self._lock:
            self._con.close()
            self._attached.clear()

    @contextmanager
    def _lease(self, number: int | None) -> Iterator[tuple[_Attached, Snapshot]]:
        with self._lock:
            attached = self._open(self._file(number))
            attached.users += 1
        try:
            yield attached, attached.snapshot
        finally:
            with self._lock:
                attached.users -= 1
                self._let_go()

    def _file(self, number: int | None) -> str:
        if number is None:
            return self._newest()
        name = f"andon-{number}.duckdb"
        if not (self._published / name).is_file():
            kept = sorted(
                int(found[1])
                for path in self._published.glob("andon-*.duckdb")
                if (found := NAME.fullmatch(path.name))
            )
            listed = ", ".join(map(str, kept)) or "none"
            raise GoneError(
                later("snapshot {number} is not kept; kept: {names}", number=number, names=listed)
            )
        return name

    def _newest(self) -> str:
        pointer = self._published / "CURRENT"
        try:
            state = pointer.stat()
            seen = (state.st_ino, state.st_mtime_ns)
            if self._pointer is None or self._pointer[0] != seen:
                self._pointer = (seen, pointer.read_text(encoding="utf-8").strip())
        except FileNotFoundError:
            if self._pointer is not None:  # there was one, as long as this process runs
                raise GoneError(
                    later(
                        "what was published is gone; python -m loaders rebuild publishes it again"
                    )
                ) from None
            raise NoDataError(
                later(
                    "nothing is published yet; load some exports first (python -m loaders load …)"
                )
            ) from None
        return self._pointer[1]

    def _open(self, name: str) -> _Attached:
        path = self._published / name
        found = NAME.fullmatch(name)
        try:
            state = path.stat()
        except FileNotFoundError:
            state = None
        if found is None or state is None:
            raise GoneError(
                later(
                    "the published snapshot {name!r} is missing; "
                    "python -m loaders rebuild publishes it again",
                    name=name,
                )
            )
        identity = (state.st_ino, state.st_mtime_ns, state.st_size)
        there = self._attached.get(name)
        if there is not None and (there.identity == identity or there.users):
            return there
        if there is not None:
            self._detach(name)
        self._count += 1
        alias = f"snap_{found[1]}_{self._count}"
        try:
            self._con.execute(f"attach {text(str(path))} as {quoted(alias)} (read_only)")
        except duckdb.Error as problem:
            raise GoneError(
                later(
                    "the published snapshot {name!r} cannot be read: {problem}",
                    name=name,
                    problem=problem,
                )
            ) from problem
        snapshot = self._read_settings(alias, int(found[1]), path)
        self._attached[name] = _Attached(alias, identity, snapshot)
        return self._attached[name]

    def _read_settings(self, alias: str, number: int, path: Path) -> Snapshot:
        rows = self._con.execute(
            f"select name, value from {quoted(alias)}.meta.settings"
        ).fetchall()
        said = dict(rows)
        try:
            return Snapshot(
                number=number,
                path=path,
                as_of=_instant(said["as_of"]),
                timezone=said["timezone"],
                currency=said["currency"],
                week_start=int(said["week_starts"]),
                fiscal_year_end_month=int(said["fiscal_year_end_month"]),
                built_at=_instant(said["built_at"]) if said.get("built_at") else None,
                stamps=said.get("stamps", ""),
                rollups=read(self._con, alias),
            )
        except (KeyError, ValueError) as problem:
            raise InternalError(f"{path.name}: its settings cannot be read: {problem}") from problem

    def _let_go(self) -> None:
        newest = self._pointer[1] if self._pointer else None
        for name in [n for n, a in self._attached.items() if not a.users and n != newest]:
            self._detach(name)

    def _detach(self, name: str) -> None:
        self._con.execute(f"detach {quoted(self._attached.pop(name).alias)}")


def _instant(text_: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text_)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
