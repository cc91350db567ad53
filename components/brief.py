"""The brief of what is selected: all that stands on its one page, as plain values.

``brief_page`` makes an HTML file of it, ``brief_document`` one for Word. As much is quoted as an A4 page has
room for, which is told beforehand by measuring in the font that it is printed in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import unquote

from components import captions, cloud, counts, pictures
from components.colours import colour
from components.keyness import p_text
from components.language import N_, relationship, sentences, speak
from components.paragraphs import article, strong
from corpus.citations import citation
from corpus.corrections import TAGS
from corpus.keyness import SIGNIFICANT, distinctive
from corpus.listings import named_documents
from corpus.selection import Selection
from corpus.statistics import frequencies, mention_counts, strongest
from corpus.table import Corpus

BARS, WORDS, QUOTED = 8, 10, 3
"""Relationships, words and paragraphs that a brief has at most."""

METHOD = (
    N_(
        "“About” counts paragraphs that speak of China’s relation with a counterpart, “mentions” those"
        " that name it."
    ),
    N_(
        "A tag’s strength is 1 − ∏(1 − s) over the strengths s of its pieces of evidence, at most 0.99;"
        " 0.5 and less is doubtful."
    ),
    N_(
        "G² is the log-likelihood ratio of a word here against all other paragraphs, and p of one word alone,"
        " not corrected for how many are compared."
    ),
)
"""What must be known to read a brief."""

STRONGEST = N_(
    "By the strength of the chosen relationships’ tags, then by how often the chosen words occur,"
    " then as in the source."
)
"""In which order paragraphs are quoted."""

FORMS = {"zh": ("zh",), "en": ("en", "zh")}
"""The forms in which paragraphs are cited, in each language of the interface."""

_NAMED = 3  # relationships in the title
_SENTENCE, _LONGEST_TITLE = 3, 2  # lines


class Figure(NamedTuple):
    """A key number: what it counts, and the number."""

    label: str
    value: str


class Bar(NamedTuple):
    """How many paragraphs are about a counterpart, and how many mention it."""

    name: str
    about: int
    mentions: int
    colour: str
    chosen: bool


class Quote(NamedTuple):
    """A paragraph: its heading, its tags with their strength, its text and its citations."""

    heading: str
    tags: str
    text: str
    citations: tuple[str, ...]


class Side(NamedTuple):
    """One side of a comparison: its words as rows under ``columns``, words first; else a note."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str


@dataclass(frozen=True, kw_only=True)
class Brief:
    """All that a brief says, in the language of the interface. ``words`` are rows under ``columns``, words
    first; ``weights`` the words of the cloud as ``cloud.layout`` takes them. A brief of a comparison has two
    ``sides`` in place of bars, cloud and words. Notes that need not be said are ""."""

    language: str
    title: str
    sentence: str
    figures: tuple[Figure, ...]
    bars: tuple[Bar, ...] = ()
    bars_note: str = ""
    weights: tuple[tuple[str, float], ...] = ()
    cloud_title: str = ""
    chosen: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    sides: tuple[Side, ...] = ()
    words_title: str = ""
    columns: tuple[str, ...] = ()
    words: tuple[tuple[str, ...], ...] = ()
    words_note: str = ""
    quotes: tuple[Quote, ...]
    quotes_note: str
    source: str
    link: str
    method: tuple[str, ...]
    made: str
    day: date


def content(corpus: Corpus, selection: Selection, link: str, today: date) -> Brief:
    """The brief of what is selected, with the ``link`` to the same view, as of ``today``."""
    _ = speak(selection.language)[0]
    n = corpus.count(selection)
    bars, bars_note = _bars(corpus, selection)
    words_title, columns, words, words_note = _words(corpus, selection)
    shown, _said = cloud.words(corpus, selection)
    method = [*map(_, METHOD)]
    if selection.words or selection.excluded:
        method.append(_("Words are counted without the filters on words."))
    every = Brief(
        language=selection.language,
        title=title(corpus, selection),
        sentence=captions.filters(corpus, selection),
        figures=_figures(corpus, selection),
        bars=bars,
        bars_note=bars_note,
        weights=cloud.weights(shown),
        cloud_title=cloud.title(selection),
        chosen=selection.words,
        excluded=selection.excluded,
        words_title=words_title,
        columns=columns,
        words=words,
        words_note=words_note,
        quotes=quoted(corpus, corpus.full(strongest(corpus, selection, limit=QUOTED)), selection),
        quotes_note=_(STRONGEST) if n else _("No paragraph passes all these filters together."),
        source=captions.source(corpus, selection),
        link=link,
        method=tuple(method),
        made=captions.made(selection.language, today),
        day=today,
    )
    return fitted(every)


