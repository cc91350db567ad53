"""Tables: .csv and .tsv, .xlsx, .parquet."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from python_calamine import CalamineSheet, CalamineWorkbook

from corpus import metadata
from corpus.faults import SourceError
from corpus.formats import Choice, Contents, records
from corpus.formats.zipped import checked_zip
from corpus.limits import MEGABYTE, Limits

Row = Sequence[str]

# a field may be as long as its file; the module's own limit is for all of a process
csv.field_size_limit(2**31 - 1)

_DELIMITERS = "\t,;|"
_NO_DELIMITER = "\x1f"  # which no text holds
_SAMPLED = 200  # rows by which a delimiter is found
_SAMPLED_CHARACTERS = 2_000_000
_HEADER_ROWS = 5  # in which a sheet's names of columns stand, under its title
_HEADER_CELL = 40  # characters that a name of a column has at most
_CELLS = 5_000_000  # of a sheet: a cell at its far corner makes all those before it
_MERGED = 1_000_000  # cells that are merged with others
_PLACE = re.compile(rb"""\sr=["']([A-Z]{1,3})(\d{1,7})["']""")
_BATCH = 256  # rows of Parquet in memory


def read(content: bytes, file: str, choice: Choice, limits: Limits) -> Contents:
    """A document of each row.

    Raises SourceError where the columns cannot be told apart, the text is not plain, or the file is broken.
    """
    ending = file.lower().rpartition(".")[2]
    return _READERS[ending](content, file, choice, limits)


def _read_separated(content: bytes, file: str, choice: Choice, limits: Limits) -> Contents:
    """.csv, .tsv: by the delimiter that cuts most rows into as many cells as the first.

    Cells beyond those of the first row belong to the last column: nothing is lost of a text whose commas
    nobody quoted. Where the first row is no names, the columns are called 1, 2, 3.
    """
    text, encoding = records.decoded(content, file, choice.encoding)
    delimiter, quoting = _dialect(text)
    rows = [row for row in _rows(text, delimiter, quoting) if any(cell.strip() for cell in row)]
    if not rows:
        raise SourceError(fault="no-text", file=file)
    notes: list[tuple[str, dict[str, Any]]] = []
    if _is_header(rows[0]):
        header = rows.pop(0)
    else:
        header = [""] * Counter(map(len, rows)).most_common(1)[0][0]
        notes.append(("no-header", {}))
    while (
        len(header) > 1
        and not header[-1].strip()
        and all(len(row) < len(header) or not row[-1] for row in rows)
    ):
        header = header[:-1]  # a delimiter at the end of each row
    columns = records.distinct(header)
    ragged = [
        number
        for number, row in enumerate(rows, 1)
        if len(_trimmed(row)) > len(columns) or len(row) < len(columns)
    ]
    if ragged:
        notes.append(("ragged-rows", {"rows": len(ragged), "first": ragged[0]}))
    found = [_record(columns, row, delimiter) for row in rows]
    if len(columns) == 1 and not choice.fields.get("text") and records.field_of(columns[0]) != "text":
        shown = {columns[0]: records.samples(chain.from_iterable(rows))}
        raise SourceError(fault="no-delimiter", file=file, names=records.names(columns), columns=shown)
    layout = records.layout(found, file, choice, columns)
    return records.contents(found, layout, file, choice, limits, encoding=encoding, notes=notes)


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
    if any(records.field_of(cell) for cell in row):
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


def _record(columns: Row, row: Row, delimiter: str = " ") -> dict[str, str]:
    last = len(columns) - 1
    if len(row) > len(columns):
        row = [*row[:last], delimiter.join(_trimmed(row[last:]))]
    return dict(zip(columns, row, strict=False))


def _read_workbook(content: bytes, file: str, choice: Choice, limits: Limits) -> Contents:
    """.xlsx: the first sheet whose text is plain, or the one that ``choice.records`` names."""
    plain = checked_zip(content, file, limits)
    _check_places(plain, file)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(plain))
        sheets = {name: rows for name in book.sheet_names if (rows := _cells(book.get_sheet_by_name(name)))}
    except BaseException as error:
        # what a library in Rust gives up with is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise SourceError(fault="damaged", file=file, reason="PanicException") from error
    if choice.records and choice.records not in sheets:
        named = list(sheets)
        raise SourceError(
            fault="no-records", file=file, records=choice.records, names=records.names(named), paths=named
        )
    refused: SourceError | None = None
    for name in [choice.records] if choice.records else sheets:
        title, *rows = sheets[name]
        columns = records.distinct(title)
        found = [_record(columns, row) for row in rows]
        where = Choice(choice.encoding, name, choice.fields)
        try:
            layout = records.layout(found, file, where, columns)
        except SourceError as error:
            refused = refused if refused and refused.fault != "no-text" else error
            continue
        others = [each for each in sheets if each != name]
        notes = [("sheet", {"sheet": name, "others": ", ".join(others)})] if others else []
        return records.contents(found, layout, file, where, limits, notes=notes)
    raise refused or SourceError(fault="no-text", file=file)


