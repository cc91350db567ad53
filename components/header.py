"""The top of the page: what it is, its pages, what it shows, and its two languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from components import frontend, own
from components.language import N_, speak
from corpus.memory import remembered
from corpus.selection import PAGES, Selection
from corpus.table import Corpus

LABELS = {
    "overview": N_("Overview"),
    "trends": N_("Trends"),
    "keyness": N_("Compare"),
    "concordance": N_("Concordance"),
    "comentions": N_("Co-mention"),
    "map": N_("Map"),
    "phrases": N_("Phrases"),
    "reader": N_("Reader"),
    "documents": N_("My documents"),
}
"""What each of PAGES is called."""

CORPORA = {"builtin": N_("Built-in"), "own": N_("Mine"), "both": N_("Both")}
"""What each corpus that can be shown is called."""


def subtitle(documents: Sequence[Mapping[str, Any]], language: str) -> str:
    """Title, source and date of the one document, or how many there are and from when to when."""
    _, ngettext = speak(language)
    if len(documents) == 1:
        only = documents[0]
        return " · ".join(filter(None, (only["title"], only["source"], only["date"])))
    dates = sorted(document["date"] for document in documents if document["date"])
    number = ngettext("{n} document", "{n} documents", len(documents)).format(n=f"{len(documents):,}")
    return " · ".join(filter(None, (number, f"{dates[0]} – {dates[-1]}" if dates else "")))


@remembered(4)
def _subtitle(corpus: Corpus, language: str) -> str:
    return subtitle(corpus.documents, language)


def absent(selection: Selection) -> dict[str, str] | None:
    """What is said where a link shows documents that are not here, {text, builtin}; else None."""
    _ = speak(selection.language)[0]
    if selection.corpus == "builtin":
        return None
    return {
        "text": _(
            "The documents of this link are not here: a link holds none, and reloading or closing the page"
            " clears them. Drop the zip that was downloaded, or ask whoever sent the link for it, and the"
            " same view appears."
        ),
        "builtin": _("Show the built-in corpus"),
    }


def draw(corpus: Corpus, selection: Selection) -> None:
    """Draw the header."""
    _ = speak(selection.language)[0]
    frontend.mount(
        "header",
        {
            "landmark": "",  # its navigation is one
            # the documents of the built-in corpus are not those that are brought here
            "subtitle": "" if selection.view == "documents" else _subtitle(corpus, selection.language),
            "pages": [(page, _(LABELS[page])) for page in PAGES],
            "page": selection.view,
            "pagesLabel": _("Pages"),
            "language": selection.language,
            "label": _("Language"),
            "corpora": [(name, _(said)) for name, said in CORPORA.items()] if own.folder() else [],
            "corpus": selection.corpus,
            "corporaLabel": _("Which documents are shown"),
            "absent": None if own.folder() else absent(selection),
        },
    )
