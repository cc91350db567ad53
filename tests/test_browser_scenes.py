"""Scenes in a browser: the tour to its end by keys alone, and a visitor's own from saving to somebody else's page."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from components.language import LANGUAGES, speak
from corpus import scenes
from tests.conftest import ROOT, params, settled, visit

TOUR = scenes.at(ROOT / "data")

# of each scene of the tour, what its sentence names: a place on the page, and what stands there
NAMED = (
    (".st-key-counts", {"zh": "中美", "en": "China–US"}),
    (".st-key-bar", {"zh": "3 / 55", "en": "3 of 55"}),
    (".st-key-overview-paragraphs", "19世纪的非洲黑奴"),
    (".st-key-cloud", "美方"),
    (".st-key-overview-paragraphs", "法国作家"),
    (".st-key-keyness", "友好"),
    (".st-key-concordance", "《中俄睦邻"),
    (".st-key-reader", {"zh": "拼接 3", "en": "joined 3"}),
)


def caption(page: Page) -> str:
    return page.locator(".st-key-header .caption b").inner_text()


def opened(page: Page, address: str, query: str = "", *, language: str = "zh") -> Page:
    page.goto(f"{address}/?lang={language}&{query}")
    page.wait_for_selector("[data-panel=scenes]")
    settled(page)
    return page


def panel(page: Page) -> Page:
    page.keyboard.press("g")
    page.wait_for_selector(".panel .saving")
    settled(page)
    return page


@pytest.fixture
def mine(page: Page, app_server: str) -> Iterator[Page]:
    """The panel, on a page with two scenes of the visitor's own."""
    opened(page, app_server, "view=trends&r=RU")
    panel(page)
    for title, sentence in (("第一幕", "中俄之间"), ("第二幕", "")):
        page.locator(".saving .title").fill(title)
        page.locator(".saving .sentence").fill(sentence)
        page.keyboard.press("Enter")
        expect(page.locator(".mine .list")).to_contain_text(title)
    yield page


def titles(page: Page) -> list[str]:
    return page.locator(".mine .open b").all_inner_texts()


def act(page: Page, title: str, name: str) -> None:
    page.locator(".mine li", has_text=title).locator(f".{name}").click()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tour_to_its_end_by_keys_alone(page: Page, app_server: str, language: str) -> None:
    opened(page, app_server, language=language)
    panel(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    for number, (scene, (place, text)) in enumerate(zip(TOUR, NAMED, strict=True), 1):
        expect(page.locator(".st-key-header .caption b")).to_have_text(scene.title.of(language))
        expect(page.locator(".st-key-header .caption")).to_contain_text(scene.sentence.of(language))
        expect(page.locator(".steps .number")).to_have_text(f"{number} / {len(TOUR)}")
        expect(page.locator(place)).to_contain_text(text if isinstance(text, str) else text[language])
        expect(page.locator("[data-back]")).to_have_count(0)
        expect(page.locator(".notice")).to_have_count(0)
        settled(page)
        page.keyboard.press("ArrowRight")
    settled(page)
    assert caption(page) == TOUR[-1].title.of(language), "after the last there is none"
    expect(page.locator("[data-next]")).to_have_text(speak(language)[0]("Bring your own documents"))
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".st-key-header .caption b")).to_have_text(TOUR[-2].title.of(language))
    assert not page.outside_requests  # type: ignore[attr-defined]


def test_the_tour_on_a_screen(page: Page, app_server: str) -> None:
    page.set_viewport_size({"width": 1920, "height": 1080})
    opened(page, app_server, "present=1&tour=corpus&scene=1")
    said = page.locator(".st-key-header .said h1")
    for number in range(1, len(TOUR) + 1):
        expect(said).to_have_text(TOUR[number - 1].title.zh)
        settled(page)
        page.keyboard.press("PageDown")
    page.keyboard.press("PageUp")
    expect(said).to_have_text(TOUR[-2].title.zh)
    size = said.evaluate("node => parseFloat(getComputedStyle(node).fontSize) * (innerWidth / 1120)")
    assert size >= 30
    found = params(page)
    assert (found["present"], found["tour"], found["scene"]) == (["1"], ["corpus"], ["7"])
    page.keyboard.press("Escape")
    expect(page.locator(".st-key-header .caption b")).to_have_text(TOUR[-2].title.zh)


def test_steps_that_are_quicker_than_the_page(page: Page, app_server: str) -> None:
    opened(page, app_server, "tour=corpus&scene=1")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(page.locator(".st-key-header .caption b")).to_have_text(TOUR[4].title.zh)
    settled(page)
    assert params(page)["scene"] == ["5"]


