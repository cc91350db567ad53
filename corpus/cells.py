"""Cells of a CSV file that a spreadsheet shows as they are: it would compute, or swallow, how some begin."""

from __future__ import annotations

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


def inert(value: str) -> str:
    """The cell of ``value``: with an apostrophe before what would be a formula."""
    return f"'{value}" if value.startswith(_FORMULA) else value


def value_of(cell: str) -> str:
    """The value that ``inert`` made the cell of."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell
