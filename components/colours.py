"""The colour of a counterpart: the same everywhere, told from its neighbours also by the colour-blind.

Each has a contrast of at least 3 to the light and to the dark background; text is never set in them.
"""

from __future__ import annotations

from zlib import crc32

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
