"""The catalogue: what each number means, with its value, whether or not anything is loaded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from metrics import catalogue, load_settings
from pages.components.entries import matching, themes
from tests.pages.conftest import Drawn
from tests.pages.scene import empty

Open = Callable[..., Drawn]
SLA = "source_sla_adherence"
PAGE = "catalogue"


@pytest.fixture
def open_catalogue(open_page: Open) -> Open:
    def opener(home: Path, **params: str | list[str]) -> Drawn:
        page = open_page(home)
        page.app.switch_page("pages/catalogue.py")
        for name, value in params.items():
            page.app.query_params[name] = value
        return page.run()

    return opener


def test_every_metric_and_every_dimension_is_there(home: Path, open_catalogue: Open) -> None:
    said = open_catalogue(home).all
    known = catalogue(load_settings())
    for metric in known.metrics.values():
        assert f"{metric.label} {metric.question}" in said
    for dimension in known.dimensions.values():
        assert f"{dimension.label} {dimension.meaning}" in said


def test_a_value_of_the_last_whole_week_stands_beside(home: Path, open_catalogue: Open) -> None:
    """The scene's last week has thirty tickets, of which ten kept their promise."""
    said = open_catalogue(home).said("theme.Tickets.above")
    assert "Tickets created How many cases came in? 30 " in said
    assert "33.3 % n 30 " in said


def test_what_is_not_loaded_has_no_number(home: Path, open_catalogue: Open) -> None:
    said = open_catalogue(home).said("theme.Shipments.above")
    assert "n/a no rows of shipments are loaded" in said


def test_a_link_opens_one_entry_with_its_sql(home: Path, open_catalogue: Open) -> None:
    page = open_catalogue(home, metric=SLA)
    entry = page.said("definition")
    assert f"Name {SLA}" in entry
    assert "Direction higher is better" in entry
    assert "Target 95.0 %" in entry
    assert "Version 1" in entry
    assert "Can be cut by Priority, Channel" in entry
    (code,) = page.app.code
    assert 'from facts."tickets"' in code.value
    assert "2026-03-23 2026-03-29" in page.said("definition.bound")
    (link,) = page.app.get("page_link")
    assert link.proto.page == "weekly_review"
    assert link.proto.query_string == f"metric={SLA}"


def test_a_metric_outside_the_review_has_no_link_to_it(home: Path, open_catalogue: Open) -> None:
    page = open_catalogue(home, metric="refund_amount")
    assert "Name refund_amount" in page.said("definition")
    assert not page.app.get("page_link")


def test_a_filter_narrows_the_values_that_it_can(home: Path, open_catalogue: Open) -> None:
    """A third of the thirty tickets are Brno's; no shipment has a team."""
    page = open_catalogue(home, team="Brno", metric="units_shipped")
    assert "Tickets created How many cases came in? 10 " in page.said("theme.Tickets.above")
    assert "n/a cannot be narrowed so" in page.said("theme.Shipments.above")
    assert "Name units_shipped" in page.said("definition")


@pytest.mark.parametrize("loaded", [True, False])
def test_an_unknown_metric_is_named_with_the_nearest(
    home: Path, tmp_path: Path, open_catalogue: Open, loaded: bool
) -> None:
    if not loaded:
        empty(tmp_path)
    page = open_catalogue(home if loaded else tmp_path, metric="backlogs")
    note = page.said("note.ignored")
    assert "Metric “backlogs” does not exist; did you mean 'backlog'?" in note
    assert "definition" not in page.parts


def test_search_keeps_what_has_every_word(home: Path, open_catalogue: Open) -> None:
    page = open_catalogue(home)
    page.app.text_input(key="catalogue.search").input("SOLVE slowest").run()
    assert [key for key in page.parts if key.startswith("theme.")] == ["theme.Tickets.above"]
    assert "Time to solve, slowest tenth" in page.said("theme.Tickets.above")
    assert "Backlog" not in page.said("theme.Tickets.above")


def test_a_search_without_a_find_says_so(home: Path, open_catalogue: Open) -> None:
    page = open_catalogue(home)
    page.app.text_input(key="catalogue.search").input("backlgo").run()
    assert page.said("unfound") == "No metric speaks of “backlgo”; did you mean 'backlog'?"
    page.app.text_input(key="catalogue.search").input("<b>x</b>").run()
    assert "No metric speaks of “<b>x</b>”" in page.said("unfound")


def test_an_empty_warehouse_still_says_what_numbers_mean(
    tmp_path: Path, open_catalogue: Open
) -> None:
    empty(tmp_path)
    page = open_catalogue(tmp_path, metric="defect_rate_ppm")
    assert "n/a nothing is loaded" in page.said("theme.Complaints.above")
    assert "How many confirmed defective units come back" in page.said("definition")
    assert "Made from complaints" in page.said("definition")
    assert "as soon as something is loaded" in page.said("definition.later")
    assert "Severity" in page.said("dimensions")
    assert not page.app.get("page_link")


def test_metrics_stand_under_the_table_whose_rows_they_count() -> None:
    known = catalogue(load_settings()).metrics
    found = themes(known.values())
    assert {"Tickets", "Complaints", "Shipments", "Refunds", "Stop-sales", "Audits"} <= set(found)
    assert known["backlog"] in found["Tickets"]
    assert sum(len(metrics) for metrics in found.values()) == len(known)


def test_matching_reads_label_question_and_name() -> None:
    known = catalogue(load_settings()).metrics
    assert matching(known.values(), "  ") == list(known.values())
    assert [metric.name for metric in matching(known.values(), "by report")] == ["defect_rate_ppm"]
    assert [metric.name for metric in matching(known.values(), "source verdict")] == [SLA]