def test_the_first_line_offers_the_tour(page: Page, app_server: str) -> None:
    opened(page, app_server)
    page.get_by_role("button", name=speak("zh")[0]("Take the tour")).click()
    expect(page.locator(".st-key-header .caption b")).to_have_text(TOUR[0].title.zh)
    page.get_by_role("button", name=speak("zh")[0]("End the tour")).click()
    expect(page.locator(".st-key-header .caption")).to_have_count(0)
    expect(page.locator(".st-key-header .hint")).to_have_count(0)
    assert params(page) == {}


def test_who_has_gone_on_can_come_back(page: Page, app_server: str) -> None:
    opened(page, app_server, "tour=corpus&scene=2&r=RU")
    expect(page.locator("[data-back]")).to_have_count(0)
    page.locator(".rows button[data-code='JP']").click()
    back = page.locator("[data-back]")
    expect(back).to_be_visible()
    back.click()
    expect(back).to_have_count(0)
    assert params(page) == {"r": ["RU"], "tour": ["corpus"], "scene": ["2"]}


def test_escape_gives_the_focus_back(page: Page, app_server: str) -> None:
    opened(page, app_server)
    page.locator("[data-panel=scenes]").click()
    page.wait_for_selector(".panel .saving")
    page.keyboard.press("Escape")
    expect(page.locator(".st-key-header .panel")).to_have_count(0)
    assert page.locator("[data-panel=scenes]").evaluate("node => node.getRootNode().activeElement === node")


def test_own_scenes_are_kept_and_stepped_through(mine: Page) -> None:
    assert titles(mine) == ["第一幕", "第二幕"]
    mine.reload()
    settled(mine)
    panel(mine)
    assert titles(mine) == ["第一幕", "第二幕"]
    mine.get_by_role("button", name=speak("zh")[0]("Step through them")).click()
    expect(mine.locator(".st-key-header .caption")).to_contain_text("中俄之间")
    settled(mine)
    mine.keyboard.press("ArrowRight")
    expect(mine.locator(".st-key-header .caption b")).to_have_text("第二幕")
    assert params(mine) == {"view": ["trends"], "r": ["RU"], "tour": ["mine"], "scene": ["2"]}
    mine.locator("[data-page=map]").click()
    expect(mine.locator("[data-back]")).to_be_visible()


def test_own_scenes_are_reordered_renamed_deleted_and_undone(mine: Page) -> None:
    act(mine, "第二幕", "up")
    assert titles(mine) == ["第二幕", "第一幕"]
    focused = "document.querySelector('.st-key-header [data-testid=stBidiComponentIsolated]').shadowRoot.activeElement"
    assert mine.evaluate(f"{focused}.closest('li').textContent").startswith("第二幕"), "the focus goes along"
    act(mine, "第一幕", "rename")
    mine.keyboard.press("ControlOrMeta+a")
    mine.keyboard.type("开场")
    mine.keyboard.press("Enter")
    assert titles(mine) == ["第二幕", "开场"]
    act(mine, "开场", "rename")
    mine.keyboard.type("不要")
    mine.keyboard.press("Escape")
    assert titles(mine) == ["第二幕", "开场"]
    act(mine, "第二幕", "delete")
    assert titles(mine) == ["开场"]
    expect(mine.locator(".mine [role=status]")).to_contain_text("第二幕")
    act(mine, "开场", "delete")
    assert titles(mine) == []
    mine.keyboard.press("Enter")  # the focus is on undo
    assert titles(mine) == ["开场"], "the latest first"
    mine.keyboard.press("Enter")
    assert titles(mine) == ["第二幕", "开场"]
    expect(mine.locator("[data-undo]")).to_have_count(0)


def test_a_scene_that_is_shown_stays_so_when_it_is_moved(mine: Page) -> None:
    mine.locator(".mine .open").nth(1).click()
    expect(mine.locator(".st-key-header .caption b")).to_have_text("第二幕")
    settled(mine)
    panel(mine)
    act(mine, "第二幕", "up")
    expect(mine.locator(".steps .number")).to_have_text("1 / 2")
    expect(mine.locator(".st-key-header .caption b")).to_have_text("第二幕")
    act(mine, "第二幕", "delete")
    expect(mine.locator(".st-key-header .caption")).to_have_count(0)


HOSTILE = (
    '<img src=x onerror="window.hacked = true">',
    "\u202eخطر ‮ 反",
    "🕊️🇨🇳",
    "长" * 200,
    '"]\\\n[[scenes]] {title} $&',
)
"""Titles that would be more than text."""


