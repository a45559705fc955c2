"""Metrics: what numbers mean, and the one way to ask for them.

>>> store = Store(load_settings())                                    # doctest: +SKIP
>>> store.query(Query("tickets_created", by=("team",), grain="week")) # doctest: +SKIP
"""

from metrics.build import build_facts
from metrics.catalogue import Catalogue
from metrics.catalogue import load_catalogue as catalogue
from metrics.engine import Store
from metrics.hub import Snapshot
from metrics.model import (
    EVERYTHING,
    AndonError,
    BusyError,
    ConfigError,
    Dimension,
    Explanation,
    FileRefusedError,
    GoneError,
    InternalError,
    Metric,
    NoDataError,
    Period,
    Point,
    Query,
    QueryError,
    Result,
    Rows,
    Scope,
    UnknownNameError,
    UserError,
)
from metrics.review import Box, MetricReview, Review
from metrics.review_series import ReviewPoint
from metrics.review_signals import ReviewLimits, ReviewSignal
from metrics.settings import Settings, load_settings

__all__ = [
    "EVERYTHING",
    "AndonError",
    "Box",
    "BusyError",
    "Catalogue",
    "ConfigError",
    "Dimension",
    "Explanation",
    "FileRefusedError",
    "GoneError",
    "InternalError",
    "Metric",
    "MetricReview",
    "NoDataError",
    "Period",
    "Point",
    "Query",
    "QueryError",
    "Result",
    "Review",
    "ReviewLimits",
    "ReviewPoint",
    "ReviewSignal",
    "Rows",
    "Scope",
    "Settings",
    "Snapshot",
    "Store",
    "UnknownNameError",
    "UserError",
    "build_facts",
    "catalogue",
    "load_settings",
]
