"""What a newcomer is told behind “?”: examples to click, what a tag means, what the keys do."""

from __future__ import annotations

from typing import Any

from components import health
from components.language import N_, relationship, speak
from corpus.memory import remembered
from corpus.selection import Selection
from corpus.statistics import frequencies, mention_counts
from corpus.table import Corpus

KEYS = (
    (("?",), N_("this panel")),
    (("/",), N_("to the search box")),
    (("S",), N_("share: link, code for the room, brief")),
    (("G",), N_("scenes and tour")),
    (("P",), N_("presentation, and back")),
    (("L",), N_("the other language")),
    (("←", "→"), N_("the scene before, the next; without scenes, the page")),
    (("1", "2", "3"), N_("in a presentation: this view alone; with Shift beside the one that is shown")),
    (("F",), N_("full screen")),
    (("J", "K"), N_("in the reader: the next hit, the one before")),
    (("Esc",), N_("close, leave the presentation")),
)
"""What the keyboard does: keys, and what for. ``stage.js`` listens to them."""

MEANINGS = (
    (
        N_("About"),
        N_(
            "The paragraph speaks of China’s relation with it: by name (中俄关系), in one sentence with"
            " China, or by its context, as an answer after its question."
        ),
    ),
    (
        N_("Mentioned"),
        N_(
            "The paragraph names it: the country, one side (美方), a leader, a capital that acts"
            " (华盛顿认为)."
        ),
    ),
    (
        N_("Why?"),
        N_(
            "Under each paragraph: the characters that matched, the rule, and a strength between 0 and 1."
            " Wrong? Correct it there; the counts follow, for you alone."
        ),
    ),
)
"""What a tag means."""


@remembered(8)
def examples(corpus: Corpus, selection: Selection) -> list[dict[str, Any]]:
    """Questions to begin with, each with the click that answers it: {text, click}; of the whole corpus, for a
    selection of no more than a language."""
    _ = speak(selection.language)[0]
    counts = mention_counts(corpus, Selection()).sort_values("about", ascending=False, kind="stable")
    codes = [str(code) for code in counts["counterpart"]]
    names = [relationship(code, selection.language) for code in codes]
    words = [str(word) for word in frequencies(corpus, Selection(), limit=1)["feature"]]
    found: list[tuple[str, dict[str, Any]]] = []
    if codes:
        found.append(
            (
                _("What is said of {relationship}?").format(relationship=names[0]),
                {"view": "overview", "relationships": codes[:1]},
            )
        )
    if len(codes) > 1:
        found.append(
            (
                _("Which words set {one} apart from {other}?").format(one=names[0], other=names[1]),
                {"view": "keyness", "target": codes[0], "reference": codes[1]},
            )
        )
    if words:
        found.append(
            (
                _("In what context does “{word}” stand?").format(word=words[0]),
                {"view": "concordance", "keyword": words[0]},
            )
        )
    found.append((_("Who is named together with whom?"), {"view": "comentions"}))
    return [{"text": text, "click": {"clear": True, "choose": choose}} for text, choose in found]


def content(corpus: Corpus, selection: Selection) -> dict[str, Any]:
    """What the panel says."""
    _ = speak(selection.language)[0]
    return {
        "keysTitle": _("Keys"),
        "keys": [(keys, _(what)) for keys, what in KEYS],
        "meaningsTitle": _("What a tag means"),
        "meanings": [(_(name), _(what)) for name, what in MEANINGS],
        "examplesTitle": _("Try it"),
        "examples": examples(corpus, selection.only("language")),
        "health": health.line(corpus, selection.language),
    }
