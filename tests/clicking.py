"""What a click takes in a real browser: from the event to the frame after the last change on the page, in the
app, in the plain app and in the floor; and how many bytes came for it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, Response, TimeoutError, WebSocket

from tests.conftest import ROOT, settled

ARM = """([kind, limit]) => {
    const roots = [document.querySelector('[data-testid=stMain]')];
    for (const host of document.querySelectorAll('*')) if (host.shadowRoot) roots.push(host.shadowRoot);
    const app = document.querySelector('[data-testid=stApp]');
    const frame = () => new Promise(requestAnimationFrame);
    const clicked = new Promise((resolve, reject) => {
        const never = setTimeout(() => reject(new Error(`no ${kind} came`)), 10000);
        addEventListener(kind, () => { clearTimeout(never); resolve(performance.now()); }, { capture: true, once: true });
    });
    const measure = async () => {
        const start = await clicked;
        let last = start, rests = start, ran = false;
        const watcher = new MutationObserver(() => { last = performance.now(); });
        const runs = new MutationObserver(() => { ran = true; });
        runs.observe(app, { attributeFilter: ['data-test-script-state'] });
        const what = { subtree: true, childList: true, characterData: true, attributes: true };
        for (const root of roots) watcher.observe(root, what);
        await frame();
        const pressed = last > start ? performance.now() - start : 0;
        while (performance.now() - start < limit) {
            await frame();
            const running = app.dataset.testScriptState !== 'notRunning' || document.querySelector('[data-stale=true]');
            if (running) rests = performance.now();
            ran ||= last > start && performance.now() - start > 1500; // a run so short that nobody saw it
            if (ran && !running && performance.now() - Math.max(last, rests) > 250) break;
        }
        watcher.disconnect();
        runs.disconnect();
        const over = performance.now() - start >= limit;
        return { done: over ? limit : last - start, pressed, over };
    };
    window.measured = measure();
}"""
"""Waits for one event, and then for the page to have stood still for a quarter of a second: ``window.measured``
holds how long the last change came after the event (``done``, ms), and the first frame after it
if something had changed by then (``pressed``, else 0)."""

LIMIT = 60.0
"""Seconds after which nobody waits for an answer any more."""

PATIENCE = 300.0
"""Seconds that a first chart, or an answer that came too late, is waited for."""


@dataclass
class Traffic:
    """The bytes that a page is sent: messages of its websocket, uncompressed, and bodies of answers."""

    received: int = 0
    _responses: list[Response] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Count from now on what comes to a page that is not open yet."""

        def came(payload: str | bytes) -> None:
            self.received += len(payload)

        def opened(socket: WebSocket) -> None:
            socket.on("framereceived", came)

        page.on("websocket", opened)
        page.on("response", lambda response: self._responses.append(response))

    def take(self) -> int:
        """What came since the last time."""
        bodies = sum(each.request.sizes()["responseBodySize"] for each in self._responses)
        received, self.received = self.received + bodies, 0
        self._responses.clear()
        return received


@dataclass(frozen=True)
class Action:
    """Something that a visitor does: ``things(page)`` are what can be chosen, each once; ``do`` prepares for
    one of them and returns what then is the one event of ``kind``; ``undo`` leads back, where the next choice does
    not take the place of the last; ``leave`` goes back to what was there before all of them.

    It is done on the page at ``queries``, one after the other: where one has been through, the next goes on
    with other numbers on the same things.
    """

    things: Callable[[Page], int]
    do: Callable[[Page, int], Callable[[], object]]
    undo: Callable[[Page, int], object] | None = None
    leave: Callable[[Page], object] | None = None
    kind: str = "click"
    queries: tuple[str, ...] = ("",)
    ready: str = ""


@dataclass(frozen=True)
class App:
    """An app that is measured: its script, what is on the screen when its first chart is, its actions."""

    name: str
    script: Path
    ready: str
    actions: Mapping[str, Action]
    one_visit: bool = False  # a new visit may take minutes: all actions are done in the same


def clicked(selector: str) -> Callable[[Page, int], Callable[[], object]]:
    """``do`` of an action that clicks on the nth of some things."""

    def do(page: Page, number: int) -> Callable[[], object]:
        target = page.locator(selector).nth(number)
        target.scroll_into_view_if_needed()
        return target.click

    return do


