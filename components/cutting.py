"""How it was cut: the words of one paragraph, and the terms and stop words that a reader adds for a visit.

What is added lives in the URL: ``app.py`` cuts the corpus anew with the terms, the counts of words leave out
the stop words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from components.language import N_, speak
from corpus.cutting import listing, pieces, unlisted
from corpus.selection import WORD_LENGTH, Selection
from corpus.tokens import ENTRY, TERM

KINDS = {
    "word": N_("word"),
    "term": N_("term, kept whole"),
    "stopword": N_("stop word, left out of word lists"),
    "short": N_("number or single character, left out of word lists"),
}
"""What each kind of token is called."""

LISTS = {
    "added_terms": ("terms.txt", "Terms that were added while reading."),
    "added_stopwords": ("stopwords.txt", "Stop words that were added while reading."),
}
"""The field of each kind of addition: the list of corpus/lexicon/ that takes it, and what heads it there."""


def content(row: Mapping[str, Any], selection: Selection) -> dict[str, Any]:
    """The panel of one paragraph, a row of PARAGRAPH_COLUMNS as the corpus with the added terms has it."""
    _ = speak(selection.language)[0]
    terms, stopwords = selection.added_terms, selection.added_stopwords
    fresh = dict(zip(LISTS, unlisted(terms, stopwords), strict=True))
    return {
        "id": row["paragraph_id"],
        "pieces": pieces(row["text"], row["tokens"], terms=terms, stopwords=stopwords),
        "kinds": {kind: _(name) for kind, name in KINDS.items()},
        "words": list(selection.words),
        "added": {
            field: [
                [word, "" if word in fresh[field] else _("stands in {list} already").format(list=name)]
                for word in getattr(selection, field)
            ]
            for field, (name, _head) in LISTS.items()
        },
        "files": [
            {
                "name": f"added-{name}",
                "label": _("Save for {list}").format(list=name),
                "text": listing(fresh[field], head),
            }
            for field, (name, head) in LISTS.items()
            if fresh[field]
        ],
        "patterns": {"added_terms": TERM.pattern, "added_stopwords": ENTRY.pattern},
        "longest": WORD_LENGTH,
        "labels": {
            "title": _("How it was cut"),
            "hint": _("Click a word. Several neighbours: drag, Shift+click, or Shift and an arrow key."),
            "legend": [
                ["term", _("term")],
                ["stopword", _("stop word")],
                ["short", _("number, single character")],
                ["added", _("added in this visit")],
            ],
            "before": _("with the word before"),
            "after": _("with the word after"),
            "keep": _("Keep as one word: {word}"),
            "cut": _("Cut {word} as before"),
            "leave": _("Leave {word} out of word lists"),
            "count": _("Count {word} in word lists again"),
            "choose": _("Filter by the word {word}"),
            "drop": _("Drop “{filter}”"),
            "listed": _("{word} stands in {list}.").format(word="{word}", list=LISTS["added_stopwords"][0]),
            "refused": {
                "added_terms": _(
                    "A term is two to {n} Chinese characters, Latin letters or digits, or parts of a name"
                    " joined by ·, without spaces or punctuation."
                ).format(n=WORD_LENGTH),
                "added_stopwords": _(
                    "A stop word is one word of at most {n} characters, without spaces and #."
                ).format(n=WORD_LENGTH),
            },
            "other": _("Another term or stop word"),
            "added_terms": _("Kept whole"),
            "added_stopwords": _("Stop words"),
            "add": {"added_terms": _("Keep whole"), "added_stopwords": _("Leave out")},
            "save": _(
                "Add the saved lines to the list of the same name in corpus/lexicon/ and run make build: then"
                " they hold for everyone."
            ),
        },
    }
