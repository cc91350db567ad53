"""Concordance: each place where a keyword stands, with what stands before and after it (keyword in context).

Places are counted in characters (code points), hits do not overlap, and a keyword is a term as
``corpus.search`` has it. All of it is SQL: what is sorted is short, and texts are read for one page only.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from corpus import search
from corpus.cells import inert
from corpus.selection import Selection
from corpus.table import Corpus, where

KWIC_LENGTH = 50
"""Lines on a page."""

_SAVED = "date title lines left keyword right paragraph_id start end".split()

_BY_PARAGRAPH = {
    "source": "date, document_id, position",
    "date": "date DESC, document_id, position",
}
_BY_CONTEXT = {"left": "reverse(before)", "right": "after"}  # from the character beside the keyword outwards

ORDERS = {name: f"{order}, start" for name, order in _BY_PARAGRAPH.items()} | {
    name: f"{order}, date, document_id, position, start" for name, order in _BY_CONTEXT.items()
}
"""What each ``kwic_sort`` sorts the places by, in SQL."""


def keyword(corpus: Corpus, selection: Selection, usual: Iterable[str]) -> str:
    """The keyword of a selection: its own, else the first term or word that is chosen, else the first of the
    ``usual`` words that stands in its paragraphs; "" where there is none."""
    # a word between slashes is a word: no pattern that was tried
    words = (word for word in selection.words if not search.is_pattern(word))
    first = next(filter(None, (selection.keyword, *selection.terms, *words)), "")
    if first:
        return first
    within = scoped(corpus, selection)
    return next((word for word in usual if total(corpus, within, word)[0]), "")


def beside(selection: Selection, term: str) -> Selection:
    """The selection without the filters that a paragraph with ``term`` passes anyway.

    A word is as the text was cut and a term is not, so the filter on a word would hide places of the term.
    """
    terms = selection.terms
    if term in terms:
        terms = () if selection.terms_match == "any" else tuple(each for each in terms if each != term)
    return replace(selection, words=tuple(each for each in selection.words if each != term), terms=terms)


def document(corpus: Corpus, selection: Selection) -> str:
    """The document_id that the scope ``document`` means: the open one, that of the open paragraph, else the
    first of those that the filter leaves; "" where the corpus has none."""
    if selection.document:
        return selection.document
    if selection.paragraph:
        found = corpus.rows(
            "SELECT document_id FROM paragraphs WHERE paragraph_id = ? LIMIT 1", [selection.paragraph]
        )
        if found:
            return str(found[0]["document_id"])
    names = (str(each["document_id"]) for each in corpus.documents)
    return next((name for name in names if not selection.documents or name in selection.documents), "")


def scoped(corpus: Corpus, selection: Selection) -> Selection:
    """The selection within its scope: with ``scope`` "document" as a filter on that document."""
    if selection.scope == "corpus" or not (name := document(corpus, selection)):
        return selection
    return replace(selection, documents=(name,))


def concordance(
    corpus: Corpus, selection: Selection, term: str, *, limit: int = KWIC_LENGTH, offset: int = 0
) -> pd.DataFrame:
    """The lines of ``term`` in the selected paragraphs from ``offset`` on, in the order of ``kwic_sort``.

    A row a place: ``paragraph_id``, ``document_id``, ``date``, ``title``, ``position``, ``lines`` (1-based
    lines of the source); ``start`` and ``end`` (characters in the paragraph's text); ``left``, ``keyword``
    and ``right``, with at most ``selection.context`` characters on each side. ``selection`` is as ``scoped``
    gives it; see ``beside`` for the filters that do not count.
    """
    order = ORDERS[selection.kwic_sort]
    # the first n places stand in the first n paragraphs, where paragraphs are what is sorted
    by_paragraph = _BY_PARAGRAPH.get(selection.kwic_sort)
    places, parameters = _places(selection, term, f"ORDER BY {by_paragraph} LIMIT ?" if by_paragraph else "")
    return corpus.query(
        f"""
        WITH shown AS MATERIALIZED (
            SELECT *, row_number() OVER (ORDER BY {order}) AS rank
            FROM (FROM ({places}) ORDER BY {order} LIMIT ? OFFSET ?)
        )
        SELECT paragraph_id, shown.document_id, shown.date, title, shown.position, lines,
            start, start + length(hit) AS "end", before AS "left", hit AS keyword, after AS "right"
        FROM shown JOIN paragraphs USING (paragraph_id)
        ORDER BY rank
        """,
        [*parameters, *([offset + limit] if by_paragraph else []), limit, offset],
    )


def total(corpus: Corpus, selection: Selection, term: str) -> tuple[int, int]:
    """How often ``term`` stands in the selected paragraphs, and in how many of them."""
    hits, hit_parameters = search.hits(term)
    condition, parameters = _condition(selection, term)
    found = corpus.rows(
        f"""
        SELECT coalesce(sum({hits}), 0)::BIGINT AS places, count(*) AS paragraphs
        FROM paragraphs WHERE {condition}
        """,
        [*hit_parameters, *parameters],
    )[0]
    return int(found["places"]), int(found["paragraphs"])


def rank(corpus: Corpus, selection: Selection, term: str, paragraph_id: str) -> int | None:
    """How many lines stand before the first line of a paragraph; None where it has none."""
    places, parameters = _places(selection, term)
    found = corpus.rows(
        f"""
        SELECT min(rank) AS rank FROM (
            SELECT paragraph_id, row_number() OVER (ORDER BY {ORDERS[selection.kwic_sort]}) - 1 AS rank
            FROM ({places})
        ) WHERE paragraph_id = ?
        """,
        [*parameters, paragraph_id],
    )[0]["rank"]
    return None if found is None else int(found)


def _condition(selection: Selection, term: str) -> search.Sql:
    """The SQL condition of the selected paragraphs that have ``term``."""
    condition, parameters = where(beside(selection, term))
    occurs, values = search.occurs(term)
    return f"{condition} AND {occurs}", [*parameters, *values]


def _places(selection: Selection, term: str, only: str = "") -> search.Sql:
    """The SQL of all places of ``term``: paragraph_id, document_id, date, position, start, before, hit,
    after. ``only`` is SQL that orders and limits the paragraphs that are looked into."""
    marked, mark_parameters = search.marked(term)
    condition, parameters = _condition(selection, term)
    # the pieces of the marked text: what stands before the first hit, then each hit with what follows it;
    # each hit before a piece has left its closing mark in the sum of lengths
    return (
        f"""
        SELECT paragraph_id, document_id, date, position, place.start AS start, place.hit AS hit,
            text[greatest(start - {selection.context}, 0) + 1 : start] AS before,
            text[start + length(hit) + 1 : start + length(hit) + {selection.context}] AS after
        FROM (
            SELECT paragraph_id, document_id, date, position, text, unnest(
                list_transform(range(2, len(pieces) + 1), lambda nth: {{
                    'hit': split_part(pieces[nth], chr(2), 1),
                    'start': (
                        list_sum(list_transform(pieces[:nth - 1], lambda each: length(each))) - nth + 2
                    )::INTEGER
                }})) AS place
            FROM (
                SELECT paragraph_id, document_id, date, position, text,
                    string_split({marked}, chr(1)) AS pieces
                FROM paragraphs WHERE {condition} {only}
            )
        ) WHERE hit <> ''
        """,
        [*mark_parameters, *parameters],
    )


def suggestions(selection: Selection, usual: Iterable[str]) -> list[str]:
    """Keywords to choose from: the chosen terms and words, what is marked, the formula, then ``usual``."""
    chosen = (*selection.terms, *selection.words, *selection.highlights, selection.phrase)
    return list(dict.fromkeys(filter(None, (*chosen, *usual))))


def write_lines(table: pd.DataFrame) -> str:
    """The text of a CSV file of the lines that ``concordance`` gives; no cell of it is a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_SAVED)
    for row in table.to_dict("records"):
        row["lines"] = " ".join(map(str, row["lines"]))
        writer.writerow([inert(str(row[name])) for name in _SAVED])
    return text.getvalue()
