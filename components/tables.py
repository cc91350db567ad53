"""A chart, or its numbers as a table: its first rows where it is open, and all of it where it is saved."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from components import frontend, link
from components.language import speak
from corpus.cells import inert
from corpus.selection import Selection

ROWS = 300
"""Rows that are shown; what is saved has all of them."""

Table = Mapping[str, Any]
"""{title, columns, rows}: what it is called, and what it holds; with ``notes`` where that is not all."""


def mount(
    name: str,
    data: Mapping[str, Any],
    selection: Selection,
    *,
    export: Callable[[link.Asked], Mapping[str, Any]],
    script: str = "",
) -> None:
    """Draw the component ``name``: its chart, or the ``table`` of ``data`` where the selection has it open.

    The one that is not seen is not sent. Data without a table has nothing to show. What ``export`` answers
    is asked for by the ``menu`` of ``data``.
    """
    data = {**data, **_short(data)}
    table: Table | None = data.get("table")
    if table is None or not table["rows"]:
        data["menu"] = None
    opened = table is not None and name in selection.tables
    (closed, *_named), *_other = data["view"]["options"]
    view = data["view"] | {"chosen": "table" if opened else closed, "toggle": ["tables", name]}
    if table is None or not opened:
        data |= {"table": None, "view": view}
    else:
        data |= {"table": shown(table, selection.language), "figure": None, "lists": [], "view": view}
    frontend.mount(name, data, script=script, export=export)


def _short(data: Mapping[str, Any]) -> dict[str, Any]:
    """What of ``data`` is sent shorter: its figure as it is, not as text in a text; and clicks that do no
    more than toggle their own key, as {field: keys}."""
    clicks = data.get("clicks") or {}
    toggles: dict[str, list[str]] = {}
    for key, click in clicks.items():
        field, value = click.get("toggle", ("", ""))
        if value == key and len(click) == 1:
            toggles.setdefault(field, []).append(key)
    plain = {key for keys in toggles.values() for key in keys}
    return {
        "figure": json.loads(data["figure"]) if data.get("figure") else None,
        "clicks": {key: click for key, click in clicks.items() if key not in plain},
        "toggles": toggles,
    }


def shown(table: Table, language: str) -> dict[str, Any]:
    """The table as the page draws it: {title, columns, rows, note, save}, with its first ROWS rows."""
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
        "save": _("Save as CSV"),
    }


def written(table: Table) -> bytes:
    """The whole table as a CSV file; its mark tells Excel that it is UTF-8, and no cell is a formula."""
    text = io.StringIO(newline="")
    lines: Sequence[Sequence[object]] = (table["columns"], *table["rows"])
    csv.writer(text).writerows(
        [inert(cell) if isinstance(cell, str) else cell for cell in line] for line in lines
    )
    return ("\ufeff" + text.getvalue()).encode()
