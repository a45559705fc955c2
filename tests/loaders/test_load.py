"""Canonical files: what is read, what is refused, and that every line is accounted for."""

from __future__ import annotations

import datetime as dt

import pytest

from loaders.report import Report
from tests.loaders.conftest import Home

TICKETS = """ticket_id,created_at,updated_at,status,priority
T1,2026-03-01 09:00:00,2026-03-01 10:00:00,open,high
T2,2026-03-01 09:30:00,2026-03-02 10:00:00,solved,low
"""


def adds_up(report: Report) -> bool:
    return all(
        f.lines_read == f.lines_used + f.lines_quarantined + f.lines_duplicate + f.lines_left_out
        for f in report.files
    )


def test_a_canonical_file_needs_no_mapping(home: Home) -> None:
    report = home.load(home.file("tickets.csv", TICKETS))
    assert (report.state, report.exit_code, report.snapshot) == ("loaded", 0, 1)
    assert home.sql("select ticket_id, created_at, status, _file, _line from tickets") == [
        ("T1", dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC), "open", "tickets.csv", 2),
        ("T2", dt.datetime(2026, 3, 1, 9, 30, tzinfo=dt.UTC), "solved", "tickets.csv", 3),
    ]


def test_every_reason_of_a_bad_row_is_kept_with_its_raw_text(home: Home) -> None:
    bad = ",31/31/2026,2026-03-01,paused,high"
    report = home.load(home.file("tickets.csv", f"{TICKETS}{bad}\n"))
    assert report.exit_code == 1
    assert adds_up(report)
    (row,) = report.quarantine
    assert (row["table"], row["file"], row["line"], row["raw"]) == (
        "tickets",
        "tickets.csv",
        4,
        bad,
    )
    told = " | ".join(row["reasons"])
    assert "ticket_id is missing" in told
    assert "created_at: '31/31/2026' is not a time" in told
    assert "status: 'paused' is not one of new, open, pending, on_hold, solved, closed" in told
    assert home.sql("select count(*) from tickets") == [(2,)]


def test_a_date_more_than_a_day_after_receipt_is_quarantined_and_a_due_date_is_not(
    home: Home,
) -> None:
    text = (
        "ticket_id,created_at,status,due_at\n"
        "T1,2026-03-31 23:59:59,open,2027-01-01\n"
        "T2,2026-04-01 00:00:01,open,\n"
    )
    report = home.load(home.file("tickets.csv", text))  # received 2026-03-31 00:00 UTC
    assert [row["line"] for row in report.quarantine] == [3]
    assert report.quarantine[0]["rule"] == "created_at:future"
    assert home.sql("select ticket_id from tickets") == [("T1",)]


def test_loading_a_file_twice_changes_nothing(home: Home) -> None:
    path = home.file("tickets.csv", TICKETS)
    home.load(path)
    again = home.load(path)
    assert (again.state, again.exit_code, again.batch) == ("unchanged", 0, None)
    assert adds_up(again)
    assert home.sql("select count(*), count(distinct _batch) from tickets") == [(2, 1)]


def test_the_newer_row_wins_in_whatever_order_the_exports_come(home: Home, new_home) -> None:
    older = home.file("tickets-1.csv", TICKETS)
    newer_text = TICKETS.replace("2026-03-01 10:00:00,open", "2026-03-03 10:00:00,solved")
    for name, order in (("ab", (0, 1)), ("ba", (1, 0))):
        one = new_home(name)
        files = [
            one.file("tickets-1.csv", older.read_bytes()),
            one.file("tickets-2.csv", newer_text),
        ]
        for k in order:
            assert adds_up(one.load(files[k]))
        found = one.sql("select ticket_id, status, _file from tickets order by 1")
        assert found[0] == ("T1", "solved", "tickets-2.csv")


def test_without_an_update_time_the_newer_export_wins(new_home) -> None:
    head = "complaint_id,reported_at,product_id,defect_code,verdict,severity\n"
    first = head + "C1,2026-03-01,P1,D1,pending,low\n"
    second = head + "C1,2026-03-01,P1,D1,pending,high\nC2,2026-03-05,P1,D1,pending,low\n"
    for name, order in (("ab", (0, 1)), ("ba", (1, 0))):
        one = new_home(name)
        files = [one.file("complaints-1.csv", first), one.file("complaints-2.csv", second)]
        for k in order:
            one.load(files[k])
        assert one.sql("select severity from complaints where complaint_id = 'C1'") == [("high",)]


def test_a_key_said_twice_in_a_file_is_used_once_and_counted(home: Home) -> None:
    text = TICKETS + "T1,2026-03-01 09:00:00,2026-03-01 09:30:00,new,high\n"
    report = home.load(home.file("tickets.csv", text))
    (file,) = report.files
    assert (file.lines_used, file.lines_duplicate) == (2, 1)
    assert home.sql("select status, _line from tickets where ticket_id = 'T1'") == [("open", 2)]


def test_an_empty_part_of_a_key_is_stored_as_the_empty_string(home: Home) -> None:
    text = "shipped_on,product_id,units,lot\n2026-03-01,P1,5,\n2026-03-01,P1,6,L1\n"
    home.load(home.file("shipments.csv", text))
    assert home.sql("select lot, region, units from shipments order by lot") == [
        ("", "", 5),
        ("L1", "", 6),
    ]


