"""What is known of a document, and from where: front matter, sidecar, the page, its name, its text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from corpus.furniture import is_furniture
from corpus.turns import turns

FIELDS = ("title", "date", "source", "speaker", "url")
"""What can be known of a document."""

ORIGINS = ("corrected", "front-matter", "record", "sidecar", "page", "heading", "name", "text")
"""Where it can be known from; the first that says it is believed."""

NAMES: Mapping[str, Sequence[str]] = {
    "text": """text content fulltext body maintext articlebody articletext contenttext transcript
    paragraph article
    正文 全文 内容 文本 正文内容 文章内容 新闻内容 讲话内容 发言内容 原文 段落 文章
    內容 全文內容 文章內容 新聞內容""".split(),
    "title": """title headline heading articletitle newstitle videotitle subject
    标题 题目 题名 篇名 新闻标题 文章标题 主题 標題 題目 題名 新聞標題 文章標題""".split(),
    "date": """date pubdate pubtime publishdate publishtime publisheddate published publishedat
    publicationdate datepublished releasedate releasetime day datetime time timestamp created createdat
    日期 发布日期 发布时间 发表日期 发表时间 出版日期 时间 年月日
    發布日期 發布時間 發表日期 發表時間 時間""".split(),
    "source": """source media publisher outlet newspaper site
    来源 媒体 出处 报刊 报纸 网站 发布机构 來源 媒體 出處 報刊 報紙 網站""".split(),
    "speaker": "speaker spokesperson author byline 发言人 讲话人 讲者 作者 發言人 講話人 講者".split(),
    "url": "url link href permalink sourceurl 链接 网址 原文链接 鏈接 連結 網址".split(),
}
"""{field of a document, or "text": names of the columns, members and keys that hold it, the best first}.

They are compared without case, spaces and signs; each is of one field.
"""

_TITLE_LENGTH = 80
_LONG_TITLE = 40  # from which on a first line may hold more than a title
_NAME_LENGTH = 4  # Chinese characters from which on a file's name is a title
_OPENING, _CLOSING = 4, 2  # lines in which a document is dated

_DATELINE = 24  # characters that a line may have besides the day
_IN_BRACKETS = 12  # and with a comma, as in （2023年5月4日，北京）
_SAME_BEGINNING = 6
_HAN = re.compile(r"[\u3400-\u9fff]")
_UNNAMED = frozenset({"新建文本文档", "新建文档", "无标题文档", "未命名文档"})

_DAY = r"(?<!\d)((?:19|20)\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)"
_DATE_IN_NAME = re.compile(_DAY)
_WRITTEN = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*(?:年|[-/.])\s*(0?[1-9]|1[0-2])\s*(?:月|[-/.])\s*([12]\d|3[01]|0?[1-9])(?!\d)"
)
_SOURCE = re.compile(r"来源\s*[：:]\s*([^\s，。；|｜]{2,30})")
_NUMERALS = re.compile(
    r"([一二][九〇○零][〇○零一二三四五六七八九]{2})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_DIGITS = dict(zip("一二三四五六七八九", range(1, 10), strict=True)) | dict.fromkeys("〇○零", 0)


_PLACES = {name: (field, place) for field, names in NAMES.items() for place, name in enumerate(names)}


def field_of(name: str) -> str:
    """What a column, a member or a key of that name holds: a key of ``NAMES``, or ""."""
    return place_of(name)[0]


@lru_cache(maxsize=1_000)
def place_of(name: str) -> tuple[str, int]:
    """The field that a name says, and its place among the names of that; of ``a.b`` it is that of ``b``."""
    return _PLACES.get(re.sub(r"[\W_]+", "", name.rpartition(".")[2].casefold()), ("", 0))


def known(sources: Mapping[str, Mapping[str, str]]) -> dict[str, tuple[str, str]]:
    """{field: (value, origin)} of what ``sources`` say: {origin: {field: value}}, the first of ORIGINS first.

    A date that is no day is not known. A first line that says a file's name in full is the better title.
    """
    found: dict[str, tuple[str, str]] = {}
    if fuller(sources.get("name", {}).get("title", ""), sources.get("text", {}).get("title", "")):
        sources = {**sources, "name": {**sources["name"], "title": ""}}
    for origin in ORIGINS:
        for name, value in sources.get(origin, {}).items():
            value = day(value) if name == "date" else _one_line(value)
            if value and name in FIELDS:
                found.setdefault(name, (value, origin))
    return found


def from_name(file: str) -> dict[str, str]:
    """The date in a file's name, and its title where the name has words and not only a number."""
    stem = file.rpartition("/")[2].rpartition(".")[0] or file
    dated = _DATE_IN_NAME.search(stem)
    parts = re.split(r"[\W_]+", stem.replace(dated[0], " ") if dated else stem)
    chinese = [bool(_HAN.search(part)) for part in parts]
    words = parts[chinese.index(True) : len(parts) - chinese[::-1].index(True)] if any(chinese) else []
    title = " ".join(words)
    titled = len(_HAN.findall(title)) >= _NAME_LENGTH and title not in _UNNAMED
    return {"date": "-".join(dated.groups()) if dated else "", "title": title if titled else ""}


def from_text(lines: Sequence[str]) -> dict[str, str]:
    """The first line of text as title, the day that an opening or closing line gives as its own, and the
    source that an opening line names."""
    there = [line for line in lines if line]
    if there and len(there[0]) > _LONG_TITLE:
        # a conference in one paragraph begins with its title
        there[:1] = [there[0][start:end].strip() for start, end in turns(there[0])]
    ends = [*there[:_OPENING], *there[max(_OPENING, len(there) - _CLOSING) :]]
    dated = next((found for line in ends if _is_dateline(line) and (found := day(line))), "")
    source = next((named[1] for line in there[:_OPENING] if (named := _SOURCE.search(line))), "")
    return {"title": _first(there).lstrip("# ")[:_TITLE_LENGTH], "date": dated, "source": source}


def from_heading(lines: Sequence[str]) -> dict[str, str]:
    """The title that a text has marked as its own: a heading of the first level above everything else."""
    first = _first(lines)
    return {"title": first[2:].strip()} if first.startswith("# ") else {}


def _first(lines: Sequence[str]) -> str:
    """The first line that is text; "" where none is."""
    return next((line for line in lines if line and not is_furniture(line)), "")


def fuller(name: str, line: str) -> bool:
    """Whether the first line of a text says what the file's name says, and says it in full."""
    wanted, found = ("".join(_HAN.findall(each)) for each in (name, line))
    return bool(wanted) and wanted[:_SAME_BEGINNING] in found


def _is_dateline(line: str) -> bool:
    """Whether a line dates its document: a day with a place, a time or a label, and no sentence."""
    rest = _WRITTEN.sub("", _NUMERALS.sub("", _DATE_IN_NAME.sub("", line)))
    return len(rest) <= (_IN_BRACKETS if "，" in rest else _DATELINE) and not re.search(r"[。；！？]", rest)


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
