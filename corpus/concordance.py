"""Concordance: each place where a keyword stands, with what stands before and after it (keyword in context).

Places are counted in characters (code points), hits do not overlap, and a keyword is a term as
``corpus.search`` has it. All of it is SQL: what is sorted is short, and texts are read for one page only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from corpus import search
from corpus.memory import remembered
from corpus.selection import FILTERS, Selection
from corpus.table import Corpus, chosen

KWIC_LENGTH = 50
"""Lines on a page."""

_BY_PARAGRAPH = {"source": "rank", "date": "date DESC, document_id, position"}
"""What each ``kwic_sort`` sorts the paragraphs by, in SQL of ``marks``; places follow in their order."""

_BY_CONTEXT = {"left": "reverse(before)", "right": "after"}
"""What the others sort the places by: from the character beside the keyword outwards."""


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
            "SELECT document_id FROM marks WHERE paragraph_id = ? LIMIT 1", [selection.paragraph]
        )
        if found:
            return str(found[0]["document_id"])
    first = corpus.rows(
        "SELECT document_id FROM documents"
        f" WHERE {'list_contains(?::VARCHAR[], document_id)' if selection.documents else 'true'}"
        " ORDER BY place LIMIT 1",
        [list(selection.documents)] if selection.documents else [],
    )
    return str(first[0]["document_id"]) if first else ""


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
    by_paragraph = _BY_PARAGRAPH.get(selection.kwic_sort)
    if by_paragraph:
        found, offset = _paragraphs_at(corpus, selection, term, by_paragraph, limit, offset)
    else:
        found = _by_context(corpus, _counting(selection), term).iloc[offset : offset + limit]
        offset = 0
    ids = [str(each) for each in found["paragraph_id"].unique()]
    places, parameters = _places(
        selection, term, f"paragraph_id IN ({', '.join('?' * len(ids)) or 'NULL'})", ids
    )
    table = corpus.query(
        f"""
        SELECT paragraph_id, document_id, date, title, position, lines,
            start, start + length(hit) AS "end", before AS "left", hit AS keyword, after AS "right"
        FROM ({places}) ORDER BY start
        """,
        parameters,
    )
    sorted_by = ["paragraph_id"] if by_paragraph else ["paragraph_id", "start"]
    return (
        found[sorted_by]
        .merge(table, on=sorted_by)[table.columns][offset : offset + limit]
        .reset_index(drop=True)
    )


def total(corpus: Corpus, selection: Selection, term: str) -> tuple[int, int]:
    """How often ``term`` stands in the selected paragraphs, and in how many of them."""
    condition, parameters = corpus.passing(beside(selection, term))
    found = corpus.rows(
        f"""
        SELECT coalesce(sum(times), 0)::BIGINT AS places, count(*) AS paragraphs
        FROM marks JOIN hits USING (number) WHERE {condition}
        """,
        parameters,
        hits=corpus.hits(term).table(),
    )[0]
    return int(found["places"]), int(found["paragraphs"])


def rank(corpus: Corpus, selection: Selection, term: str, paragraph_id: str) -> int | None:
    """How many lines stand before the first line of a paragraph; None where it has none."""
    if order := _BY_PARAGRAPH.get(selection.kwic_sort):
        found = _with_places(corpus, selection, term, order, "paragraph_id = ?", [paragraph_id])
        return int(found["before"].iloc[0]) if len(found) else None
    places = np.flatnonzero(_by_context(corpus, _counting(selection), term)["paragraph_id"] == paragraph_id)
    return int(places[0]) if len(places) else None


def _with_places(
    corpus: Corpus, selection: Selection, term: str, order: str, only: str, values: Sequence[object]
) -> pd.DataFrame:
    """Those of the selected paragraphs with ``term`` that fulfil ``only``, in an order of ``marks``:
    paragraph_id, and how many places stand ``before`` it."""
    condition, parameters = corpus.passing(beside(selection, term))
    return corpus.query(
        f"""
        SELECT paragraph_id, before FROM (
            SELECT paragraph_id, times,
                sum(times) OVER (ORDER BY {order} ROWS UNBOUNDED PRECEDING)::BIGINT - times AS before
            FROM marks JOIN hits USING (number) WHERE {condition}
        ) WHERE {only} ORDER BY before
        """,
        [*parameters, *values],
        hits=corpus.hits(term).table(),
    )


def _paragraphs_at(
    corpus: Corpus, selection: Selection, term: str, order: str, limit: int, offset: int
) -> tuple[pd.DataFrame, int]:
    """The paragraphs in which the places from ``offset`` on stand, and how many of theirs come before."""
    found = _with_places(
        corpus, selection, term, order, "before < ? AND before + times > ?", [offset + limit, offset]
    )
    return found, offset - int(found["before"].iloc[0]) if len(found) else 0


def _counting(selection: Selection) -> Selection:
    """The selection with nothing but what the order of the lines depends on."""
    return selection.only(*FILTERS, "kwic_sort", "context")


@remembered(4)
def _by_context(corpus: Corpus, selection: Selection, term: str) -> pd.DataFrame:
    """Every place of ``term`` (paragraph_id, start), sorted by what stands beside it."""
    condition = corpus.passing(beside(selection, term))
    here = np.zeros(corpus.numbered, bool)
    here[corpus.hits(term).numbers] = True
    only, bits = chosen(here & corpus.mask(condition))
    places, values = _places(selection, term, only, bits)
    return corpus.query(
        f"SELECT paragraph_id, start FROM ({places})"
        f" ORDER BY {_BY_CONTEXT[selection.kwic_sort]}, date, document_id, position, start",
        values,
    )


def _places(selection: Selection, term: str, condition: str, parameters: Sequence[object]) -> search.Sql:
    """The SQL of all places of ``term`` in the rows of ``paragraphs`` that fulfil a condition: paragraph_id,
    document_id, date, title, position, lines, start, before, hit, after."""
    marked, mark_parameters = search.marked(term)
    occurs, values = search.occurs(term)
    columns = "paragraph_id, document_id, date, title, position, lines"
    # the pieces of the marked text: what stands before the first hit, then each hit with what follows it;
    # each hit before a piece has left its closing mark in the sum of lengths
    return (
        f"""
        SELECT {columns}, place.start AS start, place.hit AS hit,
            text[greatest(start - {selection.context}, 0) + 1 : start] AS before,
            text[start + length(hit) + 1 : start + length(hit) + {selection.context}] AS after
        FROM (
            SELECT {columns}, text, unnest(
                list_transform(range(2, len(pieces) + 1), lambda nth: {{
                    'hit': split_part(pieces[nth], chr(2), 1),
                    'start': (
                        list_sum(list_transform(pieces[:nth - 1], lambda each: length(each))) - nth + 2
                    )::INTEGER
                }})) AS place
            FROM (
                SELECT {columns}, text, string_split({marked}, chr(1)) AS pieces
                FROM paragraphs WHERE {condition} AND {occurs}
            )
        ) WHERE hit <> ''
        """,
        [*mark_parameters, *parameters, *values],
    )


def suggestions(selection: Selection, usual: Iterable[str]) -> list[str]:
    """Keywords to choose from: the chosen terms and words, what is marked, the formula, then ``usual``."""
    chosen = (*selection.terms, *selection.words, *selection.highlights, selection.phrase)
    return list(dict.fromkeys(filter(None, (*chosen, *usual))))
