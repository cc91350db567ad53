"""What is known of a document, and from where: front matter, sidecar, the page, its name, its text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

FIELDS = ("title", "date", "source", "speaker", "url")
"""What can be known of a document."""

ORIGINS = ("corrected", "front-matter", "record", "sidecar", "page", "name", "text")
"""Where it can be known from; the first that says it is believed."""

_TITLE_LENGTH = 80
_NAME_LENGTH = 4  # Chinese characters from which on a file's name is a title
_OPENING, _CLOSING = 4, 2  # lines in which a document is dated

_DAY = r"(?<!\d)((?:19|20)\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)"
_DATE_IN_NAME = re.compile(_DAY)
_WRITTEN = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*(?:年|[-/.])\s*(0?[1-9]|1[0-2])\s*(?:月|[-/.])\s*([12]\d|3[01]|0?[1-9])(?!\d)"
)
_NUMERALS = re.compile(
    r"([一二][九〇○零][〇○零一二三四五六七八九]{2})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_DIGITS = dict(zip("一二三四五六七八九", range(1, 10), strict=True)) | dict.fromkeys("〇○零", 0)


def known(sources: Mapping[str, Mapping[str, str]]) -> dict[str, tuple[str, str]]:
    """{field: (value, origin)} of what ``sources`` say: {origin: {field: value}}, the first of ORIGINS first.

    A date that is no day is not known.
    """
    found: dict[str, tuple[str, str]] = {}
    for origin in ORIGINS:
        for name, value in sources.get(origin, {}).items():
            value = day(value) if name == "date" else _one_line(value)
            if value and name in FIELDS:
                found.setdefault(name, (value, origin))
    return found


def from_name(file: str) -> dict[str, str]:
    """The date in a file's name, and its title where the name is words and not a number."""
    stem = file.rpartition("/")[2].rpartition(".")[0] or file
    dated = _DATE_IN_NAME.search(stem)
    words = re.sub(r"[\W_]+", " ", stem.replace(dated[0], " ") if dated else stem).strip()
    titled = len(re.findall(r"[\u3400-\u9fff]", words)) >= _NAME_LENGTH
    return {"date": "-".join(dated.groups()) if dated else "", "title": words if titled else ""}


def from_text(lines: Sequence[str]) -> dict[str, str]:
    """The first line as title, and the first day that is written in the opening or closing lines."""
    there = [line for line in lines if line]
    ends = [*there[:_OPENING], *there[max(_OPENING, len(there) - _CLOSING) :]]
    dated = next(filter(None, map(day, ends)), "")
    return {"title": there[0].lstrip("# ")[:_TITLE_LENGTH] if there else "", "date": dated}


def day(text: str) -> str:
    """The first day that ``text`` names, as 2021-03-07; "" where it names none that exists."""
    for match in (*_WRITTEN.finditer(text), *_DATE_IN_NAME.finditer(text)):
        year, month, of_month = map(int, match.groups())
        if found := _iso(year, month, of_month):
            return found
    for match in _NUMERALS.finditer(text):
        year = int("".join(str(_DIGITS[each]) for each in match[1]))
        if found := _iso(year, _number(match[2]), _number(match[3])):
            return found
    return ""


def _iso(year: int, month: int, of_month: int) -> str:
    try:
        return date(year, month, of_month).isoformat()
    except ValueError:
        return ""


def _number(numerals: str) -> int:
    """三 → 3, 十五 → 15, 二十 → 20, 三十一 → 31."""
    tens, ten, ones = numerals.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def _one_line(value: str) -> str:
    return " ".join(value.split())
