"""How tickets are worked: who answers when, what waits, what changes hands, what comes back."""

from __future__ import annotations

import math

import numpy as np

from data.clock import DAY, HOUR, MINUTE, Hours, Span, demand, local_day
from data.people import CARE, JOINER, QUALITY, TEAMS, Roster, hours, staff
from data.stories import HOLDS_SINCE, staff_change
from data.words import BOT_CHANNELS, DEFECT_CATEGORY
from data.world import Event, Floats, Ticket, World

# Business time that the helpdesk promises from opening to solving, waits not counted.
PROMISED = {"urgent": 8 * HOUR, "high": 14 * HOUR, "normal": 26 * HOUR, "low": 40 * HOUR}
NEW_TEAM_FACTOR = 5.0  # how much slower the US team solves once the trainee has begun
_PICK_UP = {"line": 6, "kakao": 7, "chat": 5, "phone": 1, "email": 75, "web_form": 85}  # minutes
_HASTE = {"urgent": 0.3, "high": 0.6, "normal": 1.0, "low": 1.5}
_PAUSED = ("pending", "on_hold")
_DONE = ("solved", "closed")


class Floor:
    """The teams at work: hours, roster, and how loaded each team is on each day."""

    def __init__(self, world: World) -> None:
        """Lay out the load of each day from its demand, with a little luck."""
        self.span: Span = world.span
        self.hours: dict[str, Hours] = hours(world.span)
        self.change = staff_change(world.span)
        self.roster = Roster(staff(world.span, self.change), world.span)
        self.load: dict[str, Floats] = {}
        rng = world.rng("load")
        for team in TEAMS:
            region = next((r for r, t in CARE.items() if t == team), "TW")
            busy = np.array([demand(d, region) for d in world.span.days])
            smooth = np.convolve(np.r_[busy[:3], busy], np.full(4, 0.25), "valid")
            luck = rng.normal(1, 0.04, len(busy))
            self.load[team] = np.clip(0.6 + 0.4 * smooth, 0.8, 1.6) * luck
        self.holds_since = world.span.before(HOLDS_SINCE)
        self.changed_at = world.span.before((world.span.last - self.change).days)

    def day(self, instant: int) -> int:
        """Return the day index of `instant`."""
        return self.span.index(local_day(instant))

    def pace(self, team: str, instant: int) -> float:
        """Return how much longer work takes for `team` at `instant` than on an ordinary day."""
        load = self.load[team]
        factor = float(load[min(self.day(instant), len(load) - 1)])
        if team == CARE["US"] and instant >= self.changed_at:
            factor *= NEW_TEAM_FACTOR
        return factor


