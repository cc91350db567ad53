"""HTML → its lines of text: for pages, and for Markdown and records that hold pieces of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from lxml.etree import ParserError, XMLSyntaxError, iterwalk  # type: ignore[import-untyped]
from lxml.html import HTMLParser, document_fromstring  # type: ignore[import-untyped]

SILENT = frozenset(
    "script style template noscript head title iframe object svg math textarea select button datalist".split()
)
"""Elements that hold nothing to read."""

_BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption"
    " figure footer form header hr html li main nav ol option p pre section summary table"
    " tbody td tfoot th thead ul".split()
)
"""Elements that begin and end a line."""

_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_CELLS = ("td", "th")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_LINE_END = re.compile(r"[ \t]*[\r\n][ \t\r\n]*")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def parsed(html: str) -> Any:
    """The tree of some HTML, however broken, as lxml's; None where it holds nothing. Nothing is fetched."""
    # libxml2 takes linear time for any nesting, as parsers that follow the standard do not; it ends at 2,048
    parser = HTMLParser(
        encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        return document_fromstring(_NOT_IN_XML.sub("", html).encode(), parser)
    except (ParserError, XMLSyntaxError):
        return None


def lines_of(html: str) -> list[str]:
    """The lines of text in a piece of HTML: one a paragraph or <br>, headings as "# …", cells joined by |."""
    tree = parsed(f"<div>{html}</div>") if html.strip() else None
    return [] if tree is None else list(tree_lines(tree))


def tree_lines(tree: Any) -> Iterator[str]:
    """The lines of text in an element of ``parsed``, none of them empty."""
    pieces: list[str] = []
    heading = ""
    silent = 0
    rows: list[bool] = []  # of the tables around: whether this row is one of data
    for event, element in iterwalk(tree, events=("start", "end")):
        tag, opens = element.tag, event == "start"
        in_data = bool(rows and rows[-1])
        next_heading = heading
        if tag in SILENT:
            silent += 1 if opens else -1
        elif tag in _HEADINGS:
            next_heading = "#" * int(tag[1]) + " " if opens else ""
        elif tag == "tr":
            if opens:
                rows.append(_is_of_data(element))
            else:
                rows.pop()
        elif in_data and tag in _CELLS and not opens and element.getnext() is not None:
            pieces.append(" | ")
        elif in_data and tag in _BLOCKS and tag not in _CELLS:
            pieces.append(" ")
        if pieces and (tag in _HEADINGS or tag == "tr" or (tag in _BLOCKS and not in_data)):
            if line := _line(pieces):
                yield heading + line
            pieces.clear()
        heading = next_heading
        text = element.text if opens else element.tail
        if text and not silent and (opens or element is not tree):
            pieces.append(text)
    if line := _line(pieces):
        yield heading + line


def _line(pieces: Sequence[str]) -> str:
    text = _SPACE.sub(" ", unwrapped("".join(pieces))).strip()
    return text if text.strip("|\u00a0\u3000 ") else ""


def _is_of_data(row: Any) -> bool:
    """Whether a row of a table holds cells, and not the paragraphs of a page that is laid out by tables."""
    cells = [child for child in row if child.tag in _CELLS]
    return len(cells) > 1 and not any(
        next(islice(cell.iter("p", "br", "div", "table"), 1, None), None) is not None for cell in cells
    )


def unwrapped(text: str) -> str:
    """A source of a page without the line ends that no reader sees: those between two Chinese characters."""
    return _LINE_END.sub(_between, text)


def _between(end: re.Match[str]) -> str:
    before, after = end.string[max(0, end.start() - 1) : end.start()], end.string[end.end() : end.end() + 1]
    return "" if _WIDE.match(before) and _WIDE.match(after) else " "
