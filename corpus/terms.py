"""The table of terms: how often each word occurs, by relationship and month, counted when a corpus is built.

What visitors ask first, of all paragraphs or of one relationship, is answered from a few rows of it: the
words of the paragraphs need not be read. Each part of a corpus counts its own paragraphs; the build adds
them up.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from corpus.locations import is_remote
from corpus.schema import TERM_COLUMNS, TERMS, table_file
from corpus.selection import Selection
from corpus.words import Vocabulary, Words

ALL_MONTHS = "*"
"""The ``month`` of rows that add up all months."""

Numbers = NDArray[np.int64]

_TAGS = ("", "about", "mentions")
"""In their order; "" is all paragraphs."""

_ON_TEXTS = ("words", "excluded", "terms", "without", "sections", "documents")

_ROWS = 2_000_000
"""Rows of the parts that are added up at once."""

_BATCH = 65_536
"""Rows that are handed on at once."""

_MONTH = 7
"""Characters of 2021-03."""


class Group(NamedTuple):
    """Paragraphs of which the table knows the words: those with a counterpart by a tag, or with "" all, from
    a year or month to another, or "" from the first and to the last."""

    tag: str = ""
    counterpart: str = ""
    since: str = ""
    until: str = ""


@dataclass(frozen=True)
class Tally(Vocabulary):
    """The words of a group: how often each occurs in it, and in how many paragraphs."""

    frequency: Numbers
    paragraphs: Numbers

    def of(self, words: Vocabulary) -> tuple[Numbers, Numbers]:
        """The same two for the words of another vocabulary, which has all of these: 0 for its others."""
        if words is self:
            return self.frequency, self.paragraphs
        places = pc.index_in(words.vocabulary, value_set=self.vocabulary)  # the few are made a table
        there = places.is_valid().to_numpy(zero_copy_only=False)
        frequency, paragraphs = np.zeros((2, len(there)), np.int64)
        found = places.drop_null().to_numpy()
        frequency[there], paragraphs[there] = self.frequency[found], self.paragraphs[found]
        return frequency, paragraphs


def group_of(selection: Selection) -> Group | None:
    """The group that is just the selected paragraphs; None where the table does not know them."""
    if any(getattr(selection, name) for name in _ON_TEXTS) or len(selection.relationships) > 1:
        return None
    if max(len(selection.since), len(selection.until)) > _MONTH:
        return None
    if not selection.relationships:
        return Group(since=selection.since, until=selection.until)
    if selection.strength:
        return None
    return Group(selection.tag, selection.relationships[0], selection.since, selection.until)


def terms_file(folder: Path, parts: Sequence[str]) -> Path:
    """The file of the table in a data folder, by the names of the parts: other parts, another name."""
    name = sha256("\n".join(parts).encode()).hexdigest()[:20] if parts else ""
    return table_file(folder, TERMS, name)


def rows_of(group: Group) -> tuple[str, list[object]]:
    """The SQL condition of a group's rows, and its parameters. Rows of one word are to be added up."""
    conditions = ["tag = ?", "counterpart = ?"]
    parameters: list[object] = [group.tag, group.counterpart]
    whole = not group.since and not group.until
    conditions.append(f"month {'=' if whole else '<>'} '{ALL_MONTHS}'")
    if group.since:
        conditions.append("month >= ?")
        parameters.append(group.since)
    if group.until:
        conditions.append("month <> '' AND month[:length(?::VARCHAR)] <= ?")
        parameters += [group.until, group.until]
    return " AND ".join(conditions), parameters


# -- counting when a corpus is built ---------------------------------------------------------------


