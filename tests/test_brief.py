"""The brief: what it says is what the corpus has, it prints on one page, asks for nothing, and Word opens it."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from docx.oxml.ns import qn
from PIL import Image
from playwright.sync_api import Browser, Page

from components import brief, captions
from components.brief import Brief, content, excerpt
from components.brief_document import CHINESE, document
from components.brief_page import html
from components.language import LANGUAGES, relationship, speak
from corpus.citations import citation
from corpus.keyness import distinctive
from corpus.selection import Selection
from corpus.statistics import mention_counts, strongest
from corpus.table import Corpus
from tests.hostile import LONG, SHORT
from tests.rows import named, write_data

DAY = date(2026, 3, 4)
LINK = "https://shuangbian.example/?r=RU&w=%E5%90%88%E4%BD%9C"
SEED = Path(__file__).parent.parent / "data"

SELECTIONS: dict[str, dict[str, Any]] = {
    "everything": {},
    "one relationship": {"relationships": ("RU",)},
    "two relationships and a word": {"relationships": ("US", "RU"), "words": ("合作",)},
    "nothing": {"relationships": ("FR",), "words": ("火星",)},
    "many filters": {
        "relationships": ("US", "RU", "JP", "IN", "EU", "ASEAN", "AFRICA", "LATAM", "ARAB", "GB", "KR"),
        "terms": ("合作", "发展", "世界"),
        "without": ("足球", *(f"没有的词{n}" for n in range(60))),
        "since": "2019",
        "ranking": "distinctive",
    },
}


@pytest.fixture(scope="module")
def seed() -> Corpus:
    return Corpus(SEED)


@pytest.fixture(scope="module")
def dated(dated_corpus: tuple[Path, list[dict[str, Any]]]) -> Corpus:
    return Corpus(dated_corpus[0])


def made(corpus: Corpus, **fields: Any) -> Brief:
    return content(corpus, Selection(**{"language": "en", **fields}), LINK, DAY)


def test_the_numbers_are_those_of_the_corpus(seed: Corpus) -> None:
    selection = Selection(relationships=("RU",), language="en")
    found = made(seed, relationships=("RU",))
    rows = seed.full([row["paragraph_id"] for row in seed.page(selection)])
    assert found.title == "China–Russia"
    assert found.sentence == captions.filters(seed, selection)
    assert [each.value for each in found.figures] == [
        f"{len(rows)} / {seed.size}",
        "1",
        f"{sum(row['characters'] for row in rows):,}",
        "2021-03-07",
    ]
    counts = {row["counterpart"]: row for row in mention_counts(seed, selection).to_dict("records")}
    names = {relationship(code, "en"): code for code in counts}
    assert 0 < len(found.bars) <= brief.BARS
    for bar in found.bars:
        row = counts[names[bar.name]]
        assert (bar.about, bar.mentions) == (row["about"], row["mentions"])
    assert [bar.name for bar in found.bars if bar.chosen] == ["China–Russia"]
    keyness = {
        row["feature"]: row
        for row in distinctive(seed, selection, limit=brief.WORDS).table.to_dict("records")
    }
    assert found.words
    for word, here, elsewhere, g2, _p in found.words:
        row = keyness[word]
        assert (here, elsewhere) == (str(row["n_target"]), str(row["n_reference"]))
        assert float(g2) == pytest.approx(row["G2"], abs=0.05)


def test_what_is_quoted_is_in_the_source_with_its_place(seed: Corpus) -> None:
    found = made(seed, relationships=("RU",))
    rows = seed.full(strongest(seed, Selection(relationships=("RU",)), limit=3))
    assert found.quotes
    for quote, row in zip(found.quotes, rows, strict=False):
        assert row["text"].startswith(quote.text.removesuffix("…"))
        assert quote.citations == tuple(citation(row, seed.documents[0], form) for form in ("en", "zh"))
        assert "China–Russia about 0.9" in quote.tags
    assert [*map(len, (each.citations for each in made(seed, language="zh").quotes))] == [1] * len(
        made(seed, language="zh").quotes
    )


ROWS = [
    {"text": "甲" * 9, "about": ["FR"], "about_strength": [0.6], "tokens": ["合作", "合作"]},
    {"text": "乙" * 9, "about": ["FR"], "about_strength": [0.9], "tokens": ["合作"]},
    {"text": "丙" * 9, "about": ["DE", "FR"], "about_strength": [0.99, 0.9], "tokens": ["合作", "合作"]},
    {"text": "丁" * 9, "about": ["FR"], "about_strength": [0.9], "tokens": ["合作", "合作"]},
    {"text": "戊" * 9, "mentions": ["FR"], "mentions_strength": [0.99], "tokens": ["合作"]},
]

ORDERS: dict[str, tuple[dict[str, Any], str]] = {
    "by strength, then as in the source": ({"relationships": ("FR",)}, "乙丙丁甲"),
    "words decide between equals": ({"relationships": ("FR",), "words": ("合作",)}, "丙丁乙甲"),
    "strengths of two are added up": ({"relationships": ("DE", "FR")}, "丙乙丁甲"),
    "by the tag that counts": ({"relationships": ("FR",), "tag": "mentions"}, "戊"),
    "without a relationship, by the strongest tag": ({}, "丙乙丁甲戊"),
}


@pytest.mark.parametrize("fields, order", ORDERS.values(), ids=ORDERS)
def test_the_strongest_come_first(tmp_path: Path, fields: dict[str, Any], order: str) -> None:
    corpus = Corpus(write_data(tmp_path / "data", ROWS))
    found = corpus.full(strongest(corpus, Selection(**fields), limit=9))
    assert "".join(row["text"][0] for row in found) == order


def test_without_a_rest_the_frequent_words_stand_there_and_it_says_so(seed: Corpus) -> None:
    found = made(seed)
    assert found.words_title == "Frequent words" and "no rest to compare with" in found.words_note
    assert [row[0] for row in found.words][:1] == ["中国"]


def test_an_empty_selection_says_so(seed: Corpus) -> None:
    found = made(seed, **SELECTIONS["nothing"])
    assert not found.quotes and "No paragraph passes" in found.quotes_note
    assert found.figures[0].value == f"0 / {seed.size}"


@pytest.mark.parametrize("lines", [1, 2, 4])
def test_a_long_text_is_cut_at_the_end_of_a_sentence(lines: int) -> None:
    text = "双方同意加强合作，共同维护世界和平。" * 30
    assert re.fullmatch(r"(双方同意加强合作，共同维护世界和平。)+…", excerpt(text, lines))
    endless = "双方同意加强合作，" * 60
    assert endless.startswith(excerpt(endless, lines)[:-1]) and excerpt(endless, lines).endswith("…")
    assert excerpt("短。", lines) == "短。"


# --- the HTML file


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """``opened(text)`` opens a file offline; ``page.asked`` lists what else it asked for."""
    with browser.new_context(offline=True, viewport={"width": 1000, "height": 900}) as context:

        def show(text: str, **media: Any) -> Page:
            file = tmp_path / "brief.html"
            file.write_text(text, encoding="utf-8")
            page = context.new_page()
            page.asked = []  # type: ignore[attr-defined]
            page.on("request", lambda request: page.asked.append(request.url))  # type: ignore[attr-defined]
            page.emulate_media(**media)
            page.goto(file.as_uri())
            page.evaluate("document.fonts.ready")
            return page

        yield show


def pages(page: Page) -> int:
    return len(pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages)


@pytest.mark.parametrize("corpus", ["seed", "dated"])
@pytest.mark.parametrize("name", SELECTIONS)
def test_it_prints_on_one_page(
    opened: Callable[..., Page], name: str, corpus: str, request: pytest.FixtureRequest
) -> None:
    for language in LANGUAGES:
        found = made(request.getfixturevalue(corpus), **SELECTIONS[name], language=language)
        page = opened(html(found))
        assert pages(page) == 1
        assert page.locator("article").count() == len(found.quotes)
        assert len(found.quotes) >= (1 if name != "nothing" else 0) or "0 /" in found.figures[0].value


def test_it_opens_offline_and_asks_for_nothing(opened: Callable[..., Page], seed: Corpus) -> None:
    page = opened(html(made(seed, relationships=("RU",))))
    assert [url for url in page.asked if not url.startswith(("file:", "data:"))] == []  # type: ignore[attr-defined]
    assert len(page.asked) - sum(url.startswith("data:") for url in page.asked) == 1  # type: ignore[attr-defined]
    assert page.evaluate("[...document.fonts].map((each) => each.status)") == ["loaded"]
    assert page.locator("script, link, iframe, img").count() == 0
    assert page.locator("html").get_attribute("lang") == "en"
    for landmark in ("banner", "main", "contentinfo"):
        assert page.get_by_role(landmark).count() == 1
    assert page.get_by_role("link").get_attribute("href") == LINK


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_to_mend(
    opened: Callable[..., Page], seed: Corpus, language: str, scheme: str
) -> None:
    page = opened(
        html(made(seed, relationships=("RU",), words=("合作",), language=language)), color_scheme=scheme
    )
    assert Axe().run(page).response["violations"] == []


def test_it_fits_a_phone(opened: Callable[..., Page], seed: Corpus) -> None:
    page = opened(html(made(seed, relationships=("RU",))))
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def hostile(folder: Path) -> Corpus:
    """Each piece of hostile text is a paragraph, a word, a heading, and the document's name and source."""
    everything = [*SHORT.values(), *LONG.values()]
    rows = [
        {
            "text": f"中法{text}",
            "section": text,
            "tokens": [text[:30], text[:30], "合作"],
            "about": ["FR"],
            "evidence": [named("FR", "中法", 0, "about", "compound")],
            "title": "".join(everything[-3:]),
            "document_id": f"d{number % 3}",
        }
        for number, text in enumerate(everything * 2)
    ]
    known = {"title": LONG["image elsewhere"], "source": LONG["drawing"], "speaker": LONG["frame"]}
    documents = {f"d{n}": {**known, "url": "javascript:window.hacked=1"} for n in range(3)}
    return Corpus(write_data(folder, rows, documents=documents))


