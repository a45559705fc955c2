"""What is explored: a metric, its dimensions and days; members by name; how a click chooses."""

from __future__ import annotations

from dataclasses import dataclass, replace

from metrics import Metric, Period, Query
from metrics.analysis.explore import Members
from pages.components import ask, session
from pages.components.frame import View
from pages.components.text import short

LONGEST = 48


@dataclass(frozen=True)
class Asked:
    """What is explored: `view` without the filters by the shown dimensions, and those in `view`."""

    view: View
    metric: Metric
    by: tuple[str, ...]
    period: Period
    said: str

    @property
    def query(self) -> Query:
        """The question of all that is shown: the dimensions' own filters only mark members."""
        others = tuple(pair for pair in self.view.where if pair[0] not in self.by)
        wide = replace(self.view, where=others)
        return wide.query(self.metric.name, self.period, self.by)


def choose(asked: Asked, **choices: object) -> None:
    """Choose, for callbacks: the metric goes into the address with it, so that a link says all."""
    session.change(metric=asked.metric.name, **{"page": 0, **choices})


def named(view: View, dimension: str, member: str | None) -> str:
    """Return what a member is called: the name that a list gives it, else itself."""
    return short(ask.called(view.snapshot.number, dimension, member), LONGEST)


def called(asked: Asked, members: Members) -> str:
    """Return what a combination of members of the shown dimensions is called."""
    names = zip(asked.by, members, strict=True)
    return " · ".join(named(asked.view, dimension, member) for dimension, member in names)


def is_chosen(asked: Asked, members: Members) -> bool:
    """Tell whether the page is narrowed to `members`, in each of the shown dimensions."""
    pairs = zip(asked.by, members, strict=True)
    return all(member in asked.view.state.members(name) for name, member in pairs)


def narrow(asked: Asked, members: Members, panel: str | None = None) -> None:
    """Narrow the page to `members`, or lift that; with `panel` open it of just these members."""
    chosen, state = is_chosen(asked, members), session.current()
    for name, member in zip(asked.by, members, strict=True):
        if panel is not None:
            state = state.narrowed(name, [member])
        elif len(asked.by) > 1:
            state = state.narrowed(name, [] if chosen else [member])
        else:
            there = state.members(name)
            kept = [one for one in there if one != member] if chosen else [*there, member]
            state = state.narrowed(name, kept)
    session.put(state)
    choose(asked, **({} if panel is None else {"panel": panel}))
