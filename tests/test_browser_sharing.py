"""Sharing in a browser: links that are copied and opened, the code as a camera sees it, views in another page."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from components.language import LANGUAGES, speak
from tests.conftest import params, settled, visit

QUERY = "view=concordance&r=RU&kw=合作"


def opened(page: Page, address: str, query: str = QUERY, *, language: str = "zh") -> Page:
    page.goto(f"{address}/?{query}&lang={language}")
    page.wait_for_selector("[data-panel=share]")
    settled(page)
    page.keyboard.press("s")
    page.wait_for_selector(".panel .code")
    settled(page)
    return page


@pytest.fixture
def share(page: Page, app_server: str) -> Iterator[Page]:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield opened(page, app_server)


def copied(page: Page, name: str) -> str:
    page.locator(f"[data-copy='{name}']").click()
    return str(page.evaluate("navigator.clipboard.readText()"))


def scanned(picture: bytes) -> list[str]:
    return [each.text for each in zxingcpp.read_barcodes(Image.open(BytesIO(picture)).convert("L"))]


def link(page: Page) -> str:
    return page.locator(".links .field").input_value()


@pytest.mark.parametrize("name", ["link", "short"])
def test_a_link_that_is_copied_opens_the_same_page(share: Page, browser: Browser, name: str) -> None:
    text = copied(share, name)
    assert ("v=2" in text) == (name == "link") and (name == "link" or text.endswith("?s=语境/中俄/@合作"))
    lines = share.locator("button.line").all_inner_texts()
    with visit(browser) as other:
        other.goto(text)
        other.wait_for_selector("button.line")
        settled(other)
        assert other.locator("button.line").all_inner_texts() == lines != []
        other.locator("[data-page=trends]").click()
        expect(other.locator("[data-page=trends]")).to_have_attribute("aria-current", "page")
        found = params(other)
        assert "s" not in found and (found["r"], found["kw"]) == (["RU"], ["合作"])


def test_a_link_of_a_newer_version_is_said(page: Page, app_server: str) -> None:
    page.goto(f"{app_server}/?r=RU&hologram=1&v=99")
    expect(page.locator(".st-key-header")).to_contain_text(
        speak("zh")[0](
            "This link was made by a newer version of Shuangbian: it is shown as far as it is understood here."
        )
    )
    expect(page.locator(".st-key-bar")).to_contain_text("中俄")
    page.locator("[data-page=trends]").click()
    expect(page.locator("[data-page=trends]")).to_have_attribute("aria-current", "page")
    expect(page.locator(".hint", has_text="更新版本")).to_have_count(0)


def test_a_short_link_with_typing_errors_has_a_way_out(page: Page, app_server: str) -> None:
    page.goto(f"{app_server}/?s=概揽/中鹅/合作")
    said = page.locator(".st-key-bar .mistyped")
    expect(said).to_contain_text("“概揽”")
    said.get_by_role("button", name="把“概揽”读作 概览、把“中鹅”读作 中俄").click()
    expect(said).to_have_count(0)
    assert params(page) == {"r": ["RU"], "w": ["合作"]}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_camera_reads_the_code_from_the_screen(page: Page, app_server: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    opened(page, app_server)
    assert scanned(page.locator(".panel .code svg").screenshot()) == [link(page)]
    assert scanned(page.screenshot()) == [link(page)]


def test_the_code_over_the_whole_screen(share: Page) -> None:
    wanted = link(share)
    share.locator("[data-large]").click()
    large = share.locator(".large")
    expect(large).to_be_visible()
    box = large.bounding_box()
    assert box and (box["width"], box["height"]) == (1440, 900)
    assert scanned(share.screenshot()) == [wanted]
    share.keyboard.press("Tab")  # to Close, and from there on: nobody is kept here
    share.keyboard.press("Tab")
    assert not large.evaluate("node => node.contains(node.getRootNode().activeElement)")
    share.keyboard.press("Escape")
    expect(large).to_have_count(0)
    expect(share.locator(".st-key-header .panel")).to_be_visible()
    assert share.locator("[data-large]").evaluate("node => node.getRootNode().activeElement === node")


def test_the_code_over_a_presentation(page: Page, app_server: str) -> None:
    page.set_viewport_size({"width": 1920, "height": 1080})
    opened(page, app_server, f"{QUERY}&present=1")
    page.locator("[data-large]").click()
    box = page.locator(".large").bounding_box()
    assert box and (box["width"], box["height"]) == (1920, 1080)
    [text] = scanned(page.screenshot())
    assert "present" not in text and "kw=" in text
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator(".st-key-header .panel")).to_have_count(0)
    assert params(page)["present"] == ["1"], "each Escape closes one thing"


@pytest.mark.parametrize("kind", ["SVG", "PNG"])
def test_the_code_is_saved(share: Page, browser: Browser, tmp_path: Path, kind: str) -> None:
    with share.expect_download() as download:
        share.locator(f"[data-code={kind}]").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.suffix == f".{kind.lower()}"
    picture = file.read_bytes()
    if kind == "SVG":
        with visit(browser) as other:
            other.goto(file.as_uri())
            picture = other.locator("svg").screenshot()
    else:
        assert Image.open(file).size == (1200, 1200)
    assert scanned(picture) == [link(share)]


def test_the_panel_follows_what_is_shown(share: Page) -> None:
    share.locator("[data-page=trends]").click()
    expect(share.locator(".links .field")).to_have_value(re.compile(r"view=trends.*kw="))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_address_of_this_machine_is_said(page: Page, app_server: str, language: str) -> None:
    opened(page, app_server, language=language)
    expect(page.locator(".panel .warning")).to_contain_text("127.0.0.1")


def test_a_view_in_somebody_elses_page(share: Page, browser: Browser, app_server: str) -> None:
    code = copied(share, "embed 0")
    with visit(browser) as other:
        other.route(
            "**/elsewhere.html",
            lambda route: route.fulfill(content_type="text/html", body=f"<h1>甲</h1>{code}"),
        )
        other.goto(f"{app_server}/elsewhere.html")
        frame = other.frame_locator("iframe")
        expect(frame.locator("button.line").first).to_contain_text("合作")
        expect(frame.locator("nav")).to_have_count(0)


def test_a_page_without_a_clipboard_copies_all_the_same(page: Page, app_server: str) -> None:
    """As on http:// in a meeting room, where a browser gives no page the clipboard."""
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { get: () => undefined })")
    page.add_init_script(
        "document.addEventListener('copy', () => { window.copied = document.activeElement.value; })"
    )
    opened(page, app_server)
    page.locator("[data-copy=link]").click()
    page.wait_for_function("() => window.copied")
    assert page.evaluate("window.copied") == link(page)
