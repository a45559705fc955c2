"""Analyses that are no single number: each one public function over a store, and a frozen result.

They ask for aggregates, hand arrays to `metrics.stats`, and hold no SQL.

    back_test          what another pull rule would have let escape, and stopped for nothing
    stop_costs         what stops cost, against what they saved
    emerging           which product has more of a defect than others, and than it had itself
    ranking            members by their shrunk rate, with funnel limits
    pareto             members by count, with the cumulative line, and by rate
    dpmo               defects per million opportunities
    recurrence_curves  how long problems stay away, by fix, vendor or cause
    recurrence_count   how often a problem comes back as time goes on
"""

from metrics.analysis.back_test import BackTest, ReplayedRule, back_test
from metrics.analysis.dpmo import Dpmo, DpmoTable, dpmo
from metrics.analysis.emerging import Emerging, EmergingSignal, emerging
from metrics.analysis.pareto import Pareto, ParetoRow, pareto
from metrics.analysis.ranking import Ranked, Ranking, ranking
from metrics.analysis.recurrence_count import RecurrenceCount, recurrence_count
from metrics.analysis.recurrence_curves import RecurrenceCurve, RecurrenceCurves, recurrence_curves
from metrics.analysis.stop_costs import StopCost, StopCosts, stop_costs

__all__ = [
    "BackTest",
    "Dpmo",
    "DpmoTable",
    "Emerging",
    "EmergingSignal",
    "Pareto",
    "ParetoRow",
    "Ranked",
    "Ranking",
    "RecurrenceCount",
    "RecurrenceCurve",
    "RecurrenceCurves",
    "ReplayedRule",
    "StopCost",
    "StopCosts",
    "back_test",
    "dpmo",
    "emerging",
    "pareto",
    "ranking",
    "recurrence_count",
    "recurrence_curves",
    "stop_costs",
]
