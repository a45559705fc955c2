"""Shares of empty values and of words against the batches before."""

import datetime as dt

import pytest

from tests.loaders.underload import NOON, failures, under_load

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def house(tmp_path):
    with under_load(tmp_path / "home") as house:
        yield house


def _batches(house, *batches: dict[str, object], rows: int = 200):
    """Load batches one after the other; return the results of the last."""
    for number, columns in enumerate(batches, start=2):
        batch, at = f"b{number:04d}", NOON + number * HOUR
        house.batch(batch, at)
        fixed = {name: value for name, value in columns.items() if name != "share"}
        share = columns.get("share", 1.0)
        house.tickets(batch, int(rows * share), f"{batch}-x", **fixed)
        house.tickets(batch, rows - int(rows * share), f"{batch}-y", channel="mail")
        results = house.check("tickets", batch=batch, at=at)
    return results


def _mail(share: float, other: str | None = "chat") -> dict[str, object]:
    return {"channel": other, "share": 1 - share}


def test_a_column_that_is_suddenly_empty_warns_from_the_second_batch_on(house):
    results = _batches(house, _mail(0.5), {"channel": None})
    found = results["tickets", "channel:empty"]
    assert (found.ok, found.level, found.column) == (False, "warn", "channel")
    assert found.observed == "100.0% of the rows have no channel"
    assert "in the batch before it was 0.0% to 0.0%" in found.message


def test_a_column_as_empty_as_ever_is_no_news(house):
    results = _batches(house, *[_mail(0.8, None)] * 4)
    assert results["tickets", "channel:empty"].ok
    assert ("tickets", "category:empty") not in results  # never had a value


@pytest.mark.parametrize(("share", "ok"), [(0.75, True), (0.65, False)])
def test_with_three_batches_behind_ten_points_of_emptiness_are_news(house, share, ok):
    past = [_mail(0.8, None), _mail(0.85, None), _mail(0.9, None)]
    results = _batches(house, *past, _mail(share, None))
    assert results["tickets", "channel:empty"].ok is ok


def test_a_new_word_for_most_rows_warns_and_is_named(house):
    results = _batches(house, _mail(0.5), _mail(0.4, "<b>pigeon</b>"))
    found = results["tickets", "channel:words"]
    assert (found.ok, found.level) == (False, "warn")
    assert "<b>pigeon</b> has 60.0% instead of 0.0% to 0.0%" in found.message


def test_a_word_that_is_gone_warns(house):
    results = _batches(house, *[_mail(0.6)] * 3, _mail(0.0))
    assert "mail has 0.0% instead of 60.0% to 60.0%" in results["tickets", "channel:words"].message


@pytest.mark.parametrize(("share", "ok"), [(0.25, True), (0.15, False)])
def test_words_may_swing_by_thirty_points_beyond_the_past(house, share, ok):
    results = _batches(house, _mail(0.5), _mail(0.7), _mail(0.6), _mail(share))
    assert results["tickets", "channel:words"].ok is ok


def test_words_too_many_to_be_words_warn_where_there_were_few(house):
    house.batch("b0009", NOON + 9 * HOUR)
    _batches(house, *[_mail(0.9)] * 3)
    house.con.execute(
        "insert into tickets (ticket_id, created_at, status, channel, _batch, _file, _line) select "
        "'z' || i, $at, 'open', 'by hand ' || i, 'b0009', 't.csv', i from range(200) r(i)",
        {"at": NOON},
    )
    results = house.check("tickets", batch="b0009", at=NOON + 9 * HOUR)
    assert not results["tickets", "channel:words"].ok


def test_a_small_batch_raises_no_alarm(house):
    _batches(house, *[_mail(0.5)] * 3)
    house.batch("b0009", NOON + 9 * HOUR)
    house.tickets("b0009", 99, "small", channel="pigeon")
    results = house.check("tickets", batch="b0009", at=NOON + 9 * HOUR)
    assert failures(results) == set()
    assert ("tickets", "channel:words") not in results


def test_what_fills_up_as_a_case_goes_on_waits_for_three_batches(house):
    solved = {"status": "closed", "resolved_at": NOON, "closed_at": NOON, "channel": "mail"}
    fresh = {"status": "new", "channel": "mail"}
    results = _batches(house, solved, fresh)
    assert failures(results) == set()


def test_a_batch_that_was_undone_is_no_past(house):
    _batches(house, _mail(0.5))
    house.con.execute("update meta.batches set state = 'undone' where batch = 'b0002'")
    house.batch("b0009", NOON + 9 * HOUR)
    house.tickets("b0009", 200, "new", channel=None)
    results = house.check("tickets", batch="b0009", at=NOON + 9 * HOUR)
    assert ("tickets", "channel:empty") not in results


def test_checking_a_batch_again_gives_the_same(house):
    first = _batches(house, _mail(0.5), {"channel": None})
    again = house.check("tickets", batch="b0003", at=NOON + 3 * HOUR)
    assert again == first
