from __future__ import annotations

from pathlib import Path

import pytest

from metrics import ConfigError, UnknownNameError, catalogue, load_settings
from metrics.fact import build_order, facts
from metrics.review_config import load_review_config

MINE = """\
urgent_tickets:
  label: Urgent tickets
  question: How many?
  fact: tickets
  time: created_at
  count: all
  unit: count
  better: lower
"""


def user(tmp_path: Path, text: str, name: str = "mine.yaml") -> Path:
    (tmp_path / "metrics").mkdir(exist_ok=True)
    (tmp_path / "metrics" / name).write_text(text)
    return tmp_path


def test_a_users_metric_is_added(tmp_path: Path) -> None:
    found = catalogue(load_settings(tmp_path, user(tmp_path, MINE)))
    assert found.metric("urgent_tickets").of.column is None
    assert found.metric("tickets_created").unit == "count"


def test_a_users_metric_replaces_the_shipped_one(tmp_path: Path) -> None:
    text = MINE.replace("urgent_tickets", "tickets_created").replace("unit: count", "unit: units")
    found = catalogue(load_settings(tmp_path, user(tmp_path, text)))
    assert found.metric("tickets_created").unit == "units"
    assert list(found.metrics).count("tickets_created") == 1


def test_a_users_file_replaces_the_shipped_one_of_its_name(tmp_path: Path) -> None:
    found = catalogue(load_settings(tmp_path, user(tmp_path, MINE, "refunds.yaml")))
    assert "refund_amount" not in found.metrics


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("better: lower", "beter: lower", r"line 8, urgent_tickets.beter: unknown key; .*'better'"),
        ("better: lower", "better: small", r"line 8, urgent_tickets.better: .*'higher'"),
        ("fact: tickets", "fact: tikets", r"line 4, .*fact: there is no fact 'tikets'; .*'tickets"),
        ("time: created_at", "time: made_at", r"line 5, .*no column 'made_at'; did you mean"),
        ("time: created_at", "time: status", r"line 5, .*'status' is no time of the fact tickets"),
        ("count: all", "count: reopend", r"line 6, .*no column 'reopend'; .*'reopened'"),
        ("count: all", "count: all\n  sum: reopens", "expected exactly one of count, sum"),
        ("unit: count", "unit: procent", r"line 7, .*no unit 'procent'; .*'percent'"),
        ("unit: count", "unit: count\n  slice_by: [taem]", r"slice_by.0: .*no dimension 'taem'"),
        ("unit: count", "unit: count\n  slice_by: [lot]", r"slice_by.0: .*has no column 'lot'"),
        ("unit: count", "unit: count\n  min_n: -1", r"line 8, .*min_n"),
        ("unit: count", "unit: count\n  interval: binomial", "belongs to a ratio"),
        ("unit: count", "unit: count\n  undecided: maybe", "no column 'maybe'"),
        ("count: all", "percentile: {of: reopens, at: 90}", "percentile.at"),
        ("count: all", "stock: {ended: solvd_at}", "no column 'solvd_at'"),
        (
            "count: all",
            "ratio: {of: reopened, over: {fact: shipments, sum: units}}",
            "ratio.over: a half of another fact needs its time",
        ),
        (
            "count: all",
            "ratio: {of: {sum: reopens, count: solved}, over: all}",
            "expected exactly one of count, sum, distinct",
        ),
        ("label: Urgent tickets\n  ", "", "urgent_tickets.label: is missing"),
        ("urgent_tickets:", "Urgent tickets:", "small letters"),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in MINE
    with pytest.raises(ConfigError, match=says) as caught:
        catalogue(load_settings(tmp_path, user(tmp_path, MINE.replace(old, new, 1))))
    assert str(caught.value).startswith("mine.yaml, line ")
    assert "\n" not in str(caught.value)


def test_a_name_twice_is_refused(tmp_path: Path) -> None:
    user(tmp_path, MINE, "a.yaml")
    user(tmp_path, MINE, "b.yaml")
    with pytest.raises(ConfigError, match=r"b.yaml, line 1, .*already defined in a.yaml"):
        catalogue(load_settings(tmp_path, tmp_path))


def test_a_metric_is_found_by_the_name_that_it_had(tmp_path: Path) -> None:
    text = MINE.replace("label:", "formerly: [rush_tickets, hot_tickets]\n  label:")
    found = catalogue(load_settings(tmp_path, user(tmp_path, text)))
    assert found.metric("rush_tickets") is found.metric("urgent_tickets")
    assert "rush_tickets" not in found.metrics
    assert found.metric("complaint_confirmed_share").name == "confirmed_share"


