"""The tour of README.md: from a difference between two relationships to a citation, in six clicks."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from playwright.sync_api import Page, expect

from components.language import speak
from corpus.schema import PARAGRAPHS
from tests.conftest import settled

TEXTS = {
    row["paragraph_id"]: row["text"]
    for row in pq.read_table(Path(__file__).parent.parent / "data" / PARAGRAPHS).to_pylist()
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_which_words_where_and_how_to_cite(page: Page, app_server: str, language: str) -> None:
    _ = speak(language)[0]
    page.goto(f"{app_server}/?lang={language}")
    page.wait_for_selector(".plot .point")
    settled(page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])

    page.locator("[data-page=keyness]").click()  # 1
    page.wait_for_selector(".plot .trace")
    page.locator(".pick select").nth(0).select_option("RU")  # 2
    settled(page)
    page.locator(".pick select").nth(1).select_option("US")  # 3
    settled(page)
    word = "友好"
    row = page.locator(".list li", has=page.locator(f"[data-key='{word}']"))
    expect(row.locator(".number").last).to_have_text("2 : 0")
    row.get_by_text(_("in context"), exact=True).click()  # 4
    lines = page.locator("button.line")
    expect(lines.first).to_contain_text(word)
    settled(page)
    assert set(lines.locator(".keyword").all_inner_texts()) == {word}
    lines.first.click()  # 5
    opened = page.locator(".open .text")
    expect(opened).to_contain_text(word)
    page.locator(".open").get_by_role("button", name=_("Cite"), exact=True).click()  # 6

    settled(page)
    copied = page.evaluate("navigator.clipboard.readText()")
    assert opened.inner_text() in TEXTS.values() and opened.inner_text() in copied
    assert "2021-03-07" in copied if language == "zh" else "2021" in copied
    page.go_back()
    page.go_back()
    expect(page.locator(".pick select").nth(0)).to_have_value("RU")
    expect(page.locator(".pick select").nth(1)).to_have_value("US")
