"""What leaves the page, of every view: tables cell by cell, pictures with all that they show, hostile text inert."""

import base64
import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest
from lxml import etree
from python_calamine import CalamineWorkbook

from components import NAMED, captions, exports, link, pictures
from components.language import LANGUAGES, counterpart, relationship
from corpus.cells import inert
from corpus.selection import STAGED, TABLES, Selection
from corpus.table import Corpus
from tests import figures
from tests.hostile import LONG, SHORT
from tests.rows import named, write_data

ROOT = Path(__file__).parent.parent
DAY = date(2026, 3, 4)
SVG = "{http://www.w3.org/2000/svg}"
QUOTED = "2021-03-07-foreign-minister-press-conference:25"

VARIANTS: Mapping[str, dict[str, Any]] = {
    **{view: {} for view in STAGED},
    "cloud of distinctive words": {"ranking": "distinctive"},
    "trends of terms": {"lines": "terms", "measure": "rate"},
    "trends by year": {"period": "year"},
    "comentions as a network": {"pairs": "network"},
    "comentions with words": {"pairs": "terms"},
    "counts in shares": {"unit": "share", "bars": "many", "sort": "name"},
    "phrases of a formula": {"phrase": "合作"},
    "reader of hits": {"strip": "terms", "terms": ("合作",)},
}
"""How views are drawn, by a name whose first word is the view's."""

FILTERS: Mapping[str, dict[str, Any]] = {
    "everything": {},
    "two relationships": {"relationships": ("RU", "US"), "tag": "mentions"},
    "a word and a search": {"words": ("合作",), "terms": ("发展",), "highlights": ("中国",)},
    "nothing": {"terms": ("月球背面",), "relationships": ("RU",)},
}


@pytest.fixture(scope="module")
def seed() -> Corpus:
    return Corpus(ROOT / "data")


@pytest.fixture(scope="module")
def corpora(seed: Corpus, dated_corpus: tuple[Path, list[dict[str, Any]]]) -> dict[str, Corpus]:
    return {"one document": seed, "with dates": Corpus(dated_corpus[0])}


@pytest.fixture
def without_font(monkeypatch: pytest.MonkeyPatch) -> None:
    """The font takes most of a picture's time, and is the same for all: test_pictures opens it."""
    monkeypatch.setattr(pictures, "woff", lambda characters: b"font")


def selections() -> list[tuple[str, Selection]]:
    """Every view, drawn in each way, with each filter, in turn in both languages."""
    found = []
    for variant, drawn in VARIANTS.items():
        for number, filters in enumerate(FILTERS.values()):
            language = LANGUAGES[(number + len(found)) % 2]
            found.append((variant.split()[0], Selection(**{**drawn, **filters, "language": language})))
    return found


def made(kind: str, view: str, corpus: Corpus, selection: Selection) -> dict[str, Any]:
    return exports.made(kind, NAMED[view].exported, corpus, selection, DAY)


def content(answer: Mapping[str, Any]) -> bytes:
    return base64.b64decode(answer["base64"])


def sheets(file: bytes) -> list[list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(file))
    return [book.get_sheet_by_index(number).to_python() for number in range(len(book.sheet_names))]


def cell(value: object) -> object:
    """What a cell of a workbook says of a value."""
    if isinstance(value, str):
        is_day = re.fullmatch(r"\d{4}-\d\d-\d\d", value)
        return date.fromisoformat(value) if is_day else value
    return "" if value is None else float(value)  # type: ignore[arg-type]


CORPORA = {"one document": 0, "with dates": 1}
"""Each corpus, and from which selection on every other one is tried on it."""


@pytest.mark.parametrize("name", CORPORA)
def test_tables_are_those_of_the_views_cell_by_cell(corpora: dict[str, Corpus], name: str) -> None:
    corpus = corpora[name]
    for view, selection in selections()[CORPORA[name] :: 2]:
        exported = NAMED[view].exported(corpus, selection)
        table = exported.table()
        assert all(len(row) == len(table["columns"]) for row in table["rows"]), (view, selection)
        if view in TABLES:
            module = NAMED[view]
            seen = selection.only(*module.SEEN)
            if view in ("counts", "world_map"):
                seen = seen.choose(relationships=selection.relationships)
            if view == "keyness":
                seen = module.compared(corpus, selection)
            shown = module.content(corpus, seen).get("table") or {"rows": []}
            assert table["rows"] == shown["rows"], (view, selection)
        text = content(made("csv", view, corpus, selection)).decode()
        assert text.startswith("\ufeff")
        parsed = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
        said = [
            [inert(each) if isinstance(each, str) else str(each) for each in row]
            for row in (table["columns"], *table["rows"])
        ]
        assert parsed == said, (view, selection)


