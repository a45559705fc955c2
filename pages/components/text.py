"""Text from data, made inert where Streamlit would read Markdown."""

from __future__ import annotations

import re

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&\"'/=@^])")
# Streamlit replaces directives (":red[…]", ":material/home:"), emoji (":tada:"), formulas ("$x$")
# and arrows ("->") in text that Markdown has already read, where a backslash is gone. An invisible
# word joiner after each sign keeps them from being one.
_REPLACED = re.compile(r"([:$<>~=-])")
_JOINER = "\u2060"
_BREAKS = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


def plain(text: str, limit: int = 200) -> str:
    """Return `text` so that Streamlit's Markdown shows it as it is: one line, cut at `limit`."""
    shown = short(_BREAKS.sub(" ", text), limit)
    return _REPLACED.sub(rf"\1{_JOINER}", _MARKDOWN.sub(r"\\\1", shown))


def short(text: str, limit: int) -> str:
    """Return `text`, cut to `limit` characters with an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
