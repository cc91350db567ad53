"""Bytes → text: which encoding they are in, as far as they tell it.

UTF-8 and a byte order mark prove themselves. The Chinese encodings do not: GB18030 reads the bytes of Big5 as
characters too, only as ones that nobody writes. So each candidate reads the beginning of the file, and the one
that gives the largest share of common characters is believed.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from corpus.faults import SourceError
from corpus.formats import Choice

ENCODINGS: Mapping[str, tuple[str, ...]] = {
    "UTF-8": ("utf-8",),
    "UTF-16": ("utf-16-le", "utf-16-be"),
    "UTF-32": ("utf-32-le", "utf-32-be"),
    "GB18030": ("gb18030",),
    "Big5": ("big5hkscs", "cp950"),
    "Windows-1252": ("cp1252",),
}
"""The encodings that are read, by the names under which people know them, each with its codecs of Python."""

DECLARED = {
    "gb2312": "GB18030",
    "gbk": "GB18030",
    "cp936": "GB18030",
    "hz-gb-2312": "GB18030",
    "big5-hkscs": "Big5",
    "cp950": "Big5",
    "iso-8859-1": "Windows-1252",
    "latin1": "Windows-1252",
}
"""Other names that a page or an owner gives to an encoding."""

_MARKS = (
    (codecs.BOM_UTF8, "UTF-8", "utf-8"),
    (codecs.BOM_UTF32_LE, "UTF-32", "utf-32-le"),  # begins as the mark of UTF-16 does
    (codecs.BOM_UTF32_BE, "UTF-32", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "UTF-16", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "UTF-16", "utf-16-be"),
    (b"\x84\x31\x95\x33", "GB18030", "gb18030"),
)
_WIDE = {
    "x000": ("UTF-32", "utf-32-le"),
    "xx00": ("UTF-32", "utf-32-le"),
    "000x": ("UTF-32", "utf-32-be"),
    "00xx": ("UTF-32", "utf-32-be"),
    "x0x0": ("UTF-16", "utf-16-le"),
    "0x0x": ("UTF-16", "utf-16-be"),
}
_GUESSED = ("GB18030", "Big5", "UTF-16", "Windows-1252")

_LOOKED_AT = 100_000  # bytes from which an encoding is guessed
_PLAUSIBLE = 0.5  # of the characters outside ASCII must be common
_DECLARED_BONUS = 0.2
_BROKEN = 0.2  # broken characters to sound ones, from which on it is another encoding
_LATIN_DENSITY = 0.3  # a European text has fewer characters outside ASCII
_CONTROLS = 0.1  # more of them and it is no text

_REPLACED = "\ufffd"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
# an accented letter stands in a word: neither among its like nor alone; a mark stands at one
_LATIN = re.compile(r"(?<=[A-Za-z])[À-ÖØ-öø-ÿŠšŽžŒœŸ]|[À-ÖØ-öø-ÿŠšŽžŒœŸ](?=[A-Za-z])|[‘’“”–—…•€«»£§°\u00a0]")
_MARKS_OF_TEXT = "，。、：；“”‘’（）《》〈〉？！—─…⋯·‧﹐﹑「」『』【】　％ˇ〇○"


@dataclass(frozen=True)
class Decoded:
    """The text of some bytes, the name of their encoding, a key of ENCODINGS, and notes as in ``Contents``."""

    text: str
    encoding: str
    notes: Sequence[tuple[str, Mapping[str, Any]]] = ()


def decode(content: bytes, file: str, choice: Choice = Choice(), declared: str = "") -> Decoded:
    """The text in ``content``: as its owner chose, or as it proves, declares or seems to be encoded.

    Bytes that are no characters become U+FFFD where they are few; a note counts them.
    Raises SourceError where the choice does not fit, or nothing does.
    """
    chosen = _named(choice.encoding)
    if choice.encoding and not chosen:
        raise SourceError(
            fault="no-encoding", file=file, encoding=choice.encoding, encodings=", ".join(ENCODINGS)
        )
    found = _read(content, ENCODINGS[chosen]) if chosen else None
    if chosen and (found is None or not found.fits):
        raise SourceError(fault="encoding", file=file, encoding=chosen)
    name = chosen
    if found is None:
        name, found = _recognised(content, _named(declared)) or ("", None)
    if found is None:
        fault = "not-text" if _is_no_text(content.decode("latin-1")) else "unknown-encoding"
        raise SourceError(fault=fault, file=file, encodings=", ".join(ENCODINGS))
    text = found.text.rstrip("\0")
    if _is_no_text(text) or not text and content:
        raise SourceError(fault="not-text", file=file)
    notes = (("replaced", {"number": found.broken}),) if found.broken else ()
    return Decoded(text.removeprefix("\ufeff"), name, notes)


def _named(name: str) -> str:
    """The key of ENCODINGS that ``name`` means; "" where it means none."""
    folded = name.strip().lower().replace("_", "-")
    by_name = {key.lower(): key for key in ENCODINGS} | DECLARED
    return by_name.get(folded) or by_name.get(folded.replace("utf", "utf-").replace("--", "-"), "")


@dataclass(frozen=True)
class _Reading:
    """What a codec makes of some bytes; ``broken`` is how many characters it could not read."""

    text: str
    broken: int

    @property
    def fits(self) -> bool:
        """Whether broken ones are few: one is allowed, as a file may have been cut inside a character."""
        return self.broken <= max(1, (_outside(self.text) - self.broken) * _BROKEN)


def _recognised(content: bytes, declared: str) -> tuple[str, _Reading] | None:
    for mark, name, codec in _MARKS:
        if content.startswith(mark):
            return name, _read(content, (codec,))
    if content.count(b"\0") * 5 >= len(content) and (wide := _wide(content)):
        return wide[0], _read(content, (wide[1],))
    utf8 = _read(content, ("utf-8",))
    if not utf8.broken or (
        _outside(utf8.text) > 1 and (_is_cut(content) or utf8.broken * 5 < _outside(utf8.text))
    ):
        return "UTF-8", utf8
    shares = {
        (name, codec): _share(content, codec) + _DECLARED_BONUS * (name == declared)
        for name in _GUESSED
        for codec in ENCODINGS[name]
    }
    name, codec = max(shares, key=lambda each: shares[each])
    return (name, _read(content, (codec,))) if shares[name, codec] >= _PLAUSIBLE else None


def _is_cut(content: bytes) -> bool:
    """Whether bytes are UTF-8 but for a last character of which the end is missing."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(content)
    except UnicodeDecodeError:
        return False
    return True