def title(corpus: Corpus, selection: Selection) -> str:
    """What a brief is about: the chosen relationships, else the document or the corpus."""
    _ = speak(selection.language)[0]
    if codes := selection.relationships:
        names = _(", ").join(relationship(code, selection.language) for code in codes[:_NAMED])
        if len(codes) <= _NAMED:
            return names
        return _("{names} and {n} more").format(names=names, n=f"{len(codes) - _NAMED:,}")
    if len(selection.documents) == 1:
        return str(named_documents(corpus, selection.documents)[selection.documents[0]]["title"])
    if len(corpus.documents) == 1:
        return str(corpus.documents[0]["title"])
    return _("The whole corpus") if not any(selection.describe()) else _("A selection")


def _figures(corpus: Corpus, selection: Selection) -> tuple[Figure, ...]:
    _ = speak(selection.language)[0]
    condition, parameters = corpus.passing(selection)
    found = corpus.rows(
        f"""
        SELECT count(*) AS n, count(DISTINCT document_id) AS documents,
            coalesce(sum(characters), 0)::BIGINT AS characters,
            min(date) FILTER (date <> '') AS first, max(date) FILTER (date <> '') AS last
        FROM marks WHERE {condition}
        """,
        parameters,
    )[0]
    days = [*dict.fromkeys(filter(None, (found["first"], found["last"])))]
    return (
        Figure(_("paragraphs"), f"{found['n']:,} / {corpus.size:,}"),
        Figure(_("document") if found["documents"] == 1 else _("documents"), f"{found['documents']:,}"),
        Figure(_("characters"), f"{found['characters']:,}"),
        Figure(_("dates"), " – ".join(days) or "–"),
    )


def _bars(corpus: Corpus, selection: Selection) -> tuple[tuple[Bar, ...], str]:
    """The bars, the chosen among them, and what must be said of them."""
    _, ngettext = speak(selection.language)
    seen = selection.choose(unit="paragraphs", sort="count")
    rows = counts.arranged(mention_counts(corpus, selection), seen)
    chosen = [row for row in rows if row["counterpart"] in selection.relationships][:BARS]
    others = [row for row in rows if row not in chosen]
    kept = [*chosen, *others[: BARS - len(chosen)]]
    notes = []
    if selection.relationships:
        notes.append(_("Counted without the filter on relationships."))
    if rest := len(rows) - len(kept):
        notes.append(
            ngettext("{n} more relationship is named.", "{n} more relationships are named.", rest).format(
                n=f"{rest:,}"
            )
        )
    return tuple(
        Bar(
            row["name"],
            int(row["about"]),
            int(row["mentions"]),
            colour(row["counterpart"]),
            row["counterpart"] in selection.relationships,
        )
        for row in rows
        if row in kept
    ), sentences(notes, selection.language)


def _words(
    corpus: Corpus, selection: Selection
) -> tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...], str]:
    """Distinctive words, or frequent ones where there are none: title, columns, rows, what must be said."""
    _ = speak(selection.language)[0]
    found = distinctive(corpus, selection, limit=WORDS)
    table = found.table
    if len(table):
        table = table[(table["side"] == "target") & (table["p"] < SIGNIFICANT)].head(WORDS)
    if len(table):
        note = (
            _("A small base: {paragraphs} paragraphs and {tokens} words. Read G² and p with care.").format(
                paragraphs=f"{found.target.paragraphs:,}", tokens=f"{found.target.tokens:,}"
            )
            if found.target.small
            else ""
        )
        columns = (_("Word"), _("Times here"), _("Times elsewhere"), "G²", "p")
        rows = tuple(
            (
                str(row["feature"]),
                f"{row['n_target']:,}",
                f"{row['n_reference']:,}",
                f"{row['G2']:,.1f}",
                p_text(row["p"]),
            )
            for row in table.to_dict("records")
        )
        return _("Distinctive words"), columns, rows, note
    frequent = frequencies(corpus, selection, limit=WORDS).head(WORDS)
    columns = (_("Word"), _("Times"), _("Per 1,000 characters"), _("Paragraphs"))
    rows = tuple(
        (str(row["feature"]), f"{row['frequency']:,}", f"{row['per_1000']:.2f}", f"{row['paragraphs']:,}")
        for row in frequent.to_dict("records")
    )
    note = (
        ""
        if not rows
        else _("Everything is selected: there is no rest to compare with, so these are the frequent words.")
        if not found.reference.paragraphs
        else _("No word sets these paragraphs apart from the others (p < .05): these are the frequent words.")
    )
    return _("Frequent words"), columns, rows, note


