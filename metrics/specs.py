"""How a metric and a dimension read in YAML."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from metrics.config import Strict
from metrics.language import later
from metrics.model import RATE_UNITS


def _counted(given: Any) -> Any:
    return {"count": given} if isinstance(given, str) else given


class Aggregated(Strict):
    """What is summed: exactly one of the three. `all` counts every row."""

    count: str | None = None
    sum: str | None = None
    distinct: str | None = None
    null_says: str = ""
    skip_nulls: bool = False

    @model_validator(mode="after")
    def _one(self) -> Aggregated:
        if sum(given is not None for given in (self.count, self.sum, self.distinct)) != 1:
            raise ValueError(later("expected exactly one of count, sum, distinct"))
        return self


class Half(Aggregated):
    """One half of a ratio; its own fact and time where they differ from the metric's."""

    fact: str | None = None
    time: str | None = None


class Ratio(Strict):
    """Two sums, divided last."""

    of: Annotated[Half, BeforeValidator(_counted)]
    over: Annotated[Half, BeforeValidator(_counted)]


class Percentile(Strict):
    """The percentile `at` (0 to 1) of the column `of`."""

    of: str
    at: float = Field(gt=0, lt=1)


class Kappa(Strict):
    """How far two raters agree beyond chance: the boolean columns of their verdicts."""

    first: str
    second: str


class Stock(Strict):
    """What is there at an instant: rows whose time has come and whose `ended` has not.

    They are counted, unless one of the others is given: `age` (0 to 1), the percentile of how
    long they have been there, or `per`, the column over whose different members they are spread.
    """

    ended: str
    age: float | None = Field(default=None, gt=0, lt=1)
    per: str | None = None

    @model_validator(mode="after")
    def _one(self) -> Stock:
        if self.age is not None and self.per is not None:
            raise ValueError(later("expected at most one of age, per"))
        return self


class Undecided(Strict):
    """A boolean column, true for a row that is neither kept nor broken, and what dates it."""

    column: str
    time: str | None = None


class Matures(Strict):
    """When a period can be believed: the percentile `at` of the column `lag` after its end."""

    fact: str
    lag: str
    at: float = Field(gt=0, lt=1)


class MetricSpec(Strict):
    """One metric as its YAML says it. `formerly`: names that it had, which still find it."""

    label: str
    formerly: tuple[str, ...] = ()
    question: str
    fact: str
    time: str
    count: str | None = None
    sum: str | None = None
    distinct: str | None = None
    null_says: str = ""
    ratio: Ratio | None = None
    percentile: Percentile | None = None
    kappa: Kappa | None = None
    stock: Stock | None = None
    undecided: Annotated[
        Undecided | None,
        BeforeValidator(lambda given: {"column": given} if isinstance(given, str) else given),
    ] = None
    matures: Matures | None = None
    where: dict[str, tuple[str | None, ...]] = {}
    feed: tuple[str, ...] = ()
    window: int | None = Field(default=None, ge=1)
    budget_of: str | None = None
    unit: str
    better: Literal["higher", "lower", "neither"]
    interval: Literal["binomial", "none"] = "none"
    target: float | None = None
    min_n: int = Field(default=0, ge=0)
    slice_by: tuple[str, ...] = ()
    owner: str = ""
    formula: str = ""
    notes: str = ""
    version: int = Field(default=1, ge=1)

    @model_validator(mode="after")
    def _one_shape(self) -> MetricSpec:
        shapes = ("count", "sum", "distinct", "ratio", "percentile", "kappa", "stock")
        if sum(getattr(self, shape) is not None for shape in shapes) != 1:
            raise ValueError(later("expected exactly one of {names}", names=", ".join(shapes)))
        if self.interval == "binomial" and (self.ratio is None or self.unit not in RATE_UNITS):
            raise ValueError(later("a binomial interval belongs to a ratio of counts"))
        if self.budget_of is not None and (self.ratio is None or self.unit not in RATE_UNITS):
            raise ValueError(later("a budget is used by a ratio of counts"))
        return self


class DimensionSpec(Strict):
    """One dimension as its YAML says it."""

    label: str
    meaning: str
    order: tuple[str, ...] = ()