class Case:
    """One ticket being worked; `now` is the instant that its story has reached."""

    def __init__(self, ticket: Ticket, floor: Floor, draw: list[float], luck: list[float]) -> None:
        """Open the case; `draw` are uniform, `luck` are normal random numbers, used up in turn."""
        self.ticket, self.floor = ticket, floor
        self.draw, self.luck = iter(draw), iter(luck)
        self.now, self.status, self.team = ticket.at, "new", ticket.team
        self.agent = ""
        self.active, self.running_since = 0, ticket.at

    def work(self) -> None:
        """Write the whole history of the ticket."""
        self._open()
        if self.ticket.fate != "normal":
            self._dismiss()
            return
        self._reply(22)
        for _ in range((0, 0, 0, 0, 1, 1, 1, 1, 2)[int(next(self.draw) * 9)]):
            if not self._round():
                return
        self._finish()

    def _say(self, kind: str, actor: str, role: str, **more: str | bool | None) -> None:
        self.ticket.events.append(Event(self.now, kind, actor=actor, role=role, **more))  # type: ignore[arg-type]

    def _turn(self, status: str, actor: str, role: str) -> None:
        if self.status not in (*_PAUSED, *_DONE):
            self.active += self.floor.hours[self.ticket.team].between(self.running_since, self.now)
        self._say("status", actor, role, old=self.status, new=status)
        self.status, self.running_since = status, self.now

    def _pass(self, minutes: float, spread: float = 0.9) -> None:
        """Let business time of the team pass: log-normal around `minutes`, by load and haste."""
        length = minutes * MINUTE * math.exp(spread * next(self.luck))
        length *= self.floor.pace(self.team, self.now) * _HASTE[self.ticket.priority]
        self.now = self.floor.hours[self.team].after(self.now, min(length, 60 * HOUR))

    def _choose(self, other_than: str | None = None) -> str:
        day = self.floor.day(self.now)
        return self.floor.roster.pick(self.team, day, next(self.draw), other_than)

    def _open(self) -> None:
        ticket = self.ticket
        if ticket.channel == "phone":
            self.now = self.floor.hours[self.team].after(self.now, 1)
            ticket.at = self.running_since = self.now
            self.agent = self._choose()
            self._say("created", self.agent, "agent", new="new")
        else:
            self._say("created", ticket.customer, "customer", new="new")
            if ticket.channel in BOT_CHANNELS:
                self.now += 4 + int(20 * next(self.draw))
                self._say("bot_message", "bot", "bot", public=True)
            self._pass(_PICK_UP[ticket.channel], 0.8)
            self.agent = self._choose()
        self._say("assigned", self.agent, "agent", new=self.agent)
        if ticket.fate == "normal":
            self._turn("open", self.agent, "agent")

    def _dismiss(self) -> None:
        self.now += 2 * MINUTE
        if self.ticket.fate == "merged":
            self._say("merged", self.agent, "agent", new=self.ticket.parent)
        self._turn("closed", self.agent, "agent")

    def _reply(self, minutes: float) -> None:
        self._pass(minutes)
        self._say("agent_message", self.agent, "agent", public=True)

    def _round(self) -> bool:
        """Ask the customer and wait; False if no answer came and the case was solved for that."""
        self._turn("pending", self.agent, "agent")
        if next(self.draw) < 0.05:
            self.now += 5 * DAY
            self._turn("solved", "system", "system")
            self._close()
            return False
        self.now += round(5 * HOUR * math.exp(1.1 * min(next(self.luck), 2.2)))
        self._say("customer_message", self.ticket.customer, "customer", public=True)
        self._turn("open", self.ticket.customer, "customer")
        self._change_hands()
        self._hold()
        self._reply(70)
        return True

    def _change_hands(self) -> None:
        chance, defect = next(self.draw), self.ticket.category == DEFECT_CATEGORY
        if chance > (0.42 if defect else 0.16) or self.team == QUALITY:
            return
        self._pass(25)
        old_team, old_agent = self.team, self.agent
        if (defect and chance < 0.33) or chance < 0.02:
            self.team = QUALITY
            self.agent = self._choose(other_than=old_agent)
            self._say("escalated", old_agent, "agent", new="1")
            self._say("team", old_agent, "agent", old=old_team, new=self.team)
        else:
            self.agent = self._choose(other_than=old_agent)
        if self.agent != old_agent:
            self._say("assigned", old_agent, "agent", old=old_agent, new=self.agent)

    def _hold(self) -> None:
        if next(self.draw) > (0.3 if self.ticket.category == DEFECT_CATEGORY else 0.12):
            return
        self._pass(20)
        if next(self.draw) < 0.92:  # the customer is told that it takes a while
            self._say("agent_message", self.agent, "agent", public=True)
        self._say("internal_note", self.agent, "agent", public=False)
        self._turn("on_hold", self.agent, "agent")
        self._pass(420, 0.7)
        self._turn("open", self.agent, "agent")

    def _finish(self) -> None:
        self._last_stretch()
        self._solve()
        if next(self.draw) < (0.09 if self.agent == JOINER else 0.055):
            self.now += round((0.1 + 3 * next(self.draw)) * DAY)
            self._say("customer_message", self.ticket.customer, "customer", public=True)
            self._turn("open", self.ticket.customer, "customer")
            self._reply(90)
            self._pass(120)
            self._solve()
        self._close()

    def _last_stretch(self) -> None:
        """Let the remaining work pass; the Korean team holds back what would miss its promise."""
        before, line = self.now, self.floor.hours[self.ticket.team]
        self._pass(150, 1.45)
        end, self.now = self.now, before
        left = PROMISED[self.ticket.priority] - self.active
        left -= line.between(self.running_since, before)
        late = 0 < left < line.between(before, end)
        holds = self.ticket.team == CARE["KR"] and before >= self.floor.holds_since
        draw, when, margin = (next(self.draw) for _ in range(3))
        if not (late and holds and draw < 0.8):
            self.now = end
            return
        held = line.after(before, max(left * 0.5, left - (5 + 20 * margin) * MINUTE))
        asks = before + round((held - before) * (0.3 + 0.6 * when))
        if draw > 0.58:  # some customers write only while they are being held
            asks = held + round((end - held) * (0.1 + 0.4 * when))
        for instant, happens in sorted([(asks, "asks"), (held, "held")]):
            self.now = instant
            if happens == "asks":
                self._say("customer_message", self.ticket.customer, "customer", public=True)
            else:
                self._turn("pending", self.agent, "agent")
        self.now = max(self.now + MINUTE, end - round(4 * MINUTE * (1 + margin)))
        self._turn("open", self.agent, "agent")
        self.now = max(self.now, end)
        self.ticket.gamed = True

    def _solve(self) -> None:
        if next(self.draw) < 0.6:  # else the last reply has said it all
            self._say("agent_message", self.agent, "agent", public=True)
        self._turn("solved", self.agent, "agent")

    def _close(self) -> None:
        self.now += 4 * DAY
        self._turn("closed", "system", "system")


def work_all(world: World) -> None:
    """Write the history of all tickets, cut at the as-of, and drop those opened after it."""
    floor, rng = Floor(world), world.rng("handling")
    for ticket in world.tickets:
        Case(ticket, floor, rng.random(38).tolist(), rng.normal(size=24).tolist()).work()
    until = world.span.until
    world.tickets = [t for t in world.tickets if t.at <= until]
    for ticket in world.tickets:
        ticket.events = [e for e in ticket.events if e.at <= until]
        settle(ticket, floor, until)


def settle(ticket: Ticket, floor: Floor, until: int) -> None:
    """Fill the row that the helpdesk keeps of a ticket from its events."""
    hands: set[int] = set()
    for event in ticket.events:
        if event.kind == "status":
            if ticket.status in _DONE and event.new not in _DONE:
                ticket.reopens += 1
                ticket.solved = ticket.closed = None
            if event.new in _DONE and ticket.status not in _DONE:
                ticket.solved = event.at
            ticket.closed = event.at if event.new == "closed" else ticket.closed
            ticket.status = event.new or ticket.status
        elif event.kind == "assigned":
            ticket.assignee = event.new
        elif event.kind == "team":
            ticket.team = event.new or ticket.team
        elif event.kind == "escalated":
            ticket.level = 1
        elif event.kind == "agent_message" and ticket.first_response is None:
            ticket.first_response = event.at
        if event.kind in ("assigned", "team") and event.old is not None:
            hands.add(event.at)
        ticket.updated = event.at
    ticket.handoffs = len(hands)
    ticket.sla_met = _verdict(ticket, floor, until) if ticket.fate == "normal" else None


def _verdict(ticket: Ticket, floor: Floor, until: int) -> bool | None:
    """Return whether the promise was kept up to the first solve; None while that is open."""
    line = floor.hours[CARE[ticket.region]]
    active, status, since = 0, "new", ticket.at
    for event in ticket.events:
        if event.kind != "status":
            continue
        if status not in _PAUSED:
            active += line.between(since, event.at)
        status, since = event.new or status, event.at
        if status in _DONE:
            return active <= PROMISED[ticket.priority]
    if status not in _PAUSED:
        active += line.between(since, until)
    return False if active > PROMISED[ticket.priority] else None
