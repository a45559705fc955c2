"""Notes and actions: kept as written, carried over until closed, safe for several at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from metrics.model import QueryError, UnknownNameError
from metrics.notes import Notebook
from metrics.settings import Settings

D = dt.date
WEEK = D(2026, 3, 23)
SEVEN = dt.timedelta(days=7)
Another = Callable[[], Notebook]


def test_reading_makes_no_database(book: Notebook, settings: Settings) -> None:
    assert book.minutes(WEEK).notes == {}
    assert book.frozen(WEEK) is None
    assert book.frozen_snapshots() == frozenset()
    assert not (settings.home / "notes.db").exists()


def test_a_note_belongs_to_its_week_and_metric(book: Notebook, another: Another) -> None:
    before = dt.datetime.now(dt.UTC)
    note = book.write_note(WEEK, "backlog", " Two on leave.\r\nBack on Monday. ", "Ann  Lee")
    assert (note.text, note.author) == ("Two on leave.\nBack on Monday.", "Ann Lee")
    (seen,) = another().minutes(WEEK).notes["backlog"]
    assert seen == note
    assert before <= seen.written_at <= dt.datetime.now(dt.UTC)
    assert another().minutes(WEEK - SEVEN).notes == {}


HOSTILE = [
    '=HYPERLINK("http://x")',
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "**bold** [link](javascript:alert(1)) $x$ :red[y]",
    "'; drop table notes; --",
    "台北的客服 서울 팀 ✓ \U0001f600",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_is_kept_as_it_is(book: Notebook, text: str) -> None:
    book.write_note(WEEK, "backlog", text, text[:100])
    book.add_action(WEEK, "backlog", text, "Ann", None, "Bo")
    minutes = book.minutes(WEEK)
    assert minutes.note("backlog").text == text
    assert minutes.planned("backlog")[0].text == text


def test_control_characters_are_no_text(book: Notebook) -> None:
    assert book.write_note(WEEK, "backlog", "a\x00b\x1b[31mc\td", "Ann").text == "ab[31mc\td"
    for nothing in ("", " \n ", "\x00\x07"):
        with pytest.raises(QueryError, match="the note is empty"):
            book.write_note(WEEK, "backlog", nothing, "Ann")
    with pytest.raises(QueryError, match="the author is empty"):
        book.write_note(WEEK, "backlog", "x", " ")
    with pytest.raises(QueryError, match="has 4,001 characters; at most 4,000"):
        book.write_note(WEEK, "backlog", "x" * 4001, "Ann")


def test_a_correction_replaces_and_a_note_can_be_withdrawn(book: Notebook) -> None:
    first = book.write_note(WEEK, "backlog", "Two on leave.", "Ann")
    second = book.write_note(WEEK, "backlog", "Three on leave.", "Ann", replaces=first.id)
    book.write_note(WEEK, "backlog", "And one is ill.", "Bo")
    texts = [note.text for note in book.minutes(WEEK).notes["backlog"]]
    assert texts == ["Three on leave.", "And one is ill."]
    book.withdraw_note(second, "Ann")
    assert [note.text for note in book.minutes(WEEK).notes["backlog"]] == ["And one is ill."]


def test_of_two_corrections_the_second_is_refused_and_told(
    book: Notebook, another: Another
) -> None:
    note = book.write_note(WEEK, "backlog", "Two on leave.", "Ann")
    other = another()
    other.write_note(WEEK, "backlog", "Three on leave.", "Bo", replaces=note.id)
    with pytest.raises(QueryError, match="Bo has changed this note meanwhile: now it says “Three"):
        book.write_note(WEEK, "backlog", "Four on leave.", "Ann", replaces=note.id)
    assert book.minutes(WEEK).note("backlog").text == "Three on leave."


def test_an_action_carries_over_until_closed_over_a_year_of_53_weeks(book: Notebook) -> None:
    """2026 has an ISO week 53, of Monday 28 December; the next week is 2027's first."""
    last, first = D(2026, 12, 28), D(2027, 1, 4)
    assert (last.isocalendar()[:2], first.isocalendar()[:2]) == ((2026, 53), (2027, 1))
    made = book.add_action(D(2026, 1, 5), "backlog", "Hire two", "Ann", D(2026, 12, 31), "Bo")
    week = D(2026, 1, 5)
    assert [a.id for a in book.minutes(week).planned("backlog")] == [made.id]
    seen = 0
    while week < D(2027, 2, 1):
        week += SEVEN
        seen += [a.id for a in book.minutes(week).promised("backlog")] == [made.id]
    assert seen == 56
    assert made.overdue(D(2027, 1, 1))
    assert not made.overdue(D(2026, 12, 31))
    book.close_action(made.id, "done", first, "Ann", "Both began in December.")
    (closed,) = book.minutes(first).promised("backlog")
    assert (closed.state, closed.closed_by, closed.closed_week) == ("done", "Ann", first)
    assert closed.outcome == "Both began in December."
    assert [a.state for a in book.minutes(last).promised("backlog")] == ["done"]
    assert book.minutes(first + SEVEN).actions == {}


def test_an_action_is_closed_once(book: Notebook, another: Another) -> None:
    made = book.add_action(WEEK, "backlog", "Hire two", "Ann", None, "Bo")
    another().close_action(made.id, "dropped", WEEK + SEVEN, "Cy")
    with pytest.raises(QueryError, match="Cy has closed this action already, on 20"):
        book.close_action(made.id, "done", WEEK + SEVEN, "Ann")
    with pytest.raises(UnknownNameError, match="there is no action 99"):
        book.close_action(99, "done", WEEK, "Ann")


def test_an_action_cannot_be_due_before_its_week(book: Notebook) -> None:
    with pytest.raises(QueryError, match="due on 2026-03-22, before the week of 2026-03-23"):
        book.add_action(WEEK, "backlog", "Hire two", "Ann", D(2026, 3, 22), "Bo")
    with pytest.raises(QueryError, match="the action's owner is empty"):
        book.add_action(WEEK, "backlog", "Hire two", "", None, "Bo")


def test_a_metric_that_was_renamed_keeps_its_notes(book: Notebook) -> None:
    book.write_note(WEEK, "old_name", "Two on leave.", "Ann")
    assert book.minutes(WEEK, {"old_name": "new_name"}).note("new_name").text == "Two on leave."
