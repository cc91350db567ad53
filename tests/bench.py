"""Measure a click, the start and the memory of the app against an app of one button and one text.

Run as ``make bench``: prints a Markdown table; with ``--write`` it also goes into README.md, between the
lines ``<!-- bench -->`` and ``<!-- /bench -->``. Both apps are measured in one browser, a click each in turn.
"""

import argparse
import json
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from components import PAGES, bar, frontend, search
from corpus import tokens
from corpus.documents import read_source
from corpus.names import FINDER
from corpus.paragraphs import split
from corpus.selection import Selection
from corpus.sources import find_sources
from corpus.table import Corpus
from corpus.tagging import tag_document
from corpus.topics import subject_finder
from tests.conftest import CHROMIUM_FLAGS, ROOT, find_chromium, server, settled

FLOOR = Path(__file__).parent / "floor.py"
CLICKS = 20
READY = ".plot .point"

# From the click to the frame after the last change inside the page, in milliseconds; and from the click to
# the frame in which the clicked thing looks pressed.
CLICK = """async target => {
    const roots = [document.querySelector('[data-testid=stMain]')];
    for (const host of document.querySelectorAll('*')) if (host.shadowRoot) roots.push(host.shadowRoot);
    let last = 0, pressed = 0;
    const watcher = new MutationObserver(() => { last = performance.now(); });
    const what = { subtree: true, childList: true, characterData: true, attributes: true };
    const start = performance.now();
    target.click();
    if (target.getAttribute('aria-pressed') !== null || target.closest('.going')) {
        await new Promise(requestAnimationFrame);
        pressed = performance.now() - start;
    }
    for (const root of roots) watcher.observe(root, what);
    const app = document.querySelector('[data-testid=stApp]');
    const frame = () => new Promise(requestAnimationFrame);
    let ran = false;
    while (performance.now() - start < 10000) {
        await frame();
        ran ||= app.dataset.testScriptState === 'running' || last > 0;
        const still = performance.now() - Math.max(last, start) > 250;
        if (ran && last && still && app.dataset.testScriptState === 'notRunning') break;
    }
    watcher.disconnect();
    return { done: last - start, pressed };
}"""


@contextmanager
def opened(browser: Browser, address: str, ready: str) -> Iterator[Page]:
    """A page at ``address`` in which ``ready`` is on the screen."""
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        page = context.new_page()
        page.goto(address)
        page.wait_for_selector(ready)
        settled(page)
        yield page


def measure(page: Page, selector: str, number: int = 0) -> dict[str, float]:
    """One click on one of the things that are there, in milliseconds: {done, pressed}."""
    return dict(page.locator(selector).nth(number).evaluate(CLICK))


TARGETS: dict[str, tuple[str, str, str]] = {
    "a bar": ("", READY, ".rows > button"),
    "a word of the cloud": ("", READY, ".ranked li > button:first-child"),
    "trends: a line": ("?view=trends", READY, ".list button"),
    "compare: a word": ("?view=keyness", READY, ".list button[data-key]"),
    "concordance: a line": ("?view=concordance", "button.line", "button.line"),
    "co-mention: a pair": ("?view=comentions", ".list button", ".list button"),
    "map: a country": ("?view=map", READY, ".list button"),
    "phrases: a formula": ("?view=phrases", READY, ".side .list button"),
    "reader: a tile": ("?view=reader", "[data-tile]", "[data-tile]"),
}
"""What is clicked: the page, what is on the screen before, and the things that are clicked: each of the first
ten in turn, chosen and dropped again."""


