"""The concordance: every place of a keyword on a line of its own, the keyword in the middle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, NamedTuple

import pandas as pd

from components import controls, exports, frontend, paragraphs, pictures, tables, ways_out
from components import search as search_box
from components.colours import term_colours
from components.language import N_, speak
from corpus import concordance, search
from corpus.citations import LANGUAGES, citation
from corpus.concordance import KWIC_LENGTH, beside, scoped, suggestions, total
from corpus.listings import named_documents
from corpus.memory import remembered
from corpus.selection import FILTERS, Selection
from corpus.table import Corpus

_FOUND = (*FILTERS, "keyword", "kwic_sort", "context", "scope", "document")

SEEN = (*_FOUND, "highlights", "phrase", "kwic_page", "paragraph", "language")
"""The fields of a selection that the concordance depends on."""

SUGGESTED = 30
"""Frequent words that are proposed as keywords."""

CONTEXTS = (8, 12, 16, 24, 36, 60)
"""Characters on each side, to choose from."""

SORTS = {
    "source": (N_("as in the source"), N_("By date, document and position")),
    "left": (N_("by what stands before"), N_("By the nearest character before the keyword, then the next")),
    "right": (N_("by what stands after"), N_("By the nearest character after the keyword, then the next")),
    "date": (N_("newest first"), N_("By date, the latest first; without a date last")),
}
"""What each order is called, and what it means."""


_ROOM = 60  # characters on each side that a picture has room for

Mark = tuple[int, int, str]
"""Where a term stands in a text, and its colour."""


class Found(NamedTuple):
    """A keyword, the selection that it is looked for in, its places there and the paragraphs with them."""

    term: str
    within: Selection
    places: int
    paragraphs: int


def usual(corpus: Corpus) -> list[str]:
    """The most frequent words of the corpus, which the search box has counted already."""
    words: list[str] = search_box.content(corpus, Selection().only(*search_box.SEEN))["words"]
    return words[:SUGGESTED]


def found(corpus: Corpus, selection: Selection) -> Found:
    """The keyword of a selection, and how often it stands in it."""
    seen = selection.only(*_FOUND)
    if seen.scope == "document":  # which one it is can depend on the open paragraph
        seen = seen.choose(document=concordance.document(corpus, selection))
    return _found(corpus, seen)


@remembered(128)
def _found(corpus: Corpus, selection: Selection) -> Found:
    within = scoped(corpus, selection)
    term = concordance.keyword(corpus, selection, usual(corpus))
    return Found(term, within, *(total(corpus, within, term) if term else (0, 0)))


@remembered(64)
def _lines(corpus: Corpus, within: Selection, term: str, page: int) -> list[dict[str, Any]]:
    """The lines of a page, from 1, each with the whole ``text`` of its paragraph."""
    table = concordance.concordance(corpus, within, term, offset=(page - 1) * KWIC_LENGTH)
    found = corpus.rows(
        "SELECT paragraph_id, text FROM paragraphs WHERE list_contains(?::VARCHAR[], paragraph_id)",
        [sorted({*table["paragraph_id"]})],
    )
    texts = {row["paragraph_id"]: row["text"] for row in found}
    return [
        {str(name): value for name, value in row.items()} | {"text": texts[row["paragraph_id"]]}
        for row in table.to_dict("records")
    ]


def page_of(corpus: Corpus, selection: Selection, here: Found) -> int:
    """The page that is shown: that of the open paragraph where it has a line, else the one asked for."""
    page = min(selection.kwic_page, max(1, -(-here.places // KWIC_LENGTH)))
    name = selection.paragraph
    if not name or any(row["paragraph_id"] == name for row in _lines(corpus, here.within, here.term, page)):
        return page
    before = concordance.rank(corpus, here.within, here.term, name)
    return page if before is None else before // KWIC_LENGTH + 1


def empty(corpus: Corpus, selection: Selection, here: Found) -> dict[str, Any] | None:
    """The empty state as ``emptied`` of dom.js draws it; None where there are lines."""
    _ = speak(selection.language)[0]
    if here.places:
        return None
    if not here.term:
        text = _("No paragraph passes all these filters together.")
    elif any(beside(selection, here.term).describe()) or selection.scope != "corpus":
        text = _("“{keyword}” does not stand in any of these paragraphs.").format(keyword=here.term)
    else:
        text = _("“{keyword}” does not stand anywhere in the corpus.").format(keyword=here.term)
    return ways_out.content(
        corpus,
        selection,
        text,
        count=lambda other: found(corpus, other).paragraphs,
        fields=(*FILTERS, "scope"),
    )


def tinted(text: str, begin: int, stop: int, spans: Sequence[Mark]) -> list[tuple[str, str, str]]:
    """A context, ``text[begin:stop]``, in pieces of (text, colour of the term that it is or "", ""), as
    ``segment`` of dom.js draws them. What a term is, the whole text says: ``spans`` are its ``marks``."""
    inside = (cut for span in spans for cut in span[:2] if begin < cut < stop)
    cuts = sorted({begin, stop, *inside})
    return [
        (text[start:end], next((hue for first, last, hue in spans if first <= start < last), ""), "")
        for start, end in pairwise(cuts)
    ]


def marks(texts: Iterable[str], hues: Mapping[str, str]) -> dict[str, list[Mark]]:
    """Where the terms of ``hues`` occur in each of ``texts``, with their colours: a text is asked once."""
    return {
        text: [(*span, hue) for term, hue in hues.items() for span in search.spans(text, term)]
        for text in {*texts}
    }


def opened(corpus: Corpus, selection: Selection, term: str) -> dict[str, Any] | None:
    """The open paragraph as it is drawn beneath its line; None where none is open."""
    if not selection.paragraph:
        return None
    row = corpus.rows("SELECT * FROM paragraphs WHERE paragraph_id = ? LIMIT 1", [selection.paragraph])[0]
    document = named_documents(corpus, [row["document_id"]])[row["document_id"]]
    marking = selection.choose(highlights=(*selection.highlights, term))
    return {
        "id": row["paragraph_id"],
        "section": row["section"] or paragraphs.article(row, selection.language),
        "segments": paragraphs.segments(row, marking),
        "tags": paragraphs.tags(row, selection),
        "cite": {language: citation(row, document, language) for language in LANGUAGES},
        "reader": {
            "choose": {
                "view": "reader",
                "document": row["document_id"],
                "paragraph": row["paragraph_id"],
                # the keyword is marked there too
                "highlights": selection.highlights
                if term in selection.terms
                else [*dict.fromkeys((*selection.highlights, term))],
            }
        },
    }


def _count(here: Found, language: str) -> str:
    """How many places there are, and in how many paragraphs."""
    _, ngettext = speak(language)
    return ngettext("{n} place", "{n} places", here.places).format(n=f"{here.places:,}") + _(
        " in {n} paragraphs"
    ).format(n=f"{here.paragraphs:,}")


@remembered(128)
def content(corpus: Corpus, selection: Selection) -> dict[str, Any]:
    """What the page draws, for a selection of no more than ``SEEN``."""
    _ = speak(selection.language)[0]
    here = found(corpus, selection)
    page = page_of(corpus, selection, here) if here.places else 1
    rows = _lines(corpus, here.within, here.term, page) if here.places else []
    dated = bool(corpus.documents) and corpus.documents[0]["date"] != corpus.documents[-1]["date"]
    sorts = [(name, _(label), _(title)) for name, (label, title) in SORTS.items() if dated or name != "date"]
    marking = selection.choose(highlights=(*selection.highlights, here.term))
    others = {term: hue for term, hue in term_colours(marking).items() if term != here.term}
    spans = marks((row["text"] for row in rows), others)
    last = max(1, -(-here.places // KWIC_LENGTH))
    first = (page - 1) * KWIC_LENGTH + 1
    document = concordance.document(corpus, selection) if len(corpus.documents) > 1 else ""
    titles = {name: row["title"] for name, row in named_documents(corpus, [document]).items()}
    return {
        "title": _("Concordance"),
        "language": selection.language,
        "keyword": here.term,
        "colour": term_colours(marking).get(here.term, ""),
        "input": {
            "label": _("Keyword"),
            "placeholder": _("Characters, or /pattern/"),
            "suggestions": suggestions(selection, usual(corpus)),
        },
        "count": _count(here, selection.language) if here.places else "",
        "range": _("{first}–{last} of {n}").format(
            first=f"{first:,}", last=f"{first + len(rows) - 1:,}", n=f"{here.places:,}"
        )
        if rows
        else "",
        "sort": {"label": _("Order"), "options": sorts, "chosen": selection.kwic_sort},
        "context": {
            "label": _("Characters on each side"),
            "options": [(str(n), str(n)) for n in sorted({*CONTEXTS, selection.context})],
            "chosen": str(selection.context),
        },
        "scope": {
            "label": _("Scope"),
            "options": [
                ("corpus", _("whole corpus")),
                ("document", _("one document"), titles.get(document, "")),
            ],
            "chosen": selection.scope,
            "id": document,
            "document": titles.get(document, "") if selection.scope == "document" else "",
        }
        if document
        else None,
        "lines": [
            {
                "id": row["paragraph_id"],
                "start": int(row["start"]),
                "left": tinted(
                    row["text"], row["start"] - len(row["left"]), row["start"], spans[row["text"]]
                ),
                "keyword": row["keyword"],
                "right": tinted(row["text"], row["end"], row["end"] + len(row["right"]), spans[row["text"]]),
                "date": row["date"] if dated else "",
                "title": row["title"] if document and selection.scope == "corpus" else "",
                "lines": paragraphs.lines_label([int(line) for line in row["lines"][:1]], selection.language),
            }
            for row in rows
        ],
        "open": opened(corpus, selection, here.term) if rows else None,
        "labels": {
            **controls.cite(selection.language),
            "reader": _("Read the document"),
            "untagged": _("no relationship"),
        },
        "page": page,
        "pages": last,
        "turn": controls.turn(page, last, selection.language),
        "empty": empty(corpus, selection, here),
        "menu": exports.menu(selection.language) if here.places else None,
    }


def saved(table: pd.DataFrame, total: int, language: str) -> tables.Table:
    """The lines as a table that can be saved, as many of the ``total`` as there is room for."""
    _ = speak(language)[0]
    stands = {"date": _("Date"), "title": _("Document")}
    columns = {
        "left": _("Before"),
        "keyword": _("Keyword"),
        "right": _("After"),
        "paragraph_id": _("Id"),
        "start": _("First character"),
        "end": _("After the last"),
    }
    return {
        "title": _("Concordance"),
        "columns": [*stands.values(), *map(_, paragraphs.LINES), *columns.values()],
        **exports.bounded(
            (
                [
                    *(row[name] for name in stands),
                    *paragraphs.line_cells(row["lines"]),
                    *(row[name] for name in columns),
                ]
                for row in table.to_dict("records")
            ),
            total,
            language,
        ),
    }


def exported(corpus: Corpus, selection: Selection) -> exports.Exported:
    """What of the concordance leaves the page: all lines, and as a picture those that are shown."""
    _ = speak(selection.language)[0]
    seen = selection.only(*SEEN)
    here = found(corpus, seen)
    language = selection.language

    def table() -> tables.Table:
        every = concordance.concordance(corpus, here.within, here.term, limit=exports.ROWS)
        return saved(every, here.places, language)

    def picture() -> pictures.Body:
        page = _lines(corpus, here.within, here.term, page_of(corpus, seen, here))
        lines = [
            pictures.Line(
                row["text"][max(0, row["start"] - _ROOM) : row["start"]],
                row["keyword"],
                row["text"][row["end"] : row["end"] + _ROOM],
                where(row, language, len(corpus.documents) > 1),
            )
            for row in page
        ]
        return pictures.concordance_lines(lines, total=here.places, width=exports.INNER, language=language)

    return exports.Exported(
        title=_("Concordance: “{keyword}”").format(keyword=here.term) if here.term else _("Concordance"),
        within=beside(replace(selection, documents=here.within.documents), here.term)
        if here.term
        else selection,
        table=table,
        picture=picture if here.places else None,
        notes=(_count(here, language),) if here.places else (),
    )


def where(row: Mapping[str, Any], language: str, named: bool) -> str:
    """Where a line stands: in which line of the source, and its document, where it is to be ``named``."""
    lines = paragraphs.lines_label([int(line) for line in row["lines"][:1]], language)
    return " · ".join(filter(None, ((row["date"], lines, row["title"]) if named else (lines,))))


def draw(corpus: Corpus, selection: Selection) -> None:
    """Draw the concordance."""
    frontend.mount(
        "concordance",
        content(corpus, selection.only(*SEEN)),
        export=exports.answer(exported, corpus, selection),
    )
