"""What stands in a view where nothing passes the filters: a sentence, and what dropping each would give."""

from __future__ import annotations

from typing import Any

from components import bar
from components.language import speak
from corpus.selection import Selection
from corpus.table import Corpus


def ways_out(corpus: Corpus, selection: Selection) -> list[dict[str, Any]]:
    """What dropping each filter of an empty selection would give: {field, value, n, text}, the most first."""
    _, ngettext = speak(selection.language)
    found = []
    for chip in selection.describe():
        n = corpus.count(selection.toggle(chip.field, chip.value))
        text = ngettext("Without “{filter}”: {n} paragraph", "Without “{filter}”: {n} paragraphs", n).format(
            filter=bar.value_label(chip, corpus, selection.language), n=f"{n:,}"
        )
        found.append({"field": chip.field, "value": chip.value, "n": n, "text": text})
    return sorted(found, key=lambda each: -each["n"])


def content(corpus: Corpus, selection: Selection, text: str) -> dict[str, Any]:
    """The empty state as ``emptied`` of dom.js draws it: {text, ways, clear}.

    Ways that lead nowhere are left out; with no way left, everything can be cleared, where there is anything.
    """
    _ = speak(selection.language)[0]
    return {
        "text": text,
        "ways": [way for way in ways_out(corpus, selection) if way["n"]],
        "clear": _("Clear all") if any(selection.describe()) else "",
    }
