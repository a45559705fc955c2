"""How often problems come back as time goes on, and where: product by cause, each cell its rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from metrics.analysis import RecurrenceCount, recurrence_count
from metrics.language import tr
from metrics.model import Point, Query, Scope, Where
from pages.components import ask, fmt, links, palette, rows, session
from pages.components.dom import Node, draw, el
from pages.components.figure import draw_figure
from pages.components.frame import View
from pages.components.plots import dressed, shade
from pages.components.text import short

METRIC = "recurrence_rate_90d"
FEW = 5  # at risk: with fewer the curve says more of single products than of all
PRODUCTS, CAUSES = 12, 8


@st.cache_resource(show_spinner=False, max_entries=16)
def _count(number: int, where: Where, scope: Scope) -> RecurrenceCount:
    return recurrence_count(ask.store(), where, scope=scope, snapshot=number)


def draw_count(view: View) -> None:
    """Draw the mean cumulative function of recurrences a problem, with its 95 % band."""
    found = _count(view.snapshot.number, view.narrowed(METRIC)[0], view.scope)
    says = tr(
        "{problems} problems were cleared, and came back {count} times in all. 95 % band.",
        problems=fmt.number(found.problems),
        count=fmt.number(found.recurrences),
    )
    title = el("div", "section", el("h2", "", tr("How often a problem comes back")),
               el("span", "muted", says))  # fmt: skip
    if not found.recurrences:
        draw(title, el("p", "muted", tr("No problem has come back.")), key="count")
        return
    draw(title, key="count")
    draw_figure(_figure(found), "count.figure")


def _figure(found: RecurrenceCount) -> go.Figure:
    colours, curve = palette.current(), found.curve
    kept = curve.at_risk >= min(FEW, found.problems)
    at = np.concatenate(([0.0], curve.times[kept]))
    figure = go.Figure()
    for values, fill in ((curve.low, None), (curve.high, "tonexty")):
        figure.add_trace(
            go.Scatter(
                x=at, y=np.concatenate(([0.0], values[kept])), mode="lines", hoverinfo="skip",
                line={"shape": "hv", "width": 0.5, "color": colours.before}, fill=fill,
                fillcolor=shade(colours.before, 0.18),
            )
        )  # fmt: skip
    mean = np.concatenate(([0.0], curve.mean[kept]))
    risk = np.concatenate(([found.problems], curve.at_risk[kept]))
    figure.add_trace(
        go.Scatter(
            x=at, y=mean, mode="lines", hoverinfo="text",
            line={"shape": "hv", "width": 2, "color": colours.now},
            hovertext=[
                tr("day {day}: {mean} a problem, {risk} at risk", day=fmt.number(day),
                   mean=f"{value:.2f}", risk=fmt.number(int(left)))
                for day, value, left in zip(at, mean, risk, strict=True)
            ],
        )
    )  # fmt: skip
    dressed(figure, colours, 230)
    figure.update_yaxes(rangemode="tozero", title_text=tr("times a problem"))
    figure.update_xaxes(title_text=tr("days on sale since it was first cleared"))
    return figure


def draw_matrix(view: View) -> None:
    """Draw came back of cleared by product and cause; a click on a cell lists its rows."""
    where = view.narrowed(METRIC)[0]
    asked = Query(METRIC, by=("product", "cause_category"), where=where, scope=view.scope,
                  snapshot=view.snapshot.number)  # fmt: skip
    points = [p for p in view.store.query(asked).points if p.denominator]
    says = tr("Came back within 90 days, of those cleared longer ago. A click lists the rows.")
    title = el("div", "section", el("h2", "", tr("Product by cause")), el("span", "muted", says))
    if not points:
        none = tr("No incident was cleared 90 days ago or more.")
        draw(title, el("p", "muted", none), key="matrix")
        return
    cells = {point.members: point for point in points}
    products = _most(points, 0)[:PRODUCTS]
    causes = _most(points, 1)[:CAUSES]
    chosen = (view.state.members("product"), view.state.members("cause_category"))

    def act(do: str, key: str) -> None:
        product, _, cause = key.partition(" ")
        if do == "cell" and product.isdigit() and cause.isdigit():
            if int(product) < len(products) and int(cause) < len(causes):
                state = session.current().closed()
                if chosen == ((products[int(product)],), (causes[int(cause)],)):
                    session.put(state.narrowed("product", ()).narrowed("cause_category", ()))
                    return
                state = state.narrowed("product", [products[int(product)]])
                session.put(state.narrowed("cause_category", [causes[int(cause)]]))
        else:
            links.act(do, key)

    number = view.snapshot.number
    heads = [el("th", "", tr("Product"), scope="col")]
    heads += [
        el("th", "number", short(ask.called(number, "cause_category", cause), 26), scope="col")
        for cause in causes
    ]
    body = [
        el("tr", "", el("td", "", links.product(view, product)),
           *(_cell(cells.get((product, cause)), f"{row} {column}", view)
             for column, cause in enumerate(causes)))
        for row, product in enumerate(products)
    ]  # fmt: skip
    table = el("table", "cases", el("thead", "", el("tr", "", *heads)), el("tbody", "", *body))
    draw(title, el("div", "scroll", table), key="matrix", on=act)
    if all(len(one) == 1 for one in chosen) and view.state.metric is None:
        said = tr("cleared 90 days ago or more")
        rows.draw_rows(replace(view, where=where), view.metric(METRIC), None, said)


def _most(points: list[Point], place: int) -> list[str | None]:
    """Return members by how often they came back, then by how many were cleared."""
    sums: dict[str | None, tuple[float, float]] = {}
    for point in points:
        back, of = sums.get(point.members[place], (0.0, 0.0))
        sums[point.members[place]] = (
            back + (point.numerator or 0), of + (point.denominator or 0)
        )  # fmt: skip
    return sorted(sums, key=lambda member: (-sums[member][0], -sums[member][1], member or ""))


def _cell(point: Point | None, key: str, view: View) -> Node:
    if point is None:
        return el("td", "number muted", "·")
    back, of = int(point.numerator or 0), int(point.denominator or 0)
    says = tr("{count} of {total}", count=back, total=of)
    mark = "▲ " if back else ""
    button = el("button", "link", f"{mark}{says}", do="cell", key=key)
    return el("td", "number worse" if back else "number", button)
