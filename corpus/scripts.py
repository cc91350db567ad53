"""Traditional and Simplified characters: a text in the one script read in the other, one for one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import islice, product

from opencc import OpenCC

_MOST = 64  # spellings of one word


def simplified(text: str) -> str:
    """The text in Simplified characters, one for one, by OpenCC's dictionaries of words and characters."""
    if not _TRADITIONAL.search(text):
        return text
    converted = str(_converter().convert(text))
    if len(converted) == len(text):
        return converted
    return "".join(_converter().convert(character)[:1] or character for character in text)


def traditional(words: Iterable[str]) -> frozenset[str]:
    """Every spelling of the words with Traditional characters that is read as one of them: 这里 has 這裏 and
    這裡. Of a word with very many, some."""
    spellings = _spellings()
    return frozenset(
        found
        for word in words
        for spelling in islice(product(*(spellings.get(each, each) for each in word)), _MOST)
        if (found := "".join(spelling)) != word and simplified(found) == word
    )


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


@cache
def _pairs() -> Mapping[str, str]:
    """{Traditional character: its Simplified one}, of all of which OpenCC makes another one."""
    characters = "".join(map(chr, (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))))
    pairs = zip(characters, _converter().convert("\n".join(characters)).split("\n"), strict=True)
    return {one: other for one, other in pairs if one != other}


@cache
def _spellings() -> Mapping[str, str]:
    """{Simplified character: it and those that are read as it}."""
    found: defaultdict[str, str] = defaultdict(str)
    for one, other in _pairs().items():
        found[other] += one
    return {other: other + ones for other, ones in found.items()}


_TRADITIONAL = re.compile(f"[{''.join(_pairs())}]")