@pytest.mark.parametrize("name", CORPORA)
def test_workbooks_have_the_same_cells_with_their_types(corpora: dict[str, Corpus], name: str) -> None:
    corpus = corpora[name]
    for view, selection in selections()[::3]:
        exported = NAMED[view].exported(corpus, selection)
        table = exported.table()
        rows, facts = sheets(content(made("xlsx", view, corpus, selection)))
        assert rows[:1] == [table["columns"]]
        expected = [[cell(each) for each in row] for row in table["rows"]]
        # a text that looks like a day stays text in a column that has others
        assert [[*map(str, row)] for row in rows[1:]] == [[*map(str, row)] for row in expected]
        stated = dict(map(tuple, facts[1:]))
        assert captions.filters(corpus, exported.within) in stated.values()
        assert link.address(selection) in stated.values()
        assert str(DAY) in map(str, stated.values())


@pytest.mark.usefixtures("without_font")
@pytest.mark.parametrize("name", CORPORA)
def test_pictures_say_what_they_show(corpora: dict[str, Corpus], name: str) -> None:
    corpus = corpora[name]
    drawn = set()
    for view, selection in selections():
        exported = NAMED[view].exported(corpus, selection)
        answer = made("png" if len(drawn) % 2 else "svg", view, corpus, selection)
        assert answer["file"].startswith("shuangbian-") and answer["file"] in answer["saved"]
        if exported.picture is None:
            assert answer["failed"] and "svg" not in answer
            continue
        drawn.add(view)
        root = etree.fromstring(answer["svg"].replace(pictures.SLOT, "").encode())
        text = "".join(root.itertext())
        assert (float(root.get("width")), float(root.get("height"))) == (answer["width"], answer["height"])
        assert answer["width"] == exports.WIDTH and answer["height"] > 150
        joined = re.sub(r"\s", "", text)
        for said in (exported.title, captions.filters(corpus, exported.within), DAY.isoformat()):
            assert re.sub(r"\s", "", said) in joined, (view, said)
        assert not re.search(r"(?:href|src)\s*=|url\((?!data:)", answer["svg"]), view
        assert "@font-face" in answer["svg"]
        for size in re.findall(r'font-size="([\d.]+)"', answer["svg"]) if view != "cloud" else ():
            assert float(size) >= 13
        if "figure" in answer:
            check_figure(answer)
    assert drawn == set(STAGED)


def check_figure(answer: Mapping[str, Any]) -> None:
    """A figure is one that Plotly knows, as wide as its frame, with text that can be read, and no mouse's."""
    figure = figures.figure(answer["figure"])
    drawn = go.Figure(figure)
    assert pictures.SLOT in answer["svg"]
    assert drawn.layout.width == exports.INNER
    assert drawn.layout.font.family == pictures.FONTS
    sizes = [int(size) for size in re.findall(r'"size":\s*(\d+)', json.dumps(figure["layout"]))]
    assert min(sizes) >= 13
    assert all("hovertext" not in trace and "customdata" not in trace for trace in figure["data"])


@pytest.mark.usefixtures("without_font")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_stands_in_the_picture(seed: Corpus, language: str) -> None:
    """What the page says beside a chart, the picture says in it or below it."""

    def said(view: str, **fields: Any) -> str:
        answer = made("svg", view, seed, Selection(language=language, **fields))
        figure = json.dumps(answer.get("figure"), ensure_ascii=False)
        return (
            "".join(etree.fromstring(answer["svg"].replace(pictures.SLOT, "").encode()).itertext()) + figure
        )

    counts = NAMED["counts"].content(seed, Selection(language=language).only(*NAMED["counts"].SEEN))
    assert all(name in said("counts") for _code, name, _label in counts["rows"])
    rows = NAMED["world_map"].exported(seed, Selection(language=language)).table()["rows"]
    on_map = said("world_map", tag="mentions")
    assert all(counterpart(code, language) in on_map for _name, code, *_numbers in rows)
    words = NAMED["cloud"].exported(seed, Selection(language=language)).table()["rows"]
    cloud = said("cloud")
    assert all(word in cloud for word, *_ in words)
    pairs = NAMED["comentions"].exported(seed, Selection(language=language, tag="mentions")).table()["rows"]
    for drawing in ("matrix", "network"):
        together = said("comentions", tag="mentions", pairs=drawing)
        assert all(a in together and b in together for a, b, *_ in pairs)
    chosen = said("trends", relationships=("RU",))
    assert f"<b>{relationship('RU', language)}" in chosen
    assert NAMED["reader"].exported(seed, Selection(paragraph=QUOTED, language=language)).title in said(
        "reader"
    )
    assert "中俄组合" in said("reader", paragraph=QUOTED)
    assert "中俄组合" in said("paragraphs", relationships=("RU",))


