"""Lines that end inside a sentence: which lines of a document are one paragraph.

Whoever breaks lines at a width puts on each as much as goes on it. So a document is wrapped where most lines
that end inside a sentence are full: they are about as wide, and the first word of the next line would not
have gone on them. Chinese lines and Latin ones have widths of their own.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import east_asian_width

from corpus.cleaning import HAN

_NARROWEST, _WIDEST = 28, 140  # columns
_FULL = 0.8  # of the lines that end inside a sentence
_OVERLONG = 0.03  # of all lines
_LEAST = 2  # full lines that end inside a sentence
_MARKED = 0.7  # of the lines: where more are indented, an indent marks no paragraph

_SENTENCE_ENDED = re.compile(r"[。！？!?….][”’」』）)】》\"']*$")
_ENDED = re.compile(rf"{_SENTENCE_ENDED.pattern}|[；;：:”’」』）)】]$")
_BEGINS_ANEW = re.compile(
    r"#{1,6}\s|[■◆●▲★▪◇□•]|[-*]\s|——|[(（]?[一二三四五六七八九十]{1,3}(?:[、.．]|[)）])|[(（]\d{1,2}[)）]"
    r"|\d{1,2}(?:[、．]|\.(?!\d))|第[一二三四五六七八九十]{1,3}[条章节]|[^。：:，]{0,24}(?:记者|发言人|[问答])[：:]"
)
_CHINESE = re.compile(f"[{HAN}]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u0370-\u052f]")
# what no line break parts: a word, or a character with the marks that may not begin or end a line
_UNIT = re.compile(
    r"[“‘（《「『【(]*(?:[A-Za-z0-9\u00c0-\u024f\u0370-\u052f'’.%-]+|.)[，。、；：？！”’）》」』】,.;:?!)—…]*"
)
_HYPHENED = re.compile(r"[A-Za-z\u00c0-\u024f]-$")


@dataclass(frozen=True)
class _Script:
    """How lines of a script differ: in columns, those that are as wide, and those that a word leaves free."""

    window: int
    slack: int


_SCRIPTS = {False: _Script(4, 2), True: _Script(14, 12)}  # by whether a line is Latin


def columns(text: str) -> int:
    """The width of a text: a Chinese character has two columns, a Latin letter one."""
    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in text)


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
    widths = {latin: _width(latin, pairs, lines) for latin in _SCRIPTS}
    found: list[list[int]] = []
    joined = set()
    for before, after in pairs:
        one, other = lines[before - 1], lines[after - 1]
        latin = is_latin(one)
        if (
            widths[latin]
            and latin == is_latin(other)
            and not (marked and after in indented)
            and not _BEGINS_ANEW.match(other)
            and _is_full(one, other, widths[latin], latin)
            and (parted or not (_SENTENCE_ENDED.search(one) and begins(other)))
        ):
            joined.add(after)
    for number in numbered:
        if number in joined:
            found[-1].append(number)
        else:
            found.append([number])
    return found


def _width(latin: bool, pairs: Sequence[tuple[int, int]], lines: Sequence[str]) -> int:
    """The width at which the lines of a script are broken; 0 where they are not."""
    of_script = [
        (lines[one - 1], lines[other - 1]) for one, other in pairs if is_latin(lines[one - 1]) == latin
    ]
    inside = [(one, other) for one, other in of_script if not _ENDED.search(one)]
    ended = len(of_script) - len(inside) or sum(
        _SENTENCE_ENDED.search(other) is not None for _, other in of_script
    )
    if len(inside) < _LEAST or not ended:
        return 0
    width = _usual_width([columns(one) for one, _ in inside], _SCRIPTS[latin].window)
    if not _NARROWEST <= width <= _WIDEST:
        return 0
    full = sum(_is_full(one, other, width, latin) for one, other in inside)
    every = [line for line in lines[1:] if line and is_latin(line) == latin]  # a title may be longer
    overlong = sum(columns(line) > width + _SCRIPTS[latin].window for line in every)
    wrapped = full >= max(_LEAST, _FULL * len(inside)) and overlong <= _OVERLONG * len(every)
    return width if wrapped else 0


def _usual_width(widths: Sequence[int], window: int) -> int:
    """The upper end of the ``window`` columns into which most of the widths fall."""
    ordered = sorted(widths)
    within = [bisect_right(ordered, width + window) - place for place, width in enumerate(ordered)]
    place = max(range(len(ordered)), key=lambda each: (within[each], ordered[each]))
    return ordered[place + within[place] - 1]


def _is_full(line: str, following: str, width: int, latin: bool) -> bool:
    """Whether the first word of the following line would not have gone on the line."""
    slack = _SCRIPTS[latin].slack
    unit = _UNIT.match(following)
    needed = columns(line) + latin + columns(unit[0] if unit else "")
    return columns(line) <= width + _SCRIPTS[latin].window and needed > width - slack


def is_latin(line: str) -> bool:
    """Whether a line is Latin, Greek or Cyrillic text with hardly a Chinese character."""
    letters = len(_LATIN.findall(line))
    return letters > 10 * len(_CHINESE.findall(line))


def gap(line: str, following: str) -> str:
    """What stands between two lines of a paragraph: a space between words that have one, else nothing."""
    if is_latin(line):
        return "" if _HYPHENED.search(line) else " "
    return " " if _LATIN.match(line[-1]) and _LATIN.match(following) else ""
