"""The catalogue's list: every metric by what it counts, one open at a time, and the dimensions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import streamlit as st
from streamlit.navigation.page import Page

from metrics import Catalogue, Metric, Period, Query, UnknownNameError
from metrics.fact import fact_named
from metrics.language import mark, tr
from metrics.model import Where, nearest
from metrics.notes import Looked
from pages.components import ask, definition, fmt, looked, navigation, notes, session
from pages.components.dom import Node, draw, el
from pages.components.frame import View
from pages.components.looked import Told
from pages.components.state import State, to_params
from pages.components.text import short

NOTHING = mark("nothing is loaded")
_COLUMNS = ("c-name", "number c-figure", "number c-used", "c-owner")
WEEK = dt.timedelta(days=7)


def draw_entries(view: View | None) -> None:
    """Draw the catalogue; without a `view` nothing is loaded, and only the numbers are missing."""
    catalogue = view.catalogue if view else ask.store().catalogue
    opened = view.state.metric if view else _asked(catalogue)
    typed = st.text_input(
        tr("Search the metrics"),
        key="catalogue.search",
        placeholder=tr("Search by label, question or name"),
        max_chars=200,
        width=420,
        label_visibility="collapsed",
    )
    found = matching(catalogue.metrics.values(), typed)
    if not found:
        draw(_unfound(typed, catalogue), key="unfound")
    used = looked.told(catalogue)
    for number, (theme, metrics) in enumerate(themes(found).items()):
        _theme(view, theme, metrics, opened, number == 0, used)
    _dimensions(catalogue)
    looked.draw_unseen(catalogue, used)


def matching(metrics: Iterable[Metric], typed: str) -> list[Metric]:
    """Return the metrics whose label, question or name has every word of `typed`."""
    words = typed.casefold().split()

    def says(metric: Metric) -> str:
        return f"{metric.label} {metric.question} {metric.name}".casefold()

    return [metric for metric in metrics if all(word in says(metric) for word in words)]


def themes(metrics: Iterable[Metric]) -> Mapping[str, list[Metric]]:
    """Return `metrics` by the table whose rows they count, in the order in which each comes."""
    found: dict[str, list[Metric]] = {}
    for metric in metrics:
        table = fact_named(metric.fact).feed[0]
        found.setdefault(fmt.words(table), []).append(metric)
    return found


def _asked(catalogue: Catalogue) -> str | None:
    """Return the metric that the URL names; without data no frame has read the URL."""
    asked = st.query_params.get("metric")
    if asked is None:
        return None
    try:
        return catalogue.metric(asked).name
    except UnknownNameError:
        near = nearest(asked[:80], catalogue.metrics)
        notes.ignored(
            (tr("metric “{asked}” does not exist{near}", asked=short(asked, 60), near=near),)
        )
        return None


def _unfound(typed: str, catalogue: Catalogue) -> Node:
    near = nearest(typed.strip().casefold()[:80], catalogue.metrics)
    end = "" if near.endswith(("?", "…")) else "."
    return el(
        "p",
        "",
        tr("No metric speaks of “{typed}”{near}{end}", typed=short(typed, 60), near=near, end=end),
    )


def _theme(
    view: View | None,
    theme: str,
    metrics: Sequence[Metric],
    opened: str | None,
    first: bool,
    used: Told,
) -> None:
    """Draw the metrics of a theme; the opened one shows its entry right under its line."""
    names = [metric.name for metric in metrics]

    def act(do: str, name: str) -> None:
        if do == "open" and name in names:
            _toggle(view, None if name == opened else name)

    cut = names.index(opened) + 1 if opened in names else len(names)
    key = f"theme.{theme}"
    title = el("div", "section", el("h2", "", theme))
    draw(title, _table(view, metrics[:cut], opened, first, used), key=f"{key}.above", on=act)
    if opened in names:
        _opened(view, metrics[cut - 1], used)
    if metrics[cut:]:
        draw(_table(view, metrics[cut:], opened, False, used), key=f"{key}.below", on=act)


def _toggle(view: View | None, name: str | None) -> None:
    if view is not None:
        session.put(_at(view.state, name))
    elif name is None:
        st.query_params.pop("metric", None)
    else:
        st.query_params["metric"] = name


def _at(state: State, metric: str | None) -> State:
    """Return `state` with `metric` opened; the week, the filters and the comparison stay."""
    return State(week=state.week, where=state.where, versus=state.versus, metric=metric)


def _table(
    view: View | None, metrics: Sequence[Metric], opened: str | None, first: bool, used: Told
) -> Node:
    week = tr("Week {week}", week=fmt.week(view.week)) if view else tr("Last whole week")
    names = (tr("Metric"), week, tr("Opened in 90 days"), tr("Owner"))
    cells = [
        el("th", css, name, scope="col") if first else el("td", css, "")
        for css, name in zip(_COLUMNS, names, strict=True)
    ]
    head = el("thead", "" if first else "flat", el("tr", "", *cells))
    body = [_row(view, metric, metric.name == opened, used.of(metric.name)) for metric in metrics]
    return el("table", "metrics", head, el("tbody", "", *body))


def _row(view: View | None, metric: Metric, opened: bool, used: Looked | None) -> Node:
    button = el("button", "", metric.label, do="open", key=metric.name,
                aria_expanded="true" if opened else "false")  # fmt: skip
    value, remark = figure(view, metric)
    contents: tuple[tuple[Node | str | None, ...], ...] = (
        (el("span", "label", button), el("span", "sub", metric.question)),
        (el("span", "value", value), el("span", "sub", remark) if remark else None),
        (fmt.NA if used is None else fmt.number(used.times),),
        (metric.owner,),
    )
    cells = [el("td", css, *inner) for css, inner in zip(_COLUMNS, contents, strict=True)]
    return el("tr", "open" if opened else "", *cells, do="open", key=metric.name)


def figure(view: View | None, metric: Metric) -> tuple[str, str]:
    """Return the metric's value in the view's week as written, and what to know about it."""
    if view is None:
        return fmt.NA, tr(NOTHING)
    if _narrowing(view, metric) != view.where:
        return fmt.NA, tr("cannot be narrowed so")
    last = view.week + WEEK - dt.timedelta(days=1)
    query = Query(metric.name, start=view.week, end=last, where=view.where, scope=view.scope,
                  snapshot=view.snapshot.number)  # fmt: skip
    points = view.store.query(query).points
    if not points or points[0].value is None:
        return fmt.NA, tr((points[0].reason if points else None) or mark("not known"))
    point = points[0]
    remarks = [tr("not over yet")] if point.partial else []
    if metric.min_n:
        few = (
            tr(", too few of at least {min_n}", min_n=metric.min_n)
            if point.n < metric.min_n
            else ""
        )
        remarks.append(f"{fmt.count(point.n)}{few}")
    return fmt.value(metric, point.value, view.currency), ", ".join(remarks)


def _narrowing(view: View, metric: Metric) -> Where:
    """Return those of the view's filters that `metric` knows."""
    can = view.catalogue.dimensions_of(metric)
    return tuple(pair for pair in view.where if pair[0] in can)


