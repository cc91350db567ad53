"""The screenshots of README.md, taken from the running app: ``make screenshots``.

Views over time need documents with dates, of which the seed has one: they show the gold's texts, which are
written for the project, with dates that are made up (``tests.dated``).
"""

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from components import brief as briefs
from components import brief_page
from corpus.selection import Selection
from corpus.table import Corpus
from tests.conftest import CHROMIUM_FLAGS, ROOT, find_chromium, server, settled
from tests.dated import build_dated

FOLDER = ROOT / "static" / "screenshots"
SIZE = {"width": 1440, "height": 900}


def click(selector: str) -> Callable[[Page], None]:
    """What clicks on the first thing that ``selector`` finds."""
    return lambda page: page.locator(selector).first.click()


def scroll(pixels: int) -> Callable[[Page], None]:
    """What scrolls the page down."""
    return lambda page: page.mouse.wheel(0, pixels)


def drop(*names: str) -> Callable[[Page], None]:
    """What brings examples to My documents, and waits until they are read."""

    def dropped(page: Page) -> None:
        examples = [str(ROOT / "tests" / "examples" / name) for name in names]
        page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files(examples)
        page.wait_for_selector(".st-key-documents-actions button", timeout=60_000)

    return dropped


# name: which corpus, the query of the link, what is on the screen then, and what is done before the picture
SHOTS: dict[str, tuple[str, str, str, tuple[Callable[[Page], None], ...]]] = {
    "overview": ("seed", "r=RU", ".plot .point", (click("text=为什么？"),)),
    "trends": ("dated", "view=trends&by=quarter&from=2020-01&to=2020-12", ".plot .trace", ()),
    "course": ("seed", "view=trends&lines=terms&q=合作&q=疫苗&q=/[主霸]权/", ".plot .trace", ()),
    "keyness": ("dated", "view=keyness&a=EU&b=US", ".plot .trace", ()),
    "concordance": (
        "seed",
        "view=concordance&kw=合作&ksort=right",
        "button.line",
        (click("button.line >> nth=4"),),
    ),
    "comentions": ("dated", "view=comentions&tag=mentions", ".list button", ()),
    "network": ("dated", "view=comentions&tag=mentions&pairs=network", ".plot .trace", ()),
    "map": ("dated", "view=map", ".plot .trace", ()),
    "phrases": ("dated", "view=phrases", ".list button", ()),
    "reader": (
        "seed",
        "view=reader&reading=source&p=2021-03-07-foreign-minister-press-conference:39",
        "[data-tile]",
        (),
    ),
    "documents": (
        "seed",
        "view=documents",
        "[data-testid=stFileUploaderDropzone]",
        (drop("big5.txt", "briefing.pdf", "visit.docx", "saved-page.html", "briefings.csv"),),
    ),
    "present": ("seed", "present=1&r=RU&tour=corpus&scene=2", ".plot .point", ()),
    "cut": ("seed", "r=RU", ".plot .point", (click("text=如何切词"), scroll(440))),
}


def brief(page: Page) -> bytes:
    """The picture of a brief, as a PNG."""
    made = briefs.content(
        Corpus(ROOT / "data"),
        Selection(relationships=("US",)),
        "https://example.org/?r=US",
        date(2026, 11, 27),
    )
    page.set_content(brief_page.html(made))
    page.wait_for_function("document.fonts.ready.then(() => true)")
    return optimised(page.screenshot(full_page=True))


def take(page: Page, address: str, ready: str, steps: tuple[Callable[[Page], None], ...]) -> bytes:
    """The picture of one page, as a PNG."""
    page.goto(address)
    page.wait_for_selector(ready)
    settled(page, quiet=800)
    for step in steps:
        step(page)
        settled(page, quiet=500)
    page.mouse.move(2, 2)
    return optimised(page.screenshot())


def optimised(picture: bytes) -> bytes:
    """The same PNG in fewer bytes."""
    result = BytesIO()
    Image.open(BytesIO(picture)).convert("RGB").save(result, "PNG", optimize=True)
    return result.getvalue()


def main() -> None:
    """Take every picture anew."""
    FOLDER.mkdir(exist_ok=True)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        addresses = {
            "seed": stack.enter_context(server()),
            "dated": stack.enter_context(server(data=build_dated(folder))),
        }
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(CHROMIUM_FLAGS))
        for name, (corpus, query, ready, steps) in SHOTS.items():
            with browser.new_context(viewport=SIZE) as context:
                context.add_init_script("localStorage.setItem('shuangbian.seen', '1')")
                (FOLDER / f"{name}.png").write_bytes(
                    take(context.new_page(), f"{addresses[corpus]}/?{query}", ready, steps)
                )
        with browser.new_context(viewport={"width": 900, "height": 900}) as context:
            (FOLDER / "brief.png").write_bytes(brief(context.new_page()))
        browser.close()


if __name__ == "__main__":
    main()
