"""Trends and search in a browser: choose lines, brush a span, read what follows below."""

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.conftest import ROOT, params, settled
from tests.rows import counted_rows

SEED = counted_rows(ROOT / "data")


def opened(page: Page, address: str, ready: str = ".plot .trace") -> Page:
    page.goto(address)
    page.wait_for_selector(ready)
    settled(page)
    return page


def says(page: Page, n: int, total: int) -> None:
    expect(page.get_by_role("status")).to_have_text(re.compile(rf"^{n:,} / {total:,} "))


def legend(page: Page, name: str) -> Locator:
    return page.locator(".list button", has_text=name)


def test_a_page_is_opened_and_filters_travel_along(page: Page, dated: tuple[str, list[dict]]) -> None:
    address, rows = dated
    opened(page, address, ".plot .point")
    page.locator(".rows button[data-code='US']").click()
    n = sum("US" in row["about"] for row in rows)
    says(page, n, len(rows))
    page.get_by_role("navigation", name="页面").get_by_role("button", name="趋势").click()
    expect(page.get_by_role("heading", name="趋势")).to_be_visible()
    says(page, n, len(rows))
    assert params(page) == {"view": ["trends"], "r": ["US"]}
    expect(page.locator(".cloud")).to_have_count(0)
    page.go_back()
    expect(page.locator(".cloud")).to_be_visible()


def test_lines_are_chosen_and_dropped(page: Page, dated: tuple[str, list[dict]]) -> None:
    address, rows = dated
    opened(page, f"{address}/?view=trends")
    assert page.locator(".plot .trace").count() == 5
    legend(page, "中俄").click()
    n = sum("RU" in row["about"] for row in rows)
    says(page, n, len(rows))
    expect(legend(page, "中俄")).to_have_attribute("aria-pressed", "true")
    expect(legend(page, "中俄").locator(".number")).to_have_text(str(n))
    legend(page, "中俄").click()
    says(page, len(rows), len(rows))


def test_a_span_is_brushed(page: Page, dated: tuple[str, list[dict]]) -> None:
    address, rows = dated
    opened(page, f"{address}/?view=trends&by=month")
    box = page.locator(".plot .nsewdrag").bounding_box()
    assert box
    months = sorted({row["date"][:7] for row in rows})
    width = box["width"] / len(months)
    page.mouse.move(box["x"] + 2.4 * width, box["y"] + 50)
    page.mouse.down()
    page.mouse.move(box["x"] + 4.6 * width, box["y"] + 60, steps=6)
    page.mouse.up()
    n = sum(months[2] <= row["date"][:7] <= months[4] for row in rows)
    says(page, n, len(rows))
    assert params(page) == {"view": ["trends"], "by": ["month"], "from": [months[2]], "to": [months[4]]}
    expect(page.locator(".plot .shapelayer path, .plot .shape-group path")).to_have_count(1)
    page.get_by_role("button", name=f"去掉“{months[2]}”").click()
    expect(page.get_by_label("自", exact=True)).to_have_value("")
    page.get_by_label("至", exact=True).select_option(months[0])
    says(page, sum(row["date"][:7] == months[0] for row in rows), len(rows))


def test_terms_and_measures(page: Page, dated: tuple[str, list[dict]]) -> None:
    address, rows = dated
    opened(page, f"{address}/?view=trends")
    page.get_by_role("group", name="线条").get_by_role("button", name="词语").click()
    expect(page.get_by_text("尚未选词")).to_be_visible()
    page.get_by_role("combobox", name="搜索").fill("香港")
    page.keyboard.press("Enter")
    says(page, sum("香港" in row["text"] for row in rows), len(rows))
    expect(page.locator(".list button")).to_have_text([re.compile("香港")])
    settled(page)
    page.get_by_role("group", name="单位").get_by_role("button", name="每千字").click()
    settled(page)
    page.get_by_role("button", name="表", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="存为 CSV").click()
    table = list(csv.DictReader(Path(download.value.path()).read_text("utf-8-sig").splitlines()))
    assert sum(int(row["次数"]) for row in table) == sum(row["text"].count("香港") for row in rows)


def test_the_course_of_one_document_opens_its_paragraphs(page: Page, app_server: str) -> None:
    opened(page, f"{app_server}/?view=trends")
    expect(page.get_by_role("heading", name="全文走向")).to_be_visible()
    mark = page.locator(".plot .point").first.bounding_box()
    assert mark
    page.mouse.click(mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2)
    first = next(row for row in SEED if "US" in row["about"])
    expect(page.locator("li.here")).to_have_attribute("id", first["paragraph_id"])
    expect(page.locator("li.here")).to_be_in_viewport()


