"""The words of all paragraphs as numbers: a word is its place in the vocabulary, a paragraph its number.

Parquet stores the tokens of a part as codes of its own dictionary. Here the codes of all parts are those of
one vocabulary, four bytes a word, so that a word is found, and words are counted in any choice of paragraphs,
in milliseconds: no text is compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from corpus.tokens import STOPWORDS

Mask = NDArray[np.bool_]
"""Which paragraphs are chosen, by their numbers."""

Codes = NDArray[np.int32]

_NUMBER = "^[0-9０-９.,%％‰:：/–—-]+$"


@dataclass(frozen=True)
class Run:
    """The words of some paragraphs: the ``numbers`` of these, how many words each has (``sizes``), and the
    ``codes`` of the words, one paragraph after the other."""

    numbers: Codes
    sizes: Codes
    codes: Codes


class Hits(NamedTuple):
    """Where something stands: the ``numbers`` of the paragraphs, and how many ``times`` in each."""

    numbers: Codes
    times: Codes

    def table(self) -> pa.Table:
        """The same as a table of ``number`` and ``times``, for a query."""
        return pa.table({"number": self.numbers, "times": self.times})


@dataclass(frozen=True)
class Vocabulary:
    """Words, each once: the code of a word is its place in ``vocabulary``."""

    vocabulary: pa.StringArray

    @cached_property
    def listed(self) -> Mask:
        """Which words a list shows: no stop word of the lexicon, no number and no single character."""
        words = self.vocabulary
        shown = pc.and_not(
            pc.and_not(pc.greater(pc.utf8_length(words), 1), pc.is_in(words, pa.array(sorted(STOPWORDS)))),
            pc.match_substring_regex(words, _NUMBER),
        )
        return np.asarray(shown.to_numpy(zero_copy_only=False))

    def codes(self, words: Iterable[str]) -> Codes:
        """The codes of those of ``words`` that occur, in their order."""
        wanted = pa.array(dict.fromkeys(words), pa.string())
        places = pc.index_in(self.vocabulary, value_set=wanted)  # the few are made a table, not the many
        codes = np.flatnonzero(places.is_valid().to_numpy(zero_copy_only=False)).astype(np.int32)
        order = np.argsort(places.drop_null().to_numpy())
        return codes[order]

    def with_words(self, other: Vocabulary) -> Vocabulary:
        """The same with the words of another added."""
        new = pc.is_in(other.vocabulary, self.vocabulary)
        return Vocabulary(pa.concat_arrays([self.vocabulary, other.vocabulary.filter(pc.invert(new))]))

    def named(self, codes: Codes) -> list[str]:
        """The words of some codes."""
        return [str(word) for word in self.vocabulary.take(pa.array(codes)).to_pylist()]


@dataclass(frozen=True)
class Words(Vocabulary):
    """The words of ``paragraphs`` paragraphs in ``runs``, by the codes of ``vocabulary``.

    What a run has of a paragraph that is ``replaced`` does not count, but in the last run.
    """

    paragraphs: int
    runs: tuple[Run, ...]
    replaced: Mask | None = None

    @classmethod
    def read(cls, parts: Sequence[Path], known: Words | None = None) -> Words:
        """The words of Parquet files of paragraphs, whose numbers are those of the rows, from 0 on.

        ``known`` are those of the first of them, if they have been read before: they are not read again.
        """
        first, vocabulary, runs = (known.paragraphs, known.vocabulary, known.runs) if known else _NOTHING
        rows = 0
        for part in parts:
            with part.open("rb") as content:
                file = pq.ParquetFile(content)
                if rows >= first:
                    vocabulary, run = _run(file, content, vocabulary, rows)
                    runs = (*runs, run)
                rows += file.metadata.num_rows
            pa.default_memory_pool().release_unused()
        return cls(vocabulary, rows, runs)

    def changed(self, rows: pa.Table) -> Words:
        """The same with the ``tokens`` of ``rows`` in the paragraphs of their ``number``; codes stay."""
        vocabulary, codes, sizes = _coded(self.vocabulary, rows.column("tokens").chunks)
        numbers = rows.column("number").to_numpy()
        replaced = np.zeros(self.paragraphs, bool)
        replaced[numbers] = True
        return replace(
            self, vocabulary=vocabulary, runs=(*self.runs, Run(numbers, sizes, codes)), replaced=replaced
        )

    @cached_property
    def sizes(self) -> Codes:
        """How many words each paragraph has."""
        sizes = np.zeros(self.paragraphs, np.int32)
        for run in self.runs:
            sizes[run.numbers] = run.sizes
        return sizes

    def tokens(self, numbers: Codes) -> pa.ListArray:
        """The words of each of some paragraphs, which are named once each, in order."""
        chosen = np.zeros(self.paragraphs, bool)
        chosen[numbers] = True
        places = {int(number): place for place, number in enumerate(numbers)}
        found = [np.zeros(0, np.int32)] * len(numbers)
        for run, here in self._kept(chosen):
            ends = np.cumsum(run.sizes)
            for row in np.flatnonzero(here):
                found[places[int(run.numbers[row])]] = run.codes[ends[row] - run.sizes[row] : ends[row]]
        offsets = np.cumsum([0, *map(len, found)]).astype(np.int32)
        words = self.vocabulary.take(pa.array(np.concatenate([np.zeros(0, np.int32), *found])))
        return pa.ListArray.from_arrays(pa.array(offsets), words)

    def times(self, word: str) -> Hits:
        """Where a word stands."""
        found = [np.unique(numbers, return_counts=True) for numbers in self._places(word)]
        return Hits(
            np.concatenate([np.zeros(0, np.int32), *(numbers for numbers, _ in found)]),
            np.concatenate([np.zeros(0, np.int32), *(n.astype(np.int32) for _, n in found)]),
        )

    def counts(self, chosen: Mask) -> NDArray[np.int64]:
        """How often each word of the vocabulary occurs in the chosen paragraphs."""
        if chosen.all():
            return self._all
        if 2 * np.count_nonzero(chosen) > self.paragraphs:
            return self._all - self._counted(~chosen)
        return self._counted(chosen)

    @cached_property
    def _all(self) -> NDArray[np.int64]:
        return self._counted(np.ones(self.paragraphs, bool))

    def _counted(self, chosen: Mask) -> NDArray[np.int64]:
        counts = np.zeros(len(self.vocabulary), np.int64)
        for run, here in self._kept(chosen):
            codes = run.codes if here.all() else run.codes[np.repeat(here, run.sizes)]
            counts += np.bincount(codes, minlength=len(counts))
        return counts

    def spread(self, codes: Codes, *chosen: Mask) -> list[NDArray[np.int64]]:
        """In how many of the paragraphs of each choice the words of some codes occur."""
        counts = [np.zeros(len(codes), np.int64) for _ in chosen]
        column = np.full(len(self.vocabulary), -1, np.int32)
        column[codes] = np.arange(len(codes), dtype=np.int32)
        either = np.logical_or.reduce(chosen) if chosen else np.zeros(self.paragraphs, bool)
        for run, here in self._kept(either):
            every = here.all()
            sizes = run.sizes if every else run.sizes[here]
            columns = column[run.codes if every else run.codes[np.repeat(here, run.sizes)]]
            at = np.flatnonzero(columns >= 0)
            occurs = np.zeros((len(sizes), len(codes)), bool)
            occurs[np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)[at], columns[at]] = True
            numbers = run.numbers if every else run.numbers[here]
            for count, mask in zip(counts, chosen, strict=True):
                count += occurs[mask[numbers]].sum(axis=0)
        return counts

    def _kept(self, chosen: Mask) -> Iterator[tuple[Run, Mask]]:
        """The runs that have some of the chosen paragraphs, and which of theirs count."""
        for run in self.runs:
            here = chosen[run.numbers]
            if self.replaced is not None and run is not self.runs[-1]:
                here = here & ~self.replaced[run.numbers]
            if here.any():
                yield run, here

    def _places(self, word: str) -> Iterator[Codes]:
        """The number of the paragraph of each place where a word stands, run by run."""
        for code in self.codes([word]):
            for run, here in self._kept(np.ones(self.paragraphs, bool)):
                at = np.flatnonzero(run.codes == code)
                if len(at):
                    rows = np.searchsorted(np.cumsum(run.sizes), at, side="right")
                    yield run.numbers[rows[here[rows]]]


_NOTHING: tuple[int, pa.StringArray, tuple[Run, ...]] = (0, pa.array([], pa.string()), ())

_AT_ONCE = 8_192
"""Paragraphs whose words are read at once: what Parquet unpacks of them is held until they are coded."""


def _run(
    file: pq.ParquetFile, content: BinaryIO, vocabulary: pa.StringArray, first: int
) -> tuple[pa.StringArray, Run]:
    """The vocabulary with the words of a file added, and its paragraphs as a run, numbered from ``first``."""
    coded = pq.ParquetFile(content, metadata=file.metadata, read_dictionary=["tokens.list.element"])
    codes, sizes = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)]
    waiting: list[pa.ListArray] = []
    for group in range(file.num_row_groups):
        waiting += _tokens(coded, file, group)
        if sum(map(len, waiting)) >= _AT_ONCE or group == file.num_row_groups - 1:
            vocabulary, more, lengths = _coded(vocabulary, waiting)
            codes.append(more)
            sizes.append(lengths)
            waiting = []
    numbers = np.arange(first, first + file.metadata.num_rows, dtype=np.int32)
    return vocabulary, Run(numbers, np.concatenate(sizes), np.concatenate(codes))


def _tokens(coded: pq.ParquetFile, plain: pq.ParquetFile, group: int) -> list[pa.ListArray]:
    """The tokens of a group of rows, ``coded`` as in the file where its dictionary has all of their words."""
    try:
        table = coded.read_row_group(group, columns=["tokens"], use_threads=False)
    except pa.ArrowNotImplementedError:  # too many different words for a dictionary of Parquet
        table = plain.read_row_group(group, columns=["tokens"], use_threads=False)
    chunks: list[pa.ListArray] = table.column("tokens").chunks
    return chunks


def _coded(vocabulary: pa.StringArray, tokens: Sequence[pa.ListArray]) -> tuple[pa.StringArray, Codes, Codes]:
    """A vocabulary with the words of ``tokens`` added, their codes in it, and how many each row has."""
    flat = (each.flatten() for each in tokens)
    words = [each if isinstance(each, pa.DictionaryArray) else each.dictionary_encode() for each in flat]
    if not words:
        return vocabulary, np.zeros(0, np.int32), np.zeros(0, np.int32)
    chunks = pa.chunked_array(words).unify_dictionaries().chunks
    dictionary = chunks[0].dictionary
    known = pc.index_in(dictionary, value_set=vocabulary)
    new = dictionary.filter(known.is_null())
    added = pa.array(np.arange(len(vocabulary), len(vocabulary) + len(new), dtype=np.int32))
    codes = pc.replace_with_mask(known, known.is_null(), added).to_numpy()
    sizes = [pc.list_value_length(each).to_numpy().astype(np.int32) for each in tokens]
    return (
        pa.concat_arrays([vocabulary, new]),
        np.concatenate([codes[each.indices.to_numpy()] for each in chunks]),
        np.concatenate(sizes),
    )
