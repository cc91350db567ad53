"""Lines that end inside a sentence: which lines of a document are one paragraph.

Whoever breaks lines at a width puts on each as much as goes on it. So a document is wrapped where most lines
that end inside a sentence are full: they are about as wide, and the first word of the next line would not
have gone on them. Chinese lines and Latin ones have widths of their own.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.cleaning import HAN
from corpus.formats import INDENT

_NARROWEST, _WIDEST = 28, 140  # columns
_FULL = 0.8  # of the lines of prose that end inside a sentence
_HARDLY_FULL = 0.4  # of all that do, with the headlines and the items of menus among them
_PUNCTUATED = 1 / 3  # of the full lines
_OVERLONG = 0.03  # of all lines
_LEAST = 2  # full lines that end inside a sentence
_MARKED = 0.7  # of the lines: where more are indented, an indent marks no paragraph

_SENTENCE_ENDED = re.compile(r"[。！？!?….][”’」』）)】》\"']*$")
_ENDED = re.compile(rf"{_SENTENCE_ENDED.pattern}|[；;：:”’」』）)】]$")
_BEGINS_ANEW = re.compile(
    r"#{1,6}\s|[■◆●▲★▪◇□•]|[-*]\s|——|[(（]?[一二三四五六七八九十]{1,3}(?:[、.．]|[)）])|[(（]\d{1,2}[)）]"
    r"|\d{1,2}(?:[、．]|\.(?!\d))|第[一二三四五六七八九十]{1,3}[条章节]|[^。：:，]{0,24}(?:记者|发言人|[问答])[：:]"
)
_IS_PROSE = re.compile("[，。；：、,;]")
_CHINESE = re.compile(f"[{HAN}]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u0370-\u052f]")
# what no line break parts: a word, or a character with the marks that may not begin or end a line
_UNIT = re.compile(
    r"[“‘（《「『【(]*(?:[A-Za-z0-9\u00c0-\u024f\u0370-\u052f'’.%-]+|.)[，。、；：？！”’）》」』】,.;:?!)—…]*"
)
_HYPHENED = re.compile(r"[A-Za-z\u00c0-\u024f]-$")


def columns(text: str) -> int:
    """The width of a text: a Chinese character has two columns, a Latin letter one."""
    return 2 * len(text) - len(text.encode("latin-1", "ignore"))


def _characters(text: str) -> int:
    """The width of a text that was cut after so many characters of any kind."""
    return 2 * len(text)


@dataclass(frozen=True)
class _Width:
    """How lines are broken: at how many columns by which measure, how far apart full lines are, and how many
    columns may be free on a full one beside what the next word needs."""

    measure: Callable[[str], int]
    window: int
    slack: int
    between: int = 0
    most: int = 0

    def holds(self, line: str) -> bool:
        """Whether the line is no longer than those that are broken."""
        return self.measure(line) <= self.most + self.window

    def is_full(self, line: str, following: str) -> bool:
        """Whether the first word of the following line would not have gone on the line."""
        unit = _UNIT.match(following)
        needed = self.measure(line) + self.between + self.measure(unit[0] if unit else "")
        return self.holds(line) and needed > self.most - self.slack


_WIDTHS = {
    False: (_Width(columns, window=4, slack=2), _Width(_characters, window=4, slack=2)),
    True: (_Width(len, window=14, slack=12, between=1),),
}
"""The ways in which lines are broken, by whether they are Latin."""


def groups(
    lines: Sequence[str],
    indented: Collection[int],
    *,
    alone: Callable[[str], bool],
    begins: Callable[[str], bool],
) -> list[list[int]]:
    """The lines that are not blank, by number from 1, those of one paragraph together.

    A line that stands ``alone`` is joined to none. ``indented`` lines begin a paragraph, where most are not;
    else one that ``begins`` as paragraphs do begins one after a sentence's end.
    """
    numbered = [number for number, line in enumerate(lines, 1) if line]
    single = {number for number in numbered if alone(lines[number - 1])}
    pairs = [
        (before, after)
        for before, after in pairwise(numbered)
        if after == before + 1 and before not in single and after not in single
    ]
    marked = 0 < len(indented) < _MARKED * len(numbered)
    parted = marked or len(pairs) < len(numbered) - 1 - len(single)  # by indents or by blank lines
    # as wide as it stands in the source
    wide = [INDENT + line if marked and number in indented else line for number, line in enumerate(lines, 1)]
    are_latin = [is_latin(line) for line in lines]
    widths = {
        latin: _width(
            _WIDTHS[latin],
            [(wide[one - 1], wide[other - 1]) for one, other in pairs if are_latin[one - 1] == latin],
            [line for line, own in zip(wide[1:], are_latin[1:], strict=True) if line and own == latin],
        )
        for latin in _WIDTHS
    }
    joined = set()
    for before, after in pairs:
        one, other = wide[before - 1], lines[after - 1]
        width = widths[are_latin[before - 1]]
        if (
            width
            and are_latin[before - 1] == are_latin[after - 1]
            and not (marked and after in indented)
            and not _BEGINS_ANEW.match(other)
            and width.is_full(one, other)
            and (parted or not (_SENTENCE_ENDED.search(one) and begins(other)))
        ):
            joined.add(after)
    found: list[list[int]] = []
    for number in numbered:
        if number in joined:
            found[-1].append(number)
        else:
            found.append([number])
    return found


def _width(
    ways: Iterable[_Width], following: Sequence[tuple[str, str]], lines: Sequence[str]
) -> _Width | None:
    """In which of the ways lines of a script are broken; None where they are not.

    ``following`` are the lines that another stands right below, with that; ``lines`` all but the first of the
    document, which can be a long title.
    """
    inside = [(one, other) for one, other in following if not _ENDED.search(one)]
    if len(inside) < _LEAST or not any(_SENTENCE_ENDED.search(other) for _, other in following):
        return None
    found: list[tuple[int, _Width]] = []
    for way in ways:
        width = replace(way, most=_usual([way.measure(one) for one, _ in inside], way.window))
        full = sum(width.is_full(one, other) for one, other in inside)
        prose = sum(_IS_PROSE.search(one) is not None for one, _ in inside)
        full_prose = sum(
            width.is_full(one, other) and _IS_PROSE.search(one) is not None for one, other in inside
        )
        overlong = sum(not width.holds(line) for line in lines)
        if (
            _NARROWEST <= width.most <= _WIDEST
            and full >= max(_LEAST, _HARDLY_FULL * len(inside))
            and full_prose >= max(_FULL * prose, _PUNCTUATED * full)
            and overlong <= _OVERLONG * len(lines)
        ):
            found.append((full, width))
    return max(found, key=lambda each: each[0])[1] if found else None


def _usual(widths: Sequence[int], window: int) -> int:
    """The upper end of the ``window`` columns into which most of the widths fall."""
    ordered = sorted(widths)
    within = [bisect_right(ordered, width + window) - place for place, width in enumerate(ordered)]
    place = max(range(len(ordered)), key=lambda each: (within[each], ordered[each]))
    return ordered[place + within[place] - 1]


def is_latin(line: str) -> bool:
    """Whether a line is Latin, Greek or Cyrillic text with hardly a Chinese character."""
    return _LATIN.search(line) is not None and len(_LATIN.findall(line)) > 10 * len(_CHINESE.findall(line))


def gap(line: str, following: str) -> str:
    """What stands between two lines of a paragraph: a space between words that have one, else nothing."""
    if is_latin(line):
        return "" if _HYPHENED.search(line) else " "
    return " " if _LATIN.match(line[-1]) and _LATIN.match(following) else ""
