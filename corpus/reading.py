"""A text as the tagger reads it: mended, in Simplified characters, names without a space inside.

Every offset leads back to the text as it stands."""

from __future__ import annotations

import re
from functools import cache

from opencc import OpenCC

from corpus.cleaning import SPACES, Mend, Mended, is_spaced_out, mend
from corpus.counterparts import CHINA, COUNTERPARTS

_TWO_CHARACTERS = frozenset(
    name
    for names in (CHINA.people, *(each.forms["people"] for each in COUNTERPARTS.values()))
    for name in names
    if len(name) == 2
)
_NAMES = Mend(
    "spacing",
    re.compile("(?<=\\w)[ \\t\u00a0\u3000]+(?=\\w)"),
    lambda match: "" if _around(match) in _TWO_CHARACTERS else match[0],
)
_DOTS = Mend("characters", re.compile("[•‧・∙⋅]"), lambda match: "·")
_HALVES = Mend("characters", re.compile("[\ud800-\udfff]"), lambda match: "\ufffd")  # which no engine takes
_UNUSUAL = re.compile("[ \t\u00a0\u3000•‧・∙⋅\ud800-\udfff]")


def read(text: str) -> Mended:
    """``text`` as the tagger reads it; a Simplified text that needs no mending is read as it stands."""
    more = (SPACES if is_spaced_out(text) else _NAMES, _DOTS, _HALVES) if _UNUSUAL.search(text) else ()
    found = mend(text, *more)
    return Mended(simplified(found.text), found.origins, found.repairs)


def _around(match: re.Match[str]) -> str:
    return match.string[match.start() - 1] + match.string[match.end()]


def simplified(text: str) -> str:
    """The text in Simplified characters, one for one, by OpenCC's dictionaries of words and characters."""
    if not _TRADITIONAL.search(text):
        return text
    converted = str(_converter().convert(text))
    if len(converted) == len(text):
        return converted
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
