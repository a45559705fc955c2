"""The load: read, recognise, take in, check, derive, publish; all of it or nothing.

Everything up to the commit is one transaction on the warehouse, so that a load that is killed or
refused leaves the old state. A file that cannot be loaded is refused whole, by itself: the others
of the call are loaded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from loaders import archive, coverage, fixes, promised, quarantine, touched
from loaders.intake import take
from loaders.mend import Mend, StillBadError, corrected, mends
from loaders.oddtimes import odd_notes
from loaders.paths import files_of
from loaders.preview import first_rows
from loaders.publish import current_number, publish
from loaders.read import Limits, Staged, fingerprint, stage_file
from loaders.recognise import UnknownExportError, recognise, unused_columns
from loaders.report import FileReport, Report
from loaders.source import Source, load_sources, may_repeat, read_source
from loaders.table import Table, load_tables
from loaders.verify import Warming, verify
from loaders.warehouse import Connection, get_setting, locked, opened, put_setting
from metrics.build import check_configuration
from metrics.language import later
from metrics.model import AndonError, FileRefusedError, UserError
from metrics.settings import Settings

Progress = Callable[[str], None]
LARGE = 10_000_000  # bytes that take about as long to read as the checks take to be imported


class Refused(Exception):  # noqa: N818  not an error of ours: it carries the report out
    """Rolls the transaction back; the report says why."""


def load(
    settings: Settings, paths: Iterable[Path], *, source: str | None = None,
    mending: str | None = None, dry_run: bool = False, draft: Path | None = None,
    progress: Progress = lambda _: None, now: dt.datetime | None = None,
) -> Report:  # fmt: skip
    """Load files and folders; with `dry_run` say what would happen and change nothing.

    A fix file (`loaders.fixes`) mends quarantined lines of earlier batches; with `mending` nothing
    but such files is loaded, and only for that batch. `now` is the time of receipt (default: the
    wall clock). Raises UserError for a path that does not exist, a configuration that is wrong, or
    another load that is running.
    """
    found = files_of(paths)
    received = now or dt.datetime.now(dt.UTC)
    check_configuration(settings)  # refused before anything is touched
    tables = load_tables(settings)
    sources = load_sources(settings, tables)
    if draft is not None:
        if not dry_run:
            raise UserError(
                later("a source that is not kept can only be tried: save it before a load")
            )
        sources |= read_source(draft, tables)
    with locked(settings.home):
        with opened(settings, tables) as con:
            promised.check(con, settings)
            loading = _Loading(con, settings, tables, sources, received, progress, mending)
            loading.preview = draft is not None
            report = loading.run(found, source, dry_run)
            wanted = int(get_setting(con, "snapshot") or 0)
        # A load that was killed between commit and publish is published by the next one.
        if not dry_run and wanted > current_number(settings.home):
            progress(later("publishing"))
            publish(settings, wanted)
        if report.state == "loaded":
            report.snapshot = wanted
    return report


@dataclass(frozen=True)
class Arrival:
    """A file that was read and recognised, and waits to be taken in."""

    path: Path
    digest: str
    staged: Staged
    feed: Source
    mend: Mend | None = None  # it is an earlier file, corrected


class _Loading:
    """One call of `load` over an open warehouse."""

    def __init__(
        self, con: Connection, settings: Settings, tables: dict[str, Table],
        sources: dict[str, Source], received: dt.datetime, progress: Progress,
        mending: str | None,
    ) -> None:  # fmt: skip
        self.con, self.settings, self.tables, self.sources = con, settings, tables, sources
        self.received, self.progress, self.mending = received, progress, mending
        self.touched: set[str] = set()
        self.changed: set[str] = set()  # of them, those in which rows came or went
        self.seen: list[coverage.Seen] = []
        self.digests: set[str] = set()
        self.counter = 0
        self.warming = Warming()
        self.preview = False  # whether the report tells the first rows

    def run(self, found: list[Path], source: str | None, dry_run: bool) -> Report:
        report = Report("loaded", self._next_batch(), None)
        # Staged before the transaction begins: one transaction writes to one database file only.
        try:
            arrived = [a for path in found for a in self._arrivals(path, source, report)]
        finally:
            self.warming.wait()
        refusals, seen, told = list(report.files), list(self.seen), list(report.mends)
        while True:
            try:
                return self._all(arrived, report, dry_run)
            except StillBadError as problem:
                # Only what was taken in can tell: so all of it again, without that fix file.
                path = next(a.path for a in arrived if a.mend is problem.mend)
                arrived = [
                    a for a in arrived
                    if a.mend is not problem.mend and (problem.idle or a.path != path)
                ]  # fmt: skip
                if not any(a.path == path for a in arrived):
                    says = later("{file}: {problem}", file=path.name, problem=problem)
                    refusals.append(FileReport(path.name, "refused", message=says))
                    told += problem.told
                report = Report("loaded", report.batch, None, [*refusals], mends=[*told])
                self.seen, self.touched, self.changed = list(seen), set(), set()

    def _all(self, arrived: list[Arrival], report: Report, dry_run: bool) -> Report:
        con, batch = self.con, str(report.batch)
        con.execute("begin")
        try:
            touched.begin(con)
            for arrival in arrived:
                self._take(arrival, batch, report, dry_run)
            if arrived:
                self._finish(batch, report, dry_run)
            report.quarantine = quarantine.listed(con, batch)
            if self.preview:
                report.preview = first_rows(con, self.tables, self.touched, batch)
            con.execute("rollback" if dry_run or not arrived else "commit")
        except Refused:
            con.execute("rollback")
            report.state, report.batch = "refused", None
            return report
        except BaseException:
            con.execute("rollback")
            raise
        if dry_run:
            report.state, report.batch = "checked", None
        elif arrived:
            con.execute("checkpoint")
        else:
            refused = any(f.status == "refused" for f in report.files)
            report.state, report.batch = "refused" if refused else "unchanged", None
        return report

    def _next_batch(self) -> str:
        row = self.con.execute(
            "select coalesce(max(cast(substr(batch, 2) as bigint)), 0) + 1 from meta.batches"
        ).fetchone()
        return f"b{row[0] if row else 1:04d}"

    def _arrivals(self, path: Path, source: str | None, report: Report) -> list[Arrival]:
        """Stage `path` and tell what it is; a refusal goes to the report."""
        self.progress(later("{file}: reading", file=path.name))
        try:
            digest = fingerprint(path)
            if digest in self.digests or self._known(digest, path, report):
                return []
            self.digests.add(digest)
            if path.stat().st_size >= LARGE:
                self.warming.start()
            workdir = self.settings.home / "scratch" / f"f{len(self.digests)}"
            workdir.mkdir()
            limits = Limits(repeated=may_repeat(self.sources))
            parts = stage_file(
                self.con, path, schema="scratch.stage", workdir=workdir, limits=limits
            )
            if fixes.is_fixes(parts[0].headers):
                self.warming.start()
                return self._mends(path, digest, parts[0], workdir)
            if self.mending is not None:
                raise FileRefusedError(
                    later("{file} corrects no lines: it needs the columns {columns}",
                          file=path.name, columns=", ".join(fixes.PLACE))
                )  # fmt: skip
            arrivals = [
                Arrival(path, digest, part, recognise(part, self.sources, self.tables, source))
                for part in parts
            ]
            self.warming.start()
            return arrivals
        except AndonError as problem:
            unknown = isinstance(problem, UnknownExportError)
            report.files.append(
                FileReport(path.name, "refused", message=str(problem), unknown=unknown)
            )
            return []

    def _mends(self, path: Path, digest: str, part: Staged, workdir: Path) -> list[Arrival]:
        return [
            Arrival(
                path, digest, m.staged, recognise(m.staged, self.sources, self.tables, m.source), m
            )
            for m in mends(self.con, self.settings.home, part, workdir, self.mending)
        ]

    def _known(self, digest: str, path: Path, report: Report) -> bool:
        """Whether the very same file is loaded already; its feeds then count as seen again."""
        known = self.con.execute(
            "select f.file, f.source, f.lines_read, f.tables, f.watermark from meta.files f "
            "join meta.batches b using (batch) where f.hash = ? and b.state = 'loaded'",
            [digest],
        ).fetchall()
        for file, source, lines, tables, watermark in known:
            report.files.append(
                FileReport(
                    file, "unchanged", source, f"already loaded ({path.name} is the same file)",
                    lines_read=lines, lines_duplicate=lines,
                )
            )  # fmt: skip
            self.seen.append(coverage.Seen(tuple(tables), watermark))
        return bool(known)

    def _take(self, arrival: Arrival, batch: str, report: Report, dry_run: bool) -> None:
        staged, feed = arrival.staged, arrival.feed
        self.counter += 1
        lines, as_ = staged.lines_read, feed.name
        self.progress(
            later("{file}: {n:,} lines as {source}", file=staged.name, n=lines, source=as_)
        )
        mend, name = arrival.mend, f"n{self.counter}"
        limits = corrected(self.con, mend.batch, mend.file) if mend else None
        result = take(
            self.con, feed, staged, self.tables, batch, name, self.received, limits
        )  # fmt: skip
        filled = [t for t in feed.tables if not feed.tables[t].harvest] or list(feed.tables)
        if mend is None:
            quarantine.keep(self.con, batch, staged, result.bad)
            notes = unused_columns(feed, staged, self.tables[filled[0]])
            notes += odd_notes(result.times_repeated, result.times_skipped, feed.timezone)
        else:
            report.mends += mend.settle(self.con, batch, result)
            notes = mend.notes(result)
        home = self.settings.home
        archived = None if dry_run else archive.keep(home, arrival.path, arrival.digest)
        archive.note(
            self.con, batch, staged, feed, result, arrival.digest, arrival.path, archived,
            self.received, notes, mend.batch if mend else None,
        )  # fmt: skip
        self.touched |= set(feed.tables)
        self.changed |= {
            name
            for name in feed.tables
            if result.inserted[name] or result.replaced[name] or feed.replaces is not None
        }
        self.seen.append(coverage.Seen(tuple(feed.tables), result.watermark))
        report.files.append(
            FileReport(
                staged.name, "loaded", feed.name, None, result.lines_read, result.used,
                result.quarantined, result.duplicates, sum(result.left_out.values()),
                result.left_out, result.inserted, notes,
            )
        )  # fmt: skip

    def _finish(self, batch: str, report: Report, dry_run: bool) -> None:
        from loaders.derive import update

        rows = sum(sum(f.tables.values()) for f in report.files)
        self.con.execute(
            "insert into meta.batches values (?, ?, ?, 'loaded', ?, ?)",
            [batch, self.received, dt.datetime.now(dt.UTC), len(report.files), rows],
        )
        coverage.record(self.con, self.settings, self.tables, self.sources, batch, self.seen)
        self._check(batch, report, dry_run)
        if not dry_run:
            self.progress(later("deriving facts"))
            update(self.con, self.settings, batch, self.changed)
            number = int(get_setting(self.con, "snapshot") or 0) + 1
            put_setting(self.con, "snapshot", str(number))

    def _check(self, batch: str, report: Report, dry_run: bool) -> None:
        self.progress(later("checking"))
        touched = sorted(self.touched)
        docs = None if dry_run else self.settings.home
        critical = verify(self.con, self.tables, touched, batch, self.received, report, docs)
        if critical:
            report.message = later("refused by a critical check: {problem}", problem=critical)
            raise Refused
