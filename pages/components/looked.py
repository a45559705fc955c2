"""How often pages and metrics are looked at: counted once an opening, told in the Catalogue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import streamlit as st

from metrics import Catalogue, UserError, fmt
from metrics.kept import tell
from metrics.language import tr, tr_n
from metrics.notes import Looked, Openings, Use
from metrics.notes.openings import DAYS, ROLES, VIEWER
from metrics.periods import DAY
from pages.components import ask, navigation
from pages.components.dom import Node, draw, el

_COUNTED, _ROLE = "andon.counted", "andon.role"


@dataclass(frozen=True)
class Told:
    """What is known of the use of metrics; `why_not` where it could not be read."""

    use: Use | None
    why_not: str = ""

    def of(self, metric: str) -> Looked | None:
        """Return how often `metric` was looked at; None where nothing was ever counted."""
        if self.use is None or self.use.since is None:
            return None
        return self.use.metrics.get(metric, Looked())


@st.cache_resource(show_spinner=False, on_release=Openings.close)
def openings() -> Openings:
    """Return the process's counts of what is opened."""
    return Openings(ask.store().settings)


def count(title: str, metric: str | None, shows: Collection[str] = ()) -> None:
    """Count that the viewer has opened the page `title`, or a metric on it: not with every rerun.

    `shows` are the metrics that the page shows without their being opened.
    """
    page = navigation.here(title)
    before, now = st.session_state.get(_COUNTED), (page, metric)
    if before == now:
        return
    st.session_state[_COUNTED] = now
    if before is None or before[0] != page:
        openings().count(page, role(), _today(), shows=shows)
    if metric is not None:
        openings().count(page, role(), _today(), metric=metric)


def role() -> str:
    """Return in which role the viewer is counted: as they are signed in, else as they say."""
    user = st.user.to_dict()
    signed_in = str(user.get("role", "")) if user.get("is_logged_in") else ""
    said = signed_in if signed_in in ROLES else st.session_state.get(_ROLE, VIEWER)
    return str(said)


def told(catalogue: Catalogue) -> Told:
    """Return what was looked at in the last 90 days; a database that cannot be read is said."""
    try:
        return Told(openings().use(_today(), catalogue.former))
    except UserError as problem:
        return Told(None, tell(problem))


def in_words(one: Looked | None) -> str:
    """Return how often a metric was looked at, as a sentence."""
    if one is None:
        return ""
    shown = tr_n(
        "a page that shows it was opened once",
        "pages that show it were opened {n} times",
        one.shown,
    )
    if not one.times:
        opened = tr("Not opened by itself in the last {days} days", days=DAYS)
    else:
        roles = [tr("{n} as {role}", n=fmt.number(n), role=tr(who)) for who, n in _most(one.opened)]
        opened = tr_n(
            "Opened once in the last {days} days: {roles}",
            "Opened {n} times in the last {days} days: {roles}",
            one.times,
            days=DAYS,
            roles=ask.joined(roles),
        )
    return f"{opened}; {shown}." if one.shown else f"{opened}."


def draw_unseen(catalogue: Catalogue, known: Told) -> None:
    """Draw which metrics nobody has looked at, and in which role this viewer is counted."""
    draw(
        el("div", "section", el("h2", "", tr("Not looked at for {days} days", days=DAYS)),
           el("span", "muted",
              tr("Candidates to retire: neither opened nor on a page that was"))),
        *_unseen(catalogue, known),
        key="unseen",
    )  # fmt: skip
    chosen = role()
    st.session_state["looked.role"] = chosen
    st.selectbox(
        tr("My openings are counted as those of a"),
        ROLES,
        format_func=tr,
        key="looked.role",
        on_change=_chosen,
        disabled=bool(st.user.to_dict().get("is_logged_in")) and chosen != VIEWER,
        help=tr("Openings are counted by day and role. No name and no time of day is kept."),
        width=260,
    )


def _unseen(catalogue: Catalogue, known: Told) -> list[Node]:
    if known.use is None:
        return [el("p", "muted", tr("Not known: {why}.", why=known.why_not))]
    unseen = known.use.unseen(catalogue.metrics)
    if unseen is None:
        return [el("p", "muted", _too_early(known.use))]
    if not unseen:
        return [el("p", "muted", tr("None: each metric was looked at."))]
    rows = [
        el("li", "", el("b", "", catalogue.metric(name).label), " ",
           el("span", "muted", catalogue.metric(name).question))
        for name in unseen
    ]  # fmt: skip
    return [el("div", "absent", el("ul", "", *rows))]


def _too_early(use: Use) -> str:
    since = use.since or use.first_day + (DAYS - 1) * DAY
    first = fmt.day(since + (DAYS - 1) * DAY)
    if use.since is None:
        return tr("Not known before {first}: nothing is counted yet.", first=first)
    return tr(
        "Not known before {first}: openings are counted since {since}.",
        first=first,
        since=fmt.day(use.since),
    )


def _most(opened: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(opened.items(), key=lambda pair: (-pair[1], pair[0]))


def _chosen() -> None:
    st.session_state[_ROLE] = st.session_state["looked.role"]


def _today() -> dt.date:
    """Return the day of the clock, not of the data: it is people who are counted."""
    return dt.datetime.now(ZoneInfo(ask.store().settings.reporting.timezone)).date()