def _check_places(plain: bytes, file: str) -> None:
    """Refuse a sheet with a cell so far out that all those before it would fill the memory."""
    with zipfile.ZipFile(io.BytesIO(plain)) as members:
        for name in members.namelist():
            places = set(_PLACE.findall(members.read(name)))
            width = max((_column(letters) for letters, _ in places), default=0)
            height = max((int(number) for _, number in places), default=0)
            if width * height > _CELLS:
                raise SourceError(fault="too-many-cells", file=file, limit=f"{_CELLS:,}")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _cells(sheet: CalamineSheet) -> list[list[str]]:
    """The rows of a sheet as text, names of columns first; a merged cell's value in each of its rows.

    A title over the names is left out: names are the first row with several cells, or the first at all.
    """
    rows = [[records.as_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    left = _MERGED
    for (top, column), (bottom, _) in sheet.merged_cell_ranges or ():
        bottom = min(bottom, len(rows) - 1)
        left -= max(0, bottom - top)
        # a long text that is merged is one text
        if left > 0 and top < bottom and column < len(rows[top]) and len(rows[top][column]) <= _HEADER_CELL:
            for row in rows[top + 1 : bottom + 1]:
                row[column] = row[column] or rows[top][column]
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    several = (
        number for number, row in enumerate(rows[:_HEADER_ROWS]) if sum(map(bool, map(str.strip, row))) > 1
    )
    return rows[next(several, 0) :]


def _read_parquet(content: bytes, file: str, choice: Choice, limits: Limits) -> Contents:
    """.parquet: in batches, and after the first of them only the columns that are needed."""
    try:
        table = pq.ParquetFile(pa.BufferReader(content))
    except pa.ArrowInvalid as error:
        if content.startswith(b"PAR1"):
            raise SourceError(fault="cut-short", file=file) from error
        raise SourceError(fault="not-its-ending", file=file, ending=".parquet") from error
    if table.metadata.num_rows > limits.documents:
        raise SourceError(fault="too-many-records", file=file, limit=f"{limits.documents:,}")
    groups = (table.metadata.row_group(number) for number in range(table.metadata.num_row_groups))
    if sum(group.total_byte_size for group in groups) > limits.file_megabytes * MEGABYTE:
        raise SourceError(fault="unpacks-to-more", file=file, limit=f"{limits.file_megabytes:,} MB")
    names = [field.name for field in table.schema_arrow if not pa.types.is_binary(field.type)]
    sample = list(islice(_batches(table, names), 1))
    layout = records.layout([record for batch in sample for record in batch], file, choice, names)
    needed = [name for name in names if any(_holds(name, column) for column in layout.fields.values())]
    found = chain.from_iterable(_batches(table, needed))
    return records.contents(found, layout, file, choice, limits)


def _batches(table: pq.ParquetFile, columns: Sequence[str]) -> Iterator[list[dict[str, str]]]:
    for batch in table.iter_batches(_BATCH, columns=list(columns), use_threads=False):
        yield [records.flattened(row) for row in batch.to_pylist()]


def _holds(name: str, column: str) -> bool:
    return column == name or column.startswith((f"{name}.", f"{name}["))


_READERS = {"csv": _read_separated, "tsv": _read_separated, "xlsx": _read_workbook, "parquet": _read_parquet}
