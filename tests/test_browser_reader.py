"""The reader in a browser: jumping, finding, the source beside the text, and citing, as a reader would."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyarrow.parquet as pq
import pytest
from playwright.sync_api import Locator, Page, expect

from corpus.build import build as build_corpus
from corpus.citations import citation
from corpus.schema import PARAGRAPHS
from corpus.table import Corpus
from tests.conftest import params, settled
from tests.rows import write_data

DATA = Path(__file__).parent.parent / "data"
ROWS = pq.read_table(DATA / PARAGRAPHS).to_pylist()
NAME = ROWS[0]["document_id"]
RUSSIA = [row["paragraph_id"] for row in ROWS if row["counted"] and "RU" in row["about"]]
JOINED = next(row for row in ROWS if row["lines"] == [39, 63])


def opened(page: Page, address: str, **params: str) -> Page:
    query = "&".join(f"{name}={value}" for name, value in ({"view": "reader", "lang": "en"} | params).items())
    page.goto(f"{address}/?{query}")
    page.wait_for_selector(".toolbar")
    settled(page)
    return page


def paragraph(page: Page, name: str) -> Locator:
    return page.locator(f"[data-id='{name}']")


def tile(page: Page, place: int) -> Locator:
    return page.locator(f"[data-tile='{place}']")


def walked(page: Page) -> Locator:
    return page.locator(".walker .count")


def copied(page: Page, button: Locator) -> str:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button.click()
    return str(page.evaluate("navigator.clipboard.readText()"))


@pytest.fixture
def reader(page: Page, app_server: str) -> Iterator[Page]:
    yield opened(page, app_server)


def test_a_tile_jumps_and_the_link_says_where(reader: Page) -> None:
    expect(reader.locator(".tile")).to_have_count(len(ROWS))
    expect(tile(reader, 0)).to_have_attribute("data-seen", "")
    expect(tile(reader, 70)).not_to_have_attribute("data-seen", "")
    target = ROWS[70]["paragraph_id"]
    tile(reader, 70).click()
    expect(paragraph(reader, target)).to_be_in_viewport()
    expect(tile(reader, 70)).to_have_attribute("aria-current", "true")
    expect(tile(reader, 70)).to_have_attribute("data-seen", "")
    expect(tile(reader, 0)).not_to_have_attribute("data-seen", "")
    settled(reader, quiet=600)
    assert params(reader) == {"view": ["reader"], "lang": ["en"], "d": [NAME], "p": [target]}
    reader.reload()
    expect(paragraph(reader, target)).to_be_in_viewport()


def test_a_tile_says_what_it_is(reader: Page) -> None:
    place = next(row["position"] for row in ROWS if row["paragraph_id"] == RUSSIA[0])
    expect(tile(reader, place)).to_have_attribute(
        "aria-label", re.compile(rf"^{place + 1} · line \d+ · China–Russia · 关于中俄关系")
    )


def test_tiles_by_keyboard(reader: Page) -> None:
    tile(reader, 0).focus()
    reader.keyboard.press("ArrowRight")
    expect(tile(reader, 1)).to_be_focused()
    reader.keyboard.press("End")
    expect(tile(reader, len(ROWS) - 1)).to_be_focused()
    reader.keyboard.press("Enter")
    expect(paragraph(reader, ROWS[-1]["paragraph_id"])).to_be_in_viewport()


def test_hits_by_key_and_by_button(page: Page, app_server: str) -> None:
    opened(page, app_server, r="RU")
    n = len(RUSSIA)
    expect(walked(page)).to_have_text(f"– / {n} with hits")
    page.keyboard.press("j")
    expect(walked(page)).to_have_text(f"1 / {n} with hits")
    expect(paragraph(page, RUSSIA[0])).to_be_in_viewport()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(walked(page)).to_have_text(f"3 / {n} with hits")
    expect(paragraph(page, RUSSIA[2])).to_be_in_viewport()
    page.keyboard.press("k")
    expect(walked(page)).to_have_text(f"2 / {n} with hits")
    settled(page, quiet=600)
    assert params(page)["p"] == [RUSSIA[1]]
    page.get_by_role("button", name="Next hit (j)").click()
    expect(walked(page)).to_have_text(f"3 / {n} with hits")
    page.get_by_role("searchbox", name="Find in the document").press_sequentially("jk")
    expect(walked(page)).to_have_text(f"3 / {n} with hits")


def test_what_does_not_pass_is_dimmed(page: Page, app_server: str) -> None:
    opened(page, app_server, r="RU")
    body = [row["paragraph_id"] for row in ROWS if row["kind"] in ("body", "quote")]
    expect(page.locator(".para.dimmed")).to_have_count(len(body) - len(RUSSIA))
    expect(page.locator(".para")).to_have_count(len(ROWS))
    numbers = [str(row["position"] + 1) for row in ROWS]
    expect(page.locator(".para .number")).to_have_text(numbers)  # those of citations, headings too


def test_a_tag_filters_and_the_reader_stays_where_it_is(reader: Page) -> None:
    target = paragraph(reader, RUSSIA[0])
    target.scroll_into_view_if_needed()
    target.get_by_role("button", name="China–Russia").click()
    expect(walked(reader)).to_have_text(f"1 / {len(RUSSIA)} with hits")
    expect(target).to_be_in_viewport()
    assert params(reader)["r"] == ["RU"] and params(reader)["p"] == [RUSSIA[0]]


def test_the_strip_by_search_hits(page: Page, app_server: str) -> None:
    opened(page, app_server, q="疫苗")
    page.get_by_role("button", name="by search hits").click()
    settled(page)
    assert params(page)["strip"] == ["terms"]
    for row in ROWS:
        level = min(3, row["text"].count("疫苗"))
        expect(tile(page, row["position"])).to_have_attribute("data-level", str(level))


def test_find_in_the_document(reader: Page) -> None:
    n = sum(row["text"].count("合作") for row in ROWS)
    box = reader.get_by_role("searchbox", name="Find in the document")
    box.fill("合作")
    expect(reader.locator(".finder .count")).to_have_text(f"1 / {n}")
    expect(reader.locator("mark.found")).to_have_count(n)
    box.press("Enter")
    box.press("Enter")
    expect(reader.locator(".finder .count")).to_have_text(f"3 / {n}")
    expect(reader.locator("mark.found.now")).to_have_count(1)
    expect(reader.locator("mark.found.now")).to_be_in_viewport()
    box.press("Shift+Enter")
    expect(reader.locator(".finder .count")).to_have_text(f"2 / {n}")
    box.fill("没有这几个字")
    expect(reader.locator(".finder .count")).to_have_text("0")
    box.press("Escape")
    expect(reader.locator("mark.found")).to_have_count(0)


def test_the_source_beside_the_text_and_back(page: Page, app_server: str) -> None:
    opened(page, app_server, d=NAME, p=JOINED["paragraph_id"])
    here = paragraph(page, JOINED["paragraph_id"])
    here.get_by_role("button", name="lines 39, 63").click()
    expect(page.locator(".sides")).to_be_visible()
    settled(page)
    assert params(page)["reading"] == ["source"]
    halves = page.locator(".row.here")
    expect(halves).to_have_count(2)
    expect(halves.first).to_be_in_viewport()
    head, tail = (halves.nth(number).locator(".right .text").inner_text() for number in (0, 1))
    assert head + tail == JOINED["text"] and head.endswith("交换意见，") and tail.startswith("为两国关系")
    expect(halves.first.locator(".left")).to_contain_text(head)
    expect(halves.last.locator(".right .note.joined")).to_have_text("seam: line 39 goes on in line 63")

    halves.last.get_by_role("button", name="stands in line 63 of the source").click()
    line = page.locator("[data-line='63']")
    expect(line).to_be_in_viewport()
    expect(line).to_contain_text(tail)
    page.get_by_role("button", name="joined to line 39, in paragraph 20").click()
    expect(halves.first).to_be_in_viewport()
    halves.first.get_by_role(
        "button", name="20: To the lines that this paragraph is from", exact=True
    ).click()
    expect(page.locator(".left.traced")).to_have_count(2)
    page.get_by_role("button", name="63: To the paragraph that this line became", exact=True).click()
    expect(halves.first).to_be_in_viewport()
    settled(page, quiet=600)
    assert params(page)["p"] == [JOINED["paragraph_id"]]


def test_every_line_of_the_source_is_there_with_what_became_of_it(page: Page, app_server: str) -> None:
    opened(page, app_server, reading="source")
    lines = Corpus(DATA).lines(NAME)
    shown = page.locator("[data-line] .words > p").all_inner_texts()
    assert shown == [line for line in lines if line]
    copies = sum(len(row["copy_lines"]) for row in ROWS)
    expect(page.locator(".row.copy del")).to_have_count(copies)
    expect(page.locator(".changes .note")).to_have_text(
        [
            "joined 3",
            "moved 14",
            "repeated 4",
            "incomplete 2",
            "pull quote of the text 2",
            "page furniture 4",
        ]
    )
    page.locator(".changes").get_by_role("button", name="incomplete 2").click()
    expect(page.locator(".row.here .note.fragment")).to_be_in_viewport()


@pytest.mark.parametrize("language, names", [("zh", ("引用", "en")), ("en", ("Cite", "zh"))])
def test_both_forms_of_a_citation_are_one_click_away(
    page: Page, app_server: str, language: str, names: tuple[str, str]
) -> None:
    cite, other = names
    document = Corpus(DATA).documents[0]
    expected = {form: f"“{JOINED['text']}”\n{citation(JOINED, document, form)}" for form in ("zh", "en")}
    assert "[N]. 报纸版面（未注报名）, 2021-03-07: 第20段, 原文第39、63行." in expected["zh"]
    assert "2021-03-07, paragraph 20, source lines 39, 63." in expected["en"]
    opened(page, app_server, lang=language, d=NAME, p=JOINED["paragraph_id"])
    here = paragraph(page, JOINED["paragraph_id"])
    assert copied(page, here.get_by_role("button", name=cite)) == expected[language]
    assert copied(page, here.locator("button.other")) == expected[other]
    page.goto(f"{app_server}/?lang={language}&p={JOINED['paragraph_id']}")
    card = page.locator("li.here")
    assert copied(page, card.get_by_role("button", name=cite)) == expected[language]
    assert copied(page, card.locator("button.other")) == expected[other]


def test_from_the_viewer_into_the_document_and_back_to_why(page: Page, app_server: str) -> None:
    page.goto(f"{app_server}/?lang=en&r=RU")
    page.locator("ol > li[id]").nth(1).get_by_role("button", name="In the document").click()
    expect(paragraph(page, RUSSIA[1])).to_be_in_viewport()
    settled(page)
    assert params(page) == {
        "view": ["reader"],
        "lang": ["en"],
        "r": ["RU"],
        "d": [NAME],
        "p": [RUSSIA[1]],
    }
    here = paragraph(page, RUSSIA[1])
    link = copied(page, here.get_by_role("link", name="Link"))
    assert parse_qs(urlsplit(link).query)["p"] == [RUSSIA[1]]
    here.get_by_role("button", name="Why?").click()
    expect(page.locator("li.here[id]")).to_have_attribute("id", RUSSIA[1])
    page.go_back()
    expect(paragraph(page, RUSSIA[1])).to_be_in_viewport()


def test_a_long_document_is_read_in_parts(page: Page, serve: Callable[[Path], str], tmp_path: Path) -> None:
    rows = [
        {"text": f"第{number}次会议闭幕。", "about": ["FR"] if number in (30, 700) else []}
        for number in range(900)
    ]
    opened(page, serve(write_data(tmp_path / "data", rows)), r="FR")
    expect(page.locator(".tile")).to_have_count(180)
    assert page.locator(".para").count() <= 150
    page.keyboard.press("j")
    expect(paragraph(page, "visit:31")).to_be_in_viewport()
    page.keyboard.press("j")
    expect(paragraph(page, "visit:701")).to_be_in_viewport()
    expect(walked(page)).to_have_text("2 / 2 with hits")
    assert page.locator(".para").count() <= 150 and paragraph(page, "visit:31").count() == 0
    page.get_by_role("button", name="Later").click()
    expect(paragraph(page, "visit:800")).to_be_attached()
    tile(page, 0).click()
    expect(paragraph(page, "visit:1")).to_be_in_viewport()
    page.get_by_role("searchbox", name="Find in the paragraphs shown").fill("第88次")
    page.get_by_role("button", name="Search the whole document").click()
    settled(page)
    assert params(page)["q"] == ["第88次"] and params(page)["strip"] == ["terms"]


def test_documents_are_turned(page: Page, serve: Callable[[Path], str], tmp_path: Path) -> None:
    source = tmp_path / "seeds"
    source.mkdir()
    (source / "2022-01-05-甲.txt").write_text("会见纪要\n中法两国代表会见。\n", encoding="utf-8")
    (source / "2023-02-06-乙.txt").write_text("铁路简讯\n中德铁路合作进入新阶段。\n", encoding="utf-8")
    (source / "2024-03-07-丙.txt").write_text("贸易简讯\n中法贸易额增长。\n", encoding="utf-8")
    build_corpus([source], tmp_path / "data")
    opened(page, serve(tmp_path / "data"))
    page.get_by_role("button", name="Next document").click()
    expect(page.locator("h2")).to_have_text("铁路简讯")
    page.get_by_text("Choose a document").click()
    page.get_by_role("searchbox", name="Title or date").fill("2022-01")
    expect(page.locator(".documents .panel li")).to_have_count(1)
    page.locator(".panel [data-document='2022-01-05-甲']").click()
    expect(page.locator("h2")).to_have_text("会见纪要")
    settled(page)
    page.locator(".legend button").click()
    expect(walked(page)).to_have_text("– / 1 with hits")
    page.get_by_role("button", name="Next document with hits").click()
    expect(page.locator("h2")).to_have_text("贸易简讯")
    assert params(page)["d"] == ["2024-03-07-丙"] and params(page)["r"] == ["FR"]


def test_text_is_never_markup(page: Page, serve: Callable[[Path], str], tmp_path: Path) -> None:
    hostile = "<img src=x onerror=window.bitten=1><b>会议</b>闭幕。"
    row = {"text": hostile, "title": hostile, "article": hostile, "section": hostile}
    opened(page, serve(write_data(tmp_path / "data", [row])), reading="source", mark="会议")
    expect(page.locator(".right .text")).to_have_text(hostile)
    expect(page.locator("h2")).to_have_text(hostile)
    assert page.locator(".root img").count() == 0 and page.evaluate("window.bitten") is None
    assert page.outside_requests == []  # type: ignore[attr-defined]


def test_a_mended_paragraph_is_shown_as_it_stands_in_the_source(
    page: Page, serve: Callable[[Path], str], tmp_path: Path
) -> None:
    line = "中國同法國的關(guān)係,,穩定發展."
    (tmp_path / "论坛.txt").write_text(f"论坛纪要\n{line}\nThe two sides met again.\n", encoding="utf-8")
    build_corpus([tmp_path / "论坛.txt"], tmp_path / "data")
    opened(page, serve(tmp_path / "data"))
    mended, foreign = paragraph(page, "论坛:2"), paragraph(page, "论坛:3")
    text, versions = mended.locator(".text"), mended.locator(".versions")
    expect(text).to_have_text("中國同法國的關係，穩定發展。")
    versions.click()
    expect(text).to_have_text(line)
    expect(versions).to_have_text("show as mended")
    versions.click()
    expect(text).to_have_text("中國同法國的關係，穩定發展。")
    expect(foreign).to_have_class(re.compile("kind-foreign"))
    expect(foreign.locator(".kind")).to_have_text("in another language")
    expect(foreign.locator(".versions, .why")).to_have_count(0)
