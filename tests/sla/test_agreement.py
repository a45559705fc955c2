"""Product and reference say the same of every clock of thousands of untidy cases."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from loaders.rebuild import rebuild
from tests.loaders.conftest import Home
from tests.sla.invented import tables
from tests.sla.invented_rules import as_yaml, rules
from tests.sla.past import known_at
from tests.sla.policies import Rules
from tests.sla.product import PROOF, clocks_as_loaded, differences, written
from tests.sla.reference import clocks

TICKETS = 10_000 * PROOF
RECEIVED = dt.datetime(2026, 12, 31, tzinfo=dt.UTC)
EARLIER = {
    "spring": dt.datetime(2026, 3, 27, 17, 30, 1, tzinfo=dt.UTC),
    "autumn": dt.datetime(2026, 11, 1, 6, tzinfo=dt.UTC),
}
HOMES = ((1, "spring"), (2, "autumn"), (3, "spring"), (4, "autumn"))


@pytest.mark.parametrize(("seed", "season"), HOMES)
def test_product_and_reference_agree(seed: int, season: str, tmp_path: Path) -> None:
    config = rules(seed)
    calendars = [c for c in Rules(config).calendars.values() if not c.always]
    made = tables(seed, TICKETS // len(HOMES), season, calendars)
    home = Home(tmp_path)
    home.write_config("sla.yaml", as_yaml(config))
    report = home.load(*written(home, made), now=RECEIVED)
    assert report.exit_code == 0, (report.message, report.quarantine[:3])
    product, as_of = clocks_as_loaded(home)
    reference = clocks(config, made, as_of)
    wrong = differences(product, reference)
    assert not wrong, f"{len(wrong)} differences, such as\n" + "\n".join(wrong[:20])
    # Amid the season most is open: nothing of what came later may be in it.
    moment = EARLIER[season]
    rebuild(home.settings, moment)
    earlier = int(moment.timestamp())
    product_then, _ = clocks_as_loaded(home)
    reference_then = clocks(config, known_at(made, earlier), earlier)
    wrong = differences(product_then, reference_then)
    assert not wrong, f"as of {moment}: {len(wrong)} differences, such as\n" + "\n".join(wrong[:20])
    # None of it would prove anything if it were about few things only.
    verdicts = Counter(
        (row["target"], "void" if row["void_reason"] else row["breached"]) for row in product
    )
    assert len(product) > len(made["tickets"])
    assert verdicts[("resolution", True)] > 50
