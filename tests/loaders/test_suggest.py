"""Unknown exports: what their columns are taken for, what is left open, what is written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from loaders.__main__ import main
from loaders.draft import Draft, Filled, drafted, name_problems, problems, save
from loaders.source import load_sources
from loaders.suggest import Choice, Suggestions, suggest
from loaders.synonyms import load_vocabulary
from loaders.table import load_tables
from metrics.model import ConfigError
from tests.loaders.conftest import Home

DESK = """Ticket No;Opened;State;Prio;Group;备注
4711;23/02/2026 09:15;Waiting;High;Returns;x
4712;03/02/2026 09:40;Done;Low;Returns;y
4713;03/02/2026 10:40;Working;Low;Repairs;z
"""
STATES = "select ticket_id, status, cast(created_at as varchar) from tickets order by 1"


def looked(home: Home, name: str, text: str) -> Suggestions:
    return suggest(home.settings, home.file(name, text))


def choices(found: Suggestions, table: str) -> dict[str, Choice]:
    return {one.column: one for one in found.of(table).choices}


def headers(found: Suggestions, table: str) -> dict[str, str]:
    return {name: one.header for name, one in choices(found, table).items()}


def run(home: Home, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setenv("ANDON_HOME", str(home.folder / "home"))
    monkeypatch.setenv("ANDON_CONFIG", str(home.config))
    return main(["suggest", *arguments])


def test_an_english_helpdesk_is_known_by_names_and_its_day_by_its_values(home: Home) -> None:
    found = looked(home, "desk.csv", DESK)
    assert found.tables[0].table == "tickets"
    assert found.tables[0].lacking == ()
    mine = choices(found, "tickets")
    assert headers(found, "tickets") == {
        "ticket_id": "Ticket No", "created_at": "Opened", "status": "State",
        "priority": "Prio", "team": "Group",
    }  # fmt: skip
    assert mine["created_at"].formats == ("%d/%m/%Y %H:%M",)  # there is no month 23
    assert {word: meant for word, _, meant in mine["status"].words} == {
        "Waiting": None, "Done": "solved", "Working": "open",
    }  # fmt: skip
    assert "words not known: 'Waiting'" in mine["status"].why


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("工單編號,建立時間,狀態,負責人,會員編號\nA1,2026-02-03 10:00,處理中,陳,M1\n"
         "A2,2026-02-04 10:00,已結案,林,M2\n",
         {"ticket_id": "工單編號", "created_at": "建立時間", "status": "狀態",
          "assignee_id": "負責人", "customer_id": "會員編號"}),
        ("접수번호,접수일시,진행상태,담당자,우선순위\nA1,2026.02.03 10:00,처리중,김,높음\n"
         "A2,2026.02.04 10:00,보류,이,낮음\n",
         {"ticket_id": "접수번호", "created_at": "접수일시", "status": "진행상태",
          "assignee_id": "담당자", "priority": "우선순위"}),
    ],
)  # fmt: skip
def test_chinese_and_korean_helpdesks(home: Home, text: str, expected: dict[str, str]) -> None:
    found = looked(home, "desk.csv", text)
    assert found.tables[0].table == "tickets"
    assert headers(found, "tickets") == expected
    words = choices(found, "tickets")["status"].words
    assert {meant for _, _, meant in words} <= {"open", "closed", "on_hold"}


def test_a_refund_sheet_is_told_from_a_helpdesk(home: Home) -> None:
    text = ("退款單號,訂單編號,申請時間,退款金額,幣別\nR1,O1,2026-02-03 10:00,\"1,200\",TWD\n"
            "R2,O2,2026-02-04 10:00,300.5,TWD\n")  # fmt: skip
    found = looked(home, "sheet.csv", text)
    assert (found.tables[0].table, found.tables[0].lacking) == ("refunds", ())
    assert headers(found, "refunds") == {
        "refund_id": "退款單號", "order_id": "訂單編號", "requested_at": "申請時間",
        "amount": "退款金額", "currency": "幣別",
    }  # fmt: skip


def test_values_must_fit_the_type_whatever_the_name_says(home: Home) -> None:
    found = looked(home, "d.csv", "Ticket No,Created,State\n1,soon,new\n2,later,open\n")
    assert "created_at" not in headers(found, "tickets")
    assert found.of("tickets").lacking == ("created_at",)


def test_words_alone_are_never_sure(home: Home) -> None:
    text = "Ticket No,Created,Wie\n1,2026-02-03 10:00,new\n2,2026-02-03 10:00,open\n"
    mine = choices(looked(home, "d.csv", text), "tickets")
    assert (mine["status"].header, mine["status"].sure) == ("Wie", "not sure")
    assert "by its values alone" in mine["status"].why


def test_day_or_month_first_is_asked_not_guessed(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "Ticket No,Created,State\n1,03/04/2026 10:00,new\n2,05/04/2026 11:00,open\n"
    path = str(home.file("two.csv", text))
    mine = choices(suggest(home.settings, Path(path)), "tickets")["created_at"]
    assert mine.formats == ("%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M")
    assert mine.sure == "not sure"
    zone = ("--zone", "Asia/Taipei")
    assert run(home, monkeypatch, path, *zone, "--write", "two_desk") == 2
    assert (
        "can be read as %d/%m/%Y %H:%M or %m/%d/%Y %H:%M: say which it is"
        in capsys.readouterr().err
    )
    told = ("--time-format", "created_at=%m/%d/%Y %H:%M")
    assert run(home, monkeypatch, path, *zone, *told, "--write", "two_desk") == 0
    assert home.load().state == "loaded"
    # 4 March, 10:00 in Taipei.
    assert home.sql("select cast(created_at as varchar) from tickets where ticket_id = '1'") == [
        ("2026-03-04 02:00:00+00",)
    ]


def test_what_is_written_loads_and_unknown_words_wait_in_quarantine(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = home.file("desk_2026-02.csv", DESK)
    assert run(home, monkeypatch, str(path), "--write", "our_desk") == 2
    assert "the times of 'Opened' do not say their time zone" in capsys.readouterr().err
    assert run(home, monkeypatch, str(path), "--zone", "Asia/Seoul", "--write", "our_desk") == 0
    text = (home.config / "sources" / "our_desk.yaml").read_text()
    assert "# 'Waiting': not known; lines that say so go to quarantine" in text
    report = home.load()
    (file,) = report.files
    assert (file.source, file.lines_used, file.lines_quarantined) == ("our_desk", 2, 1)
    assert "'Waiting' is not mapped" in " ".join(report.quarantine[0]["reasons"])
    assert home.sql(STATES) == [
        ("4712", "solved", "2026-02-03 00:40:00+00"), ("4713", "open", "2026-02-03 01:40:00+00"),
    ]  # fmt: skip
    # The next month's file is the same feed.
    home.file("desk_2026-03.csv", DESK.replace("4712", "4812").replace("Waiting", "New"))
    assert {f.source for f in home.load(home.inbox / "desk_2026-03.csv").files} == {"our_desk"}


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--table", "tickts"], "did you mean 'tickets'?"),
        (["--zone", "Asia/Taipeh"], "did you mean 'Asia/Taipei'?"),
        (["--set", "statuss=State"], "tickets has no column 'statuss'; did you mean 'status'?"),
        (["--set", "team=Grup"], "the file has no column 'Grup'; did you mean 'Group'?"),
        (["--set", "status="], "tickets needs the column 'status': choose which one it is"),
        (["--set", "category=State"], "'State' is chosen for status and category: choose it once"),
        (["--set", "team=Group", "--set", "team=Prio"], "--set: 'team' is said twice"),
        (["--word", "status:Waiting=pendin"], "cannot become 'pendin'; did you mean 'pending'?"),
    ],
)  # fmt: skip
def test_what_keeps_a_source_from_being_written_is_one_sentence(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    options: Sequence[str], says: str,
) -> None:  # fmt: skip
    path = str(home.file("desk.csv", DESK))
    given = ["--zone", "Asia/Taipei", *options, "--write", "our_desk"]
    assert run(home, monkeypatch, path, *given) == 2
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1
    assert not (home.config / "sources").exists()


@pytest.mark.parametrize(
    "name", ["../evil", "a/b", "no", "null", "Has Blank", "1st", "", "x: y", "é"]
)
def test_names_that_are_no_plain_file_and_key_are_refused(home: Home, name: str) -> None:
    assert "cannot be a source's name" in name_problems(name, {}, {})[0]
    tables = load_tables(home.settings)
    draft = Draft(name=name, table="tickets", pattern="*", columns={})
    with pytest.raises(ConfigError, match="cannot be a source's name"):
        save(home.settings, draft, tables)
    assert list(home.folder.rglob("*.yaml")) == [home.config / "sla.yaml"]


def test_a_name_that_is_taken_is_refused(home: Home) -> None:
    tables = load_tables(home.settings)
    sources = load_sources(home.settings, tables)
    for name in ("tickets", "demo_tickets"):
        assert "already: choose another name" in name_problems(name, sources, tables)[0]


def test_headers_with_signs_of_every_kind_are_written_so_that_they_are_read_back(
    home: Home,
) -> None:
    odd = 'No "x": #\'{%'
    text = (
        'Ticket No,"No ""x"": #\'{%",Created,State\n1,a,2026-02-03T10:00:00Z,new\n'
        '2,b,2026-02-03T10:00:00Z,"o: ""p"""\n'
    )
    found = looked(home, "odd.csv", text)
    draft = drafted(found, found.of("tickets"), "odd_desk")
    columns = {**draft.columns, "subject": Filled(header=odd, why="line one\n# and: two")}
    status = columns["status"].model_copy(update={"map": {"new": "new", 'o: "p"': "open"}})
    draft = draft.model_copy(update={"columns": {**columns, "status": status}})
    tables = load_tables(home.settings)
    assert problems(draft, {p.header: p for p in found.profiles}, tables, {}) == []
    save(home.settings, draft, tables)
    home.load()
    assert home.sql("select ticket_id, status, subject from tickets order by 1") == [
        ("1", "new", "a"), ("2", "open", "b"),
    ]  # fmt: skip


