"""Distinctive words in a browser, used as a reader would, and what the linked views then say."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.conftest import settled
from tests.test_browser import ROWS, params, passing, says

COMPARED = "?view=keyness&a=RU&b=US"


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_selector(".plot .point")
    settled(page)
    return page


def listed(page: Page, word: str) -> Locator:
    return page.locator(f".list button[data-key='{word}']")


def test_what_sets_two_relationships_apart_where_it_is_said_and_how_to_cite_it(
    page: Page, app_server: str
) -> None:
    """The tour of at most six clicks: page, A, B, word, cite; or in context instead of the last two."""
    page.goto(app_server)
    settled(page)
    page.get_by_role("button", name="比较").click()  # 1
    page.wait_for_selector(".plot .point")
    settled(page)
    page.get_by_label("A", exact=True).select_option("RU")  # 2
    expect(page.get_by_role("heading", name="A：中俄的特有词")).to_be_visible()
    settled(page)
    page.get_by_label("B", exact=True).select_option("US")  # 3
    expect(page.get_by_role("heading", name="B：中美的特有词")).to_be_visible()
    settled(page)
    assert params(page) == {"view": ["keyness"], "a": ["RU"], "b": ["US"]}
    listed(page, "友好").click()  # 4
    expect(listed(page, "友好")).to_have_attribute("aria-pressed", "true")
    says(page, len(passing(w="友好")))
    assert params(page)["w"] == ["友好"]
    expect(page.locator("ol > li[id] mark").first).to_have_text("友好")
    page.get_by_role("button", name="引用").first.click()  # 5
    expect(page.get_by_role("button", name="已复制").first).to_be_visible()


def test_from_a_word_one_click_leads_to_the_concordance(page: Page, app_server: str) -> None:
    opened(page, app_server + COMPARED)
    page.get_by_role("button", name="在语境中查看“中美”：中美").click()
    page.wait_for_url(re.compile("view=concordance"))
    found = params(page)
    assert (found["view"], found["kw"], found["r"]) == (["concordance"], ["中美"], ["US"])
    assert (found["a"], found["b"]) == (["RU"], ["US"]), "the way back leads to the same comparison"


def test_a_point_chooses_and_drops_and_nothing_is_drawn_anew(page: Page, app_server: str) -> None:
    opened(page, app_server + COMPARED)
    drawn = page.locator(".plot .point").count()
    label = page.locator(".plot .textpoint", has_text="中俄")
    box = label.bounding_box()
    assert box
    for pressed, n in (("true", len(passing(w="中俄"))), ("false", len(ROWS))):
        page.mouse.click(box["x"] - 4, box["y"] + box["height"] / 2)  # the point is left of its label
        expect(listed(page, "中俄")).to_have_attribute("aria-pressed", pressed)
        says(page, n)
        page.mouse.move(0, 0)
    assert page.locator(".plot .point").count() == drawn


def test_a_chosen_word_that_is_not_distinctive_is_listed_too(page: Page, app_server: str) -> None:
    opened(page, app_server + COMPARED + "&w=关系")
    expect(page.get_by_role("heading", name="另外选中的词")).to_be_visible()
    listed(page, "关系").click()
    says(page, len(ROWS))
    expect(page.get_by_role("heading", name="另外选中的词")).to_have_count(0)


def test_the_table_has_both_counts(page: Page, app_server: str) -> None:
    opened(page, app_server + COMPARED)
    page.get_by_role("button", name="表", exact=True).click()
    page.wait_for_selector(".twin tbody tr")
    cells = page.locator(".twin tbody tr").first.locator("th, td").all_inner_texts()
    assert cells[:2] == ["中俄", "中俄"] and cells[5:9] == ["7", "0", "3", "0"]


def test_the_cloud_switches_between_frequent_and_distinctive(page: Page, app_server: str) -> None:
    page.goto(app_server)
    settled(page)
    page.get_by_role("button", name="特有", exact=True).click()
    expect(page.get_by_text("请先选择一组关系")).to_be_visible()
    page.locator(".rows button[data-code='RU']").click()
    first = page.locator(".ranked li").first
    expect(first.locator(".name")).to_have_text("中俄")
    expect(first.locator(".number").first).to_have_text("37.7")
    settled(page)
    page.locator(".cloud button[data-word='友好']").click()
    says(page, len(passing(r="RU", w="友好")))
    assert params(page) == {"r": ["RU"], "w": ["友好"], "rank": ["distinctive"]}
    page.get_by_role("button", name="常用", exact=True).click()
    settled(page)
    assert "rank" not in params(page)


def test_the_page_on_a_small_screen_has_fewer_labels_and_does_not_scroll_sideways(
    page: Page, app_server: str
) -> None:
    opened(page, app_server + "?view=keyness&a=US")
    labels = page.locator(".plot .textpoint:visible")
    wide = labels.count()
    page.set_viewport_size({"width": 390, "height": 844})
    expect(labels.nth(wide - 1)).to_have_count(0)
    expect(labels.first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
