"""The language in which a reader is spoken to: English as written in the code, others by catalogue.

Nothing is translated at import. Each call of `tr` asks who is being spoken to at that moment: a
`speaking` block, else whoever the process has said to ask (the pages: the session that is being
drawn), else English. So two readers in two languages at once never see each other's words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations

LOCALES = Path(__file__).resolve().parents[1] / "locales"
DOMAIN = "andon"
SOURCE = "en"
# Language -> what its speakers call it. The first is the one that the code is written in.
LANGUAGES = {SOURCE: "English", "zh_TW": "繁體中文", "ko": "한국어"}
_SPOKEN: ContextVar[str | None] = ContextVar("andon_language", default=None)


class _Asked:
    """Whom to ask for the language where no block says it."""

    by: Callable[[], str] = staticmethod(lambda: SOURCE)


def ask(whom: Callable[[], str]) -> None:
    """Have `whom` say the language of what is done outside `speaking`; for whoever draws pages."""
    _Asked.by = staticmethod(whom)


def current() -> str:
    """Return the language, one of `LANGUAGES`, of the reader who is being spoken to."""
    return _SPOKEN.get() or _Asked.by()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak `language`, one of `LANGUAGES`, inside the block, in this thread alone."""
    before = _SPOKEN.set(known(language) or SOURCE)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def tr(message: str, /, **values: object) -> str:
    """Return `message` in the reader's language, its ``{placeholders}`` filled with `values`.

    `message` is a literal: the catalogues are made of those that the code holds. One that a
    catalogue lacks is said in English.
    """
    if isinstance(message, Told):
        told = message.values.items()
        values = {name: tr(v) if isinstance(v, Told) else v for name, v in told}
        message = message.message
    said = _spoken().gettext(message) if message else message
    return said.format(**values) if values else said


class Told(str):
    """A sentence of English that can still be told in another language: its words and values.

    For what is worked out once for all readers, and shown later: the reason why a number is not
    known. `tr` tells it to the reader of the moment; everywhere else it is plain English text.
    """

    message: str
    values: dict[str, object]


def later(message: str, /, **values: object) -> Told:
    """Return `message` filled with `values` as a `Told`; `message` is a literal.

    A place that holds such a sentence in its turn is called as `metrics.kept.SENTENCES` says.
    """
    given = {name: _said(value) for name, value in values.items()}
    said = Told(message.format(**given))
    said.message, said.values = message, given
    return said


def _said(value: object) -> object:
    """Return what an error says, with its places, in place of the error."""
    if not isinstance(value, BaseException):
        return value
    first = value.args[0] if value.args else None
    return first if isinstance(first, Told) else str(value)


def tr_n(one: str, many: str, n: int, /, **values: object) -> str:
    """Return `one` or `many`, whichever form `n` takes in the reader's language.

    ``{n}`` stands for the number, its thousands separated.
    """
    shown = format_decimal(n, format="#,##0", locale=locale())
    return _spoken().ngettext(one, many, n).format(**{"n": shown} | values)


def mark(message: str) -> str:
    """Return `message` as it is: a constant that `tr` translates where it is shown."""
    return message


def kept(message: str) -> str:
    """Return `message` as it is: a sentence that SQL fills, and that rows keep in English.

    `metrics.kept.tell` recognises it, as it does all that `later` makes.
    """
    return message


def locale() -> Locale:
    """Return how the reader writes numbers and dates; in English as in Britain."""
    return _locale(current())


def known(asked: str) -> str | None:
    """Return the language that a tag such as ``zh-Hant-TW`` or ``ko_KR`` asks for, if we speak it.

    There is one Chinese: whoever asks for another reads it better than English.
    """
    first = asked.strip().replace("-", "_").split("_")[0].lower()
    return next((name for name in LANGUAGES if name.split("_")[0] == first), None)


def preferred(header: str) -> str | None:
    """Return the language that an ``Accept-Language`` header likes best, if we speak any of it."""
    wishes: list[tuple[float, int, str]] = []
    for place, part in enumerate(header[:1000].split(",")):
        tag, _, weight = part.partition(";q=")
        try:
            wishes.append((-float(weight or 1), place, tag))
        except ValueError:
            continue
    found = (known(tag) for weight, _, tag in sorted(wishes) if weight < 0)
    return next((language for language in found if language), None)


@cache
def _locale(language: str) -> Locale:
    return Locale.parse("en_GB" if language == SOURCE else language)


def _spoken() -> Translations:
    return _translations(current())


@cache
def catalogue(language: str) -> Catalog:
    """Return the messages of `language` as its translators write them; none for English."""
    path = LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    if language == SOURCE or not path.is_file():
        return Catalog(locale=language)
    with path.open("rb") as said:
        return read_po(said, locale=language, domain=DOMAIN)


@cache
def _translations(language: str) -> Translations:
    """Compile a catalogue in memory: no step has to be run before it shows."""
    messages = catalogue(language)
    if not len(messages):
        return Translations()  # says what it is asked
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return Translations(compiled, domain=DOMAIN)
