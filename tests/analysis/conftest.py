"""The tiny warehouse of the metrics' tests, for analyses."""

from tests.metrics.conftest import opened, warehouse

__all__ = ["opened", "warehouse"]
