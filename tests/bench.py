"""Measure the app, a plain app and an app of one button in one browser, the build, the pages, and the load.

``make bench`` measures what is named, all by default, and prints the tables. What was measured is kept in
build/bench.json, so that it can be done in several runs; ``--write`` writes the tables of all that is there into
README.md and docs/BENCHMARKS.md, between the lines ``<!-- bench -->`` and ``<!-- /bench -->``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Browser, TimeoutError, sync_playwright

from corpus.workers import cores
from tests import bench_compute, load
from tests.bench_compute import WORK, Found, data
from tests.clicking import (
    LIMIT,
    OTHERS,
    PATIENCE,
    PLAIN,
    SHUANGBIAN,
    App,
    Clicks,
    Floor,
    add_clicks,
    clicks,
    opened,
)
from tests.conftest import CHROMIUM_FLAGS, ROOT, find_chromium, server
from tests.processes import resident, serving

FLOOR = Path(__file__).parent / "floor.py"
KEPT = WORK / "bench.json"
SIZES = ("seed", "40000", "400000")
PARTS = ("build", "clicks", "others", "pages", "tagging", "visit", "load")
APPS: Mapping[str, App] = {"this": SHUANGBIAN, "plain": PLAIN}
ACTIONS = {"bar": "a bar", "cloud": "a word of the cloud", "search": "search", "span": "a span of time"}
SECONDS = 30
"""Seconds that the clicks of one kind may take together; as many as fit are made."""

Results = dict[str, Any]


def measure_clicks(browser: Browser, app: App, size: str, wanted: Sequence[str], most: int) -> Found:
    """What one app takes on one corpus: first charts, each action beside the floor, the server's memory."""
    found: Found = {}
    asked = {name: action for name, action in app.actions.items() if name in wanted}

    def keep(name: str, said: Clicks) -> None:
        found[name] = asdict(said)
        print(f"  {app.name}, {size}, {name}: {cell(said)}", flush=True)

    with server(FLOOR) as below, opened(browser, below, Floor.BUTTON) as (floor_page, _, seconds):
        floor = Floor(floor_page)
        started = time.monotonic()
        with server(app.script, data=data(size)) as address:
            try:
                with opened(browser, address, app.ready) as (page, traffic, found["paint"]):
                    found["start"] = time.monotonic() - started
                    if app.one_visit:
                        for name, action in asked.items():
                            said = Clicks()
                            until = time.monotonic() + SECONDS
                            add_clicks(said, page, traffic, action, floor, most=most, until=until)
                            if action.leave:
                                action.leave(page)
                            keep(name, said)
                if found["start"] < LIMIT:
                    with opened(browser, address, app.ready) as (_, _, found["paint"]):
                        pass
                if not app.one_visit:
                    for name, action in asked.items():
                        keep(name, clicks(browser, address, app, action, floor, most=most, seconds=SECONDS))
            except TimeoutError as error:
                print(f"  {app.name}, {size}: given up: {error}", flush=True)
            found["memory"] = resident(serving(address))
        found["floor"] = {"paint": seconds, "memory": resident(serving(below)), "times": floor.times}
    return found


def measure_others(browser: Browser) -> Found:
    """Clicks on the other pages, on the seed."""
    found: Found = {}
    with server() as address, server(FLOOR) as below, opened(browser, below, Floor.BUTTON) as (page, _, _):
        floor = Floor(page)
        for name, action in OTHERS.items():
            found[name] = asdict(
                clicks(browser, address, SHUANGBIAN, action, floor, most=10, seconds=SECONDS)
            )
            print(f"  {name}: {cell(Clicks(**found[name]))}", flush=True)
    return found


# -- the tables -------------------------------------------------------------------------------------


def cell(found: Clicks) -> str:
    """Median, 95th percentile and ratio to the floor, as a cell of a table."""
    if not found.times:
        return "–"
    if found.over:
        return f"> {max(found.times) / 1000:.0f} s"
    median, high = np.percentile(found.times, (50, 95))
    return f"{_time(median)} / {_time(high)}, {ratio(found):.1f} ×"


def ratio(found: Clicks) -> float:
    """The median as a multiple of that of the floor, measured in turn."""
    return float(np.median(found.times) / np.median(found.floor))


