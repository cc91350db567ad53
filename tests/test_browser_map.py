"""The world map in a browser: click a symbol, read the paragraphs; nothing leaves the machine."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from components.language import counterpart
from corpus.counterparts import COUNTERPARTS
from tests.conftest import params, settled
from tests.rows import write_data

READY = ".plot .point"


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_selector(READY)
    settled(page)
    return page


def says(page: Page, n: int, total: int) -> None:
    expect(page.get_by_role("status")).to_have_text(re.compile(rf"^{n:,} / {total:,} "))
    settled(page)


def symbol(page: Page, number: int = 0) -> Locator:
    """A symbol on the map, the largest first."""
    return page.locator(".plot .trace").last.locator(".point").nth(number)


def press(page: Page, where: Locator) -> None:
    box = where.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_a_symbol_chooses_and_drops(page: Page, dated: tuple[str, list[dict[str, Any]]]) -> None:
    address, rows = dated
    opened(page, f"{address}/?view=map")
    counted = Counter(code for row in rows for code in row["about"] if not COUNTERPARTS[code].regional)
    (code, n), *_rest = counted.most_common(1)
    symbols = page.locator(READY).count()
    press(page, symbol(page))
    says(page, n, len(rows))
    assert params(page) == {"view": ["map"], "r": [code]}
    expect(page.locator("ol > li[id]")).to_have_count(min(n, 20))
    expect(page.locator(f".list button[data-key='{code}']")).to_have_attribute("aria-pressed", "true")
    assert page.locator(READY).count() == symbols, "a chart never filters itself away"
    assert symbol(page, 1).evaluate("point => point.style.opacity") == "0.3"
    assert symbol(page, 0).evaluate("point => point.style.opacity") == ""
    press(page, symbol(page))
    says(page, len(rows), len(rows))
    assert params(page) == {"view": ["map"]}


def test_rows_by_keyboard_and_the_regions_beside_it(
    page: Page, dated: tuple[str, list[dict[str, Any]]]
) -> None:
    address, rows = dated
    opened(page, f"{address}/?view=map&tag=mentions")
    page.locator(".list button[data-key='AFRICA']").focus()
    page.keyboard.press("Enter")
    says(page, sum("AFRICA" in row["mentions"] for row in rows), len(rows))
    page.locator(".list button[data-key='RU']").click()
    n = sum(bool({"AFRICA", "RU"} & {*row["mentions"]}) for row in rows)
    says(page, n, len(rows))


def test_units(page: Page, dated: tuple[str, list[dict[str, Any]]]) -> None:
    address, _rows = dated
    opened(page, f"{address}/?view=map")
    page.get_by_role("group", name="单位").get_by_role("button", name="占比").click()
    expect(page.locator(".list button .number").first).to_have_text(re.compile(r"^\d+%$"))
    assert params(page)["unit"] == ["share"]


def test_a_chosen_country_that_does_not_occur_can_be_dropped(page: Page, app_server: str) -> None:
    opened(page, f"{app_server}/?view=map&r=FJ")
    row = page.locator(".list button[data-key='FJ']")
    expect(row).to_have_attribute("aria-pressed", "true")
    row.click()
    assert "r" not in params(page)


@pytest.mark.parametrize("width", [1440, 390])
def test_every_counterpart_is_drawn_and_no_two_names_touch(
    page: Page, serve: Callable[[Path], str], tmp_path: Path, width: int
) -> None:
    codes = list(COUNTERPARTS)
    rows = [
        {"text": "会议。", "about": codes[: 5 + 9 * at], "mentions": codes[: 5 + 9 * at]} for at in range(29)
    ]
    page.set_viewport_size({"width": width, "height": 900})
    opened(page, f"{serve(write_data(tmp_path / 'data', rows))}/?view=map")
    assert page.locator(".plot .trace").last.locator(".point").count() == sum(
        not COUNTERPARTS[code].regional for code in codes
    )
    boxes = page.locator(".plot .textpoint").evaluate_all(
        """texts => texts.filter(text => text.textContent.trim()).map(text => {
            const { left, right, top, bottom } = text.getBoundingClientRect();
            return [left, right, top, bottom];
        })"""
    )
    assert len(boxes) > 8
    for index, one in enumerate(boxes):
        for other in boxes[index + 1 :]:
            beside = one[1] <= other[0] + 1 or other[1] <= one[0] + 1
            assert beside or one[3] <= other[2] + 3 or other[3] <= one[2] + 3, (one, other)
    sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert sideways <= 0


def test_it_works_offline(page: Page, app_server: str) -> None:
    opened(page, f"{app_server}/?view=map")
    assert page.locator(".plot .scatterlayer .trace .js-fill").count() >= 1
    assert page.outside_requests == []  # type: ignore[attr-defined]


def test_hover_gives_the_numbers(page: Page, dated: tuple[str, list[dict[str, Any]]]) -> None:
    address, rows = dated
    opened(page, f"{address}/?view=map")
    box = symbol(page).bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    hover = page.locator(".plot .hoverlayer .hovertext")
    expect(hover).to_contain_text(f"{len(rows)} 段中的")
    expect(hover).to_contain_text("每千字")
    assert counterpart("US", "zh") == "美国"
