"""Load: many visitors who click at random at once, whether every answer is right, and what the server takes.

Run as ``make load``. Most visitors speak with the server over real websockets (tests/visitor.py), some are pages
in a browser. What each of them was answered is compared afterwards with queries written for the purpose, straight
over the Parquet files, by this process and not by the server.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import time
from collections.abc import Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import duckdb
import numpy as np
from playwright.async_api import Browser, async_playwright
from websockets.exceptions import WebSocketException

from components import link
from corpus.selection import PAGE_LENGTH, Selection
from tests.clicking import ARM
from tests.conftest import CHROMIUM_FLAGS, ROOT, find_chromium, server
from tests.processes import resident, serving
from tests.visitor import NoAnswer, Visitor, visit

VISITORS, BROWSERS = 20, 3
SECONDS = 180.0
AFTER = 120.0
"""Seconds after which the memory is looked at again when the visitors have left."""
THINK = (1.0, 3.0)
"""Seconds, at least and at most, between an answer and the next click."""
PAGES = ("overview", "trends", "keyness", "concordance", "comentions", "map", "phrases")
"""The pages that are opened at random."""

Click = tuple[str, dict[str, Any]]
"""A component, and what it sends."""


@dataclass(frozen=True)
class Answer:
    """What a visitor was shown for a selection: of how many paragraphs how many; and, as far as the page shows
    it, how many are about each counterpart, how often each word occurs, which paragraphs stand on the page."""

    selection: Selection
    shown: tuple[int, int]
    about: tuple[tuple[str, int], ...] = ()
    words: tuple[tuple[str, int], ...] = ()
    paragraphs: tuple[str, ...] | None = None


@dataclass
class Load:
    """What was measured: clicks, errors, wrong answers; milliseconds until an answer was there, median and 95th
    percentile, over websockets and in browsers; bytes a click received; the server's memory in MB before the
    visitors came, at most, and when they had been gone for a while."""

    visitors: int
    browsers: int
    seconds: float
    clicks: int = 0
    errors: int = 0
    wrong: int = 0
    compared: int = 0
    median: float = 0
    high: float = 0
    browser_median: float = 0
    browser_high: float = 0
    received: float = 0
    before: float = 0
    peak: float = 0
    after: float = 0
    said: list[str] = field(default_factory=list)


@dataclass
class _Log:
    """What all visitors together wrote down."""

    times: list[float] = field(default_factory=list)
    browser_times: list[float] = field(default_factory=list)
    received: list[int] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


# -- what is clicked, and what is shown -------------------------------------------------------------


def possible(views: Mapping[str, Any], selection: Selection, chance: Random) -> Click:
    """One of the clicks that the page offers, by chance."""
    if len([*selection.describe()]) > chance.randint(1, 4):
        return "bar", {"clear": True}
    offered: list[Click] = [("search", {"add": ["terms", chance.choice(views["search"]["words"])]})]
    codes = [
        code for code, *_ in views.get("counts", {}).get("rows", ()) if code
    ]  # one without stands for others
    if codes:
        code = chance.choice(codes)
        offered += [("counts", {"toggle": ["relationships", code]})] * 2
    if "cloud" in views and views["cloud"]["words"]:
        word = chance.choice(views["cloud"]["words"])["word"]
        offered += [("cloud", {"toggle": ["words", word]})] * 2
    for control in views.get("trends", {}).get("controls", ()):
        if control["field"] in ("since", "until"):
            bound = chance.choice(control["options"])[0]
            offered.append(("trends", {"choose": {control["field"]: bound}}))
    if views.get("paragraphs", {}).get("pages", 1) > 1:
        page = min(views["paragraphs"]["pages"], views["paragraphs"]["page"] + 1)
        offered.append(("paragraphs", {"choose": {"page": page}}))
    for chip in views["bar"]["chips"]:
        offered.append(("bar", {"toggle": [chip["field"], chip["value"]]}))
    page = "overview" if selection.view != "overview" and chance.random() < 0.7 else chance.choice(PAGES)
    offered.append(("header", {"choose": {"view": page, "paragraph": ""}}))
    return chance.choice(offered)


def numbers(text: str) -> tuple[int, ...]:
    """The numbers in a text, in order."""
    return tuple(int(each.replace(",", "")) for each in re.findall(r"\d[\d,]*", text))


def answer(views: Mapping[str, Any], selection: Selection) -> Answer:
    """What the components of a page were given, as far as it is compared."""
    shown, total = numbers(views["bar"]["count"])[:2]
    about: list[tuple[str, int]] = []
    if "counts" in views:
        about = [(code, *numbers(label)) for code, _, label, *_ in views["counts"]["rows"] if code]
    words = [(each["word"], each["count"]) for each in views.get("cloud", {}).get("words", ())]
    listed = views.get("paragraphs", {}).get("paragraphs")
    return Answer(
        selection,
        (shown, total),
        tuple(about),
        tuple(words),
        None if listed is None else tuple(each["id"] for each in listed),
    )


# -- the visitors -----------------------------------------------------------------------------------


async def over_a_socket(
    address: str, chance: Random, until: float, log: _Log, think: tuple[float, float]
) -> None:
    """One visitor without a browser, from the first page to the last click."""
    try:
        async with visit(address) as socket:
            visitor = Visitor(socket)
            await visitor.open("")
            selection = Selection.from_params(visitor.params)
            log.answers.append(answer(visitor.views, selection))
            while time.monotonic() < until:
                await asyncio.sleep(chance.uniform(*think))
                key, click = possible(visitor.views, selection, chance)
                wanted = link.after(selection, click)
                log.times.append(await visitor.click(key, click))
                log.received.append(visitor.received)
                selection = Selection.from_params(visitor.params)
                log.answers.append(answer(visitor.views, selection))
                if selection != wanted:
                    log.errors.append(f"{click} led to {selection.to_params()}, not {wanted.to_params()}")
    except (NoAnswer, OSError, WebSocketException, KeyError, ValueError) as error:
        log.errors.append(f"{type(error).__name__}: {error}")


PRESSED = (
    ".rows > button:not(.others)",
    ".ranked li > button:first-child",
    ".chips .drop",
    "nav [data-page=trends]",
    "nav [data-page=overview]",
)
"""What is clicked in a browser, where it is there."""

SHOWN = """() => {
    const all = (selector) => [...document.querySelectorAll('*')].flatMap((host) => host.shadowRoot ? [...host.shadowRoot.querySelectorAll(selector)] : []);
    return {
        count: all('strong[role=status]')[0]?.textContent ?? '',
        about: all('.rows > button:not(.others)').map((each) => [each.dataset.code, each.querySelector('.number').textContent]),
        failed: document.querySelectorAll('[data-testid=stException], [data-testid=stAlert]').length,
    };
}"""


async def in_a_browser(
    browser: Browser, address: str, chance: Random, until: float, log: _Log, think: tuple[float, float]
) -> None:
    """One visitor in a page of a browser."""
    context = await browser.new_context(viewport={"width": 1440, "height": 900})
    try:
        page = await context.new_page()
        page.set_default_timeout(60_000)
        await page.goto(address)
        await page.wait_for_selector(".plot .point")
        while time.monotonic() < until:
            await asyncio.sleep(chance.uniform(*think))
            there = [found for each in PRESSED for found in (await page.locator(each).all())[:10]]
            target = chance.choice(there)
            await page.evaluate(ARM, ["click", 60_000])
            await target.click()
            log.browser_times.append((await page.evaluate("window.measured"))["done"] / 1000)
            shown = await page.evaluate(SHOWN)
            if shown["failed"]:
                log.errors.append(f"an error on the page {page.url}")
            selection = Selection.from_params(parse_qs(urlsplit(page.url).query))
            about = tuple((code, *numbers(label)) for code, label in shown["about"])
            log.answers.append(Answer(selection, numbers(shown["count"])[:2], about))
    except Exception as error:  # whatever a browser says is an error of the visit
        log.errors.append(f"{type(error).__name__}: {error}")
    finally:
        await context.close()


# -- the answers that are right ---------------------------------------------------------------------


class Direct:
    """The right answers, by plain queries over the Parquet files of a data folder."""

    def __init__(self, folder: Path) -> None:
        """Open the folder."""
        files = folder / "paragraphs.parquet"
        self._connection = duckdb.connect()
        self._connection.execute(
            "CREATE TABLE paragraphs AS SELECT paragraph_id, document_id, position, date, text, about, tokens"
            f" FROM read_parquet('{files / '*.parquet' if files.is_dir() else files}') WHERE counted"
        )
        ((self._total,),) = self._rows("SELECT count(*) FROM paragraphs", [])

    def _rows(self, sql: str, parameters: Sequence[object]) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, parameters).fetchall()

    def wrong(self, told: Answer) -> str:
        """What is wrong with an answer, "" where nothing is."""
        everything = self._where(told.selection)
        ((shown,),) = self._rows(f"SELECT count(*) FROM paragraphs WHERE {everything[0]}", everything[1])
        if told.shown != (shown, self._total):
            return f"{told.shown} paragraphs, not {(shown, self._total)}"
        if told.about:
            sql, values = self._where(told.selection, without="relationships")
            right = dict(
                self._rows(
                    f"SELECT unnest(about) AS code, count(*) FROM paragraphs WHERE {sql} GROUP BY code",
                    values,
                )
            )
            for code, number in told.about:
                if number != right.get(code, 0):
                    return f"{number} about {code}, not {right.get(code, 0)}"
        if told.words:
            sql, values = self._where(told.selection, without="words")
            right = dict(
                self._rows(
                    f"SELECT word, count(*) FROM (SELECT unnest(tokens) AS word FROM paragraphs WHERE {sql})"
                    " WHERE list_contains(?, word) GROUP BY word",
                    [*values, [word for word, _ in told.words]],
                )
            )
            for word, number in told.words:
                if number != right.get(word, 0):
                    return f"{word} {number} times, not {right.get(word, 0)}"
        if told.paragraphs is not None:
            right_page = self._rows(
                f"SELECT paragraph_id FROM paragraphs WHERE {everything[0]} ORDER BY date, document_id, position"
                f" LIMIT {PAGE_LENGTH} OFFSET {(told.selection.page - 1) * PAGE_LENGTH}",
                everything[1],
            )
            if told.paragraphs != tuple(name for (name,) in right_page):
                return "other paragraphs"
        return ""

    def _where(self, selection: Selection, without: str = "") -> tuple[str, list[object]]:
        conditions, values = ["true"], []
        for name, sql, value in (
            ("relationships", "list_has_any(about, ?)", list(selection.relationships)),
            ("words", "list_has_all(tokens, ?)", list(selection.words)),
            (
                "terms",
                "len(list_filter(?::VARCHAR[], lambda term: contains(text, term))) > 0",
                list(selection.terms),
            ),
            ("since", "date >= ?", selection.since),
            ("until", "date <> '' AND left(date, length(?::VARCHAR)) <= ?", selection.until),
        ):
            if value and name != without:
                conditions.append(sql)
                values += [value] * sql.count("?")
        return " AND ".join(conditions), values


def compare(folder: Path, answers: Sequence[Answer]) -> tuple[int, list[str]]:
    """How many different answers there were, and what is wrong with those that are."""
    direct = Direct(folder)
    different = dict.fromkeys(answers)
    found = {each: direct.wrong(each) for each in different}
    address = {each: urlencode(each.selection.to_params(), doseq=True) for each in different}
    return len(different), [f"?{address[each]}: {fault}" for each, fault in found.items() if fault]


# -- the whole --------------------------------------------------------------------------------------


async def _watch(process: int, seen: list[float]) -> None:
    while True:
        seen.append(resident(process))
        await asyncio.sleep(0.5)


async def _visit(address: str, log: _Log, found: Load, think: tuple[float, float], seed: int) -> None:
    """Let the visitors come, one after the other within a few seconds, and click until the time is over."""
    until = time.monotonic() + found.seconds
    chances = [Random(seed * 1000 + number) for number in range(found.visitors)]

    async def later(visit: Coroutine[Any, Any, None], chance: Random) -> None:
        await asyncio.sleep(chance.uniform(0, min(5, found.seconds / 4)))
        await visit

    over = [over_a_socket(address, each, until, log, think) for each in chances[found.browsers :]]
    if not found.browsers:
        await asyncio.gather(*map(later, over, chances))
        return
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_chromium(), args=list(CHROMIUM_FLAGS))
        inside = [
            in_a_browser(browser, address, each, until, log, think) for each in chances[: found.browsers]
        ]
        await asyncio.gather(*map(later, [*inside, *over], chances))
        await browser.close()


def run(
    folder: Path,
    *,
    visitors: int = VISITORS,
    browsers: int = BROWSERS,
    seconds: float = SECONDS,
    after: float = AFTER,
    think: tuple[float, float] = THINK,
    seed: int = 1,
) -> Load:
    """Serve a data folder, let ``visitors`` click for ``seconds``, of whom some are in browsers, and compare what
    they were shown; ``after`` seconds later the memory is looked at again."""
    # in a thread of its own: where a browser is driven, this one has a loop that runs already
    with ThreadPoolExecutor(1) as thread:
        run = _run(folder, Load(visitors, browsers, seconds), after, think, seed)
        return thread.submit(asyncio.run, run).result()


async def _run(folder: Path, found: Load, after: float, think: tuple[float, float], seed: int) -> Load:
    log, seen = _Log(), [0.0]
    with server(data=folder) as address:
        process = serving(address)
        async with visit(address) as socket:  # what any visit needs, and what is remembered of the corpus
            first = Visitor(socket)
            for page in PAGES:
                await first.open(f"view={page}")
        await asyncio.sleep(1)
        found.before = resident(process)
        watching = asyncio.create_task(_watch(process, seen))
        await _visit(address, log, found, think, seed)
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        gone = time.monotonic()
        found.compared, wrong = await asyncio.to_thread(compare, folder, log.answers)
        await asyncio.sleep(max(0, gone + after - time.monotonic()))
        found.after = resident(process)
    found.peak = max(seen)
    found.clicks = len(log.received) + len(log.browser_times)
    found.errors, found.wrong = len(log.errors), len(wrong)
    found.said = [*log.errors, *wrong][:20]
    found.median, found.high = (1000 * np.percentile(log.times, (50, 95))).tolist()
    if log.browser_times:
        found.browser_median, found.browser_high = (
            1000 * np.percentile(log.browser_times, (50, 95))
        ).tolist()
    found.received = float(np.median(log.received)) if log.received else 0.0
    return found


def main() -> None:
    """Put a data folder under load, and say what came of it; the exit code is 1 where an answer was wrong."""
    parser = argparse.ArgumentParser(description="Put the app under load.")
    parser.add_argument(
        "folder", type=Path, nargs="?", default=ROOT / "data", help="the data (default: data)"
    )
    parser.add_argument("--visitors", type=int, default=VISITORS)
    parser.add_argument("--browsers", type=int, default=BROWSERS, help="how many of them are in a browser")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument(
        "--after", type=float, default=AFTER, help="seconds until the memory is looked at again"
    )
    parser.add_argument("--seed", type=int, default=1)
    asked = vars(parser.parse_args())
    found = run(asked.pop("folder"), **asked)
    for name, value in vars(found).items():
        if name != "said":
            print(
                f"{name.replace('_', ' ')}: {value:.1f}" if isinstance(value, float) else f"{name}: {value}"
            )
    print("\n".join(found.said))
    raise SystemExit(bool(found.errors or found.wrong))


if __name__ == "__main__":
    main()
