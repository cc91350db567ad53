"""Which counterparts are named together, and with which words: co-occurrence in a paragraph, as tables."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from corpus import search
from corpus.counterparts import COUNTERPARTS
from corpus.selection import Selection
from corpus.statistics import frequencies
from corpus.table import Corpus, codes, where

OWN = ("relationships",)
"""The filters that the tables of pairs leave out."""

OWN_TERMS = ("relationships", "words", "terms")
"""The filters that the table of relationships and terms leaves out."""

NAMES = frozenset(
    name
    for each in COUNTERPARTS.values()
    for name in (each.zh, each.relationship, *each.forms["names"], *each.forms["sides"])
) | {"中国", "中方"}
"""Words that only name a counterpart, or China: which relationship they stand with says nothing."""

_MOST_TERMS = 12  # searched terms that have a column
_WIDER = 3  # times as many frequent words are looked at, as names fall out


def companions(corpus: Corpus, selection: Selection, *, limit: int) -> pd.DataFrame:
    """The counterparts that stand with another one in most of the selected paragraphs.

    ``selection.tag`` says whether what paragraphs are about counts, or what they mention; the filter on
    relationships is left out. A row a counterpart, ``limit`` rows and the first ``limit`` of the chosen ones:

    - ``counterpart``: its code; ``paragraphs``: those with it;
    - ``together``: those with it and at least one other, by which the rows are sorted;
    - ``of``: how many counterparts stand with another at all, in every row;
    - ``several``: paragraphs with two or more; ``n``: all selected paragraphs, in every row.
    """
    condition, parameters = where(selection, without=OWN)
    return corpus.query(
        f"""
        WITH base AS (
            SELECT list_distinct({codes(selection.tag, selection)}) AS codes
            FROM paragraphs WHERE {condition}
        ),
        totals AS (SELECT count(*) AS n, count(*) FILTER (len(codes) > 1) AS several FROM base),
        each AS (
            SELECT counterpart, count(*) AS paragraphs, count(*) FILTER (size > 1) AS together
            FROM (SELECT unnest(codes) AS counterpart, len(codes) AS size FROM base) GROUP BY counterpart
        ),
        ranked AS (
            SELECT *, row_number() OVER (ORDER BY together DESC, paragraphs DESC, counterpart) AS rank,
                count(*) FILTER (together > 0) OVER () AS of
            FROM each
        )
        SELECT counterpart, paragraphs, together, of, several, n FROM ranked, totals
        WHERE (rank <= ? AND together > 0) OR list_contains(?::VARCHAR[], counterpart) ORDER BY rank
        """,
        [*parameters, limit, list(selection.relationships[:limit])],
    )


def comentions(corpus: Corpus, selection: Selection, among: pd.DataFrame) -> pd.DataFrame:
    """How often two of the counterparts of ``among``, a table of ``companions``, stand in one paragraph.

    A row a pair that does, each pair once, the most frequent first and then the most strongly associated:

    - ``a``, ``b``: codes, in the order of ``among``; ``paragraphs``: those with both;
    - ``paragraphs_a``, ``paragraphs_b``: those with each; ``n``: all selected paragraphs;
    - ``expected``: paragraphs / n would be paragraphs_a / n · paragraphs_b / n if neither drew the other;
      observed over expected is the ratio of Church & Hanks, “Word association norms” (1990);
    - ``dice``: 2 · paragraphs / (paragraphs_a + paragraphs_b), 0 (never together) to 1 (never apart): Dice,
      “Measures of the amount of ecologic association between species”, Ecology 26 (1945).
    """
    condition, parameters = where(selection, without=OWN)
    order = [str(code) for code in among["counterpart"]]
    return corpus.query(
        f"""
        WITH listed AS (SELECT unnest(?::VARCHAR[]) AS counterpart, unnest(?::BIGINT[]) AS paragraphs,
            unnest(?::BIGINT[]) AS rank
        ),
        base AS (
            SELECT list_intersect({codes(selection.tag, selection)}, ?::VARCHAR[]) AS codes
            FROM paragraphs WHERE {condition}
        ),
        pairs AS (
            SELECT a, b, count(*) AS paragraphs
            FROM (
                SELECT a, unnest(codes) AS b
                FROM (SELECT unnest(codes) AS a, codes FROM base WHERE len(codes) > 1)
            ) GROUP BY ALL
        )
        SELECT a, b, pairs.paragraphs AS paragraphs, one.paragraphs AS paragraphs_a,
            other.paragraphs AS paragraphs_b, n,
            one.paragraphs * other.paragraphs / n AS expected,
            2 * pairs.paragraphs / (one.paragraphs + other.paragraphs) AS dice
        FROM pairs JOIN listed AS one ON one.counterpart = a JOIN listed AS other ON other.counterpart = b,
            (SELECT count(*) AS n FROM base)
        WHERE one.rank < other.rank
        ORDER BY pairs.paragraphs DESC, dice DESC, one.rank, other.rank
        """,
        [
            order,
            [int(n) for n in among["paragraphs"]],
            list(range(len(order))),
            order,
            *parameters,
        ],
    )


def terms_of(corpus: Corpus, selection: Selection, *, limit: int) -> list[tuple[str, str]]:
    """What relationships are compared by: pairs of a term and the field of the selection that it belongs to.

    The searched terms, then the chosen words and those that occur in most paragraphs, ``limit`` of them;
    words that only name a counterpart are left out.
    """
    table = frequencies(corpus, selection.choose(relationships=(), terms=()), limit=_WIDER * limit)
    table = table[~table["feature"].isin(NAMES - set(selection.words))]
    spread = table.sort_values(["paragraphs", "frequency"], ascending=False, kind="stable")
    usual = [str(word) for word in spread["feature"] if word not in selection.excluded]
    kept = {*selection.words, *usual[:limit]}
    words = [word for word in usual if word in kept]
    absent = [word for word in selection.words if word not in words]
    terms = [(term, "terms") for term in selection.terms[:_MOST_TERMS]]
    return terms + [(word, "words") for word in (*absent, *words)]


def relationship_terms(
    corpus: Corpus, selection: Selection, terms: Sequence[tuple[str, str]], *, limit: int
) -> pd.DataFrame:
    """How often each of ``terms`` (see ``terms_of``) occurs with the most frequent relationships.

    The filters on relationships, words and searched terms are left out. A row for each of ``limit``
    relationships and the chosen ones, the most frequent first, and each term, in their order:

    - ``counterpart``: its code; ``feature``, ``field``: the term, and the field that it belongs to;
    - ``paragraphs``: those of the relationship with the term; ``occurrences``: how often it occurs in them;
    - ``of``, ``characters``: all paragraphs of the relationship, and their length;
    - ``per_1000``: occurrences per 1,000 characters of them;
    - ``relationships``: how many there are, in every row.
    """
    condition, parameters = where(selection, without=OWN_TERMS)
    base = f"""
        SELECT paragraph_id, text, tokens, characters,
            list_distinct({codes(selection.tag, selection)}) AS codes
        FROM paragraphs WHERE {condition}
    """
    totals = corpus.rows(
        f"""
        WITH each AS (
            SELECT counterpart, count(*) AS n, sum(characters)::BIGINT AS characters
            FROM (SELECT unnest(codes) AS counterpart, characters FROM ({base})) GROUP BY counterpart
        )
        SELECT *, row_number() OVER (ORDER BY n DESC, counterpart) AS rank, count(*) OVER () AS relationships
        FROM each QUALIFY rank <= ? OR list_contains(?::VARCHAR[], counterpart) ORDER BY rank
        """,
        [*parameters, limit, list(selection.relationships[:limit])],
    )
    listed = [row["counterpart"] for row in totals]
    words = [term for term, field in terms if field == "words"]
    found = {
        (row["counterpart"], row["feature"], "words"): row
        for row in corpus.rows(
            f"""
            SELECT counterpart, feature, count(DISTINCT paragraph_id) AS paragraphs, count(*) AS occurrences
            FROM (
                SELECT paragraph_id, unnest(codes) AS counterpart, feature
                FROM (
                    SELECT paragraph_id, codes, unnest(tokens) AS feature FROM ({base})
                    WHERE list_has_any(codes, ?::VARCHAR[])
                ) WHERE feature IN (SELECT unnest(?::VARCHAR[]))
            ) WHERE counterpart IN (SELECT unnest(?::VARCHAR[])) GROUP BY counterpart, feature
            """,
            [*parameters, listed, words, listed],
        )
    }
    for term in (term for term, field in terms if field == "terms"):
        hits, values = search.hits(term)
        for row in corpus.rows(
            f"""
            SELECT counterpart, count(*) FILTER (times > 0) AS paragraphs, sum(times)::BIGINT AS occurrences
            FROM (
                SELECT unnest(list_intersect(codes, ?::VARCHAR[])) AS counterpart, {hits} AS times
                FROM ({base})
            ) GROUP BY counterpart
            """,
            [listed, *values, *parameters],
        ):
            found[row["counterpart"], term, "terms"] = row
    nothing = {"paragraphs": 0, "occurrences": 0}
    return pd.DataFrame(
        [
            {
                "counterpart": total["counterpart"],
                "feature": term,
                "field": field,
                "paragraphs": (row := found.get((total["counterpart"], term, field), nothing))["paragraphs"],
                "occurrences": row["occurrences"],
                "of": total["n"],
                "characters": total["characters"],
                "per_1000": 1000 * row["occurrences"] / max(total["characters"], 1),
                "relationships": total["relationships"],
            }
            for total in totals
            for term, field in terms
        ],
        columns=(
            "counterpart feature field paragraphs occurrences of characters per_1000 relationships"
        ).split(),
    )
