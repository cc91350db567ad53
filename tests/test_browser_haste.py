"""Whoever clicks faster than the server answers: nothing of it is lost, and what was done last is what is shown.

The browser gets the server's messages only when the test lets them through.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.conftest import params, settled
from tests.test_browser import bar, word
from tests.test_browser_reader import RUSSIA, walked

# Whether a component has got the answer to its first click, and none to its second.
ONE_UNANSWERED = """() => [...document.querySelectorAll('[data-testid=stBidiComponentIsolated]')]
    .some(host => host.shadowRoot?.querySelector('.root')?.unanswered?.length === 1)"""


class Answers:
    """The server's messages on their way to a page: on hold from ``hold`` on, until ``let_through``."""

    def __init__(self, page: Page) -> None:
        self._held: list[Callable[[], None]] | None = None
        page.route_web_socket("**/_stcore/stream", self._connect)

    def _connect(self, browser: WebSocketRoute) -> None:
        server = browser.connect_to_server()
        server.on_message(lambda message: self._pass(lambda: browser.send(message)))

    def _pass(self, send: Callable[[], None]) -> None:
        if self._held is None:
            send()
        else:
            self._held.append(send)

    def hold(self) -> None:
        self._held = []

    def arrived(self, page: Page, *, more_than: int = 0) -> int:
        """How many messages wait, once there are more than so many and none has come for a moment."""
        before = -1
        while before < (count := len(self._held or [])) or count <= more_than:
            before = count
            page.wait_for_timeout(100)
        return count

    def let_through(self, count: int | None = None) -> None:
        """The first ``count`` messages that wait; without it all of them, and all that come."""
        for send in (self._held or [])[:count]:
            send()
        self._held = None if count is None else (self._held or [])[count:]


@pytest.fixture
def answers(page: Page) -> Answers:
    return Answers(page)


def test_a_late_answer_takes_no_step_back(page: Page, app_server: str, answers: Answers) -> None:
    page.goto(f"{app_server}/?view=reader&lang=en&r=RU")
    expect(walked(page)).to_have_text(f"– / {len(RUSSIA)} with hits")
    settled(page)
    answers.hold()
    page.keyboard.press("j")
    first = answers.arrived(page)
    page.wait_for_timeout(300)  # the next step is told at once
    page.keyboard.press("j")
    answers.arrived(page, more_than=first)
    answers.let_through(first)
    page.wait_for_function(ONE_UNANSWERED)
    expect(walked(page)).to_have_text(f"2 / {len(RUSSIA)} with hits")
    page.keyboard.press("j")
    expect(walked(page)).to_have_text(f"3 / {len(RUSSIA)} with hits")
    page.keyboard.press("k")
    answers.let_through()
    settled(page, quiet=600)
    expect(walked(page)).to_have_text(f"2 / {len(RUSSIA)} with hits")
    assert params(page)["p"] == [RUSSIA[1]]


def test_clicks_within_one_round_trip_add_up(page: Page, app_server: str, answers: Answers) -> None:
    """In one part of the page and in others; what is taken back is not done."""
    page.goto(f"{app_server}/?lang=en")
    settled(page)
    answers.hold()
    for code in ("US", "RU", "JP", "US"):
        bar(page, code).click()
    word(page, "合作").click()
    for unit in ("share", "paragraphs"):
        page.get_by_role("group", name="Unit").get_by_role("button", name=unit).click()
    answers.let_through()
    settled(page, quiet=600)
    assert params(page) == {"lang": ["en"], "r": ["RU", "JP"], "w": ["合作"]}
    expect(page.locator(".rows button[aria-pressed=true]")).to_have_count(2)
