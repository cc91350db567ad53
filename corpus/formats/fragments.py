"""Values of records that may be HTML, as archives keep their texts: ``<p>…</p>\\r\\n``, entities → lines."""

from __future__ import annotations

import re
from html import unescape

from corpus.formats import text_lines
from corpus.formats.markup import lines_of

# text may hold < and >, so only what is surely a tag makes it HTML
_BLOCK = "p|br|div|ul|ol|li|table|tbody|tr|td|th|h[1-6]|section|article|blockquote|center|hr|figure|pre"
_INLINE = "span|a|b|i|u|em|strong|font|img|script|style|sup|sub|iframe|video"
_BLOCK_TAG = re.compile(rf"</?(?:{_BLOCK})\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(rf"</?(?:{_BLOCK}|{_INLINE})\b[^<>]*>|<!--", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,7}|#[xX][\da-fA-F]{1,6});")


def value_lines(value: str) -> list[str]:
    """The lines of a text; where it is HTML, those that a browser shows, headings as ``# …``."""
    if not _TAG.search(value):
        return text_lines(unescape(value) if _ENTITY.search(value) else value)
    if not _BLOCK_TAG.search(value):
        value = "<br>".join(text_lines(value))  # no tag ends its lines
    return lines_of(value)
