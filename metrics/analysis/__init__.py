"""Analyses that are no single number: each one public function over a store, and a frozen result.

They ask for aggregates, hand arrays to `metrics.stats`, and hold no SQL.

    emerging     which product has more of a defect than others, and than it had
"""

from metrics.analysis.emerging import Emerging, EmergingSignal, emerging

__all__ = ["Emerging", "EmergingSignal", "emerging"]
