"""The brief of a comparison: it states both sides and the numbers of their words, on one page in both kinds."""

import base64
import io
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from components import keyness, pictures, sharing
from components.brief import Brief
from components.brief_comparison import content
from components.brief_document import document
from components.brief_page import html
from components.language import LANGUAGES
from corpus.selection import Selection
from corpus.table import Corpus
from tests.rows import write_data
from tests.test_keyness import row

DAY = date(2026, 3, 4)
LINK = "https://shuangbian.example/?view=keyness&a=RU&b=US"
SEED = Path(__file__).parent.parent / "data"

# A: 10 words in 2 paragraphs; B: 20 words in 2; one more paragraph belongs to both
ROWS = [
    row("铁路 铁路 铁路 合作 的", "FR"),
    row("铁路 铁路 铁路 合作 的", "FR"),
    row("和平 和平 和平 和平 和平 合作 合作 的 的 的", "DE"),
    row("和平 和平 和平 和平 和平 合作 合作 的 的 的", "DE"),
    row("铁路 铁路 铁路 铁路 铁路 铁路", "FR", "DE"),
]


@pytest.fixture(scope="module")
def seed() -> Corpus:
    return Corpus(SEED)


@pytest.fixture(scope="module")
def dated(dated_corpus: tuple[Path, list[dict[str, Any]]]) -> Corpus:
    return Corpus(dated_corpus[0])


def made(corpus: Corpus, **fields: Any) -> Brief:
    found = content(corpus, Selection(**{"view": "keyness", "language": "en", **fields}), LINK, DAY)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("fields", "title", "figures", "ours", "theirs"),
    [
        (
            {"target": "FR", "reference": "DE"}, "Distinctive words: China–France against China–Germany",
            ["2", "10", "2", "20"],
            ("铁路", "6", "0", "16.6", "+4.58"), ("和平", "0", "10", "10.5", "-3.32"),
        ),
        (
            {"target": "DE", "reference": "FR"}, "Distinctive words: China–Germany against China–France",
            ["2", "20", "2", "10"],
            ("和平", "10", "0", "10.5", "+3.32"), ("铁路", "0", "6", "16.6", "-4.58"),
        ),
    ],
)  # fmt: skip
def test_it_states_both_sides_and_the_numbers_of_their_words(
    tmp_path: Path,
    fields: dict[str, Any],
    title: str,
    figures: list[str],
    ours: tuple[str, ...],
    theirs: tuple[str, ...],
) -> None:
    found = made(Corpus(write_data(tmp_path / "data", ROWS)), **fields)
    assert found.title == title and [each.value for each in found.figures] == figures
    assert [side.rows for side in found.sides] == [(ours,), (theirs,)]
    assert "1 paragraph belongs to both and counts on neither side." in found.words_note
    assert [quote.heading[:1] for quote in found.quotes] == ["A", "B"]


def test_its_words_are_those_of_the_page(seed: Corpus) -> None:
    found = made(seed, target="RU", reference="US", relationships=("JP",), words=("合作",))
    page = keyness.content(
        seed, keyness.compared(seed, Selection(target="RU", reference="US", language="en"))
    )
    for side, listed in zip(found.sides, page["lists"], strict=True):
        assert side.title == listed["title"]
        assert [word[0] for word in side.rows] == [each["name"] for each in listed["rows"]]
    assert found.sentence.startswith("all 55 paragraphs"), "what the page leaves out, the brief leaves out"
    ours, theirs = found.quotes
    assert "中俄" in ours.text and "中美" in theirs.text


def test_a_side_without_distinctive_words_says_so(seed: Corpus) -> None:
    ours, theirs = made(seed, target="US").sides
    assert ours.rows and not theirs.rows and theirs.note == "No word is distinctive (p < .05)."


def test_without_a_comparison_there_is_no_brief_of_one(seed: Corpus) -> None:
    assert content(seed, Selection(view="keyness", target="FR"), LINK, DAY) is None