def quoted(corpus: Corpus, rows: Sequence[Mapping[str, Any]], selection: Selection) -> tuple[Quote, ...]:
    """Paragraphs as they are quoted, whole; ``rows`` as of ``Corpus.full``."""
    documents = named_documents(corpus, {row["document_id"] for row in rows})
    return tuple(
        Quote(
            row["section"] or article(row, selection.language) or row["title"],
            _tags(row, selection),
            " ".join(row["text"].split()),
            tuple(citation(row, documents[row["document_id"]], form) for form in FORMS[selection.language]),
        )
        for row in rows
    )


def _tags(row: Mapping[str, Any], selection: Selection) -> str:
    """The tags of a paragraph with their strengths, those of chosen relationships first."""
    _ = speak(selection.language)[0]
    strengths = {
        (code, tag): value
        for tag in TAGS
        for code, value in zip(row[tag], row[f"{tag}_strength"], strict=True)
    }
    shown = {tag: strong(row, tag, selection) for tag in TAGS}
    codes = dict.fromkeys(code for tag in TAGS for code in shown[tag])
    said = [
        f"{relationship(code, selection.language)} "
        + _(", ").join(
            f"{_(captions.TAGS[tag])} {strengths[code, tag]:.2f}" for tag in TAGS if code in shown[tag]
        )
        for code in sorted(codes, key=lambda code: code not in selection.relationships)
    ]
    return _("Tag strength: {tags}").format(tags=" · ".join(said)) if said else ""


# --- what fits on a page, in mm and pt: the style sheet has the same numbers

_POINT = 25.4 / 72
_WIDTH, _HEIGHT = 184.0, 273.0  # of A4, within its margins
_BODY, _SMALL, _LARGE = 9.0, 7.5, 18.0  # sizes, in pt
_BODY_LINE, _SMALL_LINE, _LARGE_LINE = 1.5, 1.4, 1.25  # from line to line, in sizes
_CLOUD = 78.0  # the width of the cloud
_ROW = 4.6  # of a table
_HEAD = 7.4  # a section's title, and what stands between its table and its note
_GAP = 3.0  # above a section
_FIGURES = 13.5
_BETWEEN = 3.0  # quotations, and inside each
_INDENT = 3.5  # of a quotation
_HALF = (_WIDTH - 8) / 2  # of two tables side by side
_NAME = 26.0  # of a word in them: eight characters; Word has the same
_QUOTED_LINES = 3  # of a quotation beside a comparison, which so keeps to one page in Word too
_SLACK = 2.5  # a browser breaks some lines otherwise

_END = re.compile(r"[。！？；!?;…][”’）」』]*|\.(?=\s)")


def _lines(text: str, size: float, width: float) -> list[str]:
    """A text in lines of a ``size`` in pt and a ``width`` in mm."""
    return pictures.wrapped(text, size * _POINT, width)


def _small(*texts: str, width: float = _WIDTH) -> float:
    """The height of small print, in mm."""
    return sum(len(_lines(text, _SMALL, width)) for text in texts) * _SMALL * _POINT * _SMALL_LINE


