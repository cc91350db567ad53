"""The reader of record: a whole document, its hit strip, the source's own lines beside the repaired text."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

from components import controls, exports, frontend, paragraphs, pictures, plot, tables, ways_out
from components.colours import colour, term_colours
from components.language import N_, relationship, speak
from corpus import listings, statistics
from corpus.citations import LANGUAGES, citation, number_of
from corpus.collation import Lines, Pair, Piece, collate, in_source, with_mended
from corpus.memory import remembered
from corpus.selection import FILTERS, Selection
from corpus.table import Corpus, codes, where

Row = Mapping[str, Any]

Stop = tuple[str, int]
"""A paragraph to go to: its id without the document's, which all here share, and its place."""

SEEN = (
    *FILTERS,
    "highlights",
    "document",
    "paragraph",
    "reading",
    "strip",
    "find",
    "find_page",
    "language",
)
"""The fields of a selection that the reader depends on."""

TILES = 200
"""Tiles in the strip; of a longer document several paragraphs share one."""

BLOCK, BESIDE, CHARACTERS, OWN = 120, 15, 16_000, 100
"""Paragraphs that are sent at once, how many more on either side, how many characters they have at most, and
as how many characters counts what each has besides: a block ends where either is full, and beside it stands
no more than an eighth of the characters."""

STOPS = 400
"""Hits, and paragraphs that were repaired, that one can go to from a block; more are thinned."""

DOCUMENTS = 20
"""Documents on a page of the list to choose from."""

MARKS = "●■◆▲▼★✚◀"
"""What colour tells of the strip's first relationships or terms, in form."""

NAMED = len(MARKS)
"""Relationships that the strip's legend names."""

CHANGES = {
    "joined": N_("joined"),
    "moved": N_("moved"),
    "repeated": N_("repeated"),
    "fragment": N_("incomplete"),
    "echo": N_("pull quote of the text"),
    "unwrapped": N_("line ends"),
    "split": N_("taken apart"),
    "spacing": N_("spaces"),
    "pinyin": N_("pinyin"),
    "punctuation": N_("punctuation"),
    "characters": N_("characters"),
    "furniture": N_("page furniture"),
    "foreign": N_("in another language"),
}
"""What the repair did, as the legend names it, and what it set aside."""

SET_ASIDE = {
    "furniture": N_("page furniture, not counted"),
    "foreign": N_("in another language, not counted"),
}
"""What is said of a paragraph of a kind that is kept and not counted."""

_FIRST = N_(
    "The table has the first {n} of {total} rows; on the overview, those that a filter selects are saved."
)
"""What is said of a table of a document that has not all rows: here no filter makes them fewer."""

_OTHER_FILTERS = ("documents", "since", "until")  # they choose documents; here one is open
_BEGINNING = 40


@remembered(64)
def opened(corpus: Corpus, selection: Selection) -> str:
    """The document that is open: the chosen one, that of the chosen paragraph, the first that has hits, or
    the first of all; "" of none."""
    names = [selection.document, selection.paragraph.rpartition(":")[0], *selection.documents]
    there = listings.named_documents(corpus, names) if any(names) else {}
    for name in names:
        if name in there:
            return name
    first = listings.first_document(corpus, _listed(selection), without=_OTHER_FILTERS)
    return first or listings.first_document(corpus, None)


def is_filtered(selection: Selection) -> bool:
    """Whether a filter makes some paragraphs hits and others not."""
    return any(chip.field not in _OTHER_FILTERS for chip in selection.describe() if chip.field in FILTERS)


