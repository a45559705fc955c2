"""Take away what Explore shows: as a link, CSV, XLSX or the SQL that was run."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from metrics.export import MIME, table
from metrics.language import tr
from metrics.model import Grain
from metrics.show import Table
from pages.components import fmt
from pages.components.asked import Asked
from pages.components.dom import copy_link, draw, el


def draw_copy(asked: Asked) -> None:
    """Draw the ways to take it away; files are made when they are asked for."""
    view, grain = asked.view, _grain(asked)
    name = "_".join([asked.metric.name, *asked.by, *([grain] if grain else []),
                     f"{asked.period.start}"])  # fmt: skip
    with st.container(key="explore.copy", horizontal=True, vertical_alignment="center"):
        draw(
            el("p", "section", el("span", "muted", tr("Copy as")),
               copy_link(tr("Link"))),
            key="copy.link",
        )  # fmt: skip
        st.download_button("CSV", lambda: table.as_csv(_table(asked)), f"{name}.csv", "text/csv",
                           on_click="ignore", key="copy.csv")  # fmt: skip
        st.download_button("XLSX", lambda: _workbook(asked), f"{name}.xlsx", MIME["xlsx"],
                           on_click="ignore", key="copy.xlsx")  # fmt: skip
        with st.popover("SQL", key="copy.sql", on_change="rerun") as popover:
            if popover.open:
                told = replace(asked.query, grain=grain)
                st.code(table.sql_text(view.store, told), language="sql", wrap_lines=True)


def _grain(asked: Asked) -> Grain | None:
    return asked.view.state.step if asked.view.state.look == "trend" else None


def _table(asked: Asked) -> Table:
    view = asked.view
    return table.explored(view.store, asked.query, view.state.versus, _grain(asked))


def _workbook(asked: Asked) -> bytes:
    view, query = asked.view, asked.query
    narrowed = "; ".join(
        f"{name}: {', '.join(member or 'unknown' for member in members)}"
        for name, members in query.where
    )
    about = [
        (tr("Metric"), asked.metric.label),
        (tr("Name"), asked.metric.name),
        (tr("Unit"), fmt.unit(asked.metric, view.currency) or asked.metric.unit),
        (tr("Days"), asked.said),
        (tr("Narrowed to"), narrowed or tr("all")),
        (tr("Data to"), fmt.moment(view.snapshot.as_of, view.snapshot.timezone)),
        (tr("Snapshot"), view.snapshot.number),
        ("SQL", table.sql_text(view.store, replace(query, grain=_grain(asked)))),
    ]
    return table.as_sheet(_table(asked), f"{asked.metric.label}, {asked.said}", about)