def _time(milliseconds: float) -> str:
    return f"{milliseconds:.0f} ms" if milliseconds < 9_950 else f"{milliseconds / 1000:.0f} s"


def _size(size: str) -> str:
    return "seed" if size == "seed" else f"{int(size):,}"


def _seconds(found: Mapping[str, float], name: str) -> str:
    return f"{found[name]:.1f} s" if name in found else f"> {PATIENCE:.0f} s"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ("---",) * len(head), *rows))


def click_rows(results: Results) -> Iterable[Sequence[str]]:
    """A row for the floor, and one for each app on each corpus."""
    measured = results.get("clicks", {})
    times = [each for found in measured.values() for each in found["floor"]["times"]]
    if times:
        first = next(iter(measured.values()))["floor"]
        median, high = np.percentile(times, (50, 95))
        said = f"{_time(median)} / {_time(high)}"
        yield (
            "one button, one text",
            "",
            said,
            "",
            "",
            "",
            f"{first['paint']:.1f} s",
            "",
            f"{first['memory']:.0f} MB",
            "",
        )
    for name in APPS:
        for size in SIZES:
            found = measured.get(f"{name} {size}")
            if not found:
                continue
            done = {each: Clicks(**found[each]) for each in ACTIONS if each in found}
            received = [each for clicks in done.values() for each in clicks.received]
            yield (
                APPS[name].name,
                _size(size),
                *(cell(done[each]) if each in done else "–" for each in ACTIONS),
                _seconds(found, "paint"),
                _seconds(found, "start"),
                f"{found['memory']:.0f} MB",
                f"{np.median(received) / 1000:.0f} / {np.max(received) / 1000:.0f} KB" if received else "–",
            )


CLICK_HEAD = (
    "app",
    "paragraphs",
    *ACTIONS.values(),
    "first chart, warm",
    "from the start",
    "memory",
    "a click receives",
)


def build_rows(results: Results) -> Iterable[Sequence[str]]:
    """A row for each corpus that was built."""
    for size, found in results.get("build", {}).items():
        yield (
            _size(size),
            f"{found['text']:.0f} MB",
            f"{found['seconds']:.0f} s",
            f"{found['text'] / found['seconds']:.2f} MB/s",
            f"{found['text'] / found['computing']:.2f} MB/s",
            f"{found['peak']:.0f} MB",
            f"{found['stored']:.0f} MB",
            f"{found['again']:.1f} s",
        )


BUILD_HEAD = (
    "paragraphs",
    "text",
    "build",
    "text a second",
    "of one core",
    "most memory",
    "Parquet",
    "again, nothing changed",
)


def load_rows(results: Results) -> Iterable[Sequence[str]]:
    """A row for each corpus under load."""
    for size, found in results.get("load", {}).items():
        yield (
            _size(size),
            f"{found['visitors']} ({found['browsers']} in browsers), {found['seconds']:.0f} s",
            f"{found['clicks']:,}",
            f"{found['errors']} / {found['wrong']}",
            f"{_time(found['median'])} / {_time(found['high'])}",
            f"{_time(found['browser_median'])} / {_time(found['browser_high'])}",
            f"{found['received'] / 1000:.0f} KB",
            f"{found['before']:.0f} / {found['peak']:.0f} / {found['after']:.0f} MB",
        )


LOAD_HEAD = (
    "paragraphs",
    "visitors",
    "clicks",
    "errors / wrong answers",
    "answer, median / 95 %",
    "in a browser",
    "a click receives",
    "memory before / most / 2 min after",
)


