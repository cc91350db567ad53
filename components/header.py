"""The top of the page: what it is, its pages, what it shows, and its two languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from components import captions, frontend, guide, link, own, scenes, sharing
from components.language import N_, speak
from components.sharing import Answer
from corpus.memory import remembered
from corpus.selection import PAGES, STAGED, STAGES, Selection
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

VIEW_LABELS = {
    "counts": N_("Mention counts"),
    "cloud": N_("Word cloud"),
    "paragraphs": N_("Paragraphs"),
    "world_map": LABELS["map"],
    **{view: LABELS[view] for view in STAGED if view in LABELS},
}
"""What each view is called that can be shown alone."""


@remembered(4)
def _subtitle(corpus: Corpus, language: str) -> str:
    return captions.subtitle(corpus.documents, language)


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


def newer(language: str) -> str:
    """What is said where the link is of a later version than this app; else ""."""
    _ = speak(language)[0]
    return (
        _("This link was made by a newer version of Shuangbian: it is shown as far as it is understood here.")
        if link.newer()
        else ""
    )


def mode(selection: Selection) -> str:
    """Whether this is the whole page, a presentation, or part of somebody else's page."""
    return "embed" if selection.embed else "present" if selection.present and selection.staged() else "page"


def stage(corpus: Corpus, selection: Selection) -> dict[str, Any]:
    """The line over a presentation: {title, sentence, views, shown, …}."""
    _ = speak(selection.language)[0]
    views = [view for row in STAGES[selection.view] for view in row]
    return {
        "title": _(LABELS[selection.view]),
        "sentence": captions.filters(corpus, selection),
        "label": _("Views"),
        "views": [(view, _(VIEW_LABELS[view])) for view in views],
        "shown": selection.staged(),
        "beside": _("Shift: beside the one that is shown"),
        "previous": _("Back"),
        "next": _("On"),
        "leave": _("Leave"),
    }


def embedded(corpus: Corpus, selection: Selection) -> dict[str, Any]:
    """The line below a view in somebody else's page: where it is from, and the way to the whole page."""
    _ = speak(selection.language)[0]
    page = next(page for page, rows in STAGES.items() if any(selection.embed in row for row in rows))
    whole = selection.choose(embed="", view=page)
    return {
        "source": f"{captions.filters(corpus, selection)} · {captions.source(corpus, selection)}",
        "open": _("Open in Shuangbian"),
        "address": f"?{urlencode(whole.to_params(), doseq=True)}",
    }


def hint(corpus: Corpus, language: str) -> dict[str, Any]:
    """The line for those who are here for the first time."""
    _ = speak(language)[0]
    found, _fault = scenes.tour(corpus)
    return {
        "text": _("New here? Click a bar or a word, and everything else follows; ? says more."),
        "away": _("Put this line away"),
        "tour": {"text": _("Take the tour"), "click": scenes.click(1)} if found else None,
    }


def _share(corpus: Corpus, selection: Selection, asked: Mapping[str, Any]) -> dict[str, Any]:
    return sharing.content(corpus, selection, asked, VIEW_LABELS)


def _scenes(corpus: Corpus, selection: Selection, asked: Mapping[str, Any]) -> dict[str, Any]:
    return scenes.content(corpus, selection, asked, LABELS)


def _guide(corpus: Corpus, selection: Selection, _asked: Mapping[str, Any]) -> dict[str, Any]:
    return guide.content(corpus, selection)


PANELS: Mapping[str, tuple[str, Answer]] = {
    "share": (N_("Share"), _share),
    "scenes": (N_("Scenes"), _scenes),
    "guide": (N_("Help"), _guide),
}
"""What opens below the header, by the name that the page asks for it: what it is called, what it holds."""

ANSWERS: Mapping[str, Answer] = {
    **{name: content for name, (_, content) in PANELS.items()},
    "scenes-file": scenes.file,
    "scenes-open": scenes.opened,
    **{action.kind: action.answer for action in sharing.ACTIONS},
}
"""What is answered to each question that the page can ask here."""


def draw(corpus: Corpus, selection: Selection) -> None:
    """Draw the header."""
    _ = speak(selection.language)[0]
    language = selection.language
    shown = mode(selection)

    def answer(asked: link.Asked) -> dict[str, Any]:
        content = ANSWERS.get(asked.kind)
        return dict(content(corpus, selection, asked.details)) if content else {}

    frontend.mount(
        "header",
        {
            "mode": shown,
            "landmark": "",  # its navigation is one
            # the documents of the built-in corpus are not those that are brought here
            "subtitle": "" if selection.view == "documents" else _subtitle(corpus, language),
            "pages": [(page, _(LABELS[page])) for page in PAGES],
            "page": selection.view,
            "pagesLabel": _("Pages"),
            "language": language,
            "label": _("Language"),
            "corpora": [(name, _(said)) for name, said in captions.CORPORA.items()] if own.folder() else [],
            "corpus": selection.corpus,
            "corporaLabel": _("Which documents are shown"),
            "absent": None if own.folder() else absent(selection),
            "newer": newer(language),
            "tools": {name: _(label) for name, (label, _answer) in PANELS.items()}
            | {"present": _("Present"), "close": _("Close")},
            "query": urlencode(selection.to_params(), doseq=True),
            "scene": scenes.current(corpus, selection),
            "hint": hint(corpus, language),
            "stage": stage(corpus, selection) if shown == "present" else None,
            "embed": embedded(corpus, selection) if shown == "embed" else None,
        },
        follow=scenes.follow(corpus),
        export=answer,
    )
