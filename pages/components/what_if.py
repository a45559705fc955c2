"""What if the promises were others: history replayed, beside what is published."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from metrics import Query, UserError
from metrics.kept import tell
from metrics.language import tr
from metrics.sla.policies import TARGETS
from metrics.sla.read import load_promises
from metrics.sla.varied import replayed, varied
from metrics.sla.whatif import Compared
from pages.components import ask, fmt, levels
from pages.components.dom import Node, draw, el
from pages.components.frame import View

SHARES = (0.5, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0)
MOST_BYTES = 1_000_000
_ASKED = "what_if.asked"
MISSES = "sla_misses"


@dataclass(frozen=True)
class Asked:
    """What was asked, of which view: one promise changed, or the text of a whole file."""

    query: Query
    target: str = ""
    share: float = 1.0
    pauses: bool = True
    text: str = ""


def draw_what_if(view: View) -> None:
    """Draw the question, and once it is asked its answer."""
    promised = _promised(view)
    if not promised:
        return
    says = tr("History replayed under other promises; nothing that is published changes.")
    draw(
        el("div", "section", el("h2", "", tr("What if")), el("span", "muted", says)), key="what_if"
    )
    query = view.query(levels.METRIC, view.period, ("target",))
    _question(query, promised)
    asked: Asked | None = st.session_state.get(_ASKED)
    if asked is None:
        return
    if asked.query != query:  # a replay costs seconds: it is never made unasked
        draw(
            el("p", "muted", tr("The view has changed: replay again for it.")), key="what_if.answer"
        )
        return
    try:
        with st.spinner(tr("Replaying all clocks; with many cases this takes a while")):
            found = _replayed(view.snapshot.number, asked)
    except UserError as problem:
        draw(el("div", "note fault", tell(problem)), key="what_if.answer")
        return
    draw(_answer(view, found), key="what_if.answer")


def _promised(view: View) -> list[str]:
    """Return the targets that some policy promises, in the order of METRICS."""
    if not view.store.settings.reporting.policies:
        return []
    policies = load_promises(view.store.settings).policies
    named = {target.name for policy in policies for target in policy.targets}
    return [name for targets in TARGETS.values() for name in targets if name in named]


def _question(query: Query, promised: list[str]) -> None:
    with st.container(key="what_if.form", horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            tr("Promise"),
            promised,
            format_func=fmt.words,
            width=190,
            key="what_if.target",
        )
        st.selectbox(
            tr("Time allowed"),
            SHARES,
            index=SHARES.index(0.75),
            format_func=lambda part: (
                tr("as now") if part == 1 else tr("{part} % of now", part=format(part * 100, ".0f"))
            ),
            width=150,
            key="what_if.share",
        )
        st.selectbox(
            tr("Pauses"),
            (True, False),
            width=150,
            key="what_if.pauses",
            format_func=lambda on: tr("as declared") if on else tr("never"),
        )

        def one_change() -> None:
            chosen = (st.session_state[f"what_if.{name}"] for name in ("target", "share", "pauses"))
            st.session_state[_ASKED] = Asked(query, *chosen)

        st.button(tr("Replay"), on_click=one_change, key="what_if.replay")
    with st.expander(tr("Or under a whole sla.yaml of yours")):
        given = st.file_uploader(tr("Another sla.yaml"), type=["yaml", "yml"], key="what_if.file")

        def whole() -> None:
            if given is not None and given.size <= MOST_BYTES:
                text = given.getvalue().decode("utf-8", errors="replace")
                st.session_state[_ASKED] = Asked(query, text=text)

        st.button(
            tr("Replay this file"), on_click=whole, disabled=given is None, key="what_if.whole"
        )


@st.cache_resource(show_spinner=False, max_entries=16)
def _replayed(number: int, asked: Asked) -> tuple[Compared, ...]:
    """Return the answer for snapshot `number`: the same for all who ask the same and may."""
    store = ask.store()
    text = asked.text or varied(store.settings, asked.target, asked.share, asked.pauses)
    return replayed(store, text, asked.query, (levels.METRIC, MISSES))


def _answer(view: View, found: tuple[Compared, ...]) -> Node:
    metric = view.metric(levels.METRIC)
    shares = {one.point.members[0]: one for one in found if one.metric == levels.METRIC}
    misses = {one.point.members[0]: one for one in found if one.metric == MISSES}
    moved = [one for one in shares.values() if _changed(one)]
    names = {
        tr("Promise"): "",
        tr("As published"): "number",
        tr("What if"): "number",
        tr("Change"): "number",
        tr("Missed"): "number desk",
        tr("What if missed"): "number desk",
    }
    if not moved:
        return el("p", "", tr("No share would be another."))
    head = el("tr", "", *(el("th", css, name, scope="col") for name, css in names.items()))
    rows = []
    for one in moved:
        member = one.point.members[0]
        missed = misses.get(member)
        change = fmt.change(metric, one.change)
        tone = fmt.verdict(metric, one.change)
        before, after = (p.value if p else None for p in (one.published, one.what_if))
        counts = (missed.published, missed.what_if) if missed else (None, None)
        rows.append(
            el(
                "tr",
                "",
                el("td", "", fmt.words(member or "unknown")),
                el("td", "number muted", fmt.value(metric, before)),
                el("td", "number value", fmt.value(metric, after)),
                el("td", f"number {tone}", f"{change} {fmt.judged(metric, one.change)}"),
                *(
                    el("td", "number muted desk", fmt.number(p.value or 0) if p else "–")
                    for p in counts
                ),
            )
        )
    return el("table", "cases", el("thead", "", head), el("tbody", "", *rows))


def _changed(one: Compared) -> bool:
    before, after = one.published, one.what_if
    if before is None or after is None:
        return True
    return (before.numerator, before.denominator) != (after.numerator, after.denominator)
