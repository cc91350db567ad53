"""The bar of what is shown: the active filters as chips that read as a sentence, n of N paragraphs, and
what the visitor corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from components import corrections, frontend
from components.language import N_, relationship, speak
from corpus.selection import FILTERS, Chip, Selection
from corpus.table import Corpus

SEEN = (*FILTERS, "language")
"""The fields of a selection that the bar depends on."""

_LABELS = {
    "Relationship": N_("Relationship"),
    "Strength": N_("Strength"),
    "Word": N_("Word"),
    "Not": N_("Not"),
    "Section": N_("Section"),
    "Document": N_("Document"),
}


STRENGTHS = {
    0.0: N_("Every tag"),
    0.5: N_("Without tags that an ambiguous form or the paragraph before alone suggests"),
    0.8: N_("Only tags whose evidence stands in the paragraph itself"),
}
"""The least strengths to choose from, and what each leaves."""


def value_label(chip: Chip, corpus: Corpus, language: str) -> str:
    """What the value of a chip is called in the interface."""
    if chip.field == "relationships":
        return relationship(chip.value, language)
    if chip.field == "sections":
        return next(str(each["text"]) for each in corpus.sections if each["section_id"] == chip.value)
    if chip.field == "documents":
        return next(str(each["title"]) for each in corpus.documents if each["document_id"] == chip.value)
    if chip.field == "strength":
        return f"≥ {float(chip.value):.2f}"
    return chip.value


def chips(corpus: Corpus, selection: Selection) -> list[dict[str, str]]:
    """The active filters: {field, value, label, text, remove}."""
    _ = speak(selection.language)[0]
    result = []
    for chip in selection.describe():
        text = value_label(chip, corpus, selection.language)
        name = (
            _("Mentioned") if chip.field == "relationships" and selection.tag == "mentions" else _(chip.label)
        )
        result.append(
            {
                "field": chip.field,
                "value": chip.value,
                "label": _("{field}:").format(field=name),
                "text": text,
                "remove": _("Drop “{filter}”").format(filter=text),
            }
        )
    return result


def section_options(sections: Sequence[Mapping[str, Any]], language: str) -> list[list[object]]:
    """The headings to choose from, in document order: [section_id, text, how much text it has]."""
    _, ngettext = speak(language)
    return [
        [
            section["section_id"],
            section["text"],
            ngettext("{n} paragraph", "{n} paragraphs", section["paragraphs"]).format(n=section["paragraphs"])
            if section["paragraphs"]
            else _("heading only"),
        ]
        for section in sections
    ]


@lru_cache(maxsize=128)
def content(corpus: Corpus, selection: Selection) -> dict[str, Any]:
    """What the page draws, for a selection of no more than ``SEEN``."""
    _, ngettext = speak(selection.language)
    return {
        "chips": chips(corpus, selection),
        "everything": _("Everything is shown. Click a bar or a word to choose it."),
        "count": ngettext("{n} of {total} paragraph", "{n} of {total} paragraphs", corpus.size).format(
            n=f"{corpus.count(selection):,}", total=f"{corpus.size:,}"
        ),
        "clear": _("Clear all"),
        "match": {
            "label": _("Several relationships"),
            "options": [("any", _("any of them")), ("all", _("all of them"))],
            "chosen": selection.match,
        }
        if len(selection.relationships) > 1
        else None,
        "strength": {
            "label": _("Strength of tags"),
            "options": [
                (str(least), f"≥ {least}" if least else _("all"), _(hint))
                for least, hint in STRENGTHS.items()
            ],
            "chosen": str(selection.strength),
        },
        "sections": {
            "label": _("Sections"),
            "search": _("Find a section"),
            "none": _("No section has these characters."),
            "options": section_options(corpus.sections, selection.language),
            "chosen": list(selection.sections),
        },
        "corrections": corrections.content(corpus, selection.language),
    }


def draw(corpus: Corpus, selection: Selection) -> None:
    """Draw the bar."""
    frontend.mount("bar", content(corpus, selection.only(*SEEN)), follow=corrections.follow(corpus))