def test_what_is_not_chosen_is_faint(seed: Corpus) -> None:
    """As on the page: what is chosen keeps its colour, and where nothing is, everything does."""
    view = NAMED["counts"]
    for codes, faint in (((), 0), (("RU",), 1), (("RU", "US"), 1)):
        figure = view.exported(seed, Selection(relationships=codes)).picture().figure  # type: ignore[union-attr]
        (first, *_) = figure["data"]
        seen = first["marker"].get("opacity", [1])
        strong = [each for each in seen if each == 1]
        assert bool(len(seen) - len(strong)) == bool(faint)
        assert not codes or len(strong) == len(codes)
    lines = view_figure(seed, Selection(view="trends", relationships=("RU",)), "trends")
    assert sorted({trace.get("opacity", 1) for trace in lines["data"]}) == [exports.FAINT, 1]


def view_figure(corpus: Corpus, selection: Selection, view: str) -> Mapping[str, Any]:
    picture = NAMED[view].exported(corpus, selection).picture()
    assert isinstance(picture, exports.Chart)
    return picture.figure


def test_all_paragraphs_are_saved(seed: Corpus) -> None:
    view = NAMED["paragraphs"].exported
    everything = view(seed, Selection()).table()
    assert len(everything["rows"]) == seed.size and not everything["notes"]
    table = view(seed, Selection(relationships=("RU",))).table()
    columns = dict(zip(table["columns"], zip(*table["rows"], strict=True), strict=True))
    texts = [row["text"] for row in seed.page(Selection(relationships=("RU",)))]
    assert list(columns["正文" if "正文" in columns else "Text"]) == texts


STRONG = 0.9


@pytest.mark.parametrize("view", ["paragraphs", "reader"])
def test_strengths_and_lines_are_numbers_to_sort_by(seed: Corpus, view: str) -> None:
    """Beside the texts that hold all of them; a paragraph without a tag has no strength."""
    selection = Selection(language="en", strength=STRONG)
    (columns, *rows), _stated = sheets(content(made("xlsx", view, seed, selection)))
    text = content(made("csv", view, seed, selection)).decode("utf-8-sig")
    header, *lines = csv.reader(io.StringIO(text, newline=""))
    assert header == columns and len(lines) == len(rows)
    assert columns[5:15] == [
        "Text",
        "about",
        "highest strength: about",
        "strength: about",
        "mentioned",
        "highest strength: mentioned",
        "strength: mentioned",
        "First line of the source",
        "Last line of the source",
        "Lines of the source",
    ]
    known = {row["paragraph_id"]: row for row in seed.rows("FROM paragraphs")}
    several = 0
    for found, line in zip(rows, lines, strict=True):
        row = known[found[-1]]
        for place, tag in ((6, "about"), (9, "mentions")):
            strengths = [each for each in row[f"{tag}_strength"] if each >= STRONG]
            several += len(strengths) > 1
            highest = max(strengths) if strengths else ""
            assert found[place + 1 : place + 3] == [highest, "; ".join(f"{each:.2f}" for each in strengths)]
            assert line[place + 1] == str(highest)
            assert len(found[place].split("; ")) == len(strengths) or not strengths
        first, last, every = found[12:15]
        assert (first, last) == (float(min(row["lines"])), float(max(row["lines"])))
        assert every == " ".join(map(str, row["lines"])) == line[14]
        assert line[12:14] == [f"{first:.0f}", f"{last:.0f}"]
    assert several and any(len(known[found[-1]]["lines"]) > 1 for found in rows)


