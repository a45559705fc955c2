from __future__ import annotations

import itertools

import numpy as np

from metrics.stats.decompose import Decomposition, decompose, decompose_total
from metrics.stats.why import Cut, search, sentence

TEAMS = ("Seoul", "Busan", "Taipei", "Tokyo", "Osaka")
CHANNELS = ("chat", "mail", "phone")
PRIORITIES = ("low", "normal", "high", "urgent")
REASONS = tuple(f"reason {i}" for i in range(20))
COLUMNS = {"team": TEAMS, "channel": CHANNELS, "priority": PRIORITIES, "reason": REASONS}


class World:
    """Cases of two periods, each with its team, channel, priority, reason and outcome."""

    def __init__(self, seed: int, cases: int = 6_000, likeness: float = 8.0) -> None:
        rng = np.random.default_rng(seed)
        self.rng = rng
        self.codes = {
            name: rng.choice(
                len(values), (2, cases), p=rng.dirichlet(np.full(len(values), likeness))
            )
            for name, values in COLUMNS.items()
        }
        self.p = np.full((2, cases), 0.95)

    def cut(self, *dimensions: str) -> Cut:
        met = self.rng.random(self.p.shape) < self.p if not hasattr(self, "met") else self.met
        self.met = met
        sizes = [len(COLUMNS[name]) for name in dimensions]
        flat = np.ravel_multi_index([self.codes[name] for name in dimensions], sizes)
        whole = int(np.prod(sizes))
        over = [np.bincount(flat[t], minlength=whole) for t in (0, 1)]
        of = [np.bincount(flat[t], weights=met[t], minlength=whole) for t in (0, 1)]
        members = list(itertools.product(*(COLUMNS[name] for name in dimensions)))
        return Cut(dimensions, members, decompose(of[0], over[0], of[1], over[1]))

    def cuts(self) -> list[Cut]:
        pairs = itertools.combinations(COLUMNS, 2)
        return [self.cut(*names) for names in [*((name,) for name in COLUMNS), *pairs]]


def test_a_planted_team_is_found() -> None:
    hits = 0
    for seed in range(40):
        world = World(seed)
        world.p[1][world.codes["team"][1] == 2] = 0.70
        found = search(world.cuts())
        hits += bool(found) and found[0].members == (("Taipei",),)
    assert hits >= 38


def test_a_planted_pair_is_found() -> None:
    hits = 0
    for seed in range(40):
        world = World(seed, likeness=200.0)  # members of about one size: a pair is much smaller
        inside = (world.codes["team"][1] == 0) & (world.codes["channel"][1] == 1)
        world.p[1][inside] = 0.35
        found = search(world.cuts())
        hits += bool(found) and found[0].members == (("Seoul", "mail"),)
    assert hits >= 36


def test_two_planted_members_are_found_together() -> None:
    hits = 0
    for seed in range(40):
        world = World(seed)
        world.p[1][np.isin(world.codes["priority"][1], (2, 3))] = 0.80
        found = search(world.cuts())
        hits += bool(found) and set(found[0].members) == {("high",), ("urgent",)}
    assert hits >= 30


def test_an_even_change_blames_nobody() -> None:
    named = 0
    for seed in range(40):
        world = World(seed)
        world.p[1] = 0.90
        named += bool(search(world.cuts()))
    assert named <= 2


def test_explained_weight_and_effects_are_those_of_the_pick() -> None:
    parts = decompose([95, 190, 285], [100, 200, 300], [60, 191, 284], [100, 200, 300])
    (found,) = search([Cut(("team",), [("a",), ("b",), ("c",)], parts)])
    assert found.members == (("a",),)
    assert np.isclose(found.explained, 35 / 35)
    assert np.isclose(found.weight, 1 / 6)
    assert np.isclose(found.rate, -35 / 600)
    assert (found.mix, found.new, found.gone) == (0, 0, 0)


def test_a_segment_under_the_floor_is_never_named() -> None:
    parts = decompose([995, 5], [1_000, 5], [995, 0], [1_000, 5])
    cut = Cut(("team",), [("big",), ("tiny",)], parts)
    assert search([cut]) == ()
    assert search([cut], floor=0.001)[0].members == (("tiny",),)


def test_cuts_that_say_the_same_are_told_once() -> None:
    parts = decompose([95, 190], [100, 200], [60, 190], [100, 200])
    team = Cut(("team",), [("a",), ("b",)], parts)
    manager = Cut(("manager",), [("Kim",), ("Lee",)], parts)
    pair = Cut(("team", "manager"), [("a", "Kim"), ("b", "Lee")], parts)
    (found,) = search([pair, team, manager])
    assert found.dimensions == ("team",)
    assert set(found.also) == {("manager",), ("team", "manager")}


def test_nothing_to_search() -> None:
    still = decompose([5, 5], [10, 10], [5, 5], [10, 10])
    blank = decompose([5], [0], [5], [10])
    empty = decompose([], [], [], [])
    for parts, members in ((still, [("a",), ("b",)]), (blank, [("a",)]), (empty, [])):
        assert search([Cut(("team",), members, parts)]) == ()
    assert search([]) == ()
    one = decompose([5], [10], [9], [10])
    assert search([Cut(("team",), [("only",)], one)]) == ()


def _percent(value: float) -> str:
    return f"{value * 100:.1f} %"


def _points(value: float) -> str:
    return f"{value * 100:+.1f} pp"


def _said(parts: Decomposition, *cuts: Cut) -> str:
    return sentence("SLA adherence", parts, search(cuts), _percent, _points)


def test_the_sentence_has_its_numbers() -> None:
    parts = decompose([190, 570], [200, 600], [118, 570], [200, 600])
    said = _said(parts, Cut(("team",), [("Seoul",), (None,)], parts))
    assert said == (
        "SLA adherence fell from 95.0 % to 86.0 %; team = Seoul, 25% of the volume, explains 100% "
        "of the -9.0 pp (rate -9.0 pp)."
    )


def test_the_sentence_names_pairs_unknown_members_and_many_segments() -> None:
    parts = decompose_total([100] * 40, [180, 160] + [100] * 38)
    members = [("Seoul", None), ("Busan", "chat"), *[(f"t{i}", "mail") for i in range(38)]]
    said = _said(parts, Cut(("team", "channel"), members, parts))
    assert "team = Seoul and channel = unknown or team = Busan and channel = chat, " in said
    assert " explain 100% of the " in said
    five = decompose_total([100] * 40, [200] * 5 + [100] * 35)
    said = _said(five, Cut(("team",), [(f"t{i}",) for i in range(40)], five))
    assert "team = t0 or t1 or t2 or 2 more, " in said


def test_the_sentence_when_there_is_no_news() -> None:
    even = decompose([90, 90], [100, 100], [80, 80], [100, 100])
    assert _said(even) == (
        "SLA adherence fell from 90.0 % to 80.0 % (-10.0 pp); no segment stands out."
    )
    still = decompose([9], [10], [9], [10])
    assert _said(still) == "SLA adherence did not move: 90.0 %."
    blank = decompose([0], [0], [9], [10])
    assert _said(blank).startswith("SLA adherence cannot be compared")
