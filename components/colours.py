"""The colours of counterparts and of terms: the same everywhere, told apart also by the colour-blind.

Each has a contrast of at least 3 to the light and to the dark background; text is never set in them. They
were sought so that the nearest two stay as far apart as can be, whoever looks (``test_colours``).
"""

from __future__ import annotations

from zlib import crc32

from corpus.selection import Selection

PALETTE = (
    "#387CFF",
    "#DC741C",
    "#05A763",
    "#E02B88",
    "#596F18",
    "#9A74A6",
    "#548453",
    "#CD0200",
    "#BB00A7",
    "#3658E3",
    "#389BD4",
    "#BA4B3D",
)
OTHERS = "#7A7A7A"
"""The colour of all that has none of its own."""

_FIXED = dict(
    zip(
        ("US", "RU", "ASEAN", "JP", "ARAB", "EU", "AFRICA", "IN", "LATAM", "GB", "KR", "KP"),
        PALETTE,
        strict=True,
    )
)


def colour(code: str) -> str:
    """The colour of a counterpart, as #RRGGBB."""
    return _FIXED.get(code) or PALETTE[crc32(code.encode()) % len(PALETTE)]


TERM_PALETTE = (
    "#D47A00",
    "#C60E73",
    "#11A573",
    "#A22BD7",
    "#30794C",
    "#CD0300",
    "#1194FF",
    "#7C7CA5",
)
"""The colours of terms: told from each other, as a tint behind text and as a line in a chart."""


def term_colours(selection: Selection) -> dict[str, str]:
    """The colour of each chosen word, searched and marked term, as #RRGGBB: the same in every view.

    It goes by the term itself, so that it stays when another is dropped; where two want the same, the later
    one takes the next that is free.
    """
    found: dict[str, str] = {}
    for term in dict.fromkeys((*selection.words, *selection.terms, *selection.highlights)):
        first = crc32(term.encode()) % len(TERM_PALETTE)
        order = [*TERM_PALETTE[first:], *TERM_PALETTE[:first]]
        found[term] = next((hue for hue in order if hue not in found.values()), order[0])
    return found
