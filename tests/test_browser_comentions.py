"""Co-mention in a browser: click cells, nodes and lines, read the paragraphs that follow."""

import csv
import re
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from components.language import counterpart
from tests.conftest import params, settled

ADDRESS = "view=comentions&tag=mentions"
CELLS = ".plot .hm image"


def opened(page: Page, address: str, ready: str) -> Page:
    page.goto(address)
    page.wait_for_selector(ready, state="attached")
    settled(page)
    return page


def says(page: Page, n: int, total: int) -> None:
    expect(page.get_by_role("status")).to_have_text(re.compile(rf"^{n:,} / {total:,} "))
    expect(page.locator("ol > li[id]")).to_have_count(min(n, 20))
    settled(page)


def strongest(rows: list[dict[str, Any]]) -> tuple[tuple[str, str], int]:
    """The two that most paragraphs mention, counted here by hand."""
    pairs = Counter(pair for row in rows for pair in combinations(sorted(row["mentions"]), 2))
    return pairs.most_common(1)[0]


def press_cell(page: Page, row: str, column: str) -> None:
    """Click on the matrix where a row and a column cross; labels begin with the names."""
    box = page.locator(".plot .nsewdrag").bounding_box()
    assert box
    rows, columns = (
        [text.split("  ")[0].strip() for text in page.locator(f".plot .{axis}tick text").all_text_contents()]
        for axis in "yx"
    )
    page.mouse.click(
        box["x"] + (columns.index(column) + 0.5) * box["width"] / len(columns),
        box["y"] + (rows.index(row) + 0.5) * box["height"] / len(rows),
    )


def row_of(page: Page, key: str) -> Locator:
    return page.locator(f".list button[data-key='{key}']")


def test_a_cell_chooses_both_and_the_same_click_undoes(
    page: Page, dated: tuple[str, list[dict[str, Any]]]
) -> None:
    address, rows = dated
    opened(page, f"{address}/?{ADDRESS}", CELLS)
    (a, b), n = strongest(rows)
    press_cell(page, counterpart(a, "zh"), counterpart(b, "zh"))
    says(page, n, len(rows))
    assert sorted(params(page)["r"]) == sorted((a, b)) and params(page)["match"] == ["all"]
    expect(row_of(page, "|".join(sorted((a, b))))).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".plot .shapelayer path")).to_have_count(2)
    press_cell(page, counterpart(b, "zh"), counterpart(a, "zh"))  # the same pair, below the diagonal
    says(page, len(rows), len(rows))
    assert "r" not in params(page) and "match" not in params(page)


def test_an_empty_cell_and_the_diagonal_do_nothing(
    page: Page, dated: tuple[str, list[dict[str, Any]]]
) -> None:
    address, rows = dated
    opened(page, f"{address}/?{ADDRESS}", CELLS)
    name = counterpart(strongest(rows)[0][0], "zh")
    press_cell(page, name, name)
    says(page, len(rows), len(rows))


def test_the_list_by_keyboard(page: Page, dated: tuple[str, list[dict[str, Any]]]) -> None:
    address, rows = dated
    opened(page, f"{address}/?{ADDRESS}", CELLS)
    pair, n = strongest(rows)
    first = page.locator(".list button").first
    expect(first).to_have_text(re.compile(rf"{n}0\.\d\d$"))
    first.focus()
    page.keyboard.press("Enter")
    says(page, n, len(rows))
    assert sorted(params(page)["r"]) == sorted(pair)
    page.keyboard.press("Enter")
    says(page, len(rows), len(rows))


def test_a_node_and_a_line_of_the_network(page: Page, dated: tuple[str, list[dict[str, Any]]]) -> None:
    address, rows = dated
    opened(page, f"{address}/?{ADDRESS}", CELLS)
    page.get_by_role("group", name="形式").get_by_role("button", name="网络").click()
    page.wait_for_selector(".plot .trace")
    settled(page)
    (a, b), n = strongest(rows)
    node = page.locator(".plot .trace").last.locator(".point").first
    box = node.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    (code,) = params(page)["r"]
    says(page, sum(code in row["mentions"] for row in rows), len(rows))
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    says(page, len(rows), len(rows))
    # the strongest pair's middle is drawn last
    middle = page.locator(".plot .trace").nth(-2).locator(".point").last.bounding_box()
    assert middle
    page.mouse.click(middle["x"] + middle["width"] / 2, middle["y"] + middle["height"] / 2)
    says(page, n, len(rows))
    assert sorted(params(page)["r"]) == sorted((a, b))
    dimmed = page.locator(".plot .trace").first.evaluate("trace => trace.style.opacity")
    assert dimmed == "0.3"


def test_a_word_of_a_relationship(page: Page, dated: tuple[str, list[dict[str, Any]]]) -> None:
    address, rows = dated
    opened(page, f"{address}/?{ADDRESS}&pairs=terms", CELLS)
    first = page.locator(".list button").first
    code, _field, word = str(first.get_attribute("data-key")).split("|")
    first.click()
    n = sum(code in row["mentions"] and word in row["tokens"] for row in rows)
    says(page, n, len(rows))
    assert params(page)["r"] == [code] and params(page)["w"] == [word]
    expect(page.locator(".text mark").first).to_have_text(word)
    first.click()
    says(page, len(rows), len(rows))


def test_the_table_is_saved(page: Page, dated: tuple[str, list[dict[str, Any]]]) -> None:
    address, rows = dated
    opened(page, f"{address}/?{ADDRESS}", CELLS)
    page.get_by_role("button", name="表", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="存为 CSV").click()
    table = list(csv.DictReader(Path(download.value.path()).read_text("utf-8-sig").splitlines()))
    pair, n = strongest(rows)
    assert int(table[0]["共现段数"]) == n
    assert sorted((table[0]["A 的代码"], table[0]["B 的代码"])) == sorted(pair)


def test_where_nothing_stands_together(page: Page, app_server: str) -> None:
    opened(page, f"{app_server}/?view=comentions&w=稳定", "p")
    expect(page.get_by_text("没有一段谈及两个对象")).to_be_visible()
    page.locator(".way", has_text="稳定").first.click()
    expect(page.locator(CELLS).first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_numbers_in_cells_are_readable(
    page: Page, dated: tuple[str, list[dict[str, Any]]], scheme: str
) -> None:
    """The densest cell, drawn over the page, has a contrast of 4.5 to the text over it."""
    page.emulate_media(color_scheme=scheme)
    opened(page, f"{dated[0]}/?{ADDRESS}", CELLS)
    ink, ground = page.locator(".plot").evaluate(
        """plot => [getComputedStyle(plot.querySelector('.heatmap-label text')).fill,
                    getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor]"""
    )
    text, below = ([int(part) for part in re.findall(r"\d+", colour)[:3]] for colour in (ink, ground))
    densest = [0.6 * cell + 0.4 * page_ for cell, page_ in zip((0, 114, 178), below, strict=True)]

    def luminance(colour: list[float]) -> float:
        parts = [each / 255 for each in colour]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    dark, light = sorted((luminance(text), luminance(densest)))
    assert (light + 0.05) / (dark + 0.05) >= 4.5