def test_a_team_adds_its_own_words(home: Home) -> None:
    home.write_config(
        "synonyms/ours.yaml",
        "columns: {tickets: {team: [Abteilung]}}\nwords: {tickets.status: {pending: [Wartet]}}\n",
    )
    text = DESK.replace("Group", "Abteilung").replace("Waiting", "Wartet")
    mine = choices(looked(home, "desk.csv", text), "tickets")
    assert mine["team"].header == "Abteilung"
    assert ("Wartet", 1, "pending") in mine["status"].words
    assert mine["priority"].header == "Prio"  # the shipped ones still hold


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("columns: {tickts: {}}", "there is no table 'tickts'; did you mean 'tickets'?"),
        ("columns: {tickets: {staus: [a]}}", "no column 'staus'; did you mean 'status'?"),
        ("words: {tickets.status: {pendin: [a]}}", "has no word 'pendin'; did you mean 'pending'?"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_synonyms_is_named(home: Home, text: str, says: str) -> None:
    home.write_config("synonyms/ours.yaml", text)
    with pytest.raises(ConfigError, match=r"ours\.yaml, line 1") as caught:
        load_vocabulary(home.settings, load_tables(home.settings))
    assert says in str(caught.value)


def test_json_is_one_object(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(home, monkeypatch, str(home.file("desk.csv", DESK)), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["tables"][0]["table"] == "tickets"
    assert told["open"] == ["the times of 'Opened' do not say their time zone: choose it"]
