"""Saved web pages: .html. The main text, found by trafilatura, and what the page says of itself.

Nothing that a page names is ever fetched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice
from typing import Any

from lxml import html  # type: ignore[import-untyped]
from trafilatura import bare_extraction
from trafilatura.settings import use_config

from corpus import metadata
from corpus.formats import Choice, Contents, Extract
from corpus.formats.encodings import decode
from corpus.formats.markup import parsed, tree_lines
from corpus.limits import Limits

_DECLARED = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([\w-]{3,20})", re.I)
_DECLARED_WITHIN = 4096  # bytes

_LINE_BREAK = re.compile(r"<br\b[^<>]{0,200}>", re.I)
_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d+\)(https?://[^\s<>]{1,500}) -->")
_HOLDERS = ("article", "blockquote", "body", "center", "dd", "div", "form", "li", "main", "section", "td")
_INLINE = frozenset(
    "a abbr b big cite code em font i img ins mark q s small span strong sub sup u wbr".split()
)
_BESIDE = ("aside", "footer", "form", "header", "nav")

_META: Mapping[str, tuple[str, ...]] = {
    "title": ("articletitle", "og:title"),
    "date": ("pubdate", "publishdate", "publishtime", "article:published_time", "date", "dc.date"),
    "source": ("contentsource", "source"),
    "url": ("og:url", "url"),
}
"""{field: the <meta> that give it}, as sites of the government and others name them, the first that does."""

_SITE = re.compile(r"\s+[-–—|·]+\s+|\s*[_|]+\s*|——?(?=[^—]{2,12}(?:网|部|社|报|门户))")
_VISIBLE_DATE = re.compile(r"(?:发布|发表|更新)?(?:时间|日期)\s*[：:]\s*([^\s].{0,40})")
_VISIBLE_SOURCE = re.compile(r"(?:来源|稿源|信息来源)\s*[：:]\s*([^\s（）()【\[|　&<>：:]{2,30})")
_TIMED = re.compile(r"time|date|riqi|shijian", re.I)
_SHORT = 3  # characters: no title
_LINE_OF_DATE = 60  # characters
_SAVED_WITHIN = 4096  # characters

# Chinese says in 20 characters what the library expects of 250
_CONFIG = use_config()
_CONFIG.set("DEFAULT", "MIN_EXTRACTED_SIZE", "20")

_HTML = {"item": "li", "row": "tr", "cell": "td", "lb": "br", "list": "ul", "quote": "blockquote", "hi": "b"}
"""What trafilatura calls elements, and HTML."""


def read(content: bytes, file: str, choice: Choice, limits: Limits) -> Contents:
    """The one document of a page; its title is its first line."""
    declared = _DECLARED.search(content[:_DECLARED_WITHIN])
    decoded = decode(
        content, file, choice.encoding, declared=declared[1].decode("ascii", "ignore") if declared else ""
    )
    tree = parsed(_LINE_BREAK.sub("</p><p>", decoded.text))
    if tree is None:
        return Contents([Extract([])], decoded.encoding, notes=decoded.notes)
    said = _said(tree, decoded.text)
    lines = _main_lines(tree)
    title = said.get("title", "")
    if title and lines and all(line.lstrip("# ") != title for line in lines[:3]):
        lines = [f"# {title}", *lines]
    return Contents([Extract(lines, said, "page")], decoded.encoding, notes=decoded.notes)


def _main_lines(tree: Any) -> list[str]:
    """The lines of the main text; of a page in which none stands out all but its lists of links."""
    for holder in tree.iter(*_HOLDERS):
        _wrap_loose_text(holder)
    found = bare_extraction(tree, fast=True, include_comments=False, include_formatting=True, config=_CONFIG)
    if found is not None and not isinstance(found, dict) and found.body is not None:
        for element in found.body.iter():
            element.tag = (
                element.get("rend", "h3") if element.tag == "head" else _HTML.get(element.tag, element.tag)
            )
        if lines := tree_lines(found.body):
            return lines
    for beside in list(tree.iter(*_BESIDE)):
        beside.clear(keep_tail=True)
    return tree_lines(tree)


def _wrap_loose_text(holder: Any) -> None:
    """Put text that stands beside paragraphs into paragraphs: a page may have only <br> between its own."""
    if holder.find("p") is None:
        return
    loose = None
    if holder.text and holder.text.strip():
        loose = _paragraph(holder.text)
        holder.text = None
        holder.insert(0, loose)
    for child in list(holder):
        if child is loose:
            continue
        if child.tag in _INLINE and loose is not None:
            loose.append(child)
            continue
        loose = None
        tail, child.tail = child.tail, None
        if tail and tail.strip():
            loose = _paragraph(tail)
            child.addnext(loose)


def _paragraph(text: str) -> Any:
    paragraph = html.Element("p")
    paragraph.text = text
    return paragraph


def _said(tree: Any, page: str) -> dict[str, str]:
    """{title, date, source, url: text} as the page says: in its head, or where a reader sees it."""
    meta = _meta(tree)
    said = {name: next((meta[key] for key in keys if meta.get(key)), "") for name, keys in _META.items()}
    head = " ".join(tree.xpath("string(//title)").split())
    headings = [" ".join(each.text_content().split()) for each in islice(tree.iter("h1"), 2)]
    own = headings[0] if len(headings) == 1 and len(headings[0]) > _SHORT else ""
    said["title"] = said["title"] or own or _SITE.split(head, maxsplit=1)[0].strip()
    saved = _SAVED_FROM.search(page[:_SAVED_WITHIN])
    canonical = tree.xpath("string(//link[@rel='canonical']/@href)")
    said["url"] = next(filter(_is_address, (canonical, said["url"], saved[1] if saved else "")), "")
    if not metadata.day(said["date"]) or not said["source"]:
        visible = _visible(tree)
        dated = _VISIBLE_DATE.search(visible)
        sourced = _VISIBLE_SOURCE.search(visible)
        said["date"] = (
            metadata.day(said["date"]) or (metadata.day(dated[1]) if dated else "") or _marked_date(tree)
        )
        said["source"] = said["source"] or (sourced[1] if sourced else "")
    return {name: value for name, value in said.items() if value}


def _meta(tree: Any) -> dict[str, str]:
    """{name of a <meta>: what it says}, the first of each name."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = (element.get("name") or element.get("property") or element.get("itemprop") or "").lower()
        found.setdefault(name, " ".join((element.get("content") or "").split()))
    return found


def _visible(tree: Any) -> str:
    return "\n".join(tree_lines(tree))


def _marked_date(tree: Any) -> str:
    """The day in the first element that is called a time and holds little else."""
    for element in tree.iter("time", "span", "div", "p", "em", "i", "td"):
        called = f"{element.get('class', '')} {element.get('id', '')}"
        if element.tag == "time" or _TIMED.search(called):
            text = element.get("datetime") or "".join(islice(element.itertext(), 40))
            if len(text.strip()) <= _LINE_OF_DATE and (found := metadata.day(text)):
                return found
    return ""


def _is_address(url: str) -> bool:
    return url.startswith(("https://", "http://"))
