"""The paragraph viewer: the texts themselves, why each is tagged, and what was repaired."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from hashlib import sha256
from itertools import pairwise
from typing import Any

from components import controls, corrections, cutting, exports, frontend, pictures, tables, ways_out
from components.colours import colour, term_colours
from components.language import N_, relationship, speak
from components.served import serve
from corpus import search
from corpus.citations import LANGUAGES, citation, is_continued, number_of, runs
from corpus.corrections import RULE, TAGS, Correction
from corpus.counterparts import COUNTERPARTS
from corpus.cutting import spans
from corpus.listings import named_documents, named_sections
from corpus.memory import remembered
from corpus.selection import FILTERS, PAGE_LENGTH, Selection
from corpus.statistics import as_cut
from corpus.table import Corpus, Surroundings

Row = Mapping[str, Any]

SEEN = (
    *FILTERS,
    "highlights",
    "added_terms",
    "added_stopwords",
    "cut",
    "order",
    "page",
    "paragraph",
    "language",
)
"""The fields of a selection that the viewer depends on."""

RULES = {
    "name": N_("named in full or by its short name: {text}"),
    "short-form": N_("named by one character and what belongs to it: {text}"),
    "compound": N_("named together with another: {text}"),
    "leader": N_("one of its leaders or ministers is named: {text}"),
    "metonym": N_("its seat of government stands for it: {text}"),
    "institution": N_("one of its institutions is named: {text}"),
    "sentence": N_("named in one sentence with China or those who speak for it: {text}"),
    "paragraph": N_("the only one named, in one paragraph with China’s side: {text}"),
    "taken-up": N_("one of those that the sentence counts, with China: {text}"),
    "other-side": N_("the side that an unnamed delegation deals with: {text}"),
    "headed": N_("the text under it is about it, from {lines}: “{origin}”"),
    "asker": N_("the country of the journalist who asks: {text}"),
    "answer": N_("answers the question in {lines}: “{origin}”"),
    "section": N_("stands under the heading “{origin}”"),
    "carried": N_("goes on from {lines}: “{origin}”"),
    RULE: N_("corrected by hand"),
}
"""What each rule of the tagging, and a correction, says in words."""

REPAIRS = {
    "joined": N_("put together from {lines}"),
    "fragment": N_("its other half is not in the source"),
    "moved": N_("stood under another heading in the source"),
    "repeated": N_("stood {copies} times in the source, also in {copy_lines}"),
    "echo": N_("a pull quote that repeats a paragraph"),
    "unwrapped": N_("put together from {lines}, which end inside a sentence"),
    "split": N_("one of several paragraphs that stood in {lines} without a break"),
    "spacing": N_("spaces between characters left out"),
    "pinyin": N_("pinyin in brackets left out"),
    "punctuation": N_("half-width and doubled punctuation mended"),
    "characters": N_("full-width digits and letters, and radicals, made the usual characters"),
}
"""What each repair did, in words."""

MENDED = frozenset({"unwrapped", "spacing", "pinyin", "punctuation", "characters"})
"""Repairs after which a paragraph has not the characters, or the ends of lines, of its source."""

KINDS = {
    "heading": N_("heading"),
    "body": N_("paragraph"),
    "quote": N_("pull quote"),
    "furniture": N_("page furniture"),
    "foreign": N_("in another language"),
}

CHARACTERS = 16_000
"""Of all texts on a page; long ones are cut where they have more."""

_ORIGIN_LENGTH = 40
_AROUND = 300  # characters of what stands before or after


def lines_label(lines: Sequence[int], language: str) -> str:
    """Source lines in words: 第25行, 第39、63行; line 25, lines 39, 63."""
    _, ngettext = speak(language)
    separator = "、" if language == "zh" else ", "
    return ngettext("line {lines}", "lines {lines}", len(lines)).format(lines=separator.join(runs(lines)))


def segments(row: Row, selection: Selection) -> list[tuple[str, str, str]]:
    """The text in pieces of (text, colour of the term or "", colour of the evidence or ""); they join to it.

    A term is a chosen word, or one that is searched or only marked. The evidence is that of the chosen
    relationships, or of all where none is chosen.
    """
    text = row["text"]
    marks = [
        (start, end, hue)
        for term, hue in term_colours(selection).items()
        for start, end in (
            (span for span in spans(text, row["tokens"]) if text[slice(*span)] == term)
            if as_cut(term, selection)
            else search.spans(text, term)
        )
    ]
    shown = {tag: strong(row, tag, selection) for tag in TAGS}
    evidence = [
        (each["start"], each["end"], colour(each["counterpart"]))
        for each in row["evidence"]
        if each["start"] < each["end"]
        and each["counterpart"] in shown[each["tag"]]
        and (not selection.relationships or each["counterpart"] in selection.relationships)
    ]
    cuts = sorted(
        {0, len(text), *(cut for mark in marks for cut in mark[:2]), *(c for e in evidence for c in e[:2])}
    )
    return [
        (
            text[start:end],
            next((hue for first, last, hue in marks if first <= start < last), ""),
            next((hue for first, last, hue in evidence if first <= start < last), ""),
        )
        for start, end in pairwise(cuts)
    ]


def longest_shown(sizes: Sequence[int]) -> int:
    """How many characters of each text of a page are shown, so that together they are no more than
    CHARACTERS: all of them nearly always, else the short ones whole and the long ones cut alike."""
    rest, left = CHARACTERS, len(sizes)
    for size in sorted(sizes):
        if size * left > rest:
            return rest // left
        rest, left = rest - size, left - 1
    return max(sizes, default=0)


def cut(pieces: Sequence[tuple[str, str, str]], start: int, end: int) -> list[tuple[str, str, str]]:
    """The segments of a text between two of its characters."""
    result, position = [], 0
    for text, mark, evidence in pieces:
        piece = text[max(0, start - position) : max(0, end - position)]
        if piece:
            result.append((piece, mark, evidence))
        position += len(text)
    return result


def reasons(
    row: Row, origins: Mapping[str, Row], language: str, verdicts: Sequence[Correction] = ()
) -> list[dict[str, object]]:
    """Why each tag is there: {code, key, tag, name, note, verdict, reasons}, each reason once, with how
    often. ``key`` is the tag, and ``tag`` what it is called; ``note`` is its strength, or that it was
    corrected.

    ``row`` is as it was before the visitor's ``verdicts``: a tag that they removed stays in its place, and
    says so.
    """
    _ = speak(language)[0]
    strengths = {
        (code, tag): strength
        for tag in TAGS
        for code, strength in zip(row[tag], row[f"{tag}_strength"], strict=True)
    }
    said: dict[tuple[str, str], Counter[str]] = {}
    for each in row["evidence"]:
        origin = origins.get(each["origin"])
        sentence = _(RULES.get(each["rule"], "{text}")).format(
            text=f"“{each['text']}”",
            origin=_shortened(origin["text"]) if origin else "",
            lines=lines_label(origin["lines"][:1], language) if origin else "",
        )
        sentence += _remarks(each, language)
        said.setdefault((each["counterpart"], each["tag"]), Counter())[sentence] += 1
    decided = {(each.counterpart, each.tag): each.verdict for each in verdicts}
    for subject in decided:
        said.setdefault(subject, Counter())
    notes = {
        subject: _("strength {strength}").format(strength=f"{strength:.2f}")
        for subject, strength in strengths.items()
    } | {
        subject: _("corrected by you: {what}").format(what=_(corrections.DONE[verdict]))
        for subject, verdict in decided.items()
    }
    return [
        {
            "code": code,
            "key": tag,
            "tag": _(corrections.TAG_NAMES[tag]),
            "name": relationship(code, language),
            "note": notes[code, tag],
            "verdict": decided.get((code, tag), ""),
            "reasons": [
                f"{sentence} ×{times}" if times > 1 else sentence for sentence, times in counted.items()
            ],
        }
        for (code, tag), counted in said.items()
    ]


def _remarks(evidence: Row, language: str) -> str:
    """What a reader should know of one piece of evidence: years in office, other readings of the form."""
    _ = speak(language)[0]
    remarks = []
    if evidence["rule"] == "leader":
        years = COUNTERPARTS[evidence["counterpart"]].in_office(evidence["text"])
        spans = _(", ").join(
            f"{first}–{last or ''}" if last != first else f"{first}" for first, last in years
        )
        if spans:
            remarks.append(_("in office {years}").format(years=spans))
    others = [code for code in evidence["ambiguous"] if code != evidence["counterpart"]]
    if others:
        names = _(", ").join(relationship(code, language) for code in others)
        remarks.append(
            _("ambiguous, nothing in the document decides; it could also be {names}").format(names=names)
        )
    return _(" ({remarks})").format(remarks=_("; ").join(remarks)) if remarks else ""


def _shortened(text: str) -> str:
    return text if len(text) <= _ORIGIN_LENGTH else text[:_ORIGIN_LENGTH] + "…"


def _middle_left_out(text: str) -> str:
    """A text in short: what follows it begins at its end, and what stands before it ends at its beginning."""
    half = _AROUND // 2
    return text if len(text) <= _AROUND else f"{text[:half]} … {text[-half:]}"


def repairs(row: Row, language: str) -> list[str]:
    """What was repaired, a sentence each."""
    _ = speak(language)[0]
    return [
        _(REPAIRS[repair]).format(
            lines=lines_label(row["lines"], language),
            copies=row["copies"],
            copy_lines=lines_label(row["copy_lines"], language),
        )
        for repair in row["repairs"]
    ]


def mended(row: Row, language: str) -> dict[str, str]:
    """What was repaired inside the paragraph's own lines."""
    inside = (*MENDED, "split")
    said = zip(row["repairs"], repairs(row, language), strict=True)
    return {repair: text for repair, text in said if repair in inside}


