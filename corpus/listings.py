"""Lists that grow with the corpus, asked for a page at a time: its sections, and its documents by date."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from corpus.selection import Selection
from corpus.table import Corpus, where

Row = dict[str, Any]


def sections(corpus: Corpus, sought: str, *, limit: int) -> tuple[int, list[Row]]:
    """How many headings have the characters ``sought``, and the first of them, in document order: section_id,
    text, and how many counted ``paragraphs`` stand under it, 0 where the source has only the heading."""
    found = corpus.rows(
        """
        SELECT paragraph_id AS section_id, text, count(*) OVER () AS n FROM paragraphs
        WHERE kind = 'heading' AND contains(text, ?) ORDER BY date, document_id, position LIMIT ?
        """,
        [sought, limit],
    )
    sizes = _sizes(corpus, [row["section_id"] for row in found])
    rows = [row | {"paragraphs": sizes.get(row["section_id"], 0)} for row in found]
    return (rows[0]["n"] if rows else 0), rows


def named_sections(corpus: Corpus, ids: Collection[str]) -> list[Row]:
    """The sections with these ids, as ``sections`` gives them, in the order of the ids."""
    if not ids:
        return []
    found = corpus.rows(
        """
        SELECT paragraph_id AS section_id, text FROM paragraphs
        WHERE list_contains(?::VARCHAR[], paragraph_id)
        """,
        [list(ids)],
    )
    sizes = _sizes(corpus, ids)
    texts = {row["section_id"]: row["text"] for row in found}
    return [
        {"section_id": each, "text": texts[each], "paragraphs": sizes.get(each, 0)}
        for each in ids
        if each in texts
    ]


def _sizes(corpus: Corpus, ids: Collection[str]) -> dict[str, int]:
    if not ids:
        return {}
    found = corpus.rows(
        """
        SELECT section_id, count(*) AS n FROM paragraphs
        WHERE counted AND list_contains(?::VARCHAR[], section_id) GROUP BY section_id
        """,
        [list(ids)],
    )
    return {row["section_id"]: row["n"] for row in found}


def named_documents(corpus: Corpus, ids: Collection[str]) -> dict[str, Row]:
    """What is known of the documents with these ids, by id."""
    found = corpus.rows("SELECT * FROM documents WHERE list_contains(?::VARCHAR[], document_id)", [list(ids)])
    return {row["document_id"]: row for row in found}


@dataclass(frozen=True)
class Place:
    """Where a document stands among the listed ones, by date: how many there are, how many before it, which
    stand next to it ("" at the ends), and whether it is one of them."""

    of: int
    rank: int
    before: str
    after: str
    listed: bool


def place(
    corpus: Corpus, selection: Selection | None, document: str, *, without: Collection[str] = ()
) -> Place:
    """Where ``document`` stands among those with a paragraph that passes the selection, or among all."""
    listed, parameters = _listed(selection, without)
    row = corpus.rows(
        f"""
        WITH listed AS (
            SELECT {{'date': date, 'document_id': document_id}} AS place FROM documents {listed}
        ),
        here AS (
            SELECT {{'date': date, 'document_id': document_id}} AS own FROM documents WHERE document_id = ?
        )
        SELECT count(*) AS n, count(*) FILTER (place < own) AS rank,
            max(place) FILTER (place < own) AS before, min(place) FILTER (place > own) AS after,
            coalesce(bool_or(place = own), false) AS listed
        FROM listed, here
        """,
        [*parameters, document],
    )[0]
    before, after = (row[side]["document_id"] if row[side] else "" for side in ("before", "after"))
    return Place(row["n"], row["rank"], before, after, row["listed"])


def documents(
    corpus: Corpus,
    selection: Selection | None,
    sought: str,
    *,
    limit: int,
    offset: int,
    without: Collection[str] = (),
) -> tuple[int, list[Row]]:
    """How many documents have ``sought`` in their title, or at the beginning of their date, and those from
    ``offset`` on, by date: document_id, date, title, and ``hits``, the paragraphs that pass the selection.

    Of a selection, only documents with hits are listed.
    """
    listed, parameters = _listed(selection, without)
    found = corpus.rows(
        f"""
        SELECT document_id, date, title, {"hits" if selection else "0"} AS hits, count(*) OVER () AS n
        FROM documents {listed} WHERE contains(lower(title), lower(?)) OR starts_with(date, ?)
        ORDER BY date, document_id LIMIT ? OFFSET ?
        """,
        [*parameters, sought, sought, limit, offset],
    )
    return (found[0]["n"] if found else 0), found


def first_document(corpus: Corpus, selection: Selection | None, *, without: Collection[str] = ()) -> str:
    """The first document, by date, that has a paragraph that passes the selection, or the first of all."""
    listed, parameters = _listed(selection, without)
    found = corpus.rows(
        f"SELECT document_id FROM documents {listed} ORDER BY date, document_id LIMIT 1", parameters
    )
    return str(found[0]["document_id"]) if found else ""


def _listed(selection: Selection | None, without: Collection[str]) -> tuple[str, list[object]]:
    """What joins the documents with their hits, and its parameters."""
    if selection is None:
        return "", []
    condition, parameters = where(selection, without)
    hits = f"SELECT document_id, count(*) AS hits FROM paragraphs WHERE {condition} GROUP BY document_id"
    return f"JOIN ({hits}) USING (document_id)", parameters
