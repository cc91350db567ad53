"""Cells of a CSV file that a spreadsheet shows as they are: it would compute, or swallow, how some begin."""

from __future__ import annotations

import re

# a spreadsheet skips what cannot be seen, and takes full-width signs for the plain ones
_ACTIVE = re.compile(r"^(?:'|[\t\r\n]|[\s\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠])")


def inert(value: str) -> str:
    """The cell of ``value``: with an apostrophe before what would be a formula."""
    return f"'{value}" if _ACTIVE.match(value) else value


def value_of(cell: str) -> str:
    """The value that ``inert`` made the cell of."""
    return cell[1:] if cell.startswith("'") and _ACTIVE.match(cell[1:]) else cell