def repaired(row: Row, language: str) -> str:
    """The repairs as one line, "" where there was none."""
    _ = speak(language)[0]
    found = repairs(row, language)
    return _("Repaired: {what}").format(what=_("; ").join(found)) if found else ""


def strong(row: Row, tag: str, selection: Selection) -> list[str]:
    """The codes of one tag that are as strong as the selection asks."""
    return [
        code
        for code, strength in zip(row[tag], row[f"{tag}_strength"], strict=True)
        if strength >= selection.strength
    ]


def tags(row: Row, selection: Selection) -> list[dict[str, object]]:
    """The relationships of a paragraph, those it is about first, as the page draws them."""
    _ = speak(selection.language)[0]
    about, mentions = (strong(row, tag, selection) for tag in TAGS)
    codes = dict.fromkeys((*about, *mentions))
    return [
        {
            "code": code,
            "name": relationship(code, selection.language),
            "colour": colour(code),
            "about": code in about,
            "pressed": code in selection.relationships,
            "title": (_("about") if code in about else _("mentioned"))
            + f": {relationship(code, selection.language)}",
        }
        for code in codes
    ]


def article(row: Row, language: str) -> str:
    """The title of the paragraph's article where it is not the document's own; "" where it is."""
    _ = speak(language)[0]
    if not row["article"]:
        return ""
    if is_continued(row):
        return _("another article, its title not in the source")
    return f"《{row['article']}》" if language == "zh" else f"“{row['article']}”"


