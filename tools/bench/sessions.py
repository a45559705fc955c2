"""Many people clicking at once: sessions that speak to the server as its browser side does.

So many browsers on one machine would measure the browsers. A session here is one connection of
Streamlit's own protocol: it opens a page of a week of its own, and when all have, again and again
thinks, opens a filter and picks one more member, and asks every few seconds whether something new
is published, as an open page does. Timed is the pick, until the server has sent all of the new
page; painting it is not in it, nor is what a browser keeps and the server need not send again.
"""

from __future__ import annotations

import datetime as dt
import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from threading import Barrier, BrokenBarrierError, Event

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tools.bench.effort import Effort
from tools.bench.made import LAST_DAY
from tools.bench.report import Measured, milliseconds, p95
from tools.host import RefusedError, say
from tools.served import Server

LIMIT_SECONDS = 1.5
BUDGET = 30
PATIENCE_SECONDS = 120
WEEKS = 140  # of the 156 that the data has
TEAMS = 12
PAGES = ("weekly_review", "service_levels")
FOLLOWED = "answer"  # what each of the pages draws first, and anew with each click


@dataclass
class Session:
    """One open page: what it shows that can be clicked, and what was chosen."""

    line: ClientConnection
    page: str
    query: str
    stopped: Event
    states: dict[str, WidgetState] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    follows: tuple[str, float] = ("", 0.0)

    def run(self, fragment: str = "") -> set[str]:
        """Ask for the page, or for one `fragment` of it, and wait for all of it.

        Returns the keys of what was drawn. RefusedError where the server stays silent.
        """
        asked = BackMsg()
        script = asked.rerun_script
        script.page_name, script.query_string = self.page, self.query
        script.fragment_id, script.is_auto_rerun = fragment, bool(fragment)
        script.widget_states.widgets.extend(self.states.values())
        self.line.send(asked.SerializeToString())
        drawn: set[str] = set()
        while True:
            told = ForwardMsg()
            told.ParseFromString(self._heard())
            kind = told.WhichOneof("type")
            if kind == "delta":
                drawn.add(self._take(told))
            elif kind == "page_info_changed":  # the address bar: a page that is sent an old one
                self.query = told.page_info_changed.query_string  # takes it for a link
            elif kind == "auto_rerun":
                self.follows = told.auto_rerun.fragment_id, told.auto_rerun.interval
            elif (
                kind == "script_finished"
                and told.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
            ):
                return drawn

    def think(self, seconds: float) -> None:
        """Let time pass, and meanwhile do what an open page does by itself."""
        until = time.monotonic() + seconds
        fragment, every = self.follows
        while every and time.monotonic() + every < until and not self.stopped.wait(every):
            self.run(fragment)
        self.stopped.wait(max(0.0, until - time.monotonic()))

    def open(self, name: str) -> None:
        """Open the filter `name`, and wait for the list that is in it."""
        self._choose(f"pop.{name}", WidgetState(bool_value=True))

    def pick(self, name: str, members: list[str]) -> float:
        """Choose `members` of the opened filter; return the seconds until the new page was there.

        The filter is closed by that. RefusedError where it does not say what was chosen.
        """
        before = self.shown[f"pop.{name}"]
        state = WidgetState()
        state.string_array_value.data.extend(members)
        started = time.monotonic()
        self._choose(f"filter.{name}", state)
        taken = time.monotonic() - started
        self.states.clear()
        if self.shown[f"pop.{name}"] == before:  # its name at the server changes with what it says
            raise RefusedError(f"The page {self.page} did not narrow by {name} {members}.")
        return taken

    def _choose(self, key: str, state: WidgetState) -> None:
        if key not in self.shown:
            raise RefusedError(f"The page {self.page} has no {key} to click.")
        state.id = self.shown[key]
        self.states[key] = state
        if FOLLOWED not in self.run():
            raise RefusedError(f"The page {self.page} did not answer a click on {key}.")

    def _heard(self) -> bytes:
        try:
            heard = self.line.recv(timeout=PATIENCE_SECONDS)
        except TimeoutError:
            raise RefusedError(f"The server said nothing for {PATIENCE_SECONDS} seconds.") from None
        return heard if isinstance(heard, bytes) else heard.encode()

    def _take(self, told: ForwardMsg) -> str:
        """Note what was drawn by its key, the end of the server's name for it."""
        delta = told.delta
        part = delta.new_element if delta.HasField("new_element") else delta.add_block
        kind = part.WhichOneof("type")
        name = getattr(getattr(part, kind), "id", "") if kind else ""
        key = name.rpartition("-")[2]
        self.shown[key] = name
        return key


def clicked_at_once(app: Server, effort: Effort) -> Measured:
    """Try growing numbers of sessions; report the p95 of each and the most that keep the limit.

    All up to the budget's number are tried, more only while the limit is kept.
    """
    tried: list[str] = []
    most, people = 0, count()
    for number in effort.sessions:
        if number > BUDGET and not most:
            break
        say(f"Letting {number} sessions click at once")
        taken = p95(_all(app, number, effort, people))
        tried.append(f"{number}: {milliseconds(taken)}")
        if taken < LIMIT_SECONDS:
            most = number
        elif number >= BUDGET:
            break
    value = f"{most or 'fewer'} ({', '.join(tried)})"
    return Measured("sessions clicking at once, p95 under 1.5 s", value, str(BUDGET), "100")


def _all(app: Server, number: int, effort: Effort, people: Iterator[int]) -> list[float]:
    come = [next(people) for _ in range(number)]
    stopped, opened = Event(), Barrier(number)

    def clicks(person: int) -> list[float]:
        try:
            return _clicks(app, person, effort, stopped, opened)
        except BrokenBarrierError:
            return []  # another could not open its page, and says why
        except BaseException:
            opened.abort()
            raise

    with ThreadPoolExecutor(number) as threads:
        try:
            taken = threads.map(clicks, come)
            return [seconds for one in taken for seconds in one]
        finally:
            stopped.set()  # when one fails, or somebody stops it all, nobody thinks on
            opened.abort()


def _clicks(
    app: Server, person: int, effort: Effort, stopped: Event, opened: Barrier
) -> list[float]:
    """Return how long the clicks of one session took: no other asks for that week and teams."""
    chance = random.Random(person)  # noqa: S311  no secret: the same pauses in every run
    lap, back = divmod(person, WEEKS)
    week = LAST_DAY - dt.timedelta(days=LAST_DAY.weekday() + 7 * (5 + back))
    seconds: list[float] = []
    members: list[str] = []
    stopped.wait(chance.uniform(0, effort.think[1]))  # people do not come all in one instant
    address = app.url.replace("http", "ws", 1) + "/_stcore/stream"
    protocol = Subprotocol("streamlit")
    with connect(address, subprotocols=[protocol], max_size=None, proxy=None) as line:
        page, query = PAGES[person % len(PAGES)], f"week={week.isoformat()}"
        session = Session(line, page, query, stopped)
        session.run()
        opened.wait()
        for at in range(effort.clicks):
            session.think(chance.uniform(*effort.think))
            session.open("team")
            if stopped.is_set():
                break
            session.think(min(1.0, effort.think[0]))  # where in the list is it?
            members.append(f"Team {1 + (back + 3 * lap + at) % TEAMS}")
            seconds.append(session.pick("team", members))
    return seconds
