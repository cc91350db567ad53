"""What is mended inside a line: punctuation, spaces, pinyin in brackets, characters of other forms.

A mend is a row of ``LINE``, or is made where a whole text needs it. Every character that is left knows where
it stands in the source's line, so that each mend can be shown beside it and taken back. Traditional
characters stay: a quotation must be citable.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from corpus import radicals
from corpus.furniture import is_furniture
from corpus.tokens import TRANSLITERATION

HAN = "\u3400-\u4dbf\u4e00-\u9fff"
"""Chinese characters, as the inside of a pattern's brackets."""

_LETTER = re.compile(f"[{HAN}]")


@dataclass(frozen=True)
class Mended:
    """What a text became. ``origins[i]`` is where its character i stood, () where all stand as they did;
    ``repairs`` are the names of the mends that were made."""

    text: str
    origins: Sequence[int] = ()
    repairs: frozenset[str] = frozenset()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where text[start:end] stood in the source's text."""
        if not self.origins or start == end:
            return start, end
        return self.origins[start], self.origins[end - 1] + 1


class Mend(NamedTuple):
    """A change of characters: its name, what it changes, and what a match becomes: nothing, or as many
    characters as it has."""

    name: str
    pattern: re.Pattern[str]
    become: Callable[[re.Match[str]], str]
    due: Callable[[str], bool] = bool  # whether a text can need it: asked first


def edit(mended: Mended, mends: Iterable[Mend]) -> Mended:
    """The text with each of the mends made, in order, where they are due."""
    text, origins, repairs = mended.text, mended.origins, set(mended.repairs)
    for mend in mends:
        if not mend.due(text):
            continue
        kept: list[str] = []
        places = array("I")
        position = 0
        before = origins or range(len(text))
        for match in mend.pattern.finditer(text):
            became = mend.become(match)
            if became == match[0]:
                continue
            kept += (text[position : match.start()], became)
            places.extend(before[position : match.start() + len(became)])
            position = match.end()
        if position:
            text = "".join(kept) + text[position:]
            places.extend(before[position:])
            origins = places
            repairs.add(mend.name)
    return Mended(text, origins, frozenset(repairs)) if repairs else mended


# -- characters of other forms -------------------------------------------------------------------