def there(selector: str) -> Callable[[Page], int]:
    """``things`` of an action: how many there are of them."""
    return lambda page: page.locator(selector).count()


TERMS = (
    "合作 发展 经济 关系 会谈 访问 贸易 企业 建设 国际 安全 世界 人民 总统 部长 记者 北京 会议 问题 国家 技术 文化 交流 能源"
).split()
"""What is searched: found in nearly any text of the kind."""


def _typed(field: str) -> Callable[[Page, int], Callable[[], object]]:
    def do(page: Page, number: int) -> Callable[[], object]:
        box = page.locator(field)
        box.fill(TERMS[number])
        return lambda: box.press("Enter")

    return do


def _spans(page: Page) -> Locator:
    return page.locator(".pick select")


def _span(page: Page, number: int) -> Callable[[], object]:
    """The first periods from which on, then those up to which, as far as they leave something."""
    box, several = _spans(page).nth(number % 2), _spans(page).first.locator("option").count() - 1
    index = 1 + number // 2 if number % 2 == 0 else several - number // 2
    return lambda: box.select_option(index=index)


def _clear(page: Page, number: int) -> None:
    page.locator("button.quiet", has_text="清除全部").click()


SHUANGBIAN = App(
    "this app",
    ROOT / "app.py",
    ".plot .point",
    {
        "bar": Action(
            there(".rows > button:not(.others)"),
            clicked(".rows > button:not(.others)"),
            _clear,
            queries=("", "?tag=mentions"),
        ),
        "cloud": Action(
            there(".cloud button[data-word]"),
            clicked(".cloud button[data-word]"),
            _clear,
        ),
        "search": Action(
            lambda page: len(TERMS), _typed("input[type=search][role=combobox]"), _clear, kind="keydown"
        ),
        "span": Action(
            lambda page: (
                max(0, _spans(page).first.locator("option").count() - 1) if _spans(page).count() else 0
            ),
            _span,
            _clear,
            kind="input",
            queries=("?view=trends", "?view=trends&lines=terms"),
        ),
    },
)
"""The app; a span is chosen on the page Trends, everything else on the overview."""


def _again(selector: str) -> Action:
    """Each of some things of a page, chosen by a click and dropped by another."""
    return Action(
        there(selector), clicked(selector), lambda page, number: page.locator(selector).nth(number).click()
    )


OTHERS: Mapping[str, Action] = {
    "trends: a line": replace(_again(".list button"), queries=("?view=trends",)),
    "compare: a word": replace(_again(".list button[data-key]"), queries=("?view=keyness",)),
    "concordance: a line": replace(
        _again("button.line"), queries=("?view=concordance",), ready="button.line"
    ),
    "co-mention: a pair": replace(
        _again(".list button"), queries=("?view=comentions",), ready=".list button"
    ),
    "map: a country": replace(_again(".list button"), queries=("?view=map",)),
    "phrases: a formula": replace(_again(".side .list button"), queries=("?view=phrases",)),
    "reader: a tile": replace(_again("[data-tile]"), queries=("?view=reader",), ready="[data-tile]"),
}
"""Clicks on the other pages of the app."""

_BOX = "[data-testid=stSelectbox]"


def _next_of(box: int) -> Callable[[Page, int], Callable[[], object]]:
    def do(page: Page, number: int) -> Callable[[], object]:
        page.locator(f"{_BOX} input").nth(box).click()
        page.wait_for_selector("[role=option]")
        page.keyboard.press("ArrowDown")
        return lambda: page.keyboard.press("Enter")

    return do


def _search_nothing(page: Page) -> None:
    box = page.locator("[data-testid=stTextInput] input")
    box.fill("")
    timed(page, "keydown", lambda: box.press("Enter"))
    rests(page, PATIENCE)