def test_a_name_that_is_there_wins_over_one_that_was(tmp_path: Path) -> None:
    text = MINE.replace("label:", "formerly: [backlog]\n  label:")
    found = catalogue(load_settings(tmp_path, user(tmp_path, text)))
    assert found.metric("backlog").label == "Backlog"


def test_two_metrics_cannot_have_had_one_name(tmp_path: Path) -> None:
    text = MINE.replace("label:", "formerly: [rush]\n  label:")
    user(tmp_path, text + text.replace("urgent_tickets", "other_tickets"))
    with pytest.raises(ConfigError, match=r"line 11, other_tickets.formerly.0: 'rush' is what urg"):
        catalogue(load_settings(tmp_path, tmp_path))


def test_a_dimension_cannot_take_an_answers_column(tmp_path: Path) -> None:
    user(tmp_path, "period:\n  label: P\n  meaning: x\n", "dimensions.yaml")
    with pytest.raises(ConfigError, match="a column that every answer has"):
        catalogue(load_settings(tmp_path, tmp_path))


def test_every_shipped_metric_says_what_it_means(tmp_path: Path) -> None:
    found = catalogue(load_settings(tmp_path))
    for metric in found.metrics.values():
        assert metric.question.endswith("?"), metric.name
        assert metric.formula, metric.name
        assert metric.owner, metric.name
        assert metric.slice_by, metric.name
    used = {d for metric in found.metrics.values() for d in found.dimensions_of(metric)}
    assert used == set(found.dimensions)


def test_every_fact_carries_its_lineage_and_days() -> None:
    for fact in facts().values():
        assert fact.columns[-3:] == ("_batch", "_file", "_line"), fact.name
        assert len(set(fact.columns)) == len(fact.columns)
        assert fact.tables, fact.name
    built = [fact.name for fact in build_order()]
    for fact in build_order():
        assert all(built.index(need) < built.index(fact.name) for need in fact.needs)


def test_the_review_names_metrics_that_exist(tmp_path: Path) -> None:
    settings = load_settings(tmp_path, tmp_path)
    found = catalogue(settings)
    assert set(load_review_config(settings, found)) <= set(found.metrics)
    (tmp_path / "review.yaml").write_text("metrics:\n  tickets_created: {}\n  refund_amont: {}\n")
    with pytest.raises(ConfigError, match=r"review.yaml, line 3, .*did you mean 'refund_amount'"):
        load_review_config(settings, found)
    (tmp_path / "review.yaml").write_text("metrics:\n  tickets_created: {goal: 3}\n")
    with pytest.raises(ConfigError, match=r"line 2, .*unknown key"):
        load_review_config(settings, found)


def test_what_a_metric_stands_in_for_stands_before_it(tmp_path: Path) -> None:
    settings = load_settings(tmp_path, tmp_path)
    text = "metrics:\n  backlog: {}\n  tickets_created: {instead_of: baklog}\n"
    (tmp_path / "review.yaml").write_text(text)
    wanted = r"line 3, .*'baklog' does not stand before it; did you mean 'backlog'"
    with pytest.raises(ConfigError, match=wanted):
        load_review_config(settings, catalogue(settings))


def test_a_new_phase_has_its_day_and_its_cause(tmp_path: Path) -> None:
    settings = load_settings(tmp_path, tmp_path)
    text = (
        "metrics:\n  backlog:\n    phases:\n      - {since: 2026-03-02, cause: 'A second shift'}\n"
    )
    (tmp_path / "review.yaml").write_text(text)
    (phase,) = load_review_config(settings, catalogue(settings))["backlog"].phases
    assert (str(phase.since), phase.cause) == ("2026-03-02", "A second shift")
    (tmp_path / "review.yaml").write_text(text.replace("'A second shift'", "' '"))
    with pytest.raises(ConfigError, match=r"line 4, .*a new phase needs its cause in words"):
        load_review_config(settings, catalogue(settings))


def test_the_review_may_call_a_metric_by_its_former_name(tmp_path: Path) -> None:
    settings = load_settings(tmp_path, tmp_path)
    text = "metrics:\n  complaint_confirmed_share: {owner: me}\n"
    (tmp_path / "review.yaml").write_text(text)
    found = load_review_config(settings, catalogue(settings))
    assert {name: one.owner for name, one in found.items()} == {"confirmed_share": "me"}
    (tmp_path / "review.yaml").write_text(text + "  confirmed_share: {}\n")
    with pytest.raises(ConfigError, match=r"line 3, metrics.confirmed_share: is confirmed_share"):
        load_review_config(settings, catalogue(settings))


def test_an_unknown_metric_has_a_nearest(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'backlog'"):
        catalogue(load_settings(tmp_path)).metric("back_log")
