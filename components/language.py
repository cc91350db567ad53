"""The interface's two languages: gettext catalogues, with English as the message ids."""

from __future__ import annotations

import gettext
from collections.abc import Callable
from functools import cache
from pathlib import Path

from corpus.counterparts import COUNTERPARTS

LOCALE = Path(__file__).parent / "locale"
DOMAIN = "messages"
LANGUAGES = ("zh", "en")


@cache
def speak(language: str) -> tuple[Callable[[str], str], Callable[[str, str, int], str]]:
    """The functions (gettext, ngettext) of one of LANGUAGES."""
    catalogue = gettext.translation(DOMAIN, LOCALE, [language])
    return catalogue.gettext, catalogue.ngettext


def N_(message: str) -> str:
    """Mark a message of a table for the catalogues; it is translated where it is drawn."""
    return message


def relationship(code: str, language: str) -> str:
    """The name of the relationship with a counterpart: 中美, China–US."""
    counterpart = COUNTERPARTS[code]
    return counterpart.relationship if language == "zh" else counterpart.relationship_en


def counterpart(code: str, language: str) -> str:
    """The name of a counterpart by itself: 美国, US."""
    found = COUNTERPARTS[code]
    return found.zh if language == "zh" else found.en
