"""The URL holds a state, no more and no less."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from metrics.model import Period
from metrics.periods import Calendar
from pages.components import spans
from pages.components.state import DAY, WEEKS, Known, State, from_params, to_params

TEAMS = ("Brno", "Prague", "a&b=c", "多工", "<b>")
KNOWN = Known(
    calendar=Calendar(),
    metrics=("backlog", "reopen_rate"),
    members={"team": lambda: TEAMS, "region": lambda: ("EU",)},
    latest=dt.date(2026, 3, 23),
    first=dt.date(2025, 1, 6),
)
STARTS = [KNOWN.first + n * dt.timedelta(days=7) for n in range(63)]
opened = st.builds(
    State,
    week=st.none() | st.sampled_from(STARTS),
    where=st.lists(st.sampled_from([*TEAMS, None]), min_size=1, unique=True).map(
        lambda teams: (("team", tuple(teams)),)
    ),
    versus=st.sampled_from(["week", "year", "target"]),
    metric=st.sampled_from(KNOWN.metrics),
    panel=st.sampled_from(["drivers", "rows", "definition"]),
    by=st.none() | st.sampled_from(["team", "region"]),
    span=st.sampled_from(["last_week", "mtd", "qtd", "ytd", "week:2026-03-02", "month:2025-02-01"]),
    part=st.sampled_from(["all", "hit"]),
    page=st.integers(0, 9999),
)
text = st.text(max_size=30)
NAMES = ("week", "team", "metric", "panel", "by", "span", "part", "page", "versus")


@given(opened)
def test_a_state_comes_back_from_its_url(state: State) -> None:
    assert from_params(to_params(state), KNOWN) == (state, ())


@given(st.dictionaries(text | st.sampled_from(NAMES), st.lists(text)))
def test_no_url_is_an_error(params: dict[str, list[str]]) -> None:
    state, ignored = from_params(params, KNOWN)
    assert from_params(to_params(state), KNOWN) == (state, ())
    assert len(ignored) <= len(params)


@given(st.sampled_from(NAMES), st.text(max_size=60))
def test_any_word_is_taken_or_named(name: str, word: str) -> None:
    state, ignored = from_params({"metric": ["backlog"], name: [word]}, KNOWN)
    taken = from_params(to_params(state), KNOWN)[0] == state
    assert taken
    assert all(len(says) < 1000 for says in ignored)


def test_a_closed_metric_leaves_nothing_of_itself_in_the_url() -> None:
    assert to_params(State()) == {}
    state, _ = from_params({"panel": ["rows"], "page": ["3"], "team": ["Brno"]}, KNOWN)
    assert to_params(state) == {"team": ["Brno"]}


def test_a_member_that_is_gone_is_named_and_the_others_stay() -> None:
    state, ignored = from_params({"team": ["Brno", "Gone", "<b>"]}, KNOWN)
    assert state.members("team") == ("Brno", "<b>")
    assert ignored == ("team “Gone” is not among what is loaded",)


def test_a_name_that_a_metric_had_is_asked_for_under_its_own() -> None:
    known = replace(KNOWN, former={"wip": "backlog"})
    state, ignored = from_params({"metric": ["wip"]}, known)
    assert (to_params(state), ignored) == ({"metric": ["backlog"]}, ())


def test_narrowing_starts_again_at_the_first_page() -> None:
    state = State(page=4).narrowed("team", ["Brno"])
    assert (state.page, state.members("team")) == (0, ("Brno",))
    assert state.narrowed("team", []).where == ()


def test_spans_end_with_the_reviewed_week() -> None:
    week, calendar = dt.date(2026, 3, 23), Calendar(fiscal_end_month=6)
    end = dt.date(2026, 3, 30)
    assert spans.days("last_week", week, calendar) == Period(week, end, "week")
    assert spans.days("mtd", week, calendar).start == dt.date(2026, 3, 1)
    assert spans.days("qtd", week, calendar).start == dt.date(2026, 1, 1)
    assert spans.days("ytd", week, calendar).start == dt.date(2025, 7, 1)
    assert spans.days("month:2026-03-01", week, calendar).end == end
    assert spans.days("month:2026-02-01", week, calendar).end == dt.date(2026, 3, 1)
    assert spans.days("week:2026-03-09", week, calendar).end == dt.date(2026, 3, 16)


def test_a_page_about_one_day_keeps_the_week_for_the_others_and_out_of_its_url() -> None:
    """The week that was chosen on the review is neither shown nor lost on a page about today."""
    known = replace(KNOWN, asks=DAY)
    before = State(week=dt.date(2026, 3, 16), versus="year")
    state, ignored = from_params({"metric": ["backlog"], "panel": ["rows"]}, known, before)
    assert (state.week, state.versus, state.metric) == (before.week, "year", "backlog")
    assert ignored == ()
    assert to_params(state, DAY) == {"metric": ["backlog"], "panel": ["rows"]}
    _, ignored = from_params({"week": ["2026-03-16"]}, known)
    assert ignored == ("“week” is nothing that this page can be asked for",)


def test_a_run_of_weeks_is_named_by_its_last_and_its_length() -> None:
    known = replace(KNOWN, asks=WEEKS)
    state, ignored = from_params({"week": ["2026-03-16"], "length": ["26w"]}, known)
    assert (state.week, state.weeks, ignored) == (dt.date(2026, 3, 16), 26, ())
    assert to_params(state, WEEKS) == {"week": ["2026-03-16"], "length": ["26w"]}
    _, ignored = from_params({"length": ["27w"]}, known)
    assert "“27w” does not exist; did you mean" in ignored[0]


def test_a_filter_that_a_page_does_not_know_is_kept_for_the_others() -> None:
    before = State(where=(("region", ("EU",)), ("team", ("Brno",))))
    known = replace(KNOWN, members={"team": lambda: TEAMS})
    state, _ = from_params({"team": ["Prague"]}, known, before)
    assert dict(state.where) == {"region": ("EU",), "team": ("Prague",)}
    assert to_params(state, known.asks, known.members) == {"team": ["Prague"]}
