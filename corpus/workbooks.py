"""Tables as a workbook: numbers are numbers, days are days, and whatever is text stays text.

A spreadsheet takes what begins with = for a formula and what looks like an address for a link. Here neither
is made of a cell: the workbook says of each what it is. xlsxwriter is imported when a workbook is asked for.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from math import isfinite
from numbers import Real
from typing import TYPE_CHECKING, Any, NamedTuple
from unicodedata import east_asian_width

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

LONGEST = 32_767
"""Characters that a cell may have."""

ROWS = 1_048_575
"""Rows that a sheet may have below its header."""

_WIDTHS = (8, 60)  # of columns, in digits
_LOOKED_AT = 200  # rows that a column's width is told by
_NAME_LENGTH = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_RESERVED = "history"
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)
_FIRST_YEAR = 1900  # a spreadsheet knows no day before


class Sheet(NamedTuple):
    """A table of a workbook: what it is called, its columns and its rows. A ``stated`` one is rows of what
    something is called and what it is: its cells are wrapped, and it has no filter."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    stated: bool = False


def workbook(sheets: Sequence[Sheet], *, title: str, made: date) -> bytes:
    """The bytes of an .xlsx file of ``sheets``, of which the first is open; the same sheets give the same.

    A column of ISO days is one of days; a day that is not known whole (2021-03) stays text. A text that is
    too long for a cell ends with …. Raises ValueError where a sheet has more than ROWS.
    """
    import xlsxwriter  # 40 ms and 3 MB that no click needs

    file = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": title, "created": datetime(made.year, made.month, made.day)})
        header = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for name, sheet in zip(_names(each.name for each in sheets), sheets, strict=True):
            if len(sheet.rows) > ROWS:
                raise ValueError(
                    f"{name} has {len(sheet.rows):,} rows, and a sheet has room for {ROWS:,}: save it as CSV"
                )
            _fill(book.add_worksheet(name), sheet, header, wrapped if sheet.stated else None)
    return file.getvalue()


def _fill(worksheet: Worksheet, sheet: Sheet, header: Any, cells: Any) -> None:
    columns = [[row[number] for row in sheet.rows] for number in range(len(sheet.columns))]
    for number, (name, values) in enumerate(zip(sheet.columns, columns, strict=True)):
        worksheet.set_column(number, number, _width(name, values), cells)
        worksheet.write_string(0, number, name, header)
        is_dated = not sheet.stated and _is_dated(values)
        for line, value in enumerate(values, start=1):
            _write(worksheet, line, number, value, is_dated)
    worksheet.freeze_panes(1, 0)
    if columns and sheet.rows and not sheet.stated:
        worksheet.autofilter(0, 0, len(sheet.rows), len(columns) - 1)


def _write(worksheet: Worksheet, row: int, column: int, value: object, is_dated: bool) -> None:
    """One cell; what is nothing, and a number that is none, stays blank."""
    if isinstance(value, bool):
        worksheet.write_boolean(row, column, value)
    elif isinstance(value, Real):
        if isfinite(value):
            worksheet.write_number(row, column, float(value))
    elif isinstance(value, date):
        worksheet.write_datetime(row, column, value)
    elif value is not None and value != "":
        text = str(value)
        if is_dated and (day := _day(text)):
            worksheet.write_datetime(row, column, day)
        else:
            worksheet.write_string(row, column, text if len(text) <= LONGEST else text[: LONGEST - 1] + "…")


def _is_dated(values: Iterable[object]) -> bool:
    """Whether a column is one of days: each of its values is one, or a part of one, or nothing."""
    given = [value for value in values if value not in ("", None)]
    return bool(given) and all(isinstance(each, str) and _DATE.fullmatch(each) for each in given)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text) if len(text) == len("2021-03-07") else None
    except ValueError:
        return None
    return day if day and day.year >= _FIRST_YEAR else None


def _width(name: str, values: Sequence[object]) -> float:
    """How wide a column is, in digits: a Chinese character is as wide as two."""
    least, most = _WIDTHS
    widest = max(_digits(line) for each in (name, *values[:_LOOKED_AT]) for line in f"{each}\n".split("\n"))
    return min(max(widest + 2, least), most)


def _digits(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text[: _WIDTHS[1]])


def _names(wanted: Iterable[str]) -> Iterator[str]:
    """Names that a spreadsheet takes, each once, as near to those wanted as can be."""
    taken = {_RESERVED}
    for each in wanted:
        plain = _NOT_IN_NAMES.sub(" ", each).strip(" '")[:_NAME_LENGTH].strip(" '") or "1"
        name, number = plain, 2
        while name.casefold() in taken:
            end = f" {number}"
            name, number = plain[: _NAME_LENGTH - len(end)] + end, number + 1
        taken.add(name.casefold())
        yield name
