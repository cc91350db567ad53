"""What a click sends, measured at the browser: the frames of the connection and what is loaded beside it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.conftest import params, settled
from tests.rows import write_data
from tests.test_payloads import BOUND, rows

# what is clicked in turn: the page that is opened, the thing that is clicked, what the link then says
CLICKS = {
    "a bar": ("overview", ".rows > button", "r"),
    "all other bars": ("overview", ".rows .others", "bars"),
    "a table": ("overview", ".heading .choices >> nth=1 >> button >> nth=1", "table"),
    "a word of the cloud": ("overview", ".ranked li > button:first-child", "w"),
    "the last page": ("overview", "nav.pages button >> nth=-1", "page"),
    "a line of trends": ("trends", ".list button", "r"),
    "a word that is compared": ("keyness", ".list button[data-key]", "w"),
    "a country of the map": ("map", ".list button", "r"),
    "a pair": ("comentions", ".list button", "r"),
    "a line of the concordance": ("concordance", "button.line", "p"),
    "the next document": ("reader", ".documents .sign >> nth=1", "d"),
}


@pytest.fixture(scope="module")
def address(serve: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> str:
    return serve(write_data(tmp_path_factory.mktemp("payloads") / "data", [*rows(1000)]))


def test_no_click_sends_more_than_the_bound(page: Page, address: str) -> None:
    received = []
    page.on(
        "websocket",
        lambda socket: socket.on(
            "framereceived",
            lambda frame: received.append(len(frame.encode() if isinstance(frame, str) else frame)),
        ),
    )
    for name, (view, target, parameter) in CLICKS.items():
        page.goto(f"{address}/?view={view}")
        page.wait_for_selector(target)
        settled(page)
        received.clear()
        page.locator(target).first.click()
        assert parameter in params(page), name
        assert 0 < sum(received) <= BOUND, f"{name}: {sum(received):,} bytes"
