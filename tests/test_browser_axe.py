"""Accessible: axe-core finds nothing in what the project draws, every control is reached by Tab and seen there, and
Enter or the space bar does what a click does."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, expect

from components import PAGES
from tests.conftest import ROOT, settled
from tests.test_browser_documents import FILES

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")

# all that axe knows, best practice too
EVERYTHING = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
THEMES = ("light", "dark")

# what Streamlit draws and does not let us change: why it is left out
STREAMLITS_OWN = {
    "[data-testid=stFileUploaderDropzone]": "a section with the role presentation that has a name",
}

READER = {"view": "reader"}
WHY = "ol > li[id] button[aria-expanded]"

# state: what the link says, and what is clicked then
STATES: dict[str, tuple[dict[str, Any], str]] = {
    **{page: ({"view": page}, "") for page in PAGES},
    "tables": ({"table": ["counts", "cloud"]}, ""),
    "chosen": ({"r": ["RU", "US"], "w": "合作", "q": "疫情", "mark": "世界", "rank": "distinctive"}, WHY),
    "sections": ({}, "details.sections summary"),
    "what it can be taken away as": ({}, ".st-key-counts .export summary"),
    "nothing": ({"r": "IN", "w": "疫苗", "q": "潮汐"}, ""),
    "network": ({"view": "comentions", "pairs": "network"}, ""),
    "words by relationship": ({"view": "comentions", "pairs": "terms"}, ""),
    "lines": ({"view": "concordance", "kw": "合作"}, "button.line"),
    "source beside it": ({**READER, "reading": "source"}, ""),
    "presentation": ({"present": "1", "r": "RU"}, ""),
    "presentation of a scene": ({"present": "1", **READER, "tour": "corpus", "scene": "8"}, ""),
    "embedded": ({"embed": "counts", "r": "RU"}, ""),
    "embedded text": ({"embed": "paragraphs"}, ""),
    "the last scene": ({**READER, "reading": "source", "tour": "corpus", "scene": 8}, ""),
    "a scene that is left": ({"tour": "corpus", "scene": 2}, ""),
}
LANGUAGES = ("zh", "en")


GROUNDS = {
    name: tuple(int(theme["backgroundColor"][at : at + 2], 16) for at in (1, 3, 5))
    for name, theme in tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))[
        "theme"
    ].items()
    if name in THEMES
}


@pytest.fixture(scope="module")
def themed(browser: Browser) -> Iterator[Page]:
    """One page for all states, which changes its theme with the system's."""
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        yield context.new_page()


def show(page: Page, address: str, query: dict[str, Any], click: str = "") -> None:
    """Open a state of the page; where it is open already, go on from there as the buttons Back and Forward do."""
    wanted = f"/?{urlencode(query, doseq=True)}"
    if page.url.startswith(address):
        page.evaluate(
            "query => { for (const _ of [1, 2]) History.prototype.pushState.call(history, null, '', query); history.back(); }",
            wanted,
        )
    else:
        page.goto(address + wanted)
    settled(page, quiet=150)
    page.wait_for_function("() => !document.querySelector('[data-testid=stSkeleton]')")
    if click:
        page.locator(click).first.click()
        settled(page, quiet=50)


