"""Parts of a short link that were read as words, which the corpus does not have: what was meant.

Nearest is what shares the most characters by ``difflib``. The relationships share one of two with each other
(中俄, 中法), so that of what is as near, that is taken whose other characters are read alike: whoever types
中鹅 has chosen the wrong one of those that sound the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher, get_close_matches
from itertools import chain
from typing import NamedTuple

import pyarrow.compute as pc

from corpus import links
from corpus.memory import remembered
from corpus.selection import Selection
from corpus.table import Corpus

MOST = 6
"""Parts of a link that are looked at: each costs a search through the vocabulary."""

NEAR, HALF = 0.6, 0.5
"""How near what was meant must be, by ``SequenceMatcher.ratio``: half where what differs is read alike."""

ALIKE = 30
"""How far apart in GB 2312 characters may stand to be read alike, at least nearly."""

_OTHERWISE = 10**6
_SPAN = re.compile(r"(?P<since>[\d.年月日]*)(?:(?P<to>[-–—至到]|\.\.)(?P<until>[\d.年月日]*))?", re.ASCII)


class Mistyped(NamedTuple):
    """A part of a short link as it is typed, the word that it was read as, and the part that was meant, ""
    where nothing is near."""

    part: str
    word: str
    meant: str


@remembered(16)
def mistyped(corpus: Corpus, text: str) -> tuple[Mistyped, ...]:
    """The parts of a short form that are words for want of anything else, and occur nowhere in the corpus; of
    many the first MOST."""
    loose = [
        (part, word)
        for part, word in links.loose(text).items()
        if Selection.from_params({"w": [word]}).words == (word,)  # others are dropped
    ]
    if not loose:
        return ()
    words = corpus.words
    known = set(words.named(words.codes(word for _, word in loose)))
    missing = [(part, word) for part, word in loose if word not in known][:MOST]
    return tuple(Mistyped(part, word, _meant(corpus, part, word)) for part, word in missing)


def _meant(corpus: Corpus, part: str, word: str) -> str:
    """The part that was meant, "" for none."""
    if re.search(r"\d", part) and (span := _span(part, _years(corpus))):
        return span
    if ":" in part:
        return _sides(part)
    if part != word:  # it has the sign of a word that must not occur
        found = nearest(word, _words(corpus, word))
        return f"-{found}" if found else ""
    return nearest(part, chain(links.NAMES, _words(corpus, word)))


def nearest(typed: str, choices: Iterable[str]) -> str:
    """The nearest of some choices, the first of those that are as near; "" where none is near."""
    matcher = SequenceMatcher(autojunk=False)
    folded = _folded(typed)
    matcher.set_seq2(folded)
    best, found = (0.0, 0), ""
    for choice in choices:
        other = _folded(choice)
        matcher.set_seq1(other)
        if matcher.real_quick_ratio() < HALF or matcher.quick_ratio() < HALF:
            continue
        ratio, apart = matcher.ratio(), _apart(folded, other)
        if (ratio >= NEAR or (ratio >= HALF and apart <= ALIKE)) and (ratio, -apart) > best:
            best, found = (ratio, -apart), choice
    return found


def _folded(text: str) -> str:
    return text.casefold().replace("–", "-")


def _apart(typed: str, other: str) -> int:
    """How far those characters are apart that differ: GB 2312 has the common ones in the order in which they
    are read, those that sound the same side by side."""
    if len(typed) != len(other):
        return _OTHERWISE
    return sum(_steps(one, two) for one, two in zip(typed, other, strict=True) if one != two)


def _steps(one: str, two: str) -> int:
    try:
        (row, cell), (other_row, other_cell) = one.encode("gb2312"), two.encode("gb2312")
    except ValueError:  # not in it, or of one byte
        return _OTHERWISE
    return abs((row - other_row) * 94 + cell - other_cell)


def _words(corpus: Corpus, word: str) -> Iterator[str]:
    """The words of the corpus that may be near: of about that length, with a character of it."""
    words = corpus.words
    listed = words.vocabulary.filter(words.listed)
    lengths = pc.utf8_length(listed)
    near = pc.and_(pc.greater_equal(lengths, len(word) // 2), pc.less_equal(lengths, 2 * len(word)))
    some = listed.filter(near)
    characters = "".join(map(re.escape, sorted(set(word))))
    yield from some.filter(pc.match_substring_regex(some, f"[{characters}]", ignore_case=True)).to_pylist()


def _years(corpus: Corpus) -> list[str]:
    """The years from the first to the last document that has a date."""
    years = [int(each["date"][:4]) for each in corpus.documents if each["date"]]
    return [str(year) for year in range(min(years), max(years) + 1)] if years else []


def _span(part: str, years: list[str]) -> str:
    """The span of time that was meant by a part of nothing but numbers: what is no day, month or year is the
    nearest year."""
    found = _SPAN.fullmatch(part)
    if not found:
        return ""
    sides = []
    for side in (found["since"], found["until"] or ""):
        plain = re.sub(r"(\d{4})(\d\d)(\d\d)?", r"\1.\2.\3", side) if len(side) in (6, 8) else side
        day = re.sub("[年月]", ".", plain).replace("日", "").strip(".")
        if day and set(links.read(day)) != {"from", "to"}:
            day = next(iter(get_close_matches(day, years, 1)), "")
        if side and not day:
            return ""
        sides.append(day)
    since, until = sides
    if since and until and since > until:
        return ""
    return f"{since}-{until}" if found["to"] else since


def _sides(part: str) -> str:
    """The comparison that was meant."""
    sides = [each.strip() for each in part.split(":")]
    meant = [side and nearest(side, links.RELATIONSHIP_NAMES) for side in sides]
    understood = (
        len(sides) == 2
        and any(sides)
        and all(other or not side for side, other in zip(sides, meant, strict=True))
    )
    return ":".join(meant) if understood else ""
