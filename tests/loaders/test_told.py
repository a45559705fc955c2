"""What a load keeps is English, and a reader of another language is told the same of it."""

from __future__ import annotations

import json
import re

import pytest

from metrics.kept import tell
from metrics.language import LANGUAGES, speaking
from metrics.model import ConfigError
from tests.loaders.conftest import Home

HEAD = "ticket_id,created_at,updated_at,resolved_at,status,reopen_count"
# What can be wrong with a line of tickets; T4 is only warned of, and the last has too few fields.
BAD = """\
T1,2026-03-01T08:00:00Z,2026-03-01T08:00:00Z,,paused,0
T2,soon,2026-03-01T08:00:00Z,,open,0
T3,,2026-03-01T08:00:00Z,,open,0
T4,2026-03-02T08:00:00Z,2026-03-02T08:00:00Z,2026-03-01T08:00:00Z,solved,0
T5,2026-05-02T08:00:00Z,2026-05-02T08:00:00Z,,open,0
T6,2026-03-02T08:00:00Z,2026-03-02T08:00:00Z,,open,often
T7,2026-03-02T08:00:00Z
"""
GOOD = "".join(f"G{n},2026-03-01T08:00:00Z,2026-03-01T08:00:00Z,,open,-1\n" for n in range(9))
# Words that stay: values of the file, names of tables and columns, the words that a column allows.
STAYS = re.compile(
    r"'[^']*'|\b[a-z]+(_[a-z]+)+\b|\btickets(\.csv)?\b|\bproducts\b|\bstaff\b|\bstatus\b|\bUTC\b",
    re.ASCII,
)
KNOWN = re.compile(r"\b(new|open|pending|on_hold|solved|closed|merged|void)\b", re.ASCII)


def left(said: str) -> list[str]:
    """English words that are left of a sentence once its values are taken out."""
    return re.findall(r"[A-Za-z]{3,}", STAYS.sub("", KNOWN.sub("", said)))


@pytest.fixture
def loaded(home: Home) -> Home:
    report = home.load(home.file("tickets.csv", f"{HEAD}\n{BAD}{GOOD}"))
    assert (report.state, len(report.quarantine)) == ("loaded", 6)
    return home


def test_reasons_and_checks_are_kept_in_english_and_told_to_each(loaded: Home) -> None:
    kept = dict(loaded.sql("select line, reason from meta.quarantine order by line"))
    assert kept[2].startswith("status: 'paused' is not one of new, open")
    assert kept[8] == "2 fields where the header has 6"
    messages = [one for (one,) in loaded.sql("select message from meta.checks")]
    for language in LANGUAGES:
        with speaking(language):
            told = {line: tell(reason) for line, reason in kept.items()}
            checked = [tell(message) for message in messages]
        if language == "en":
            assert (told, checked) == (kept, messages)
            continue
        assert {line: left(said) for line, said in told.items() if left(said)} == {}
        assert [said for said in checked if left(said)] == []
    with speaking("zh_TW"):
        assert tell(kept[3]) == (
            "created_at：'soon' 不是時間（例如 2026-11-22 18:00:00 或 2026-11-22T18:00:00+08:00）"
        )
        assert tell(kept[4]) == "缺少 created_at"
        assert tell(kept[8]) == "有 2 個欄位，標題列有 6 個"
        (warned,) = (tell(one) for one in messages if "solved before" in one and "first" in one)
        assert warned == "tickets：10 列中的 1 列：建立前就已解決；第一筆在 tickets.csv 第 5 行"


def test_a_refusal_keeps_its_places_through_the_report_of_a_job(home: Home) -> None:
    """The Data page reads what a load says as JSON."""
    path = home.file("tickets.csv", "ticket_id,created,status\nT1,2026-03-01,open\n")
    (file,) = home.load(path, dry_run=True).files
    sent = json.loads(json.dumps(file.message))
    assert sent == "tickets.csv: tickets needs the column 'created_at'; did you mean 'created'?"
    with speaking("ko"):
        assert tell(sent) == (
            "tickets.csv: tickets에는 열 'created_at'이(가) 필요합니다; 'created'을(를) 뜻하셨나요?"
        )


def test_a_configuration_that_is_refused_says_where_in_the_readers_words(home: Home) -> None:
    home.write_config("sla.yaml", "timezone: UTC\ncurency: TWD\n")
    with pytest.raises(ConfigError) as caught:
        home.load(home.file("tickets.csv", "ticket_id\nT1\n"), dry_run=True)
    assert str(caught.value) == ("sla.yaml, line 2, curency: unknown key; did you mean 'currency'?")
    with speaking("zh_TW"):
        told = "sla.yaml 第 2 行，curency：不認得的鍵；您是指 'currency' 嗎？"
        assert tell(caught.value) == tell(str(caught.value)) == told