def resident(process_name: str) -> int:
    """Resident memory, in MB, of the one process whose command line has ``process_name``."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                command = (folder / "cmdline").read_bytes().decode(errors="replace")
                if process_name in command and "streamlit" in command:
                    status = (folder / "status").read_text()
                    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) // 1024  # type: ignore[index]
            except OSError:
                continue
    return 0


def bench(browser: Browser) -> list[tuple[str, str, str, str]]:
    """The rows of the table: what, the app, the floor, the ratio or the budget."""
    rows = []
    started = time.monotonic()
    with server() as app:
        with opened(browser, app, READY):
            first_chart = time.monotonic() - started
        with server(FLOOR) as floor, opened(browser, floor, "button") as below:
            button = "[data-testid=stButton] button"
            for name, (query, ready, target) in TARGETS.items():
                with opened(browser, f"{app}/{query}", ready) as page:
                    there = min(10, page.locator(target).count())
                    times: dict[str, list[float]] = {"app": [], "floor": [], "pressed": []}
                    for number in range(-2, CLICKS):
                        above, ground = (
                            measure(page, target, (number + 2) // 2 % there),
                            measure(below, button),
                        )
                        if number >= 0:
                            times["app"].append(above["done"])
                            times["pressed"].append(above["pressed"])
                            times["floor"].append(ground["done"])
                    rows.append(_row(f"click on {name}", times))
            with opened(browser, app, READY) as page:
                times = {"app": [], "floor": [], "pressed": []}
                for _ in range(CLICKS):
                    measure(page, TARGETS["a bar"][2])
                    settled(page)
                    times["app"].append(measure(page, ".chips .drop")["done"])
                    times["floor"].append(measure(below, button)["done"])
                    settled(page)
                rows.append(_row("click on a chip", times))
        memory = resident(str(ROOT / "app.py"))
    rows += visit(browser)
    rows += drawn_by_each_page()
    rows += tagging()
    rows.append(("start → first chart on screen", f"{first_chart:.1f} s", "", "budget 3 s"))
    rows.append(("resident memory of the server", f"{memory} MB", "", "budget 250 MB"))
    return rows


_FILES = 9
"""Files that a visitor brings whose memory is measured: 2 MB of text."""


def visit(browser: Browser) -> list[tuple[str, str, str, str]]:
    """What the server's memory is before a visitor brings a corpus and with all pages of it, and how long after
    the page is closed it is within 10 % of what it was before, and nothing of the files is left."""

    def kept() -> set[Path]:
        return set(Path(tempfile.gettempdir()).glob("shuangbian-*"))

    texts = [path.read_text("utf-8") for path in sorted((ROOT / "tests" / "gold" / "texts").glob("*.txt"))]
    files, size = [], 0
    for number in range(_FILES):
        some = "\n\n".join((f"第{number}份", *texts[number::2], *texts[number::3], *texts[number::5]))
        files.append({"name": f"{number}.txt", "mimeType": "text/plain", "buffer": some.encode()})
        size += len(some.encode())
    with server() as app:
        with opened(browser, f"{app}/?view=documents", "[data-testid=stFileUploaderDropzone]") as page:
            each_page(page)  # what any visit needs, and what is remembered of the built-in corpus
            before, there = resident(str(ROOT / "app.py")), kept()
            page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files(files)
            page.wait_for_selector(".st-key-documents-actions button", timeout=300_000)
            settled(page)
            page.locator(".st-key-documents-actions button").first.click()
            settled(page)
            each_page(page)
            within = resident(str(ROOT / "app.py"))
        closed = time.monotonic()
        while kept() - there or resident(str(ROOT / "app.py")) > 1.1 * before:
            if time.monotonic() > closed + 120:
                break
            time.sleep(0.5)
        seconds = time.monotonic() - closed
        after = resident(str(ROOT / "app.py"))
    said = f"{before} MB before, {within} MB with it; {seconds:.0f} s after closing {after} MB, and no file"
    return [(f"a visitor with {size / 1e6:.1f} MB of text", said, "", "budget: back within 10 % in 60 s")]


def each_page(page: Page) -> None:
    """Open every page of the navigation in turn; the documents are the last."""
    for name in PAGES:
        page.locator(f"nav [data-page={name}]").click()
        settled(page)


def drawn_by_each_page() -> list[tuple[str, str, str, str]]:
    """What a first run of each page computes: its views, how long they take, and what they send.

    A view that is not open is not among them: nothing of it is computed.
    """
    rows = []
    for name, views in PAGES.items():
        sent: dict[str, int] = {}
        mount = frontend.mount
        frontend.mount = lambda name, data, sent=sent, **how: sent.update({name: len(json.dumps(data))})
        try:
            corpus = Corpus(ROOT / "data")
            started = time.perf_counter()
            for row in views:
                for view in row:
                    if view not in (search, bar):  # above nearly every page, and drawn once
                        view.draw(corpus, Selection(view=name))
            seconds = time.perf_counter() - started
        finally:
            frontend.mount = mount
        rows.append(
            (
                f"page {name}: {', '.join(sent)}",
                f"{1000 * seconds:.0f} ms in Python, {sum(sent.values()) / 1000:.0f} KB",
                "",
                "views that are not open: not called",
            )
        )
    return rows


def tagging() -> list[tuple[str, str, str, str]]:
    """The speed of the tagger on the project's own texts, in which nearly every paragraph names a country.

    Each figure is the median of five passes over all documents, in MB of UTF-8 text a second on one core.
    The words are cut before, as a build cuts them once for the tags and for the counts.
    """
    files = sorted((ROOT / "tests" / "gold" / "texts").glob("*.txt")) + sorted((ROOT / "seeds").glob("*.txt"))
    documents = [
        split(document, subject_finder())
        for source in find_sources(files)
        for document in read_source(source)[0]
    ]
    texts = [paragraph.text for document in documents for paragraph in document]
    size = sum(len(text.encode()) for text in texts) / 1e6
    # the words of one pass are still there in the next
    tokens._pieces = lru_cache(maxsize=None)(tokens._pieces.__wrapped__)
    for text in texts:
        tokens.segment(text)
    steps: dict[str, Callable[[], object]] = {
        "finding names": lambda: [FINDER.find(text) for text in texts],
        "tags with their evidence": lambda: [tag_document(document) for document in documents],
        "tags, cutting words included": lambda: (
            tokens._pieces.cache_clear(),
            [tag_document(each) for each in documents],
        ),
    }
    rows = []
    for name, step in steps.items():
        seconds = []
        for _ in range(5):
            started = time.perf_counter()
            step()
            seconds.append(time.perf_counter() - started)
        rows.append(
            (f"{name}, one core", f"{size / statistics.median(seconds):.1f} MB/s", "", "budget 5 MB/s")
        )
    return rows


def _row(name: str, times: dict[str, list[float]]) -> tuple[str, str, str, str]:
    app, floor = statistics.median(times["app"]), statistics.median(times["floor"])
    pressed = f"; pressed after {statistics.median(times['pressed']):.0f} ms" if times["pressed"] else ""
    return name, f"{app:.0f} ms{pressed}", f"{floor:.0f} ms", f"{app / floor:.2f}, budget 1.5"


def markdown(rows: list[tuple[str, str, str, str]]) -> str:
    """The rows as a Markdown table."""
    head = ("what", "the app", "one button, one text", "ratio, or budget")
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ("---",) * 4, *rows))


def main() -> None:
    """Measure and print, and write into README.md where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the table into README.md")
    options = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(CHROMIUM_FLAGS))
        table = markdown(bench(browser))
        browser.close()
    print(table)
    if options.write:
        readme = ROOT / "README.md"
        text = readme.read_text(encoding="utf-8")
        block = f"<!-- bench -->\n{table}\n<!-- /bench -->"
        readme.write_text(
            re.sub(r"<!-- bench -->.*?<!-- /bench -->", lambda _: block, text, flags=re.S), "utf-8"
        )


if __name__ == "__main__":
    main()
