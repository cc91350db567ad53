"""A paragraph ready to cite: whose words, of what, where in it; Chinese by GB/T 7714—2015, and English.

What is not known is left out and never made up. Where no one is known to be responsible, the entry begins
with the title, as the standard allows where entries are numbered; the day on which an address was visited,
which it asks for, nobody knows here. In the place of the page stands where the paragraph is: its number in
reading order after repair, from 1, and its lines in the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]

LANGUAGES = ("zh", "en")
"""The forms of a citation."""

KINDS = (
    # a 公报, 通报, 简报 or 学报 is no newspaper, but two newspapers are called so
    ("N", r"大公报|文汇报|参考消息|每日电讯|(?<![公通简汇情电学年])报(?:$|\W|海外版|[社纸刊])"),
    ("N", r"\b(?:Daily|Times|Post|Herald|Tribune|[Nn]ewspaper)\b"),
    ("J", r"学报|期刊|杂志|[月周]刊|\b(?:[Jj]ournal|[Mm]agazine)\b"),
    ("EB", r"网(?:$|\W|[站页])|微博|公众号|客户端|\b(?:[Ww]ebsite|[Oo]nline)\b|\.(?:cn|com|org)\b"),
)
"""The standard's mark of a kind of document, and what in its source's name shows it; the first counts."""

_INNER = str.maketrans("“”", "‘’")
_OTHER = "Z"
_MOST_PERSONS = 3  # of more, the standard names three


def number_of(row: Row) -> int:
    """A paragraph's number, wherever one is said: its place in its document in reading order, from 1.

    Headings and what else is not counted have their numbers too, so that a reader finds it by counting on.
    """
    return int(row["position"]) + 1


def mark(document: Row) -> str:
    """The mark of the document's kind, and of its carrier where it is online: N, J, Z, EB/OL, N/OL."""
    found = next((kind for kind, sign in KINDS if re.search(sign, document["source"])), "")
    if not document["url"]:
        return "EB/OL" if found == "EB" else found or _OTHER
    return f"{found or 'EB'}/OL"


def citation(row: Row, document: Row, language: str) -> str:
    """The source of a paragraph, of its row and its document's row, in one of LANGUAGES."""
    return _chinese(row, document) if language == "zh" else _english(row, document)


def _chinese(row: Row, document: Row) -> str:
    kind = mark(document)
    source, date = document["source"], document["date"]
    where = ", ".join(_where(row, document))
    if kind == "EB/OL":  # the year where a publisher has it, the day in brackets
        imprint = f"{_joined(', ', (source, date[:4]))}: {where}{f'({date})' if date else ''}"
    else:
        imprint = f"{_joined(', ', (source, date))}: {where}"
    parts = (
        _responsible(row, document, "等"),
        f"{_article(row) or document['title']}[{kind}]",
        imprint.removeprefix(": "),
        document["url"],
    )
    return _joined(". ", parts) + "."


def _where(row: Row, document: Row) -> Iterator[str]:
    if row["article"]:
        yield f"与《{document['title']}》同载"
    yield f"第{number_of(row)}段"
    yield f"原文第{'、'.join(runs(row['lines']))}行"


def runs(lines: Sequence[int]) -> list[str]:
    """Numbers of lines in words of digits: three or more in a row as one span, 3–8."""
    found: list[list[int]] = []
    for line in lines:
        if found and line - found[-1][-1] in (0, 1):
            found[-1].append(line)
        else:
            found.append([line])
    return [
        each
        for run in found
        for each in ([f"{run[0]}–{run[-1]}"] if run[-1] - run[0] > 1 else map(str, dict.fromkeys(run)))
    ]


def _english(row: Row, document: Row) -> str:
    title = _quoted(document["title"])
    if row["article"]:
        own = "another article, its title not in the source" if is_continued(row) else _quoted(row["article"])
        title = f"{own}, in the same source as {title}"
    lines = f"{'line' if len(row['lines']) == 1 else 'lines'} {', '.join(runs(row['lines']))}"
    parts = (
        _responsible(row, document, "et al."),
        title,
        document["source"],
        document["date"],
        f"paragraph {number_of(row)}",
        f"source {lines}",
        document["url"],
    )
    return _joined(", ", parts) + "."


def _quoted(title: str) -> str:
    """A title in quotation marks, those inside it as single ones."""
    return f"“{title.translate(_INNER)}”"


def _article(row: Row) -> str:
    """The title of another article in the source; what is no title stands in square brackets."""
    return "[另一篇报道, 题目不在原文中]" if is_continued(row) else str(row["article"])


def is_continued(row: Row) -> bool:
    """Whether the paragraph's article begins on another page, as (上接1版) says."""
    return str(row["article"]).startswith(("(", "（"))


def _responsible(row: Row, document: Row, others: str) -> str:
    """Who speaks in the document; of another article in the same source nothing is known."""
    speaker = "" if row["article"] else document["speaker"]
    persons = list(filter(None, re.split(r"\s*[、，,；;]\s*", speaker.strip())))
    return ", ".join(persons[:_MOST_PERSONS] + [others] * (len(persons) > _MOST_PERSONS))


def _joined(separator: str, parts: Sequence[str]) -> str:
    return separator.join(filter(None, parts))