def violations(page: Page) -> list[str]:
    """What axe finds in both themes, a line an element: theme, rule, element, what is wrong."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(AXE)
    wrong = []
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        page.wait_for_function(
            "ground => getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor === ground",
            arg=f"rgb{GROUNDS[theme]}",
        )
        settled(page, quiet=50)
        found = page.evaluate(
            "([what, how]) => axe.run(what, how)",
            [{"exclude": [[each] for each in STREAMLITS_OWN]}, EVERYTHING],
        )
        wrong += [
            f"{theme}: {rule['id']} ({rule['impact']}): {node['html'][:160]}: {node['failureSummary']}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]
    page.emulate_media(color_scheme="light")
    return wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing(themed: Page, app_server: str, language: str) -> None:
    page = themed
    found = {}
    for state, (query, click) in STATES.items():
        show(page, app_server, query | {"lang": language}, click)
        lang = page.evaluate("document.documentElement.lang")
        assert lang == {"zh": "zh-Hans", "en": "en"}[language], state
        if wrong := violations(page):
            found[state] = wrong
    assert not found


def test_the_cross_of_a_panel_has_a_name(steady: Page, app_server: str) -> None:
    """On a phone, where a panel fills the screen."""
    size = steady.viewport_size
    assert size
    steady.set_viewport_size({"width": 390, "height": 844})
    show(steady, app_server, {"view": "map"})
    steady.locator("[data-panel=guide]").click()
    cross = steady.get_by_role("button", name="关闭", exact=True)
    expect(cross).to_be_visible()
    cross.click()
    expect(steady.locator(".panel.guide")).to_have_count(0)
    steady.set_viewport_size(size)


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_in_panels(themed: Page, app_server: str, language: str) -> None:
    page = themed
    found = {}
    for key, inside in (("s", ".code"), ("g", ".saving"), ("?", ".keys")):
        show(page, app_server, {"view": "trends", "lang": language})
        page.keyboard.press(key)
        page.wait_for_selector(f".st-key-header .panel {inside}")
        if key == "g":
            page.locator(".saving .save").click()
            expect(page.locator(".mine .open").first).to_be_visible()
        if wrong := violations(page):
            found[key] = wrong
        page.keyboard.press("Escape")
    assert not found


def test_axe_finds_nothing_in_my_documents(themed: Page, app_server: str) -> None:
    page = themed
    show(page, app_server, {"view": "documents"})
    files = [{"name": name, "mimeType": "", "buffer": content} for name, content in FILES.items()]
    files.append({"name": "空.txt", "mimeType": "", "buffer": b""})
    page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files(files)  # type: ignore[arg-type]
    expect(page.locator(".st-key-documents-actions button").first).to_be_visible(timeout=60_000)
    settled(page)
    page.locator(".paste summary").click()
    assert not violations(page)
    page.goto("about:blank")  # the documents go with the visit


# Everything that can be clicked or typed into and that the project draws, in the order of the page; of a group in which
# arrow keys move, the one that Tab reaches. From then on, `window.reached` has what got the focus: which of them, whether
# an outline shows it, whether it is on the screen.
CONTROLS = """() => {
    const roots = [...document.querySelectorAll('[data-testid=stBidiComponentIsolated]')].map(host => host.shadowRoot);
    window.controls = roots.flatMap(root => [...root.querySelectorAll('button, a[href], input, select, textarea, summary, [tabindex]')])
        .filter(node => !node.disabled && node.tabIndex >= 0 && node.checkVisibility({ visibilityProperty: true }));
    window.reached = [];
    for (const root of roots) root.addEventListener('focusin', ({ target: node }) => {
        const style = getComputedStyle(node), box = node.getBoundingClientRect();
        const seen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
        window.reached.push([window.controls.indexOf(node), seen, box.bottom > 0 && box.top < innerHeight, node.outerHTML.slice(0, 120)]);
    });
    return window.controls.length;
}"""

TABBED = [({"view": page}, "") for page in PAGES] + [
    ({"table": "counts"}, ""),
    ({"r": ["RU", "US"], "q": "疫情"}, WHY),
    ({**READER, "reading": "source"}, ""),
]
MOST = 110
"""Steps of Tab on a page: of a long list, its first controls stand for the others."""


@pytest.mark.parametrize(("query", "click"), TABBED, ids=lambda value: str(value)[:60])
def test_tab_reaches_every_control_in_reading_order(
    page: Page, app_server: str, query: dict[str, Any], click: str
) -> None:
    show(page, app_server, query, click)
    count = page.evaluate(CONTROLS)
    page.locator("h1").evaluate("node => { node.tabIndex = -1; node.focus(); }")
    for _ in range(min(MOST, count + 5)):
        page.keyboard.press("Tab")
    reached = [each for each in page.evaluate("window.reached") if each[0] >= 0]  # the others are Streamlit's
    for _place, seen, inside, html in reached:
        assert seen, f"no outline: {html}"
        assert inside, f"not on the screen: {html}"
    places = [place for place, *_more in reached][:count]
    assert places == list(range(len(places))), "not in the order of the page, or something is left out"
    assert len(places) >= min(count, MOST - 10)


# kind of control: where, what finds one of it, the key, and what is there then
KEYS: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "page": ({}, "[data-page=map]", "Enter", "[data-page=map][aria-current=page]"),
    "bar": ({}, ".rows [data-code=RU]", "Space", ".rows [data-code=RU][aria-pressed=true]"),
    "word": ({}, ".cloud [data-word='合作']", "Enter", ".cloud [data-word='合作'][data-state=chosen]"),
    "cross of a word": ({}, ".cloud .place:has([data-word='合作']) .cross", "Space", ".cloud [data-word='合作'][data-state=excluded]"),
    "chip": ({"r": "RU"}, ".chips .drop", "Enter", ".chips .everything"),
    "choice": ({}, ".choices button:has-text('占比')", "Space", ".choices button[aria-pressed=true]:has-text('占比')"),
    "tag": ({}, ".tag.mentions", "Enter", ".tag.mentions[aria-pressed=true]"),
    "panel": ({}, ".sections summary", "Enter", ".sections[open]"),
    "why": ({"r": "RU"}, WHY, "Space", "dl dt"),
    "row of a list": ({"view": "map"}, ".list [data-key=RU]", "Enter", ".list [data-key=RU][aria-pressed=true]"),
    "line": ({"view": "concordance", "kw": "合作"}, "button.line", "Enter", ".open .text"),
    "tile": (READER, ".tile[tabindex='0']", "Enter", ".tile[aria-current]"),
    "pasting": ({"view": "documents"}, ".paste summary", "Space", ".paste[open] textarea"),
}  # fmt: skip


@pytest.fixture(scope="module")
def steady(browser: Browser) -> Iterator[Page]:
    """One page for all keys, of a visitor who wants no motion."""
    with browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce") as context:
        yield context.new_page()


@pytest.mark.parametrize("kind", KEYS)
def test_a_key_does_what_a_click_does(steady: Page, app_server: str, kind: str) -> None:
    query, selector, key, then = KEYS[kind]
    show(steady, app_server, query)
    expect(steady.locator(then)).to_have_count(0)
    steady.locator(selector).first.focus()
    steady.keyboard.press(key)
    expect(steady.locator(then).first).to_be_visible()
    settled(steady)


# what Escape closes: where, what opens it, and what is open then
OPENED: dict[str, tuple[dict[str, Any], Callable[[Page], None], str]] = {
    "proposals": ({}, lambda page: page.locator("[role=combobox]").fill("合作"), "ul.open"),
    "sections": ({}, lambda page: page.locator(".sections summary").click(), ".sections[open]"),
}


@pytest.mark.parametrize("what", OPENED)
def test_escape_closes_what_is_open(steady: Page, app_server: str, what: str) -> None:
    query, open_it, there = OPENED[what]
    show(steady, app_server, query)
    open_it(steady)
    expect(steady.locator(there)).to_have_count(1)
    steady.keyboard.press("Escape")
    expect(steady.locator(there)).to_have_count(0)
    steady.locator("[role=combobox]").fill("")


def test_who_wants_no_motion_gets_none(steady: Page, app_server: str) -> None:
    for query in ({}, READER, {"view": "documents"}):
        show(steady, app_server, query)
        moving = steady.evaluate(
            """() => [...document.querySelectorAll('[data-testid=stBidiComponentIsolated]')].flatMap(host => [...host.shadowRoot.querySelectorAll('*')])
                .filter(node => { const style = getComputedStyle(node); return parseFloat(style.transitionDuration) || style.animationName !== 'none' || style.scrollBehavior === 'smooth'; })
                .map(node => node.outerHTML.slice(0, 80))"""
        )
        assert moving == []


def test_every_view_is_a_landmark_with_a_name_of_its_own(steady: Page, app_server: str) -> None:
    for view in PAGES:
        show(steady, app_server, {"view": view})
        landmarks = steady.evaluate(
            """() => [...document.querySelectorAll('[data-testid=stBidiComponentIsolated]')].map(host => host.shadowRoot.querySelector('.root'))
                .filter(root => !root.querySelector('h1')).map(root => [root.getAttribute('role'), root.getAttribute('aria-label')])"""
        )
        assert all(role in ("region", "search") and name for role, name in landmarks), landmarks
        assert len({tuple(each) for each in landmarks}) == len(landmarks)


def test_a_chart_is_one_picture_with_a_name(steady: Page, app_server: str) -> None:
    for view in ("overview", "trends", "keyness", "comentions", "map", "phrases"):
        show(steady, app_server, {"view": view})
        charts = steady.locator(".plot")
        for chart in charts.all():
            expect(chart).to_have_attribute("role", "img")
            assert chart.get_attribute("aria-label")
            assert chart.locator("a[href], button, [tabindex]").count() == 0, (
                "nothing in a picture has the focus"
            )