def counted(paragraphs: Path) -> Iterator[pa.RecordBatch]:
    """The rows of the table for one file of paragraphs, in their order, without those of all months."""
    with paragraphs.open("rb") as content:
        rows = pq.read_table(content, columns=["date", "about", "mentions", "counted"], use_threads=False)
    words = Words.read([paragraphs])
    there = np.flatnonzero(rows.column("counted").to_numpy())
    months = [date[:_MONTH] for date in rows.column("date").to_pylist()]
    vocabulary = words.vocabulary.take(pa.array(np.argsort(words.vocabulary.to_numpy(zero_copy_only=False))))
    places, codes, times = _per_paragraph(words, vocabulary)
    starts = np.searchsorted(places, np.arange(words.paragraphs + 1))
    for tag in _TAGS:
        tags = rows.column(tag).to_pylist() if tag else [("",)] * rows.num_rows
        keys = [(code, months[row], row) for row in there.tolist() for code in dict.fromkeys(tags[row])]
        if not keys:
            continue
        groups = sorted({key[:2] for key in keys})
        number = {group: n for n, group in enumerate(groups)}
        of = np.array([row for _, _, row in keys], np.int64)
        sizes = starts[of + 1] - starts[of]
        # the words of each paragraph once for each of its counterparts
        at = np.arange(sizes.sum()) + np.repeat(starts[of] - (np.cumsum(sizes) - sizes), sizes)
        group = np.repeat(np.array([number[key[:2]] for key in keys], np.int64), sizes)
        key = group * max(len(vocabulary), 1) + codes[at]
        order = np.argsort(key, kind="stable")
        key = key[order]
        first = np.flatnonzero(np.diff(key, prepend=-1))
        if not len(first):
            continue
        group, code = np.divmod(key[first], len(vocabulary))
        yield pa.RecordBatch.from_arrays(
            [
                pa.repeat(tag, len(first)),
                pa.array([name for name, _ in groups], pa.string()).take(pa.array(group)),
                pa.array([month for _, month in groups], pa.string()).take(pa.array(group)),
                vocabulary.take(pa.array(code)),
                pa.array(np.add.reduceat(times[at][order], first).astype(np.int32)),
                pa.array(np.diff(first, append=len(key)).astype(np.int32)),
            ],
            schema=TERM_COLUMNS,
        )


def _per_paragraph(words: Words, vocabulary: pa.StringArray) -> tuple[Numbers, ...]:
    """Of each word in each paragraph: the number of the paragraph, its place in ``vocabulary``, how often."""
    place = np.zeros(len(vocabulary), np.int64)
    place[words.codes(vocabulary.to_pylist())] = np.arange(len(vocabulary))
    size = max(len(vocabulary), 1)
    each = [
        np.repeat(run.numbers.astype(np.int64), run.sizes) * size + place[run.codes] for run in words.runs
    ]
    keys, times = np.unique(np.concatenate([np.zeros(0, np.int64), *each]), return_counts=True)
    return *np.divmod(keys, size), times


def added_up(partials: Sequence[Path]) -> Iterator[pa.RecordBatch]:
    """The rows of the table, of the files of its parts, in their order, with those of all months."""
    import duckdb  # a part is counted without it

    with tempfile.TemporaryDirectory() as folder:
        files = [_here(each, Path(folder) / f"{n}.parquet") for n, each in enumerate(partials)]
        with duckdb.connect() as connection:
            connection.execute("SET memory_limit = '256MB'; SET threads = 1")
            connection.execute("SET temp_directory = ?", [str(Path(folder) / "spilled")])
            runs = connection.execute(
                """
                SELECT tag, min(counterpart), max(counterpart) FROM (
                    SELECT tag, counterpart, sum(n) OVER (PARTITION BY tag ORDER BY counterpart) // ? AS run
                    FROM (SELECT tag, counterpart, count(*) AS n FROM read_parquet(?) GROUP BY ALL)
                ) GROUP BY tag, run ORDER BY tag, run
                """,
                [_ROWS, files],
            ).fetchall()
            for tag, first, last in runs:
                yield from connection.sql(
                    f"""
                    SELECT tag, counterpart, coalesce(month, '{ALL_MONTHS}') AS month, term,
                        sum(frequency)::INTEGER AS frequency, sum(paragraphs)::INTEGER AS paragraphs
                    FROM read_parquet(?) WHERE tag = ? AND counterpart BETWEEN ? AND ?
                    GROUP BY GROUPING SETS ((tag, counterpart, month, term), (tag, counterpart, term))
                    ORDER BY tag, counterpart, month, term
                    """,
                    params=[files, tag, first, last],
                ).to_arrow_reader(_BATCH)


def _here(file: Path, copy: Path) -> str:
    """A file of this machine with the content of ``file``: itself, or a copy."""
    if not is_remote(file):
        return str(file)
    copy.write_bytes(file.read_bytes())
    return str(copy)