_FORMS = radicals.CHARACTERS | {
    chr(code): chr(code - 0xFEE0)
    for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
CHARACTERS = Mend("characters", re.compile(f"[{''.join(_FORMS)}]"), lambda match: _FORMS[match[0]])
"""Full-width digits and Latin letters, and radicals in place of characters."""

# -- spaces --------------------------------------------------------------------------------------

_CHINESE = f"[{HAN}，。、；：？！“”‘’（）《》]"
_SPACE = "[ \\t\u00a0\u3000]"
_SPACED_OUT = 0.12
"""Spaces a character from which on they part words, and not headlines or sentences."""
_ALONE_BEFORE, _ALONE_AFTER = rf"(?<=(?<![^\W\d_])[{HAN}])", rf"(?=[{HAN}](?![^\W\d_]))"
_LETTER_BY_LETTER = re.compile(rf"(?<![^\W\d_])[{HAN}](?:{_SPACE}[{HAN}]){{3,}}(?![^\W\d_])")
_IS_PROSE = re.compile("[，。,.；;]")

SPACES = Mend("spacing", re.compile(f"(?<={_CHINESE}){_SPACE}+|{_SPACE}+(?={_CHINESE})"), lambda match: "")
"""Spaces beside Chinese characters; in a text only where it ``is_spaced_out``."""

LETTERS = Mend(
    "spacing",
    re.compile(f"{_ALONE_BEFORE}{_SPACE}+{_ALONE_AFTER}"),
    lambda match: "",
    lambda text: _LETTER_BY_LETTER.search(text) is not None,
)
"""Spaces between single characters, four or more in a row: 国 家 主 席."""


def is_spaced_out(text: str) -> bool:
    """Whether a text has so many spaces that they part its words."""
    return text.count(" ") + text.count("\u3000") > _SPACED_OUT * len(text)


def _are_spaced_out(lines: Iterable[str]) -> bool:
    """Whether most of a document's Chinese prose is spaced out: a list of names alone is not."""
    spaced = other = 0
    for line in lines:
        if not is_spaced_out(line):
            other += len(line) if _IS_PROSE.search(line) and _LETTER.search(line) else 0
        elif _IS_PROSE.search(line) and 2 * len(_LETTER.findall(line)) > len(line) - line.count(" "):
            spaced += len(line)
    return spaced > other


# -- pinyin --------------------------------------------------------------------------------------

_TONES = "āáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹ"
_PINYIN = re.compile(f"(?<=[{HAN}])[(（][a-zɡ{_TONES}]{{1,7}}(?: [a-zɡ{_TONES}]{{1,7}})*[)）]")
_TONED = re.compile(f"[(（][a-zɡ ]*[{_TONES}]")

PINYIN = Mend("pinyin", _PINYIN, lambda match: "", lambda text: _TONED.search(text) is not None)
"""Pinyin in brackets after its character; without tones only beside some that has them: 們(men)."""

# -- punctuation ---------------------------------------------------------------------------------

_FULL_WIDTH = str.maketrans(",?!;:.()", "，？！；：。（）")
_MARKS = re.compile(
    rf"(?<=[{HAN}，。、；：？！”’）》])[,?!;:]+(?![/\\])|(?<=[0-9A-Za-z%％])[,;?!]+(?=[{HAN}“‘《（])"
)
_FULL_STOP = re.compile(rf"(?<=[{HAN}”’）》])\.(?=$|[”’」』）])")
_FULL_STOP_INSIDE = re.compile(rf"(?<=[{HAN}])\.(?=[{HAN}“‘《])")
_NUMERALS = re.compile(r"[一二三四五六七八九十]+")
_BRACKETS = re.compile(r"\(([^()（）]*)\)")
_BESIDE = re.compile(f"[{HAN}，。、；：？！“”‘’（）《》]")
_QUOTED = re.compile('"([^"]*)"')
_DOUBLED = re.compile(r"(?<=([，、；]))\1+|(?<=(?<!。)。)。(?!。)")

MARKS = Mend("punctuation", _MARKS, lambda match: match[0].translate(_FULL_WIDTH))
FULL_STOPS = Mend("punctuation", _FULL_STOP, lambda match: "。", lambda text: "." in text)


def _full_stop_inside(match: re.Match[str]) -> str:
    """A full stop between characters: not 一.加强, and not 乔治.布什."""
    before, after = match.string[match.start() - 1], match.string[match.end()]
    in_name = before in TRANSLITERATION and after in TRANSLITERATION
    return "." if in_name or _NUMERALS.fullmatch(match.string, 0, match.start()) else "。"


FULL_STOPS_INSIDE = Mend(
    "punctuation", _FULL_STOP_INSIDE, _full_stop_inside, lambda text: "." in text and "。" not in text[:-1]
)


def _brackets(match: re.Match[str]) -> str:
    """Full-width brackets beside or around Chinese."""
    text, start, end = match.string, match.start(), match.end()
    chinese = _BESIDE.search(match[1]) or _BESIDE.match(text, end) or _BESIDE.match(text[start - 1 : start])
    return f"（{match[1]}）" if chinese and "/" not in match[1] else match[0]


BRACKETS = Mend("punctuation", _BRACKETS, _brackets, lambda text: "(" in text)


def _are_sure(text: str) -> bool:
    """Whether straight quotation marks can be told: in pairs, each beside Chinese and none beside a space
    inside it; no curved one among them."""
    if '"' not in text or text.count('"') % 2 or "“" in text or "”" in text:
        return False
    return all(
        match[1] == match[1].strip() != ""
        and (
            _BESIDE.match(match[1])
            or _BESIDE.search(match[1][-1])
            or _BESIDE.match(text, match.end())
            or _BESIDE.match(text[match.start() - 1 : match.start()])
        )
        for match in _QUOTED.finditer(text)
    )


QUOTATION_MARKS = Mend("punctuation", _QUOTED, lambda match: f"“{match[1]}”", _are_sure)
DOUBLED = Mend("punctuation", _DOUBLED, lambda match: "")

LINE = (
    CHARACTERS,
    LETTERS,
    PINYIN,
    MARKS,
    FULL_STOPS,
    FULL_STOPS_INSIDE,
    BRACKETS,
    QUOTATION_MARKS,
    DOUBLED,
)
"""What is mended in every line, in this order: what one leaves can be due to a later one."""

_MARK = re.compile(f'[{"".join(_FORMS)} \\t\u00a0\u3000,?!;:.(（"]')
_TWICE = ("，，", "、、", "；；", "。。")
_UNUSUAL = re.compile(
    rf"[{''.join(_FORMS)}]|[{HAN}，。、；：？！”’）》][,?!;:.(（\"]|[0-9A-Za-z%％][,;?!][{HAN}“‘《（]"
    rf"|[(\"][{HAN}]|[)\"]{_CHINESE}|(?:[{HAN}]{_SPACE}){{3}}"
)


def _is_unusual(text: str) -> bool:
    """Whether a text can need mending: most need none, and this is quick to say."""
    return (_MARK.search(text) is not None and _UNUSUAL.search(text) is not None) or any(
        twice in text for twice in _TWICE
    )


def mended(lines: Sequence[str]) -> list[Mended]:
    """The lines of a document, each mended; what is mended already, and the page's furniture, stays."""
    spaced = _are_spaced_out(lines)
    return [
        Mended(line)
        if is_furniture(line)
        else mend(line, *([SPACES] if spaced and is_spaced_out(line) else []))
        for line in lines
    ]


def mend(text: str, *more: Mend) -> Mended:
    """A text with ``LINE`` and ``more`` mended, until nothing is left to mend."""
    result = Mended(text)
    if not more and not _is_unusual(text):
        return result
    mends = (*more, *LINE)
    while (again := edit(result, mends)).text != result.text:
        result = again
    return result
