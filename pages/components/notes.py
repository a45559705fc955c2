"""What a page says when there is nothing to show, or something went wrong: never a traceback."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from metrics import ConfigError, GoneError, NoDataError, UserError
from metrics.kept import tell
from metrics.language import tr
from pages.components.dom import Node, draw, el
from pages.components.refusals import sentence

LOAD = "python -m loaders load FOLDER"
_log = logging.getLogger("andon.pages")


@contextmanager
def guard() -> Iterator[None]:
    """Turn what goes wrong inside into a designed state; the details go to the log."""
    try:
        yield
    except GoneError as problem:
        gone(tell(problem))
    except NoDataError as problem:
        empty(tell(problem))
    except ConfigError as problem:
        fault(
            tr("The configuration cannot be read"),
            tell(problem),
            tr("Mend the file and reload this page."),
        )
    except UserError as problem:
        fault(
            tr("This question cannot be answered"),
            tell(problem),
            tr("Change the filters or the period."),
        )
    except Exception:
        _log.exception("a page failed")
        fault(
            tr("This page could not be drawn"),
            tr("Something went wrong on our side; the details are in the server's log."),
            tr(
                "Reload the page. If it happens again, tell whoever runs Andon the time it "
                "happened."
            ),
        )


def empty(says: str) -> None:
    """Draw the state of a warehouse with nothing in it: what to do first."""
    _state(
        "state.empty",
        el("h2", "", tr("Nothing is loaded yet")),
        el("p", "muted", sentence(says)),
        el("p", "", tr("Load a folder of exports, and this page fills by itself:")),
        el("pre", "", LOAD),
    )


def gone(says: str) -> None:
    """Draw the state of a snapshot that is missing: what was loaded is still in the warehouse."""
    fault(
        tr("The published data cannot be used"),
        says,
        tr("What was loaded is kept apart from it. This page fills by itself once it is back."),
    )


def fault(title: str, says: str, what_to_do: str) -> None:
    """Draw what happened and what to do about it."""
    _state(
        "state.fault",
        el("h2", "", title),
        el("p", "", sentence(says)),
        el("p", "muted", what_to_do),
    )


def ignored(sentences: Sequence[str]) -> None:
    """Tell which parts of the link were ignored: the numbers are not those it asked for."""
    if not sentences:
        return
    parts = [el("li", "", sentence(tell(says))) for says in sentences[:5]]
    if len(sentences) > 5:
        parts.append(el("li", "", tr("and {count} more", count=len(sentences) - 5)))
    title = el("b", "", tr("Part of the link was ignored."))
    draw(el("div", "note", title, el("ul", "", *parts)), key="note.ignored")


def hint(says: str, key: str) -> None:
    """Draw one quiet sentence."""
    draw(el("p", "muted", says), key=key)


def _state(key: str, *nodes: Node) -> None:
    draw(el("div", "state-box", *nodes), key=key)
