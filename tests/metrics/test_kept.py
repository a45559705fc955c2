"""Sentences that a load kept in English, told to readers of other languages with their values."""

from __future__ import annotations

import pytest

from metrics.kept import tell, told_each
from metrics.language import later, speaking, tr
from metrics.model import FileRefusedError, UnknownNameError


def test_a_kept_sentence_is_told_with_its_places() -> None:
    kept = "tickets.csv, line 12: a NUL byte, so it is no text"
    assert tell(kept) == kept
    with speaking("ko"):
        assert tell(kept) == "tickets.csv의 12행: NUL 바이트가 있어 텍스트가 아닙니다"
    with speaking("zh_TW"):
        assert tell(kept) == "tickets.csv 第 12 行：有 NUL 位元組，因此不是文字"


def test_a_sentence_inside_a_sentence_and_the_nearest_match_are_told() -> None:
    with speaking("ko"):
        assert tell("sla.yaml, line 3, policies.0: unknown key; did you mean 'name'?") == (
            "sla.yaml의 3행, policies.0: 알 수 없는 키; 'name'을(를) 뜻하셨나요?"
        )
    with speaking("zh_TW"):
        told = tell("created_at: 'soon' is not a date (such as 2026-11-22)")
        assert told == "created_at：'soon' 不是日期（例如 2026-11-22）"


def test_of_two_forms_that_fit_the_one_that_explains_more_is_meant() -> None:
    """A file's name may hold the words of another sentence."""
    with speaking("zh_TW"):
        assert tell("a is empty.csv is damaged: no end") == "a is empty.csv 已損毀：no end"


def test_values_stay_as_they_are_however_they_look() -> None:
    """Braces are no places, and what looks like markup is no business of a sentence."""
    with speaking("ko"):
        told = tell("status: '{name} <b>%s</b>' is not mapped; known: new, open")
        assert "'{name} <b>%s</b>'" in told
        assert told.endswith("알려진 값: new, open")


def test_what_is_not_known_stays_in_english() -> None:
    """Rows of an older release, and what a library says, are better read so than not at all."""
    with speaking("ko"):
        for said in ("a sentence of an older release", "", "IO Error: No space left", "x" * 5_000):
            assert tell(said) == said


def test_an_error_is_told_by_its_own_values() -> None:
    problem = FileRefusedError(later("{file} is empty", file="a: b is empty.csv"))
    unknown = UnknownNameError.of(later("batch"), "b2", ["b1"])
    assert (str(problem), str(unknown)) == (
        "a: b is empty.csv is empty",
        "there is no batch 'b2'; did you mean 'b1'?",
    )
    with speaking("zh_TW"):
        assert tell(problem) == "a: b is empty.csv 是空的"
        assert tell(unknown) == "沒有這個批次：'b2'；您是指 'b1' 嗎？"
        assert tell(FileRefusedError(later("{place}: {problem}", place="x", problem=unknown))) == (
            "x：沒有這個批次：'b2'；您是指 'b1' 嗎？"
        )


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "by its name; its values are times without a zone",
            "이름으로 판단; 값의 종류: 시간대가 없는 시각",
        ),
        ("by its name; not said before", "이름으로 판단; not said before"),
    ],
)
def test_a_list_is_told_sentence_by_sentence(said: str, told: str) -> None:
    with speaking("ko"):
        assert told_each(said) == told


def test_english_is_what_is_kept() -> None:
    told = later("{file}: {n:,} lines as {source}", file="a.csv", n=1200, source="tickets")
    assert (str(told), tr(told)) == ("a.csv: 1,200 lines as tickets",) * 2
