"""Quarantined lines that are corrected: only their rows are new, and nothing takes them back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from loaders.rebuild import rebuild, undo
from tests.loaders.conftest import Home
from tests.loaders.fixing import corrected, offered
from tests.loaders.test_load import adds_up

NewHome = Callable[[str], Home]
HEAD = "ticket_id,created_at,updated_at,status,subject\n"
GOOD = "T1,2026-03-01 09:00,2026-03-01 10:00,open,one\n"
LATE = "T4,2026-03-09 09:00,2026-03-09 10:00,open,four\n"
BAD = "T2,2026-03-02 09:00,2026-03-02 10:00,paused,two\n"
WORSE = ",2026-03-03 09:00,2026-03-03 10:00,open,three\n"
ALL = HEAD + GOOD + BAD + WORSE + LATE
TICKETS = "select ticket_id, status, _batch, _file, _line from tickets order by ticket_id"
MARKS = "select line, mended_by, mended_as from meta.quarantine order by line"
HELD = "select batch, file, line, mended_by from meta.quarantine order by line"


def dirty(home: Home) -> Home:
    home.load(home.file("tickets.csv", ALL))
    return home


def test_a_corrected_line_is_the_only_row_that_is_new(home: Home) -> None:
    dirty(home)
    report = home.load(corrected(home, {3: {"status": "pending"}}))
    assert (report.state, report.batch, report.exit_code) == ("loaded", "b0002", 1)
    (file,) = report.files
    assert adds_up(report)
    assert (file.file, file.source, file.lines_read) == ("tickets.csv", "tickets", 4)
    assert (file.lines_used, file.lines_quarantined, file.lines_duplicate) == (1, 1, 2)
    assert home.sql(TICKETS) == [
        ("T1", "open", "b0001", "tickets.csv", 2),
        ("T2", "pending", "b0002", "tickets.csv", 3),
        ("T4", "open", "b0001", "tickets.csv", 5),
    ]
    assert home.sql(HELD) == [
        ("b0001", "tickets.csv", 3, "b0002"),
        ("b0001", "tickets.csv", 4, None),
    ]
    assert report.mends == [
        {
            "batch": "b0001", "file": "tickets.csv", "line": 3, "reasons": [],
            "changes": [{"column": "status", "was": "paused", "now": "pending"}],
        }
    ]  # fmt: skip
    assert [row["andon line"] for row in offered(home)] == ["4"]


def test_a_dry_run_of_a_fix_tells_the_same_and_changes_nothing(home: Home) -> None:
    dirty(home)
    path = corrected(home, {3: {"status": "pending"}})
    checked = home.load(path, dry_run=True)
    assert (checked.state, checked.files[0].lines_used) == ("checked", 1)
    assert checked.mends[0]["changes"] == [{"column": "status", "was": "paused", "now": "pending"}]
    assert home.sql("select count(*) from tickets") == [(2,)]
    assert [row["andon line"] for row in offered(home)] == ["3", "4"]
    assert home.load(path).state == "loaded"


def test_a_fix_that_is_still_bad_says_why_and_changes_nothing(home: Home) -> None:
    dirty(home)
    changes = {3: {"status": "stopped"}, 4: {"ticket_id": "T3", "updated_at": "31/31/2026"}}
    report = home.load(corrected(home, changes))
    assert (report.state, report.batch, report.exit_code) == ("refused", None, 2)
    assert report.files[0].message == (
        "fix.csv: tickets.csv, line 3 is still bad: status: 'stopped' is not one of new, open, "
        "pending, on_hold, solved, closed (and 1 more)"
    )
    reasons = {row["line"]: " ".join(row["reasons"]) for row in report.mends}
    assert "'stopped' is not one of" in reasons[3]
    assert "updated_at: '31/31/2026' is not a time" in reasons[4]
    assert home.sql("select count(*), max(_batch) from tickets") == [(2, "b0001")]
    assert home.sql("select count(*) from meta.batches") == [(1,)]


def test_a_bad_fix_does_not_keep_its_neighbours_out(home: Home) -> None:
    dirty(home)
    fix = corrected(home, {3: {"status": "stopped"}})
    other = home.file("tickets-2.csv", HEAD + LATE.replace("T4", "T5"))
    report = home.load(fix, other)
    assert report.exit_code == 2
    assert {f.file: f.status for f in report.files} == {
        "fix.csv": "refused",
        "tickets-2.csv": "loaded",
    }
    assert home.sql("select count(*) from tickets") == [(3,)]


def test_the_original_loaded_again_changes_nothing(home: Home) -> None:
    dirty(home)
    home.load(corrected(home, {3: {"status": "pending"}}))
    before = home.sql(TICKETS)
    again = home.load(home.file("tickets.csv", ALL))
    assert (again.state, adds_up(again)) == ("unchanged", True)
    assert home.sql(TICKETS) == before


def test_a_fix_loaded_twice_changes_nothing(home: Home) -> None:
    dirty(home)
    path = corrected(home, {3: {"status": "pending"}})
    home.load(path)
    again = home.load(path)
    assert (again.state, again.exit_code, adds_up(again)) == ("unchanged", 0, True)


def test_a_newer_export_wins_against_a_fix_of_an_older_one(home: Home) -> None:
    dirty(home)
    newer = BAD.replace("2026-03-02 10:00,paused", "2026-03-05 10:00,solved")
    home.load(home.file("tickets-2.csv", HEAD + newer))
    report = home.load(corrected(home, {3: {"status": "pending"}}))
    assert (report.files[0].lines_used, report.files[0].lines_duplicate) == (0, 3)
    assert home.sql("select status, _batch from tickets where ticket_id = 'T2'") == [
        ("solved", "b0002")
    ]
    assert home.sql(HELD)[0] == ("b0001", "tickets.csv", 3, "b0003")


def test_rows_beside_the_corrected_one_keep_what_an_equally_old_export_said(home: Home) -> None:
    """The two exports end at the same instant, and the later one of them was loaded later."""
    dirty(home)
    home.load(home.file("tickets-2.csv", HEAD + GOOD.replace("one", "other") + LATE))
    assert home.sql("select subject from tickets where ticket_id = 'T1'") == [("other",)]
    home.load(corrected(home, {3: {"status": "pending"}}))
    assert home.sql("select subject from tickets where ticket_id = 'T1'") == [("other",)]


def test_a_second_fix_stands_on_the_first(home: Home) -> None:
    dirty(home)
    home.load(corrected(home, {3: {"status": "pending"}}))
    report = home.load(corrected(home, {4: {"ticket_id": "T3"}}, "fix-2.csv"))
    (file,) = report.files
    assert report.exit_code == 0
    assert (file.lines_used, file.lines_quarantined, file.lines_duplicate) == (1, 0, 3)
    assert [row[:3] for row in home.sql(TICKETS)] == [
        ("T1", "open", "b0001"),
        ("T2", "pending", "b0002"),
        ("T3", "open", "b0003"),
        ("T4", "open", "b0001"),
    ]
    undo(home.settings, "b0002")
    assert [row[0] for row in home.sql(TICKETS)] == ["T1", "T3", "T4"]
    assert home.sql(HELD) == [
        ("b0001", "tickets.csv", 3, None),
        ("b0001", "tickets.csv", 4, "b0003"),
    ]


def test_undone_a_fix_leaves_its_lines_in_quarantine_again(home: Home) -> None:
    dirty(home)
    before, held = home.sql(TICKETS), home.sql(HELD)
    home.load(corrected(home, {3: {"status": "pending"}}))
    undo(home.settings, "b0002")
    assert (home.sql(TICKETS), home.sql(HELD)) == (before, held)
    assert home.load(corrected(home, {3: {"status": "pending"}})).state == "loaded"


def test_undone_an_original_takes_its_fixes_with_it(home: Home) -> None:
    dirty(home)
    home.load(corrected(home, {3: {"status": "pending"}}))
    undo(home.settings, "b0001")
    assert home.sql("select count(*) from tickets") == [(0,)]
    assert home.sql("select batch, state from meta.batches order by 1") == [
        ("b0001", "undone"),
        ("b0002", "undone"),
    ]
    assert home.sql(HELD) == []


def test_fixes_outlive_a_rebuild_and_the_undoing_of_another_batch(home: Home) -> None:
    dirty(home)
    home.load(home.file("tickets-2.csv", HEAD + LATE.replace("T4", "T5")))
    home.load(corrected(home, {3: {"status": "pending"}}))
    rebuild(home.settings)
    before = [row for row in home.sql(TICKETS) if row[0] != "T5"]
    held = home.sql(MARKS)
    undo(home.settings, "b0002")
    assert (home.sql(TICKETS), home.sql(MARKS)) == (before, held)
    counts = "select lines_used, lines_duplicate, mends from meta.files where batch = 'b0003'"
    assert home.sql(counts) == [(1, 2, "b0001")]


def test_lines_of_several_files_are_corrected_in_one_file(home: Home) -> None:
    home.file("tickets.csv", HEAD + GOOD + BAD)
    home.file("refunds.csv", "refund_id,requested_at,order_id,amount,currency\n"
              "R1,2026-03-01,O1,ten,TWD\n")  # fmt: skip
    home.load()
    rows = offered(home)
    assert [(row["andon file"], row["amount"], row["status"]) for row in rows] == [
        ("refunds.csv", "ten", ""),
        ("tickets.csv", "", "paused"),
    ]
    report = home.load(corrected(home, {2: {"amount": "10"}, 3: {"status": "open"}}))
    assert (report.exit_code, len(report.mends), adds_up(report)) == (0, 2, True)
    assert home.sql("select amount from refunds") == [(10,)]
    assert home.sql("select count(*) from tickets") == [(2,)]


def test_a_line_without_the_right_number_of_fields_is_guessed_but_never_by_itself(
    home: Home,
) -> None:
    home.load(home.file("tickets.csv", HEAD + GOOD + "T2,2026-03-02,2026-03-02,open,a, b\n"))
    (row,) = offered(home)
    assert (row["ticket_id"], row["status"], row["subject"]) == ("T2", "open", "a, b")
    left = corrected(home, {3: {"andon reason": "looks right"}}, "left.csv")
    assert home.load(left).state == "refused"
    report = home.load(corrected(home, {3: {}}))
    assert (report.exit_code, report.mends[0]["reasons"]) == (0, [])
    assert home.sql("select subject, _line from tickets where ticket_id = 'T2'") == [("a, b", 3)]


def test_a_date_that_lay_ahead_is_good_once_it_has_come(home: Home) -> None:
    ahead = "T9,2026-04-15 09:00,2026-04-15 10:00,open,ahead\n"
    home.load(home.file("tickets.csv", HEAD + GOOD + BAD + ahead))  # received on 31 March
    (file,) = home.load(
        corrected(home, {3: {"status": "open"}}), now=dt.datetime(2026, 4, 20, tzinfo=dt.UTC)
    ).files
    assert (file.lines_used, file.lines_quarantined) == (2, 0)
    assert home.sql("select ticket_id, _line from tickets where _batch = 'b0002' order by 1") == [
        ("T2", 3),
        ("T9", 4),
    ]


def test_tried_again_as_they_are_lines_get_in_once_a_word_is_mapped(home: Home) -> None:
    from loaders.jobs import again
    from metrics.model import UserError

    source = """
desk:
  files: {pattern: "desk*.csv", headers: [id, opened, state]}
  tables:
    tickets:
      columns:
        ticket_id: id
        created_at: opened::timestamp
        status: {from: state, map: {Active: open}}
"""
    home.write_config("sources/desk.yaml", source)
    home.load(home.file("desk.csv", "id,opened,state\n1,2026-03-01,Active\n2,2026-03-02,Parked\n"))
    refused = home.load(again(home.settings, "b0001"), mending="b0001")
    assert (refused.state, "nothing in it is corrected" in str(refused.files[0].message)) == (
        "refused",
        True,
    )
    home.write_config(
        "sources/desk.yaml", source.replace("Active: open", "Active: open, Parked: on_hold")
    )
    report = home.load(again(home.settings, "b0001"), mending="b0001")
    assert (report.state, report.files[0].lines_used) == ("loaded", 1)
    assert home.sql("select status, _line from tickets order by _line") == [
        ("open", 2),
        ("on_hold", 3),
    ]
    with pytest.raises(UserError, match="no line of batch b0001 is in quarantine"):
        again(home.settings, "b0001")
