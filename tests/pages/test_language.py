"""Every reader in their own language: catalogues that are whole, and pages that speak them."""

from __future__ import annotations

import ast
import datetime as dt
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from metrics import fmt
from metrics.language import LANGUAGES, later, preferred, speaking, tr, tr_n
from tests.pages.conftest import Drawn
from tools import messages

Open = Callable[..., Drawn]
ROOT = Path(__file__).resolve().parents[2]
OTHERS = [name for name in LANGUAGES if name != "en"]
PLACE = re.compile(r"\{(\w+(?:!\w)?(?::[^}]*)?)\}")
# Files whose sentences are not told through the catalogues yet. It can only get shorter.
NOT_YET: set[str] = {"pages/components/state.py"}  # quotes what is wrong in a link


def forms(said: object) -> list[str]:
    return [said] if isinstance(said, str) else list(said)  # type: ignore[call-overload]


def test_the_catalogues_hold_what_the_code_says_today() -> None:
    stale = [path.name for path, text in messages.files().items() if path.read_bytes() != text]
    assert stale == [], "python -m tools.messages"


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_is_translated_with_the_same_places(language: str) -> None:
    wrong = []
    for message in messages.translations(language):
        if not message.id:
            continue
        asked, told = forms(message.id), forms(message.string)
        if message.fuzzy or not all(told):
            wrong.append(asked[0])
        elif any(set(PLACE.findall(form)) != set(PLACE.findall(asked[-1])) for form in told):
            wrong.append(f"{asked[0]} -> {told}")
    assert wrong == []


def parts(node: ast.expr) -> Iterator[ast.expr]:
    """Return what texts that are put together consist of."""
    if isinstance(node, ast.BinOp):
        yield from (part for side in (node.left, node.right) for part in parts(side))
    elif isinstance(node, ast.IfExp):
        yield from (part for one in (node.body, node.orelse) for part in parts(one))
    elif isinstance(node, ast.JoinedStr):
        yield from node.values
    else:
        yield node


def unwrapped(path: Path) -> Iterator[str]:
    """Words that an element is given as they are: children of ``el`` that no `tr` goes round."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "el":
            for child in (part for given in node.args[2:] for part in parts(given)):
                text = child.value if isinstance(child, ast.Constant) else None
                if isinstance(text, str) and re.search(r"[A-Za-z]{2,}", text):
                    yield f"{path.relative_to(ROOT)}:{child.lineno}: {text!r}"


def test_no_page_says_words_that_are_not_in_a_catalogue() -> None:
    found = [
        line
        for path in sorted((ROOT / "pages").rglob("*.py"))
        if path.relative_to(ROOT).as_posix() not in NOT_YET
        for line in unwrapped(path)
    ]
    assert found == [], "tr() them, then python -m tools.messages"


def at_import(node: ast.AST) -> Iterator[int]:
    """Lines on which `tr` is called while a module is read: its reader would be the first one."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call) and getattr(child.func, "id", "") in ("tr", "tr_n"):
            yield child.lineno
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and child in node.body:
            continue
        if not (isinstance(node, ast.Lambda) and child is node.body):
            yield from at_import(child)


def test_nothing_is_told_before_there_is_a_reader() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for room in messages.ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        for line in at_import(ast.parse(path.read_text()))
    ]
    assert found == [], "mark() them, and tr() where they are shown"


def test_units_of_time_are_told() -> None:
    """Beside a number they are too short for the other rules to notice."""
    found = [
        f"{path.relative_to(ROOT)}: {unit}"
        for room in ("pages", "metrics")
        for path in sorted((ROOT / room).rglob("*.py"))
        for unit in re.findall(r"THIN\}(?:s|min|h|d)\b", path.read_text())
    ]
    assert found == []


QUOTED = re.compile(r'"[^"\n]*"|\'[^\'\n]*\'|`[^`]*`')
SAID = re.compile(r"\b[A-Z][a-z]|[a-z]{2,} [a-z]{2,} [a-z]{2,}")  # a capital letter, or three words
CONTENT = re.compile(r"(?<![-\w])content:\s*([^;}]*)")


def test_scripts_and_stylesheets_say_nothing_of_their_own() -> None:
    """No catalogue reaches them: what they show comes with the data. The product has one name."""
    scripts = sorted((ROOT / "pages").rglob("*.js"))
    sheets = [path for room in ("pages", "metrics") for path in (ROOT / room).rglob("*.css")]
    assert scripts
    assert sheets
    found = [
        f"{path.name}: {text}"
        for path in scripts
        for text in QUOTED.findall(re.sub(r"(?<!:)//.*", "", path.read_text()))
        if SAID.search(text)
    ]
    found += [
        f"{path.name}: {text}"
        for path in sheets
        for text in CONTENT.findall(path.read_text())
        if re.search(r"[A-Za-z]", text.replace("Andon", ""))
    ]
    assert found == [], "hand them over from Python, as tr() says them"


