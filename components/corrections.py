"""What a visitor corrects: kept in their session and nowhere else, until they save it or leave.

No other module touches the session's corrections.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple
from weakref import ref

from components import link, visit
from components.language import N_, relationship, speak
from corpus.corrections import TAGS, VERDICTS, Correction, merged, text_hash, write_corrections
from corpus.counterparts import COUNTERPARTS
from corpus.table import Corpus

FILE = "shuangbian-corrections.csv"

DONE = {"add": N_("added"), "remove": N_("removed"), "confirm": N_("confirmed")}
"""What each verdict did, in words."""

TAG_NAMES = {"about": N_("about"), "mentions": N_("mentioned")}
"""What each tag is called."""

_KEY = "corrections"
_SHOWN = 100
_EXCERPT = 24


class _Kept(NamedTuple):
    """The corrections of a session, and the last corpus with them, beside the one that it was made of."""

    corrections: tuple[Correction, ...] = ()
    corpus: Corpus | None = None
    made_of: Corpus | None = None


def current(corpus: Corpus) -> Corpus:
    """The corpus with the corrections of this session; the same object as long as neither changes."""
    kept: _Kept = visit.kept().get(_KEY, _Kept())
    if not kept.corrections:
        return corpus
    if kept.corpus is None or kept.made_of is not corpus:
        kept = _Kept(kept.corrections, corpus.corrected(kept.corrections), corpus)
        visit.kept()[_KEY] = kept
    return kept.corpus or corpus


def made() -> tuple[Correction, ...]:
    """The corrections of this session."""
    kept: _Kept = visit.kept().get(_KEY, _Kept())
    return kept.corrections


def follow(corpus: Corpus) -> Callable[[str], Callable[[], None]]:
    """As ``link.follow``, for a component that shows ``corpus``: its clicks can correct it too.

    The callback does not keep the corpus, as a session that has ended may keep the callback.
    """
    seen = ref(corpus)

    def correct(click: object) -> bool:
        here = seen()
        if here and here.corrections != made():  # two clicks at once
            here = here.corrected(made())
        corrections = changed(here, click) if here and isinstance(click, Mapping) else None
        if corrections is None:
            return False
        visit.kept()[_KEY] = _Kept(corrections)
        return True

    return partial(link.follow, first=correct)


def changed(corpus: Corpus, click: Mapping[str, Any]) -> tuple[Correction, ...] | None:
    """The corrections after a click, in the order in which they were made; None where it is no such click.

    ``correct``: [paragraph_id, tag, code, verdict]; ``uncorrect``: [paragraph_id, tag, code]; ``discard``:
    true. What a browser sends is junk until it is read: what names nothing that exists changes nothing.
    """
    if click.get("discard"):
        return ()
    match click:
        case {"correct": [str(paragraph), str(tag), str(code), str(verdict)]}:
            if tag not in TAGS or code not in COUNTERPARTS or verdict not in VERDICTS:
                return corpus.corrections
            found = corpus.rows(
                "SELECT document_id, text FROM paragraphs WHERE paragraph_id = ? LIMIT 1", [paragraph]
            )
            made = [
                Correction(row["document_id"], paragraph, text_hash(row["text"]), tag, code, verdict)
                for row in found
            ]
            return merged((*corpus.corrections, *made))
        case {"uncorrect": [str(paragraph), str(tag), str(code)]}:
            fitting = corpus.verdicts.get(paragraph, ())
            return tuple(
                each
                for each in corpus.corrections
                if (each.tag, each.counterpart) != (tag, code)
                or not (each.paragraph == paragraph or each in fitting)
            )
        case {"correct": _} | {"uncorrect": _}:
            return corpus.corrections
    return None


def content(corpus: Corpus, language: str) -> dict[str, Any] | None:
    """The corrections as the bar lists them, the latest first; None where there are none."""
    _, ngettext = speak(language)
    if not corpus.corrections:
        return None
    n = len(corpus.corrections)
    texts = {
        each: row["text"] for name, row in corpus.before.items() for each in corpus.verdicts.get(name, ())
    }
    places = {each: name for name, fitting in corpus.verdicts.items() for each in fitting}
    return {
        "count": ngettext("{n} correction", "{n} corrections", n).format(n=f"{n:,}"),
        "note": _("Kept until this page is closed or reloaded: save them first."),
        "save": _("Save as CSV"),
        "file": FILE,
        "csv": write_corrections(corpus.corrections),
        "discard": _("Discard all"),
        "sure": ngettext("Really discard {n} correction?", "Really discard {n} corrections?", n).format(
            n=f"{n:,}"
        ),
        "undo": _("Undo: {what}"),
        "list": [
            {
                "id": places.get(each, ""),
                "key": [each.paragraph, each.tag, each.counterpart],
                "what": f"{relationship(each.counterpart, language)} · {_(TAG_NAMES[each.tag])} · "
                f"{_(DONE[each.verdict])}",
                "text": texts[each][:_EXCERPT] if each in texts else _("no paragraph has this text any more"),
            }
            for each in list(reversed(corpus.corrections))[:_SHOWN]
        ],
    }
