"""The interface's two languages: gettext catalogues, with English as the message ids."""

from __future__ import annotations

import gettext
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from corpus.counterparts import COUNTERPARTS
from corpus.faults import FAULTS, N_, NOTES

__all__ = ["DOMAIN", "LANGUAGES", "N_", "counterpart", "fault", "note", "relationship", "sentences", "speak"]

LOCALE = Path(__file__).parent / "locale"
DOMAIN = "messages"
LANGUAGES = ("zh", "en")


@cache
def speak(language: str) -> tuple[Callable[[str], str], Callable[[str, str, int], str]]:
    """The functions (gettext, ngettext) of one of LANGUAGES."""
    catalogue = gettext.translation(DOMAIN, LOCALE, [language])
    return catalogue.gettext, catalogue.ngettext


def sentences(said: Iterable[str], language: str) -> str:
    """Sentences one after the other: Chinese ones stand without a space between them."""
    return ("" if language == "zh" else " ").join(said)


def fault(name: str, values: Mapping[str, Any], language: str) -> str:
    """What is wrong with a file, of ``faults.FAULTS``, as a sentence."""
    return speak(language)[0](FAULTS[name]).format(**values)


def note(name: str, values: Mapping[str, Any], language: str) -> str:
    """What was noticed in a file, of ``faults.NOTES``, as a sentence."""
    return speak(language)[0](NOTES[name]).format(**values)


def relationship(code: str, language: str) -> str:
    """The name of the relationship with a counterpart: 中美, China–US."""
    counterpart = COUNTERPARTS[code]
    return counterpart.relationship if language == "zh" else counterpart.relationship_en


def counterpart(code: str, language: str) -> str:
    """The name of a counterpart by itself: 美国, US."""
    found = COUNTERPARTS[code]
    return found.zh if language == "zh" else found.en
