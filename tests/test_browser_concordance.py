"""The concordance in a browser: ask, sort, open in place, leave again, save."""

import csv
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.conftest import ROOT, params, settled
from tests.rows import counted_rows, write_data

SEED = counted_rows(ROOT / "data")


def opened(page: Page, address: str, **params: str) -> Page:
    query = "&".join(f"{name}={quote(value)}" for name, value in params.items())
    page.goto(f"{address}/?view=concordance&{query}")
    page.wait_for_selector(".ask")
    settled(page)
    return page


def lines(page: Page) -> Locator:
    return page.locator("button.line")


def says(page: Page, places: int, paragraphs: int) -> None:
    expect(page.locator(".ask [role=status]")).to_have_text(f"{places:,} 处，见于 {paragraphs:,} 段")


def count(rows: list[dict], term: str) -> tuple[int, int]:
    return sum(row["text"].count(term) for row in rows), sum(term in row["text"] for row in rows)


def focused(page: Page) -> str:
    return page.evaluate(
        "() => { let e = document.activeElement; while (e.shadowRoot) e = e.shadowRoot.activeElement; return e.dataset.line ?? ''; }"
    )


def test_the_most_frequent_word_is_shown_and_another_is_asked_for(page: Page, app_server: str) -> None:
    opened(page, app_server)
    says(page, *count(SEED, "中国"))
    box = page.get_by_role("combobox", name="关键词").or_(page.get_by_role("searchbox", name="关键词"))
    expect(box).to_have_value("中国")
    box.fill("合作")
    box.press("Enter")
    says(page, *count(SEED, "合作"))
    assert params(page) == {"view": ["concordance"], "kw": ["合作"]}
    expect(page.locator(".keyword").first).to_have_text("合作")


def test_keywords_stand_under_each_other(page: Page, app_server: str) -> None:
    opened(page, app_server, kw="合作")
    middles = page.locator(".keyword").evaluate_all(
        "all => all.map(each => { const box = each.getBoundingClientRect(); return Math.round(box.left + box.width / 2); })"
    )
    assert len(middles) > 10 and max(middles) - min(middles) <= 1


def test_sorted_by_what_stands_before(page: Page, dated: tuple[str, list[dict]]) -> None:
    address, _rows = dated
    opened(page, address, kw="合作")
    page.get_by_role("button", name="按前文").click()
    assert params(page)["ksort"] == ["left"]
    settled(page)
    contexts = [text[::-1] for text in page.locator(".left").all_inner_texts()]
    assert contexts == sorted(contexts) and len(contexts) == 50


def test_contexts_are_the_text_and_searched_terms_keep_their_colour(
    page: Page, dated: tuple[str, list[dict]]
) -> None:
    address, rows = dated
    opened(page, address, kw="合作", q="发展")
    texts = {row["paragraph_id"]: row["text"] for row in rows}
    for line in lines(page).all():
        shown = "".join(line.locator(f".{side}").inner_text() for side in ("left", "keyword", "right"))
        assert shown in texts[line.get_attribute("data-id") or ""]
    assert set(page.locator(".side mark").all_inner_texts()) == {"发展"}
    for side in ("left", "right"):
        expect(page.locator(f".{side} mark")).not_to_have_count(0)


def test_pages(page: Page, dated: tuple[str, list[dict]]) -> None:
    address, rows = dated
    places, _ = count(rows, "合作")
    assert places > 50
    opened(page, address, kw="合作")
    expect(lines(page)).to_have_count(50)
    page.get_by_role("button", name="下一页").click()
    expect(lines(page)).to_have_count(min(50, places - 50))
    assert params(page)["kpage"] == ["2"]
    page.get_by_role("button", name="按后文").click()
    expect(lines(page)).to_have_count(50)
    assert "kpage" not in params(page)


def test_a_line_opens_its_paragraph_in_place_and_closes_it(page: Page, app_server: str) -> None:
    opened(page, app_server, kw="合作")
    line = lines(page).nth(3)
    name = line.get_attribute("data-id")
    assert name
    line.click()
    row = next(row for row in SEED if row["paragraph_id"] == name)
    expect(page.locator(".open .text")).to_have_text(row["text"])
    expect(page.locator(".open mark").first).to_have_text("合作")
    expect(line).to_have_attribute("aria-expanded", "true")
    assert page.locator("li.here button.line").get_attribute("data-line") == line.get_attribute("data-line")
    assert params(page)["p"] == [name]
    page.get_by_role("button", name="引用", exact=True).click()
    copied = page.locator(".open [data-copied]").get_attribute("data-copied")
    assert copied and copied.startswith(f"“{row['text']}”") and "王毅" in copied
    line.click()
    expect(page.locator(".open")).to_have_count(0)
    assert "p" not in params(page)


def test_several_lines_of_one_paragraph(page: Page, app_server: str) -> None:
    opened(page, app_server, kw="合作")
    ids = lines(page).evaluate_all("all => all.map(each => each.dataset.id)")
    at = next(at for at in range(len(ids) - 1) if ids[at] == ids[at + 1])
    lines(page).nth(at).click()
    expect(lines(page).nth(at)).to_have_attribute("aria-expanded", "true")
    settled(page)
    lines(page).nth(at + 1).click()
    expect(lines(page).nth(at + 1)).to_have_attribute("aria-expanded", "true")
    expect(lines(page).nth(at)).to_have_attribute("aria-expanded", "false")
    expect(page.locator(".open")).to_have_count(1)
    lines(page).nth(at + 1).click()
    expect(page.locator(".open")).to_have_count(0)