def test_events_without_an_id_are_one_event_however_often_they_are_exported(home: Home) -> None:
    text = (
        "ticket_id,event_at,kind,old_value,new_value\n"
        "T1,2026-03-01 09:00,status,new,open\n"
        "T1,2026-03-01 09:00,status,new,open\n"
        "T1,2026-03-01 10:00,status,open,solved\n"
    )
    home.load(home.file("ticket_events.csv", text))
    report = home.load(home.file("ticket_events-again.csv", text + "\n"))
    assert home.sql("select count(*), count(distinct event_id) from ticket_events") == [(2, 2)]
    assert report.files[0].lines_duplicate == 3


def test_a_missing_required_column_is_named_with_its_nearest_match(home: Home) -> None:
    report = home.load(home.file("tickets.csv", "ticket_id,created,status\nT1,2026-03-01,open\n"))
    assert report.exit_code == 2
    assert report.files[0].message == (
        "tickets.csv: tickets needs the column 'created_at'; did you mean 'created'?"
    )


def test_a_bad_file_is_refused_and_its_neighbour_is_loaded(home: Home) -> None:
    home.file("tickets.csv", TICKETS)
    home.file("notes.csv", "a,b\n1,2\n")
    report = home.load()
    assert report.exit_code == 2
    assert {f.file: f.status for f in report.files} == {
        "notes.csv": "refused",
        "tickets.csv": "loaded",
    }
    assert "no declared source and no table has this name" in (report.files[0].message or "")


def test_a_column_that_is_not_used_is_noted_with_its_nearest_match(home: Home) -> None:
    text = TICKETS.replace("priority", "prioritty")
    report = home.load(home.file("tickets.csv", text))
    assert "column 'prioritty' is not used; did you mean 'priority'?" in report.files[0].notes


def test_a_dry_run_says_what_would_happen_and_changes_nothing(home: Home) -> None:
    path = home.file("tickets.csv", TICKETS + "T3,,2026-03-01,open,low\n")
    report = home.load(path, dry_run=True)
    assert (report.state, report.exit_code, report.snapshot) == ("checked", 1, None)
    assert report.quarantine[0]["line"] == 4
    assert not (home.settings.home / "archive").exists()
    assert home.load(path).batch == "b0001"


def test_undo_gives_back_what_a_batch_had_overwritten(home: Home) -> None:
    from loaders.rebuild import undo

    home.load(home.file("tickets-1.csv", TICKETS))
    before = home.sql("select * exclude (_batch) from tickets order by ticket_id")
    newer = TICKETS.replace("2026-03-01 10:00:00,open", "2026-03-03 10:00:00,solved")
    bad = "T9,,2026-03-01,open,low\n"
    batch = home.load(home.file("tickets-2.csv", newer + bad)).batch
    assert home.sql("select status from tickets where ticket_id = 'T1'") == [("solved",)]
    undo(home.settings, str(batch))
    assert home.sql("select * exclude (_batch) from tickets order by ticket_id") == before
    assert home.sql("select batch, state from meta.batches order by 1") == [
        ("b0001", "loaded"),
        ("b0002", "undone"),
    ]
    assert home.sql("select count(*) from meta.quarantine") == [(0,)]


@pytest.mark.parametrize(
    "text", ["; drop table tickets; --", "=cmd|' /C calc'!A0", "<b>x</b>", "'"]
)
def test_hostile_text_is_only_text(home: Home, text: str) -> None:
    row = f'"{text}",2026-03-01,2026-03-01,open,"{text}"\n'
    home.load(home.file("tickets.csv", TICKETS + row))
    assert home.sql("select priority from tickets where ticket_id = ?", text) == [(text,)]


def test_a_late_row_does_not_move_the_as_of_back(home: Home) -> None:
    home.load(home.file("tickets-1.csv", TICKETS))
    late = "ticket_id,created_at,status\nT0,2026-01-01 09:00,closed\n"
    home.load(home.file("tickets-2.csv", late))
    assert home.sql("select value from meta.settings where name = 'as_of'") == [
        ("2026-03-02T10:00:00Z",)
    ]


def test_coverage_reaches_to_the_latest_instant_of_the_call(home: Home) -> None:
    home.file("tickets.csv", TICKETS)
    home.file(
        "audits.csv",
        "audit_id,audited_at,agent_id,auditor_id,score,max_score\nA1,2026-02-01,S1,S2,9,10\n",
    )
    home.file("shipments.csv", "shipped_on,product_id,units\n2026-02-03,P1,5\n")
    home.load()
    until = dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC)
    assert home.sql("select tbl, covered_until from meta.coverage order by tbl") == [
        ("audits", until),
        ("shipments", until),
        ("tickets", until),
    ]


def test_a_day_without_rows_of_a_daily_feed_is_noted(home: Home) -> None:
    home.write_config(
        "sources/daily.yaml",
        """
daily_sales:
  files: {pattern: "sales*.csv", headers: [day, sku, n]}
  cadence: {days: [0, 1, 2, 3, 4]}
  tables:
    shipments:
      columns: {shipped_on: day, product_id: sku, units: n}
""",
    )
    # 2026-03-02 is a Monday; the Thursday is missing, and no row is due on a weekend.
    days = ("2026-03-02", "2026-03-03", "2026-03-04", "2026-03-06", "2026-03-09")
    rows = "".join(f"{day},P1,1\n" for day in days)
    home.load(home.file("sales.csv", "day,sku,n\n" + rows))
    assert home.sql("select tbl, day from meta.missing_days") == [
        ("shipments", dt.date(2026, 3, 5))
    ]
