"""How numbers, changes and times are written: everywhere the same, units once.

A number that cannot be known is written ``n/a``; who shows it says why.
"""

from __future__ import annotations

from typing import Literal

from babel.numbers import format_decimal

from metrics.dates import (
    clock,
    day,
    day_short,
    moment,
    month,
    month_of,
    place,
    week,
    weekday,
    weekday_short,
)
from metrics.language import locale, mark, tr
from metrics.model import Metric
from metrics.terms import CALLED

# What is written of days and times stands in a file of its own, and is asked for here as well.
__all__ = ["clock", "day", "day_short", "moment", "month", "month_of", "place", "week", "weekday",
           "weekday_short"]  # fmt: skip
NA = "n/a"
THIN = "\u202f"  # a narrow space that does not break
MINUS = "\u2212"
_PATTERNS = ["#,##0" + "." * (n > 0) + "0" * n for n in range(7)]
Verdict = Literal["better", "worse", "same", "neutral"]

_DECIMALS = {"hours": 1, "days": 1, "minutes": 1, "per_ticket": 2, "per_agent": 1, "coefficient": 2}
_SUFFIX = {
    "count": "",
    "units": "",
    "percent": "%",
    "minutes": mark("min"),
    "hours": mark("h"),
    "days": mark("d"),
    "per_ticket": mark("/ticket"),
    "per_agent": mark("/agent"),
    "coefficient": "",
}


def number(value: float, decimals: int = 0) -> str:
    """Return `value` with thousands separated and a real minus sign."""
    rounded = round(value, decimals) or 0.0  # no minus before a zero
    text: str = format_decimal(rounded, format=_PATTERNS[decimals], locale=locale())
    return text.replace("-", MINUS)


def value(metric: Metric, amount: float | None, currency: str = "", finer: int = 0) -> str:
    """Return a metric's value with its unit: ``63.4 %``, ``1,204 ppm``, ``8.5 h``, ``312``.

    `finer` adds decimals, for two numbers that would otherwise read the same.
    """
    if amount is None:
        return NA
    if metric.unit == "percent":
        return f"{number(amount * 100, 1 + finer)}{THIN}%"
    decimals = _DECIMALS.get(metric.unit, 0) + finer
    suffix = unit(metric, currency)
    return number(amount, decimals) + (THIN + suffix if suffix else "")


def unit(metric: Metric, currency: str = "") -> str:
    """Return the unit as it stands after a number; empty for counts."""
    if metric.unit == "money":
        return currency
    return tr(_SUFFIX.get(metric.unit, metric.unit.replace("_", " ")))


def change(metric: Metric, amount: float | None) -> str:
    """Return a change with its sign: a rate's in its unit (``+2.1 pp``), per cent for all else."""
    if amount is None:
        return NA
    if not metric.is_rate:
        return _signed(amount * 100, 1, "%")
    if metric.unit == "percent":
        return _signed(amount * 100, 1, "pp")
    return _signed(amount, _DECIMALS.get(metric.unit, 0))


def difference(metric: Metric, amount: float | None, currency: str = "") -> str:
    """Return a difference of two values with its sign, in the metric's own unit."""
    if amount is None or metric.is_rate:
        return change(metric, amount)
    text = value(metric, abs(amount), currency)
    shown = any(digit in "123456789" for digit in text)
    return f"{'' if not shown else '+' if amount > 0 else MINUS}{text}"


def verdict(metric: Metric, amount: float | None) -> Verdict:
    """Tell whether a change of `amount` is for the better, as far as its written digits show."""
    if amount is None or metric.better == "neither":
        return "neutral"
    if not any(digit in "123456789" for digit in change(metric, amount)):
        return "same"
    return "better" if (amount > 0) == (metric.better == "higher") else "worse"


def judged(metric: Metric, amount: float | None) -> str:
    """Return the arrow of the movement and the word of its judgement: ``▲ worse``."""
    if amount is None:
        return ""
    word = verdict(metric, amount)
    if word == "same":
        return tr("= same")
    arrow = "▲" if amount > 0 else "▼" if amount < 0 else "="
    return arrow if word == "neutral" else f"{arrow} {tr(word)}"


def count(n: float | None) -> str:
    """Return the n that stands in grey beside a rate: ``n 1,824``."""
    return f"n{THIN}{NA}" if n is None else f"n{THIN}{number(n)}"


def words(name: str) -> str:
    """Return a declared name as words: ``first_response`` is ``First response``."""
    shown = CALLED.get(name, name).replace("_", " ")
    return tr(shown[:1].upper() + shown[1:])


def duration(seconds: float) -> str:
    """Return a length of time in its two largest units: ``48 s``, ``25 min``, ``3 h 05``, ``51 h``.

    Never days: a day of business time is not 24 hours.
    """
    whole = abs(round(seconds))
    sign = MINUS if seconds < 0 and whole else ""
    if whole < 60:
        return f"{sign}{whole}{THIN}{tr('s')}"
    minutes = whole // 60
    if minutes < 60:
        return f"{sign}{minutes}{THIN}{tr('min')}"
    hours, rest = divmod(minutes, 60)
    if hours < 24 and rest:
        return f"{sign}{hours}{THIN}{tr('h')}{THIN}{rest:02d}"
    return f"{sign}{number(hours)}{THIN}{tr('h')}"


def age(seconds: float) -> str:
    """Return how long ago, by the wall clock: as `duration` under two days, then ``12 d``."""
    if seconds < 2 * 86400:
        return duration(seconds)
    return f"{number(seconds // 86400)}{THIN}{tr('d')}"


def _signed(amount: float, decimals: int, suffix: str = "") -> str:
    text = number(abs(amount), decimals)
    sign = "" if float(text.replace(",", "")) == 0 else "+" if amount > 0 else MINUS
    return f"{sign}{text}{THIN + suffix if suffix else ''}"
