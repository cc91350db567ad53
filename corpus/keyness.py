"""Distinctive words: what one side of a comparison says more often than the other, and how sure that is.

G² is the log-likelihood ratio over all four cells of the table {word, other words} × {target, reference}
(Dunning 1993; scipy's ``chi2_contingency(lambda_="log-likelihood", correction=False)``). The form over the
two upper cells (Rayson and Garside 2000) differs from it only where a word is a large part of a side, as it
can be in a small corpus, and then errs: it forgets that the other words are fewer too.
"""

from __future__ import annotations

from collections.abc import Collection
from math import erfc, sqrt
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from corpus.memory import remembered
from corpus.search import Sql
from corpus.selection import FILTERS, Selection
from corpus.statistics import SMALL, listed
from corpus.table import Corpus, codes, where

FREQUENCY, PARAGRAPHS = 2, 2
"""How often, and in how many paragraphs of the two sides, a word must occur to be compared: what one
paragraph repeats is that paragraph's own."""

SIGNIFICANT = 0.05
"""Words with a smaller p are called distinctive."""

SMALL_TOKENS = 1000
"""A side with fewer words, or of fewer paragraphs than SMALL, is said to be small."""

ZERO = 0.5
"""What a count of 0 is taken for in the log ratio."""

COLUMNS = (
    "feature side G2 p log_ratio n_target n_reference paragraphs_target paragraphs_reference"
    " per_1000_target per_1000_reference"
).split()

_WORD_FILTERS = ("words", "excluded")


class Sides(NamedTuple):
    """Two groups among the counted paragraphs that ``within`` lets through, as SQL conditions.

    The condition of ``reference`` may name ``target``.
    """

    within: Sql
    target: Sql
    reference: Sql


class Size(NamedTuple):
    """How much one side has, stop words included."""

    paragraphs: int
    tokens: int
    characters: int

    @property
    def small(self) -> bool:
        """Whether numbers about it rest on little."""
        return self.paragraphs < SMALL or self.tokens < SMALL_TOKENS


class Comparison(NamedTuple):
    """Words as rows of COLUMNS, the sizes of the two sides, how many paragraphs belong to ``both``, which
    count on neither, and how many ``words`` occur FREQUENCY times, of which the table has the first."""

    table: pd.DataFrame
    target: Size
    reference: Size
    both: int
    words: int


def log_likelihood(
    n_target: ArrayLike, n_reference: ArrayLike, size_target: float, size_reference: float
) -> NDArray[np.float64]:
    """G² of words that occur so often on two sides of so many tokens; at least 0. Sizes are not 0."""
    target, reference = np.asarray(n_target, float), np.asarray(n_reference, float)
    total = size_target + size_reference
    share = (target + reference) / total
    observed = np.stack((target, reference, size_target - target, size_reference - reference))
    expected = np.stack(
        (size_target * share, size_reference * share, size_target * (1 - share), size_reference * (1 - share))
    )
    there = observed > 0  # x·ln x goes to 0 with x
    ratio = np.divide(observed, expected, out=np.ones_like(observed), where=there)
    found: NDArray[np.float64] = np.maximum(2 * (observed * np.log(ratio)).sum(axis=0), 0.0)
    return found


def p_values(G2: ArrayLike) -> NDArray[np.float64]:
    """How probable a G² as large is where both sides speak alike: of χ² with one degree of freedom."""
    return np.array([erfc(sqrt(each / 2)) for each in np.asarray(G2, float)])


def log_ratio(
    n_target: ArrayLike, n_reference: ArrayLike, size_target: float, size_reference: float
) -> NDArray[np.float64]:
    """The binary logarithm of the ratio of relative frequencies (Hardie 2014): 1 is twice as often, 2 four
    times, −1 half as often.

    A count of 0 is taken for ZERO, as CQPweb does. Where that would turn the direction, because a side is
    tiny, it is 0.
    """
    target, reference = np.asarray(n_target, float), np.asarray(n_reference, float)
    found = np.log2(np.where(target == 0, ZERO, target) / size_target)
    found -= np.log2(np.where(reference == 0, ZERO, reference) / size_reference)
    direction = np.sign(target * size_reference - reference * size_target)
    return np.where(found * direction > 0, found, 0.0)


