"""What the weekly review shows: ``review.yaml``."""

from __future__ import annotations

import datetime as dt
import re

from pydantic import field_validator

from metrics.catalogue import Catalogue
from metrics.config import Strict, read_yaml, validated
from metrics.language import later
from metrics.model import UnknownNameError, nearest
from metrics.periods import DAY, WEEK
from metrics.settings import WEEKDAYS, Settings


class Dated(Strict):
    """Since when something is done another way, and what: limits start anew with that week."""

    since: dt.date
    cause: str

    @field_validator("cause")
    @classmethod
    def _is_said(cls, said: str) -> str:
        if not said.strip():
            raise ValueError("a new phase needs its cause in words")
        return said.strip()


class Reviewed(Strict):
    """One metric of the review: who answers for it, and its target if not the catalogue's.

    Limits of usual variation start anew with each of its `phases`, and with nothing else.
    A metric with `instead_of` is reviewed only while the metric named there, which stands before
    it, has no number in any week or month shown.
    """

    owner: str = ""
    target: float | None = None
    instead_of: str | None = None
    phases: tuple[Dated, ...] = ()


class ReviewConfig(Strict):
    """The metrics of the review, in their order, and when the meeting is."""

    metrics: dict[str, Reviewed]
    meeting: str | None = None

    @field_validator("meeting")
    @classmethod
    def _can_be_read(cls, said: str | None) -> str | None:
        if said is not None:
            parsed(said)
        return said


def parsed(meeting: str) -> tuple[int, dt.time]:
    """Return the weekday (0 for Monday) and the time of a text such as ``tuesday 10:00``.

    ValueError for any other text.
    """
    day, _, time = meeting.partition(" ")
    if day not in WEEKDAYS:
        raise ValueError(
            later("{day!r} is no weekday{nearest}", day=day, nearest=nearest(day, WEEKDAYS))
        )
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", time):
        raise ValueError(
            later("{meeting!r} has no time of day; expected {day} HH:MM", meeting=meeting, day=day)
        )
    return WEEKDAYS.index(day), dt.time.fromisoformat(time)


def load_meeting(settings: Settings, week: dt.date) -> dt.datetime | None:
    """Return when the review of the week that starts on `week` is held, if ``review.yaml`` says.

    That is the first such weekday and time after the week, in the reporting zone.
    """
    said = validated(ReviewConfig, read_yaml(settings.file("review.yaml"))).meeting
    if said is None:
        return None
    weekday, time = parsed(said)
    after = week + WEEK
    day = after + DAY * ((weekday - after.weekday()) % 7)
    return dt.datetime.combine(day, time, tzinfo=settings.zone)


def load_review_config(settings: Settings, catalogue: Catalogue) -> dict[str, Reviewed]:
    """Read ``review.yaml``; ConfigError with its line for a metric that does not exist.

    A metric that the file calls by a former name comes back under the one that it has.
    """
    document = read_yaml(settings.file("review.yaml"))
    config = validated(ReviewConfig, document)
    found: dict[str, Reviewed] = {}
    for name, reviewed in config.metrics.items():
        try:
            metric = catalogue.metric(name)
        except UnknownNameError as problem:
            raise document.error(("metrics", name), problem) from None
        if metric.name in found:
            raise document.error(
                ("metrics", name), later("is {metric}, which is there already", metric=metric.name)
            )
        better = reviewed.instead_of
        if better is not None and better not in found:
            where = ("metrics", name, "instead_of")
            raise document.error(
                where,
                later(
                    "{better!r} does not stand before it{nearest}",
                    better=better,
                    nearest=nearest(better, found),
                ),
            )
        found[metric.name] = reviewed
    return found