def test_lines_of_a_concordance_are_numbers(tmp_path: Path) -> None:
    """The first and the last are those of the source, wherever they stand in the paragraph."""
    rows = [{"text": "中法合作。", "lines": [9, 3, 12]}, {"text": "中德合作。", "lines": [4]}]
    corpus = Corpus(write_data(tmp_path / "data", rows))
    (columns, *found), _stated = sheets(
        content(made("xlsx", "concordance", corpus, Selection(keyword="合作", language="en")))
    )
    place = columns.index("First line of the source")
    assert [each[place : place + 3] for each in found] == [[3.0, 12.0, "9 3 12"], [4.0, 4.0, "4"]]


TEXTS: Mapping[str, tuple[dict[str, Any], int]] = {
    "paragraphs": ({}, 55),
    "concordance": ({"keyword": "合作"}, 22),
    "reader": ({}, 78),
}
"""The views whose tables hold texts, and how many rows these have."""


@pytest.mark.usefixtures("without_font")
@pytest.mark.parametrize("view", TEXTS)
@pytest.mark.parametrize(("limit", "most"), [("ROWS", 10), ("CHARACTERS", 2_500)])
def test_a_table_of_texts_says_where_it_ends(
    seed: Corpus, monkeypatch: pytest.MonkeyPatch, view: str, limit: str, most: int
) -> None:
    """Whichever limit it met: beside the file that was saved, and in the workbook; a picture has no rows."""
    asked, total = TEXTS[view]
    selection = Selection(language="en", **asked)
    every = NAMED[view].exported(seed, selection).table()
    assert (len(every["rows"]), every["notes"]) == (total, [])
    monkeypatch.setattr(exports, limit, most)
    few = NAMED[view].exported(seed, selection).table()
    n = len(few["rows"])
    assert few["rows"] == every["rows"][:n] and 0 < n < total
    if limit == "ROWS":
        assert n == most
    else:
        sizes = [sum(len(cell) for cell in row if isinstance(cell, str)) for row in every["rows"]]
        assert sum(sizes[:n]) <= most < sum(sizes[: n + 1])
    (note,) = few["notes"]
    assert note.startswith(f"The table has the first {n} of {total} rows; ")
    for kind in ("csv", "xlsx"):
        assert made(kind, view, seed, selection)["saved"].endswith(f".{kind} · {note}")
    (_texts, stated) = sheets(content(made("xlsx", view, seed, selection)))
    assert ["Note", note] in stated
    picture = made("svg", view, seed, selection)
    assert note not in picture["saved"] + picture["svg"]


@pytest.mark.usefixtures("without_font")
@pytest.mark.parametrize("view", TEXTS)
def test_a_table_that_just_fits_is_whole(seed: Corpus, monkeypatch: pytest.MonkeyPatch, view: str) -> None:
    asked, total = TEXTS[view]
    rows = NAMED[view].exported(seed, Selection(**asked)).table()["rows"]
    monkeypatch.setattr(exports, "ROWS", total)
    monkeypatch.setattr(exports, "CHARACTERS", sum(len(c) for row in rows for c in row if isinstance(c, str)))
    table = NAMED[view].exported(seed, Selection(**asked)).table()
    assert (table["rows"], table["notes"]) == (rows, [])


def test_a_workbook_says_where_a_text_is_too_long_for_a_cell(tmp_path: Path) -> None:
    long = "中法合作" * 9_000
    corpus = Corpus(write_data(tmp_path / "data", [{"text": long}, {"text": "中德会谈。"}]))
    answers = {kind: made(kind, "paragraphs", corpus, Selection(language="en")) for kind in ("csv", "xlsx")}
    assert long in content(answers["csv"]).decode("utf-8-sig") and "32,767" not in answers["csv"]["saved"]
    (texts, stated) = sheets(content(answers["xlsx"]))
    assert any(cell == long[:32_766] + "…" for row in texts for cell in row)
    (note,) = [value for name, value in stated if name == "Note"]
    assert note.startswith("A cell has room for 32,767 characters") and note in answers["xlsx"]["saved"]