class Elements(HTMLParser):
    """The names of elements and attributes of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {tag, *(f"@{name}" for name, _ in attrs)}


def test_hostile_documents_are_inert(opened: Callable[..., Page], tmp_path: Path, seed: Corpus) -> None:
    corpus = hostile(tmp_path / "data")
    text = html(content(corpus, Selection(words=(SHORT["bold"],)), "javascript:window.hacked=1", DAY))
    assert Elements(text).found <= Elements(html(made(seed, relationships=("RU",)))).found
    everything = html(made(corpus))
    page = opened(everything)
    assert page.evaluate("window.hacked") is None and page.locator("[data-hostile]").count() == 0
    assert pages(page) == 1
    assert page.asked[1:] == [] or all(url.startswith("data:") for url in page.asked[1:])  # type: ignore[attr-defined]


# --- the Word document


def read(found: Brief) -> Any:
    return docx.Document(io.BytesIO(document(found)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_word_has_all_that_the_page_has(seed: Corpus, language: str) -> None:
    _ = speak(language)[0]
    found = made(seed, relationships=("US", "RU"), words=("合作",), language=language)
    file = read(found)
    texts = {style: [each.text for each in file.paragraphs if each.style.name == style] for style in
             ("Title", "Subtitle", "Heading 1", "Quote", "Citation", "List Bullet")}  # fmt: skip
    assert texts["Title"] == [found.title] and texts["Subtitle"] == [found.sentence]
    assert _("The strongest paragraphs") in texts["Heading 1"] and len(texts["Heading 1"]) == 5
    assert texts["Quote"] == [each.text for each in found.quotes]
    assert texts["Citation"] == [cited for each in found.quotes for cited in each.citations]
    assert texts["List Bullet"] == list(found.method)
    bars, words = file.tables
    assert [[cell.text for cell in row.cells[:3]] for row in bars.rows[1:]] == [
        [each.name, f"{each.about:,}", f"{each.mentions:,}"] for each in found.bars
    ]
    assert [tuple(cell.text for cell in row.cells) for row in words.rows] == [found.columns, *found.words]
    for table in file.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert LINK in [each.target_ref for each in file.part.rels.values() if each.is_external]


def test_word_is_set_up_for_chinese_on_a4(seed: Corpus) -> None:
    found = made(seed, relationships=("RU",), language="zh")
    file = read(found)
    page = file.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    for name in ("Normal", "Title", "Heading 1", "Quote"):
        fonts = file.styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == CHINESE
        assert not [each for each in fonts.attrib if "Theme" in each]
    said = file.core_properties
    assert (said.title, said.language, said.comments) == (found.title, "zh-CN", "")
    assert "python-docx" not in said.author
    assert said.created.date() == DAY
    assert not [part for part in file.part.package.iter_parts() if "thumbnail" in part.partname]
    (shape,) = file.inline_shapes
    assert found.weights[0][0] in shape._inline.docPr.get("descr")
    picture = next(part for part in file.part.package.iter_parts() if part.content_type == "image/png")
    assert Image.open(io.BytesIO(picture.blob)).format == "PNG"


def test_word_takes_any_text_and_an_empty_selection(tmp_path: Path, seed: Corpus) -> None:
    found = made(hostile(tmp_path / "data"))
    assert read(replace(found, title="甲\x01乙")).paragraphs[0].text == "甲□乙"
    assert [each.text for each in read(found).paragraphs if each.style.name == "Quote"] == [
        each.text for each in found.quotes
    ]
    assert not read(made(seed, **SELECTIONS["nothing"])).inline_shapes