def test_a_file_goes_to_somebody_else_with_any_title(
    mine: Page, browser: Browser, app_server: str, tmp_path: Path
) -> None:
    for title in HOSTILE:
        mine.locator(".saving .title").fill(title)
        mine.locator(".save").click()
    here = [title.replace("\n", " ") for title in HOSTILE]
    assert titles(mine)[2:] == here
    with mine.expect_download() as download:
        mine.locator("[data-export=scenes-file]").click()
    file = tmp_path / "scenes.toml"
    download.value.save_as(file)
    read = scenes.read(file.read_text(encoding="utf-8"))
    assert [each.title.zh for each in read][:2] == ["第一幕", "第二幕"]
    assert read[0].sentence.zh == "中俄之间" and read[0].selection.relationships == ("RU",)
    mine.locator("input[type=file]").set_input_files(file)
    there = speak("zh")[0]("Scenes added: {n}; there already: {m}")
    expect(mine.locator(".mine [role=status]")).to_contain_text(there.format(n=0, m=7))
    assert len(titles(mine)) == 7, "what is there already is not added again"
    with visit(browser) as other:
        opened(other, app_server)
        panel(other)
        other.locator("input[type=file]").set_input_files(file)
        expect(other.locator(".mine .open")).to_have_count(7)
        assert titles(other)[2:] == here
        act(other, "第一幕", "delete")
        settled(other)
        other.locator("input[type=file]").set_input_files(file)
        expect(other.locator(".mine [role=status]")).to_contain_text(there.format(n=1, m=6))
        assert titles(other)[-1] == "第一幕"
        other.locator("[data-undo]").click()
        other.locator("[data-undo]").click()
        assert titles(other)[0] == "第一幕" and len(titles(other)) == 7
        other.locator(".mine .open").nth(2).click()
        expect(other.locator(".st-key-header .caption b")).to_have_text(here[0])
        settled(other)
        assert other.evaluate("window.hacked") is None and mine.evaluate("window.hacked") is None
        for _ in HOSTILE[1:]:
            other.keyboard.press("ArrowRight")
        expect(other.locator(".st-key-header .caption b")).to_have_text(here[-1])
        assert other.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_file_that_is_wrong_is_said(page: Page, app_server: str, tmp_path: Path) -> None:
    opened(page, app_server)
    panel(page)
    for text in ('[[scenes]]\ntitle = "甲"\nview = "maps"\n', "#" * 300_000):
        file = tmp_path / "甲.toml"
        file.write_text(text, encoding="utf-8")
        page.locator("input[type=file]").set_input_files(file)
        expect(page.locator(".mine [role=status]")).to_contain_text(".toml")
        settled(page)
    expect(page.locator(".mine .open")).to_have_count(0)


def test_the_link_of_a_scene_opens_it(mine: Page, browser: Browser) -> None:
    mine.context.grant_permissions(["clipboard-read", "clipboard-write"])
    for row, expected in (
        (mine.locator(".mine li").first, {"view", "r", "v"}),
        (mine.locator(".panel li").nth(1), {"r", "tour", "scene", "v"}),
    ):
        row.locator("[aria-label*='链接'], [aria-label*='link']").click()
        link = mine.evaluate("navigator.clipboard.readText()")
        assert set(parse_qs(urlsplit(link).query)) == expected
        with visit(browser) as other:
            other.goto(link)
            other.wait_for_selector(".st-key-bar .count, .st-key-bar")
            expect(other.locator(".st-key-bar")).to_contain_text("中俄")


def test_a_browser_that_keeps_nothing(page: Page, app_server: str) -> None:
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('refused'); } })"
    )
    opened(page, app_server)
    panel(page)
    page.locator(".saving .title").fill("只在此页")
    page.keyboard.press("Enter")
    expect(page.locator(".mine .open b")).to_have_text("只在此页")
    page.locator(".mine .open").click()
    expect(page.locator(".st-key-header .caption b")).to_have_text("只在此页")


KEPT = json.dumps([None, 3, {"title": "x"}, {"id": "a", "title": "甲", "params": {"r": "RU"}}])


@pytest.mark.parametrize("kept", ["{", KEPT])
def test_junk_that_a_browser_keeps_is_no_scene(page: Page, app_server: str, kept: str) -> None:
    page.add_init_script(
        f"try {{ localStorage.setItem('shuangbian.scenes', {json.dumps(kept)}); }} catch {{}}"
    )
    opened(page, app_server, "tour=mine&scene=1")
    expect(page.locator(".st-key-header .caption")).to_have_count(0)
    panel(page)
    expect(page.locator(".mine .open")).to_have_count(0)
