"""Great Expectations over the one open DuckDB connection, in place.

Importing this module imports Great Expectations, which costs seconds: it is imported late.

Two things differ from duckdb-engine's own way. All statements run on the connection that the load
has open, inside its transaction, so that rows that are not committed yet are seen; SQLAlchemy must
neither begin nor end a transaction there. And Great Expectations reads results after it has given
the connection back, when DuckDB has dropped them and returns nothing, silently: so each cursor
fetches at once what it may be asked for later.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar

import duckdb_engine
import great_expectations as gx
import sqlalchemy as sa
from great_expectations import expectations as gxe
from great_expectations.compatibility import pydantic
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.render import LegacyRendererType, RenderedStringTemplateContent
from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer
from great_expectations.render.renderer.renderer import renderer
from great_expectations.render.view import DefaultJinjaSectionView
from sqlalchemy.dialects import registry

from loaders.expectations import Check, rows_of_batch
from loaders.warehouse import Connection
from metrics.model import InternalError

FETCHED = 1000  # rows a cursor keeps; all checks ask for counts, so that none needs more
DRIVER = "duckdb.andon"
_open: dict[str, Connection] = {}
_numbers = itertools.count(1)


class Cursor:
    """A DB-API cursor whose rows outlive the next statement of its connection."""

    arraysize = 1
    rowcount = -1

    def __init__(self, owner: _Borrowed, con: Connection) -> None:
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


class _Borrowed:
    """The load's connection as DB-API sees it: it can be neither closed, committed nor rolled back."""

    notices: ClassVar[list[str]] = []

    def __init__(self, con: Connection) -> None:
        self._con = con

    def cursor(self) -> Cursor:
        return Cursor(self, self._con)

    def close(self) -> None:
        """Leave the connection open: it is not ours."""

    commit = rollback = close


class Dialect(duckdb_engine.Dialect):  # type: ignore[misc]
    """DuckDB's dialect on a borrowed connection; transactions are the load's."""

    supports_statement_cache = False

    def connect(self, *args: Any, **params: Any) -> _Borrowed:  # noqa: ARG002
        """Return the connection that the URL's database part names."""
        return _Borrowed(_open[params["database"]])

    @classmethod
    def get_pool_class(cls, url: Any) -> type[sa.Pool]:  # noqa: ARG003
        """Use the one connection for everything."""
        return sa.StaticPool

    def do_begin(self, dbapi_connection: Any) -> None:
        """Leave transactions to the load."""

    do_commit = do_rollback = do_begin


class ExpectNoRows(gxe.UnexpectedRowsExpectation):  # type: ignore[misc]
    """Expect that a query finds nothing. Only counts: the rows at fault are in quarantine's care."""

    metric_dependencies: ClassVar[tuple[str, ...]] = ("unexpected_rows_query.row_count",)

    @pydantic.validator("unexpected_rows_query")
    def _validate_query(cls, query: str) -> str:  # noqa: N805
        return query

    def _validate(
        self, metrics: dict[str, Any], runtime_configuration: Any = None, execution_engine: Any = None
    ) -> dict[str, Any]:  # fmt: skip
        count = metrics["unexpected_rows_query.row_count"]
        return {"success": count == 0, "result": {"observed_value": count}}

    @classmethod
    @renderer(renderer_type=LegacyRendererType.PRESCRIPTIVE)
    def _prescriptive_renderer(cls, configuration: Any = None, **kwargs: Any) -> list[Any]:  # noqa: ARG003
        says = configuration.meta["expected"]
        template = {"template": "$says", "params": {"says": says}, "styling": {"params": {}}}
        return [
            RenderedStringTemplateContent(
                content_block_type="string_template", string_template=template
            )
        ]


KINDS: Mapping[str, Any] = {
    "filled": gxe.ExpectColumnValuesToNotBeNull,
    "words": gxe.ExpectColumnValuesToBeInSet,
    "range": gxe.ExpectColumnValuesToBeBetween,
    "share_filled": gxe.ExpectColumnProportionOfNonNullValuesToBeBetween,
    "no_rows": ExpectNoRows,
}


@contextmanager
def session(con: Connection) -> Iterator[Session]:
    """Open Great Expectations over `con`; nothing is written outside of it."""
    token = f"con{next(_numbers)}"
    registry.register(DRIVER, __name__, "Dialect")
    _open[token] = con
    try:
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = ProgressBarsConfig(globally=False)
        source = context.data_sources.add_sql(
            name="warehouse", connection_string=f"{DRIVER.replace('.', '+')}:///{token}"
        )
        yield Session(context, source)
    finally:
        del _open[token]


class Session:
    """Runs suites of checks against the batch's rows of a table."""

    def __init__(self, context: Any, source: Any) -> None:
        self._context, self._source = context, source

    def validate(self, table: str, checks: Sequence[Check]) -> tuple[Any, list[tuple[bool, int]]]:
        """Evaluate `checks`; return the validation result, and of each check (holds, faults).

        Raises InternalError for a check that cannot be evaluated.
        """
        asset = self._source.add_query_asset(name=table, query=rows_of_batch(table))
        suite = gx.ExpectationSuite(
            name=table, expectations=[_expectation(n, c) for n, c in enumerate(checks)]
        )
        batch = asset.add_batch_definition_whole_table("batch").get_batch()
        # No values of rows in the results: they would end up in pages that do not escape them.
        result = batch.validate(
            suite, result_format={"result_format": "BASIC", "partial_unexpected_count": 0}
        )
        found: dict[int, tuple[bool, int]] = {}
        for one in result.results:
            number = one.expectation_config.meta["number"]
            _must_be_evaluated(one, checks[number])
            found[number] = (bool(one.success), _faults(one))
        if len(found) != len(checks):
            raise InternalError(f"{len(checks) - len(found)} checks of {table} gave no result")
        return result, [found[n] for n in range(len(checks))]


def sections_html(validation: Any) -> list[str]:
    """Render a validation result once: HTML of its Data Docs, one section per column.

    Only the sections, without the page around them: that loads styles and scripts from the net.
    """
    document = ValidationResultsPageRenderer(run_info_at_end=True).render(validation)
    view = DefaultJinjaSectionView()
    return [
        str(view.render({"section": section.to_json_dict(), "section_loop": {"index": number}}))
        for number, section in enumerate(document.sections[1:-1], start=1)
    ]


def _expectation(number: int, check: Check) -> Any:
    args = dict(check.args)
    if check.kind == "no_rows":
        args = {"unexpected_rows_query": _as_template(args.pop("sql"))}
    meta = {"number": number, "rule": check.rule, "expected": check.expected}
    return KINDS[check.kind](**args, meta=meta)


def _as_template(sql: str) -> str:
    """Keep what SQL says through two rounds of substitution: ``{batch}`` and ``:name``."""
    braced = sql.replace("{", "{{").replace("}", "}}")
    return re.sub(r"(?<![:\w\\]):(?=\w)", r"\\:", braced)


def _must_be_evaluated(result: Any, check: Check) -> None:
    problems = [result.exception_info]
    if result.exception_info and "raised_exception" not in result.exception_info:
        problems = list(result.exception_info.values())  # one for each metric that failed
    for problem in problems:
        if problem and problem.get("raised_exception"):
            says = str(problem.get("exception_message")).strip().splitlines()[0]
            raise InternalError(f"{check.table}, {check.rule} cannot be evaluated: {says}")


def _faults(result: Any) -> int:
    told = result.result
    count = told.get("unexpected_count", told.get("observed_value"))
    return int(count) if isinstance(count, int) else 0
