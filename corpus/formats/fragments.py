"""HTML inside a value, as archives keep their texts: ``<p>…</p>\\r\\n``, entities → lines."""

from __future__ import annotations

import re
from html import unescape

from selectolax.lexbor import LexborHTMLParser

from corpus.formats import text_lines

_TAG = re.compile(
    r"</?(?:p|br|div|span|a|b|i|u|em|strong|font|img|ul|ol|li|table|tbody|tr|td|th|h[1-6]|section|article"
    r"|blockquote|script|style|center|sup|sub|hr|iframe|video|figure|pre)\b[^<>]*>|<!--",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,7}|#[xX][\da-fA-F]{1,6});")
_HEADING = re.compile(r"<h([1-6])\b[^<>]*>", re.IGNORECASE)
_BLOCK = re.compile(
    r"</?(?:p|br|div|ul|ol|li|table|tr|h[1-6]|section|article|blockquote|center|hr|figure|pre)\b[^<>]*>",
    re.IGNORECASE,
)
_WIDE = re.compile("[\u2014-\u2026\u3000-\u9fff\uff00-\uffef]")


def fragment_lines(value: str) -> list[str]:
    """The lines of a text, where it is HTML those that a browser shows, headings as ``# …``."""
    if not _TAG.search(value):
        return text_lines(unescape(value) if _ENTITY.search(value) else value)
    if _BLOCK.search(value):
        value = _on_one_line(text_lines(value))
        value = _BLOCK.sub("\n", _HEADING.sub(lambda found: f"\n{'#' * int(found[1])} ", value))
    tree = LexborHTMLParser(value)
    tree.strip_tags(["script", "style", "noscript", "iframe", "template"])
    return text_lines(tree.body.text()) if tree.body else []


def _on_one_line(lines: list[str]) -> str:
    """Where tags end the lines, line ends are spaces, and none between Chinese characters."""
    joined = ""
    parts = [joined := lines[0].strip()] if lines else []
    for line in map(str.strip, lines[1:]):
        if line:
            close = not joined or (_WIDE.match(joined[-1]) and _WIDE.match(line))
            parts += ["" if close else " ", joined := line]
    return "".join(parts)