def relationships(corpus: Corpus, selection: Selection) -> list[tuple[str, int]]:
    """Which counterparts the paragraphs have by the selection's tag, and in how many: the most first.

    The filters on relationships and on words are left out.
    """
    condition, parameters = where(selection, without=("relationships", *_WORD_FILTERS))
    found = corpus.rows(
        f"""
        SELECT counterpart, count(*) AS n FROM (
            SELECT unnest({codes(selection.tag, selection)}) AS counterpart FROM paragraphs WHERE {condition}
        )
        GROUP BY counterpart ORDER BY n DESC, counterpart
        """,
        parameters,
    )
    return [(row["counterpart"], row["n"]) for row in found]


def between(selection: Selection) -> Sides:
    """The sides ``selection.target`` and ``selection.reference``, "" for all paragraphs that are not the
    target's, of the paragraphs that pass the filters; those on relationships and on words are left out."""
    tags = codes(selection.tag, selection)
    reference: Sql = ("NOT target", [])
    if selection.reference:
        reference = (f"list_contains({tags}, ?)", [selection.reference])
    return Sides(
        where(selection, without=("relationships", *_WORD_FILTERS)),
        (f"list_contains({tags}, ?)", [selection.target]),
        reference,
    )


def selected(selection: Selection) -> Sides:
    """The selected paragraphs against all others; the filters on words are left out."""
    return Sides(("counted", []), where(selection, without=_WORD_FILTERS), ("NOT target", []))


def keyness(
    corpus: Corpus, sides: Sides, *, limit: int, stopwords: Collection[str] = (), kept: Collection[str] = ()
) -> Comparison:
    """The words that set two sides apart.

    Compared are words that occur FREQUENCY times and in PARAGRAPHS paragraphs of the two sides together;
    stop words (``stopwords`` are some more), numbers and single characters are not, but count in the sizes.
    The table has, a row a word, the greatest G² first, the ``limit`` most distinctive words of each side,
    the ``limit`` most frequent of all others, and ``kept``, however rare:

    - ``feature``: the word; ``side``: the one that has it more often for its size, ``target`` or
      ``reference``, "" where neither has;
    - ``G2``, ``p``, ``log_ratio``: see the functions of these names; p is of one word, not corrected for
      the number of words that are compared;
    - ``n_target``, ``n_reference``: how often it occurs on each side;
    - ``paragraphs_target``, ``paragraphs_reference``: in how many paragraphs;
    - ``per_1000_target``, ``per_1000_reference``: how often per 1,000 characters.
    """
    base, parameters = _base(sides)
    target, reference, both = _sizes(corpus, base, parameters)
    if not target.tokens or not reference.tokens:
        return Comparison(pd.DataFrame(columns=COLUMNS), target, reference, both, 0)
    kept = list(kept)
    condition, condition_parameters = listed(stopwords)
    table = corpus.query(
        f"""
        {base},
        words AS (SELECT target, unnest(tokens) AS feature FROM base WHERE target <> reference),
        counts AS (
            SELECT feature, count(*) FILTER (target) AS n_target, count(*) AS n FROM words GROUP BY feature
        )
        SELECT feature, n_target, n - n_target AS n_reference FROM counts
        WHERE n >= {FREQUENCY} AND {condition} OR list_contains(?::VARCHAR[], feature)
        """,
        [*parameters, *condition_parameters, kept],
    )
    n_target, n_reference = table["n_target"].to_numpy(float), table["n_reference"].to_numpy(float)
    table["G2"] = log_likelihood(n_target, n_reference, target.tokens, reference.tokens)
    direction = n_target * reference.tokens - n_reference * target.tokens
    table["side"] = np.select([direction > 0, direction < 0], ["target", "reference"], "")
    table["n"] = n_target + n_reference
    words = len(table)
    table = table.sort_values(["G2", "n", "feature"], ascending=[False, False, True])
    table = _spread(corpus, base, parameters, _first(table, 2 * limit, kept))
    enough = table["paragraphs_target"] + table["paragraphs_reference"] >= PARAGRAPHS
    table = _first(table[enough | table["feature"].isin(kept)], limit, kept)
    table["p"] = p_values(table["G2"])
    table["log_ratio"] = log_ratio(table["n_target"], table["n_reference"], target.tokens, reference.tokens)
    table["per_1000_target"] = 1000 * table["n_target"] / max(target.characters, 1)
    table["per_1000_reference"] = 1000 * table["n_reference"] / max(reference.characters, 1)
    return Comparison(table[COLUMNS].reset_index(drop=True), target, reference, both, words)


