"""Counts over the selected paragraphs, as tables."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from corpus import search
from corpus.memory import remembered
from corpus.search import Sql
from corpus.selection import FILTERS, Selection
from corpus.table import Corpus, codes
from corpus.terms import group_of
from corpus.words import Codes, Hits, Mask, Vocabulary

SMALL = 10
"""A base of fewer paragraphs is said to be small."""

_COUNTED = ["feature", "frequency", "paragraphs"]
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
    condition, parameters = corpus.passing(selection, without=("relationships",))
    tags = corpus.rows(
        f"""
        WITH base AS (
            SELECT {codes("about", selection)} AS about, {codes("mentions", selection)} AS mentions, rank
            FROM marks WHERE {condition}
        ),
        tags AS (
            SELECT unnest(about) AS counterpart, 1 AS about, 0 AS mentions, rank FROM base
            UNION ALL SELECT unnest(mentions), 0, 1, rank FROM base
        )
        SELECT counterpart, sum(about)::BIGINT AS about, sum(mentions)::BIGINT AS mentions, min(rank) AS place
        FROM tags GROUP BY counterpart ORDER BY about DESC, mentions DESC, counterpart
        """,
        parameters,
    )
    named = corpus.rows(
        f"""
        SELECT counterpart, count(*) AS occurrences,
            count(*) FILTER (list_contains(about, counterpart)) AS occurrences_about
        FROM (
            SELECT unnest(named) AS counterpart, {codes("about", selection)} AS about,
                {codes("mentions", selection)} AS mentions
            FROM marks WHERE {condition}
        )
        WHERE list_contains(mentions, counterpart)
        GROUP BY ALL
        """,
        parameters,
    )
    occurrences = {row["counterpart"]: row for row in named}
    places = sorted(row["place"] for row in tags)
    n, characters = totals(corpus, (condition, parameters))
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
                "first": places.index(row["place"]) + 1,
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
    condition, parameters = corpus.passing(selection, without=("relationships",))
    found = corpus.rows(
        f"""
        SELECT count(*) FILTER (NOT list_has_all(?::VARCHAR[], about)) AS about,
            count(*) FILTER (NOT list_has_all(?::VARCHAR[], mentions)) AS mentions
        FROM (
            SELECT {codes("about", selection)} AS about, {codes("mentions", selection)} AS mentions
            FROM marks WHERE {condition}
        )
        """,
        [list(known), list(known), *parameters],
    )[0]
    return int(found["about"]), int(found["mentions"])


def vocabulary(corpus: Corpus, *, limit: int) -> list[str]:
    """The most frequent words of the whole corpus, at most ``limit``, as ``frequencies`` lists them."""
    return list(_frequent(corpus, Selection(), limit).table["feature"])


def listed(words: Vocabulary, stopwords: Collection[str]) -> Mask:
    """Which words belong into a list: no stop word of the lexicon or of ``stopwords``, no number and no
    single character."""
    shown = words.listed.copy()
    shown[words.codes(stopwords)] = False
    return shown


def _first(words: Vocabulary, counts: NDArray[np.int64], shown: Mask, limit: int) -> Codes:
    """The codes of the words that occur most often, of those that are ``shown``; at most ``limit``."""
    times = np.where(shown, counts, 0)
    # those that are as frequent as the last are told apart by their characters
    least = max(int(np.partition(times, -limit)[-limit]), 1) if len(times) > limit else 1
    found = np.flatnonzero(times >= least).astype(np.int32)
    named = dict(zip(found.tolist(), words.named(found), strict=True))
    return np.array(sorted(named, key=lambda code: (-times[code], named[code]))[:limit], np.int32)


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
    plain = selection.only(*FILTERS, "added_stopwords").choose(words=(), excluded=())
    usual = _frequent(corpus, plain, limit)
    table = usual.table
    if chosen := dict.fromkeys((*selection.words, *selection.excluded)):
        there = {*table["feature"]}
        also = _numbers(corpus, plain, [word for word in chosen if word not in there])
        table = pd.concat([each for each in (table, also) if len(each)] or [table], ignore_index=True)
    table = table.assign(together=table["paragraphs"])
    if chosen:
        codes = corpus.words.codes(table["feature"])
        (table["together"],) = corpus.words.spread(codes, corpus.mask(corpus.passing(selection)))
    table["per_1000"] = 1000 * table["frequency"] / max(usual.characters, 1)
    table["n"] = usual.n
    return table.sort_values(
        ["frequency", "paragraphs", "feature"], ascending=[False, False, True], ignore_index=True
    )


class _Frequent(NamedTuple):
    """What choosing a word does not change: the most frequent words, as rows of ``feature``, ``frequency``
    and ``paragraphs``, and that these are of ``n`` paragraphs of so many ``characters``."""

    table: pd.DataFrame
    n: int
    characters: int


@remembered(8)
def _frequent(corpus: Corpus, selection: Selection, limit: int) -> _Frequent:
    condition = corpus.passing(selection)
    words: Vocabulary
    if tally := corpus.tally(group_of(selection)):
        words, counts = tally, tally.frequency
        codes = _first(words, counts, listed(words, selection.added_stopwords), limit)
        paragraphs = tally.paragraphs[codes]
    else:
        words, within = corpus.words, corpus.mask(condition)
        counts = words.counts(within)
        codes = _first(words, counts, listed(words, selection.added_stopwords), limit)
        (paragraphs,) = words.spread(codes, within)
    columns = zip(_COUNTED, (words.named(codes), counts[codes], paragraphs), strict=True)
    return _Frequent(pd.DataFrame(dict(columns)), *totals(corpus, condition))


def _numbers(corpus: Corpus, selection: Selection, words: Collection[str]) -> pd.DataFrame:
    """The rows of _Frequent of those of some words that occur in the selected paragraphs."""
    within = corpus.mask(corpus.passing(selection))
    rows = []
    for word in words:
        hits = corpus.times(word)
        times = hits.times[within[hits.numbers]]
        rows.append({"feature": word, "frequency": int(times.sum()), "paragraphs": len(times)})
    table = pd.DataFrame(rows, columns=_COUNTED)
    return table[table["paragraphs"] > 0]


def as_cut(term: str, selection: Selection) -> bool:
    """Whether a term counts as the words of a text that were cut so, and not by characters: it is a chosen
    word, and neither searched nor marked."""
    return term in selection.words and term not in (*selection.terms, *selection.highlights)


def hits(term: str, selection: Selection) -> Sql:
    """The SQL expression of how often a term occurs in a row of ``paragraphs``, and its parameters (see
    ``as_cut``)."""
    if as_cut(term, selection):
        return "len(list_filter(tokens, lambda token: token = ?))", [term]
    return search.hits(term)


def occurrences(corpus: Corpus, term: str, selection: Selection) -> Hits:
    """Where a term stands, and how often in each paragraph (see ``as_cut``)."""
    return corpus.times(term) if as_cut(term, selection) else corpus.hits(term)


def strongest(corpus: Corpus, selection: Selection, *, limit: int) -> list[str]:
    """The ids of the selected paragraphs that say most of what is chosen, at most ``limit``, the first first.

    They go by how strongly they have the chosen relationships by the selection's tag, their strengths added
    up (where none is chosen, by their strongest tag); then by how often the chosen words and terms occur;
    then as in the source.
    """
    condition, parameters = corpus.passing(selection)
    tag = selection.tag
    strength = f"coalesce(list_max({tag}_strength), 0)"
    if selection.relationships:
        strength = (
            f"coalesce(list_sum(list_transform(list_zip({tag}, {tag}_strength),"
            " lambda each: if(list_contains(?::VARCHAR[], each[1]), each[2], 0))), 0)"
        )
        parameters = [list(selection.relationships), *parameters]
    times = np.zeros(corpus.numbered, np.int32)
    for term in dict.fromkeys((*selection.words, *selection.terms)):
        found = occurrences(corpus, term, selection)
        times[found.numbers] += found.times
    numbers = np.flatnonzero(times).astype(np.int32)
    rows = corpus.rows(
        f"""
        SELECT paragraph_id, round({strength}, 2) AS strength
        FROM marks LEFT JOIN hits USING (number) WHERE {condition}
        ORDER BY strength DESC, coalesce(times, 0) DESC, rank LIMIT ?
        """,
        [*parameters, limit],
        hits=Hits(numbers, times[numbers]).table(),
    )
    return [row["paragraph_id"] for row in rows]


def totals(corpus: Corpus, condition: Sql) -> tuple[int, int]:
    """How many paragraphs fulfil a condition on ``marks``, and how many characters they have."""
    sql, parameters = condition
    found = corpus.rows(
        f"SELECT count(*) AS n, coalesce(sum(characters), 0)::BIGINT AS characters FROM marks WHERE {sql}",
        parameters,
    )[0]
    return int(found["n"]), int(found["characters"])
