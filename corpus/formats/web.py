"""Saved web pages: .html, and .mhtml that holds one with its pictures.

Trafilatura says where the main text is; what the page says of itself is read from it. Nothing that it names
is ever fetched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from email import message_from_bytes
from itertools import islice
from typing import Any

from lxml.etree import iterwalk  # type: ignore[import-untyped]
from lxml.html import Element  # type: ignore[import-untyped]
from trafilatura import bare_extraction
from trafilatura.settings import Document, use_config

from corpus import metadata
from corpus.formats import Choice, Contents, Extract
from corpus.formats.encodings import decode
from corpus.formats.markup import SILENT, parsed, tree_lines, unwrapped
from corpus.limits import Limits

_DECLARED = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([\w-]{3,20})", re.I)
_DECLARED_WITHIN = 4096  # bytes

_MHTML = re.compile(rb"(?:From: |MIME-Version: |Snapshot-Content-Location: )", re.I)
_LINE_BREAKS = re.compile(r"(?:<br\b[^<>]{0,200}>\s*)+", re.I)
_PREFORMATTED = re.compile(r"<pre\b[^<>]*>(?:(?!</pre).)*", re.I | re.S)
_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d+\)(https?://[^\s<>]{1,500}) -->")
_HOLDERS = (
    "article",
    "blockquote",
    "body",
    "center",
    "dd",
    "div",
    "form",
    "li",
    "main",
    "pre",
    "section",
    "td",
)
_INLINE = frozenset(
    "a abbr b big cite code em font i img ins mark q s small span strong sub sup u wbr".split()
)
_HOLDERS_OF_LINKS = ("div", "dl", "li", "ol", "p", "section", "table", "td", "tr", "ul")
_LINKED = 0.6  # of the letters stand in links
_BESIDE = ("aside", "footer", "header", "nav")

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
_DATE_LENGTH = 60  # characters around it in its element
_DATE_ELEMENTS = 8  # in it
_VISIBLE_LINES = 400
_SAVED_WITHIN = 4096  # characters

_MOST_ELEMENTS, _MOST_DEPTH = 20_000, 200
_LONG = 400  # characters of an attribute: a picture, which the library would search
_LONG_ATTRIBUTE = re.compile(rf"=\s*(?:\"[^\"]{{{_LONG}}}|'[^']{{{_LONG}}}|[^\s>\"']{{{_LONG}}})")

# Chinese says in 20 characters what the library expects of 250
_CONFIG = use_config()
_CONFIG.set("DEFAULT", "MIN_EXTRACTED_SIZE", "20")

_PIECES = ("p", "head", "item", "cell", "quote", "code")
"""What trafilatura calls the elements that hold lines."""


def read(content: bytes, file: str, choice: Choice, limits: Limits) -> Contents:
    """The one document of a page; its title is its first line, where the page says it."""
    page, declared, address = _unpacked(content)
    decoded = decode(page, file, choice.encoding, declared=declared)
    tree = parsed(_LINE_BREAKS.sub("</p><p>", unwrapped(_PREFORMATTED.sub(_broken, decoded.text))))
    if tree is None:
        return Contents([Extract([])], decoded.encoding, notes=decoded.notes)
    if _LONG_ATTRIBUTE.search(decoded.text):
        _drop_long_attributes(tree)
    said = _said(tree, decoded.text, address)
    lines = _main_lines(tree)
    title = said.get("title", "")
    if title and lines and all(line.lstrip("# ") != title for line in lines[:3]):
        lines = [f"# {title}", *lines]
    return Contents([Extract(lines, said, "page")], decoded.encoding, notes=decoded.notes)


def _unpacked(content: bytes) -> tuple[bytes, str, str]:
    """(the page, the encoding that it declares, its address), the last two "" where nothing says them."""
    declared = address = ""
    if _MHTML.match(content):
        parts = message_from_bytes(content).walk()
        page = next((part for part in parts if part.get_content_type() == "text/html"), None)
        payload = page.get_payload(decode=True) if page else b""
        content = payload if isinstance(payload, bytes) else b""
        declared = (page and page.get_content_charset()) or ""
        address = str((page and page.get("Content-Location")) or "")
    if not declared and (found := _DECLARED.search(content[:_DECLARED_WITHIN])):
        declared = found[1].decode("ascii", "ignore")
    return content, declared, address


def _broken(preformatted: re.Match[str]) -> str:
    return preformatted[0].replace("\n", "<br>")


def _main_lines(tree: Any) -> list[str]:
    """The lines of the page from the first to the last that belongs to its main text, with their headings.

    The library says where the text is. It leaves out what stands twice, as a question may, and some headings;
    so what stands between is taken from the page. Where it finds nothing, all is taken but lists of links.
    """
    tame = _is_tame(tree)
    _drop_furniture(tree)
    if not tame:
        return list(tree_lines(tree))
    for holder in tree.iter(*_HOLDERS):
        _wrap_loose_text(holder)
    lines = list(tree_lines(tree))
    found = bare_extraction(tree, fast=True, include_comments=False, include_formatting=True, config=_CONFIG)
    if not isinstance(found, Document) or found.body is None:
        return lines
    pieces = {_bare("".join(element.itertext())) for element in found.body.iter(*_PIECES)} - {""}
    inside = [
        number
        for number, line in enumerate(lines)
        if all(_bare(part) in pieces for part in line.lstrip("# ").split(" | "))
    ]
    if not inside:
        return lines
    first = inside[0]
    while first and lines[first - 1].startswith("#"):
        first -= 1
    return lines[first : inside[-1] + 1]


def _bare(text: str) -> str:
    return "".join(text.split())


def _is_tame(tree: Any) -> bool:
    """Whether a page is one that somebody wrote: the library takes minutes for a nesting of thousands."""
    elements = depth = 0
    for event, _ in iterwalk(tree, events=("start", "end")):
        elements += event == "start"
        depth += 1 if event == "start" else -1
        if elements > _MOST_ELEMENTS or depth > _MOST_DEPTH:
            return False
    return True


def _drop_furniture(tree: Any) -> None:
    """Empty what stands beside a text, and what holds links more than text."""
    lengths: dict[Any, tuple[int, int]] = {}  # {element: (letters, those of them in links)}
    for _, element in iterwalk(tree, events=("end",)):
        own = _letters(element.text)
        held = [lengths.pop(child, (0, 0)) for child in element]
        tails = sum(_letters(child.tail) for child in element)
        letters = own + tails + sum(each for each, _ in held)
        linked = letters if element.tag == "a" else sum(each for _, each in held)
        if element.tag in SILENT:
            letters = linked = 0
        elif element.tag in _BESIDE or (element.tag in _HOLDERS_OF_LINKS and linked > _LINKED * letters):
            element.clear(keep_tail=True)
            letters = linked = 0
        lengths[element] = letters, linked


def _letters(text: str | None) -> int:
    return sum(map(str.isalpha, text)) if text else 0


def _drop_long_attributes(tree: Any) -> None:
    for element in tree.iter():
        for name, value in element.items():
            if len(value) > _LONG:
                del element.attrib[name]


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
        if child.tag in _INLINE and child.find(".//p") is None:
            if loose is None:
                loose = _paragraph("")
                child.addprevious(loose)
            loose.append(child)
            continue
        loose = None
        tail, child.tail = child.tail, None
        if tail and tail.strip():
            loose = _paragraph(tail)
            child.addnext(loose)


def _paragraph(text: str) -> Any:
    paragraph = Element("p")
    paragraph.text = text
    return paragraph


def _said(tree: Any, page: str, address: str) -> dict[str, str]:
    """{title, date, source, url: text} as the page says: in its head, or where a reader sees it."""
    meta = _meta(tree)
    said = {name: next((meta[key] for key in keys if meta.get(key)), "") for name, keys in _META.items()}
    head = " ".join(tree.xpath("string(//title)").split())
    headings = [" ".join(each.text_content().split()) for each in islice(tree.iter("h1"), 2)]
    own = headings[0] if len(headings) == 1 and len(headings[0]) > _SHORT else ""
    said["title"] = said["title"] or own or _SITE.split(head, maxsplit=1)[0].strip()
    saved = _SAVED_FROM.search(page[:_SAVED_WITHIN])
    canonical = tree.xpath("string(//link[@rel='canonical']/@href)")
    said["url"] = next(filter(_is_address, (canonical, said["url"], address, saved[1] if saved else "")), "")
    if not metadata.day(said["date"]) or not said["source"]:
        visible = "\n".join(islice(tree_lines(tree), _VISIBLE_LINES))
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


def _marked_date(tree: Any) -> str:
    """The day in the first element that is called a time and holds little else."""
    for element in tree.iter("time", "span", "div", "p", "em", "i", "td"):
        called = f"{element.get('class', '')} {element.get('id', '')}"
        if element.tag == "time" or _TIMED.search(called):
            if next(islice(element.iter(), _DATE_ELEMENTS, None), None) is not None:
                continue
            text = element.get("datetime") or element.text_content()
            if len(text.strip()) <= _DATE_LENGTH and (found := metadata.day(text)):
                return found
    return ""


def _is_address(url: str) -> bool:
    return url.startswith(("https://", "http://"))
