"""The frame: freshness, filters kept in the URL, links that are old or hostile, designed states."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pages.conftest import Drawn
from tests.pages.scene import empty

Open = Callable[..., Drawn]


def test_it_says_the_title_the_question_and_how_fresh_the_data_is(
    home: Path, open_page: Open
) -> None:
    """12:00 UTC is 20:00 in Taipei."""
    head = open_page(home).said("head")
    assert head.startswith("Weekly review What changed last week, is it signal or noise")
    assert "Data to 31 Mar 2026 20:00 Taipei" in head
    assert "no checks recorded" in head
    assert "Copy link" in head


def test_checks_that_warn_or_fail_are_counted(tmp_path: Path, open_page: Open) -> None:
    warehouse = empty(tmp_path)
    warehouse.add("tickets", {"ticket_id": "T1", "created_at": "2026-03-02 01:00:00+00"})
    for rule, level, ok in (("a", "warn", False), ("b", "error", False), ("c", "warn", True)):
        warehouse.con.execute(
            "insert into meta.checks values ('b1','tickets',?,?,?,'','','said',0,now())",
            [rule, level, ok],
        )
    warehouse.publish()
    assert "1 check failed" in open_page(tmp_path).said("head")


def test_filters_are_those_that_the_data_has_members_of(home: Path, open_page: Open) -> None:
    """The scene has teams and priorities; no region, category, vendor or product."""
    page = open_page(home)
    labels = [block.proto.popover.label for block in _popovers(page)]
    assert [label for label in labels if label.endswith(": all")] == ["Team: all", "Priority: all"]


def test_a_filter_in_the_url_is_taken_and_kept(home: Path, open_page: Open) -> None:
    page = open_page(home, team=["Brno", "Prague"], versus="target")
    assert "Team: **Brno** +1" in [block.proto.popover.label for block in _popovers(page)]
    assert page.app.selectbox[0].value == "target"
    page.run()
    assert page.app.query_params["team"] == ["Brno", "Prague"]
    page.click("Clear filters")
    assert "team" not in page.app.query_params


def test_choosing_a_comparison_writes_it_to_the_url(home: Path, open_page: Open) -> None:
    page = open_page(home)
    page.app.selectbox[0].select("year")
    page.run()
    assert page.app.query_params["versus"] == "year"


@pytest.mark.parametrize(
    ("params", "named"),
    [
        ({"foo": "1"}, "“foo” is nothing that this page can be asked for"),
        ({"team": "Brnoo"}, "Team “Brnoo” is not among what is loaded"),
        ({"team": "<script>alert(1)</script>"}, "“<script>alert(1)</script>” is not among"),
        ({"team": ""}, ""),  # the unknown member, which is always there to be asked for
        ({"week": "yesterday"}, "'yesterday' is no day"),
        ({"week": "1999-01-04"}, "Week “1999-01-04” is not among the whole weeks"),
        ({"week": "9999-12-31"}, "Week “9999-12-31” is not among the whole weeks"),
        ({"week": "2026-W99"}, "has no week 99"),
        ({"metric": "sla"}, "Metric “sla” does not exist"),
        ({"metric": "backlog", "panel": "__class__"}, "Panel “__class__” does not exist"),
        ({"metric": "backlog", "span": "month:2026-13-01"}, "is no period of the review"),
        ({"metric": "backlog", "span": "week:9999-12-31"}, "is no period of the review"),
        ({"metric": "backlog", "page": "-1"}, "Page “-1” is no page"),
        ({"metric": "backlog", "page": "٣"}, "is no page"),
        ({"metric": "backlog", "by": "colour"}, "By “colour” does not exist"),
        ({"metric": "x" * 5000}, "…” does not exist"),
        ({"versus": "\x00\x1b[31m"}, "does not exist"),
    ],
)
def test_what_is_wrong_in_a_link_is_named_and_ignored(
    home: Path, open_page: Open, params: dict[str, str], named: str
) -> None:
    page = open_page(home, **params)
    assert "answer" in page.parts  # the page is there all the same
    if named:
        assert named in page.said("note.ignored")
        assert len(page.said("note.ignored")) < 1000
    else:
        assert "note.ignored" not in page.parts
    page.click("‹")
    assert "note.ignored" not in page.parts


def test_an_empty_warehouse_tells_how_to_load(tmp_path: Path, open_page: Open) -> None:
    page = open_page(tmp_path)
    assert page.said("head").startswith("Weekly review")
    assert "Nothing is loaded yet" in page.said("state.empty")
    assert "python -m loaders load FOLDER" in page.said("state.empty")


def test_a_published_snapshot_without_rows_is_no_error(tmp_path: Path, open_page: Open) -> None:
    empty(tmp_path).publish()
    assert open_page(tmp_path).said("answer") == "No metric has a number for this week."


def test_a_faulty_configuration_is_a_sentence_with_file_and_line(
    home: Path, tmp_path: Path, open_page: Open
) -> None:
    shutil.copytree(home, tmp_path / "copy")
    (tmp_path / "copy" / "config" / "review.yaml").write_text("metrics:\n  backlogg: {}\n")
    said = open_page(tmp_path / "copy").said("state.fault")
    assert "The configuration cannot be read" in said
    assert "Review.yaml, line 2" in said
    assert "did you mean 'backlog'?" in said


def test_a_fault_of_ours_is_a_sentence_and_the_log_has_the_rest(
    home: Path, tmp_path: Path, open_page: Open, caplog: pytest.LogCaptureFixture
) -> None:
    """The published file is no database at all."""
    shutil.copytree(home, tmp_path / "copy")
    (tmp_path / "copy" / "published" / "andon-1.duckdb").write_bytes(b"not a database")
    with caplog.at_level(logging.ERROR, logger="andon.pages"):
        page = open_page(tmp_path / "copy")
    said = page.all
    assert "Traceback" not in said
    assert "not a database" not in said
    assert "state.fault" in page.parts or "state.empty" in page.parts


def _popovers(page: Drawn) -> list[object]:
    def walk(block: object) -> list[object]:
        found = []
        for child in getattr(block, "children", {}).values():
            if getattr(child, "type", "") == "popover":
                found.append(child)
            found += walk(child)
        return found

    return walk(page.app.main)
