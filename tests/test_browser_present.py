"""Presentations, by keys alone, and views in somebody else's page."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from components import PAGES, rows
from components.header import LABELS, VIEW_LABELS
from components.language import speak
from corpus.selection import STAGED, STAGES, Selection
from tests.conftest import params, server, settled, visit
from tests.test_browser_axe import show

SMALLEST = 20
"""px that every text of a presentation has at least, on a screen of 1920×1080."""

# every text that is seen, with its size on the screen
SIZES = """() => {
    const found = [];
    const look = (root) => {
        const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
        for (let node = walk.nextNode(); node; node = walk.nextNode()) {
            if (node.shadowRoot) look(node.shadowRoot);
            if (node.nodeType !== Node.TEXT_NODE || !node.data.trim()) continue;
            const element = node.parentElement;
            if (!element || /^(STYLE|SCRIPT|OPTION)$/i.test(element.tagName) || element.closest('.hidden, defs')) continue;
            const range = document.createRange();
            range.selectNodeContents(node);
            const box = range.getBoundingClientRect();
            if (!box.width || !box.height || !element.checkVisibility()) continue;
            const scale = Number(document.documentElement.style.getPropertyValue('--stage-scale'));
            found.push([node.data.trim().slice(0, 20), parseFloat(getComputedStyle(element).fontSize) * scale]);
        }
    };
    look(document.body);
    return found;
}"""


@pytest.fixture
def screen(browser: Browser) -> Iterator[Page]:
    """A projector of 1920×1080."""
    with visit(browser) as page:
        page.set_viewport_size({"width": 1920, "height": 1080})
        yield page


def shown(page: Page) -> list[str]:
    """The names of the views that stand on the page, from left to right."""
    settled(page)
    found = page.evaluate(
        "names => names.map(name => [name, document.querySelector(`.st-key-${name}, [class*=-${name}]`)?.getBoundingClientRect()])"
        ".filter(([, box]) => box?.width).sort((one, other) => one[1].left - other[1].left).map(([name]) => name)",
        list(STAGED),
    )
    return list(found)


def test_every_view_of_a_page_can_be_shown_alone() -> None:
    """The table of selection.py names the views that components/ draws."""
    for page, staged in STAGES.items():
        drawn = [[view.__name__.rpartition(".")[2] for view in row] for row in PAGES[page]]
        assert [list(row) for row in staged] == [row for row in drawn if row != ["search", "bar"]]
        for view in (view for row in staged for view in row):
            names = [
                module.__name__.rpartition(".")[2]
                for row in rows(Selection(view=page, present="1", stage=(view,)))
                for module in row
            ]
            assert names == ["header", view]
    assert set(VIEW_LABELS) == set(STAGED)


STAGES_ASKED = {
    "the first row": (Selection(), ("counts", "cloud")),
    "one": (Selection(stage=("cloud",)), ("cloud",)),
    "two, in the order in which they came": (
        Selection(stage=("paragraphs", "counts")),
        ("paragraphs", "counts"),
    ),
    "of three the last two": (Selection(stage=("counts", "cloud", "paragraphs")), ("cloud", "paragraphs")),
    "of another page": (Selection(view="map", stage=("cloud",)), ("world_map",)),
    "none": (Selection(view="documents", stage=("cloud",)), ()),
}


@pytest.mark.parametrize("selection, expected", STAGES_ASKED.values(), ids=STAGES_ASKED)
def test_what_is_on_the_stage(selection: Selection, expected: tuple[str, ...]) -> None:
    assert selection.staged() == expected


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_presentation_by_keys_alone(screen: Page, app_server: str, language: str) -> None:
    _ = speak(language)[0]
    screen.goto(f"{app_server}/?lang={language}&r=RU")
    screen.wait_for_selector(".plot .point")
    settled(screen)
    keys = screen.keyboard
    keys.press("p")
    expect(screen.locator(".said h1")).to_have_text(_(LABELS["overview"]))
    assert params(screen)["present"] == ["1"] and shown(screen) == ["counts", "cloud"]
    expect(screen.locator("nav[aria-label]").filter(has_text=_(LABELS["trends"]))).to_have_count(0)
    expect(screen.get_by_test_id("stHeader")).to_be_hidden()
    keys.press("3")
    screen.wait_for_selector(".st-key-overview-paragraphs")
    assert shown(screen) == ["paragraphs"]
    keys.press("Shift+Digit2")
    screen.wait_for_selector(".st-key-cloud")
    assert shown(screen) == ["paragraphs", "cloud"]
    for key, page in (
        ("ArrowRight", "trends"),
        ("PageDown", "keyness"),
        ("ArrowLeft", "trends"),
        ("PageUp", "overview"),
    ):
        keys.press(key)
        expect(screen.locator(".said h1")).to_have_text(_(LABELS[page]))
        settled(screen)
    assert shown(screen) == ["counts", "cloud"], "another page begins with its own views"
    other = "en" if language == "zh" else "zh"
    for said in (other, language):
        keys.press("l")
        expect(screen.locator(".said h1")).to_have_text(speak(said)[0](LABELS["overview"]))
    keys.press("?")
    expect(screen.locator(".panel.guide h2").first).to_be_visible()
    keys.press("Escape")
    expect(screen.locator(".panel")).to_have_count(0)
    assert "present" in params(screen), "the first Escape closes what is open"
    keys.press("Escape")
    expect(screen.locator("[data-page=overview]")).to_be_visible()
    assert params(screen) == {"r": ["RU"]} | ({"lang": ["en"]} if language == "en" else {})
    expect(screen.get_by_test_id("stHeader")).to_be_visible()


READ: tuple[dict[str, Any], ...] = (
    {},
    *({"view": page} for page in STAGES if page != "overview"),
    {"show": ["paragraphs", "cloud"]},
    {"view": "trends", "table": "trends"},
    {"tour": "corpus", "scene": "2"},
)


def test_every_text_can_be_read_from_the_last_row(screen: Page, app_server: str) -> None:
    for query in READ:
        show(screen, app_server, {"present": "1", "r": "RU", "kw": "合作"} | query)
        sizes = screen.evaluate(SIZES)
        assert len(sizes) > 10, query
        small = [(text, size) for text, size in sizes if size < SMALLEST]
        assert not small, f"{query}: smaller than {SMALLEST} px: {small}"
        overflow = screen.evaluate(
            "(main => main.scrollWidth - main.clientWidth)(document.querySelector('[data-testid=stMain]'))"
        )
        assert overflow <= 0, f"{query}: nothing stands outside the screen"


def test_full_screen_comes_and_goes_in_a_presentation(screen: Page, app_server: str) -> None:
    full = "Boolean(document.fullscreenElement)"
    screen.goto(app_server)
    screen.wait_for_selector(".plot .point")
    settled(screen)
    screen.keyboard.press("p")
    screen.wait_for_function(full)
    screen.keyboard.press("f")
    screen.wait_for_function(f"!{full}")
    assert "present" in params(screen), "in a window it is still a presentation"
    screen.keyboard.press("f")
    screen.wait_for_function(full)
    screen.keyboard.press("Escape")
    screen.wait_for_function(f"!{full}")
    expect(screen.locator("[data-page=overview]")).to_be_visible()
    assert "present" not in params(screen)


def test_no_step_is_lost_to_the_next(screen: Page, app_server: str) -> None:
    screen.goto(f"{app_server}/?present=1")
    screen.wait_for_selector(".said h1")
    settled(screen)
    for _ in range(4):
        screen.keyboard.press("ArrowRight")
    assert params(screen)["view"] == ["comentions"]


def test_a_page_without_views_of_a_stage_presents_the_first(screen: Page, app_server: str) -> None:
    screen.goto(f"{app_server}/?view=documents")
    screen.wait_for_selector("[data-page=documents][aria-current]")
    settled(screen)
    screen.keyboard.press("p")
    expect(screen.locator(".said h1")).to_be_visible()
    assert params(screen) == {"present": ["1"]}


def test_documents_that_are_not_here_are_said_in_a_frame(screen: Page, app_server: str) -> None:
    screen.goto(f"{app_server}/?c=own&embed=counts&lang=en")
    expect(screen.locator(".absent")).to_be_visible()
    expect(screen.locator(".rows")).to_have_count(0)


def test_a_click_in_a_presentation_hits_what_it_points_at(screen: Page, app_server: str) -> None:
    """The page is scaled: Plotly must find the bar that is seen below the pointer."""
    screen.goto(f"{app_server}/?present=1")
    point = screen.locator(".plot .point").nth(1)
    point.wait_for()
    settled(screen)
    code = screen.locator(".rows [data-code]").nth(1).get_attribute("data-code")
    box = point.bounding_box()
    assert box and code
    screen.mouse.click(box["x"] + 10, box["y"] + box["height"] / 2)
    screen.wait_for_url(f"**r={code}**")
    expect(screen.locator(f".rows [data-code={code}]")).to_have_attribute("aria-pressed", "true")


def test_controls_rest_with_the_hand(screen: Page, app_server: str) -> None:
    screen.goto(f"{app_server}/?present=1")
    screen.wait_for_selector(".plot .point")
    screen.wait_for_selector("html[data-idle]", state="attached")
    leave = screen.locator(".leave")
    expect(leave).to_have_css("opacity", "0")
    screen.mouse.move(300, 300)
    screen.mouse.move(310, 310)
    expect(leave).to_have_css("opacity", "1")


def test_the_stage_fits_what_the_screen_has(screen: Page, app_server: str) -> None:
    """What is drawn ends above the lower edge on every common screen."""
    for width, height in ((1920, 1080), (1280, 720), (1024, 768)):
        screen.set_viewport_size({"width": width, "height": height})
        for view, drawn in (
            ("counts", ".plot"),
            ("cloud", ".cloud"),
            ("trends", ".plot"),
            ("keyness", ".plot"),
        ):
            page = next(page for page, rows in STAGES.items() if any(view in row for row in rows))
            show(screen, app_server, {"present": "1", "view": page, "show": view})
            here = screen.locator(f".st-key-{view} {drawn}")
            here.wait_for()
            settled(screen, quiet=300)
            box = here.bounding_box()
            assert box and box["y"] + box["height"] <= height, f"{view} on {width}×{height}"


def test_a_view_in_another_page_stands_alone(page: Page, app_server: str) -> None:
    """As in an iframe of a blog: no navigation, no search, and the way to the whole page."""
    page.set_viewport_size({"width": 700, "height": 520})
    for view in STAGED:
        show(page, app_server, {"embed": view, "r": "RU", "kw": "合作"})
        page.wait_for_selector(f".st-key-{view}, [class*=-{view}]")
        assert shown(page) == [view]
        expect(page.locator("nav[aria-label] [data-page]")).to_have_count(0)
        expect(page.locator(".st-key-search, .st-key-bar")).to_have_count(0)
        expect(page.get_by_test_id("stHeader")).to_be_hidden()
        whole = page.locator("p.embed a")
        expect(whole).to_have_attribute("target", "_blank")
        address = whole.get_attribute("href")
        assert address and "embed" not in address and "r=RU" in address
        expect(page.locator("p.embed")).to_contain_text("中俄（谈及）")
        assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 700, view


def test_a_click_in_another_page_keeps_to_its_view(page: Page, app_server: str) -> None:
    page.goto(f"{app_server}/?embed=counts")
    bar = page.locator(".rows [data-code=RU]")
    bar.wait_for()
    before = page.evaluate("history.length")
    bar.click()
    page.wait_for_url("**r=RU**")
    assert params(page) == {"embed": ["counts"], "r": ["RU"]} and shown(page) == ["counts"]
    assert page.evaluate("history.length") == before, "Back is the host's"


def test_a_frame_of_another_page_shows_it(page: Page, app_server: str, tmp_path: Path) -> None:
    host = tmp_path / "blog.html"
    host.write_text(
        f'<title>blog</title><iframe width="700" height="520" src="{app_server}/?embed=cloud"></iframe>'
    )
    page.goto(host.as_uri())
    expect(page.frame_locator("iframe").locator(".cloud button").first).to_be_visible()


def test_a_server_that_slept_says_that_it_wakes(page: Page) -> None:
    with server() as address:
        page.goto(address)
        expect(page.get_by_text("正在醒来")).to_be_visible()
        page.wait_for_selector(".plot .point", timeout=60_000)
        expect(page.get_by_text("正在醒来")).to_have_count(0)
