"""Facts brought up to date case by case are those that a rebuild makes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from loaders.derive import MADE_WITH
from loaders.rebuild import rebuild
from metrics.fact import Fact, facts
from metrics.increment import Changes, kinds_of, verdict
from metrics.model import InternalError
from tests.loaders.conftest import Home

HEAD = "ticket_id,created_at,updated_at,status,resolved_at,merged_into\n"
FIRST = (
    "T1,2026-03-02T01:00:00Z,2026-03-02T02:00:00Z,open,,\n"
    "T2,2026-03-02T01:00:00Z,2026-03-02T02:00:00Z,open,,\n"
    "T3,2026-03-02T01:00:00Z,2026-03-02T02:00:00Z,solved,2026-03-02T02:00:00Z,\n"
)
EVENTS = "event_id,ticket_id,event_at,event_seq,kind,old_value,new_value\n"


def contents(home: Home) -> dict[str, list[tuple[Any, ...]]]:
    return {
        name: sorted(home.sql(f"select * from facts.{name}"), key=repr)
        for name in (*facts(), "days")
    }


def held(home: Home) -> dict[str, list[tuple[Any, ...]]]:
    """The facts as they are, which a rebuild must not change."""
    updated = contents(home)
    rebuild(home.settings)
    assert contents(home) == updated
    return updated


def test_a_newer_row_and_a_new_one(home: Home) -> None:
    home.load(home.file("tickets.csv", HEAD + FIRST))
    newer = (
        "T1,2026-03-02T01:00:00Z,2026-03-05T02:00:00Z,solved,2026-03-05T02:00:00Z,\n"
        "T4,2026-03-04T01:00:00Z,,open,,\n"
    )
    home.load(home.file("later/tickets.csv", HEAD + newer))
    solved = {row[0] for row in held(home)["tickets"] if row[5] is not None}
    assert solved == {"T1", "T3"}


def test_an_event_that_moves_to_another_ticket_touches_both(home: Home) -> None:
    told = "E1,{},2026-03-03T01:00:00Z,{},status,open,solved\n"
    home.load(
        home.file("tickets.csv", HEAD + FIRST),
        home.file("ticket_events.csv", EVENTS + told.format("T1", 1)),
    )
    moved = told.format("T2", 1) + "E2,T3,2026-03-04T01:00:00Z,2,status,solved,open\n"
    home.load(home.file("later/ticket_events.csv", EVENTS + moved))
    solved = {row[0]: row[5] is not None for row in held(home)["tickets"]}
    assert solved == {"T1": False, "T2": True, "T3": False}


def test_a_list_that_changes_concerns_every_row(home: Home) -> None:
    rows = "T9,2026-03-02T01:00:00Z,,open,,\n"
    told = HEAD.strip() + ",product_id\n" + rows.strip() + ",P1\n"
    home.load(
        home.file("tickets.csv", told), home.file("products.csv", "product_id,category\nP1,a\n")
    )
    home.load(home.file("later/products.csv", "product_id,category\nP1,b\n"))
    column = facts()["tickets"].columns.index("product_category")
    assert [row[column] for row in held(home)["tickets"]] == ["b"]


CONTACTS = "ticket_id,created_at,updated_at,status,resolved_at,customer_id,order_id\n"


def back(home: Home) -> dict[str, tuple[bool, bool]]:
    """Which solved tickets are mature, and which came back."""
    found = held(home)["repeat_contacts"]
    at = [facts()["repeat_contacts"].columns.index(n) for n in ("ticket_id", "mature", "came_back")]
    return {row[at[0]]: (row[at[1]], row[at[2]]) for row in found}


def test_a_new_ticket_concerns_the_others_of_its_customer(home: Home) -> None:
    def ticket(number: str, day: int, customer: str, solved: bool = True) -> str:
        made = f"2026-03-{day:02d}T01:00:00Z"
        done = f"2026-03-{day:02d}T02:00:00Z" if solved else ""
        status = "solved" if solved else "open"
        return f"{number},{made},{made[:-9]}03:00:00Z,{status},{done},{customer},O{customer}\n"

    first = ticket("T1", 2, "C1") + ticket("T2", 2, "C2") + ticket("T3", 12, "C3")
    home.load(home.file("tickets.csv", CONTACTS + first))
    assert back(home) == {"T1": (True, False), "T2": (True, False), "T3": (False, False)}
    # C1 writes again; time passes, so that T3 is judged as well
    more = ticket("T4", 5, "C1", solved=False) + ticket("T5", 25, "C4")
    home.load(home.file("later/tickets.csv", CONTACTS + more))
    assert back(home)["T1"] == (True, True)
    assert back(home)["T3"] == (True, False)
    # it was C2 who wrote: both customers are looked at again
    moved = ticket("T4", 5, "C2", solved=False).replace("T03:00", "T04:00")
    home.load(home.file("moved/tickets.csv", CONTACTS + moved))
    found = back(home)
    assert (found["T1"], found["T2"]) == ((True, False), (True, True))


def test_facts_of_another_configuration_are_made_whole(home: Home) -> None:
    home.load(home.file("tickets.csv", HEAD + FIRST))
    home.write_config("sla.yaml", "timezone: America/New_York\n")
    late = "T8,2026-03-03T02:00:00Z,,open,,\n"
    home.load(home.file("later/tickets.csv", HEAD + late))
    days = {row[0]: row[2] for row in held(home)["tickets"]}
    assert days == {
        "T1": dt.date(2026, 3, 1),
        "T2": dt.date(2026, 3, 1),
        "T3": dt.date(2026, 3, 1),
        "T8": dt.date(2026, 3, 2),
    }


def test_facts_as_of_an_earlier_instant_are_not_brought_up_to_date(home: Home) -> None:
    home.load(home.file("tickets.csv", HEAD + FIRST))
    rebuild(home.settings, dt.datetime(2026, 3, 2, 1, tzinfo=dt.UTC))
    assert home.sql(f"select value from meta.settings where name = '{MADE_WITH}'") == [("",)]


def fact(**given: Any) -> Fact:
    told = {"by": (), "refresh": "", "reads_as_of": False, "tables": ("tickets",), **given}
    return Fact("f", "", (), (), needs=(), **told)


@pytest.mark.parametrize(
    ("one", "tables", "moved", "expected"),
    [
        (fact(), (), True, "kept"),
        (fact(), ("tickets",), False, "whole"),
        (fact(by=("ticket_id",)), ("tickets",), True, "cases"),
        (fact(by=("ticket_id",)), ("refunds",), True, "kept"),
        (fact(by=("ticket_id",), tables=("tickets", "staff")), ("staff",), False, "whole"),
        (fact(by=("ticket_id",), reads_as_of=True), ("tickets",), True, "whole"),
        (fact(by=("ticket_id",), reads_as_of=True), ("tickets",), False, "cases"),
        (fact(by=("ticket_id",), reads_as_of=True, refresh="x"), (), True, "cases"),
        (fact(reads_as_of=True), (), True, "whole"),
        (fact(by=("case_kind", "case_id"), tables=("andons",)), ("andons",), False, "cases"),
        (fact(by=("case_kind", "case_id"), tables=("staff",)), ("staff",), False, "whole"),
        (fact(by=("customer_id",)), ("tickets",), False, "cases"),
        (fact(by=("customer_id",), tables=("ticket_events",)), ("ticket_events",), False, "cases"),
        (fact(by=("customer_id",), tables=("tickets", "staff")), ("staff",), False, "whole"),
    ],
)
def test_how_a_fact_is_brought_up_to_date(
    one: Fact, tables: tuple[str, ...], moved: bool, expected: str
) -> None:
    assert verdict(one, Changes(frozenset(tables), moved)) == expected
    assert verdict(one, None) == "whole"


def test_a_kind_of_case_that_there_is_not() -> None:
    with pytest.raises(InternalError, match="no kind of case by region"):
        kinds_of(fact(by=("region",)))