@remembered(32)
def outline(corpus: Corpus, selection: Selection) -> list[dict[str, Any]]:
    """Every paragraph of the open document in short, in reading order: paragraph_id, kind, beginning, lines,
    repairs, ``codes`` of the tag, whether it ``passes`` the filters, and ``hits`` of each term and word."""
    condition, parameters = where(selection, _OTHER_FILTERS)
    terms = [statistics.hits(term, selection) for term in term_colours(selection)]
    hits = ", ".join(sql for sql, _ in terms)
    return corpus.rows(
        f"""
        SELECT paragraph_id, kind, text[:{_BEGINNING + 1}] AS beginning, lines, repairs, counted, characters,
            {codes(selection.tag, selection)} AS codes, {condition} AS passes, [{hits}]::INTEGER[] AS hits
        FROM paragraphs WHERE document_id = ? ORDER BY position
        """,
        [*parameters, *(value for _, values in terms for value in values), selection.document],
    )


def window(place: int, sizes: Sequence[int]) -> tuple[int, int]:
    """The first of the paragraphs, of ``sizes`` in characters, that is sent with the one at ``place``, and
    the one after the last.

    It stays the same for all of a block, so that a jump inside it moves nothing.
    """
    first, last = block(place, sizes)
    before = _fitting(reversed(sizes[max(0, first - BESIDE) : first]))
    after = _fitting(sizes[last : last + BESIDE])
    return first - before, last + after


def _weights(rows: Sequence[Row], selection: Selection) -> list[int]:
    """How much of a block each paragraph takes: its characters and OWN, and a little more beside its source,
    which is sent with it."""
    more = 1.1 if selection.reading == "source" else 1
    return [int(more * (row["characters"] + OWN)) for row in rows]


def block(place: int, sizes: Sequence[int]) -> tuple[int, int]:
    """The block of paragraphs with the one at ``place``: as many as BLOCK and CHARACTERS allow."""
    start = characters = 0
    for index, size in enumerate(sizes):
        if index > start and (index - start == BLOCK or characters + size > CHARACTERS):
            if index > place:
                return start, index
            start, characters = index, 0
        characters += size
    return start, len(sizes)


