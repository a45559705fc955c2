"""What the meeting sees, gathered once; and the files of the command line."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from pathlib import Path

import pytest

from metrics import Store
from metrics.__main__ import main
from metrics.export import FORMATS, Deck, deck, file_name, words
from metrics.notes import Notebook
from metrics.review_config import load_meeting
from metrics.settings import load_settings
from tests.export.conftest import CJK, MARKUP, SLA
from tests.pages.scene import LAST


def test_it_has_the_exceptions_their_driver_and_their_promises(shown: Deck) -> None:
    (exception,) = shown.of("exception")
    assert exception.metric.name == SLA
    assert set(shown.drivers) <= {SLA}
    assert [a.state for a in shown.minutes.promised(SLA)] == ["open", "done"]
    assert [a.overdue(shown.snapshot.today) for a in shown.minutes.promised(SLA)] == [True, False]
    assert shown.minutes.frozen.frozen_by == CJK
    assert shown.restated == ()
    assert shown.owed == ()  # its one exception has a note


def test_who_owes_a_note(store: Store, shown: Deck, tmp_path: Path) -> None:
    nothing = Notebook(load_settings(tmp_path))
    bare = deck(store, nothing, LAST)
    assert [(one.owner, one.metrics) for one in bare.owed] == [("service-quality", (SLA,))]
    assert words.owing(bare) == (
        "Notes owed before the meeting: service-quality on SLA adherence, the source's verdict."
    )
    assert words.owing(shown) == ""
    assert words.frozen(bare) == "Not frozen yet."
    assert bare.restated is None


def test_a_part_of_the_business_is_said_and_has_no_restatements(store: Store) -> None:
    book = Notebook(store.settings)
    part = deck(store, book, LAST, where=(("team", (MARKUP, None)),))
    book.close()
    assert part.filters == (("Team", (MARKUP, "unknown")),)
    assert words.watermark(part).endswith(f"snapshot 1 · only Team: {MARKUP} or unknown")
    assert part.restated is None
    assert "units_shipped" not in part.review.metrics


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("tuesday 10:00", dt.datetime(2026, 3, 31, 10)),
        ("monday 09:30", dt.datetime(2026, 3, 30, 9, 30)),
        ("sunday 23:59", dt.datetime(2026, 4, 5, 23, 59)),
    ],
)
def test_the_meeting_is_the_first_such_time_after_the_week(
    tmp_path: Path, said: str, when: dt.datetime
) -> None:
    (tmp_path / "review.yaml").write_text(f"meeting: {said}\nmetrics: {{}}\n")
    (tmp_path / "sla.yaml").write_text("timezone: Asia/Taipei\n")
    settings = load_settings(tmp_path / "home", tmp_path)
    assert load_meeting(settings, LAST) == when.replace(tzinfo=settings.zone)


@pytest.mark.parametrize("said", ["tuseday 10:00", "tuesday", "tuesday 24:00", "tuesday 9:00"])
def test_a_meeting_that_cannot_be_read(tmp_path: Path, said: str) -> None:
    from metrics.model import ConfigError

    (tmp_path / "review.yaml").write_text(f"metrics: {{}}\nmeeting: {said}\n")
    with pytest.raises(ConfigError, match=r"review\.yaml"):
        load_meeting(load_settings(tmp_path / "home", tmp_path), LAST)


@pytest.fixture
def here(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ANDON_HOME", str(home))
    monkeypatch.setenv("ANDON_CONFIG", str(home / "config"))
    return home


STARTS = {"html": b"<!doctype html>", "pdf": b"%PDF-", "pptx": b"PK", "xlsx": b"PK"}


@pytest.mark.parametrize("form", FORMATS)
def test_the_command_line_writes_each_format(here: Path, tmp_path: Path, form: str) -> None:
    out = tmp_path / f"review.{form}"
    words = ["review", "--week", "2026-W13", "--format", form, "--out", str(out)]
    assert main(words) == 0
    assert out.read_bytes().startswith(STARTS[form])
    if form in ("pptx", "xlsx"):
        assert zipfile.ZipFile(out).testzip() is None


def test_file_names(shown: Deck) -> None:
    assert file_name(shown, "pdf") == "weekly_review_2026-03-23.pdf"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (["--format", "pdf"], "a review as pdf is a file: say --out FILE"),
        (["--freeze"], "the week of 2026-03-23 is frozen already"),
        (["--freeze", "--metric", "backlog"], "a week is frozen whole"),
        (["--restated", "--where", "team=A"], "a week is frozen whole"),
        (["--restated", "--week", "2026-W12"], "the week of 2026-03-16 is not frozen; --freeze"),
        (["--freeze", "--week", "2026-W14"], "the week of 2026-03-30 is not over in the data"),
    ],
)
def test_a_mistake_is_one_sentence(
    here: Path, capsys: pytest.CaptureFixture[str], given: list[str], says: str
) -> None:
    assert main(["review", *given]) == 2
    said = capsys.readouterr()
    assert says in said.err
    assert (said.out, len(said.err.strip().splitlines())) == ("", 1)


def test_freezing_on_the_command_line(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["review", "--freeze", "--by", "Ann", "--week", "2026-W10", "--format", "json"]
    assert main(words) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["week_start"], set(found)) == (
        "2026-03-02",
        {"week_start", "snapshot", "metrics"},
    )
    assert main(["review", "--restated", "--week", "2026-W10", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    book = Notebook(load_settings())
    frozen = book.frozen(dt.date(2026, 3, 2))
    book.close()
    assert frozen.frozen_by == "Ann"
    assert frozen.contents == found
