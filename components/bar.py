"""The bar of what is shown: the active filters as chips that read as a sentence, n of N paragraphs, and
what the visitor corrected."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from components import corrections, frontend, link
from components.colours import term_colours
from components.language import N_, relationship, speak
from corpus import listings, search
from corpus import mistyped as misreadings
from corpus.memory import remembered
from corpus.mistyped import Mistyped
from corpus.selection import FILTERS, Chip, Selection
from corpus.table import Corpus

SEEN = (*FILTERS, "highlights", "added_terms", "added_stopwords", "heading", "language")
"""The fields of a selection that the bar depends on."""

SECTIONS = 50
"""Sections that are listed at once, of those that have what is sought."""

_LABELS = {
    "Relationship": N_("Relationship"),
    "Strength": N_("Strength"),
    "Word": N_("Word"),
    "Not": N_("Not"),
    "Search": N_("Search"),
    "Without": N_("Without"),
    "Marked": N_("Marked"),
    "Section": N_("Section"),
    "Document": N_("Document"),
    "From": N_("From"),
    "To": N_("To"),
    "Kept whole": N_("Kept whole"),
    "Stop word": N_("Stop word"),
}

_TURNS = {
    "words": ("excluded", N_("Exclude it instead")),
    "excluded": ("words", N_("Look for it instead")),
    "terms": ("without", N_("Exclude it instead")),
    "without": ("highlights", N_("Only mark it instead")),
    "highlights": ("terms", N_("Search it instead")),
}
"""What a click on a chip's name makes of it: the other field, and what the click does in words."""

_REFUSALS = {
    search.TOO_SLOW: N_("The pattern {pattern} takes too long here and is left out; make it simpler."),
    search.MATCHES_NOTHING: N_(
        "The pattern {pattern} also matches where there is nothing and is left out; write + instead of *,"
        " for example."
    ),
}
"""Why a pattern is left out, in words."""

_UNREADABLE = N_("The pattern {pattern} cannot be read and is left out: {reason}.")
"""The same for any other reason, which is what is wrong with it."""

_FAULTS = {
    "missing )": N_("a closing bracket ) is missing"),
    "unexpected )": N_("a closing bracket ) has no opening one"),
    "missing ]": N_("a closing bracket ] is missing"),
    "invalid perl operator": N_("what stands before or after cannot be looked at"),
    "invalid repetition size": N_("it repeats too often"),
    "pattern too large": N_("it is too large"),
    "no argument for repetition": N_("there is nothing that could be repeated"),
    "invalid escape sequence": N_("what follows a backslash is unknown"),
    "invalid character class range": N_("a range in square brackets is the wrong way round"),
}
"""The usual faults, by how RE2 begins to say them."""


STRENGTHS = {
    0.0: N_("Every tag"),
    0.5: N_("Without tags that an ambiguous form or the paragraph before alone suggests"),
    0.8: N_("Only tags whose evidence stands in the paragraph itself"),
}
"""The least strengths to choose from, and what each leaves."""


_TITLES = {
    "sections": "SELECT text AS title FROM paragraphs WHERE paragraph_id = ? LIMIT 1",
    "documents": "SELECT title FROM documents WHERE document_id = ? LIMIT 1",
}
"""What the section or the document is called that a filter names."""


def value_label(chip: Chip, corpus: Corpus, language: str) -> str:
    """What the value of a chip is called in the interface."""
    if chip.field == "relationships":
        return relationship(chip.value, language)
    if chip.field in _TITLES:
        return next(str(row["title"]) for row in corpus.rows(_TITLES[chip.field], [chip.value]))
    if chip.field == "strength":
        return f"≥ {float(chip.value):.2f}"
    return chip.value


def chips(corpus: Corpus, selection: Selection) -> list[dict[str, str]]:
    """The active filters: {field, value, label, text, remove, colour, turn}; ``turn`` is [other field, what
    a click on the label does] or None."""
    _ = speak(selection.language)[0]
    hues = term_colours(selection)
    result = []
    for chip in selection.describe():
        text = value_label(chip, corpus, selection.language)
        name = (
            _("Mentioned") if chip.field == "relationships" and selection.tag == "mentions" else _(chip.label)
        )
        other, what = _TURNS.get(chip.field, ("", ""))
        result.append(
            {
                "field": chip.field,
                "value": chip.value,
                "label": _("{field}:").format(field=name),
                "text": text,
                "remove": _("Drop “{filter}”").format(filter=text),
                "colour": hues.get(chip.value, "") if chip.field in ("words", *search.FIELDS) else "",
                "turn": [other, _(what)] if other else None,
            }
        )
    return result


