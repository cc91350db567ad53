"""Workbooks: opened again, numbers are numbers, days are days, and text is text."""

import io
import math
import re
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from components import captions
from corpus.selection import Selection
from corpus.table import Corpus
from corpus.workbooks import LONGEST, Sheet, workbook
from tests.hostile import LONG, SHORT
from tests.rows import write_data
from tests.test_cells import CELLS

DAY = date(2026, 3, 4)


def made(*sheets: Sheet) -> bytes:
    return workbook(sheets, title="词频", made=DAY)


def read(file: bytes) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(file))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_cells_have_their_types() -> None:
    rows = [["合作", 7, 0.25, "2021-03-07"], ["", -3, math.nan, "2021-03"], ["疫苗", 0, 1e-9, ""]]
    (cells,) = read(made(Sheet("词频", ["词", "次", "每千字", "日期"], rows))).values()
    assert cells == [
        ["词", "次", "每千字", "日期"],
        ["合作", 7.0, 0.25, date(2021, 3, 7)],
        ["", -3.0, "", "2021-03"],
        ["疫苗", 0.0, 1e-9, ""],
    ]


def test_a_column_that_is_not_all_days_is_text() -> None:
    (cells,) = read(made(Sheet("题", ["题"], [["2021-03-07"], ["两会"], ["1899-01-01"]]))).values()
    assert cells[1:] == [["2021-03-07"], ["两会"], ["1899-01-01"]]


@pytest.mark.parametrize(
    "text", [*CELLS, *SHORT.values(), *LONG.values(), "http://outside.invalid", "mailto:a@b.c"]
)
def test_no_text_becomes_a_formula_or_a_link(text: str) -> None:
    file = made(Sheet("甲", ["列", text or "列"], [[text, 1], ["乙", 2]]))
    with ZipFile(io.BytesIO(file)) as parts:
        xml = "".join(
            parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/worksheets")
        )
    assert "<f>" not in xml and "<hyperlink" not in xml
    (cells,) = read(file).values()
    if text.isprintable():
        assert str(cells[1][0]) == text


def test_a_table_can_be_filtered_and_its_header_stays() -> None:
    with ZipFile(io.BytesIO(made(Sheet("甲", ["词", "次"], [["合作", 1]])))) as parts:
        xml = parts.read("xl/worksheets/sheet1.xml").decode()
    assert '<autoFilter ref="A1:B2"' in xml
    assert re.search(r'<pane ySplit="1"[^>]*state="frozen"', xml)


def test_names_of_sheets_are_those_that_a_spreadsheet_takes() -> None:
    names = ["词：[1]/2", "词：[1]/2", "'引'", "", "History", "长" * 40, "长" * 40]
    found = [*read(made(*(Sheet(name, ["列"], []) for name in names)))]
    assert len({name.casefold() for name in found}) == len(names)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in found)


def test_a_text_that_is_too_long_for_a_cell_ends_with_an_ellipsis() -> None:
    (cells,) = read(made(Sheet("甲", ["文"], [["字" * (LONGEST + 1)]]))).values()
    assert cells[1] == ["字" * (LONGEST - 1) + "…"]


def test_the_same_sheets_give_the_same_bytes() -> None:
    sheet = Sheet("甲", ["词"], [["合作"]])
    assert made(sheet) == made(sheet)


def test_a_sheet_states_the_selection(tmp_path: Path) -> None:
    corpus = Corpus(write_data(tmp_path / "data"))
    selection = Selection(language="en", relationships=("FR",), words=("绿色", "合作"))
    facts = captions.facts(corpus, selection, "https://example.org/?r=FR", DAY)
    sheets = read(
        made(Sheet("甲", ["词"], [["合作"]]), Sheet("Selection", ["What", "Value"], facts, stated=True))
    )
    stated = {row[0]: row[1] for row in sheets["Selection"]}
    assert stated["Selection"] == captions.filters(corpus, selection)
    assert stated["Link"] == "https://example.org/?r=FR"
    assert stated["Parameter w"] == "绿色\n合作"
    assert stated["Paragraphs of the corpus"] == corpus.size