SAFE = re.compile(r"shuangbian-[\w-]+-2026-03-04\.(png|svg|csv|xlsx)")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """Paragraphs, headings, titles and words that would be more than text."""
    rows = []
    for number, (name, line) in enumerate((SHORT | LONG).items()):
        text = f"中俄{line}合作。{name}"
        rows.append(
            {
                "document_id": f"d{number % 3}",
                "title": f"{line}《甲》",
                "date": f"202{number % 3}-01-02",
                "text": text,
                "section": line,
                "tokens": ["中俄", line[:30], line[:30], "合作"],
                "about": ["RU", "US"],
                "mentions": ["RU", "US"],
                "evidence": [named("RU", "中俄", 0, "about"), named("RU", "中俄", 0)],
            }
        )
    return Corpus(write_data(tmp_path_factory.mktemp("hostile") / "data", rows))


@pytest.mark.usefixtures("without_font")
@pytest.mark.parametrize("view", STAGED)
def test_hostile_text_stays_text(hostile: Corpus, view: str) -> None:
    asked = Selection(
        terms=tuple(SHORT.values())[:4],
        terms_match="any",
        highlights=tuple(SHORT.values())[4:],
        keyword=SHORT["script"],
        phrase=SHORT["image"][:40],
        lines="terms",
        language="en",
    )
    for selection in (Selection(), asked):
        for kind in exports.KINDS:
            answer = made(kind, view, hostile, selection)
            assert SAFE.fullmatch(answer["file"])
            if kind in ("png", "svg") and "svg" in answer:
                root = etree.fromstring(answer["svg"].replace(pictures.SLOT, "").encode())
                tags = {etree.QName(each).localname for each in root.iter()}
                assert tags <= {"svg", "title", "desc", "style", "rect", "g", "text"}
                attributes = {name for each in root.iter() for name in each.attrib}
                assert not [name for name in attributes if name.startswith("on") or "href" in name]
                check_texts(answer.get("figure"))
            if kind == "csv":
                cells = [
                    each
                    for row in csv.reader(io.StringIO(content(answer).decode("utf-8-sig")))
                    for each in row
                ]
                assert cells == [inert(each) if each[:1] != "'" else each for each in cells]
            if kind == "xlsx":
                sheets(content(answer))


def check_texts(figure: Mapping[str, Any] | None) -> None:
    """Whatever Plotly reads as markup in a figure is the few tags that are made here."""
    found = re.findall(r"<[^>]*>", json.dumps(figure, ensure_ascii=False)) if figure else []
    allowed = re.compile(r'</?b>|</span>|<span style=\\"color:[#\w(),.]+\\">')
    assert not [tag for tag in found if not allowed.fullmatch(tag)]


def test_what_is_no_kind_is_no_answer(seed: Corpus) -> None:
    for kind in ("", "exe", "guide", "../png"):
        assert made(kind, "counts", seed, Selection()) == {}


def test_names_of_files_say_what_is_chosen(seed: Corpus) -> None:
    view = NAMED["counts"].exported
    selection = Selection(relationships=("RU",), terms=("/合.*作/",), language="zh")
    file = exports.file_name(view(seed, selection).title, seed, selection, DAY, "png")
    assert file == "shuangbian-提及次数-中俄-合-作-2026-03-04.png"
    long = Selection(terms=("长" * 90, "远" * 90), language="en")
    assert len(exports.file_name(view(seed, long).title, seed, long, DAY, "svg").encode()) < 255


def test_places_are_spread_and_keep_their_order() -> None:
    assert exports.spread([5, 5, 90], apart=10, most=100) == [5, 15, 90]
    assert exports.spread([100, 99, 98], apart=10, most=100) == [100, 90, 80]
    assert exports.spread([0.0] * 5, apart=50, most=100) == [0, 25, 50, 75, 100]
    assert exports.spread([], apart=10, most=100) == []


def test_the_menu_is_small_and_nothing_is_loaded_before_it_is_used() -> None:
    """An ordinary click has the menu's labels more, and no library of any kind."""
    for language in LANGUAGES:
        text = json.dumps(exports.menu(language), ensure_ascii=False, separators=(",", ":"))
        assert len(text.encode()) <= 320
    script = (
        "import sys; from pathlib import Path; from components import NAMED, exports;"
        "from corpus.table import Corpus; from corpus.selection import Selection;"
        "corpus = Corpus(Path('data'));"
        "[NAMED[name].content(corpus, Selection().only(*NAMED[name].SEEN)) for name in ('counts', 'cloud')];"
        "print(sorted({'fontTools.subset', 'xlsxwriter', 'docx'} & {*sys.modules}))"
    )
    found = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"
