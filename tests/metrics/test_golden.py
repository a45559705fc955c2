"""The SQL of a dozen questions, word for word, for each engine.

``ANDON_RENEW=1 pytest tests/metrics/test_golden.py`` writes the files anew; read the difference
before committing it.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from metrics import Query, Scope, Store, UnknownNameError, load_settings
from metrics.dialects import ENGINES

GOLDEN = Path(__file__).parent / "golden"
D = dt.date
SPAN = {"start": D(2026, 1, 5), "end": D(2026, 3, 29)}
SCOPE = Scope((("region", ("TW", None)),))
QUESTIONS = {
    "count": Query("tickets_created"),
    "count_flag_by_week": Query("tickets_solved", by=("team",), grain="week", **SPAN),
    "count_where": Query("tickets_created", grain="day", where=(("team", ("A", "B", None)),)),
    "sum_by_quarter": Query("units_shipped", by=("product", "vendor"), grain="quarter"),
    "sum_money": Query("refund_amount", by=("reason",), grain="month", scope=SCOPE),
    "ratio_one_scan": Query("source_sla_adherence", by=("priority",), grain="year"),
    "ratio_narrowed": Query("sla_pause_share", by=("team",), grain="week", scope=SCOPE, **SPAN),
    "ratio_window": Query("sla_burn_rate_7d", by=("target",), end=D(2026, 3, 29)),
    "ratio_undecided": Query("sla_adherence", by=("target",), grain="week", **SPAN),
    "ratio_two_times": Query("confirmed_share", grain="week"),
    "ratio_two_facts": Query("defect_rate_ppm", by=("vendor",), grain="week", scope=SCOPE, **SPAN),
    "percentile": Query("time_to_solve_p90", by=("team",), grain="month", **SPAN),
    "kappa": Query("qa_agreement_kappa", by=("topic",), grain="month", scope=SCOPE, **SPAN),
    "stock_at_a_day": Query("backlog", by=("team",), end=D(2026, 3, 29)),
    "stock_by_week": Query("backlog", by=("team", "channel"), grain="week", **SPAN),
    "stock_age_at_a_day": Query("backlog_age_p90", by=("team",), end=D(2026, 3, 29)),
    "stock_age_whole": Query("backlog_age_p90", grain="week", scope=SCOPE, **SPAN),
    "stock_per_by_month": Query("wip_per_agent", by=("team",), grain="month", end=D(2026, 3, 29)),
    "stock_whole": Query("backlog", grain="month", end=D(2026, 3, 29), scope=SCOPE),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store(load_settings(tmp_path_factory.mktemp("home")))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", QUESTIONS)
def test_golden(store: Store, name: str, engine: str) -> None:
    compiled = store.sql(QUESTIONS[name], engine)
    params = "".join(f"-- {value!r}\n" for value in compiled.params)
    text = f"{compiled.sql}\n{params}"
    path = GOLDEN / engine / f"{name}.sql"
    if os.environ.get("ANDON_RENEW"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    assert path.read_text() == text
    assert compiled.sql.count("?") == len(compiled.params)


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_portable_subset(store: Store, name: str) -> None:
    sql = store.sql(QUESTIONS[name]).sql.lower()
    for word in ("group by all", "date_trunc", "filter (", "asof", "at time zone", "select *"):
        assert word not in sql


def test_no_golden_file_is_left_over() -> None:
    for engine in ENGINES:
        assert {path.stem for path in (GOLDEN / engine).iterdir()} == set(QUESTIONS)


def test_an_unknown_engine(store: Store) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'spark'"):
        store.sql(QUESTIONS["count"], "sparkk")
