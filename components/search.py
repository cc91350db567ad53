"""The search box: finds, excludes or marks what is typed, and proposes words and relationships meanwhile.

What it is given depends on the corpus and the language alone, so that no click sends it anew.
"""

from __future__ import annotations

from typing import Any

from components import frontend
from components.language import speak
from components.paragraphs import counterparts_file
from corpus.memory import remembered
from corpus.selection import Selection
from corpus.statistics import vocabulary
from corpus.table import Corpus

SEEN = ("language",)
"""The fields of a selection that the box depends on."""

WORDS = 1500
"""Words to propose, the most frequent of the corpus."""


@remembered(8)
def content(corpus: Corpus, selection: Selection) -> dict[str, Any]:
    """What the page draws, for a selection of no more than ``SEEN``.

    ``words`` are proposed by what was typed, and the ``relationships`` of a file: [code, name, other names].
    """
    _ = speak(selection.language)[0]
    return {
        "landmark": "search",
        "label": _("Search"),
        "placeholder": _("Search characters, or /pattern/"),
        "actions": [
            ["terms", _("Search “{term}”")],
            ["without", _("Exclude “{term}”")],
            ["highlights", _("Only mark “{term}”")],
        ],
        "relationship": _("Relationship"),
        "word": _("word"),
        "words": vocabulary(corpus, limit=WORDS),
        "relationships": counterparts_file(selection.language),
    }


def draw(corpus: Corpus, selection: Selection) -> None:
    """Draw the search box."""
    frontend.mount("search", content(corpus, selection.only(*SEEN)))
