"""The command line of the loaders: ``python -m loaders load PATH...``.

Exit 0: done; 1: done with rows in quarantine; 2: refused. With ``--json`` one JSON object on
stdout and nothing else; progress goes to stderr.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from loaders import listing, rebuild, suggesting
from loaders.jobs import again
from loaders.load import load
from loaders.report import Report
from metrics.language import later
from metrics.model import UserError
from metrics.settings import Settings, load_settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    chosen = _parser().parse_args(arguments)
    try:
        return int(chosen.run(load_settings(), chosen))
    except UserError as problem:
        if getattr(chosen, "json", False):
            _print_json({"state": "refused", "message": str(problem)})
        print(f"andon: {problem}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("andon: stopped; nothing was changed", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m loaders", description="Load exports.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, says: str, run: Any) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=says, description=says)
        sub.add_argument("--json", action="store_true", help="print one JSON object")
        sub.set_defaults(run=run, dry_run=False)
        return sub

    for name, says in (
        ("load", "Load files or folders."),
        ("check", "Say what a load would do, and change nothing."),
    ):
        sub = command(name, says, _load)
        sub.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        sub.add_argument("--source", help="the feed, where name and columns do not tell it")
        sub.set_defaults(dry_run=name == "check", draft=None)
        if name == "check":
            sub.add_argument(
                "--draft", type=Path, metavar="FILE",
                help="a source's YAML that is not kept yet: tell its first rows, too",
            )  # fmt: skip
    says = "Suggest what the columns of an unknown export are, and write its source."
    suggesting.add_arguments(command("suggest", says, suggesting.run))
    command("sources", "List the declared sources.", _listed(listing.sources))
    command("batches", "List the loads so far.", _listed(listing.batches))
    held = command("quarantine", "List the lines in quarantine.", _quarantine)
    held.add_argument("--batch", help="only those of this batch")
    held.add_argument("--mended", action="store_true", help="also those that were mended since")
    held.add_argument(
        "--csv", type=Path, metavar="FILE", help="write them to FILE, to correct them"
    )
    mend = command("mend", "Load corrected lines of a batch, and no others.", _mend)
    mend.add_argument("batch")
    mend.add_argument(
        "file", nargs="?", type=Path, metavar="FILE",
        help="a file that quarantine --csv wrote, corrected; without it the lines are tried again "
        "as they are",
    )  # fmt: skip
    mend.add_argument("--dry-run", action="store_true", help="say what it would do, change nothing")
    undo = command("undo", "Take a batch back, as if it had never been loaded.", _undo)
    undo.add_argument("batch")
    again = command("rebuild", "Derive all facts again and publish.", _rebuild)
    again.add_argument("--as-of", type=_instant, help="an instant with its offset, or a UTC one")
    again.add_argument(
        "--rejudge", action="store_true",
        help="judge closed cycles again by policies or calendars that were edited in place",
    )  # fmt: skip
    return parser


def _instant(text: str) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a time such as 2026-11-22T18:00:00+08:00"
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _print_json(what: Any) -> None:
    print(json.dumps(what, ensure_ascii=False, default=_jsonable))


def _jsonable(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    return str(value)


def _load(settings: Settings, chosen: argparse.Namespace) -> int:
    report = load(
        settings, chosen.paths, source=chosen.source, dry_run=chosen.dry_run,
        draft=chosen.draft, progress=_progress,
    )  # fmt: skip
    return _told(report, chosen)


def _told(report: Report, chosen: argparse.Namespace) -> int:
    if chosen.json:
        _print_json(dataclasses.asdict(report) | {"exit_code": report.exit_code})
    else:
        _print_report(report)
    return report.exit_code


def _print_report(report: Report) -> None:
    for file in report.files:
        if file.status == "refused":
            print(f"refused    {file.message}")
            continue
        print(
            f"{file.status:10} {file.file} as {file.source}: {file.lines_read:,} lines read = "
            f"{file.lines_used:,} used + {file.lines_quarantined:,} quarantined + "
            f"{file.lines_duplicate:,} duplicates + {file.lines_left_out:,} left out"
        )
        for rule, count in file.left_out.items():
            print(f"           left out: {rule} ({count:,})")
        for note in file.notes:
            print(f"           note: {note}")
    for line in report.mends:
        print(f"{'still bad' if line['reasons'] else 'mended':10} {_mended(line)}")
    for check in report.checks:
        print(f"{check['level']:10} {check['table']}: {check['message']}")
    for row in report.quarantine[:10]:
        print(f"quarantine {row['file']}, line {row['line']}: {'; '.join(row['reasons'])}")
    if len(report.quarantine) > 10:
        print(f"           … {len(report.quarantine) - 10:,} more: python -m loaders quarantine")
    if report.message:
        print(report.message)
    if report.state == "loaded":
        print(f"batch {report.batch}, published as snapshot {report.snapshot}")


def _mended(line: dict[str, Any]) -> str:
    changes = (f"{c['column']}: {c['was']!r} -> {c['now']!r}" for c in line["changes"])
    told = "; ".join([*changes, *line["reasons"]]) or "right as it stands"
    return f"{line['file']}, line {line['line']}: {told}"


def _listed(made: Any) -> Any:
    def run(settings: Settings, chosen: argparse.Namespace) -> int:
        name, rows = made(settings)
        if chosen.json:
            _print_json({name: rows})
        else:
            listing.print_table(rows, f"no {name}")
        return 0

    return run


def _quarantine(settings: Settings, chosen: argparse.Namespace) -> int:
    name, rows = listing.quarantine(settings, chosen.batch, chosen.mended)
    if chosen.csv is not None:
        try:
            chosen.csv.write_bytes(listing.fix_file(settings, chosen.batch))
        except OSError as problem:
            raise UserError(
                later(
                    "{file} cannot be written ({problem})",
                    file=chosen.csv,
                    problem=problem.strerror,
                )
            ) from problem
    if chosen.json:
        _print_json({name: rows})
    elif chosen.csv is not None:
        then = f"mend {chosen.batch}" if chosen.batch else "load"
        print(
            f"{len(rows):,} lines in {chosen.csv}. Correct them, or empty the reason of one that "
            f"is right as it stands; then: python -m loaders {then} {chosen.csv}"
        )
    else:
        listing.print_table(rows, f"no {name}")
    return 0


def _mend(settings: Settings, chosen: argparse.Namespace) -> int:
    file = chosen.file or again(settings, chosen.batch)
    report = load(
        settings, [file], mending=chosen.batch, dry_run=chosen.dry_run, progress=_progress
    )
    return _told(report, chosen)


def _undo(settings: Settings, chosen: argparse.Namespace) -> int:
    number = rebuild.undo(settings, chosen.batch, _progress)
    return _published(chosen, number, f"{chosen.batch} is undone")


def _rebuild(settings: Settings, chosen: argparse.Namespace) -> int:
    number = rebuild.rebuild(settings, chosen.as_of, _progress, rejudge=chosen.rejudge)
    return _published(chosen, number, "rebuilt")


def _published(chosen: argparse.Namespace, number: int, says: str) -> int:
    if chosen.json:
        _print_json({"state": says, "snapshot": number})
    else:
        print(f"{says}; published as snapshot {number}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