def test_by_keyboard(page: Page, app_server: str) -> None:
    opened(page, app_server, kw="合作")
    keys = lines(page).evaluate_all("all => all.map(each => each.dataset.line)")
    lines(page).first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert focused(page) == keys[1]
    page.keyboard.press("Enter")
    expect(page.locator(".open")).to_have_count(1)
    settled(page)
    assert focused(page) == keys[1], "the focus stays where it was"
    page.keyboard.press("End")
    assert focused(page) == keys[-1]


def test_a_tag_filters_and_the_paragraph_stays_open(page: Page, app_server: str) -> None:
    opened(page, app_server, kw="合作")
    at = lines(page).evaluate_all("all => all.map(each => each.dataset.id)")
    tagged = next(row for row in SEED if row["paragraph_id"] in at and row["about"])
    page.locator(f"button.line[data-id='{tagged['paragraph_id']}']").first.click()
    code = tagged["about"][0]
    page.locator(f".open .tags button[data-code='{code}']").click()
    says(page, *count([row for row in SEED if code in row["about"]], "合作"))
    expect(page.locator(".open .text")).to_have_text(tagged["text"])
    assert params(page)["r"] == [code]


def test_the_reader_is_one_click_away(page: Page, dated: tuple[str, list[dict]]) -> None:
    address, _rows = dated
    opened(page, address, kw="合作")
    lines(page).first.click()
    page.get_by_role("button", name="阅读全文").click()
    page.wait_for_url("**view=reader**")
    found = parse_qs(urlsplit(page.url).query)
    assert found["p"][0].startswith(found["d"][0])


def test_scope(page: Page, dated: tuple[str, list[dict]]) -> None:
    address, rows = dated
    opened(page, address, kw="合作")
    line = lines(page).nth(5)
    name = line.get_attribute("data-id")
    line.click()
    settled(page)
    document = next(row["document_id"] for row in rows if row["paragraph_id"] == name)
    page.get_by_role("button", name="单篇文献").click()
    says(page, *count([row for row in rows if row["document_id"] == document], "合作"))
    assert params(page)["scope"] == ["document"] and params(page)["d"] == [document]
    page.locator("li.here button.line").click()
    expect(page.locator(".open")).to_have_count(0)
    says(page, *count([row for row in rows if row["document_id"] == document], "合作"))


def test_nowhere_names_the_filter_to_drop(page: Page, app_server: str) -> None:
    term = "疫苗"
    n = sum(term in row["text"] for row in SEED)
    assert n and not any(term in row["text"] and "IN" in row["about"] for row in SEED)
    opened(page, app_server, kw=term, r="IN")
    expect(page.locator(".notice")).to_contain_text(f"这些段落中没有“{term}”。")
    page.get_by_role("button", name=re.compile(rf"中印.*{n} 段")).click()
    says(page, *count(SEED, term))
    opened(page, app_server, kw="全无此语")
    expect(page.locator(".notice")).to_have_text("整个语料库中没有“全无此语”。")


def test_all_lines_are_saved(page: Page, dated: tuple[str, list[dict]]) -> None:
    address, rows = dated
    places, _ = count(rows, "合作")
    opened(page, address, kw="合作")
    page.locator(".export summary").click()
    with page.expect_download() as download:
        page.locator("[data-export=csv]").click()
    _columns, *saved = csv.reader(Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines())
    assert len(saved) == places
    texts = {row["paragraph_id"]: row["text"] for row in rows}
    for *_where, keyword, _right, name, start, end in saved:
        assert texts[name][int(start) : int(end)] == "合作" == keyword


def test_on_a_phone_it_still_reads(page: Page, dated: tuple[str, list[dict]]) -> None:
    address, _rows = dated
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, address, kw="合作", n="60")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    box = page.locator(".keyword").first.bounding_box()
    assert box and 150 < box["x"] + box["width"] / 2 < 240
    shown = page.locator(".right").first.bounding_box()
    assert shown and shown["width"] > 100


def test_hostile_text_stays_text(page: Page, serve: Callable[[Path], str], tmp_path: Path) -> None:
    text = "<img src=x onerror=window.hit=1>合作<b>甲</b>"
    address = serve(write_data(tmp_path / "data", [{"text": text, "tokens": ["合作"]}]))
    opened(page, address, kw="合作")
    lines(page).first.click()
    expect(page.locator(".open .text")).to_have_text(text)
    assert page.evaluate("window.hit") is None and page.locator(".line b, .open b").count() == 0
    assert not page.outside_requests  # type: ignore[attr-defined]


def test_hits_that_the_word_filter_would_hide_are_there(page: Page, app_server: str) -> None:
    opened(page, app_server, w="合作")
    says(page, *count(SEED, "合作"))


def test_an_empty_corpus_says_so(page: Page, serve: Callable[[Path], str], tmp_path: Path) -> None:
    address = serve(write_data(tmp_path / "data", [{"text": "标题", "kind": "heading", "counted": False}]))
    opened(page, address)
    expect(page.locator(".notice")).to_be_visible()
    expect(lines(page)).to_have_count(0)