def _fitting(sizes: Iterable[int]) -> int:
    """How many paragraphs beside a block there is room for."""
    return sum(total <= CHARACTERS // 8 for total in accumulate(sizes))


def thinned(stops: Sequence[Stop], first: int, last: int) -> tuple[list[Stop], int]:
    """The ``stops`` to go to from the paragraphs between ``first`` and ``last``: the nearest, the very first
    and the very last; and how many are left out after the first."""
    if len(stops) <= STOPS:
        return [*stops], 0
    here = bisect_left(stops, first, key=lambda stop: stop[1])
    there = bisect_left(stops, last, key=lambda stop: stop[1])
    begin = max(1, min(here - STOPS // 4, len(stops) - STOPS))
    end = max(begin + STOPS, there + STOPS // 4)
    return [stops[0], *stops[begin:end], *stops[max(end, len(stops) - 1) :]], begin - 1


def tiles(rows: Sequence[Row], selection: Selection) -> list[dict[str, Any]]:
    """The hit strip: {id, place, of, colour, level, passes, heading, title} of one paragraph, or of as many
    as share a tile. ``of`` is the relationship or the term that it stands for, ``colour`` its colour, "" for
    none; ``level`` is 0 to 3: how many hits, or 3 for a relationship."""
    per = -(-len(rows) // TILES) or 1
    few = len(rows) <= BLOCK
    return [_tile(rows[first : first + per], first, few, selection) for first in range(0, len(rows), per)]


def _tile(rows: Sequence[Row], first: int, few: bool, selection: Selection) -> dict[str, Any]:
    passing = [row for row in rows if row["passes"]]
    shown = (passing or rows)[0]
    counted: Counter[str] = Counter()
    if selection.strip == "terms":
        for row in rows:
            counted.update(dict(zip(term_colours(selection), row["hits"], strict=True)))
        found, hits = next(iter((+counted).most_common(1)), ("", 0))
        hue, level = term_colours(selection).get(found, ""), min(3, hits)
    else:
        counted.update(each for row in passing or rows if (each := _first_code(row, selection)))
        found = next((code for code, _ in counted.most_common(1)), "")
        hue, level = (colour(found), 3) if found else ("", 0)
    return {
        "id": _suffix(shown),
        "place": first,
        "of": found,
        "colour": hue,
        "level": level,
        "passes": bool(passing),
        "heading": len(rows) == 1 and shown["kind"] == "heading",
        "title": _tile_title(rows, first, shown, +counted, few, selection),
    }


def _first_code(row: Row, selection: Selection) -> str:
    """The relationship that colours a paragraph: the first chosen one that it has, or its first."""
    chosen = (code for code in row["codes"] if code in selection.relationships)
    return next(chosen, row["codes"][0] if row["codes"] else "")


def _tile_title(
    rows: Sequence[Row], first: int, shown: Row, counted: Counter[str], few: bool, selection: Selection
) -> str:
    _ = speak(selection.language)[0]
    number = f"{first + 1}" if len(rows) == 1 else f"{first + 1}–{first + len(rows)}"
    named = [
        f"{name if selection.strip == 'terms' else relationship(name, selection.language)}"
        + (f" ×{times}" if selection.strip == "terms" or len(rows) > 1 else "")
        for name, times in counted.most_common(4 if few else 2)
    ]
    parts = (
        number,
        paragraphs.lines_label(shown["lines"][:1], selection.language) if few else "",
        _(paragraphs.KINDS[shown["kind"]]) if len(rows) == 1 and shown["kind"] != "body" else "",
        *named,
        # of a long document, the strip is not to be as long as its text
        _shortened(shown["beginning"]) if few else "",
    )
    return " · ".join(filter(None, parts))


def _shortened(text: str) -> str:
    return text if len(text) <= _BEGINNING else text[:_BEGINNING] + "…"


def legend(rows: Sequence[Row], selection: Selection) -> list[dict[str, Any]]:
    """What the strip's colours stand for, the most first: {field, value, name, colour, mark, n, pressed}."""
    if selection.strip == "terms":
        return [
            {
                "field": _field(term, selection),
                "value": term,
                "name": term,
                "colour": hue,
                "mark": MARKS[number : number + 1],
                "n": sum(row["hits"][number] for row in rows),
                "pressed": True,
            }
            for number, (term, hue) in enumerate(term_colours(selection).items())
        ]
    counted = Counter(each for row in rows if row["counted"] and (each := _first_code(row, selection)))
    return [
        {
            "field": "relationships",
            "value": code,
            "name": relationship(code, selection.language),
            "colour": colour(code),
            "mark": mark,
            "n": n,
            "pressed": code in selection.relationships,
        }
        for mark, (code, n) in zip(MARKS, counted.most_common(NAMED), strict=False)
    ]


def _field(term: str, selection: Selection) -> str:
    return next(name for name in ("words", "terms", "highlights") if term in getattr(selection, name))


def _listed(selection: Selection) -> Selection | None:
    """What makes a document one to choose from: its hits; None where all of them are."""
    return selection.only(*FILTERS) if is_filtered(selection) else None


@remembered(64)
def _place(corpus: Corpus, selection: Selection | None, document: str) -> listings.Place:
    return listings.place(corpus, selection, document, without=_OTHER_FILTERS)


@remembered(64)
def _documents(
    corpus: Corpus, selection: Selection | None, sought: str, page: int
) -> tuple[int, list[dict[str, Any]]]:
    return listings.documents(
        corpus, selection, sought, limit=DOCUMENTS, offset=(page - 1) * DOCUMENTS, without=_OTHER_FILTERS
    )


def choice(corpus: Corpus, selection: Selection) -> dict[str, Any] | None:
    """The documents to choose from, a page of them: those that are sought, of those with hits where there is
    a filter; None where there is only one document."""
    if len(corpus.documents) < 2:
        return None
    _, ngettext = speak(selection.language)
    filtered = is_filtered(selection)
    listed = _listed(selection)
    place = _place(corpus, listed, selection.document)
    # without a page that is asked for, the one with the open document
    page = selection.find_page or (1 if selection.find else place.rank // DOCUMENTS + 1)
    n, found = _documents(corpus, listed, selection.find, page)
    if not found and page > 1:
        page = 1
        n, found = _documents(corpus, listed, selection.find, page)
    note = (
        ngettext("{k} / {n} document with hits", "{k} / {n} documents with hits", place.of)
        if filtered
        else ngettext("{k} / {n} document", "{k} / {n} documents", place.of)
    )
    return {
        "label": _("Choose a document"),
        "find": _("Title or date, e.g. 2015-03"),
        "sought": selection.find,
        "options": [
            [row["document_id"], row["date"], row["title"], f"{row['hits']:,}" if filtered else ""]
            for row in found
        ],
        "none": "" if found else _("No document has these characters in its title or date."),
        "turn": controls.turn(page, max(1, -(-n // DOCUMENTS)), selection.language),
        "chosen": selection.document,
        "before": place.before,
        "after": place.after,
        "beforeLabel": _("Previous document with hits") if filtered else _("Previous document"),
        "afterLabel": _("Next document with hits") if filtered else _("Next document"),
        "note": note.format(k=f"{place.rank + 1:,}" if place.listed else "–", n=f"{place.of:,}"),
    }


def paragraph(row: Row, passes: bool, lines: Lines, selection: Selection) -> dict[str, Any]:
    """One paragraph as the page draws it; ``lines`` are those of its source.

    ``original`` is how it stands there, "" where its characters are the same.
    """
    _ = speak(selection.language)[0]
    return {
        "id": row["paragraph_id"],
        "place": row["position"],
        "kind": row["kind"],
        "label": "" if row["kind"] in ("body", "heading") else _(paragraphs.KINDS[row["kind"]]),
        "lines": paragraphs.lines_label(row["lines"], selection.language),
        "segments": paragraphs.segments(row, selection),
        "tags": [
            {name: value for name, value in tag.items() if name != "title"}
            for tag in paragraphs.tags(row, selection)
        ],
        "passes": passes or row["kind"] in ("heading", *SET_ASIDE) or not is_filtered(selection),
        "counted": row["counted"],
        "repaired": paragraphs.repaired(row, selection.language),
        "original": in_source(row, lines) if is_mended(row) else "",
    }


def is_mended(row: Row) -> bool:
    """Whether a paragraph has other characters, or other ends of lines, than its source."""
    return not paragraphs.MENDED.isdisjoint(row["repairs"])


def beside(
    rows: Sequence[Row], lines: Sequence[str], shown: range, selection: Selection
) -> list[dict[str, Any]]:
    """Source and repaired text of the paragraphs ``shown``, row by row: {line, source, left, part, right}.

    ``source`` is the line in two pieces, what the repair left out and the rest; ``part`` is {id, place, kind,
    first, last, segments}; ``left`` and ``right`` say what happened: {change, text, line, id} each, where
    ``line`` and ``id`` lead to the other end. What stands ``elsewhere`` is said on the side that is empty.
    """
    pairs = collate(rows, lines)
    copies = {line: index for index, row in enumerate(rows) for line in row["copy_lines"]}
    near = dict(_near(pairs))
    return [
        {
            "line": pair.line,
            "source": _source(pair.piece, lines),
            "left": list(_left(pair, rows, copies, selection)),
            "part": _part(pair, rows, selection),
            "right": [
                note | {"id": rows[near[note["line"]]]["paragraph_id"] if note["line"] in near else ""}
                for note in _right(pair, rows, selection)
            ],
        }
        for pair, index in zip(pairs, _indices(pairs), strict=True)
        if index in shown
    ]


def _indices(pairs: Sequence[Pair]) -> Iterator[int]:
    """The paragraph beside which each pair stands: its own, or the one before."""
    index = 0
    for pair in pairs:
        index = pair.part.index if pair.part else index
        yield index


def _near(pairs: Sequence[Pair]) -> Iterator[tuple[int, int]]:
    """The paragraph beside which each line of the source stands."""
    return ((pair.line, index) for pair, index in zip(pairs, _indices(pairs), strict=True) if pair.line)


def _source(piece: Piece | None, lines: Sequence[str]) -> tuple[str, str]:
    if piece is None or piece.line > len(lines):
        return "", ""
    line, begins = lines[piece.line - 1], piece.part.source[0] if piece.part else piece.start
    return line[piece.start : begins], line[begins : piece.end]


def _part(pair: Pair, rows: Sequence[Row], selection: Selection) -> dict[str, Any] | None:
    if pair.part is None:
        return None
    row = rows[pair.part.index]
    return {
        "id": row["paragraph_id"],
        "place": pair.part.index,
        "kind": row["kind"],
        "first": pair.part.part == 0,
        "last": pair.part.part == len(row["lines"]) - 1,
        "segments": paragraphs.cut(paragraphs.segments(row, selection), pair.part.start, pair.part.end),
    }


def _left(
    pair: Pair, rows: Sequence[Row], copies: Mapping[int, int], selection: Selection
) -> Iterator[dict[str, Any]]:
    """What became of a line that does not stand beside its paragraph."""
    _ = speak(selection.language)[0]
    if pair.part or pair.piece is None:
        return
    if part := pair.piece.part:
        row = rows[part.index]
        if part.part:
            before = paragraphs.lines_label(row["lines"][part.part - 1 : part.part], selection.language)
            text = _("joined to {lines}, in paragraph {number}").format(lines=before, number=number_of(row))
            change = "joined"
        else:
            text = _("moved to paragraph {number}").format(number=number_of(row))
            change = "echo" if "echo" in row["repairs"] else "moved"
        yield {"change": change, "text": text, "line": 0, "id": row["paragraph_id"]}
    elif pair.line in copies:
        kept = rows[copies[pair.line]]
        text = _("a copy; kept: {lines}, paragraph {number}").format(
            lines=paragraphs.lines_label(kept["lines"][:1], selection.language),
            number=number_of(kept),
        )
        yield {"change": "repeated", "text": text, "line": 0, "id": kept["paragraph_id"]}


def _right(pair: Pair, rows: Sequence[Row], selection: Selection) -> Iterator[dict[str, Any]]:
    """What the repair did to a part: {change, text, line}."""
    _ = speak(selection.language)[0]
    part = pair.part
    if part is None:
        return
    row = rows[part.index]

    def label(*lines: int) -> str:
        return paragraphs.lines_label(lines, selection.language)

    if part.part and not _is_wrapped(row, part.part):
        before = row["lines"][part.part - 1]
        yield {
            "change": "joined",
            "text": _("seam: {before} goes on in {after}").format(
                before=label(before), after=label(part.line)
            ),
            "line": part.line,
        }
    if not pair.line:
        yield {
            "change": "echo" if "echo" in row["repairs"] else "moved",
            "text": _("stands in {lines} of the source").format(lines=label(part.line)),
            "line": part.line,
            "elsewhere": True,
        }
    if part.part < len(row["lines"]) - 1:
        return
    if "fragment" in row["repairs"]:
        yield {"change": "fragment", "text": _("its other half is not in the source"), "line": 0}
    if "echo" in row["repairs"]:
        yield {"change": "echo", "text": _("repeats the text above, not counted"), "line": 0}
    for change, text in paragraphs.mended(row, selection.language).items():
        yield {"change": change, "text": text, "line": 0}
    if row["kind"] in SET_ASIDE:
        yield {"change": row["kind"], "text": _(SET_ASIDE[row["kind"]]), "line": 0}
    for line in row["copy_lines"]:
        yield {"change": "repeated", "text": _("copy in {lines}").format(lines=label(line)), "line": line}


def _is_wrapped(row: Row, part: int) -> bool:
    """Whether a line ends inside a sentence before a part, and the part was not put there from elsewhere."""
    adjacent = row["lines"][part] == row["lines"][part - 1] + 1
    return "unwrapped" in row["repairs"] and (adjacent or "joined" not in row["repairs"])


def changes(
    rows: Sequence[Row], selection: Selection, shown: tuple[int, int] = (0, 0)
) -> list[dict[str, Any]]:
    """What the repair did in the whole document: {change, name, n, stops}, with a stop a paragraph, thinned
    where they are many."""
    _ = speak(selection.language)[0]
    found: dict[str, list[Stop]] = {change: [] for change in CHANGES}
    for place, row in enumerate(rows):
        for change in (*row["repairs"], *([row["kind"]] if row["kind"] in SET_ASIDE else [])):
            found[change].append(_stop(row, place))
    return [
        {
            "change": change,
            "name": _(CHANGES[change]),
            "n": f"{len(stops):,}",
            "stops": thinned(stops, *shown)[0],
        }
        for change, stops in found.items()
        if stops
    ]


def _stop(row: Row, place: int) -> Stop:
    return _suffix(row), place


def _suffix(row: Row) -> str:
    """The id of a paragraph without the document's."""
    return str(row["paragraph_id"]).rpartition(":")[2]


def facts(document: Row, language: str) -> str:
    """Date, source, speaker and size of a document, as far as they are known."""
    _, ngettext = speak(language)
    return " · ".join(
        filter(
            None,
            (
                document["date"],
                document["source"],
                document["speaker"],
                ngettext("{n} paragraph", "{n} paragraphs", document["paragraphs"]).format(
                    n=f"{document['paragraphs']:,}"
                ),
                ngettext("{n} character", "{n} characters", document["characters"]).format(
                    n=f"{document['characters']:,}"
                ),
            ),
        )
    )


@remembered(32)
def content(corpus: Corpus, selection: Selection) -> dict[str, Any]:
    """What the page draws, for a selection of no more than ``SEEN`` as ``settled`` gives it."""
    _ = speak(selection.language)[0]
    document = listings.named_documents(corpus, [selection.document]).get(selection.document)
    if document is None:
        return {"title": _("Reader"), "nothing": _("There is no document in this corpus.")}
    short = outline(corpus, selection.only(*FILTERS, "highlights", "document"))
    places = {row["paragraph_id"]: place for place, row in enumerate(short)}
    first, last = window(places.get(selection.paragraph, 0), _weights(short, selection))
    source = selection.reading == "source"
    rows = corpus.rows(
        "SELECT * FROM paragraphs WHERE document_id = ? AND position BETWEEN ? AND ? ORDER BY position",
        [selection.document, *((0, len(short)) if source else (first, last - 1))],
    )
    lines = corpus.lines(selection.document) if source or any(map(is_mended, rows)) else []
    known = with_mended(lines)
    shown = [row for row in rows if first <= row["position"] < last]
    hits = [_stop(row, place) for place, row in enumerate(short) if row["passes"]]
    near, skipped = thinned(hits, first, last)
    return {
        "title": document["title"],
        "facts": facts(document, selection.language),
        "url": document["url"] if document["url"].startswith(("https://", "http://")) else "",
        "document": selection.document,
        "documents": choice(corpus, selection),
        "strip": {
            "label": _("Colour of the strip"),
            "options": [("relationships", _("by relationship")), ("terms", _("by search hits"))],
            "chosen": selection.strip,
            "alt": _("Hit strip: a tile for each paragraph")
            if len(short) <= TILES
            else _("Hit strip: a tile for every {n} paragraphs").format(n=-(-len(short) // TILES)),
            "per": -(-len(short) // TILES) or 1,
            "tiles": tiles(short, selection),
            "legend": legend(short, selection),
            "empty": _("Search for a term or choose a word, and its hits are coloured here.")
            if selection.strip == "terms" and not term_colours(selection)
            else "",
        },
        "hits": near,
        "hitCount": [len(hits), f"{len(hits):,}", skipped],
        "empty": ways_out.content(
            corpus,
            selection,
            _("No paragraph of this document passes all the filters together."),
            count=lambda other: corpus.count(
                other.choose(documents=(selection.document,)), without=("since", "until")
            ),
            fields=[name for name in FILTERS if name not in _OTHER_FILTERS],
            choose={"document": selection.document},
        )
        if not any(row["passes"] for row in short) and is_filtered(selection)
        else None,
        "paragraphs": [
            # beside its source, a paragraph's text is sent with its rows
            paragraph(row, short[row["position"]]["passes"], known, selection)
            | ({"segments": None} if source else {})
            for row in shown
        ],
        "cites": {
            language: plot.packed([citation(row, document, language) for row in shown])
            for language in LANGUAGES
        },
        "rows": beside(rows, lines, range(first, last), selection) if source else None,
        "changes": changes(short, selection, (first, last)),
        "reading": {
            "label": _("What is shown"),
            "options": [
                ("text", _("text only"), _("The text as it was put in order")),
                ("source", _("with the source"), _("The source’s own lines beside it, each change marked")),
            ],
            "chosen": selection.reading,
        },
        "window": {
            "earlier": short[first]["paragraph_id"] if first else "",
            "later": short[last - 1]["paragraph_id"] if last < len(short) else "",
            "label": _("Paragraphs {first}–{last} of {n}").format(
                first=f"{first + 1:,}", last=f"{last:,}", n=f"{len(short):,}"
            ),
            "part": len(short) > last - first,
        },
        "language": selection.language,
        "labels": _labels(selection),
        "menu": exports.menu(selection.language),
    }


def _labels(selection: Selection) -> dict[str, str]:
    _ = speak(selection.language)[0]
    return {
        "hits": _("with hits") if is_filtered(selection) else _("paragraphs"),
        "none": _("No hit in this document"),
        "next": _("Next hit (j)") if is_filtered(selection) else _("Next paragraph (j)"),
        "previous": _("Previous hit (k)") if is_filtered(selection) else _("Previous paragraph (k)"),
        "keys": _("j next, k previous"),
        "find": _("Find in the document"),
        "findPart": _("Find in the paragraphs shown"),
        "findNext": _("Next place (Enter)"),
        "findPrevious": _("Previous place (Shift+Enter)"),
        "everywhere": _("Search the whole document"),
        **controls.cite(selection.language),
        "link": _("Link"),
        "why": _("Why?"),
        "whyHint": _("This paragraph in the viewer, with the reasons of its tags"),
        "lines": _("Show these lines of the source"),
        "source": _("Source, in its own order"),
        "repaired": _("Repaired text"),
        "toText": _("To the paragraph that this line became"),
        "toSource": _("To the lines that this paragraph is from"),
        "earlier": _("Earlier"),
        "later": _("Later"),
        "changes": _("What was repaired; a click leads to the next"),
        "blank": _("Blank lines are left out; what is grey in a line is not text."),
        "whole": _("Nothing had to be repaired."),
        "about": _("about"),
        "mentions": _("mentioned"),
        "asInSource": _("show as in the source"),
        "asMended": _("show as mended"),
    }


def settled(corpus: Corpus, selection: Selection) -> Selection:
    """The selection with the document that is open, and of its paragraphs only the one that begins the block
    of the chosen one, or of the first hit: what the page draws is the same for all of a block."""
    document = opened(corpus, selection.only(*FILTERS, "document", "paragraph"))
    open_ = selection.choose(document=document, paragraph="")
    rows = outline(corpus, open_.only(*FILTERS, "highlights", "document")) if document else []
    chosen = next((n for n, row in enumerate(rows) if row["paragraph_id"] == selection.paragraph), None)
    hit = next((n for n, row in enumerate(rows) if row["passes"]), 0) if is_filtered(selection) else 0
    first, _last = block(hit if chosen is None else chosen, _weights(rows, selection))
    return open_.choose(paragraph=rows[first]["paragraph_id"]) if rows else open_


def exported(corpus: Corpus, selection: Selection) -> exports.Exported:
    """What of the reader leaves the page: the paragraphs of the open document; as a picture the open
    paragraph as it is quoted, else the hit strip."""
    _, ngettext = speak(selection.language)
    seen = selection.only(*SEEN)
    name = opened(corpus, seen.only(*FILTERS, "document", "paragraph"))
    documents = listings.named_documents(corpus, [name]) if name else {}
    if name not in documents:
        nothing: tables.Table = {"title": _("Reader"), "columns": [], "rows": []}
        return exports.Exported(_("Reader"), selection, lambda: nothing, None)
    here = seen.choose(document=name, paragraph=seen.paragraph)
    short = outline(corpus, here.only(*FILTERS, "highlights", "document"))

    def rows(condition: str, value: str) -> list[dict[str, Any]]:
        sql = f"SELECT * FROM paragraphs WHERE document_id = ? AND {condition} ORDER BY position"
        return corpus.rows(sql, [name, value])

    quoted = rows("paragraph_id = ?", here.paragraph) if here.paragraph else []

    def picture() -> pictures.Body:
        if quoted:
            return pictures.quotations(
                paragraphs.quoted(quoted, documents, here.language),
                total=1,
                width=exports.INNER,
                language=here.language,
            )
        return strip(short, here)

    passing = sum(row["passes"] for row in short)
    hits = ngettext("{n} paragraph with hits", "{n} paragraphs with hits", passing).format(n=f"{passing:,}")
    return exports.Exported(
        title=documents[name]["title"],
        within=here.choose(documents=(name,) if len(corpus.documents) > 1 else (), since="", until=""),
        table=lambda: paragraphs.saved(rows("kind <> ?", ""), documents, here, total=len(short), note=_FIRST),
        picture=picture if short else None,
        notes=(hits,) if is_filtered(here) and not quoted else (),
    )


def strip(rows: Sequence[Row], selection: Selection) -> pictures.Body:
    """The hit strip as a picture, with what its colours stand for."""
    _ = speak(selection.language)[0]
    filtered = is_filtered(selection)
    named = legend(rows, selection)
    marks = {each["value"]: each["mark"] for each in named}
    return pictures.strip(
        [
            pictures.Tile(
                tile["colour"],
                (0.25 + 0.25 * tile["level"] if tile["colour"] else 0.2)
                * (1 if tile["passes"] or not filtered else 0.3),
                0.4 if tile["heading"] else 1.0 if tile["passes"] else 0.7,
                marks.get(tile["of"], "") if tile["passes"] and not tile["heading"] else "",
            )
            for tile in tiles(rows, selection)
        ],
        [
            (
                each["mark"],
                pictures.Bar(each["name"], f"{each['n']:,}", each["n"], each["colour"], each["pressed"]),
            )
            for each in named
        ],
        ends=(
            _("paragraph {rank} of {n}").format(rank=1, n=f"{len(rows):,}"),
            _("paragraph {rank} of {n}").format(rank=f"{len(rows):,}", n=f"{len(rows):,}"),
        ),
        width=exports.INNER,
    )


def draw(corpus: Corpus, selection: Selection) -> None:
    """Draw the reader."""
    seen = selection.only(*SEEN)
    shown = content(corpus, settled(corpus, seen))
    here = selection.paragraph if selection.paragraph.rpartition(":")[0] == shown.get("document") else ""
    frontend.mount("reader", shown | {"here": here}, export=exports.answer(exported, corpus, selection))
