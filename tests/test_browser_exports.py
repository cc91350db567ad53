"""Every view taken away in a real browser: files opened again, pictures looked at, by mouse and by keys alone."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from lxml import etree
from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Browser, Locator, Page, expect
from python_calamine import CalamineWorkbook

from components import NAMED, captions, exports, pictures
from components.cloud import FONT
from corpus.selection import Selection
from corpus.table import Corpus
from tests.conftest import settled

ROOT = Path(__file__).parent.parent
CORPUS = Corpus(ROOT / "data")
QUOTED = "2021-03-07-foreign-minister-press-conference:25"

# an address, and the views of its page: several a load
PAGES = {
    "r=RU&r=US": ("counts", "cloud", "paragraphs"),
    "view=trends&r=RU&lang=en": ("trends",),
    "view=keyness": ("keyness",),
    "view=comentions&tag=mentions": ("comentions",),
    "view=comentions&tag=mentions&pairs=network&lang=en": ("comentions",),
    "view=comentions&pairs=terms": ("comentions",),
    "view=map&tag=mentions": ("world_map",),
    "view=phrases&phrase=合作": ("phrases",),
    "view=concordance&kw=合作": ("concordance",),
    f"view=reader&p={QUOTED}": ("reader",),
    "view=reader&lang=en": ("reader",),
}


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="dark") as context:
        yield context.new_page()


def asked(address: str) -> Selection:
    params: dict[str, list[str]] = {}
    for each in address.split("&"):
        name, _equals, value = each.partition("=")
        params.setdefault(name, []).append(value)
    return CORPUS.known(Selection.from_params(params))


def menu(page: Page, view: str) -> Locator:
    key = "overview-paragraphs" if view == "paragraphs" else view
    return page.locator(f".st-key-{key} .export")


def taken(page: Page, view: str, kind: str) -> tuple[str, bytes]:
    """The name and the bytes of what a view is saved as."""
    shown = menu(page, view)
    shown.locator("summary").click()
    with page.expect_download() as download:
        shown.locator(f"[data-export={kind}]").click()
    expect(shown.locator(".told")).to_contain_text(download.value.suggested_filename)
    expect(shown.locator("details")).not_to_have_attribute("open", "")
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def test_every_view_is_saved_as_every_kind(page: Page, app_server: str) -> None:
    for address, views in PAGES.items():
        page.goto(f"{app_server}/?{address}")
        selection = asked(address)
        for view in views:
            exported = NAMED[view].exported(CORPUS, selection)
            check_svg(*taken(page, view, "svg"), exported, selection)
            check_png(*taken(page, view, "png"), exported)
            if "lang" in address:
                continue
            name, content = taken(page, view, "csv")
            assert name.endswith(f"-{date.today().isoformat()}.csv")
            _columns, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
            assert len(rows) == len(exported.table()["rows"]) > 0
            book = CalamineWorkbook.from_filelike(io.BytesIO(taken(page, view, "xlsx")[1]))
            table, facts = (book.get_sheet_by_index(number).to_python() for number in (0, 1))
            assert len(table) == len(rows) + 1
            link = next(str(value) for _what, value in facts if str(value).startswith("http"))
            assert link.startswith(f"{app_server}/?") and asked(link.partition("?")[2]) is not None


def check_svg(name: str, content: bytes, exported: exports.Exported, selection: Selection) -> None:
    """It opens, says all that it must, and asks for nothing outside."""
    assert name.endswith(".svg")
    root = etree.fromstring(content)
    source = content.decode()
    said = re.sub(r"\s", "", "".join(root.itertext()))
    for text in (
        exported.title,
        captions.filters(CORPUS, exported.within),
        captions.source(CORPUS, selection),
        date.today().isoformat(),
    ):
        assert re.sub(r"\s", "", text) in said, text
    assert pictures.SLOT not in source
    assert re.search(r"@font-face\{[^}]*src:url\(data:font/", source)
    outside = re.findall(r"""(?:href|src)=["'](?!#)([^"']*)|url\((?!["']?(?:#|data:))([^)]*)""", source)
    assert not outside and "<script" not in source and "<image" not in source
    drawn = exported.picture() if exported.picture else None
    for trace in drawn.figure["data"] if isinstance(drawn, exports.Chart) else ():
        for text in trace.get("text", ()):
            assert not isinstance(text, str) or re.sub(r"\s", "", text) in said, text
    if isinstance(drawn, exports.Chart):
        for axis in ("xaxis", "yaxis"):
            for text in drawn.figure["layout"][axis].get("ticktext", ()):
                assert re.sub(r"\s|<[^>]*>", "", text) in said, text


def check_png(name: str, content: bytes, exported: exports.Exported) -> None:
    """It is twice as wide as its drawing, on white, and its title is drawn in the font that is embedded."""
    assert name.endswith(".png")
    picture = Image.open(io.BytesIO(content))
    assert picture.width == exports.SCALE * exports.WIDTH
    grey = np.asarray(picture.convert("L"), dtype=float)
    assert grey[0, 0] == 255
    assert 0.002 < (grey < 200).mean() < 0.6, "not blank, and light on a dark page too"
    title = exported.title[:6]
    drawn = 255 - grey[exports.SCALE * 24 : exports.SCALE * 57]
    assert likeness(drawn, ours(title)) > 0.8, title


def ours(text: str) -> np.ndarray:
    """A title as Pillow draws it in our font, as ink on nothing."""
    size = 22 * exports.SCALE
    wide = round(pictures.measured(text, size)) + 2
    image = Image.new("L", (wide, round(1.3 * size)))
    font = ImageFont.truetype(str(FONT), size, layout_engine=ImageFont.Layout.BASIC)
    ImageDraw.Draw(image).text((1, 0), text, fill=255, font=font)
    ink = np.asarray(image, dtype=float)
    rows = np.flatnonzero(ink.sum(axis=1))
    return ink[rows[0] : rows[-1] + 1]


def likeness(where: np.ndarray, what: np.ndarray) -> float:
    """How like ``what`` the most similar place of the left edge of ``where`` is: a correlation."""
    high, wide = what.shape
    return max(
        float(np.corrcoef(where[top : top + high, left : left + wide].ravel(), what.ravel())[0, 1])
        for top in range(where.shape[0] - high + 1)
        for left in range(exports.SCALE * 24 - 6, exports.SCALE * 24 + 7)
    )


def test_another_font_would_be_noticed() -> None:
    """The check of the pictures tells our font from another that has the same characters."""
    title = "提及次数"
    drawn = np.pad(ours(title), ((4, 4), (exports.SCALE * 24, 8)))
    assert likeness(drawn, ours(title)) > 0.95
    assert likeness(drawn, ours("常用词语")) < 0.8


def test_by_keys_alone(page: Page, app_server: str) -> None:
    page.goto(f"{app_server}/?r=RU")
    shown = menu(page, "counts")
    summary = shown.locator("summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(shown.locator("details")).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(shown.locator("details")).not_to_have_attribute("open", "")
    expect(summary).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(shown.locator("[data-export=png]")).to_be_focused()
    page.keyboard.press("Tab")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".svg")
    expect(shown.locator(".told[aria-live=polite]")).to_contain_text(download.value.suggested_filename)
    expect(summary).to_be_focused()
    expect(shown.locator("[aria-busy]")).to_have_count(0)


def test_an_answer_is_taken_once(page: Page, app_server: str) -> None:
    """Neither another click nor the way back saves a file again."""
    page.goto(f"{app_server}/?r=RU")
    taken(page, "counts", "csv")
    saved: list[str] = []
    page.on("download", lambda download: saved.append(download.suggested_filename))
    page.go_back()
    page.go_forward()
    settled(page)
    page.locator(".st-key-counts .rows button").first.click()
    settled(page)
    assert saved == []


def test_what_cannot_be_made_is_said(page: Page, app_server: str) -> None:
    page.goto(f"{app_server}/?r=RU")
    shown = menu(page, "cloud")
    page.evaluate("() => { HTMLCanvasElement.prototype.toBlob = (done) => done(null); }")
    shown.locator("summary").click()
    shown.locator("[data-export=png]").click()
    expect(shown.locator(".told[aria-live=polite]")).to_contain_text("SVG")
    expect(shown.locator("[aria-busy]")).to_have_count(0)
