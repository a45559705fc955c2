"""Source declarations: strict, and their mistakes named with file, line and nearest match."""

from __future__ import annotations

import pytest

from loaders.source import load_sources
from loaders.table import load_tables
from metrics.model import ConfigError, UserError
from tests.loaders.conftest import Home

GOOD = """desk:
  files: {pattern: "desk*.csv", headers: [id, state]}
  timezone: Asia/Taipei
  lines:
    word: {from: state, map: {Neu: new, Offen: open}}
  tables:
    tickets:
      columns:
        ticket_id: id
        created_at: made
        status: word
"""


def complaint(home: Home, text: str) -> str:
    home.write_config("sources/desk.yaml", text)
    with pytest.raises(ConfigError) as caught:
        load_sources(home.settings, load_tables(home.settings))
    return str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("timezone: Asia/Taipei", "timezone: Asia/Taipeh",
         "desk.yaml, line 3, desk.timezone: there is no time zone 'Asia/Taipeh'; "
         "did you mean 'Asia/Taipei'?"),
        ("    tickets:", "    tickts:",
         "desk.yaml, line 7, desk.tables.tickts: there is no table 'tickts'; "
         "did you mean 'tickets'?"),
        ("status: word", "statuss: word",
         "desk.yaml, line 11, desk.tables.tickets.columns.statuss: tickets has no column "
         "'statuss'; did you mean 'status'?"),
        ("  timezone", "  timezon",
         "desk.yaml, line 3, desk.timezon: unknown key; did you mean 'timezone'?"),
        ("        created_at: made\n", "",
         "desk.yaml, line 7, desk.tables.tickets: tickets needs the column 'created_at'"),
        ("created_at: made", "created_at: getenv('HOME')", "function 'getenv' is not allowed"),
        ("      columns:", "      group_by: id\n      entries: [{of: all, take: {at: made}}]\n"
         "      columns:",
         "desk.yaml, line 7, desk.tables.tickets: a table has one of 'entries', 'group_by' and "
         "'changes'"),
        ("      columns:", "      entries: [{of: all, take: {at: made..on}}]\n      columns:",
         "desk.yaml, line 8, desk.tables.tickets.entries.0.take: 'made..on' is not a key"),
        ("created_at: made", "created_at: made\n        created_at: made",
         "desk.yaml, line 11: 'created_at' is said twice"),
    ],
)  # fmt: skip
def test_a_mistake_is_named(home: Home, old: str, new: str, says: str) -> None:
    assert old in GOOD
    assert says in complaint(home, GOOD.replace(old, new))


def test_words_and_zone_of_a_declared_source(home: Home) -> None:
    home.write_config("sources/desk.yaml", GOOD)
    text = "id,state,made\n1,Neu,2026-03-01 08:00\n2,Zu,2026-03-01 08:00\n"
    report = home.load(home.file("desk.csv", text))
    assert [str(t) for (t,) in home.sql("select created_at from tickets")] == [
        "2026-03-01 00:00:00+00:00"
    ]
    assert report.quarantine[0]["reasons"] == [
        "word:unmapped: word: 'Zu' is not mapped; known: Neu, Offen"
    ]


def test_a_misspelt_column_is_said_when_the_file_is_there(home: Home) -> None:
    home.write_config("sources/desk.yaml", GOOD)
    with pytest.raises(UserError) as caught:
        home.load(home.file("desk.csv", "id,state,mode\n1,Neu,2026-03-01\n"))
    assert "tables.tickets.columns.created_at: there is no column 'made'; did you mean 'mode'?" in (
        str(caught.value)
    )


def test_a_named_source_is_used_and_an_unknown_one_refused(home: Home) -> None:
    home.write_config("sources/desk.yaml", GOOD)
    path = home.file("export.csv", "id,state,made\n1,Neu,2026-03-01 08:00\n")
    refused = home.load(path)
    assert "load it with --source desk" in str(refused.files[0].message)
    assert home.load(path, source="desk").state == "loaded"
    unknown = home.load(home.file("b.csv", "id,state,made\n1,Neu,2026-03-01\n"), source="desc")
    assert unknown.files[0].message == "there is no source 'desc'; did you mean 'desk'?"


