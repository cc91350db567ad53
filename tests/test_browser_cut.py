"""How it was cut, in a browser: words are joined and left out, the cloud follows, and the lists are saved."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from corpus.tokens import read_terms, read_words
from tests.conftest import params, settled
from tests.rows import write_data


@pytest.fixture
def address(serve: Callable[[Path], str], tmp_path: Path) -> str:
    return serve(write_data(tmp_path / "data"))


@pytest.fixture
def reader(page: Page, address: str) -> Page:
    page.goto(f"{address}/?lang=en")
    page.wait_for_selector(".cloud button[data-word='合作']")
    settled(page)
    return page


def word(page: Page, text: str) -> Locator:
    return page.locator(f".cloud button[data-word='{text}']")


def card(page: Page, number: int) -> Locator:
    return page.locator(f"ol > li[id='visit:{number}']")


def opened(page: Page, number: int) -> Locator:
    card(page, number).get_by_role("button", name="How it was cut").click()
    expect(card(page, number).locator(".cut")).to_be_visible()
    return card(page, number).locator(".cut")


def token(cut: Locator, text: str) -> Locator:
    return cut.locator(".tokens .token").get_by_text(text, exact=True)


def cuts_into(cut: Locator, *tokens: str) -> None:
    expect(cut.locator(".tokens .token")).to_have_text(tokens)


def test_one_panel_is_open_and_the_same_click_closes_it(reader: Page) -> None:
    expect(reader.locator(".cut")).to_have_count(0)
    cut = opened(reader, 7)
    cuts_into(cut, "中德", "铁路", "合作", "进入", "新", "阶段")
    expect(cut.locator(".tokens")).to_have_text("中德铁路合作进入新阶段。")
    expect(token(cut, "新")).to_have_attribute("title", re.compile("left out of word lists"))
    opened(reader, 2)
    expect(reader.locator(".cut")).to_have_count(1)
    assert params(reader)["cut"] == ["visit:2"]
    card(reader, 2).get_by_role("button", name="How it was cut").click()
    expect(reader.locator(".cut")).to_have_count(0)
    assert "cut" not in params(reader)


def test_two_words_become_one_and_the_cloud_follows(reader: Page) -> None:
    cut = opened(reader, 7)
    token(cut, "铁路").click()
    token(cut, "合作").click(modifiers=["Shift"])
    cut.get_by_role("button", name="Keep as one word: 铁路合作").click()
    expect(token(cut, "铁路合作")).to_have_attribute("aria-pressed", "true")
    expect(token(cut, "铁路合作")).to_be_focused()
    expect(word(reader, "铁路合作")).to_have_attribute("title", re.compile("2 times"))
    expect(word(reader, "铁路")).to_have_count(0)
    assert params(reader)["term"] == ["铁路合作"]

    cut.get_by_role("button", name="Filter by the word 铁路合作").click()
    expect(reader.get_by_role("status")).to_have_text(re.compile("^2 of 4"))
    expect(cut.get_by_role("button", name="Drop “铁路合作”").first).to_be_visible()

    reader.go_back()
    expect(reader.get_by_role("status")).to_have_text(re.compile("^4 of 4"))
    reader.go_back()
    expect(word(reader, "铁路")).to_be_visible()
    cuts_into(cut, "中德", "铁路", "合作", "进入", "新", "阶段")
    reader.go_forward()
    expect(word(reader, "铁路合作")).to_be_visible()

    reader.locator(".chips").get_by_role("button", name="Drop “铁路合作”").click()
    expect(word(reader, "铁路合作")).to_have_count(0)
    expect(token(cut, "铁路")).to_be_visible()


def test_words_are_chosen_by_dragging_and_by_keys(reader: Page) -> None:
    cut = opened(reader, 7)
    token(cut, "铁路").hover()
    reader.mouse.down()
    token(cut, "进入").hover()
    reader.mouse.up()
    keep = cut.get_by_role("button", name="Keep as one word: 铁路合作进入")
    expect(keep).to_be_enabled()
    token(cut, "中德").focus()
    reader.keyboard.press("Escape")
    expect(keep).to_have_count(0)
    reader.keyboard.press("ArrowRight")
    expect(token(cut, "铁路")).to_be_focused()
    reader.keyboard.press("Shift+ArrowRight")
    reader.keyboard.press("Tab")
    reader.keyboard.press("Tab")
    reader.keyboard.press("Tab")
    expect(cut.get_by_role("button", name="Keep as one word: 铁路合作")).to_be_focused()
    reader.keyboard.press("Enter")
    expect(token(cut, "铁路合作")).to_be_focused()
    expect(word(reader, "铁路合作")).to_be_visible()
    cut.get_by_role("button", name="with the word after").click()
    expect(cut.get_by_role("button", name="Keep as one word: 铁路合作进入")).to_be_enabled()
    cut.get_by_role("button", name="with the word before").click()
    expect(cut.get_by_role("button", name="Keep as one word: 中德铁路合作进入")).to_be_enabled()


def test_a_stop_word_leaves_the_cloud(reader: Page) -> None:
    cut = opened(reader, 3)
    token(cut, "前景").click()
    cut.get_by_role("button", name="Leave 前景 out of word lists").click()
    expect(token(cut, "前景")).to_have_class(re.compile("stopword.*added"))
    expect(word(reader, "前景")).to_have_count(0)
    assert params(reader)["stop"] == ["前景"]
    cut.get_by_role("button", name="Count 前景 in word lists again").click()
    expect(word(reader, "前景")).to_be_visible()


def test_what_no_list_can_hold_is_refused_in_a_sentence(reader: Page) -> None:
    cut = opened(reader, 3)
    token(cut, "发展").click()
    token(cut, "也").click(modifiers=["Shift"])
    expect(cut.get_by_role("button", name="Keep as one word: 发展，也")).to_be_disabled()
    expect(cut.locator(".acts")).to_contain_text("A term is two to 40 Chinese characters")
    field = cut.get_by_role("textbox")
    for text in ("绿色 合作", "绿色，合作", "绿"):
        field.fill(text)
        cut.get_by_role("button", name="Keep whole").click()
        assert "without spaces or punctuation" in field.evaluate("node => node.validationMessage")
    assert "term" not in params(reader)
    field.fill("铁路合作")
    cut.get_by_role("button", name="Keep whole").click()
    expect(token(cut, "铁路合作")).to_be_visible()
    field.fill("广阔")
    cut.get_by_role("button", name="Leave out").click()
    expect(token(cut, "广阔")).to_have_class(re.compile("stopword"))


def test_what_was_added_is_in_the_link_and_can_be_saved(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}/?lang=en&term=铁路合作&term=绿色 合作&stop=前景&stop=的&cut=visit:3")
    cut = card(page, 3).locator(".cut")
    expect(token(cut, "铁路合作")).to_have_class(re.compile("term.*added"))
    expect(cut).to_contain_text("run make build")
    for name in ("terms.txt", "stopwords.txt"):
        with page.expect_download() as download:
            cut.get_by_role("link", name=f"Save for {name}").click()
        assert download.value.suggested_filename == f"added-{name}"
        download.value.save_as(tmp_path / name)
    assert read_terms(tmp_path / "terms.txt") == ("铁路合作",)
    assert read_words(tmp_path / "stopwords.txt") == ("前景",), "的 stands in the list already"
    assert not (tmp_path / "terms.txt").read_bytes().startswith("\ufeff".encode()), "it can be appended"
    cut.get_by_role("button", name="Drop “前景”").click()
    expect(cut.get_by_role("link", name="Save for stopwords.txt")).to_have_count(0)


def test_it_speaks_chinese(page: Page, address: str) -> None:
    page.goto(f"{address}/?cut=visit:3")
    expect(card(page, 3).get_by_role("button", name="如何切词")).to_have_attribute("aria-expanded", "true")
    expect(card(page, 3).locator(".cut .legend")).to_contain_text("停用词")
