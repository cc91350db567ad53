"""Cells that no spreadsheet takes for a formula: one rule for every file that is written here."""

import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import concordance, tables
from corpus.cells import inert, value_of
from corpus.corrections import Correction, write_corrections

CELLS = {
    "=1+1": "'=1+1",
    "+甲": "'+甲",
    "-5": "'-5",
    "@乙": "'@乙",
    "\t丙": "'\t丙",
    "'丁": "''丁",
    "  =1+1": "'  =1+1",
    "　=1+1": "'　=1+1",
    "\ufeff\u200b@乙": "'\ufeff\u200b@乙",
    "＝1＋1": "'＝1＋1",
    "＋甲": "'＋甲",
    "－5": "'－5",
    "＠乙": "'＠乙",
    "\r=1": "'\r=1",
    "\n=1": "'\n=1",
    "——戊": "——戊",
    "1-2": "1-2",
    "合作": "合作",
    "": "",
}


@pytest.mark.parametrize("value, cell", CELLS.items())
def test_no_cell_is_a_formula_in_any_file(value: str, cell: str) -> None:
    assert inert(value) == cell
    line = {"date": "", "title": value, "lines": [1], "left": value, "keyword": "合作", "right": value}
    table = pd.DataFrame([{**line, "paragraph_id": "visit:1", "start": 0, "end": 2}])
    text = tables.written(concordance.saved(table, len(table), "en")).decode("utf-8-sig")
    _columns, saved = csv.reader(io.StringIO(text, newline=""))
    assert (saved[1], saved[5], saved[7]) == (cell, cell, cell)
    correction = Correction(value, "visit:1", "0" * 16, "about", "FR", "remove")
    saved = next(csv.DictReader(io.StringIO(write_corrections([correction]), newline="")))
    assert saved["document"] == cell


def test_a_saved_table_has_such_cells() -> None:
    rows = [[value, 7] for value in CELLS]
    saved = tables.written({"columns": ["词", "次"], "rows": rows}).decode("utf-8-sig")
    assert [*csv.reader(io.StringIO(saved, newline=""))] == [
        ["词", "次"],
        *([each, "7"] for each in CELLS.values()),
    ]


@given(st.text() | st.text(alphabet="'=＝ \t\r\n+a"))
def test_a_cell_is_read_back(value: str) -> None:
    assert value_of(inert(value)) == value
