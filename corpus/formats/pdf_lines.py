"""The lines of a PDF's pages → lines of text: what only the page layer breaks is mended and counted.

A PDF knows where characters stand and how large they are, and nothing of paragraphs and headings. Lines stay
as they are printed; blank lines stand where the page shows that a paragraph begins, and what is printed
larger is a heading, marked as in Markdown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from corpus import radicals
from corpus.formats import INDENT

_RADICAL = re.compile(f"[{''.join(radicals.CHARACTERS)}]")
_PAGE_NUMBER = re.compile(
    r"[-—–_·\s]*(?:第\s*)?#+\s*页?(?:\s*[/／,，]?\s*(?:共|of)?\s*#+\s*页?)?[-—–_·\s]*|Page #+.{0,8}"
)
_EDGE = 3  # lines at the top and at the bottom of a page among which furniture is looked for
_PAGES_OF_FURNITURE = 3
_PAGES_OF_NUMBERS = 2

_DOUBLED = 6  # Chinese characters of a line, each written twice, from which on it is no 谢谢
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_ENDED = re.compile(r"[。！？!?…：:；;][”’」』）)】》]*$")
_GOES_ON = ("，", "、", ",", "-", "—")
# in heights of a character
_SAME_PLACE = 0.5
_OVERLAP = 0.6  # punctuation in half of its square
_SHORT = 4.0
_HEADING_DISTANCE = 1.8
_INDENT, _WIDEST_INDENT = 1.0, 3.0
_GAP = 1.35  # in distances of lines
_LARGER = 1.15  # in sizes of the text
_HEADING_LENGTH = 60  # characters of one line


@dataclass(frozen=True)
class Line:
    """One line of a page: its text, and where it is known (``size`` above 0) its place, in points.

    ``left`` and ``right`` are its ends, ``base`` its height above the foot of the page, ``size`` the height
    of a character.
    """

    text: str
    left: float = 0.0
    right: float = 0.0
    base: float = 0.0
    size: float = 0.0


Page = Sequence[Line]


def lines_of(pages: Sequence[Page]) -> tuple[list[str], Counter[str]]:
    """The lines of a document, blank ones between paragraphs, and {name of faults.NOTES: how many}."""
    counts: Counter[str] = Counter()
    mended = [[_mended(line, counts) for line in _once(_whole(page), counts)] for page in pages]
    usual = _usual_size(mended)
    return [*_parted(_with_headings(_without_furniture(mended, usual, counts), usual))], counts


# -- lines ---------------------------------------------------------------------------------------


def _whole(page: Page) -> Iterator[Line]:
    """The lines of a page, pieces put together: PDFium cuts up what it takes for upright text."""
    before: Line | None = None
    for line in page:
        if before and _goes_on(before, line):
            apart = line.left - before.right > 0.2 * line.size and _is_latin(before.text[-1:] + line.text[:1])
            text = f"{before.text}{' ' if apart else ''}{line.text}"
            before = replace(before, text=text, right=line.right, size=max(before.size, line.size))
            continue
        if before:
            yield before
        before = line
    if before:
        yield before


def _goes_on(before: Line, line: Line) -> bool:
    size = max(before.size, line.size)
    same_line = abs(line.base - before.base) < 0.2 * size
    return line.size > 0 and same_line and -_OVERLAP * size < line.left - before.right < size


def _is_latin(letters: str) -> bool:
    return letters.isascii() and letters.isalnum()


def _once(page: Iterator[Line], counts: Counter[str]) -> Iterator[Line]:
    """Lines without those that are printed a second time, a little beside the first, to look bold."""
    before: Line | None = None
    for line in page:
        near = _SAME_PLACE * line.size
        twice = (
            before
            and before.text.strip() == line.text.strip()
            and abs(before.base - line.base) < near
            and abs(before.left - line.left) < near
        )
        if twice:
            counts["doubled"] += 1
        else:
            yield line
        before = line


def _mended(line: Line, counts: Counter[str]) -> Line:
    """A line without doubled characters and without radicals in place of characters."""
    text, folded = _RADICAL.subn(lambda match: radicals.CHARACTERS[match[0]], line.text)
    counts["radicals"] += folded
    written = re.sub(r"\s", "", text)
    if written[::2] == written[1::2] and len(_CHINESE.findall(written)) >= _DOUBLED:
        counts["doubled"] += 1
        text = written[::2]
    return replace(line, text=text)


# -- pages ---------------------------------------------------------------------------------------


def _usual_size(pages: Sequence[Page]) -> float:
    """The size of most of the text; 0 where none is known."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page:
            sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _without_furniture(pages: Sequence[Page], usual: float, counts: Counter[str]) -> list[Page]:
    """Pages without their numbers and without what stands at one place of several pages.

    The first page keeps the latter where it is as large as the text: it may be the title, or the only date.
    """
    keys = [{id(line): _place(line) for line in _edges(page)} for page in pages]
    on_pages = Counter(key for page in keys for key in set(page.values()))

    def is_furniture(number: int, line: Line) -> bool:
        pattern, height = key = keys[number].get(id(line), ("", 0))
        if _PAGE_NUMBER.fullmatch(pattern):
            return on_pages[key] >= _PAGES_OF_NUMBERS
        kept = number == 0 and line.size > usual / _LARGER
        return on_pages[key] >= _PAGES_OF_FURNITURE and height > 0 and not kept

    result: list[Page] = []
    for number, page in enumerate(pages):
        kept = [line for line in page if not is_furniture(number, line)]
        counts["page-furniture"] += len(page) - len(kept)
        result.append(kept)
    return result


