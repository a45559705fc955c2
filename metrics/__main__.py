"""The command line: ``python -m metrics list | describe | query | rows | sql | review | …``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from metrics import dialects, review_command, show
from metrics.counted import counts
from metrics.engine import Store
from metrics.fact import fact_named
from metrics.model import GRAINS, Query, QueryError, UserError, Where
from metrics.periods import parse_day
from metrics.settings import load_settings
from metrics.sla import commands as clock_commands

UNKNOWN = "unknown"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when done, 2 when refused, with one sentence on stderr."""
    given = _parser().parse_args(arguments)
    try:
        store = Store(load_settings())
        try:
            answer = given.run(store, given)
        finally:
            store.close()
        _write(answer, given.out)
    except UserError as problem:
        print(problem, file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()  # whoever reads has gone: nothing to say, and nobody to say it to
    return 0


def _write(answer: str | bytes, out: Path | None) -> None:
    content = answer.encode("utf-8") if isinstance(answer, str) else answer
    if out is None:
        sys.stdout.write(content.decode("utf-8"))
        sys.stdout.flush()
        return
    try:
        out.write_bytes(content)
    except OSError as problem:
        raise QueryError(f"{out}: cannot be written ({problem.strerror})") from problem


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m metrics", description="Ask for numbers.")
    commands = parser.add_subparsers(dest="command", required=True)

    def command(
        name: str, run: Any, says: str, formats: Sequence[str] = show.FORMATS
    ) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=says, description=says)
        added.add_argument("--format", choices=formats, default="table")
        added.add_argument("--out", type=Path, metavar="FILE", help="write to a file")
        added.set_defaults(run=run)
        return added

    command("list", _list, "List all metrics.")
    command("describe", _describe, "Say what a metric means.").add_argument("metric")
    _ask(command("query", _query, "Answer a question."), metric="metric")
    rows = command("rows", _rows, "List the rows that a metric counts, or a fact whole.")
    _ask(rows, metric="?")
    rows.add_argument("--fact", help="a derived table instead of a metric")
    rows.add_argument("--limit", type=int, default=50, help="how many rows; 0: all")
    rows.add_argument("--offset", type=int, default=0, help="how many rows to pass over")
    rows.add_argument("--half", choices=("of", "over"), help="which half of a ratio")
    sql = command("sql", _sql, "Show the SQL of a question.")
    _ask(sql, metric="metric")
    sql.add_argument("--engine", choices=dialects.ENGINES, default="duckdb")
    review = command("review", _review, "Review a week.", (*show.FORMATS, *review_command.FILES))
    review_command.add_options(review)
    _narrow(review)
    clocks = command("explain-clock", clock_commands.explain, "Explain every clock of a case.")
    clocks.add_argument("case")
    clocks.add_argument("--snapshot", type=int, metavar="N")
    other = command("what-if", clock_commands.what_if, "Replay history under another sla.yaml.")
    other.add_argument("config", type=Path, metavar="SLA_YAML")
    other.add_argument("--only", action="extend", nargs="+", metavar="M", default=[])
    _ask(other, metric=None)
    other.set_defaults(asked=_asked)
    return parser


def _ask(parser: argparse.ArgumentParser, metric: str | None) -> None:
    if metric is not None:
        parser.add_argument("metric", nargs="?" if metric == "?" else None)
    parser.add_argument("--by", default="", metavar="DIM,DIM")
    parser.add_argument("--grain", choices=GRAINS)
    parser.add_argument("--from", dest="start", metavar="DAY", help="first day, included")
    parser.add_argument("--to", dest="end", metavar="DAY", help="last day, included")
    _narrow(parser)


def _narrow(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="DIM=VALUE",
        help=f"keep one member; said twice of a dimension, either; {UNKNOWN}: rows without one",
    )
    parser.add_argument("--snapshot", type=int, metavar="N")


def _asked(given: argparse.Namespace) -> Query:
    return Query(
        metric=getattr(given, "metric", ""),
        by=tuple(name.strip() for name in given.by.split(",") if name.strip()),
        grain=given.grain,
        start=parse_day(given.start) if given.start else None,
        end=parse_day(given.end) if given.end else None,
        where=_where(given.where),
        snapshot=given.snapshot,
    )


def _where(texts: Sequence[str]) -> Where:
    found: dict[str, tuple[str | None, ...]] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise QueryError(f"--where {text!r} says no value; expected DIM=VALUE")
        members = (None,) if value == "" else (value, None) if value == UNKNOWN else (value,)
        found[name] = (*found.get(name, ()), *members)
    return tuple(found.items())


def _list(store: Store, given: argparse.Namespace) -> str:
    columns = ("metric", "label", "unit", "better", "target", "owner", "question")
    rows = [
        (m.name, m.label, m.unit, m.better, m.target, m.owner, m.question)
        for m in store.catalogue.metrics.values()
    ]
    return show.written((columns, rows), given.format)


def _describe(store: Store, given: argparse.Namespace) -> str:
    metric = store.catalogue.metric(given.metric)
    tables = sorted({t for half in metric.halves for t in fact_named(half.fact).tables})
    said = {
        "metric": metric.name,
        "label": metric.label,
        "question": metric.question,
        "formula": metric.formula,
        "counts": counts(metric),
        "unit": metric.unit,
        "better": metric.better,
        "target": metric.target,
        "min_n": metric.min_n,
        "interval": metric.interval,
        "slice_by": list(metric.slice_by),
        "dimensions": list(store.catalogue.dimensions_of(metric)),
        "tables": tables,
        "owner": metric.owner,
        "version": metric.version,
        "notes": metric.notes,
        "sql": store.sql(Query(metric.name)).sql,
    }
    if given.format == "json":
        return show.as_json(said)
    shown = [
        (name, ", ".join(value) if isinstance(value, list) else value)
        for name, value in said.items()
        if name != "sql"
    ]
    if given.format == "csv":
        return show.written((("item", "says"), [*shown, ("sql", said["sql"])]), "csv")
    return show.written((("item", "says"), shown), "table") + f"\n{said['sql']}\n"


def _query(store: Store, given: argparse.Namespace) -> str:
    return show.written(show.result_table(store.query(_asked(given))), given.format)


def _rows(store: Store, given: argparse.Namespace) -> str:
    if (given.metric is None) == (given.fact is None):
        raise QueryError("rows needs a metric, or --fact and the name of a fact")
    if given.fact is None:
        rows = store.rows(_asked(given), given.limit, given.offset, given.half)
    else:
        rows = store.fact_rows(
            given.fact,
            _where(given.where),
            given.limit,
            given.offset,
            snapshot=given.snapshot,
        )
    if given.format == "table" and len(rows.rows) < rows.total:
        print(f"{len(rows.rows)} of {rows.total} rows; --limit 0 lists all", file=sys.stderr)
    return show.written(show.rows_table(rows), given.format)


def _sql(store: Store, given: argparse.Namespace) -> str:
    compiled = store.sql(_asked(given), given.engine)
    if given.format == "json":
        return show.as_json({"sql": compiled.sql, "params": list(compiled.params)})
    bound = [f"-- {n}: {show.as_json(value)}" for n, value in enumerate(compiled.params, 1)]
    return f"{compiled.sql}\n" + "".join(bound)


def _review(store: Store, given: argparse.Namespace) -> str | bytes:
    return review_command.answer(store, given, _where(given.where))


if __name__ == "__main__":
    sys.exit(main())
