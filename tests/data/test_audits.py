"""Work that two auditors judged: the answer key, the files by hand, and Andon's own kappa."""

from __future__ import annotations

import csv
from collections import defaultdict

import pytest

from metrics import Query
from tests.data.conftest import Demo, Loaded


def judged(demo: Demo) -> dict[tuple[str, str], dict[str, str]]:
    """By ticket and topic: what each auditor said of it, in the good rows of the file."""
    found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    with (demo.exports / "quality/qa_audits.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["Score"].isdigit() and row["Agent"]:
                found[row["Ticket"], row["Topic"]][row["Auditor"]] = row["Passed"]
    return found


def test_the_answer_key_is_what_the_file_holds(demo: Demo) -> None:
    truth = demo.truth["stories"]["two_auditors"]
    pairs = [(topic, said) for (_, topic), said in judged(demo).items() if len(said) > 1]
    assert all(truth["second_auditor"] in said and len(said) == 2 for _, said in pairs)
    assert len(pairs) == truth["pairs"] == sum(t["pairs"] for t in truth["by_topic"].values())
    agreed = [topic for topic, said in pairs if len(set(said.values())) == 1]
    assert len(agreed) == truth["agreed"]
    for topic, told in truth["by_topic"].items():
        assert (sum(t == topic for t, _ in pairs), agreed.count(topic)) == (
            told["pairs"], told["agreed"],
        )  # fmt: skip


def test_the_agreement_of_the_two_is_found(demo: Demo, loaded: Loaded) -> None:
    truth = demo.truth["stories"]["two_auditors"]
    (point,) = loaded.store.query(Query("qa_agreement_kappa")).points
    assert (point.numerator, point.denominator) == (truth["agreed"], truth["pairs"])
    assert point.value == pytest.approx(truth["kappa"], abs=1e-6)
    found = loaded.store.query(Query("qa_agreement_kappa", by=("topic",))).points
    by_topic = {p.members[0]: p.value for p in found}
    assert by_topic == pytest.approx(
        {topic: told["kappa"] for topic, told in truth["by_topic"].items()}, abs=1e-6
    )
    assert min(by_topic, key=lambda t: by_topic[t] or 0) == truth["parts_on"]


def test_each_quarter_has_enough_of_them_to_be_said(loaded: Loaded) -> None:
    found = loaded.store.query(Query("qa_agreement_kappa", grain="quarter"))
    whole = [p for p in found.points if not p.partial]
    assert len(whole) >= 4
    assert all(p.value is not None and p.n >= found.metric.min_n for p in whole)