def test_grouped_lines_are_one_case_with_the_lines_of_all(home: Home) -> None:
    home.write_config(
        "sources/log.yaml",
        """
log:
  files: {pattern: "log*.csv", headers: [case, seq, state]}
  tables:
    tickets:
      group_by: case
      order_by: seq
      columns: {ticket_id: case, created_at: first(moment), status: last(state), team: last(team)}
    ticket_events:
      changes:
        case: case
        at: moment
        order_by: [seq]
        follow: {status: state, team: team}
        initial: {status: new}
""",
    )
    # Out of order on purpose, and 10 sorts after 9 as a number.
    text = (
        "case,seq,state,moment,team\n"
        "A,10,solved,2026-03-01 12:00,T2\n"
        "A,1,new,2026-03-01 09:00,\n"
        "A,9,open,2026-03-01 10:00,T1\n"
        "B,1,broken,2026-03-01 09:00,T1\n"
        "B,2,open,2026-03-01 09:30,T1\n"
    )
    report = home.load(home.file("log.csv", text))
    (file,) = report.files
    assert (file.lines_read, file.lines_used, file.lines_quarantined) == (5, 4, 1)
    assert [q["line"] for q in report.quarantine] == [5]
    assert home.sql(
        "select ticket_id, status, team, _line, _lines from tickets order by ticket_id"
    ) == [("A", "solved", "T2", 2, [2, 3, 4]), ("B", "open", "T1", 6, [6])]
    events = home.sql(
        "select kind, old_value, new_value, strftime(event_at, '%H:%M'), _line "
        "from ticket_events where ticket_id = 'A' order by event_seq"
    )
    assert events == [
        ("created", None, "new", "09:00", 3),
        ("status", "new", "open", "10:00", 4),
        ("team", None, "T1", "10:00", 4),
        ("status", "open", "solved", "12:00", 2),
        ("team", "T1", "T2", "12:00", 2),
    ]


def test_two_sources_that_fit_alike_are_not_guessed(home: Home) -> None:
    home.write_config("sources/a.yaml", GOOD)
    home.write_config("sources/b.yaml", GOOD.replace("desk:", "bench:", 1))
    report = home.load(home.file("desk.csv", "id,state,made\n1,Neu,2026-03-01\n"))
    assert "fits the sources bench and desk alike" in str(report.files[0].message)


def test_a_value_that_cannot_be_read_is_told_with_its_text(home: Home) -> None:
    home.write_config(
        "sources/desk.yaml",
        GOOD.replace("created_at: made", "created_at: strptime(made, '%d/%m/%Y')")
        .replace("status: word", "status: word\n        resolved_at: done")
        .replace("  lines:", "  lines:\n    done: strptime(ended, '%d/%m/%Y')"),
    )
    text = "id,state,made,ended\n1,Neu,31/31/2026,\n2,Neu,1/3/2026,soon\n3,Neu,1/3/2026,2/3/2026\n"
    report = home.load(home.file("desk.csv", text))
    assert [(q["line"], q["reasons"]) for q in report.quarantine] == [
        (2, ["created_at:type: created_at: '31/31/2026' cannot be read as declared"]),
        (3, ["done:type: done: 'soon' cannot be read as declared"]),
    ]  # fmt: skip
    assert home.sql("select ticket_id from tickets") == [("3",)]


def test_a_corrected_row_whose_key_has_an_empty_part_replaces_the_old_one(home: Home) -> None:
    head = "staff_id,name,team,valid_from\n"
    home.load(home.file("staff-1.csv", head + "S1,Ann,A,\nS2,Bo,A,2026-01-01\n"))
    home.load(home.file("staff-2.csv", head + "S1,Ann,B,\nS1,Ann,B,\n"))
    assert home.sql("select staff_id, team from staff order by 1") == [("S1", "B"), ("S2", "A")]
