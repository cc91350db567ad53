"""The brief of a comparison: its two sides, and what is distinctive of each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from components import captions, keyness
from components.brief import METHOD, Brief, Figure, Quote, Side, fitted, quoted
from components.language import N_, sentences, speak
from components.paragraphs import strong
from corpus.keyness import Comparison
from corpus.selection import Selection
from corpus.statistics import strongest
from corpus.table import Corpus

READ = N_(
    "A and B are how many times a word occurs there. A log ratio of 1 is twice as often in A as in B, for the"
    " size of each, of −1 half as often; a count of 0 is taken for 0.5. All words have p < .05."
)
"""What must be known to read the tables."""

COMPARED = N_(
    "G² is the log-likelihood ratio of a word on side A against side B, and p of one word alone, not"
    " corrected for how many are compared."
)
"""How the words are found."""

QUOTED = N_(
    "Of each side, the strongest paragraph that has its first word and does not belong to the other side too;"
    " none where there is no such paragraph."
)
"""Which paragraphs are quoted."""

_SOUGHT = 20  # paragraphs, among which one is that does not belong to both sides


def content(corpus: Corpus, selection: Selection, link: str, today: date) -> Brief | None:
    """The brief of what is compared, with the ``link`` to the same view, as of ``today``; None where there is
    nothing to compare."""
    _ = speak(selection.language)[0]
    seen = keyness.compared(corpus, selection)
    found = keyness.comparison(corpus, seen)
    if found is None:
        return None
    left = keyness.exported(corpus, selection)
    sides = tuple(_sides(found, seen))
    quotes = tuple(_quotes(corpus, left.within, seen, sides))
    counted = {"about": _("Counted: what paragraphs are about"), "mentions": _("Counted: what they mention")}
    return fitted(
        Brief(
            language=selection.language,
            title=left.title,
            sentence=" · ".join((captions.filters(corpus, left.within), counted[selection.tag])),
            figures=tuple(_figures(found, seen)),
            sides=sides,
            words_note=sentences((_(READ), *keyness.warnings(found, seen)), selection.language),
            quotes=quotes,
            quotes_note=_(QUOTED) if quotes else _("No word is distinctive (p < .05)."),
            source=captions.source(corpus, selection),
            link=link,
            method=tuple(map(_, (*METHOD[:2], COMPARED))),
            made=captions.made(selection.language, today),
            day=today,
        )
    )


def _figures(found: Comparison, seen: Selection) -> Iterator[Figure]:
    """How large both sides are."""
    _ = speak(seen.language)[0]
    for code, size in ((seen.target, found.target), (seen.reference, found.reference)):
        side = keyness.side_name(code, seen.language)
        yield Figure(_("{side}: paragraphs").format(side=side), f"{size.paragraphs:,}")
        yield Figure(_("{side}: words").format(side=side), f"{size.tokens:,}")


def _sides(found: Comparison, seen: Selection) -> Iterator[Side]:
    """The most distinctive words of each side with their numbers."""
    _ = speak(seen.language)[0]
    every = found.table.to_dict("records")
    for side in ("target", "reference"):
        rows = [row for row in every if keyness.significant(row, side)][: keyness.LISTED]
        yield Side(
            keyness.ranked(every, side, found, seen)["title"],
            (_("Word"), "A", "B", "G²", _("Log ratio")),
            tuple(
                (
                    row["feature"],
                    f"{row['n_target']:,}",
                    f"{row['n_reference']:,}",
                    f"{row['G2']:,.1f}",
                    keyness.ratio_text(row),
                )
                for row in rows
            ),
            "" if rows else _("No word is distinctive (p < .05)."),
        )


def _quotes(corpus: Corpus, within: Selection, seen: Selection, sides: tuple[Side, ...]) -> Iterator[Quote]:
    """The strongest paragraph of each side with its first word."""
    codes = (seen.target, seen.reference)
    for letter, code, other, side in zip("AB", codes, codes[::-1], sides, strict=True):
        if not side.rows:
            continue
        chosen = within.choose(relationships=(code,) if code else (), words=(side.rows[0][0],))
        rows = corpus.full(strongest(corpus, chosen, limit=_SOUGHT))
        alone = [row for row in rows if other not in strong(row, chosen.tag, chosen)]
        for quote in quoted(corpus, alone[:1], chosen):
            yield quote._replace(heading=f"{letter} · {quote.heading}")