@cache
def counterparts(language: str) -> list[list[str]]:
    """What a tag can be added for, in the order of importance: [code, its relationship, other names]."""
    other = "en" if language == "zh" else "zh"
    return [
        [code, relationship(code, language), relationship(code, other)]
        + ([] if each.relationship.endswith(each.zh) else [each.zh])
        for code, each in COUNTERPARTS.items()
    ]


@cache
def counterparts_file(language: str) -> str:
    """The address below the page of ``counterparts`` as JSON, which the browser loads once."""
    text = json.dumps(counterparts(language), ensure_ascii=False, separators=(",", ":")).encode()
    return serve(f"counterparts-{language}.json", text, sha256(text).hexdigest()[:12])


def paragraph(
    row: Row, corpus: Corpus, document: Row, around: Surroundings, most: int, selection: Selection
) -> dict[str, Any]:
    """One paragraph as the page draws it, with at most ``most`` of its characters."""
    _ = speak(selection.language)[0]
    long = len(row["text"]) > most
    name = row["paragraph_id"]
    beside = [around.by_place.get((row["document_id"], row["position"] + step)) for step in (-1, 1)]
    return {
        "id": name,
        "section": row["section"] or article(row, selection.language),
        "sectionId": row["section_id"],
        "sectionPressed": row["section_id"] in selection.sections,
        "lines": lines_label(row["lines"], selection.language),
        "quote": row["kind"] == "quote",
        "tags": tags(row, selection),
        "segments": [*cut(segments(row, selection), 0, most), ("…", "", "")]
        if long
        else segments(row, selection),
        "more": _("The first {n} of {total} characters: read on").format(
            n=f"{most:,}", total=f"{len(row['text']):,}"
        )
        if long
        else "",
        "reasons": reasons(
            corpus.before.get(name, row), around.by_id, selection.language, corpus.verdicts.get(name, ())
        ),
        "repaired": repaired(row, selection.language),
        "beside": [found["paragraph_id"] if found else None for found in beside],
        "document": row["document_id"],
        "cite": {language: citation(row, document, language) for language in LANGUAGES},
        "here": name == selection.paragraph,
        "cut": cutting.content(row, selection) if name == selection.cut else None,
    }


