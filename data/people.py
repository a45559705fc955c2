"""The people of the demo: teams in three markets, their hours, and who worked where when."""

from __future__ import annotations

import datetime as dt

from data.clock import Hours, Span, new_year_days
from data.world import Person

CARE = {"TW": "TW Care", "KR": "KR Care", "US": "US Care"}
QUALITY = "Product Quality"
TEAMS = (*CARE.values(), QUALITY)
LEADS = {"TW Care": "S101", "KR Care": "S201", "US Care": "S301", QUALITY: "S401"}
DEPUTY = "S105"  # approves refunds of TW beside the lead
LEAVER, JOINER = "S303", "S304"


def staff(span: Span, change: dt.date) -> list[Person]:
    """Return the staff list; on `change` one of the US team leaves and a trainee begins."""
    begin = dt.date(span.first.year - 2, 3, 1)
    moved = span.last - dt.timedelta(days=210)
    p = Person
    return [
        p("S900", "王淑芬 Wang Shu-fen", "Andon Office", None, "TW", "manager", begin),
        p("S101", "林佳蓉 Lin Chia-jung", "TW Care", "S900", "TW", "lead", begin),
        p("S102", "陳冠宇 Chen Kuan-yu", "TW Care", "S101", "TW", "agent", begin),
        p("S103", "張雅婷 Chang Ya-ting", "TW Care", "S101", "TW", "agent", begin),
        p("S104", "黃柏翰 Huang Po-han", "TW Care", "S101", "TW", "agent", begin),
        p("S105", "吳怡君 Wu Yi-chun", "TW Care", "S101", "TW", "agent", begin),
        p("S201", "김민정 Kim Min-jeong", "KR Care", "S900", "KR", "lead", begin),
        p("S202", "이준호 Lee Jun-ho", "KR Care", "S201", "KR", "agent", begin),
        p("S203", "박서연 Park Seo-yeon", "KR Care", "S201", "KR", "agent", begin),
        p("S301", "Sarah Mitchell", "US Care", "S900", "US", "lead", begin),
        p("S302", "Daniel Reyes", "US Care", "S301", "US", "agent", begin),
        p(LEAVER, "Emily Tran", "US Care", "S301", "US", "agent", begin, change),
        p(JOINER, "Marcus Hill", "US Care", "S301", "US", "agent", change),
        p("S401", "許志豪 Hsu Chih-hao", QUALITY, "S900", "TW", "lead", begin),
        p("S402", "周欣怡 Chou Hsin-yi", "TW Care", "S101", "TW", "agent", begin, moved),
        p("S402", "周欣怡 Chou Hsin-yi", QUALITY, "S401", "TW", "agent", moved),
        p("S403", "Kevin Wu", QUALITY, "S401", "TW", "agent", begin),
    ]


def hours(span: Span) -> dict[str, Hours]:
    """Return each team's opening hours."""
    closed = new_year_days(span)
    weekdays = range(5)
    return {
        "TW Care": Hours(
            span, "TW", {**dict.fromkeys(weekdays, (9, 20)), 5: (10, 18), 6: (10, 18)}, closed
        ),
        "KR Care": Hours(span, "KR", {**dict.fromkeys(weekdays, (9, 18)), 5: (10, 15)}, closed),
        "US Care": Hours(span, "US", {**dict.fromkeys(weekdays, (8, 17)), 5: (9, 13)}),
        QUALITY: Hours(span, "TW", dict.fromkeys(weekdays, (9, 18)), closed),
    }


class Roster:
    """Who is an agent of which team on which day."""

    def __init__(self, people: list[Person], span: Span) -> None:
        """Lay out the staff list by team and day."""
        self._by_day: dict[str, list[tuple[str, ...]]] = {team: [] for team in TEAMS}
        days = [*span.days, *(span.last + dt.timedelta(days=n) for n in range(1, 200))]
        for team in TEAMS:
            members = [p for p in people if p.team == team and p.role == "agent"]
            for day in days:
                there = tuple(p.id for p in members if p.since <= day and (not p.to or day < p.to))
                self._by_day[team].append(there)

    def pick(self, team: str, day: int, draw: float, other_than: str | None = None) -> str:
        """Return an agent of `team` on day index `day`; `draw` in [0, 1) chooses."""
        there = self._by_day[team][day]
        if len(there) > 1:
            there = tuple(agent for agent in there if agent != other_than)
        return there[int(draw * len(there))]