def test_forms_of_a_number() -> None:
    assert [tr_n("{n} row", "{n} rows", n) for n in (0, 1, 1204)] == [
        "0 rows",
        "1 row",
        "1,204 rows",
    ]
    with speaking("ko"):
        assert [tr_n("{n} row", "{n} rows", n) for n in (1, 1204)] == ["1행", "1,204행"]


def test_days_and_times_are_written_as_the_language_does_and_name_their_zone() -> None:
    """From the Unicode CLDR: year, month and day in that order, with their characters."""
    day, at = dt.date(2026, 11, 22), dt.datetime(2026, 11, 22, 9, 54, tzinfo=dt.UTC)
    assert (fmt.day(day), fmt.moment(at, "Asia/Taipei")) == (
        "22 Nov 2026",
        "22 Nov 2026 17:54 Taipei",
    )
    with speaking("zh_TW"):
        assert fmt.moment(at, "Asia/Taipei") == "2026年11月22日 17:54 台北"
        assert fmt.weekday(day) == "星期日"
    with speaking("ko"):
        assert fmt.moment(at, "Asia/Taipei") == "2026년 11월 22일 17:54 타이베이"
        assert fmt.number(-1234.5, 1) == "−1,234.5"


def test_two_readers_at_once_do_not_hear_each_other() -> None:
    meet, said = threading.Barrier(3), {}

    def read(language: str) -> None:
        with speaking(language):
            for _ in range(50):
                meet.wait()
                said.setdefault(language, set()).add(tr("Weekly review"))

    readers = [threading.Thread(target=read, args=(name,)) for name in LANGUAGES]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert said == {"en": {"Weekly review"}, "zh_TW": {"週檢討"}, "ko": {"주간 리뷰"}}


def test_a_reason_that_is_kept_for_all_is_told_to_each() -> None:
    reason = later("{table} has no rows for {day}", table="tickets", day="2026-03-02")
    assert reason == "tickets has no rows for 2026-03-02"
    with speaking("zh_TW"):
        assert tr(reason) == "tickets 在 2026-03-02 沒有資料列"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7", "ko"),
        ("zh-Hant-TW,zh;q=0.9", "zh_TW"),
        ("en;q=0.5, zh-TW", "zh_TW"),
        ("fr, en;q=0.3, ko;q=0.2", "en"),
        ("ko;q=0, en", "en"),
        ("fr,de", None),
        ("", None),
        (";;;q=x,\x00", None),
    ],
)
def test_the_browser_picks_by_what_it_likes_best(header: str, language: str | None) -> None:
    assert preferred(header) == language


# Runs of English words that stay: commands, and what the data or the configuration calls things.
STAYS = re.compile(
    r"python -m loaders load \w+|HTML|Data Docs|CSV, TSV, Excel, JSON, Parquet|Kaplan-Meier"
    r"|log-rank"
    r"|[a-z]+(?:[-_][a-z0-9]+)+"
)
SENTENCE = re.compile(r"(?:\b[A-Za-z]{2,}[ ,]+){2,}[A-Za-z]{2,}")


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("page", ["weekly_review", "today", "defects", "data"])
def test_a_page_has_no_english_sentence_left(
    home: Path, open_page: Open, page: str, language: str
) -> None:
    drawn = open_page(home, lang=language)
    if page != "weekly_review":
        drawn.app.switch_page(f"pages/{page}.py")
        with speaking(language):  # the test's own side asks the widgets for their words, too
            drawn.run()
    assert SENTENCE.findall(STAYS.sub("", drawn.all)) == []
    shown = [widget.label for widget in (*drawn.app.button, *drawn.app.selectbox)]
    assert [label for label in shown if SENTENCE.search(label)] == []


def test_the_choice_stays_across_pages_and_in_a_link(home: Path, open_page: Open) -> None:
    page = open_page(home)
    assert page.said("head").startswith("Weekly review")
    assert "lang" not in page.app.query_params
    switch = page.app.sidebar.selectbox[0]
    assert switch.options == ["English", "繁體中文", "한국어"]
    switch.select("ko")
    page.run()
    assert page.said("head").startswith("주간 리뷰")
    assert page.app.query_params["lang"] in ("ko", ["ko"])
    page.app.switch_page("pages/defects.py")
    with speaking("ko"):
        page.run()
    assert page.said("head").startswith("불량 ")
    assert page.app.query_params["lang"] in ("ko", ["ko"])
    assert open_page(home, lang="ko").said("head").startswith("주간 리뷰")


def test_a_language_that_nobody_speaks_is_ignored(home: Path, open_page: Open) -> None:
    page = open_page(home, lang="<script>")
    assert page.said("head").startswith("Weekly review")
    assert "note.ignored" not in page.parts
