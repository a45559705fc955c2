"""The weekly review: the answer in a line, exceptions as sentences, all else as a quiet table."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from metrics.export import Deck, words
from metrics.judge import Judged, false_alarms
from metrics.language import tr
from pages.components import ask, exceptions, fmt, session
from pages.components.box import changed
from pages.components.decks import checked, deck_of, driven
from pages.components.detail import draw_detail
from pages.components.dom import Node, draw, el
from pages.components.frame import View
from pages.components.takeaway import draw_frozen, draw_takeaway


def draw_board(view: View, *, meeting: bool = True) -> None:
    """Draw the review of the view's week: exceptions first, then the rest in the declared order.

    Without a `meeting` nothing is there to freeze or to take to it: the board of one topic, whose
    page has said its answer already.
    """
    deck = deck_of(view)
    found, judged = deck.review, deck.judged
    news, usual, absent = deck.of("exception"), deck.of("usual"), deck.of("absent")
    answer = answer_line(news, usual, len(absent))
    title = el("h2", "", tr("In the week of {week}", week=fmt.week(view.week)))
    draw(answer if meeting else el("div", "section", title, answer), key="answer")
    if meeting:
        with st.container():
            draw_takeaway(view, deck)
    history = st.container()  # filled last: it may have to look into an older snapshot
    deck = driven(view, deck)
    _accordion(
        view, deck, "exceptions", news, lambda v, listed, _: exceptions.listed(v, deck, listed)
    )
    with st.container():
        if usual:
            notes = (false_alarms(judged), _no_year(usual))
            draw(_section(tr("Within normal variation"), *notes), key="usual.title")
    _accordion(view, deck, "usual", usual, _table)
    left_out = [name for name in view.metrics if name not in found.metrics]
    uncut = [view.metric(name).label for name in left_out if view.narrowed(name)[1]]
    _accordion(view, deck, "absent", absent, _absent)
    if uncut and view.where:
        by = ask.joined([view.catalogue.dimension(name).label.lower() for name, _ in view.where])
        draw(
            el(
                "p",
                "muted",
                tr("Cannot be narrowed by {by}: {uncut}.", by=by, uncut=ask.joined(uncut)),
            ),
            key="uncut",
        )
    if meeting:
        with history:
            draw_frozen(checked(view, deck))


def answer_line(exceptions: Sequence[Judged], usual: Sequence[Judged], absent: int = 0) -> Node:
    """Return what the meeting must know, the metrics in bold."""
    parts = words.answer_parts(exceptions, usual, absent)
    return el("p", "answer", *(el("b", "", text) if bold else text for text, bold in parts))


def _accordion(
    view: View,
    deck: Deck,
    key: str,
    judged: Sequence[Judged],
    drawn: Callable[[View, Sequence[Judged], bool], Node],
) -> None:
    """Draw a list whose opened metric shows its detail in place, right under its line."""
    names = [one.metric.name for one in judged]

    def act(do: str, name: str) -> None:
        if do == "open" and name in names:
            _toggle(name)

    # Places that are always there, if empty: what is drawn below them stays the same element, and
    # the page keeps its height while it moves on to new data.
    above, detail, below = st.container(), st.container(), st.container()
    cut = names.index(view.state.metric) + 1 if view.state.metric in names else len(names)
    if judged:
        with above:
            draw(drawn(view, judged[:cut], True), key=f"{key}.above", on=act)
    if view.state.metric in names:
        with detail:
            draw_detail(view, deck, judged[cut - 1])
    if judged[cut:]:
        with below:
            draw(drawn(view, judged[cut:], False), key=f"{key}.below", on=act)


def _toggle(name: str) -> None:
    opened = None if session.current().metric == name else name
    session.change(metric=opened, panel="drivers", by=None, span="last_week", part="all", page=0)


def _no_year(judged: Sequence[Judged]) -> str:
    """Say once why no metric has a year before, where none has."""
    before = {one.answer.weeks_prior[-1].reason for one in judged}
    reason = before.pop()
    return (
        tr("vs year before: {na} – {reason}.", na=fmt.NA, reason=tr(reason))
        if reason and not before
        else ""
    )


def _section(title: str, *notes: str) -> Node:
    said = [el("span", "muted", note) for note in notes if note]
    return el("div", "section", el("h2", "", title), *said)


def _table(view: View, judged: Sequence[Judged], first: bool) -> Node:
    body = el("tbody", "", *(_row(view, one) for one in judged))
    return el("table", "metrics", *([_table_head(view)] if first else [_widths(view)]), body)


def _table_head(view: View) -> Node:
    names = (
        tr("Metric"),
        tr("Last 6 weeks"),
        tr("Week"),
        tr("vs week before"),
        tr("vs year before"),
        tr("Target"),
        "n",
        tr("Owner"),
    )
    cells = [
        el("th", css, name, scope="col") for css, name in zip(_classes(view), names, strict=True)
    ]
    return el("thead", "", el("tr", "", *cells))


def _widths(view: View) -> Node:
    """A head without height: a table's lower part keeps the columns of its upper part."""
    cells = [el("td", css, "") for css in _classes(view)]
    return el("thead", "flat", el("tr", "", *cells))


def _classes(view: View) -> tuple[str, ...]:
    """Return the columns' classes; on a phone only the chosen comparison stays."""
    versus = {
        name: "" if view.state.versus == name else " c-other" for name in ("week", "year", "target")
    }
    return (
        "c-name",
        "c-spark",
        "number c-value",
        f"number c-change{versus['week']}",
        f"number c-change{versus['year']}",
        f"number c-target{versus['target']}",
        "number c-n",
        "c-owner",
    )


def _row(view: View, one: Judged) -> Node:
    metric, box, name = one.metric, one.answer.box, one.metric.name
    opened = view.state.metric == name
    target = fmt.value(metric, one.answer.target, view.currency)
    button = el(
        "button", "", metric.label, do="open", key=name, aria_expanded="true" if opened else "false"
    )
    remark = [el("span", "sub", one.remark)] if one.remark else []
    n = fmt.number(one.n) if one.n is not None else ""
    under = [el("span", "sub phone", fmt.count(one.n))] if one.n is not None else []
    contents: tuple[tuple[Node | str, ...], ...] = (
        (el("span", "label", button), *remark),
        (exceptions.spark_of(one, view.currency),),
        (el("span", "value", fmt.value(metric, one.value, view.currency)), *under),
        (changed(metric, box.wow),),
        (changed(metric, box.yoy),),
        (target if one.answer.target is not None else el("span", "muted", "–"),),
        (el("span", "muted", n),),
        (one.answer.owner,),
    )
    cells = [el("td", css, *inner) for css, inner in zip(_classes(view), contents, strict=True)]
    css = " ".join(word for word, on in (("open", opened), ("low", one.low_n)) if on)
    return el("tr", css, *cells, do="open", key=name)


def _absent(view: View, judged: Sequence[Judged], first: bool) -> Node:
    rows = [
        el(
            "li",
            "open" if view.state.metric == one.metric.name else "",
            el("button", "link", one.metric.label, do="open", key=one.metric.name),
            " ",
            el("span", "muted", one.remark),
        )
        for one in judged
    ]
    title = [_section(tr("No number"))] if first else []
    return el("div", "absent", *title, el("ul", "", *rows))
