"""The colours of counterparts and of terms: the same everywhere, told apart also by the colour-blind.

Each has a contrast of at least 3 to the light and to the dark background; text is never set in them.
"""

from __future__ import annotations

from zlib import crc32

from corpus.selection import Selection

PALETTE = (
    "#0072B2",
    "#D55E00",
    "#0E8A8A",
    "#B5558F",
    "#8C7A00",
    "#7A5FD0",
    "#2E8B57",
    "#C0392B",
    "#A8642A",
    "#4F7FD9",
    "#6B7F2A",
    "#A0529E",
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
    "#B8860B",
    "#C2347A",
    "#0B8A9A",
    "#7A5FD0",
    "#5B8A2B",
    "#D0561F",
    "#3F7FD0",
    "#96705A",
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
