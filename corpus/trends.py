"""How relationships and terms come and go: over years, quarters, months, documents, and inside one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
import pyarrow as pa

from corpus import statistics
from corpus.memory import remembered
from corpus.selection import FILTERS, Selection
from corpus.table import Corpus, codes

OWN = {
    "relationships": ("relationships", "since", "until"),
    "terms": ("words", "terms", "since", "until"),
}
"""The filters that the trends of ``selection.lines`` leave out: what they show is not filtered away."""

MOST_BINS, MOST_DOCUMENTS = 240, 120
"""More bins than this, or documents, are not drawn: the next coarser period is."""

MOST_LINES = 8

_TRENDS = "bin key paragraphs occurrences of characters share per_1000".split()


@dataclass(frozen=True)
class Bin:
    """A period of time, or a document: ``since`` and ``until`` are its first and last date, or ""."""

    key: str
    label: str
    since: str = ""
    until: str = ""


def _month(number: int) -> str:
    """The month of a number of months since the year 0, as 2021-03."""
    return f"{number // 12:04}-{number % 12 + 1:02}"


def _quarter(number: int) -> tuple[str, str, str]:
    first = _month(3 * number)
    return f"{first[:4]}-Q{number % 4 + 1}", first, _month(3 * number + 2)


@dataclass(frozen=True)
class Period:
    """A length of time: the SQL of a date's bin, how precise a date must be (characters), which bin a year
    and month fall into, and the (key, since, until) of each bin."""

    sql: str
    precision: int
    number: Callable[[int, int], int]
    bin: Callable[[int], tuple[str, str, str]]


PERIODS: Mapping[str, Period] = {
    "year": Period("date[:4]", 4, lambda year, month: year, lambda n: (f"{n:04}", f"{n:04}", f"{n:04}")),
    "quarter": Period(
        "date[:4] || '-Q' || ((date[6:7]::INTEGER + 2) // 3)",
        7,
        lambda year, month: 4 * year + (month - 1) // 3,
        _quarter,
    ),
    "month": Period(
        "date[:7]",
        7,
        lambda year, month: 12 * year + month - 1,
        lambda n: (_month(n), _month(n), _month(n)),
    ),
}
"""The lengths of time, the coarser first."""


@dataclass(frozen=True)
class Axis:
    """The bins of a chart over time: what they are (a key of PERIODS, or "document"), and which there could
    be; ``documents`` are how many there are; ``undated`` paragraphs have no date that is precise enough and
    stand in no bin."""

    period: str
    bins: tuple[Bin, ...]
    choices: tuple[str, ...]
    documents: int
    undated: int = 0


def axis(corpus: Corpus, selection: Selection, *, without: Sequence[str] | None = None) -> Axis:
    """The bins that ``selection.period`` asks for, as far as the dates of its paragraphs allow.

    "auto" takes the finest of month, quarter and year that gives no more than 36, 80 or any number,
    and documents where there are no two months to tell apart. There are no bins where there is one document,
    and where there are more than MOST_DOCUMENTS of them that no date tells apart. The span is that of the
    whole corpus, or of the documents and sections that are chosen, so that no other filter moves the axis.
    ``without`` are the filters that are left out, by default those of OWN.
    """
    condition, parameters = corpus.passing(selection, OWN[selection.lines] if without is None else without)
    row = corpus.rows(
        f"""
        SELECT count(DISTINCT document_id) AS documents,
            count(*) FILTER (length(date) < 4) AS undated, count(*) FILTER (length(date) < 7) AS without_month
        FROM marks WHERE {condition}
        """,
        parameters,
    )[0]
    whole, whole_parameters = corpus.passing(selection.only("documents", "sections"))
    row |= corpus.rows(
        f"""
        SELECT min(date) FILTER (length(date) >= 4) AS first, max(date) FILTER (length(date) >= 4) AS last,
            min(date) FILTER (length(date) >= 7) AS first_month,
            max(date) FILTER (length(date) >= 7) AS last_month
        FROM marks WHERE {whole}
        """,
        whole_parameters,
    )[0]
    spans: dict[str, tuple[int, int]] = {}
    for name, period in PERIODS.items():
        first, last = (
            (row["first"], row["last"]) if name == "year" else (row["first_month"], row["last_month"])
        )
        if first:
            spans[name] = period.number(*_year_and_month(first)), period.number(*_year_and_month(last))
    sizes = {name: last - first + 1 for name, (first, last) in spans.items()}
    choices = [name for name, size in sizes.items() if 1 < size <= MOST_BINS]
    if 1 < row["documents"] <= MOST_DOCUMENTS:
        choices.append("document")
    if not choices and row["documents"] > MOST_DOCUMENTS:
        choices = [name for name, size in sizes.items() if size == 1][-1:]
    chosen = selection.period if selection.period in choices else _usual(sizes, choices)
    if not chosen:
        return Axis("", (), (), row["documents"])
    if chosen == "document":
        return Axis(chosen, _documents(corpus, condition, parameters), tuple(choices), row["documents"])
    period = PERIODS[chosen]
    bins = tuple(
        Bin(key, key, since, until)
        for key, since, until in map(period.bin, range(spans[chosen][0], spans[chosen][1] + 1))
    )
    undated = row["undated" if period.precision == 4 else "without_month"]
    return Axis(chosen, bins, tuple(choices), row["documents"], undated)


def _year_and_month(date: str) -> tuple[int, int]:
    return int(date[:4]), int(date[5:7] or 1)


def _usual(sizes: Mapping[str, int], choices: Sequence[str]) -> str:
    limits = {"month": 36, "quarter": 80, "year": MOST_BINS}
    return next(
        (name for name, most in limits.items() if name in choices and sizes[name] <= most),
        next(iter(reversed(choices)), ""),
    )


def _documents(corpus: Corpus, condition: str, parameters: Sequence[object]) -> tuple[Bin, ...]:
    found = corpus.rows(
        f"""
        SELECT document_id, title, date FROM documents
        WHERE document_id IN (SELECT document_id FROM marks WHERE {condition}) ORDER BY date, document_id
        """,
        parameters,
    )
    return tuple(
        Bin(row["document_id"], " ".join(filter(None, (row["date"], row["title"]))), row["date"], row["date"])
        for row in found
    )


def trends(
    corpus: Corpus,
    selection: Selection,
    axis: Axis,
    keys: Sequence[str],
    *,
    without: Sequence[str] | None = None,
) -> pd.DataFrame:
    """How often each of ``keys`` (codes, or terms and words, as ``selection.lines`` says) occurs in each bin.

    A row for each bin and key, in their order:

    - ``bin``, ``key``; ``paragraphs``: those about (or mentioning) the counterpart, or with the term;
    - ``occurrences``: how often it is named, or occurs;
    - ``of``, ``characters``: all paragraphs of the bin that pass the other filters, and their length;
    - ``share``: paragraphs / of, ``per_1000``: occurrences per 1,000 characters; NaN where the bin is empty.

    ``without`` is as for ``axis``.
    """
    left_out = tuple(OWN[selection.lines] if without is None else without)
    asked = {*FILTERS, "lines", "highlights"} - {*left_out} | {"words", "terms"}  # which say what a key is
    return _trends(corpus, selection.only(*sorted(asked)), axis, tuple(keys), left_out).copy()


@remembered(16)
def _trends(
    corpus: Corpus, selection: Selection, axis: Axis, keys: Sequence[str], without: Sequence[str]
) -> pd.DataFrame:
    """What choosing a span, where it is left out, does not change."""
    condition, parameters = corpus.passing(selection, without)
    base = f"SELECT * FROM marks WHERE {condition}"
    binned = partial(_binned, axis.period)
    totals = {
        row["bin"]: row
        for row in corpus.rows(binned(base, n="count(*)", characters="sum(characters)"), parameters)
    }
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in (_relationships if selection.lines == "relationships" else _terms)(
        corpus, selection, binned, base, parameters, keys
    ):
        found[row["bin"], row["key"]] = row
    nothing = {"paragraphs": 0, "occurrences": 0}
    rows = []
    for each in axis.bins:
        total = totals.get(each.key, {"n": 0, "characters": 0})
        for key in keys:
            row = found.get((each.key, key), nothing)
            rows.append(
                {
                    "bin": each.key,
                    "key": key,
                    "paragraphs": row["paragraphs"],
                    "occurrences": row["occurrences"],
                    "of": total["n"],
                    "characters": total["characters"],
                    "share": row["paragraphs"] / total["n"] if total["n"] else float("nan"),
                    "per_1000": 1000 * row["occurrences"] / max(total["characters"], 1)
                    if total["n"]
                    else float("nan"),
                }
            )
    return pd.DataFrame(rows, columns=_TRENDS)


def _binned(period: str, rows: str, *by: str, **sums: str) -> str:
    """The SQL that adds up ``sums`` of ``rows`` in each bin: by days first, which are few, as a day's bin is
    text that takes time to make."""
    day = "document_id" if period == "document" else "date"
    bin_of = day if period == "document" else PERIODS[period].sql
    precise = "true" if period == "document" else f"length(date) >= {PERIODS[period].precision}"
    named = ", ".join(("", *by))
    return (
        f"SELECT {bin_of} AS bin{named}, {', '.join(f'sum({name})::BIGINT AS {name}' for name in sums)}"
        f" FROM (SELECT {day}{named}, {', '.join(f'{sql} AS {name}' for name, sql in sums.items())}"
        f" FROM ({rows}) GROUP BY ALL) WHERE {precise} GROUP BY ALL"
    )


def _relationships(
    corpus: Corpus,
    selection: Selection,
    binned: Callable[..., str],
    base: str,
    parameters: Sequence[object],
    keys: Sequence[str],
) -> list[dict[str, Any]]:
    tagged, mentioned = codes(selection.tag, selection), codes("mentions", selection)
    days = "date, document_id"
    of_tags = f"SELECT {days}, unnest({tagged}) AS key FROM ({base})"
    named = f"SELECT {days}, unnest(named) AS key, {mentioned} AS mentioned FROM ({base})"
    of_names = f"SELECT {days}, key FROM ({named}) WHERE list_contains(mentioned, key)"
    return corpus.rows(
        f"""
        SELECT bin, key, coalesce(paragraphs, 0) AS paragraphs, coalesce(occurrences, 0) AS occurrences
        FROM ({binned(of_tags, "key", paragraphs="count(*)")})
            FULL JOIN ({binned(of_names, "key", occurrences="count(*)")}) USING (bin, key)
        WHERE list_contains(?::VARCHAR[], key)
        """,
        [*parameters, *parameters, list(keys)],
    )


def _terms(
    corpus: Corpus,
    selection: Selection,
    binned: Callable[..., str],
    base: str,
    parameters: Sequence[object],
    keys: Sequence[str],
) -> Iterable[dict[str, Any]]:
    for key in keys:
        for row in corpus.rows(
            binned(
                f"FROM ({base}) JOIN hits USING (number)", paragraphs="count(*)", occurrences="sum(times)"
            ),
            parameters,
            hits=statistics.occurrences(corpus, key, selection).table(),
        ):
            yield {**row, "key": key}


def course(
    corpus: Corpus, selection: Selection, keys: Sequence[str], *, without: Sequence[str] | None = None
) -> pd.DataFrame:
    """Where in one document each of ``keys`` occurs (its dispersion).

    A row for each paragraph and key that occurs in it, in reading order: ``paragraph_id``, ``position`` (of
    the paragraph in the document, from 0), ``section``, ``key``, ``occurrences`` (at least 1), ``text`` (its
    first characters). ``without`` is as for ``axis``.
    """
    condition, parameters = corpus.passing(selection, OWN[selection.lines] if without is None else without)
    tables: dict[str, pa.Table] = {}
    parts: list[str] = []
    values: list[object] = []
    for key in keys:
        if selection.lines == "relationships":
            times = (
                "greatest(1, len(list_filter(named, lambda each: each = ?)))"
                f" * list_contains({codes(selection.tag, selection)}, ?)::INTEGER"
            )
            parts.append(
                f"SELECT paragraph_id, position, ?::VARCHAR AS key, {times} AS occurrences FROM base"
            )
            values += [key, key, key]
        else:
            name = f"hits_{len(tables)}"
            tables[name] = statistics.occurrences(corpus, key, selection).table()
            parts.append(
                "SELECT paragraph_id, position, ?::VARCHAR AS key, times AS occurrences"
                f" FROM base JOIN {name} USING (number)"
            )
            values.append(key)
    if not parts:
        return pd.DataFrame(columns=["paragraph_id", "position", "section", "text", "key", "occurrences"])
    return corpus.query(
        f"""
        WITH base AS MATERIALIZED (SELECT * FROM marks WHERE {condition}),
        found AS (FROM ({" UNION ALL ".join(parts)}) WHERE occurrences > 0)
        SELECT paragraph_id, found.position, section, text[:24] AS text, key, occurrences
        FROM found JOIN paragraphs USING (paragraph_id) ORDER BY found.position, key
        """,
        [*parameters, *values],
        **tables,
    )


def length(corpus: Corpus, selection: Selection, *, without: Sequence[str] | None = None) -> int:
    """How many paragraphs the document of a ``course`` has, those that are not counted too; 0 where none of
    it passes. ``without`` is as for ``axis``."""
    condition, parameters = corpus.passing(selection, OWN[selection.lines] if without is None else without)
    found = corpus.rows(
        f"""
        SELECT coalesce(max(position) + 1, 0) AS n FROM marks
        WHERE document_id IN (SELECT document_id FROM marks WHERE {condition})
        """,
        parameters,
    )
    return int(found[0]["n"])
