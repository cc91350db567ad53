"""The colours of counterparts and of terms: the same everywhere, told apart also by the colour-blind.

Each has a contrast of at least 3 to the light and to the dark background; no text is set in them. The dozen
are of moderate chroma, and were sought so that the nearest two stay as far apart as can be, whoever looks
(``tests/test_colours.py``).
"""

from __future__ import annotations

from zlib import crc32

from corpus.selection import Selection

PALETTE = (
    "#2463C6",
    "#A2511B",
    "#00A2A2",
    "#90637E",
    "#997E00",
    "#8775B4",
    "#36876C",
    "#CF485A",
    "#CF7E51",
    "#7E87EA",
    "#5A7548",
    "#755A90",
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
    "#AB9024",
    "#CF63A2",
    "#3F7575",
    "#7E51AB",
    "#75996C",
    "#AB5112",
    "#0099F3",
    "#876351",
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
