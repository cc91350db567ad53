"""Markdown: .md, with YAML front matter and HTML inside.

A block begins in the line of the file where it begins, and a paragraph that is broken softly is left in its
lines, so that what joins them is recorded. Only HTML that holds more paragraphs than lines moves what follows
it, as far as no blank lines make up for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

import yaml  # type: ignore[import-untyped]
from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus import metadata
from corpus.formats import Choice, Contents, Extract, text_lines
from corpus.formats.encodings import decode
from corpus.formats.markup import lines_of
from corpus.limits import Limits

_FENCE = "---"
_FRONT_MATTER_LENGTH = 64_000  # characters

# four spaces are an indent in Chinese text, and no code
_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable(["code", "inline"])
_SIGNS = re.compile(r"[\\`*_~\[\]!<&]")
# beside Chinese punctuation, which stands where English has a space, ** is no sign for CommonMark
_STRONG = re.compile(r"\*\*([^*]+)\*\*")


def read(content: bytes, file: str, choice: Choice, limits: Limits) -> Contents:
    """The one document of a Markdown file."""
    decoded = decode(content, file, choice.encoding)
    lines = text_lines(decoded.text.replace("\0", ""))
    said, end, notes = _front_matter(lines)
    extract = Extract([*([""] * end if not notes else lines[:end]), *_text(lines[end:])], said)
    return Contents([extract], decoded.encoding, notes=(*decoded.notes, *notes))


def _front_matter(
    lines: Sequence[str],
) -> tuple[dict[str, str], int, Sequence[tuple[str, Mapping[str, Any]]]]:
    """({field: text}, lines that it takes, notes); ({}, 0, ()) where a file begins with its text."""
    ends = (number for number, line in enumerate(lines) if number and line.rstrip() in (_FENCE, "..."))
    end = next(ends, 0) if lines[0].rstrip() == _FENCE else 0
    text = "\n".join(lines[1:end])
    if not end or len(text) > _FRONT_MATTER_LENGTH:
        return {}, 0, ()
    try:
        # every scalar as its text: neither merged keys, which can multiply, nor days that do not exist
        said = yaml.load(text, yaml.BaseLoader) or {}
    except (yaml.YAMLError, ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        return {}, end + 1, (("front-matter", {}),)
    found: dict[str, str] = {}
    for key in sorted((key for key in said if isinstance(key, str)), key=metadata.place_of):
        name, value = metadata.field_of(key), said[key]
        if name in metadata.FIELDS and isinstance(value, str) and value.strip():
            found.setdefault(name, value)
    return found, end + 1, ()


def _text(lines: Sequence[str]) -> list[str]:
    """The lines of Markdown as text, headings as "# …", each where it stands."""
    env: dict[str, Any] = {}
    result: list[str] = []
    marker = ""
    row: list[str] | None = None
    for token in _MARKDOWN.parse("\n".join(lines), env):
        if token.type == "heading_open":
            marker = "#" * int(token.tag[1:]) + " "
        elif token.type == "list_item_open" and token.info:
            marker = f"{token.info}{token.markup} "
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            result.append(" | ".join(row or ()))
            row = None
        if token.type not in _HOLDING_TEXT or token.map is None:
            continue
        start = token.map[0] + (token.type == "fence")
        result += [""] * (start - len(result))
        held = _HOLDING_TEXT[token.type](token, env)
        if row is not None:
            row.append(" ".join(held))
        elif held:
            result += [marker + held[0], *held[1:]]
            marker = ""
    return result


def _inline(token: Token, env: dict[str, Any]) -> list[str]:
    """The lines of a paragraph, a heading or a cell: links as their text, pictures as nothing."""
    if not _SIGNS.search(token.content):
        return [line.strip() for line in token.content.split("\n")]
    children: list[Token] = []
    _MARKDOWN.inline.parse(token.content, _MARKDOWN, env, children)
    tagged = any(child.type == "html_inline" for child in children)
    parts = [_piece(child, tagged=tagged) for child in children]
    text = _STRONG.sub(r"\1", "".join(parts))
    return lines_of(text.replace("\n", "<br>")) if tagged else [line.strip() for line in text.split("\n")]


def _piece(token: Token, *, tagged: bool) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return "\n"
    if token.type == "image":
        return ""
    if token.type == "html_inline":
        return token.content
    return escape(token.content, quote=False) if tagged else token.content


_HOLDING_TEXT: Mapping[str, Callable[[Token, dict[str, Any]], list[str]]] = {
    "inline": _inline,
    "html_block": lambda token, env: lines_of(token.content),
    "fence": lambda token, env: token.content.rstrip("\n").split("\n"),
}
"""{type of a token: the lines of text that it holds}."""