def _wide(content: bytes) -> tuple[str, str] | None:
    """UTF-16 or UTF-32 of characters most of which are Latin, by where their zero bytes stand."""
    shape = "".join("0" if content[start::4].count(0) * 8 > len(content) else "x" for start in range(4))
    return _WIDE.get(shape)


def _read(content: bytes, names: Sequence[str]) -> _Reading:
    """What the most plausible of some codecs makes of all bytes."""
    best = max(names, key=lambda codec: _share(content, codec)) if len(names) > 1 else names[0]
    text = content.decode(best, "replace")
    itself = _REPLACED.encode(best, "ignore")  # which a file may hold
    return _Reading(text, text.count(_REPLACED) - (content.count(itself) if itself else 0))


def _share(content: bytes, codec: str) -> float:
    """The share of plausible characters among those outside ASCII, less that of broken ones: in [-1, 1]."""
    # without the last character, which may be cut
    text = codecs.getincrementaldecoder(codec)("replace").decode(content[:_LOOKED_AT])
    outside = _outside(text)
    if not outside:
        return 0.0
    if codec == "cp1252":
        return len(_LATIN.findall(text)) / outside if outside < _LATIN_DENSITY * len(text) else 0.0
    common = _common()
    return (sum(each in common for each in text) - text.count(_REPLACED)) / outside


def _outside(text: str) -> int:
    """How many characters are not ASCII."""
    return len(text) - len(text.encode("ascii", "ignore"))


def _is_no_text(text: str) -> bool:
    return len(_CONTROL.findall(text)) > _CONTROLS * len(text)


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """The 3,755 common characters of GB 2312, in their Traditional forms too, and the marks of a text."""
    from opencc import OpenCC

    rows, cells = range(0xB0, 0xD8), range(0xA1, 0xFF)
    simplified = "".join(bytes((row, cell)).decode("gb2312", "ignore") for row in rows for cell in cells)
    wide = "".join(map(chr, range(0xFF01, 0xFF5F)))
    return frozenset(simplified + OpenCC("s2t").convert(simplified) + _MARKS_OF_TEXT + wide)