@pytest.mark.parametrize(
    ("view", "target", "stated"),
    [("keyness", "RU", True), ("keyness", "FR", False), ("overview", "RU", False)],
)
@pytest.mark.parametrize("kind", ["brief-html", "brief-docx"])
def test_the_page_that_is_open_says_which_brief_there_is(
    seed: Corpus, kind: str, view: str, target: str, stated: bool
) -> None:
    (action,) = (each for each in sharing.ACTIONS if each.kind == kind)
    given = Selection(view=view, target=target, reference="US", language="en")
    file = base64.b64decode(action.answer(seed, given, {})["base64"])
    if kind == "brief-html":
        text = file.decode()
    else:
        text = "\n".join(each.text for each in docx.Document(io.BytesIO(file)).paragraphs)
    assert ("China–Russia against China–US" in text) == stated


# --- one page

PAIRS = [("RU", "US"), ("US", "")]


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[[Brief], Page]]:
    with browser.new_context(offline=True) as context:

        def show(found: Brief) -> Page:
            page = context.new_page()
            page.set_content(html(found))
            page.evaluate("document.fonts.ready")
            return page

        yield show


def long_words(folder: Path) -> Corpus:
    """Ten long words on each side, and long paragraphs, that both have to keep to the page."""
    rows = []
    for code, side in (("US", "甲乙丙丁戊己庚辛壬癸"), ("RU", "子丑寅卯辰巳午未申酉")):
        words = " ".join(f"{each}{'人类命运共同体' * 4}" for each in side)
        text = row(words + " " + words, code)
        rows += [{**text, "text": f"中方同{code}" + "加强合作，共同维护世界和平。" * 60}] * 3
    return Corpus(write_data(folder, rows))


def pages_of(file: bytes) -> float:
    """How high Word sets a document about, in parts of its page: each line 1.35 times its size."""
    made = docx.Document(io.BytesIO(file))
    page = made.sections[0]
    wide = page.page_width.pt - page.left_margin.pt - page.right_margin.pt
    high = page.page_height.pt - page.top_margin.pt - page.bottom_margin.pt

    def lines(text: str, size: float, width: float) -> int:
        return max(1, len(pictures.wrapped(text, size, width)))

    used = 0.0
    for paragraph in made.paragraphs:
        style = paragraph.style
        sizes = [run.font.size.pt for run in paragraph.runs if run.font.size]
        size = max(sizes, default=style.font.size.pt)
        space = style.paragraph_format
        used += lines(paragraph.text, size, wide - 20) * size * 1.35
        used += space.space_before.pt + space.space_after.pt
    for table in made.tables:
        for each in table.rows:
            used += max(lines(cell.text, 9, cell.width.pt - 11) for cell in each.cells) * 9 * 1.35 + 1
    return used / high


@pytest.mark.parametrize("corpus", ["seed", "dated", "long words"])
def test_both_kinds_keep_to_one_page_and_have_all_words(
    opened: Callable[[Brief], Page], corpus: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    given = long_words(tmp_path / "data") if corpus == "long words" else request.getfixturevalue(corpus)
    for target, reference in PAIRS if corpus != "long words" else PAIRS[:1]:
        for language in LANGUAGES:
            found = made(given, target=target, reference=reference, language=language)
            page = opened(found)
            pdf = page.pdf(prefer_css_page_size=True)
            assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == 1
            assert page.locator(".sides tbody tr").count() == sum(len(side.rows) for side in found.sides)
            word = document(found)
            assert pages_of(word) < 0.95
            (table,) = docx.Document(io.BytesIO(word)).tables
            cells = [[cell.text for cell in each.cells] for each in table.rows[1:]]
            for number, side in enumerate(found.sides):
                part = [tuple(line[5 * number : 5 * number + 5]) for line in cells]
                assert [line for line in part if line[0]] == [*side.rows]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_mend(opened: Callable[[Brief], Page], seed: Corpus, scheme: Any) -> None:
    page = opened(made(seed, target="US", language="zh"))
    page.emulate_media(color_scheme=scheme)
    assert Axe().run(page).response["violations"] == []
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
