"""Counts over the selected paragraphs, as tables."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from corpus import search
from corpus.corrections import RULE
from corpus.search import Sql
from corpus.selection import Selection
from corpus.table import Corpus, codes, where

SMALL = 10
"""A base of fewer paragraphs is said to be small."""

_LISTED = (
    "length(feature) > 1 AND feature NOT IN (FROM stopwords)"
    " AND NOT regexp_matches(feature, '^[0-9０-９.,%％‰:：/–—-]+$')"
)
"""The SQL condition of the words that a list shows."""

NAMED = f"each.tag = 'mentions' AND (each.rule <> '{RULE}' OR each.text = '')"
"""The SQL condition that ``each`` piece of evidence is a place where a counterpart is named: one that was
confirmed by hand stands beside the evidence that it confirms, and counts only where there is none."""

_NEVER = {"occurrences": 0, "occurrences_about": 0}
_MENTION_COUNTS = (
    "counterpart about mentions occurrences occurrences_about share_about share_mentions per_1000 first "
    "paragraphs characters"
).split()


def mention_counts(corpus: Corpus, selection: Selection) -> pd.DataFrame:
    """How often each counterpart is spoken of in the selected paragraphs.

    The filter on relationships is left out. A row a counterpart, the most frequent first:

    - ``counterpart``: its code;
    - ``about``, ``mentions``: paragraphs that are about it, and that name it;
    - ``occurrences``: how often it is named (a mention that was only added by hand counts once);
      ``occurrences_about``: in paragraphs that are about it;
    - ``share_about``, ``share_mentions``: the same paragraphs as a part (0 to 1) of all of them;
    - ``per_1000``: occurrences per 1,000 characters of all of them;
    - ``first``: rank of its first appearance, in reading order;
    - ``paragraphs``, ``characters``: how many there are of all of them, in every row.
    """
    condition, parameters = where(selection, without=("relationships",))
    tags = corpus.rows(
        f"""
        WITH base AS (
            SELECT {codes("about", selection)} AS about, {codes("mentions", selection)} AS mentions,
                {{'date': date, 'document': document_id, 'position': position}} AS place
            FROM paragraphs WHERE {condition}
        ),
        tags AS (
            SELECT unnest(about) AS counterpart, 1 AS about, 0 AS mentions, place FROM base
            UNION ALL SELECT unnest(mentions), 0, 1, place FROM base
        )
        SELECT counterpart, sum(about)::BIGINT AS about, sum(mentions)::BIGINT AS mentions,
            min(place) AS place
        FROM tags GROUP BY counterpart ORDER BY about DESC, mentions DESC, counterpart
        """,
        parameters,
    )
    named = corpus.rows(
        f"""
        SELECT each.counterpart AS counterpart, count(*) AS occurrences,
            count(*) FILTER (list_contains(about, each.counterpart)) AS occurrences_about
        FROM (
            SELECT unnest(evidence) AS each, {codes("about", selection)} AS about,
                {codes("mentions", selection)} AS mentions
            FROM paragraphs WHERE {condition}
        )
        WHERE {NAMED} AND list_contains(mentions, each.counterpart)
        GROUP BY ALL
        """,
        parameters,
    )
    occurrences = {row["counterpart"]: row for row in named}
    places = sorted(tuple(row["place"].values()) for row in tags)
    n, characters = _totals(corpus, condition, parameters)
    return pd.DataFrame(
        [
            {
                "counterpart": row["counterpart"],
                "about": row["about"],
                "mentions": row["mentions"],
                "occurrences": (times := occurrences.get(row["counterpart"], _NEVER))["occurrences"],
                "occurrences_about": times["occurrences_about"],
                "share_about": row["about"] / n,
                "share_mentions": row["mentions"] / n,
                "per_1000": 1000 * times["occurrences"] / max(characters, 1),
                "first": places.index(tuple(row["place"].values())) + 1,
                "paragraphs": n,
                "characters": characters,
            }
            for row in tags
        ],
        columns=_MENTION_COUNTS,
    )


def beyond(corpus: Corpus, selection: Selection, known: Collection[str]) -> tuple[int, int]:
    """How many of the selected paragraphs are about a counterpart that is not among ``known``, and how many
    mention one: each once, however many of them it has. The filter on relationships is left out."""
    condition, parameters = where(selection, without=("relationships",))
    found = corpus.rows(
        f"""
        SELECT count(*) FILTER (NOT list_has_all(?::VARCHAR[], about)) AS about,
            count(*) FILTER (NOT list_has_all(?::VARCHAR[], mentions)) AS mentions
        FROM (
            SELECT {codes("about", selection)} AS about, {codes("mentions", selection)} AS mentions
            FROM paragraphs WHERE {condition}
        )
        """,
        [list(known), list(known), *parameters],
    )[0]
    return int(found["about"]), int(found["mentions"])


def vocabulary(corpus: Corpus, *, limit: int) -> list[str]:
    """The most frequent words of the whole corpus, at most ``limit``, as ``frequencies`` lists them."""
    found = corpus.rows(
        f"""
        SELECT feature FROM (SELECT unnest(tokens) AS feature FROM paragraphs WHERE counted)
        WHERE {_LISTED} GROUP BY feature ORDER BY count(*) DESC, feature LIMIT ?
        """,
        [limit],
    )
    return [str(row["feature"]) for row in found]


def listed(stopwords: Collection[str]) -> Sql:
    """The SQL condition that ``feature`` belongs into a list of words, and its parameters: it is no stop word
    of the lexicon or of ``stopwords``, no number and no single character."""
    if not stopwords:
        return _LISTED, []
    return f"{_LISTED} AND NOT list_contains(?::VARCHAR[], feature)", [list(stopwords)]


def frequencies(corpus: Corpus, selection: Selection, *, limit: int) -> pd.DataFrame:
    """The most frequent words of the selected paragraphs, without stop words (also those that were added for
    this visit), numbers and single characters.

    The filters on words are left out. A row a word, the most frequent first, ``limit`` rows and the
    chosen words:

    - ``feature``: the word; ``frequency``: how often it occurs;
    - ``paragraphs``: in how many paragraphs it occurs; ``together``: in how many of those that also
      pass the filters on words, which is what choosing it as well would leave;
    - ``per_1000``: frequency per 1,000 characters;
    - ``n``: how many paragraphs there are, in every row.
    """
    chosen = [*selection.words, *selection.excluded]
    condition, parameters = where(selection, without=("words", "excluded"))
    word_condition, word_parameters = listed(selection.added_stopwords)
    return corpus.query(
        f"""
        WITH base AS (
            SELECT row_number() OVER () AS id, tokens, characters,
                list_has_all(tokens, ?::VARCHAR[]) AND NOT list_has_any(tokens, ?::VARCHAR[]) AS passes
            FROM paragraphs WHERE {condition}
        ),
        features AS MATERIALIZED (
            SELECT feature, count(*) AS frequency
            FROM (SELECT unnest(tokens) AS feature FROM base) GROUP BY feature
        ),
        top AS MATERIALIZED (
            (
                FROM features WHERE {word_condition}
                ORDER BY frequency DESC, feature LIMIT ?
            )
            UNION FROM features WHERE list_contains(?::VARCHAR[], feature)
        ),
        spread AS (
            SELECT feature, count(DISTINCT id) AS paragraphs, count(DISTINCT id) FILTER (passes) AS together
            FROM (SELECT id, passes, unnest(tokens) AS feature FROM base)
            WHERE feature IN (SELECT feature FROM top) GROUP BY feature
        )
        SELECT feature, frequency, paragraphs, together, 1000 * frequency / characters AS per_1000, n
        FROM top JOIN spread USING (feature),
            (SELECT count(*) AS n, greatest(sum(characters), 1) AS characters FROM base)
        ORDER BY frequency DESC, paragraphs DESC, feature
        """,
        [list(selection.words), list(selection.excluded), *parameters, *word_parameters, limit, chosen],
    )


def as_cut(term: str, selection: Selection) -> bool:
    """Whether a term counts as the words of a text that were cut so, and not by characters: it is a chosen
    word, and neither searched nor marked."""
    return term in selection.words and term not in (*selection.terms, *selection.highlights)


def hits(term: str, selection: Selection) -> Sql:
    """The SQL expression of how often a term occurs in a paragraph, and its parameters (see ``as_cut``)."""
    if as_cut(term, selection):
        return "len(list_filter(tokens, lambda token: token = ?))", [term]
    return search.hits(term)


def _totals(corpus: Corpus, condition: str, parameters: list[object]) -> tuple[int, int]:
    """How many paragraphs fulfil a condition, and how many characters they have."""
    totals = corpus.rows(
        f"SELECT count(*) AS n, coalesce(sum(characters), 0) AS characters FROM paragraphs WHERE {condition}",
        parameters,
    )[0]
    return int(totals["n"]), int(totals["characters"])