def textless(corpus: Corpus, selection: Selection) -> list[str]:
    """A sentence for each chosen heading whose text the source does not have."""
    _ = speak(selection.language)[0]
    return [
        _("“{heading}”: the source has this heading only, not the text under it.").format(
            heading=section["text"]
        )
        for section in named_sections(corpus, selection.sections)
        if not section["paragraphs"]
    ]


@remembered(64)
def content(corpus: Corpus, selection: Selection) -> dict[str, Any]:
    """What the page draws, for a selection of no more than ``SEEN``."""
    _ = speak(selection.language)[0]
    n = corpus.count(selection)
    last = max(1, -(-n // PAGE_LENGTH))
    page_of = corpus.page_of(selection) if selection.paragraph else 0
    page = page_of or min(selection.page, last)
    found = corpus.page(selection.choose(page=page, paragraph=selection.paragraph))
    around = corpus.surroundings([corpus.before.get(row["paragraph_id"], row) for row in found])
    documents = named_documents(corpus, {row["document_id"] for row in found})
    shown = {row["paragraph_id"] for row in found}
    first = (page - 1) * PAGE_LENGTH + 1
    most = longest_shown([len(row["text"]) for row in found])
    headings = textless(corpus, selection)
    return {
        "title": _("Paragraphs"),
        "range": _("{first}–{last} of {n}").format(
            first=f"{first:,}", last=f"{first + len(found) - 1:,}", n=f"{n:,}"
        )
        if found
        else "",
        "order": {
            "label": _("Order"),
            "options": [
                ("source", _("as in the source"), _("By date, document and position")),
                (
                    "relevance",
                    _("by relevance"),
                    _("By hits of the chosen words and relationships per character"),
                ),
            ],
            "chosen": selection.order,
        },
        "legend": {
            "about": _("about"),
            "mentions": _("mentioned"),
            "terms": list(term_colours(selection).items()),
            "evidence": _("evidence of a tag"),
        },
        "labels": {
            "why": _("Why?"),
            "context": _("Context"),
            "cut": _("How it was cut"),
            **controls.cite(selection.language),
            "link": _("Link"),
            "reader": _("In the document"),
            "before": _("Before it"),
            "after": _("After it"),
            "edge": _("the document’s edge"),
            "untagged": _("no relationship"),
            "confirm": _("Confirm: {tag}"),
            "remove": _("Remove: {tag}"),
            "undo": _("Undo"),
            "undoOf": _("Undo: {what}"),
            "add": _("Add a tag"),
            "whose": _("Add a tag: China–France, 法国 or FR"),
            "unknown": _("Which relationship? Choose one of the list."),
        },
        "paragraphs": [
            paragraph(row, corpus, documents[row["document_id"]], around, most, selection) for row in found
        ],
        "counterparts": counterparts_file(selection.language),
        "language": selection.language,
        # a section that is called as its document says it already
        "titles": [
            " ".join(filter(None, (row["date"], "" if row["section"] == row["title"] else row["title"])))
            for row in found
        ]
        if len(corpus.documents) > 1
        else [],
        "around": {
            key: [
                _(KINDS.get(row["kind"], row["kind"])),
                "" if key in shown else _middle_left_out(row["text"]),
            ]
            for key, row in around.by_id.items()
        },
        "menu": exports.menu(selection.language) if found else None,
        "page": page,
        "pages": last,
        "turn": controls.turn(page, last, selection.language),
        "headings": headings,
        "outside": {
            "text": _("The paragraph of this link is not among those shown."),
            "button": _("Show it"),
            "id": selection.paragraph,
        }
        if selection.paragraph and not page_of
        else None,
        "empty": ways_out.content(
            corpus,
            selection,
            # headings without a text explain themselves
            ""
            if headings and len(headings) == len(selection.sections)
            else _("No paragraph passes all these filters together."),
        )
        if not found
        else None,
    }


LINES = (N_("First line of the source"), N_("Last line of the source"), N_("Lines of the source"))
"""The columns of a table that say where in its source a paragraph stands."""


def saved(
    rows: Iterable[Row],
    documents: Mapping[str, Row],
    selection: Selection,
    *,
    total: int,
    note: str = exports.FIRST,
) -> tables.Table:
    """Paragraphs as a table that can be saved, as many of the ``total`` as there is room for: what they are,
    where they stand, their tags with how strong these are, and how they are cited. ``note`` says where it has
    not all of them."""
    _ = speak(selection.language)[0]
    tagged = {"about": _("about"), "mentions": _("mentioned")}
    return {
        "title": _("Paragraphs"),
        "columns": [
            _("Date"),
            _("Document"),
            _("Section"),
            _("Kind"),
            _("Number"),
            _("Text"),
            *(
                name
                for tag in TAGS
                for name in (
                    tagged[tag],
                    _("highest strength: {tag}").format(tag=tagged[tag]),
                    _("strength: {tag}").format(tag=tagged[tag]),
                )
            ),
            *map(_, LINES),
            _("Citation"),
            _("Id"),
        ],
        **exports.bounded(
            (
                [
                    row["date"],
                    row["title"],
                    row["section"] or article(row, selection.language),
                    _(KINDS.get(row["kind"], row["kind"])),
                    number_of(row),
                    row["text"],
                    *(cell for tag in TAGS for cell in _strengths(row, tag, selection)),
                    *line_cells(row["lines"]),
                    citation(row, documents[row["document_id"]], selection.language),
                    row["paragraph_id"],
                ]
                for row in rows
            ),
            total,
            selection.language,
            note,
        ),
    }


def line_cells(lines: Sequence[int]) -> tuple[int, int, str]:
    """The cells of LINES: two numbers to sort and filter by, and all ``lines`` as a text."""
    return int(min(lines)), int(max(lines)), " ".join(map(str, lines))


def _strengths(row: Row, tag: str, selection: Selection) -> tuple[str, float | str, str]:
    """The relationships of a tag that are strong enough, the highest of their strengths, a number to sort
    and filter by, and all of these in the same order."""
    _ = speak(selection.language)[0]
    found = {
        code: strength
        for code, strength in zip(row[tag], row[f"{tag}_strength"], strict=True)
        if strength >= selection.strength
    }
    names = (relationship(code, selection.language) for code in found)
    return (
        _("; ").join(names),
        max(found.values(), default=""),
        _("; ").join(f"{strength:.2f}" for strength in found.values()),
    )


def quoted(rows: Iterable[Row], documents: Mapping[str, Row], language: str) -> list[pictures.Quotation]:
    """Paragraphs as a picture quotes them."""
    return [
        pictures.Quotation(row["text"], citation(row, documents[row["document_id"]], language))
        for row in rows
    ]


def _page(corpus: Corpus, selection: Selection) -> tuple[int, list[dict[str, Any]]]:
    """The page that is shown, which is that of the open paragraph where there is one, and its rows."""
    page = (selection.paragraph and corpus.page_of(selection)) or selection.page
    return page, corpus.page(selection.choose(page=page, paragraph=selection.paragraph))


def exported(corpus: Corpus, selection: Selection) -> exports.Exported:
    """What of the viewer leaves the page: all selected paragraphs; as a picture, those that are on top."""
    _ = speak(selection.language)[0]
    n = corpus.count(selection)

    def table() -> tables.Table:
        ids = corpus.ordered(selection, limit=exports.ROWS)
        rows = corpus.full(ids)
        documents = named_documents(corpus, {row["document_id"] for row in rows})
        return saved(rows, documents, selection, total=n)

    def picture() -> pictures.Body:
        rows = _page(corpus, selection)[1]
        documents = named_documents(corpus, {row["document_id"] for row in rows})
        return pictures.quotations(
            quoted(rows, documents, selection.language),
            total=n,
            width=exports.INNER,
            language=selection.language,
        )

    return exports.Exported(
        title=_("Paragraphs"),
        within=selection,
        table=table,
        picture=picture if n else None,
    )


def draw(corpus: Corpus, selection: Selection) -> None:
    """Draw the viewer."""
    frontend.mount(
        "paragraphs",
        content(corpus, selection.only(*SEEN)),
        key=f"{selection.view}-paragraphs",  # each page has its own, at its own place
        follow=corrections.follow(corpus),
        export=exports.answer(exported, corpus, selection),
    )
