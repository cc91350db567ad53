"""What stands in a view where nothing passes the filters: a sentence, and what dropping each would give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from components import bar
from components.language import speak
from corpus.selection import FILTERS, Chip, Selection
from corpus.table import Corpus

WAYS = 6
"""Values whose dropping is tried: each costs a count."""

Count = Callable[[Selection], int]
"""How many paragraphs a view has something to show of."""


def ways_out(
    corpus: Corpus,
    selection: Selection,
    *,
    count: Count | None = None,
    fields: Collection[str] = FILTERS,
    choose: Mapping[str, str] = {},
) -> list[dict[str, Any]]:
    """What dropping each value of ``fields`` would give, of at most WAYS: {field, value, n, text, choose},
    the most first; ways that lead nowhere are left out.

    ``fields`` are those that the view's ``count`` depends on, its own filters not among them, and ``choose``
    is what a way also chooses: {field: value}, so that what the view is about stays.
    """
    _, ngettext = speak(selection.language)
    found = []
    chips = [chip for chip in selection.describe() if chip.field in fields]
    if "scope" in fields and selection.scope != "corpus":
        chips.append(Chip("scope", selection.scope, ""))
    for chip in _in_turn(chips)[:WAYS]:
        n = (count or corpus.count)(selection.toggle(chip.field, chip.value).choose(**choose))
        if chip.field == "scope":
            text = ngettext("In the whole corpus: {n} paragraph", "In the whole corpus: {n} paragraphs", n)
        elif count:  # of a view that does not depend on every filter
            text = ngettext(
                "Without “{filter}”: {n} paragraph here", "Without “{filter}”: {n} paragraphs here", n
            )
        else:
            text = ngettext("Without “{filter}”: {n} paragraph", "Without “{filter}”: {n} paragraphs", n)
        said = text.format(filter=bar.value_label(chip, corpus, selection.language), n=f"{n:,}")
        found.append({"field": chip.field, "value": chip.value, "n": n, "text": said, "choose": dict(choose)})
    return sorted((way for way in found if way["n"]), key=lambda each: -each["n"])


def nothing_passes(corpus: Corpus, selection: Selection) -> dict[str, Any] | None:
    """The empty state of a view that shows something of every paragraph; None where one passes."""
    _ = speak(selection.language)[0]
    if corpus.count(selection):
        return None
    return content(corpus, selection, _("No paragraph passes all these filters together."))


def _in_turn(chips: Sequence[Chip]) -> list[Chip]:
    """Chips so that the first of each field come first: one of many values is seldom what is in the way."""
    seen: Counter[str] = Counter()
    placed = []
    for chip in chips:
        placed.append((seen[chip.field], chip))
        seen[chip.field] += 1
    return [chip for _place, chip in sorted(placed, key=lambda each: each[0])]


def content(
    corpus: Corpus,
    selection: Selection,
    text: str,
    *,
    count: Count | None = None,
    fields: Collection[str] = FILTERS,
    choose: Mapping[str, str] = {},
) -> dict[str, Any]:
    """The empty state as ``emptied`` of dom.js draws it: {text, ways, clear}, the ways as of ``ways_out``.

    With no way left, everything can be cleared, where that leads somewhere.
    """
    _ = speak(selection.language)[0]
    ways = ways_out(corpus, selection, count=count, fields=fields, choose=choose)
    clears = not ways and (count or corpus.count)(selection.clear())
    return {"text": text, "ways": ways, "clear": _("Clear all") if clears else ""}