def test_search_finds_characters_however_they_were_cut(page: Page, app_server: str) -> None:
    opened(page, app_server)
    box = page.get_by_role("combobox", name="搜索")
    box.fill("卫生健康")
    found = sum("卫生健康" in row["text"] for row in SEED)
    assert found and not any("卫生健康" in row["tokens"] for row in SEED)
    expect(page.locator("[role=option]").first).to_have_text("搜索“卫生健康”")
    page.keyboard.press("Enter")
    says(page, found, len(SEED))
    expect(page.locator(".text mark").first).to_have_text("卫生健康")
    hue = page.locator(".chips .value").evaluate("node => node.style.getPropertyValue('--mark')")
    assert hue and hue == page.locator(".text mark").first.evaluate(
        "node => node.style.getPropertyValue('--mark')"
    )


def test_several_terms_any_all_exclude_and_mark(page: Page, app_server: str) -> None:
    def n(test: Callable[[str], bool]) -> int:
        return sum(test(row["text"]) for row in SEED)

    opened(page, f"{app_server}/?q=合作&q=疫苗")
    says(page, n(lambda text: "合作" in text or "疫苗" in text), len(SEED))
    page.get_by_role("group", name="多个搜索词").get_by_role("button", name="全部").click()
    says(page, n(lambda text: "合作" in text and "疫苗" in text), len(SEED))
    turn = page.locator(".chips li", has_text="疫苗").locator("button.field")
    turn.click()
    says(page, n(lambda text: "合作" in text and "疫苗" not in text), len(SEED))
    expect(page.locator(".chips li", has_text="疫苗")).to_contain_text("不含")
    turn.click()
    says(page, n(lambda text: "合作" in text), len(SEED))
    expect(page.locator(".chips li", has_text="疫苗")).to_contain_text("标记")
    settled(page)
    hues = {
        each.inner_text(): each.evaluate("node => node.style.getPropertyValue('--mark')")
        for each in page.locator(".chips .value").all()
    }
    assert len(set(hues.values())) == 2
    for mark in page.locator(".text mark").all():
        assert mark.evaluate("node => node.style.getPropertyValue('--mark')") == hues[mark.inner_text()]


def test_suggestions_by_keyboard(page: Page, app_server: str) -> None:
    opened(page, app_server)
    box = page.get_by_role("combobox", name="搜索")
    box.press_sequentially("中俄")
    relation = page.get_by_role("option", name="中俄 关系", exact=True)
    expect(relation).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(relation).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    says(page, sum("RU" in row["about"] for row in SEED), len(SEED))
    expect(box).to_have_value("")
    box.press_sequentially("命运")
    names = page.locator("[role=option]").all_inner_texts()
    assert names[0].startswith("搜索“命运”") and any("人类命运共同体" in name for name in names)
    page.keyboard.press("Escape")
    expect(page.locator("[role=option]")).to_have_count(0)


@pytest.mark.parametrize("pattern", ["/(合+)+港/", "/合作(/", "/合*/"])
def test_a_pathological_pattern_leaves_the_page_alive(page: Page, app_server: str, pattern: str) -> None:
    opened(page, app_server)
    page.get_by_role("combobox", name="搜索").fill(pattern)
    page.keyboard.press("Enter")
    if pattern == "/(合+)+港/":
        says(page, 0, len(SEED))
    else:
        expect(page.get_by_role("alert")).to_contain_text(f"模式 {pattern} ")
        says(page, len(SEED), len(SEED))
    page.locator(".rows button[data-code='RU']").or_(
        page.get_by_role("button", name="清除全部")
    ).first.click()
    settled(page)


def test_a_pattern_marks_what_it_finds(page: Page, app_server: str) -> None:
    opened(page, app_server)
    page.get_by_role("combobox", name="搜索").fill("/中[俄美]关系/")
    page.keyboard.press("Enter")
    n = sum(bool(re.search("中[俄美]关系", row["text"])) for row in SEED)
    says(page, n, len(SEED))
    settled(page)
    for text in page.locator("ol > li[id] .text").all():  # evidence inside a hit cuts its mark in two
        assert re.fullmatch("(中[俄美]关系)+", "".join(text.locator("mark").all_inner_texts()))
