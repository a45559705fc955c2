"""Analyses that are no single number: each one public function over a store, and a frozen result.

They ask for aggregates, hand arrays to `metrics.stats`, and hold no SQL.

    back_test          what another pull rule would have let escape, and stopped for nothing
    stop_costs         what stops cost, against what they saved
    stop_stages        where stops wait between signal and resume
    emerging           which product has more of a defect than others, and than it had itself
    cohorts            defect rates by shipment, corrected for reports still on their way
    ranking            members by their shrunk rate, with funnel limits
    rate_weeks         a rate by the week with limits, a new phase from each fix on
    pareto             members by count, with the cumulative line, and by rate
    dpmo               defects per million opportunities
    recurrence_curves  how long problems stay away, by fix, vendor or cause
    recurrence_count   how often a problem comes back as time goes on
    compared           agents by a share, in a funnel adjusted for their mix of cases
    audit_plan         how many cases to audit, and how many of whose
    raters             auditors: agreement with the others, and drift
    work_per_agent     what each agent holds, in days of the agent's own pace
    stages             where the time of a case goes, and the slowest stage
"""

from metrics.analysis.audit_plan import AuditPlan, Portion, audit_plan
from metrics.analysis.back_test import BackTest, ReplayedRule, back_test
from metrics.analysis.cohorts import Cohort, cohorts
from metrics.analysis.compared import Comparison, Unit, compared
from metrics.analysis.dpmo import Dpmo, DpmoTable, dpmo
from metrics.analysis.emerging import Emerging, EmergingSignal, emerging
from metrics.analysis.pareto import Pareto, ParetoRow, pareto
from metrics.analysis.ranking import Ranked, Ranking, ranking
from metrics.analysis.rate_weeks import RateWeeks, rate_weeks
from metrics.analysis.raters import Drift, Rater, Raters, raters
from metrics.analysis.recurrence_count import RecurrenceCount, recurrence_count
from metrics.analysis.recurrence_curves import RecurrenceCurve, RecurrenceCurves, recurrence_curves
from metrics.analysis.stages import Course, stages
from metrics.analysis.stop_costs import StopCost, StopCosts, stop_costs
from metrics.analysis.stop_stages import Leg, Wait, legs, longest, stop_stages
from metrics.analysis.work import Load, Loads, work_per_agent

__all__ = [
    "AuditPlan",
    "BackTest",
    "Cohort",
    "Comparison",
    "Course",
    "Dpmo",
    "DpmoTable",
    "Drift",
    "Emerging",
    "EmergingSignal",
    "Leg",
    "Load",
    "Loads",
    "Pareto",
    "ParetoRow",
    "Portion",
    "Ranked",
    "Ranking",
    "RateWeeks",
    "Rater",
    "Raters",
    "RecurrenceCount",
    "RecurrenceCurve",
    "RecurrenceCurves",
    "ReplayedRule",
    "StopCost",
    "StopCosts",
    "Unit",
    "Wait",
    "audit_plan",
    "back_test",
    "cohorts",
    "compared",
    "dpmo",
    "emerging",
    "legs",
    "longest",
    "pareto",
    "ranking",
    "rate_weeks",
    "raters",
    "recurrence_count",
    "recurrence_curves",
    "stages",
    "stop_costs",
    "stop_stages",
    "work_per_agent",
]
