"""A chart's numbers as a table: sent where it is open, its first rows; saved whole, when that is asked for."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from components import frontend
from components.language import speak
from corpus.cells import inert
from corpus.selection import Selection

ROWS = 300
"""Rows that are shown; what is saved has all of them."""

Table = Mapping[str, Any]
"""{title, columns, rows, save, file}: what it is called, what it holds, how it is saved and as what."""


def mount(name: str, data: Mapping[str, Any], selection: Selection, *, script: str = "") -> None:
    """Draw the component ``name``: its chart, or the ``table`` of ``data`` where the selection has it open.

    The one that is not seen is not sent. Data without a table has nothing to show.
    """
    table: Table | None = data.get("table")
    opened = table is not None and name in selection.tables
    (closed, *_named), *_other = data["view"]["options"]
    view = data["view"] | {"chosen": "table" if opened else closed, "toggle": ["tables", name]}
    if table is None or not opened:
        frontend.mount(name, {**data, "table": None, "view": view}, script=script)
        return
    first = shown(table, selection.language)
    frontend.mount(name, {**data, "table": first, "figure": None, "lists": [], "view": view}, script=script)
    if table["rows"]:
        st.download_button(
            table["save"],
            lambda: written(table),
            file_name=table["file"],
            mime="text/csv",
            key=f"{name}-csv",
            on_click="ignore",
            type="tertiary",
        )


def shown(table: Table, language: str) -> dict[str, Any]:
    """The table as the page draws it: {title, columns, rows, note}, with its first ROWS rows."""
    _ = speak(language)[0]
    rows = table["rows"]
    note = _("The first {n} of {total} rows; the saved table has all.").format(
        n=f"{ROWS:,}", total=f"{len(rows):,}"
    )
    return {
        "title": table["title"],
        "columns": table["columns"],
        "rows": [[f"{cell:,}" if isinstance(cell, int) else cell for cell in row] for row in rows[:ROWS]],
        "note": note if len(rows) > ROWS else "",
    }


def written(table: Table) -> bytes:
    """The whole table as a CSV file; its mark tells Excel that it is UTF-8, and no cell is a formula."""
    text = io.StringIO(newline="")
    lines: Sequence[Sequence[object]] = (table["columns"], *table["rows"])
    csv.writer(text).writerows(
        [inert(cell) if isinstance(cell, str) else cell for cell in line] for line in lines
    )
    return ("\ufeff" + text.getvalue()).encode()
