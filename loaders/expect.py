"""Great Expectations over the one open DuckDB connection, in place.

Importing this module imports Great Expectations, which costs seconds: it is imported late.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar

import great_expectations as gx
from great_expectations.compatibility import pydantic
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.expectations.core.expect_column_proportion_of_non_null_values_to_be_between import (  # noqa: E501
    ExpectColumnProportionOfNonNullValuesToBeBetween,
)
from great_expectations.expectations.core.expect_column_values_to_be_between import (
    ExpectColumnValuesToBeBetween,
)
from great_expectations.expectations.core.expect_column_values_to_be_in_set import (
    ExpectColumnValuesToBeInSet,
)
from great_expectations.expectations.core.expect_column_values_to_not_be_null import (
    ExpectColumnValuesToNotBeNull,
)
from great_expectations.expectations.core.unexpected_rows_expectation import (
    UnexpectedRowsExpectation,
)
from great_expectations.render.components import (
    LegacyRendererType,
    RenderedStringTemplateContent,
)
from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer
from great_expectations.render.renderer.renderer import renderer
from great_expectations.render.view.view import DefaultJinjaSectionView

from loaders.borrowed import lent
from loaders.expectations import Check, rows_of_batch
from loaders.warehouse import Connection
from metrics.model import InternalError


class ExpectNoRows(UnexpectedRowsExpectation):
    """Expect that a query finds nothing; what it finds is counted, not fetched."""

    metric_dependencies: ClassVar[tuple[str, ...]] = ("unexpected_rows_query.row_count",)

    @pydantic.validator("unexpected_rows_query")
    def _validate_query(cls, query: str) -> str:  # noqa: N805
        return query

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: Any = None,
        execution_engine: Any = None,
    ) -> dict[str, Any]:
        count = metrics["unexpected_rows_query.row_count"]
        return {"success": count == 0, "result": {"observed_value": count}}

    @classmethod
    @renderer(renderer_type=LegacyRendererType.PRESCRIPTIVE)
    def _prescriptive_renderer(
        cls,
        configuration: Any = None,
        result: Any = None,
        runtime_configuration: Any = None,
        **kwargs: Any,
    ) -> list[Any]:
        says = configuration.meta["expected"]
        template = {"template": "$says", "params": {"says": says}, "styling": {"params": {}}}
        return [
            RenderedStringTemplateContent(
                content_block_type="string_template", string_template=template
            )
        ]


KINDS: Mapping[str, Any] = {
    "filled": ExpectColumnValuesToNotBeNull,
    "words": ExpectColumnValuesToBeInSet,
    "range": ExpectColumnValuesToBeBetween,
    "share_filled": ExpectColumnProportionOfNonNullValuesToBeBetween,
    "no_rows": ExpectNoRows,
}


@contextmanager
def session(con: Connection) -> Iterator[Session]:
    """Open Great Expectations over `con`; nothing is written outside of it."""
    with lent(con) as url:
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = ProgressBarsConfig(globally=False)
        yield Session(context.data_sources.add_sql(name="warehouse", connection_string=url))


class Session:
    """Runs suites of checks against the batch's rows of a table."""

    def __init__(self, source: Any) -> None:
        self._source = source

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
    return [
        str(_view().render({"section": section.to_json_dict(), "section_loop": {"index": number}}))
        for number, section in enumerate(document.sections[1:-1], start=1)
    ]


@functools.cache
def _view() -> Any:
    """Return the one view of the process: each has compiled templates of its own."""
    return DefaultJinjaSectionView()


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
