"""What the review remembers, on its page: driver, note, promise, what was restated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from metrics import Store
from metrics.notes import Notebook, freeze
from tests.pages.conftest import Drawn
from tests.pages.scene import AS_OF, LAST, TEAMS, business, ticket

Open = Callable[..., Drawn]
SLA = "source_sla_adherence"
WEEK = dt.timedelta(days=7)


def test_an_exception_says_what_drove_it_and_who_owes_a_note(home: Path, open_page: Open) -> None:
    page = open_page(home)
    assert "No note yet: service-quality owes one." in page.said("exceptions.above")
    assert page.said("takeaway").startswith(
        "Notes owed before the meeting: service-quality on SLA adherence, the source's verdict."
    )
    assert "Not frozen yet." in page.said("frozen")
    assert "SLA adherence, the source's verdict fell from" in open_page(home, metric=SLA).all


def test_the_driver_is_the_team_that_fell(tmp_path: Path, open_page: Open) -> None:
    """Of thirty tickets Brno's ten are all missed; it had kept 9 or 10 of them: its own part."""
    warehouse = business(tmp_path)
    warehouse.con.execute("update tickets set sla_met = team <> 'Brno' where created_at >= ?",
                          [dt.datetime.combine(LAST, dt.time(), tzinfo=dt.UTC)])  # fmt: skip
    warehouse.publish(AS_OF)
    assert "Mostly team = Brno: −" in open_page(tmp_path).said("exceptions.above")


def test_last_weeks_promise_stands_until_it_is_closed(tmp_path: Path, open_page: Open) -> None:
    book = Notebook(business(tmp_path).settings)
    made = book.add_action(LAST - 2 * WEEK, SLA, "Hire <b>two</b>", "Dee", LAST, "Ann")
    page = open_page(tmp_path)
    said = page.said("exceptions.above")
    assert "Last week’s promise: Hire <b>two</b> – Dee, due 23 Mar 2026: ▲ overdue." in said
    book.close_action(made.id, "done", LAST, "Dee")
    assert "done (Dee)." in page.run().said("exceptions.above")
    book.write_note(LAST, SLA, "One note.", "Ann")
    page.run()
    assert "Note: One note. – Ann" in page.said("exceptions.above")
    assert "Notes owed" not in page.said("takeaway")
    book.close()


def test_what_was_restated_since_is_listed_with_its_cause(tmp_path: Path, open_page: Open) -> None:
    """Two tickets of the frozen week come late: 30 become 32."""
    warehouse = business(tmp_path)
    book, store = Notebook(warehouse.settings), Store(warehouse.settings)
    freeze(store, book, LAST, "Ann")
    store.close()
    book.close()
    said = open_page(tmp_path).said("frozen")
    assert "Frozen by Ann on" in said
    assert "from snapshot 1. Nothing was restated since." in said
    late = (ticket(LAST, n, True, TEAMS, "") | {"ticket_id": f"L{n}"} for n in range(2))
    warehouse.add("tickets", *late)
    warehouse.publish(AS_OF)
    page = open_page(tmp_path)
    page.run()
    assert "published numbers were restated since." in page.said("frozen")
    assert "Tickets created week of 23 Mar 2026 30 32 late rows" in page.said("restated")
    assert "restated" not in open_page(tmp_path, team="Brno").parts
