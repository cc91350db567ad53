"""Distinctive words: what one side of a comparison says more often than the other, and how sure that is.

G² is the log-likelihood ratio over all four cells of the table {word, other words} × {target, reference}
(Dunning 1993; scipy's ``chi2_contingency(lambda_="log-likelihood", correction=False)``). The form over the
two upper cells (Rayson and Garside 2000) differs from it only where a word is a large part of a side, as it
can be in a small corpus, and then errs: it forgets that the other words are fewer too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from math import erfc, sqrt
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from corpus.memory import remembered
from corpus.search import Sql
from corpus.selection import FILTERS, Selection
from corpus.statistics import SMALL, listed, totals
from corpus.table import Corpus, chosen, codes
from corpus.terms import Group, Numbers, group_of
from corpus.words import Codes, Mask, Vocabulary

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
    """Two groups among the counted paragraphs that ``within`` lets through, as conditions on ``marks``.

    Without a condition, ``reference`` is all that is not the target's. ``groups`` are the same as groups of
    the table of terms, where it knows them: the target's, and the reference's or that of all ``within``.
    """

    within: Sql
    target: Sql
    reference: Sql | None = None
    groups: tuple[Group | None, Group | None] = (None, None)


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
    condition, parameters = corpus.passing(selection, without=("relationships", *_WORD_FILTERS))
    found = corpus.rows(
        f"""
        SELECT counterpart, count(*) AS n FROM (
            SELECT unnest({codes(selection.tag, selection)}) AS counterpart FROM marks WHERE {condition}
        )
        GROUP BY counterpart ORDER BY n DESC, counterpart
        """,
        parameters,
    )
    return [(row["counterpart"], row["n"]) for row in found]


def between(corpus: Corpus, selection: Selection) -> Sides:
    """The sides ``selection.target`` and ``selection.reference``, "" for all paragraphs that are not the
    target's, of the paragraphs that pass the filters; those on relationships and on words are left out."""
    has = f"list_contains({codes(selection.tag, selection)}, ?)"
    plain = selection.choose(words=(), excluded=(), relationships=())
    target, reference = (selection.target,), (selection.reference,) if selection.reference else ()
    return Sides(
        corpus.passing(selection, without=("relationships", *_WORD_FILTERS)),
        (has, [selection.target]),
        (has, [selection.reference]) if selection.reference else None,
        (group_of(plain.choose(relationships=target)), group_of(plain.choose(relationships=reference))),
    )


def selected(corpus: Corpus, selection: Selection) -> Sides:
    """The selected paragraphs against all others; the filters on words are left out."""
    target = group_of(selection.choose(words=(), excluded=()))
    return Sides(("counted", []), corpus.passing(selection, without=_WORD_FILTERS), groups=(target, Group()))


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
    within, inside = corpus.mask(sides.within), corpus.mask(sides.target)
    outside = corpus.mask(sides.reference) if sides.reference else ~inside
    both = int(np.count_nonzero(within & inside & outside))
    masks = within & inside & ~outside, within & outside & ~inside
    words, (counts, others), paragraphs = _counted(corpus, sides, masks, both)
    target, reference = (_size(corpus, mask, n) for mask, n in zip(masks, (counts, others), strict=True))
    if not target.tokens or not reference.tokens:
        return Comparison(pd.DataFrame(columns=COLUMNS), target, reference, both, 0)
    compared = listed(words, stopwords) & (counts + others >= FREQUENCY)
    also = words.codes(kept)
    compared[also] |= (counts + others)[also] > 0
    codes = np.flatnonzero(compared).astype(np.int32)
    table = pd.DataFrame({"code": codes, "n_target": counts[codes], "n_reference": others[codes]})
    n_target, n_reference = table["n_target"].to_numpy(float), table["n_reference"].to_numpy(float)
    table["G2"] = log_likelihood(n_target, n_reference, target.tokens, reference.tokens)
    direction = n_target * reference.tokens - n_reference * target.tokens
    table["side"] = np.select([direction > 0, direction < 0], ["target", "reference"], "")
    table["n"] = n_target + n_reference
    # of many words few are shown: only these are told by their characters, where their numbers are the same
    table = table.sort_values(["G2", "n"], ascending=False)
    first = _first(table, 2 * limit, also)
    tied = table.merge(first[["side", "G2", "n"]].drop_duplicates(), on=["side", "G2", "n"])
    first = _first(_by_name(words, tied), 2 * limit, also)
    first["paragraphs_target"], first["paragraphs_reference"] = paragraphs(first["code"].to_numpy())
    enough = first["paragraphs_target"] + first["paragraphs_reference"] >= PARAGRAPHS
    n, table = len(table), _first(first[enough | first["code"].isin(also)], limit, also)
    table["p"] = p_values(table["G2"])
    table["log_ratio"] = log_ratio(table["n_target"], table["n_reference"], target.tokens, reference.tokens)
    table["per_1000_target"] = 1000 * table["n_target"] / max(target.characters, 1)
    table["per_1000_reference"] = 1000 * table["n_reference"] / max(reference.characters, 1)
    return Comparison(table[COLUMNS].reset_index(drop=True), target, reference, both, n)


