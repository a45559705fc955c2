"""Audits: how many to make of whose work, and whether the auditors agree with each other."""

from __future__ import annotations

import datetime as dt

import numpy as np
import streamlit as st

from metrics.analysis import AuditPlan, Raters, audit_plan, raters
from metrics.language import mark, tr
from metrics.model import Scope, Where
from metrics.periods import DAY, WEEK
from pages.components import ask, fmt, links
from pages.components.dom import draw
from pages.components.frame import View
from pages.components.grid import grid

METRIC = "qa_pass_rate"
WEEKS, LISTED = 4, 10
PLAN = {
    mark("Agent"): "",
    mark("Cases solved"): "number",
    mark("To audit"): "number",
    mark("Audited"): "number",
    mark("Still to do"): "number",
}
AGREE = {
    mark("Auditor"): "",
    mark("Kappa"): "number",
    mark("95 % interval"): "number desk",
    mark("Cases judged twice"): "number",
}


@st.cache_resource(show_spinner=False, max_entries=16)
def _plan(number: int, start: dt.date, end: dt.date, where: Where, scope: Scope) -> AuditPlan:
    return audit_plan(ask.store(), start=start, end=end, where=where, scope=scope, snapshot=number)


@st.cache_resource(show_spinner=False, max_entries=16)
def _raters(number: int, end: dt.date, where: Where, scope: Scope) -> Raters:
    return raters(ask.store(), end=end, where=where, scope=scope, snapshot=number)


def _where(view: View) -> Where:
    """Return the filters that solved cases and audits can both be narrowed by."""
    both = set(view.narrowed("tickets_solved")[0]) & set(view.narrowed(METRIC)[0])
    both &= set(view.narrowed("qa_coverage")[0])
    return tuple(pair for pair in view.where if pair in both)


def draw_plan(view: View) -> None:
    """Draw whose cases of the last weeks are still to be audited, the most first."""
    if METRIC not in view.metrics:
        return
    start, end = view.week - (WEEKS - 1) * WEEK, view.week + WEEK - DAY
    found = _plan(view.snapshot.number, start, end, _where(view), view.scope)
    order = sorted(found.portions, key=lambda one: (-one.left, -one.cases, one.member))
    rows = [
        (
            links.person(view, one.member),
            fmt.number(one.cases),
            fmt.number(one.wanted),
            fmt.number(one.audited),
            fmt.number(one.left),
        )
        for one in order[:LISTED]
    ]
    says = tr(
        "{wanted} of {cases} solved from {start} to {end} tell the pass rate to ±{precision} %",
        wanted=fmt.number(found.wanted),
        cases=fmt.number(found.cases),
        start=fmt.day_short(start),
        end=fmt.day(end),
        precision=f"{found.precision * 100:.0f}",
    )
    none = tr("No case of a known agent was solved in these weeks.")
    draw(grid(tr("Whose work to audit"), says, PLAN, rows, none), key="plan")


def draw_agreement(view: View) -> None:
    """Draw how far each auditor agrees with the others, the least first."""
    if METRIC not in view.metrics:
        return
    end = view.week + WEEK - DAY
    found = _raters(view.snapshot.number, end, view.narrowed(METRIC)[0], view.scope)
    known = [one for one in found.raters if not np.isnan(one.agreement.kappa)]
    known.sort(key=lambda one: (one.agreement.kappa, one.auditor))
    rows = [
        (
            links.person(view, one.auditor),
            f"{one.agreement.kappa:.2f}",
            f"{one.agreement.low:.2f} – {one.agreement.high:.2f}",
            fmt.number(one.agreement.n),
        )
        for one in known[:LISTED]
    ]
    says = tr("Cohen’s kappa: 1 always agrees, 0 as often as chance")
    if not np.isnan(found.whole.kappa):
        says = tr("All together {kappa}. {says}", kappa=f"{found.whole.kappa:.2f}", says=says)
    none = tr("No case was judged by two auditors.")
    draw(grid(tr("Do auditors agree?"), says, AGREE, rows, none), key="agreement")