def other_rows(results: Results) -> Iterable[Sequence[str]]:
    """What has no table of its own: (what, measured)."""
    for name, found in results.get("others", {}).items():
        yield f"click on {name}, seed", cell(Clicks(**found))
    seed = results.get("clicks", {}).get("this seed", {})
    if "bar" in seed:
        yield (
            "a bar looks pressed after, seed",
            f"{np.median([each for each in seed['bar']['pressed'] if each]):.0f} ms",
        )
    for size in SIZES:
        dropped = results.get("clicks", {}).get(f"this {size}", {}).get("bar", {}).get("dropped")
        if dropped:
            yield f"the same bar dropped again, {_size(size)}", _time(float(np.median(dropped)))
    by_page: dict[str, list[str]] = {}
    for size, found in results.get("pages", {}).items():
        for name, each in found.items():
            by_page.setdefault(name, []).append(
                f"{_size(size)} {each['milliseconds']:.0f} ms, {each['bytes'] / 1000:.0f} KB"
            )
    for name, said in by_page.items():
        yield f"page {name}, its views in Python for the first time", "; ".join(said)
    for name, speed in results.get("tagging", {}).items():
        yield f"{name}, one core", f"{speed:.1f} MB/s"
    if found := results.get("visit"):
        yield (
            f"a visitor with {found['text']:.1f} MB of text",
            f"{found['before']:.0f} MB before, {found['within']:.0f} MB with it;"
            f" {found['seconds']:.0f} s after closing {found['after']:.0f} MB",
        )


# -- the budgets ------------------------------------------------------------------------------------

CLICK_BUDGET = {"seed": 1.5, "40000": 3.0, "400000": 3.0}
"""Times the floor, the median of a click."""
MEMORY_BUDGET = {"seed": 250, "40000": 500, "400000": 500}
START_BUDGET = 3.0
RECEIVED_BUDGET = 150_000
SPEED_BUDGET = 2.0
PEAK_BUDGET = 1_000


def missed(results: Results) -> Iterable[str]:
    """A sentence for each budget that what was measured does not keep."""
    for size in SIZES:
        found = results.get("clicks", {}).get(f"this {size}")
        if not found:
            continue
        where = "on the seed" if size == "seed" else f"on {_size(size)} paragraphs"
        for name, what in ACTIONS.items():
            if not found.get(name, {}).get("times"):
                continue
            done = Clicks(**found[name])
            if ratio(done) > CLICK_BUDGET[size]:
                yield f"{what} {where} takes {ratio(done):.1f} times the floor; the budget is {CLICK_BUDGET[size]}."
            if max(done.received) > RECEIVED_BUDGET:
                yield (
                    f"{what} {where} sends up to {max(done.received) / 1000:.0f} KB; the budget is"
                    f" {RECEIVED_BUDGET / 1000:.0f} KB."
                )
        if found["memory"] > MEMORY_BUDGET[size]:
            yield f"The server {where} takes {found['memory']:.0f} MB; the budget is {MEMORY_BUDGET[size]} MB."
        if size == "seed" and found.get("start", PATIENCE) > START_BUDGET:
            yield f"The first chart {where} is there {_seconds(found, 'start')} after the start; the budget is {START_BUDGET:.0f} s."
    for size, found in results.get("build", {}).items():
        if found["text"] / found["computing"] < SPEED_BUDGET:
            speed = found["text"] / found["computing"]
            yield f"The build of {_size(size)} paragraphs reads {speed:.2f} MB/s on one core; the budget is {SPEED_BUDGET:.0f} MB/s."
        if found["peak"] > PEAK_BUDGET:
            yield f"The build of {_size(size)} paragraphs takes {found['peak']:.0f} MB; the budget is {PEAK_BUDGET:,} MB."
    for size, found in results.get("load", {}).items():
        if found["errors"] or found["wrong"]:
            yield f"Under load, {found['errors']} errors and {found['wrong']} wrong answers; there may be none."
        if found["after"] > 1.1 * found["before"]:
            yield (
                f"Two minutes after the visitors left {_size(size)} paragraphs, the server has {found['after']:.0f} MB,"
                f" and had {found['before']:.0f} MB before; the budget is 10 % more."
            )


def machine() -> str:
    """What it was measured on, in a sentence."""
    said = subprocess.run([find_chromium() or "", "--version"], capture_output=True, text=True).stdout
    version = re.search(r"\d+", said)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"Measured on {cores()} cores and {memory:.0f} GB of memory, Linux {platform.machine()}, Python"
        f" {platform.python_version()}, Chromium {version[0] if version else '?'}."
    )


def report(results: Results, *, whole: bool) -> str:
    """The tables as Markdown: all, or those of README.md."""
    tables: list[tuple[Sequence[str], Iterable[Sequence[str]]]] = [
        (CLICK_HEAD, click_rows(results)),
        (BUILD_HEAD, build_rows(results)),
        (LOAD_HEAD, load_rows(results)),
    ]
    if whole:
        tables.append((("what", "measured"), other_rows(results)))
    written = [table(head, rows) for head, each in tables if (rows := list(each))]
    budgets = [f"- {each[0].upper()}{each[1:]}" for each in missed(results)]
    if budgets:
        written.append("Budgets that are missed:\n" + "\n".join(budgets))
    return "\n\n".join((*written, results.get("machine", "")))