def distinctive(corpus: Corpus, selection: Selection, *, limit: int) -> Comparison:
    """The words that set the selected paragraphs apart from all others, and the chosen words.

    The table has the rows of ``keyness`` on the side ``target`` that are SIGNIFICANT, ``limit`` and the
    chosen, and:

    - ``together``: in how many of the selected paragraphs that also pass the filters on words it occurs.
    """
    words = [*selection.words, *selection.excluded]
    plain = selection.only(*(name for name in FILTERS if name not in _WORD_FILTERS), "added_stopwords")
    found = _apart(corpus, plain, limit, ())
    missing = tuple(word for word in words if word not in set(found.table["feature"]))
    if missing:
        found = _apart(corpus, plain, limit, missing)
    ours = (found.table["side"] == "target") & (found.table["p"] < SIGNIFICANT)
    table = found.table[(ours & (ours.cumsum() <= limit)) | found.table["feature"].isin(words)]
    table = table.reset_index(drop=True)
    table["together"] = table["paragraphs_target"]
    if words:
        mask = corpus.mask(corpus.passing(selection))
        (table["together"],) = corpus.words.spread(corpus.words.codes(table["feature"]), mask)
    return found._replace(table=table)


@remembered(32)
def _apart(corpus: Corpus, selection: Selection, limit: int, kept: tuple[str, ...]) -> Comparison:
    """What choosing a word does not change."""
    return keyness(
        corpus, selected(corpus, selection), limit=limit, stopwords=selection.added_stopwords, kept=kept
    )


def _counted(
    corpus: Corpus, sides: Sides, masks: Sequence[Mask], both: int
) -> tuple[Vocabulary, Sequence[Numbers], Callable[[Codes], Sequence[Numbers]]]:
    """Words, how often each occurs on the two sides, and what says in how many paragraphs some of them do."""
    target, reference = (corpus.tally(group) if not both else None for group in sides.groups)
    if target is None or reference is None:
        words = corpus.words
        return words, [words.counts(mask) for mask in masks], lambda codes: words.spread(codes, *masks)
    # what a group has in common with another cannot be told from it: here they have nothing, or all of one
    known = reference if sides.reference is None else target.with_words(reference)
    (n, paragraphs), (m, more) = target.of(known), reference.of(known)
    if sides.reference is None:
        m, more = m - n, more - paragraphs
    return known, (n, m), lambda codes: (paragraphs[codes], more[codes])


def _size(corpus: Corpus, mask: Mask, counts: Numbers) -> Size:
    n, characters = totals(corpus, chosen(mask))
    return Size(n, int(counts.sum()), characters)


def _by_name(words: Vocabulary, table: pd.DataFrame) -> pd.DataFrame:
    """``table`` with the ``feature`` of each code, by falling G², frequency, and then by the words."""
    named = table.assign(feature=words.named(table["code"].to_numpy()))
    return named.sort_values(["G2", "n", "feature"], ascending=[False, False, True], ignore_index=True)


def _first(table: pd.DataFrame, limit: int, kept: Codes) -> pd.DataFrame:
    """Of words by falling G², the first ``limit`` of each side, the most frequent others, and ``kept``."""
    first = pd.concat([table[table["side"] == side].head(limit) for side in ("target", "reference")]).index
    frequent = table.drop(first).nlargest(limit, "n").index
    return table[table.index.isin(first.union(frequent)) | table["code"].isin(kept)].copy()
