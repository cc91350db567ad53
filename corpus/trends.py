"""How relationships and terms come and go: over years, quarters, months, documents, and inside one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from corpus import statistics
from corpus.selection import Selection
from corpus.statistics import NAMED
from corpus.table import Corpus, codes, where

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
    condition, parameters = where(selection, without=OWN[selection.lines] if without is None else without)
    row = corpus.rows(
        f"""
        SELECT count(DISTINCT document_id) AS documents,
            count(*) FILTER (length(date) < 4) AS undated, count(*) FILTER (length(date) < 7) AS without_month
        FROM paragraphs WHERE {condition}
        """,
        parameters,
    )[0]
    whole, whole_parameters = where(selection.only("documents", "sections"))
    row |= corpus.rows(
        f"""
        SELECT min(date) FILTER (length(date) >= 4) AS first, max(date) FILTER (length(date) >= 4) AS last,
            min(date) FILTER (length(date) >= 7) AS first_month,
            max(date) FILTER (length(date) >= 7) AS last_month
        FROM paragraphs WHERE {whole}
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
        SELECT DISTINCT document_id, title, date FROM paragraphs WHERE {condition}
        ORDER BY date, document_id
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
    condition, parameters = where(selection, without=OWN[selection.lines] if without is None else without)
    bin_of = "document_id" if axis.period == "document" else PERIODS[axis.period].sql
    precise = "" if axis.period == "document" else f"AND length(date) >= {PERIODS[axis.period].precision}"
    base = f"SELECT *, {bin_of} AS bin FROM paragraphs WHERE {condition} {precise}"
    totals = {
        row["bin"]: row
        for row in corpus.rows(
            f"SELECT bin, count(*) AS n, sum(characters) AS characters FROM ({base}) GROUP BY bin", parameters
        )
    }
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in (_relationships if selection.lines == "relationships" else _terms)(
        corpus, selection, base, parameters, keys
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


def _relationships(
    corpus: Corpus, selection: Selection, base: str, parameters: Sequence[object], keys: Sequence[str]
) -> list[dict[str, Any]]:
    tagged, mentioned = codes(selection.tag, selection), codes("mentions", selection)
    return corpus.rows(
        f"""
        WITH tagged AS (
            SELECT bin, key, count(*) AS paragraphs
            FROM (SELECT bin, unnest({tagged}) AS key FROM ({base})) GROUP BY ALL
        ),
        named AS (
            SELECT bin, each.counterpart AS key, count(*) AS occurrences
            FROM (SELECT bin, unnest(evidence) AS each, {mentioned} AS mentioned FROM ({base}))
            WHERE {NAMED} AND list_contains(mentioned, each.counterpart)
            GROUP BY ALL
        )
        SELECT bin, key, coalesce(paragraphs, 0) AS paragraphs, coalesce(occurrences, 0) AS occurrences
        FROM tagged FULL JOIN named USING (bin, key) WHERE list_contains(?::VARCHAR[], key)
        """,
        [*parameters, *parameters, list(keys)],
    )


def _terms(
    corpus: Corpus, selection: Selection, base: str, parameters: Sequence[object], keys: Sequence[str]
) -> Iterable[dict[str, Any]]:
    for key in keys:
        sql, values = statistics.hits(key, selection)
        for row in corpus.rows(
            f"""
            SELECT bin, count(*) FILTER (hits > 0) AS paragraphs,
                coalesce(sum(hits), 0)::BIGINT AS occurrences
            FROM (SELECT bin, {sql} AS hits FROM ({base})) GROUP BY bin
            """,
            [*values, *parameters],
        ):
            yield {**row, "key": key}


def course(
    corpus: Corpus, selection: Selection, keys: Sequence[str], *, without: Sequence[str] | None = None
) -> pd.DataFrame:
    """Where in one document each of ``keys`` occurs (its dispersion).

    A row for each paragraph and key that occurs in it, in reading order: ``paragraph_id``, ``rank`` (of the
    paragraph among those that pass the other filters, from 1), ``section``, ``key``, ``occurrences`` (at
    least 1), ``text`` (its first characters). ``without`` is as for ``axis``.
    """
    condition, parameters = where(selection, without=OWN[selection.lines] if without is None else without)
    numbered = (
        "SELECT *, row_number() OVER (ORDER BY date, document_id, position) AS rank"
        f" FROM paragraphs WHERE {condition}"
    )
    columns = "paragraph_id, rank, section, text[:24] AS text"
    parts, values = [], []
    for key in keys:
        if selection.lines == "relationships":
            hits = (
                f"greatest(1, len(list_filter(evidence, lambda each: {NAMED} AND each.counterpart = ?)))"
                f" * list_contains({codes(selection.tag, selection)}, ?)::INTEGER"
            )
            own: list[object] = [key, key]
        else:
            hits, own = statistics.hits(key, selection)
        parts.append(f"SELECT {columns}, ?::VARCHAR AS key, {hits} AS occurrences FROM numbered")
        values += [key, *own]
    if not parts:
        return pd.DataFrame(columns=["paragraph_id", "rank", "section", "text", "key", "occurrences"])
    return corpus.query(
        f"WITH numbered AS MATERIALIZED ({numbered}) FROM ({' UNION ALL '.join(parts)})"
        " WHERE occurrences > 0 ORDER BY rank, key",
        [*parameters, *values],
    )