def _counts_height(brief: Brief) -> float:
    """The height of bars, cloud and words, in mm, without the first heading."""
    bars = (len(brief.bars) + 1) * _ROW + _small(brief.bars_note, width=_WIDTH - _CLOUD - 8)
    return max(bars, _CLOUD / 1.5) + _GAP + _HEAD + (-(-len(brief.words) // 2) + 1) * _ROW


def _sides_height(brief: Brief) -> float:
    """The height of the two tables of a comparison, in mm."""
    return max((len(each.rows) + 1) * _ROW + _small(each.note, width=_HALF) for each in brief.sides)


def fitted(brief: Brief) -> Brief:
    """The brief with as much of its quotations as one page has room for, and no overlong line."""
    size = _BODY * _POINT
    brief = replace(
        brief,
        title=_shortened(brief.title, _LARGE, _LONGEST_TITLE),
        sentence=_shortened(brief.sentence, _BODY, _SENTENCE),
        source=_shortened(brief.source, _SMALL, 2),
        quotes=tuple(
            each._replace(
                heading=_shortened(each.heading, _SMALL, 1, _WIDTH * 0.5),
                tags=_shortened(each.tags, _SMALL, 1, _WIDTH * 0.48),
                citations=tuple(_shortened(cited, _SMALL, 3) for cited in each.citations),
            )
            for each in brief.quotes
        ),
        sides=tuple(
            each._replace(
                title=_shortened(each.title, _BODY, 1, _HALF),
                rows=tuple((_shortened(row[0], _BODY, 1, _NAME), *row[1:]) for row in each.rows),
            )
            for each in brief.sides
        ),
    )
    used = (
        len(_lines(brief.title, _LARGE, _WIDTH)) * _LARGE * _POINT * _LARGE_LINE
        + len(_lines(brief.sentence, _BODY, _WIDTH)) * size * _BODY_LINE
        + _small(brief.made)
        + _FIGURES
        + 3
        + _GAP
        + _HEAD
        + (_sides_height(brief) if brief.sides else _counts_height(brief))
        + _small(brief.words_note)
        + _GAP
        + _HEAD
        + _small(brief.quotes_note)
        + 2 * _GAP
        + _small(brief.source, sentences(brief.method, brief.language), "x", brief.made)
    )
    room = _HEIGHT - _SLACK - used
    for n in range(len(brief.quotes), 0, -1):
        quotes = brief.quotes[:n]
        fixed = sum(_small("x", *each.citations, width=_WIDTH - _INDENT) + _BETWEEN for each in quotes)
        lines = int((room - fixed) / (size * _BODY_LINE))
        needed = [len(_lines(each.text, _BODY, _WIDTH - _INDENT)) for each in quotes]
        if brief.sides:
            needed = [min(need, _QUOTED_LINES) for need in needed]
        most = _shares(needed, lines)
        if n == 1 or all(share >= min(2, need) for share, need in zip(most, needed, strict=True)):
            return replace(
                brief,
                quotes=tuple(
                    each._replace(text=excerpt(each.text, max(share, 1)))
                    for each, share in zip(quotes, most, strict=True)
                ),
            )
    return brief


def _shares(needed: Sequence[int], lines: int) -> list[int]:
    """How many of ``lines`` each gets that needs so many: short ones all, and long ones alike."""
    shares = [0] * len(needed)
    left = lines
    for rank, place in enumerate(sorted(range(len(needed)), key=lambda each: needed[each])):
        shares[place] = min(needed[place], max(left, 0) // (len(needed) - rank))
        left -= shares[place]
    return shares


def excerpt(text: str, lines: int) -> str:
    """A text that is no longer than so many printed lines: cut where a sentence ends, with … for the rest,
    or inside the first sentence where it is too long itself."""
    whole = _shortened(text, _BODY, lines, _WIDTH - _INDENT)
    if whole == text:
        return text
    ends = [each.end() for each in _END.finditer(text) if each.end() < len(whole)]
    return text[: ends[-1]] + "…" if ends and ends[-1] > len(whole) // 3 else whole


def _shortened(text: str, size: float, most: int, width: float = _WIDTH) -> str:
    """A text of at most so many lines, ending with … where it was longer."""
    found = _lines(text, size, width)
    if len(found) <= most:
        return text
    kept = text[: sum(map(len, found[:most])) + most]
    while len(_lines(kept + "…", size, width)) > most:
        kept = kept[:-1].rstrip()
    return kept + "…"


def short_link(link: str) -> str:
    """A link as it is read: on one line, without its end where it is long."""
    return _shortened(unquote(link), _SMALL, 1, _WIDTH * 0.8)


def cloud_alt(brief: Brief) -> str:
    """The cloud in a sentence: its largest words."""
    _ = speak(brief.language)[0]
    words = _(", ").join(word for word, _weight in brief.weights[:WORDS])
    return _("Word cloud; the largest words are {words}.").format(words=words)
