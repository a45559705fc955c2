"""How days, weeks and times of day are written in the reader's language."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_interval, format_skeleton, get_timezone_location

from metrics.language import SOURCE, current, locale


def day(date: dt.date) -> str:
    """Return ``16 May 2016``."""
    if current() == SOURCE:
        return f"{date.day} {date:%b %Y}"
    return _date("yMMMd", date, current())


def day_short(date: dt.date) -> str:
    """Return ``16 May``."""
    if current() == SOURCE:
        return f"{date.day} {date:%b}"
    return _date("MMMd", date, current())


def month(date: dt.date) -> str:
    """Return ``May``."""
    return f"{date:%b}" if current() == SOURCE else _date("MMM", date, current())


def month_of(date: dt.date) -> str:
    """Return ``May 2016``."""
    return f"{date:%b %Y}" if current() == SOURCE else _date("yMMM", date, current())


def weekday(date: dt.date) -> str:
    """Return ``Monday``."""
    return str(format_date(date, "EEEE", locale=locale()))


def weekday_short(number: int) -> str:
    """Return ``Mon`` for 0, and so on to ``Sun`` for 6."""
    return str(locale().days["format"]["abbreviated"][number])


def week(start: dt.date) -> str:
    """Return ``16 – 22 May 2016`` for the week that begins at `start`."""
    end = start + dt.timedelta(days=6)
    if current() != SOURCE:
        return str(format_interval(start, end, "yMMMd", locale=locale()))
    if start.year != end.year:
        return f"{day(start)} – {day(end)}"
    first = str(start.day) if start.month == end.month else day_short(start)
    return f"{first} – {day(end)}"


def clock(instant: dt.datetime, zone: str, today: dt.date) -> str:
    """Return the time of day in `zone`, with the day where it is not `today`: ``Mon 23 Nov 09:30``.

    The zone's name must stand nearby: see `place`.
    """
    local = instant.astimezone(ZoneInfo(zone))
    if local.date() == today:
        return f"{local:%H:%M}"
    near = abs((local.date() - today).days) < 300
    said = day_short(local.date()) if near else day(local.date())
    return f"{weekday_short(local.weekday())} {said} {local:%H:%M}"


def place(zone: str) -> str:
    """Return what a zone is called in short: ``Taipei``."""
    if current() == SOURCE:
        return zone.rsplit("/", maxsplit=1)[-1].replace("_", " ")
    return _place(zone, current())


def moment(instant: dt.datetime, zone: str) -> str:
    """Return an instant as read in `zone`, with the zone's place: ``22 Nov 2026 18:00 Taipei``."""
    local = instant.astimezone(ZoneInfo(zone))
    return f"{day(local.date())} {local:%H:%M} {place(zone)}"


@lru_cache(maxsize=4096)
def _date(skeleton: str, date: dt.date, language: str) -> str:
    return str(format_skeleton(skeleton, date, locale=language))


@lru_cache(maxsize=256)
def _place(zone: str, language: str) -> str:
    return str(get_timezone_location(ZoneInfo(zone), locale=language, return_city=True))