def _opened(view: View | None, metric: Metric, used: Told) -> None:
    with st.container(key="detail", border=True):
        says = looked.in_words(used.of(metric.name))
        draw(el("p", "muted", says) if says else None, key="looked")
        if view is None:
            definition.draw_without_data(ask.store().catalogue, metric)
            return
        if metric.name in ask.reviewed():
            _to_review(view, metric)
        narrowed = replace(view, where=_narrowing(view, metric))
        definition.draw_definition(narrowed, metric, Period(view.week, view.week + WEEK, "week"))


def _to_review(view: View, metric: Metric) -> None:
    stem = navigation.HOME
    page = Page(navigation.PAGES / f"{stem}.py", title=tr("Weekly review"), url_path=stem)
    st.page_link(
        page,
        label=tr("Its week in the Weekly review"),
        query_params=to_params(_at(view.state, metric.name)),
    )


def _dimensions(catalogue: Catalogue) -> None:
    pairs = [
        node
        for name, dimension in catalogue.dimensions.items()
        for node in (
            el("dt", "", dimension.label),
            el("dd", "", f"{dimension.meaning} ", el("code", "muted", name)),
        )
    ]
    title = el("div", "section", el("h2", "", tr("Dimensions")),
               el("span", "muted", tr("What a metric can be cut by")))  # fmt: skip
    draw(title, el("dl", "facts-list", *pairs), key="dimensions")