def distinctive(corpus: Corpus, selection: Selection, *, limit: int) -> Comparison:
    """The words that set the selected paragraphs apart from all others, and the chosen words.

    The table has the rows of ``keyness`` on the side ``target`` that are SIGNIFICANT, ``limit`` and the
    chosen, and:

    - ``together``: in how many of the selected paragraphs that also pass the filters on words it occurs.
    """
    chosen = [*selection.words, *selection.excluded]
    plain = selection.only(*(name for name in FILTERS if name not in _WORD_FILTERS), "added_stopwords")
    found = _apart(corpus, plain, limit, ())
    missing = tuple(word for word in chosen if word not in set(found.table["feature"]))
    if missing:
        found = _apart(corpus, plain, limit, missing)
    ours = (found.table["side"] == "target") & (found.table["p"] < SIGNIFICANT)
    table = found.table[(ours & (ours.cumsum() <= limit)) | found.table["feature"].isin(chosen)]
    table = table.reset_index(drop=True)
    table["together"] = table["paragraphs_target"]
    if chosen:
        condition, parameters = where(selection)
        counts = {
            row["feature"]: row["together"]
            for row in corpus.rows(
                f"""
                SELECT feature, count(*) AS together
                FROM (SELECT tokens FROM paragraphs WHERE {condition}),
                    (SELECT unnest(?::VARCHAR[]) AS feature)
                WHERE list_contains(tokens, feature) GROUP BY feature
                """,
                [*parameters, table["feature"].tolist()],
            )
        }
        table["together"] = [counts.get(feature, 0) for feature in table["feature"]]
    return found._replace(table=table)


@remembered(32)
def _apart(corpus: Corpus, selection: Selection, limit: int, kept: tuple[str, ...]) -> Comparison:
    """What choosing a word does not change."""
    return keyness(corpus, selected(selection), limit=limit, stopwords=selection.added_stopwords, kept=kept)


def _base(sides: Sides) -> Sql:
    """The SQL of the table ``base``: tokens, characters, and whether each condition holds."""
    return (
        f"""
        WITH base AS (
            SELECT tokens, characters, {sides.target[0]} AS target, {sides.reference[0]} AS reference
            FROM paragraphs WHERE {sides.within[0]}
        )
        """,
        [*sides.target[1], *sides.reference[1], *sides.within[1]],
    )


def _sizes(corpus: Corpus, base: str, parameters: list[object]) -> tuple[Size, Size, int]:
    found = {
        (row["target"], row["reference"]): Size(row["paragraphs"], row["tokens"], row["characters"])
        for row in corpus.rows(
            f"""
            {base} SELECT target, reference, count(*) AS paragraphs,
                sum(len(tokens))::BIGINT AS tokens, sum(characters)::BIGINT AS characters
            FROM base GROUP BY ALL
            """,
            parameters,
        )
    }
    nothing = Size(0, 0, 0)
    both = found.get((True, True), nothing).paragraphs
    return found.get((True, False), nothing), found.get((False, True), nothing), both


def _first(table: pd.DataFrame, limit: int, kept: Collection[str]) -> pd.DataFrame:
    """Of words by falling G², the first ``limit`` of each side, the most frequent others, and ``kept``."""
    first = pd.concat([table[table["side"] == side].head(limit) for side in ("target", "reference")]).index
    frequent = table.drop(first).nlargest(limit, "n").index
    return table[table.index.isin(first.union(frequent)) | table["feature"].isin(kept)].copy()


def _spread(corpus: Corpus, base: str, parameters: list[object], table: pd.DataFrame) -> pd.DataFrame:
    """``table`` with the number of paragraphs that each word occurs in, on each side."""
    spread = corpus.query(
        f"""
        {base},
        numbered AS (
            SELECT tokens, target, row_number() OVER () AS number FROM base WHERE target <> reference
        ),
        words AS (SELECT number, target, unnest(tokens) AS feature FROM numbered),
        wanted AS (SELECT unnest(?::VARCHAR[]) AS feature),
        found AS (SELECT DISTINCT number, target, feature FROM words SEMI JOIN wanted USING (feature))
        SELECT feature, count(*) FILTER (target) AS paragraphs_target,
            count(*) FILTER (NOT target) AS paragraphs_reference
        FROM found GROUP BY feature
        """,
        [*parameters, table["feature"].tolist()],
    )
    return table.merge(spread, on="feature", how="left")