PLAIN = App(
    "plain app",
    ROOT / "tests" / "plain_app.py",
    "[data-testid=stPlotlyChart] .point",
    {
        "search": Action(
            lambda page: len(TERMS),
            _typed("[data-testid=stTextInput] input"),
            leave=_search_nothing,
            kind="keydown",
        ),
        "span": Action(lambda page: 10 if page.locator(_BOX).count() > 1 else 0, _next_of(1), kind="keydown"),
        "bar": Action(lambda page: 10, _next_of(0), kind="keydown"),
    },
    one_visit=True,
)
"""The comparison. Its bars and its cloud are pictures: a relationship is chosen from a list, a word is searched."""


class Floor:
    """The app of one button and one text, open in the same browser."""

    BUTTON = "[data-testid=stButton] button"

    def __init__(self, page: Page) -> None:
        """Measure on ``page``, which is open there."""
        self._page = page
        self.times: list[float] = []

    def click(self) -> float:
        """One click, in milliseconds."""
        done = timed(self._page, "click", self._page.locator(self.BUTTON).click)["done"]
        self.times.append(done)
        return done


def timed(page: Page, kind: str, do: Callable[[], object]) -> dict[str, float]:
    """What the one event of ``kind`` that ``do`` causes takes, in milliseconds: {done, pressed, over}."""
    page.evaluate(ARM, [kind, 1000 * LIMIT])
    do()
    return dict(page.evaluate("window.measured"))


@contextmanager
def opened(browser: Browser, address: str, ready: str) -> Iterator[tuple[Page, Traffic, float]]:
    """A page at an address, what it is sent, and how many seconds it took until ``ready`` was on the screen.

    Raises TimeoutError where that is longer than PATIENCE.
    """
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        page = context.new_page()
        page.set_default_timeout(1000 * PATIENCE)
        traffic = Traffic()
        traffic.watch(page)
        started = time.monotonic()
        page.goto(address)
        page.wait_for_selector(ready)
        took = time.monotonic() - started
        rests(page, PATIENCE)
        traffic.take()
        yield page, traffic, took


def rests(page: Page, seconds: float) -> None:
    """Wait until the script has been at rest for a moment, however long it runs, up to ``seconds``."""
    give_up = time.monotonic() + seconds
    while True:
        try:
            settled(page)
            return
        except TimeoutError:
            if time.monotonic() > give_up:
                raise


@dataclass
class Clicks:
    """What the clicks of one kind took: milliseconds in the app and in the floor, each in turn, until the
    clicked thing looked pressed, to drop it again; bytes that came. ``over`` says that one took too long."""

    times: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    pressed: list[float] = field(default_factory=list)
    dropped: list[float] = field(default_factory=list)
    received: list[int] = field(default_factory=list)
    over: bool = False


def clicks(
    browser: Browser, address: str, app: App, action: Action, floor: Floor, *, most: int, seconds: float
) -> Clicks:
    """Do an action of an app up to ``most`` times, as often as fits into ``seconds``: every time another thing is
    chosen that was not chosen before, and dropped again."""
    found = Clicks()
    until = time.monotonic() + seconds
    for query in action.queries:
        with opened(browser, f"{address}/{query}", action.ready or app.ready) as (page, traffic, _):
            things = action.things(page)
            if action.undo and things > 1 and not found.times:  # the last of them, to warm up
                timed(page, action.kind, action.do(page, things - 1))
                action.undo(page, things - 1)
                rests(page, PATIENCE)
            add_clicks(found, page, traffic, action, floor, most=most, until=until)
    return found


def add_clicks(
    found: Clicks, page: Page, traffic: Traffic, action: Action, floor: Floor, *, most: int, until: float
) -> None:
    """Do an action on an open page, a thing after the other, and add to ``found`` what that takes, up to ``most``
    times in all; one that takes too long is the last, and so is one that begins after ``until``."""
    for number in range(min(action.things(page), most - len(found.times))):
        if found.over or (found.times and time.monotonic() > until):
            return
        event = action.do(page, number)
        page.wait_for_timeout(50)
        traffic.take()
        took = timed(page, action.kind, event)
        found.times.append(took["done"])
        found.pressed.append(took["pressed"])
        found.received.append(traffic.take())
        found.over = bool(took["over"])
        if found.over:
            rests(page, PATIENCE)
        found.floor.append(floor.click())
        if action.undo:
            found.dropped.append(timed(page, "click", partial(action.undo, page, number))["done"])
