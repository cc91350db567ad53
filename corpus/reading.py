"""A text as the tagger reads it: in Simplified characters, without the spaces, the pinyin in brackets and the
doubled commas that sources put between its characters. Every offset leads back to the text as it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from opencc import OpenCC

from corpus.counterparts import CHINA, COUNTERPARTS

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_INSERTED = re.compile(
    # a space, 關(guān)系, ，，
    r"(?P<space>[ \t\u00a0\u3000]+)"
    rf"|(?<=[{_HAN}])[(（][a-zàáèéìíòóùúüāēěīńňōūǎǐǒǔǖǘǚǜɡ ]+[)）]|(?<=([，。、；]))\2"
)
_CHINESE = re.compile(rf"[{_HAN}，。、；：？！“”‘’（）《》]")
_SPACED_OUT = 0.12
"""Spaces a character from which on they part words, and not headlines or sentences."""
_TWO_CHARACTERS = frozenset(
    name
    for name in (*CHINA.people, *(form for each in COUNTERPARTS.values() for form in each.forms["people"]))
    if len(name) == 2
)
_SIMILAR = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF5B))}
    | dict.fromkeys("•‧・∙⋅", "·")
    | {chr(code): "\ufffd" for code in range(0xD800, 0xE000)}  # halves of characters, which no engine takes
)
_HALF_WIDTH = re.compile(rf"(?<=[{_HAN}”’）》])[,?!;:]")
_FULL_WIDTH = {",": "，", "?": "？", "!": "！", ";": "；", ":": "："}


@dataclass(frozen=True)
class Reading:
    """``text`` is what is read; ``origins[i]`` is where its character i stands in the source's text."""

    text: str
    origins: Sequence[int] = ()  # empty where the text is read as it stands

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where text[start:end] stands in the source's text."""
        if not self.origins or start == end:
            return start, end
        return self.origins[start], self.origins[end - 1] + 1


def read(text: str) -> Reading:
    """``text`` as the tagger reads it; a Simplified text without such marks is read as it stands."""
    if not _UNUSUAL.search(text):
        return Reading(text)
    kept: list[str] = []
    origins: list[int] = []
    position = 0
    spaced_out = text.count(" ") + text.count("\u3000") > _SPACED_OUT * len(text)
    for match in _INSERTED.finditer(text):
        if match["space"]:
            before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
            chinese = _CHINESE.match(before) or _CHINESE.match(after)
            if not (chinese if spaced_out else before + after in _TWO_CHARACTERS):  # 王 毅
                continue
        kept.append(text[position : match.start()])
        origins += range(position, match.start())
        position = match.end()
    kept.append(text[position:])
    origins += range(position, len(text))
    similar = "".join(kept).translate(_SIMILAR)
    return Reading(_simplified(_HALF_WIDTH.sub(lambda mark: _FULL_WIDTH[mark[0]], similar)), tuple(origins))


def _simplified(text: str) -> str:
    """The text in Simplified characters, one for one, by OpenCC's dictionaries of words and characters."""
    if not _TRADITIONAL.search(text):
        return text
    simplified = str(_converter().convert(text))
    if len(simplified) == len(text):
        return simplified
    return "".join(_converter().convert(character)[:1] or character for character in text)


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def _traditional() -> str:
    """Every character that OpenCC makes another one of."""
    characters = "".join(map(chr, (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))))
    pairs = zip(characters, _converter().convert("\n".join(characters)).split("\n"), strict=True)
    return "".join(one for one, other in pairs if one != other)


_TRADITIONAL = re.compile(f"[{_traditional()}]")
_UNUSUAL = re.compile(
    "[" + "".join(map(chr, _SIMILAR)) + f" \t\u00a0\u3000(,?!;:{_traditional()}]|（[a-z]|([，。、；])\\1"
)
