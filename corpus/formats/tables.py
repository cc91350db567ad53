"""Tables: .csv, .tsv."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any

from corpus import metadata
from corpus.faults import SourceError
from corpus.formats import Choice, Contents, records
from corpus.formats.encodings import decode
from corpus.limits import Limits

Row = Sequence[str]

_DELIMITERS = "\t,;|"
_NO_DELIMITER = "\x1f"  # which no text holds
_SAMPLED = 200  # rows by which a delimiter is found
_SAMPLED_CHARACTERS = 2_000_000
_ABOVE = 7  # rows over the first record, and one beyond the last
_HEADER_CELL = 40  # characters that a name of a column has at most


def read(content: bytes, file: str, choice: Choice, limits: Limits) -> Contents:
    """.csv, .tsv: by the delimiter that cuts most rows into as many cells as the first.

    Cells beyond those of the first row belong to the last column: nothing is lost of a text whose commas
    nobody quoted. Where the first row is no names, the columns are called 1, 2, 3.
    """
    decoded = decode(content, file, choice.encoding)
    text = decoded.text
    with _fields_of_any_length():
        delimiter, quoting = _dialect(text)
        there = (row for row in _rows(text, delimiter, quoting) if "".join(row).strip())
        # a few more than may be: names, and a title over them
        rows = list(islice(there, limits.documents + _ABOVE))
    rows = records.without_title(rows)
    if not rows:
        raise SourceError(fault="no-text", file=file)
    records.check_number(len(rows) - 1, file, limits)
    notes: list[tuple[str, Mapping[str, Any]]] = [*decoded.notes]
    if _is_header(rows[0]):
        header = rows.pop(0)
    else:
        header = [""] * Counter(map(len, rows)).most_common(1)[0][0]
        notes.append(("no-header", {}))
    widths = [len(_trimmed(row)) for row in rows]
    # without the columns that a delimiter at the end of each row makes
    columns = records.distinct(header[: max(len(_trimmed(header)), max(widths, default=0))])
    ragged = [
        number
        for number, (row, width) in enumerate(zip(rows, widths, strict=True), 1)
        if width > len(columns) or len(row) < len(columns)
    ]
    if ragged:
        notes.append(("ragged-rows", {"rows": len(ragged), "first": ragged[0]}))
    found = [_record(columns, row, delimiter) for row in rows]
    if len(columns) == 1 and not choice.fields.get("text") and metadata.field_of(columns[0]) != "text":
        shown = {columns[0]: records.samples(chain.from_iterable(rows))}
        raise SourceError(fault="no-delimiter", file=file, names=records.names(columns), columns=shown)
    layout = records.layout(found, file, choice, columns)
    return records.contents(found, layout, file, choice, limits, encoding=decoded.encoding, notes=notes)


@contextmanager
def _fields_of_any_length() -> Iterator[None]:
    """A field may be as long as its file; the limit of the module is one for all of a process."""
    usual = csv.field_size_limit(2**31 - 1)
    try:
        yield
    finally:
        csv.field_size_limit(usual)


def _dialect(text: str) -> tuple[str, int]:
    """The delimiter, and csv.QUOTE_MINIMAL or, where quotes are no more than characters, QUOTE_NONE."""
    sample = text[:_SAMPLED_CHARACTERS]
    best, found = 0.5, (_NO_DELIMITER, csv.QUOTE_MINIMAL)
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
        for delimiter in _DELIMITERS:
            widths = [len(row) for row in islice(_rows(sample, delimiter, quoting), _SAMPLED) if row]
            if widths and widths[0] > 1:
                # the more rows are as wide as the first; of equals, the one with more columns
                fit = widths.count(widths[0]) / len(widths) + min(widths[0], 50) / 1_000
                if fit > best + (0.1 if quoting == csv.QUOTE_NONE else 0):
                    best, found = fit, (delimiter, quoting)
    return found


def _rows(text: str, delimiter: str, quoting: int) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]


def _is_header(row: Row) -> bool:
    """Whether a row is names of columns: one that tells, or only short ones, none a day or a number."""
    if any(metadata.field_of(cell) for cell in row):
        return True
    return not any(
        len(cell) > _HEADER_CELL or metadata.day(cell) or cell.strip().isdecimal() or "://" in cell
        for cell in row
    )


def _trimmed(row: Row) -> Row:
    end = len(row)
    while end and not row[end - 1].strip():
        end -= 1
    return row[:end]


def _record(columns: Row, row: Row, delimiter: str) -> dict[str, str]:
    last = len(columns) - 1
    if len(row) > len(columns):
        row = [*row[:last], delimiter.join(_trimmed(row[last:]))]
    return dict(zip(columns, row, strict=False))
