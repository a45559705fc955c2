"""The weekly review to take away: one deck, the same numbers and sentences in every format.

>>> write(deck(store, notebook), "pdf")    # doctest: +SKIP
"""

from __future__ import annotations

from typing import Literal

from metrics.export.deck import Deck, deck

__all__ = ["FORMATS", "MIME", "Deck", "Format", "deck", "file_name", "write"]

Format = Literal["html", "pdf", "pptx", "xlsx"]
FORMATS: tuple[Format, ...] = ("html", "pdf", "pptx", "xlsx")
MIME: dict[Format, str] = {
    "html": "text/html",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def write(shown: Deck, form: Format) -> bytes:
    """Return `shown` as a file; each format's library is imported when it is asked for."""
    if form == "html":
        from metrics.export.web import as_html

        return as_html(shown)
    if form == "pdf":
        from metrics.export.pdf import as_pdf

        return as_pdf(shown)
    if form == "pptx":
        from metrics.export.slides import as_pptx

        return as_pptx(shown)
    from metrics.export.sheets import as_xlsx

    return as_xlsx(shown)


def file_name(shown: Deck, form: Format) -> str:
    """Return what the file is called: ``weekly_review_2026-11-16.pdf``."""
    return f"weekly_review_{shown.week}.{form}"
