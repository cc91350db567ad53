"""Workbooks: .xlsx."""

from __future__ import annotations

import io
import re
import zipfile
from functools import lru_cache

from python_calamine import CalamineSheet, CalamineWorkbook

from corpus.faults import SourceError
from corpus.formats import Choice, Contents, records
from corpus.formats.zipped import checked_zip
from corpus.limits import Limits

_CELLS = 5_000_000  # of a sheet: a cell at its far corner makes all those before it
_MERGED = 1_000_000  # cells that are merged with others
_MERGED_CELL = 40  # characters of a merged cell that says something of each of its rows
_PLACE = re.compile(rb"""\sr=["']([A-Z]{1,3})(\d{1,7})["']""")


def read(content: bytes, file: str, choice: Choice, limits: Limits) -> Contents:
    """The first sheet whose text is plain, or the one that ``choice.records`` names."""
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
        records.check_number(len(rows), file, limits)
        columns = records.distinct(title)
        found = [dict(zip(columns, row, strict=False)) for row in rows]
        where = Choice(choice.encoding, name, choice.fields)
        try:
            layout = records.layout(found, file, where, columns)
        except SourceError as error:
            refused = refused if refused and refused.fault != "no-text" else error
            continue
        others = [each for each in sheets if each != name]
        notes = (
            [("sheet", {"sheet": name, "others": ", ".join(others)})] if others and not choice.records else []
        )
        return records.contents(found, layout, file, where, limits, notes=notes)
    raise refused or SourceError(fault="no-text", file=file)


def _check_places(plain: bytes, file: str) -> None:
    """Refuse a sheet with a cell so far out that all those before it would fill the memory."""
    with zipfile.ZipFile(io.BytesIO(plain)) as members:
        for name in members.namelist():
            width = height = 0
            # one by one: all places of a large sheet are more than the sheet itself
            for place in _PLACE.finditer(members.read(name)):
                width, height = max(width, _column(place[1])), max(height, int(place[2]))
            if width * height > _CELLS:
                raise SourceError(fault="too-many-cells", file=file, limit=_CELLS)


@lru_cache(maxsize=1_000)
def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _cells(sheet: CalamineSheet) -> list[list[str]]:
    """The rows of a sheet as text, names of columns first; a merged cell's value in each of its rows."""
    rows = [[records.as_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    left = _MERGED
    for (top, column), (bottom, _) in sheet.merged_cell_ranges or ():
        bottom = min(bottom, len(rows) - 1)
        left -= max(0, bottom - top)
        # a long text that is merged is one text
        if left > 0 and top < bottom and column < len(rows[top]) and len(rows[top][column]) <= _MERGED_CELL:
            for row in rows[top + 1 : bottom + 1]:
                row[column] = row[column] or rows[top][column]
    rows = [row for row in rows if "".join(row).strip()]
    return records.without_title(rows)
