"""Nothing jumps: how far a page moves, while it loads and at each click, by Chromium's own measure.

The cumulative layout shift is the sum of all entries, those soon after a click too, which a web vital leaves out. Not
counted is what opens something where it was clicked and moves what stands below it: such a click is in OPENING, and
is measured above the thing alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from components import PAGES
from tests.conftest import settled

MOST = 0.02
"""Of a click."""

# Each shift with the boxes that moved: [value, [top before, height before, top now, name], …]
WATCH = """
window.shifts = [];
new PerformanceObserver(list => {
    for (const entry of list.getEntries()) window.shifts.push([entry.value, entry.sources.map(
        ({ node, previousRect: was, currentRect: is }) => [was.y, was.height, is.y, node?.dataset?.testid ?? ''])]);
}).observe({ type: 'layout-shift', buffered: true });
"""


@pytest.fixture(scope="module")
def watched(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        context.add_init_script(WATCH)
        yield context.new_page()


def opened(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector(".plot .point, [data-tile], button.line, .list button, .paste")
    settled(page, quiet=500)


def shifts(page: Page) -> list[tuple[float, list[list[Any]]]]:
    """What has moved since it was asked last."""
    settled(page, quiet=300)
    found: list[tuple[float, list[list[Any]]]] = page.evaluate("window.shifts.splice(0)")
    return found


CLICKS = {
    "a bar": ".rows [data-code=RU]",
    "the bar once more": ".rows [data-code=RU]",
    "a word": ".cloud [data-word='合作']",
    "a chip": ".chips .drop",
    "a tag": ".tag.mentions",
    "a unit": ".choices button:has-text('占比')",
    "a ranking": ".choices button:has-text('特有')",
    "a table": ".choices button:text-is('表')",
    "the chart again": ".choices button:text-is('图')",
    **{
        f"the page {page}": f"[data-page={page}]"
        for page in (*(name for name in PAGES if name != "overview"), "overview")
    },
}

# what opens, and what must stand still above it
OPENING = {
    "why": "ol > li[id] button[aria-expanded]",
    "its context": "ol > li[id] button:has-text('前后文')",
    "how it was cut": "ol > li[id] button:has-text('如何切词')",
}


SLOWED = 6
"""Times slower than this machine is the one that draws: what is drawn one after the other is then seen so."""


def test_no_click_moves_the_page(watched: Page, app_server: str) -> None:
    opened(watched, app_server)
    shifts(watched)
    session = watched.context.new_cdp_session(watched)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    moved = {}
    for name, selector in CLICKS.items():
        watched.locator(selector).first.click()
        moved[name] = round(sum(value for value, _boxes in shifts(watched)), 4)
    session.detach()
    assert {name: value for name, value in moved.items() if value > MOST} == {}


def test_what_opens_moves_nothing_above_it(watched: Page, app_server: str) -> None:
    opened(watched, app_server)
    shifts(watched)
    for name, selector in OPENING.items():
        button = watched.locator(selector).first
        card = button.locator("xpath=ancestor::li").bounding_box()
        assert card
        button.click()
        above = [box for _value, boxes in shifts(watched) for box in boxes if box[0] < card["y"] - 1]
        assert not above, name


LOADED = 0.02
"""Of a page that loads."""


@pytest.mark.parametrize("view", PAGES)
def test_a_page_that_loads_stands_where_it_will(watched: Page, app_server: str, view: str) -> None:
    # Streamlit itself makes its empty frame as wide as the page when the app's first word has come
    opened(watched, f"{app_server}/?view={view}")
    value = sum(
        value for value, boxes in shifts(watched) if any(box[3] != "stMainBlockContainer" for box in boxes)
    )
    assert value <= (LOADED if view != "documents" else 0.3), value