def _between_marks(file: Path, block: str) -> None:
    text = file.read_text(encoding="utf-8")
    marked = f"<!-- bench -->\n{block}\n<!-- /bench -->"
    file.write_text(re.sub(r"<!-- bench -->.*?<!-- /bench -->", lambda _: marked, text, flags=re.S), "utf-8")


def listed(names: Sequence[str]) -> Callable[[str], list[str]]:
    """Reads an option of several of ``names``, with commas between them."""

    def read(text: str) -> list[str]:
        found = text.split(",")
        if unknown := [each for each in found if each not in names]:
            raise argparse.ArgumentTypeError(f"no {', '.join(unknown)}; there are {', '.join(names)}")
        return found

    return read


def sizes(text: str) -> list[str]:
    """Reads an option of sizes: numbers of paragraphs, or "seed"."""
    found = text.split(",")
    if not all(each == "seed" or each.isdigit() for each in found):
        raise argparse.ArgumentTypeError(f"{text}: name seed, or numbers of paragraphs, as in seed,40000")
    return found


def main() -> None:
    """Measure what the command line asks for, print all that is known, and write it where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", type=listed(PARTS), default=list(PARTS), help=f"of {','.join(PARTS)}")
    parser.add_argument("--sizes", type=sizes, default=list(SIZES), help=f"by default {','.join(SIZES)}")
    parser.add_argument("--apps", type=listed([*APPS]), default=[*APPS], help=f"of {','.join(APPS)}")
    parser.add_argument(
        "--actions", type=listed([*ACTIONS]), default=[*ACTIONS], help=f"of {','.join(ACTIONS)}"
    )
    parser.add_argument("--clicks", type=int, default=20, help="how many of each kind, at most")
    parser.add_argument("--write", action="store_true", help="write the tables into README.md and docs/")
    asked = parser.parse_args()
    results: Results = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    results["machine"] = machine()
    made = [size for size in asked.sizes if size != "seed"]

    def keep(part: str, name: str, found: Found) -> None:
        results.setdefault(part, {})[name] = found
        KEPT.parent.mkdir(exist_ok=True)
        KEPT.write_text(json.dumps(results, ensure_ascii=False, indent=1), "utf-8")

    for size in made:
        if "build" in asked.only or not (data(size) / "manifest.json").exists():
            _say(f"build of {size} paragraphs")
            keep("build", size, bench_compute.build(size))
    if {"clicks", "others", "visit"} & {*asked.only}:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(CHROMIUM_FLAGS))
            if "clicks" in asked.only:
                for name in asked.apps:
                    for size in asked.sizes:
                        _say(f"clicks in {name} app, {size}")
                        keep(
                            "clicks",
                            f"{name} {size}",
                            results.get("clicks", {}).get(f"{name} {size}", {})
                            | measure_clicks(browser, APPS[name], size, asked.actions, asked.clicks),
                        )
            if "others" in asked.only:
                _say("clicks on the other pages")
                results["others"] = measure_others(browser)
            if "visit" in asked.only:
                _say("a visitor's documents")
                results["visit"] = bench_compute.visit(browser)
            browser.close()
    if "pages" in asked.only:
        for size in asked.sizes:
            _say(f"pages, {size}")
            keep("pages", size, bench_compute.pages(size))
    if "tagging" in asked.only:
        _say("tagging")
        results["tagging"] = bench_compute.tagging()
    if "load" in asked.only:
        size = made[-1] if made else "seed"
        _say(f"load, {size}")
        keep("load", size, asdict(load.run(data(size))))
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps(results, ensure_ascii=False, indent=1), "utf-8")
    print(report(results, whole=True))
    if asked.write:
        _between_marks(ROOT / "README.md", report(results, whole=False))
        _between_marks(ROOT / "docs" / "BENCHMARKS.md", report(results, whole=True))


def _say(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {what}", flush=True)


if __name__ == "__main__":
    main()