def _edges(page: Page) -> list[Line]:
    placed = sorted((line for line in page if line.size), key=lambda line: line.base)
    return [*placed[:_EDGE], *placed[-_EDGE:]]


def _place(line: Line) -> tuple[str, int]:
    """What a line says, whatever the numbers in it, and its height on the page."""
    return re.sub(r"\d", "#", line.text.strip()), round(line.base)


def _with_headings(pages: Sequence[Page], usual: float) -> Iterator[Page]:
    """Pages whose lines in larger type are headings, the lines of one heading together."""
    begun = False  # whether any text stands above: the first heading is the title
    for page in pages:
        result: list[Line] = []
        heading: Line | None = None
        for line in page:
            larger = 0 < _LARGER * usual < line.size and len(line.text) <= _HEADING_LENGTH
            if larger and heading and _is_same_heading(heading, line):
                heading = replace(line, text=f"{heading.text}{line.text.strip()}")
                result[-1] = heading
                continue
            heading = replace(line, text=f"{'###' if begun else '#'} {line.text.strip()}") if larger else None
            result.append(heading or line)
            begun = True
        yield result


def _is_same_heading(heading: Line, line: Line) -> bool:
    same_size = abs(heading.size - line.size) < 0.1 * line.size
    return same_size and 0 < heading.base - line.base < _HEADING_DISTANCE * line.size


# -- paragraphs ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Column:
    """Lines that stand below one another, with what is usual among them."""

    lines: Sequence[Line]
    left: float
    right: float
    distance: float

    def indents(self, line: Line) -> bool:
        return line.left > self.left + _INDENT * line.size

    def begins_with_indent(self, line: Line) -> bool:
        """Whether a line is indented as a paragraph's first is, and not put into the middle."""
        written = not line.text.startswith(("#", " ", INDENT[0]))
        return written and self.indents(line) and line.left < self.left + _WIDEST_INDENT * line.size

    def ends_short(self, line: Line) -> bool:
        short = line.right < self.right - _SHORT * line.size
        return short and not line.text.endswith(_GOES_ON)


def _parted(pages: Iterable[Page]) -> Iterator[str]:
    """The text of all lines, a blank line before each that plainly begins a paragraph, its indent kept."""
    columns = [_column(lines) for page in pages for lines in _columns(page)]
    before: tuple[_Column, Line] | None = None
    for column in columns:
        for line in column.lines:
            begins = before is None or (line.size > 0 and _begins(column, line, *before))
            if begins and before:
                yield ""
            yield (f"{INDENT}{line.text}" if begins and column.begins_with_indent(line) else line.text)
            before = column, line


def _begins(column: _Column, line: Line, earlier: _Column, before: Line) -> bool:
    """Whether a paragraph begins: in another size, below a gap, indented, or after a line that ends early."""
    larger, smaller = max(line.size, before.size), min(line.size, before.size)
    if larger > _LARGER * smaller or earlier.ends_short(before):
        return True
    if column.indents(line) and _ENDED.search(before.text):
        return earlier is not column or abs(line.left - before.left) > _INDENT * line.size
    return earlier is column and before.base - line.base > _GAP * column.distance


def _columns(page: Page) -> Iterator[list[Line]]:
    """Lines that stand below one another: another column begins where one stands above the one before it."""
    ranks, rank = [0], 0
    for before, line in pairwise(page):
        rank += line.base > before.base - _SAME_PLACE * line.size
        ranks.append(rank)
    for _, group in groupby(zip(ranks, page, strict=False), key=lambda pair: pair[0]):
        yield [line for _, line in group]


def _column(lines: Sequence[Line]) -> _Column:
    distances = sorted(before.base - line.base for before, line in pairwise(lines))
    usual = distances[len(distances) // 4] if distances else 0.0  # where paragraphs are short, most are gaps
    return _Column(lines, min(line.left for line in lines), max(line.right for line in lines), usual)
