"""A text as the tagger reads it: mended, in Simplified characters, names without a space inside.

Every offset leads back to the text as it stands."""

from __future__ import annotations

import re

from corpus.cleaning import SPACES, Mend, Mended, is_spaced_out, mend
from corpus.counterparts import CHINA, COUNTERPARTS
from corpus.scripts import simplified

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