def refused(patterns: Iterable[tuple[str, str, str]], language: str) -> list[dict[str, str]]:
    """The patterns that cannot be used, of ``link.refused``, as chips with a sentence: {field, value, remove,
    text}."""
    _ = speak(language)[0]
    return [
        {
            "field": field,
            "value": term,
            "remove": _("Drop “{filter}”").format(filter=term),
            "text": _(_REFUSALS.get(reason, _UNREADABLE)).format(
                pattern=term, reason=_fault(reason, language)
            ),
        }
        for field, term, reason in patterns
    ]


def mistyped(
    parts: Sequence[Mistyped], instead: Callable[[Mapping[str, str]], dict[str, Any]], language: str
) -> dict[str, Any] | None:
    """What is said of the parts of a short link that are words which nothing has, {text, ways}; None where
    there are none. A way is {text, choose}, what it chooses as ``link.instead`` has it."""
    if not parts:
        return None
    _, ngettext = speak(language)
    meant = {each.part: each.meant for each in parts if each.meant}
    read = (_("Read “{part}” as {meant}").format(part=part, meant=other) for part, other in meant.items())
    # all at once: the next click takes the short form from the URL, and with it what is said here
    ways = [(_(", ").join(read), meant)] if meant else []
    return {
        "text": ngettext(
            "{parts} of the link was read as a word, and no paragraph has it.",
            "{parts} of the link were read as words, and no paragraph has them.",
            len(parts),
        ).format(parts=_(", ").join(f"“{each.part}”" for each in parts)),
        "ways": [{"text": text, "choose": instead(others)} for text, others in ways],
    }


def _fault(reason: str, language: str) -> str:
    """What RE2 says of a pattern, in words where it is one of the usual faults."""
    _ = speak(language)[0]
    return next((_(said) for sign, said in _FAULTS.items() if reason.startswith(sign)), reason)


def section_options(sections: Sequence[Mapping[str, Any]], language: str) -> list[list[object]]:
    """The headings to choose from, in document order: [section_id, text, how much text it has]."""
    _, ngettext = speak(language)
    return [
        [
            section["section_id"],
            section["text"],
            ngettext("{n} paragraph", "{n} paragraphs", section["paragraphs"]).format(
                n=f"{section['paragraphs']:,}"
            )
            if section["paragraphs"]
            else _("heading only"),
        ]
        for section in sections
    ]


@remembered(32)
def _sections(corpus: Corpus, sought: str) -> tuple[int, list[dict[str, Any]]]:
    return listings.sections(corpus, sought, limit=SECTIONS)


def _listed(corpus: Corpus, selection: Selection) -> dict[str, Any] | None:
    """The sections to choose from, those with what is sought; None where there are none at all."""
    _ = speak(selection.language)[0]
    if not _sections(corpus, "")[0]:
        return None
    n, found = _sections(corpus, selection.heading)
    return {
        "label": _("Sections"),
        "search": _("Find a section"),
        "sought": selection.heading,
        "options": section_options(found, selection.language),
        "note": _("No section has these characters.")
        if not n
        else _("The first {n} of {total}: type to find others.").format(n=f"{len(found):,}", total=f"{n:,}")
        if n > len(found)
        else "",
        "chosen": list(selection.sections),
    }


@remembered(128)
def content(corpus: Corpus, selection: Selection) -> dict[str, Any]:
    """What the page draws, for a selection of no more than ``SEEN``."""
    _, ngettext = speak(selection.language)
    return {
        "label": _("What is shown"),
        "chips": chips(corpus, selection),
        "everything": _("Everything is shown. Click a bar or a word to choose it."),
        "count": ngettext("{n} of {total} paragraph", "{n} of {total} paragraphs", corpus.size).format(
            n=f"{corpus.count(selection):,}", total=f"{corpus.size:,}"
        ),
        "clear": _("Clear all"),
        "matches": [
            {
                "field": field,
                "label": label,
                "options": [("any", _("any of them")), ("all", _("all of them"))],
                "chosen": getattr(selection, field),
            }
            for field, label, values in (
                ("match", _("Several relationships"), selection.relationships),
                ("terms_match", _("Several searches"), selection.terms),
            )
            if len(values) > 1
        ],
        "strength": {
            "label": _("Strength of tags"),
            "options": [
                (str(least), f"≥ {least}" if least else _("all"), _(hint))
                for least, hint in STRENGTHS.items()
            ],
            "chosen": str(selection.strength),
        },
        "sections": _listed(corpus, selection),
        "corrections": corrections.content(corpus, selection.language),
    }


def draw(corpus: Corpus, selection: Selection) -> None:
    """Draw the bar."""
    data = content(corpus, selection.only(*SEEN))
    patterns = refused(link.refused(corpus), selection.language)
    parts = misreadings.mistyped(corpus, text) if (text := link.short()) else ()
    said = {"refused": patterns, "mistyped": mistyped(parts, link.instead, selection.language)}
    frontend.mount("bar", data | said, follow=corrections.follow(corpus))
