"""Counts over the selected paragraphs, as tables."""

from __future__ import annotations

import pandas as pd

from corpus.selection import Selection
from corpus.table import Corpus, where
from corpus.tokens import STOPWORDS


def mention_counts(corpus: Corpus, selection: Selection) -> pd.DataFrame:
    """How often each counterpart is spoken of in the selected paragraphs.

    The filter on relationships is left out. A row a counterpart, the most frequent first:

    - ``counterpart``: its code;
    - ``about``, ``mentions``: paragraphs that are about it, and that name it;
    - ``occurrences``: how often it is named; ``occurrences_about``: in paragraphs that are about it;
    - ``share_about``, ``share_mentions``: the same paragraphs as a part (0 to 1) of all of them;
    - ``per_1000``: occurrences per 1,000 characters of all of them;
    - ``first``: rank of its first appearance, in reading order;
    - ``paragraphs``, ``characters``: how many there are of all of them, in every row.
    """
    condition, parameters = where(selection, without=("relationships",))
    counts = corpus.query(
        f"""
        WITH base AS MATERIALIZED (
            SELECT about, mentions, evidence, characters,
                row_number() OVER (ORDER BY date, document_id, position) AS rank
            FROM paragraphs WHERE {condition}
        ),
        tags AS (
            SELECT unnest(about) AS counterpart, 1 AS about, 0 AS mentions, 0 AS named, 0 AS named_about, rank FROM base
            UNION ALL
            SELECT unnest(mentions), 0, 1, 0, 0, rank FROM base
            UNION ALL
            SELECT each.counterpart, 0, 0, 1, list_contains(about, each.counterpart)::INTEGER, rank
            FROM (SELECT unnest(evidence) AS each, about, rank FROM base) WHERE each.tag = 'mentions'
        ),
        totals AS (SELECT count(*) AS paragraphs, coalesce(sum(characters), 0) AS characters FROM base)
        SELECT counterpart, sum(about)::BIGINT AS about, sum(mentions)::BIGINT AS mentions,
            sum(named)::BIGINT AS occurrences, sum(named_about)::BIGINT AS occurrences_about,
            min(rank) AS first, any_value(paragraphs) AS paragraphs, any_value(characters)::BIGINT AS characters
        FROM tags, totals GROUP BY counterpart
        ORDER BY about DESC, mentions DESC, occurrences DESC, counterpart
        """,
        parameters,
    )
    counts["share_about"] = counts["about"] / counts["paragraphs"]
    counts["share_mentions"] = counts["mentions"] / counts["paragraphs"]
    counts["per_1000"] = 1000 * counts["occurrences"] / counts["characters"]
    return counts


def frequencies(corpus: Corpus, selection: Selection, *, limit: int) -> pd.DataFrame:
    """The most frequent words of the selected paragraphs, without stop words, numbers and single characters.

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
    found = corpus.query(
        f"""
        WITH base AS MATERIALIZED (
            SELECT tokens, characters,
                list_has_all(tokens, ?::VARCHAR[]) AND NOT list_has_any(tokens, ?::VARCHAR[]) AS passes
            FROM paragraphs WHERE {condition}
        ),
        features AS (
            SELECT feature, count(*) AS frequency FROM (SELECT unnest(tokens) AS feature FROM base)
            WHERE (length(feature) > 1 AND NOT regexp_matches(feature, '^[\\d０-９.,%％‰:：\\-–—/]+$')
                AND feature NOT IN (SELECT unnest(?::VARCHAR[])))
                OR list_contains(?::VARCHAR[], feature)
            GROUP BY feature
        ),
        top AS MATERIALIZED (
            (FROM features ORDER BY frequency DESC, feature LIMIT ?)
            UNION
            (FROM features WHERE list_contains(?::VARCHAR[], feature))
        ),
        spread AS (
            SELECT feature, count(*) AS paragraphs, count(*) FILTER (passes) AS together
            FROM (SELECT unnest(list_distinct(tokens)) AS feature, passes FROM base)
            WHERE feature IN (SELECT feature FROM top) GROUP BY feature
        ),
        totals AS (SELECT count(*) AS n, coalesce(sum(characters), 0) AS characters FROM base)
        SELECT feature, frequency, paragraphs, together, 1000 * frequency / characters AS per_1000, n
        FROM top JOIN spread USING (feature), totals
        ORDER BY frequency DESC, paragraphs DESC, feature
        """,
        [
            list(selection.words),
            list(selection.excluded),
            *parameters,
            sorted(STOPWORDS),
            chosen,
            limit,
            chosen,
        ],
    )
    return found
